"""Topics, regions and agencies: how much is written of each, and what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from starlette.responses import RedirectResponse, Response

from db import named
from db.queries import Filter
from db.quotes import key_of
from db.search import find
from db.trends import Line, trend
from korean import vocab
from korean.query import Query
from web import charts, reads
from web.asked import Asked
from web.errors import Missing
from web.pages import common
from web.room import Answer, Visit

Kind = Literal["topic", "region", "agency"]
KINDS: tuple[tuple[Kind, str], ...] = (
    ("topic", "/topics"), ("region", "/regions"), ("agency", "/agencies"),
)  # fmt: skip
#: How far back the lists look, values shown of agencies, municipalities within a province.
SPAN = timedelta(days=365)
AGENCIES, WITHIN = 60, 8
#: Articles of one value's page.
SIZE = 15
_BESIDE = {
    "topic": (("region", 10), ("agency", 8), ("outlet", 8)),
    "region": (("topic", 10), ("agency", 8), ("outlet", 8)),
    "agency": (("topic", 10), ("region", 8), ("outlet", 8)),
}


@dataclass(frozen=True, slots=True)
class Tile:
    value: str
    number: int
    chart: charts.Bars | None
    within: tuple[tuple[str, int], ...] = ()


def every(kind: Kind) -> Callable[[Visit], Answer]:
    """The page that lists the values of a kind."""

    def page(visit: Visit) -> Answer:
        rows = visit.remembered(("kinds", kind), lambda: _tiles(visit, kind))
        return Answer("kinds.html", {"kind": kind, "rows": rows})

    return page


def _tiles(visit: Visit, kind: Kind) -> list[Tile]:
    newest = reads.newest(visit.session) or datetime.now(UTC)
    found = trend(
        visit.session, Filter(since=newest - SPAN, until=newest + timedelta(days=1)), of=kind
    )
    lines = {line.value: line for line in found.lines}
    if kind == "region":
        return _provinces(found.periods, lines)
    order = [topic.key for topic in vocab.topics()] if kind == "topic" else list(lines)[:AGENCIES]
    return [
        Tile(value, sum(lines[value].articles), _chart(found.periods, lines[value]))
        for value in order
        if value in lines
    ]


def _provinces(periods: tuple[str, ...], lines: dict[str, Line]) -> list[Tile]:
    tiles = []
    for region in vocab.regions():
        line = lines.get(region.key)
        units = [
            (value, sum(unit.articles))
            for value, unit in lines.items()
            if value.startswith(f"{region.key} ")
        ]
        if line or units:
            made = _chart(periods, line) if line else None
            number = sum(line.articles) if line else 0
            tiles.append(Tile(region.key, number, made, tuple(units[:WITHIN])))
    return sorted(tiles, key=lambda tile: -tile.number)


def _chart(periods: tuple[str, ...], line: Line) -> charts.Bars | None:
    return charts.months(zip(periods, line.articles, strict=True))


def _own(visit: Visit, kind: Kind, value: str) -> str:
    """What the corpus calls it: 경북 for 경상북도. Itself where nobody knows it."""
    try:
        return key_of(value) if kind == "agency" else named.value(visit.session, kind, value)
    except named.NoSuchName:
        return value


def single(kind: Kind, up: str) -> Callable[[Visit], Answer | Response]:
    """The page of one value of a kind."""

    def page(visit: Visit) -> Answer | Response:
        value = visit.part("value")
        if not value:
            raise Missing
        if (own := _own(visit, kind, value)) != value:
            return RedirectResponse(visit.links.page(kind, own), 307)
        asked = Asked.read(_One(kind, value))
        hits = find(visit.session, Query(), asked.where(), limit=SIZE)
        if not hits.hits and not _known(kind, value):
            raise Missing
        found = common.counted(visit, Query(), asked)
        articles = common.articles(visit, asked, hits.total)
        return Answer(
            "kind.html",
            {
                "kind": kind, "value": value, "label": visit.t.name(kind, value), "up": up,
                "total": common.total(visit.t, hits.total, stories=True, articles=articles),
                "hits": hits.hits, "held": common.held(asked),
                "timeline": common.timeline(visit, asked, found.months),
                "groups": common.groups(visit, asked, found, _BESIDE[kind]),
                "also": _also(visit, kind, value),
            },
        )  # fmt: skip

    return page


class _One:
    """Parameters of a search for one value, checked as any others."""

    def __init__(self, name: str, value: str) -> None:
        self._name, self._value = name, value

    def get(self, key: str, /) -> Any:
        return self._value if key == self._name else None

    def getlist(self, key: Any, /) -> list[str]:
        return []


def _known(kind: Kind, value: str) -> bool:
    if kind == "topic":
        return any(topic.key == value for topic in vocab.topics())
    if kind == "region":
        return any(region.key == value for region in vocab.regions())
    return any(agency.key == value for agency in vocab.agencies())


def _also(visit: Visit, kind: Kind, value: str) -> str:
    """An agency's other names, former ones with the year they ended."""
    agency = (
        next((a for a in vocab.agencies() if a.key == value), None) if kind == "agency" else None
    )
    if agency is None:
        return ""
    names = [name for name in agency.names if name != value and name not in agency.beside][:6]
    names += [f"{name} (~{until.year})" for name, until in agency.former]
    return visit.t("former_names", names=", ".join(names)) if names else ""
