"""The times that list rows print, against the moment the list was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.http import Response

from korean import dates
from spiders.window import iso


def seen_at(response: Response) -> datetime:
    """When the server answered (its ``Date`` header), else now. Aware."""
    header = (response.headers.get("Date") or b"").decode("latin-1")
    try:
        when = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return datetime.now(UTC)
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def listed_date(raw: str | None, now: datetime) -> str | None:
    """A printed time as aware ISO 8601 in UTC; None when it is none.

    ``now`` gives the year to rows like ``12-31 23:50``: this year, or the last one when that would
    be in the future.
    """
    moment = dates.parse(raw, now=now) if raw else None
    return iso(moment.at) if moment is not None else None
