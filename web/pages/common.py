"""What several pages show: facets as links, a timeline whose bars filter, a total in words."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import queries
from db.search import Count, Facets, Total, facets
from korean.query import Query
from web import charts, reads
from web.asked import Asked
from web.chips import CHIPS
from web.room import Visit
from web.words import Tongue

#: Kinds of facets, in the order they are shown, with how many values of each.
KINDS = (("topic", 10), ("region", 10), ("agency", 8), ("outlet", 10), ("band", 2), ("licence", 5))
_NOTHING = Query()


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    number: int
    href: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    rows: tuple[Row, ...]


def counted(visit: Visit, query: Query, asked: Asked) -> Facets:
    """Facets of a search, counted as its results are; those of everything are remembered."""
    fold = asked.fold
    if asked.filtered:
        return facets(visit.session, query, asked.where(), fold=fold)
    return visit.remembered(("facets", fold), lambda: facets(visit.session, _NOTHING, fold=fold))


def groups(
    visit: Visit, asked: Asked, found: Facets, kinds: Iterable[tuple[str, int]] = KINDS
) -> tuple[Group, ...]:
    """Facets as links that add a filter, or take away the one that holds."""
    chosen = {(kind, value): change for kind, value, change in asked.chosen()}
    made = []
    for kind, most in kinds:
        counts = found.counts.get(kind, ())
        rows = [_row(visit, asked, kind, count, chosen) for count in counts[:most]]
        listed = {count.value for count in counts[:most]}
        rows += [
            _row(visit, asked, kind, _count(counts, value), chosen)
            for of, value in chosen
            if of == kind and value not in listed
        ]
        if rows:
            made.append(Group(kind, tuple(rows)))
    return tuple(made)


def _count(counts: Iterable[Count], value: str) -> Count:
    return next((count for count in counts if count.value == value), Count(value, 0))


def _row(
    visit: Visit, asked: Asked, kind: str, count: Count, chosen: dict[tuple[str, str], Any]
) -> Row:
    held = chosen.get((kind, count.value))
    change = asked.adding(kind, count.value) if held is None else held
    href = visit.links.to("/search", asked.pairs(**change))
    return Row(label(visit, kind, count.value), count.number, href, held is not None)


def label(visit: Visit, kind: str, value: str) -> str:
    return names(visit).get(value, value) if kind == "outlet" else visit.t.name(kind, value)


def names(visit: Visit) -> dict[str, str]:
    """Outlets' names by code."""
    return visit.remembered("outlets", lambda: reads.outlet_names(visit.session))


def timeline(visit: Visit, asked: Asked, months: Iterable[tuple[str, int]]) -> charts.Bars | None:
    """Bars that lead to the same search within their month, or out of it again."""

    def link(month: str) -> str:
        first, last = days(month)
        change = (
            {"since": None, "until": None} if chosen(month) else {"since": first, "until": last}
        )
        return visit.links.to("/search", asked.pairs(**change))

    def chosen(month: str) -> bool:
        return (asked.since, asked.until) == days(month)

    return charts.months(months, link, chosen=chosen)


def days(month: str) -> tuple[date, date]:
    """The first and the last day of ``2026-11``."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def total(t: Tongue, of: Total, *, stories: bool, articles: int | None = None) -> str:
    """``articles``: how many the stories have, where it is known."""
    if stories and of.exact and articles is not None and articles != of.number:
        return t("stories_and_articles", n=of.number, articles=articles)
    what = "stories" if stories else "articles"
    return t(f"{what}_n" if of.exact else f"{what}_at_least", n=of.number)


def articles(visit: Visit, asked: Asked, of: Total) -> int | None:
    """How many articles the stories have: cheap to say where no words are asked and stories are few."""
    if asked.q or not (asked.fold and of.exact):
        return None
    return queries.count(visit.session, asked.where())


def held(asked: Asked) -> dict[str, str]:
    """Values that every result has, because they were asked for: kind → value."""
    return {kind: value for kind in CHIPS if (value := getattr(asked, kind))}


def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
