"""Numbers of the index's documents, in the order of publication: newest first is the index read
backwards, and a window of time is a range of numbers.

A minute (since 1970, UTC) has `SLOTS` numbers; a full one spills into those after it. Articles
without a date come below all others, in the order of their own numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

SLOTS = 256
#: Of an article without a date: what comes back changed gets another number than before.
_SLOTS_UNDATED = 16
_YEAR_2000 = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) // 60
#: The lowest number of a dated article; older ones have it, too. Room for 252 million without a date.
DATED = _YEAR_2000 * SLOTS
#: So far may a document lie behind its minute. Some boards give a day alone: all at midnight.
SPILL = timedelta(days=1)
_FURTHEST = int(SPILL.total_seconds()) // 60 * SLOTS
#: Numbers that are looked at together.
_STRETCH = 1024


class NoRoom(Exception):
    """Raised by `free`: 368,640 articles stand at one minute. The message says which."""


def start(published_at: datetime | None, article_id: int) -> int:
    """The first number an article may have."""
    if published_at is None:
        return article_id * _SLOTS_UNDATED
    return max(_minute(published_at) * SLOTS, DATED)


def window(since: datetime | None, until: datetime | None) -> tuple[int | None, int | None]:
    """Numbers (from, below) between which all articles published in [since, until) lie, and some
    others: the time itself has to be looked at, too. None: no bound.
    """
    low = None if since is None else start(since, 0)
    high = None if until is None else start(until, 0) + SLOTS + _FURTHEST
    return low, high


def free(
    first: int, number: int, taken: Callable[[int, int], Iterable[int]], given: set[int]
) -> Sequence[int]:
    """The next free numbers from ``first`` on. ``taken`` gives those in use within [a, b), ``given``
    those that were given out and are not stored yet; the new ones are added to it.
    """
    found: list[int] = []
    at = first
    while len(found) < number:
        if at - first > _FURTHEST:
            raise NoRoom(
                f"more than {_FURTHEST:,} articles are dated {published(first):%Y-%m-%d %H:%M} UTC; "
                "no number is left for another. Is that date right? `aipolicy list` shows them"
            )
        used = {*taken(at, at + _STRETCH), *given}
        found += [docid for docid in range(at, at + _STRETCH) if docid not in used]
        at += _STRETCH
    new = found[:number]
    given.update(new)
    return new


def published(docid: int) -> datetime:
    """About when a dated document was published, aware."""
    return datetime.fromtimestamp(docid // SLOTS * 60, UTC)


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
