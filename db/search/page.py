"""What a search gives back: a page of hits, how many there are, and facets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from korean.highlight import Snippet

Order = Literal["newest", "oldest", "relevance"]
ORDERS: tuple[Order, ...] = ("newest", "oldest", "relevance")

#: Hits are counted so far; beyond, a total is "at least".
COUNTED = 10_000
#: Facets are counted over so many of the newest hits.
FACETED = 20_000
#: So many of the newest hits are put in the order of relevance.
RANKED = 10_000
#: The most results of one page.
LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. With folding it stands for its story: ``copies`` counts the story's other hits and
    ``outlets`` (codes, each once, the earliest first) is where all of them appeared. ``published_at``
    is aware. ``score`` is higher for the better, and null unless results are ordered by relevance.
    """

    id: int
    outlet: str
    outlet_name: str
    title: str
    url: str | None
    published_at: datetime | None
    story_id: int | None
    copies: int
    outlets: tuple[str, ...]
    snippet: Snippet
    band: str
    score: float | None
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many results there are in all; at least so many where ``exact`` is false."""

    number: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Results, and ``after``: what to ask the next page with, null on the last one. ``pending``
    articles have changed and are not in the index as they are now.
    """

    hits: tuple[Hit, ...]
    total: Total
    after: str | None
    notes: tuple[str, ...]
    pending: int


@dataclass(frozen=True, slots=True)
class Count:
    """So many results, stories or articles, have this value."""

    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Results by outlet, region, topic, agency, programme, band and licence, the most frequent first,
    and by month of publication in Korea, the oldest first: stories that have such an article among
    their hits, or articles where nothing is folded. ``exact`` is false where only the newest `FACETED` hits were counted.
    """

    counts: dict[str, tuple[Count, ...]]
    months: tuple[tuple[str, int], ...]
    exact: bool
