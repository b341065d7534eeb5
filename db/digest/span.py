"""The days a digest is of, in Korea, and the days before it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db.errors import DatabaseError
from korean.dates import KST
from korean.when import NoSuchTime, first_of, moment

_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII | re.IGNORECASE)
#: Nothing on the web is older.
EARLIEST = date(1990, 1, 1)


class NoSuchSpan(DatabaseError, ValueError):
    """What was asked for is no span of days. Raised by `span` and `week`."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days in Korea, both inclusive."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The beginning of the first day, aware, in Asia/Seoul."""
        return datetime.combine(self.first, time(), KST)

    @property
    def until(self) -> datetime:
        """The end of the last day: exclusive."""
        return datetime.combine(self.last + timedelta(days=1), time(), KST)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Span:
        """As many days, directly before."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def name(self) -> str:
        """``2026-W47`` for a week from Monday to Sunday, else its days."""
        if self.days == 7 and self.first.weekday() == 0:
            return f"{self.first:%G-W%V}"
        return f"{self.first}_{self.last}"


def span(since: str, until: str | None = None, *, today: date) -> Span:
    """Of ``7d``, ``4w``, ``1m`` (days, weeks, months that end with ``until``) or a day; ``until`` is a
    day, by default ``today`` in Korea. A time means its day. Raises NoSuchSpan.
    """
    last = _day(until, "until") if until else today
    if last > today:
        raise NoSuchSpan(f"until={until} has not come yet; today is {today} in Korea")
    first = _back(since, last) or _day(since, "since")
    if first > last:
        raise NoSuchSpan(f"it ends ({last}) before it begins ({first}); swap the two days")
    if first < EARLIEST:
        raise NoSuchSpan(f"since={since} begins on {first}; nothing was on the web before 1990")
    return Span(first, last)


def week(name: str | None = None, *, today: date) -> Span:
    """A week from Monday to Sunday: ``2026-W47``, by default the last that is over. Raises NoSuchSpan."""
    if not name:
        sunday = today - timedelta(days=today.isoweekday())
        return Span(sunday - timedelta(days=6), sunday)
    found = _WEEK.fullmatch(name.strip())
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        monday = None
    if monday is None or monday < EARLIEST:
        raise NoSuchSpan(f"{name!r} is no week; write it like 2026-W47")
    if monday > today:
        raise NoSuchSpan(f"the week {name} has not come yet; today is {today} in Korea")
    return Span(monday, monday + timedelta(days=6))


def _back(length: str, last: date) -> date | None:
    try:
        return first_of(length, last)
    except NoSuchTime as error:
        raise NoSuchSpan(str(error)) from None


def _day(text: str, name: str) -> date:
    """The day in Korea; of a time the day it is on."""
    try:
        return moment(text).date()
    except NoSuchTime:
        forms = (
            "7d, 4w, 1m or a day like 2026-11-01" if name == "since" else "a day like 2026-11-01"
        )
        raise NoSuchSpan(f"{name}={text!r} is not understood; write {forms}") from None
