"""`aipolicy stats`: how much was written, when, where and about whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from cli import output, plot
from cli.commands.common import as_json
from cli.commands.conditions import Asking, asked, check, conditions, freshen
from db.models import Outlet
from db.periods import PERIODS
from db.queries import Filter
from db.readonly import asking, open_reading
from db.trends import DIMENSIONS, By, Dimension, began, mentions, time_before, trend
from korean.dates import kst
from korean.query import Query
from korean.vocab import topics

#: Seconds a count may take.
TIMEOUT = 120.0
Drawn = Literal["articles", "stories"]


@dataclass(frozen=True, slots=True)
class Line:
    """A period, outlet or tag. ``before`` and ``growth`` are of articles (with ``--stories`` of stories)
    against the period before: for a period the one above it, for the others the equally long time
    before ``--since``; null where there is none, or where one of the two is not whole.
    """

    value: str
    name: str
    articles: int
    stories: int
    before: int | None
    growth: float | None


@click.command(cls=Asking)
@conditions
@click.option(
    "--by", type=click.Choice([*PERIODS, *DIMENSIONS]), default="month", show_default=True,
    help="What is counted by.",
)  # fmt: skip
@click.option(
    "--stories", is_flag=True, help="Draw and compare stories: articles of one text count as one."
)
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=0, metavar="N",
    help="The last N periods, or the N with most articles; 0 for all (20 tags on a terminal).",
)  # fmt: skip
@as_json
def stats(
    query: tuple[str, ...],
    outlets: tuple[str, ...],
    by: str,
    stories: bool,
    limit: int,
    as_json: bool,
    **given: Any,
) -> None:
    """Count articles that match QUERY (all there are without one) by time, outlet, region, topic, agency.

    aipolicy stats AI 기본법 --by week --since 2026-09-01
    """
    read, where = asked(query, outlets, **given)
    drawn: Drawn = "stories" if stories else "articles"
    engine = open_reading(timeout=TIMEOUT)
    try:
        if not read.empty:
            freshen()
        with asking(engine) as session:
            where = check(session, where)
            if by in PERIODS:
                lines, undated = _by_time(session, read, where, cast(By, by), drawn=drawn)
            else:
                of = cast(Dimension, by)
                lines, undated = _by_value(session, read, where, of, drawn=drawn), 0
    finally:
        engine.dispose()
    for note in read.notes:
        output.say(note)
    if limit:
        lines = lines[-limit:] if by in PERIODS else lines[:limit]
    elif by not in PERIODS and output.stdout.is_terminal and not as_json:
        lines = lines[:20]
    _show(lines, by, drawn=drawn, as_json=as_json)
    if undated:
        output.say(f"not among them, without a date: {output.many(undated, 'article')}")


def _by_time(
    session: Session, query: Query, where: Filter, by: By, *, drawn: Drawn
) -> tuple[list[Line], int]:
    found = trend(session, where, query, by=by)
    if not found.lines:
        return [], found.undated
    line = found.lines[0]
    numbers = line.stories if drawn == "stories" else line.articles
    lines = []
    for at, name in enumerate(found.periods):
        before = numbers[at - 1] if at and found.whole[at - 1] and found.whole[at] else None
        growth = _grown(numbers[at], before)
        lines.append(Line(name, name, line.articles[at], line.stories[at], before, growth))
    return lines, found.undated


def _by_value(
    session: Session, query: Query, where: Filter, of: Dimension, *, drawn: Drawn
) -> list[Line]:
    names = _names(session, of)
    found = mentions(session, of, where, query, limit=None)
    before: dict[str, int] | None = None
    if earlier := time_before(session, where):
        before = {
            m.value: getattr(m, drawn) for m in mentions(session, of, earlier, query, limit=None)
        }
    elif where.since and (first := began(session)):
        output.say(
            f"the corpus begins on {kst(first):%Y-%m-%d}: no growth, for there is no whole time before "
            "to compare with"
        )
    lines = []
    for m in found:
        was = None if before is None else before.get(m.value, 0)
        growth = _grown(getattr(m, drawn), was)
        lines.append(Line(m.value, names(m.value), m.articles, m.stories, was, growth))
    return sorted(lines, key=lambda line: (-getattr(line, drawn), line.value))


def _grown(number: int, before: int | None) -> float | None:
    return (number - before) / before if before else None


def _names(session: Session, of: Dimension) -> Callable[[str], str]:
    known: dict[str, str] = {}
    if of == "outlet":
        known = dict(session.execute(select(Outlet.code, Outlet.name)).tuples().all())
    elif of == "topic":
        known = {topic.key: topic.title for topic in topics()}
    return lambda value: known.get(value, value)


def _show(lines: Sequence[Line], by: str, *, drawn: Drawn, as_json: bool) -> None:
    if as_json:
        output.json_lines({"by": by, **asdict(line)} for line in lines)
    elif not output.stdout.is_terminal:
        output.table(
            "", [by, "name", "articles", "stories", "before", "growth"],
            [
                (x.value, x.name, x.articles, x.stories, x.before,
                 None if x.growth is None else f"{x.growth:.3f}")
                for x in lines
            ],
        )  # fmt: skip
    else:
        rows = [(x.name, getattr(x, drawn), _growth(x, drawn)) for x in lines]
        output.stdout.print(f"{drawn} by {by}", style="bold")
        for line in plot.bars(rows, output.stdout.width):
            output.stdout.print(line, markup=False, no_wrap=True)
    if not lines:
        output.say("nothing matches; take a word out, or leave a condition out")


def _growth(line: Line, drawn: Drawn) -> str:
    """Against the period before, as people say it."""
    if line.growth is not None:
        return f"{line.growth:+.0%}"
    return "new" if line.before == 0 and getattr(line, drawn) else ""
