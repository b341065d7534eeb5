"""`aipolicy digest`: a briefing on a few days of the corpus."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import select

from cli import output
from cli.commands.common import known
from db.digest import Asked, Digest, span
from db.digest import digest as read
from db.digest.named import region as region_of
from db.digest.named import topic as topic_of
from db.exports.errors import writable
from db.exports.selection import view
from db.exports.whole import whole_file
from db.home import database_url
from db.models import Outlet
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
    help="7d, 4w, 1m (days, weeks, months that end with the last day) or the first day.",
)  # fmt: skip
@click.option("--until", metavar="DAY", help="The last day, in Korea; today by default.")
@click.option("--region", metavar="NAME", help="A 시·도 or municipality: 경북, '경북 포항시'.")
@click.option("--topic", metavar="TOPIC", help="A topic's key or Korean title: law_regulation.")
@click.option(
    "--outlet", "outlets", multiple=True, metavar="CODE",
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
    today = kst(datetime.now(UTC)).date()
    of = span(since, until, today=today)
    asked = Asked(
        region_of(region) if region else None, topic_of(topic) if topic else None,
        tuple(sorted({code.strip() for value in outlets for code in value.split(",") if code.strip()})),
    )  # fmt: skip
    engine = open_reading(database_url(), timeout=None)
    try:
        with asking(view(engine)) as session:
            if asked.outlets:
                known(asked.outlets, set(session.scalars(select(Outlet.code))))
            found = read(session, of, asked, today=today)
    finally:
        engine.dispose()
    form = format or (_SUFFIXES.get(target.suffix.lower(), "md") if target else "md")
    _write(written(found, form, lang), target)
    _tell(found, target)


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
        f"{found.span.first} to {found.span.last}: {totals.stories.now} new stories, "
        f"{totals.articles.now} articles, {totals.outlets.now} outlets{where}"
    )
