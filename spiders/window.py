"""The window of a run: from when to when articles are asked for, in KST days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from korean.when import FORMS, NoSuchTime, moment
from spiders.errors import WindowError

KST = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class Window:
    """``since`` (inclusive) to ``until`` (exclusive), aware, in Asia/Seoul. None is open."""

    OPEN: ClassVar[Window]

    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def parse(cls, since: str | None = None, until: str | None = None) -> Window:
        """From ``YYYY-MM-DD`` (a KST day, both inclusive) or ISO times (without zone: KST).

        Raises WindowError for a date that is none, and for a window that ends before it begins.
        """
        start = _moment(since, "since", last=False) if since else None
        end = _moment(until, "until", last=True) if until else None
        if start is not None and end is not None and end <= start:
            raise WindowError(
                f"the window ends before it begins: since={since}, until={until}; swap the two"
            )
        return cls(start, end)

    def holds(self, when: datetime) -> bool:
        """Does this aware time lie in the window?"""
        return not (self.before(when) or (self.until is not None and when >= self.until))

    def before(self, when: datetime) -> bool:
        """Does this aware time lie before the window's beginning?"""
        return self.since is not None and when < self.since

    def days(self, today: date | None = None) -> tuple[date, date]:
        """First and last KST day, both inclusive. Open ends: today, and 30 days before the last."""
        last = (
            (self.until - timedelta(microseconds=1)).astimezone(KST).date()
            if self.until is not None
            else today or datetime.now(KST).date()
        )
        first = self.since.astimezone(KST).date() if self.since else last - timedelta(days=30)
        return first, max(first, last)

    @property
    def is_open(self) -> bool:
        return self.since is None and self.until is None


Window.OPEN = Window()


def _moment(text: str, name: str, *, last: bool) -> datetime:
    """The beginning of a day, or of the day after it for the window's last day."""
    try:
        return moment(text, last=last)
    except NoSuchTime:
        raise WindowError(f"{name}={text!r} is not a date; {FORMS}") from None


def iso(when: datetime) -> str:
    """UTC, ISO 8601, to the second or finer as given."""
    return when.astimezone(UTC).isoformat()


def aware(text: str | None) -> datetime | None:
    """An ISO 8601 time as aware; None when it is absent, broken or without a zone."""
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo is not None else None
