"""When declared sources die: what their failures allow, and the search that takes over for lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from spiders.source import Source
from spiders.tried import Tried
from spiders.window import KST

#: A search that stands in for dead lists reaches back to the day before the newest article known,
#: so many days at most; and this many where nothing is known.
REACH = timedelta(days=30)
FIRST_REACH = timedelta(days=7)
#: Searches asked at most: two words, a slice a week.
MOST_SEARCHES = 12
_LISTS = ("list", "api")


def clock() -> datetime:
    """Now; tests put it on the press room's day."""
    return datetime.now(UTC)


def refused(tried: Sequence[Tried]) -> bool:
    """Did the site refuse us anywhere, or its robots.txt everywhere? Then it is left alone."""
    return any(t.code == "blocked" for t in tried) or all(t.code == "robots" for t in tried)


def nobody_there(tried: Sequence[Tried]) -> bool:
    """Did not one byte come back? Then our own network is away, or theirs."""
    return all(t.code == "unreachable" and t.status == 0 for t in tried)


def may_look_further(tried: Sequence[Tried]) -> bool:
    """All that was asked has failed: is it worth looking for something else?"""
    return bool(tried) and not refused(tried) and not nobody_there(tried)


def lists_died(tried: Sequence[Tried]) -> bool:
    """Did every list fail, with no search in its place? Feeds hold too little to stand alone."""
    lists = [t for t in tried if t.source.kind in _LISTS]
    searched = any(t.source.kind == "search" and t.lives for t in tried)
    return (
        bool(lists) and not any(t.lives for t in lists) and not searched and may_look_further(tried)
    )


def last_days(newest: datetime | None, now: datetime | None = None) -> tuple[date, date]:
    """The KST days, both inclusive, that a search has to stand in for."""
    until = (now or clock()).astimezone(KST).date()
    if newest is None:
        return until - FIRST_REACH, until
    since = newest.astimezone(KST).date() - timedelta(days=1)
    return min(until, max(since, until - REACH)), until


def searches(offered: Sequence[Source], tried: Sequence[Tried]) -> list[Source]:
    """Those of a window's sources that are searches, and were not asked in this visit."""
    asked = {t.url for t in tried}
    found = [s for s in offered if s.kind == "search" and s.page.url not in asked]
    return found[:MOST_SEARCHES]
