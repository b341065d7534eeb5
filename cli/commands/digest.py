"""`aipolicy digest`: a briefing on a few days of the corpus."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from cli import output
from cli.commands.common import OUTLETS, codes, registered
from cli.commands.completing import REGIONS, TOPICS
from db import named
from db.digest import Asked, Digest, span
from db.digest import digest as read
from db.exports.errors import writable
from db.exports.selection import view
from db.exports.whole import whole_file
from db.home import database_url
from db.readonly import asking, open_reading
from flows.briefing.formats import FORMATS, Format, written
from flows.briefing.words import Lang
from korean.dates import kst

_SUFFIXES: dict[str, Format] = {
    ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".json": "json",
}  # fmt: skip


@click.command()
@click.option(
    "--since", default="7d", show_default=True, metavar="WHEN",
    help="7d, 4w, 1m (days, weeks, months that end with the last day) or the first day; of a time its day.",
)  # fmt: skip
@click.option("--until", metavar="DAY", help="The last day, in Korea; today by default.")
@click.option(
    "--region", metavar="NAME", type=REGIONS, help="A 시·도 or municipality: 경북, '경북 포항시'."
)
@click.option(
    "--topic", metavar="TOPIC", type=TOPICS, help="A topic's key or title: law_regulation, 법·규제."
)
@click.option(
    "--outlet", "outlets", multiple=True, metavar="CODE", type=OUTLETS, callback=codes,
    help="Only this outlet; may be repeated or comma-separated.",
)  # fmt: skip
@click.option(
    "-f", "--format", "format", type=click.Choice(FORMATS),
    help="By default what FILE's name ends with, else md.",
)  # fmt: skip
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), metavar="FILE",
    help="Written whole or not at all; without it, standard output.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(["ko", "en"]), default="ko", show_default=True)
def digest(
    since: str,
    until: str | None,
    region: str | None,
    topic: str | None,
    outlets: tuple[str, ...],
    format: Format | None,
    target: Path | None,
    lang: Lang,
) -> None:
    """A briefing: new stories by topic and region, laws, sums, voices, releases, edits, gaps.

    Days are whole days in Korea; the same corpus gives the same file:

        aipolicy digest --since 7d --region 경북 -o week.html
    """
    if target == Path("-"):
        target = None
    form = format or _form(target)
    today = kst(datetime.now(UTC)).date()
    of = span(since, until, today=today)
    engine = open_reading(database_url(), timeout=None)
    try:
        with asking(view(engine)) as session:
            asked = Asked(
                named.value(session, "region", region) if region else None,
                named.value(session, "topic", topic) if topic else None,
                tuple(sorted(named.outlets(session, outlets, registered))),
            )
            found = read(session, of, asked, today=today)
    finally:
        engine.dispose()
    _write(written(found, form, lang), target)
    _tell(found, target)


def _form(target: Path | None) -> Format:
    """What the file's name ends with; Markdown where it ends with nothing."""
    if target is None or not target.suffix:
        return "md"
    form = _SUFFIXES.get(target.suffix.lower())
    if form is None:
        raise click.UsageError(
            f"a digest is no {target.suffix} file; end FILE with .md, .html or .json, or say what is to "
            f"be in it: --format {', '.join(FORMATS)}"
        )
    return form


def _write(text: str, target: Path | None) -> None:
    if target is not None:
        with whole_file(target) as out:
            out.write(text.encode())
        return
    with writable("standard output"):
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def _tell(found: Digest, target: Path | None) -> None:
    totals = found.totals
    where = f" in {target}" if target else ""
    output.say(
        f"{found.span.first} to {found.span.last}: {output.many(totals.stories.now, 'new story')}, "
        f"{output.many(totals.articles.now, 'article')}, {output.many(totals.outlets.now, 'outlet')}"
        f"{where}"
    )
