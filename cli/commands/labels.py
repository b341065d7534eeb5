"""`aipolicy label` and `aipolicy labels export | import`: people's word on what is on topic."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cli import output
from cli.commands.common import as_json, database, existing
from db import queries
from db.errors import NotFound
from db.home import home
from db.session import reading

#: As a person says it → as it is kept.
WORDS = {
    "on": "on_topic", "off": "off_topic", "none": "withdrawn",
    "on_topic": "on_topic", "off_topic": "off_topic",
}  # fmt: skip


def _who(_context: click.Context, _parameter: click.Parameter, name: str | None) -> str:
    """The name given, or the system user's."""
    if name and name.strip():
        return name.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.BadParameter(
            "this system has no name for you; give --person or AIPOLICY_PERSON"
        ) from error


def person_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--person``, by default AIPOLICY_PERSON, else the system's user."""
    return click.option(
        "--person", metavar="NAME", callback=_who, default=lambda: os.environ.get("AIPOLICY_PERSON"),
        help="Who says so; by default AIPOLICY_PERSON, or the system's user.",
    )(command)  # fmt: skip


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.argument("opinion", type=click.Choice(list(WORDS)), metavar="on|off|none")
@click.option("--note", metavar="TEXT", help="Why, in your own words.")
@person_option
@as_json
def label(
    articles: tuple[str, ...], opinion: str, note: str | None, person: str, as_json: bool
) -> None:
    """Say that articles are on topic or off; none takes a label back.

    ARTICLE is a number, OUTLET:KEY or canonical URL. What you say holds against every scorer, now
    and later. An article whose text was not kept is read again from the archive when it is on topic.
    """
    from flows import labelling

    engine = database()
    missing = 0
    rows: list[dict[str, Any]] = []
    for name in articles:
        try:
            with reading(engine) as session:
                found = queries.article(session, name)
                id_, title = found.id, found.title
        except NotFound as error:
            output.fail(str(error))
            missing += 1
            continue
        told = labelling.label(engine, home(), id_, WORDS[opinion], person=person, note=note)
        with reading(engine) as session:
            is_ = queries.article(session, str(id_)).label
        rows.append({"id": id_, "title": title, "was": told.was[0], "label": is_,
                     "band": told.was[1], "reason": told.was[2], "text": told.text,
                     "new": told.opinion is not None})  # fmt: skip
    if as_json:
        output.json_lines(rows)
    elif rows:
        columns = ["id", "was", "label", "title"]
        output.table("Labelled", columns, [[row[c] for c in columns] for row in rows])
    for row in rows:
        if not row["new"]:
            output.say(f"{row['id']}: {person} had said so; that stands, nothing was added")
        if row["text"]:
            output.say(f"{row['id']}: {row['text']}")
    if missing:
        sys.exit(1)


@click.group()
def labels() -> None:
    """The labels of all people as a CSV file: written, or read in."""


_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@labels.command(name="export")
@_file
def export_(file: Path) -> None:
    """Write every label ever given to FILE, oldest first; "-" is standard output."""
    from flows import labelfile

    if str(file) == "-":
        raw, total = labelfile.written(existing())
        click.echo(raw, nl=False)
        output.say(f"{_many(total)} written to standard output")
        return
    try:
        total = labelfile.export(existing(), file)
    except labelfile.LabelFileError as error:
        raise click.ClickException(str(error)) from error
    output.say(f"{_many(total)} written to {file}")


def _many(total: int) -> str:
    return f"{total} label{'s' * (total != 1)}"


@labels.command(name="import")
@_file
@person_option
@as_json
def import_(file: Path, person: str, as_json: bool) -> None:
    """Read labels from FILE; the newest of an article holds.

    Needed are the columns label (on_topic, off_topic) and outlet, key (or url). Rows without a
    person are --person's. The same file again changes nothing.
    """
    from flows import labelfile

    try:
        found = labelfile.import_(database(), home(), file, person=person)
    except labelfile.LabelFileError as error:
        raise click.ClickException(str(error)) from error
    for id_, text in sorted(found.texts.items()):
        output.say(f"{id_}: {text}")
    for number, problem in found.problems:
        output.fail(f"row {number}: {problem}")
    if as_json:
        output.json_lines([{
            "rows": found.rows, "new": found.new, "unchanged": found.unchanged,
            "problems": [{"row": number, "problem": said} for number, said in found.problems],
        }])  # fmt: skip
    output.say(f"{found.rows} rows: {found.new} new labels, {found.unchanged} known before, "
               f"{len(found.problems)} not read")  # fmt: skip
    if found.problems:
        sys.exit(1)
