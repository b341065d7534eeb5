"""`aipolicy export`: articles as files for other programs, and citations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from cli import output
from cli.commands.common import known
from db.exports import hf
from db.exports.about import About
from db.exports.errors import writable
from db.exports.formats import FORMATS, find, write
from db.exports.selection import Selection, view
from db.exports.whole import whole_file
from db.home import database_url
from db.models import Outlet
from db.queries import Filter
from db.readonly import asking, open_reading
from db.release import terms
from db.search import pending
from korean.query import QueryError, parse
from spiders.window import Window

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--outlet", "outlets", multiple=True, metavar="CODE", help="Only this outlet; may be repeated."),
    click.option("--since", metavar="DAY", help="Published on or after this day in Korea."),
    click.option("--until", metavar="DAY", help="Published on or before this day."),
    click.option("--region", metavar="NAME", help="Tagged with this region, such as 경북."),
    click.option("--topic", metavar="NAME", help="Tagged with this topic, such as law_regulation."),
    click.option("--agency", metavar="NAME", help="Tagged with this agency."),
    click.option("--licence", metavar="NAME", help="Under this licence, such as KOGL-1."),
    click.option("--band", type=click.Choice(["accept", "review", "reject"]), help="Sure, not sure, or on topic by a person's word alone."),
    click.option("--fold", is_flag=True, help="One article a story: the earliest."),
    click.option(
        "--full-text", is_flag=True,
        help="Texts whose licence does not let them be passed on, too: for your own use only.",
    ),
)  # fmt: skip
_SUFFIXES = {made.suffix: name for name, made in FORMATS.items() if made.suffix != ".zip"}


def selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """``[QUERY]…`` and the conditions beside it; `selection` makes something of them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return click.argument("query", nargs=-1)(command)


def selection(query: tuple[str, ...], outlets: tuple[str, ...], **given: Any) -> Selection:
    """What the options of `selecting` ask for; wrong ones are wrong usage."""
    asked = " ".join(query)
    try:
        notes = parse(asked).notes
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    for note in notes:
        output.say(note)
    window = Window.parse(given["since"], given["until"])
    codes = tuple(code for value in outlets for code in value.split(",") if code)
    where = Filter(
        outlets=codes, since=window.since, until=window.until, region=given["region"],
        topic=given["topic"], agency=given["agency"], band=given["band"], licence=given["licence"],
    )  # fmt: skip
    return Selection(asked.strip(), where, given["fold"])


@click.command()
@selecting
@click.option(
    "-f", "--format", "format", type=click.Choice([*FORMATS, "csl"]),
    help="By default what FILE's name ends with.",
)  # fmt: skip
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), metavar="FILE",
    help="Written whole or not at all; without it, standard output. For hf a new folder, or a .zip.",
)  # fmt: skip
def export(
    query: tuple[str, ...],
    outlets: tuple[str, ...],
    format: str | None,
    target: Path | None,
    full_text: bool,
    **given: Any,
) -> None:
    """Write all articles that match QUERY (all there are without one) for other programs.

    A text is in it where its licence lets it be passed on; elsewhere an excerpt and the link.
    csv opens in Excel; bibtex, ris and csl-json are citations. A query with -words goes behind `--`:

        aipolicy export -o law.csv --since 2026-01-01 -- 'AI 기본법' -시행령
    """
    if target == Path("-"):
        target = None
    name = find(format or _by_suffix(target)).name
    if target is None and FORMATS[name].binary and sys.stdout.isatty():
        raise click.UsageError(f"{name} is nothing for a terminal: name a file with -o")
    chosen = selection(query, outlets, **given)
    engine = open_reading(database_url(), timeout=None)
    try:
        with asking(view(engine)) as session:
            _checked(session, chosen)
            counted = _Counted(chosen.documents(session), full_text)
            _write(name, counted, target, full_text, chosen.about(engine))
    finally:
        engine.dispose()
    _tell(name, counted, target, full_text)


def _write(
    name: str, documents: _Counted, target: Path | None, full_text: bool, about: About
) -> None:
    if target is None:
        with writable("standard output"):
            out = sys.stdout.buffer
            write(name, documents, out, full_text=full_text, about=about)
            out.flush()
    elif name == "hf" and target.suffix != ".zip":
        hf.write_folder(documents, target, full_text=full_text, about=about)
    else:
        with whole_file(target) as out:
            write(name, documents, out, full_text=full_text, about=about)


class _Counted:
    """Documents, counted as they go by."""

    def __init__(self, documents: Iterator[dict[str, Any]], full_text: bool) -> None:
        self._documents = documents
        self._full_text = full_text
        self.number = self.whole = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for document in self._documents:
            self.number += 1
            self.whole += self._full_text or terms(document) is not None
            yield document


def _by_suffix(target: Path | None) -> str:
    found = _SUFFIXES.get(target.suffix.lower()) if target else None
    if found is None:
        raise click.UsageError(f"say --format: {', '.join(FORMATS)}")
    return found


def _checked(session: Session, chosen: Selection) -> None:
    """Raises UnknownOutlet; says what the index does not have yet."""
    if chosen.where.outlets:
        known(chosen.where.outlets, set(session.scalars(select(Outlet.code))))
    if chosen.query and (waiting := pending(session)):
        output.warn(
            f"{waiting} articles changed and are not searched yet; `aipolicy index` does it"
        )


def _tell(name: str, counted: _Counted, target: Path | None, full_text: bool) -> None:
    if not counted.number:
        output.say("no article matches; leave a condition out")
    citations = name in ("bibtex", "ris", "csl-json")
    if full_text and counted.number and not citations:
        output.warn("texts are in it that may not be passed on: it is for your own use")
    texts = "" if citations else f", {counted.whole} with their text"
    where = f" in {target}" if target else ""
    output.say(f"{counted.number} articles{texts}{where}")
