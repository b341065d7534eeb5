"""What a digest is made of: figures and selections, frozen. Times are aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.digest.span import Span

#: With fewer on either side a percentage says nothing: the numbers are given instead.
SMALL = 10


@dataclass(frozen=True, slots=True)
class Number:
    """So many in the period, so many in the one before."""

    now: int
    before: int

    @property
    def growth(self) -> float | None:
        """0.5 for half as many again; None where the numbers are too small to say so."""
        if self.now < SMALL or self.before < SMALL:
            return None
        return (self.now - self.before) / self.before


@dataclass(frozen=True, slots=True)
class Count:
    """A topic's or a region's new stories, and all its articles, copies too."""

    value: str
    stories: Number
    articles: Number


@dataclass(frozen=True, slots=True)
class Totals:
    """The period in numbers. ``continued``: stories with an article in it that began before it.
    ``undated``: articles first seen in it of which no date is known; they are in no other number.
    """

    stories: Number
    articles: Number
    outlets: Number
    continued: int
    undated: int


@dataclass(frozen=True, slots=True)
class Source:
    """An article that is pointed at."""

    article_id: int
    title: str
    url: str | None
    outlet: str  # its name
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story, told by its origin. ``outlets`` (names) and ``articles`` are of the period, in order of
    time; ``first_at`` and ``last_at`` of the period too, ``began_at`` of the whole story.
    """

    story_id: int | None
    origin: Source
    release: bool
    outlets: tuple[str, ...]
    articles: int
    began_at: datetime
    first_at: datetime
    last_at: datetime
    excerpt: str | None
    attribution: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A named law, strategy or programme. ``first``: the corpus has it in this period for the first
    time; else it was not in the period before, and was last read of at ``last_before``.
    """

    value: str
    sort: str  # law | strategy | programme
    stories: int
    first: bool
    last_before: datetime | None
    source: Source


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum, the first article that has it, and whom and where that names most. ``stories`` with an
    equal sum: whether it is the same money is not known.
    """

    krw: int
    stories: int
    text: str | None  # as printed
    use: str  # national | local | project | investment | budget | other
    agencies: tuple[str, ...]
    regions: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who was quoted. ``quotes``: each once a story. ``said``: one of them, short."""

    name: str
    office: str | None
    quotes: int
    stories: int
    said: str | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class Release:
    """A press release and what was made of it; shares are means over those articles."""

    source: Source
    articles: int
    outlets: tuple[str, ...]
    share: float
    coverage: float
    verbatim: int  # articles of which nine tenths are the release's words
    added: int  # sentences that are not the release's
    delay_seconds: int | None  # until the first


@dataclass(frozen=True, slots=True)
class Releases:
    """Of the releases of the period, how many were taken over, and the ones taken over most."""

    published: int
    taken: int
    articles: int
    verbatim: int
    most: tuple[Release, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that an outlet changed after it was out."""

    source: Source
    seen_at: datetime
    changed: tuple[str, ...]  # names of fields
    title_was: str | None
    paragraphs: int  # of the body that differ
    correction: bool  # the new text says of itself that it corrects


@dataclass(frozen=True, slots=True)
class Gap:
    """An outlet of which the period may lack articles.

    ``unvisited``: no crawl; ``failed``: every crawl failed; ``partly``: some did; ``ill``: a watch
    found it so at last (``state``); ``silent``: visited, and nothing of it is dated in the period.
    """

    outlet: str
    name: str
    kind: Literal["unvisited", "failed", "partly", "ill", "silent"]
    visits: int
    failed: int
    state: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which outlets were looked at, and what is missing."""

    outlets: int
    visited: int
    gaps: tuple[Gap, ...]
    corpus_since: datetime | None  # its first article's publication


@dataclass(frozen=True, slots=True)
class Focus:
    """Daegu and Gyeongbuk: their own numbers, municipalities and stories."""

    stories: Number
    articles: Number
    towns: tuple[Count, ...]
    biggest: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the digest was limited to."""

    region: str | None = None
    topic: str | None = None
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """All of it. ``open``: the last day is not over. ``compared``: the corpus reaches back over the
    period before; where it does not, a number's ``before`` says nothing.
    """

    span: Span
    open: bool
    compared: bool
    asked: Asked
    totals: Totals
    focus: Focus | None
    topics: tuple[Count, ...]
    regions: tuple[Count, ...]
    biggest: tuple[Story, ...]
    programmes: tuple[Programme, ...]
    amounts: tuple[Amount, ...]
    people: tuple[Voice, ...]
    agencies: tuple[Voice, ...]
    releases: Releases
    edits: tuple[Edit, ...]
    coverage: Coverage
