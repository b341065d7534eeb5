"""A window cut into slices of days, so that no list or search runs into a cap unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta


def slices(since: date, until: date, days: int) -> Iterator[tuple[date, date]]:
    """First and last day of each slice, both inclusive, the newest slice first; the oldest may be
    shorter than ``days``."""
    last = until
    while last >= since:
        first = max(since, last - timedelta(days=days - 1))
        yield first, last
        last = first - timedelta(days=1)
