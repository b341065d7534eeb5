"""When to turn a source's page and when to stop: pure state, no network.

Every stop has a name; those a person should hear of become notes. No cap is silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from spiders.known import FeedMemory
from spiders.source import Listing, Page, Row, Source
from spiders.window import KST, Window, aware

#: Known rows in a row after which an ordered source holds nothing new (see `Reading`).
KNOWN_IN_A_ROW = 20
#: The last so many dated rows of a page must lie before the window: one pinned old row is no edge.
ROWS_AT_THE_EDGE = 3

#: How far back from its newest row an incremental visit reads a source: a first visit must not read
#: a paper's whole past. Older articles are a window's work.
REACH = timedelta(days=90)

Stop = Literal["end", "empty", "repeated", "known", "edge", "max_pages", "capped"]

#: Stops that mean something may be missing.
WORRYING: dict[Stop, str] = {
    "repeated": "the next page repeats this one: its paging has changed, or it caps its pages",
    "max_pages": "stopped at the source's max_pages; narrow the window or raise it",
    "capped": "the source claims more rows than it gave: it caps its results; slice the window",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do after one page: the next page to ask for, or why the source is done."""

    next: Page | None
    stop: Stop | None


class Reading:
    """The state of one source while it is read. ``known`` are the keys to skip.

    ``memory`` is of the last visit that came to the end. Only what it covers may stop the paging:
    a visit that was cut off knows the rows of page one, and none of page two.
    """

    def __init__(
        self,
        source: Source,
        window: Window,
        known: frozenset[str],
        memory: FeedMemory | None,
        *,
        incremental: bool,
    ) -> None:
        self.source = source
        self.window = window
        self.known = known
        self.memory = memory
        self.incremental = incremental
        self.pages = 0
        self.rows = 0
        self.newest: datetime | None = None
        self._previous: frozenset[str] = frozenset()
        self._known_in_a_row = 0

    def take(self, listing: Listing) -> Turn:
        """Count a page in, and decide."""
        self.pages += 1
        self.rows += len(listing.rows)
        for row in listing.rows:
            when = aware(row.listed.published)
            if when is not None and (self.newest is None or when > self.newest):
                self.newest = when
        stop = self._stop(listing)
        self._previous = frozenset(row.key for row in listing.rows)
        return Turn(None if stop else listing.next, stop)

    def _stop(self, listing: Listing) -> Stop | None:
        if not listing.rows and not listing.more:
            return self._end(listing, "empty")
        if listing.rows and frozenset(r.key for r in listing.rows) == self._previous:
            return "repeated"
        if self.source.ordered and self._all_known(listing.rows):
            return "known"
        if self.source.ordered and self._at_edge(listing.rows):
            return "edge"
        if listing.next is None:
            return self._end(listing, "end")
        if self.pages >= self.source.max_pages:
            return "max_pages"
        return None

    def _end(self, listing: Listing, stop: Stop) -> Stop:
        return "capped" if listing.total is not None and listing.total > self.rows else stop

    def _all_known(self, rows: tuple[Row, ...]) -> bool:
        for row in rows:
            covered = row.key in self.known and self._is_covered(row)
            self._known_in_a_row = self._known_in_a_row + 1 if covered else 0
            if self.incremental and self._known_in_a_row >= KNOWN_IN_A_ROW:
                return True
        return False

    def _is_covered(self, row: Row) -> bool:
        if self.memory is None:
            return False
        when = aware(row.listed.published)
        return self.memory.newest is None or when is None or when <= self.memory.newest

    def _at_edge(self, rows: tuple[Row, ...]) -> bool:
        dated = [when for row in rows if (when := aware(row.listed.published)) is not None]
        tail = dated[-ROWS_AT_THE_EDGE:]
        return bool(tail) and all(self._is_too_old(when) for when in tail)

    def _is_too_old(self, when: datetime) -> bool:
        if self.window.before(when):
            return True
        return self.incremental and self.newest is not None and when < self.newest - REACH


def wrong_dates(shown: tuple[str, str] | None, asked: tuple[date, date]) -> str | None:
    """A reason when the dates a page shows have nothing in common with those asked for."""
    if shown is None:
        return None
    try:
        first, last = (_day(text) for text in shown)
    except ValueError:
        return f"shows dates that are none: {shown[0]!r} to {shown[1]!r}"
    if last < asked[0] or first > asked[1]:
        return f"asked for {asked[0]} to {asked[1]}, it shows {shown[0]} to {shown[1]}"
    return None


def _day(text: str) -> date:
    if len(text) == 10:
        return date.fromisoformat(text)
    when = datetime.fromisoformat(text)
    return (when.astimezone(KST) if when.tzinfo else when).date()
