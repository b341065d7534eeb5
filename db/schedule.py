"""When a stored article is looked at again, so that edits are seen."""

from __future__ import annotations

from datetime import datetime, timedelta

#: (age of the article, time to the next look). After the last age nobody looks any more: Korean
#: outlets edit mostly within the first day, and every look costs the site a request.
TIMETABLE = (
    (timedelta(days=1), timedelta(hours=6)),
    (timedelta(days=3), timedelta(days=1)),
    (timedelta(days=7), timedelta(days=3)),
    (timedelta(days=30), timedelta(days=14)),
)


def next_check(published_at: datetime, now: datetime) -> datetime | None:
    """The next look at an article published then (or, where its site prints no date, first seen
    then); None when it is old enough to be left alone.
    """
    age = now - published_at
    return next((now + wait for limit, wait in TIMETABLE if age < limit), None)
