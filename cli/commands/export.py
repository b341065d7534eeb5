"""`aipolicy export`: articles as files for other programs, and citations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from cli import output
from cli.commands.common import OUTLETS, codes
from cli.commands.conditions import FILTERS, Asking, asked, check
from db.exports import hf
from db.exports.about import About
from db.exports.errors import writable
from db.exports.formats import FORMATS, find, write
from db.exports.selection import Selection, view
from db.exports.whole import whole_file
from db.home import database_url
from db.readonly import asking, open_reading
from db.release import terms
from db.search import pending

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    # no -o, as elsewhere: that names the file
    click.option("--outlet", "outlets", multiple=True, metavar="CODE", type=OUTLETS, callback=codes,
                 help="Only this outlet; may be repeated or comma-separated."),
    *FILTERS,
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
    read, where = asked(query, outlets, **given)
    for note in read.notes:
        output.say(note)
    return Selection(read.text, where, given["fold"])


def brought(session: Session, chosen: Selection) -> Selection:
    """With the names as the corpus has them. Raises `db.named.NoSuchName`."""
    return replace(chosen, where=check(session, chosen.where))


@click.command(cls=Asking)
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
            chosen = brought(session, chosen)
            _waiting(session, chosen)
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


def _waiting(session: Session, chosen: Selection) -> None:
    """Say what the index does not have yet."""
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
    output.say(f"{output.many(counted.number, 'article')}{texts}{where}")
