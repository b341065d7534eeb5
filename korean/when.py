"""The times a person gives: a day in Korea, a time, or how far back (``7d``, ``4w``, ``1m``)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from korean.dateforms import KST, kst

When = str | date | datetime
_LENGTH = re.compile(r"(\d{1,4})\s*([dwm])", re.ASCII | re.IGNORECASE)
FORMS = "write a KST day like 2026-11-01, or a time like 2026-11-01T09:00"


class NoSuchTime(ValueError):
    """What was given is no time, or a window ends before it begins. Raised by `moment`, `first_of` and
    `window`; the message is a sentence.
    """


def moment(given: str, *, last: bool = False) -> datetime:
    """A day's beginning in Korea, or of the day after it for a ``last`` one; a time as it is, without a
    zone a Korean one. Raises NoSuchTime.
    """
    text = given.strip()
    try:
        try:
            return _midnight(date.fromisoformat(text), last=last)
        except ValueError:
            when = datetime.fromisoformat(text)
            return when.replace(tzinfo=KST) if when.tzinfo is None else when.astimezone(KST)
    except (ValueError, OverflowError):
        raise NoSuchTime(f"{given!r} is not a date; {FORMS}") from None


def first_of(length: str, last: date) -> date | None:
    """The first of so many days, weeks or months that end with ``last``; None where ``length`` is no
    length. Raises NoSuchTime for none at all, and for too many.
    """
    found = _LENGTH.fullmatch(length.strip())
    if found is None:
        return None
    number, unit = int(found[1]), found[2].lower()
    if number < 1:
        raise NoSuchTime(f"{number}{unit} is no time at all; write at least 1{unit}")
    try:
        if unit == "m":
            return _months_before(last + timedelta(days=1), number)
        return last + timedelta(days=1) - timedelta(days=number * (7 if unit == "w" else 1))
    except (OverflowError, ValueError):
        raise NoSuchTime(f"{number}{unit} goes back too far; give a day, like 2026-01-01") from None


def window(
    since: When | None = None, until: When | None = None, *, now: datetime | None = None
) -> tuple[datetime | None, datetime | None]:
    """From when (inclusive) to when (exclusive), aware; None is open. Of days both are inclusive, and
    ``7d`` are seven days with ``until``, today by default. Raises NoSuchTime, and TypeError for what is
    neither a text nor a time.
    """
    end = _given("until", until, last=True)
    try:
        final = kst(end - timedelta(microseconds=1) if end else now or datetime.now(UTC)).date()
        back = first_of(since, final) if isinstance(since, str) else None
    except OverflowError:
        raise NoSuchTime(f"until={until!r} is not a date; {FORMS}") from None
    start = _midnight(back) if back else _given("since", since, last=False)
    if start is not None and end is not None and end <= start:
        raise NoSuchTime(
            f"the window ends before it begins: since={since}, until={until}; swap the two"
        )
    return start, end


def _given(name: str, value: When | None, *, last: bool) -> datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return moment(value, last=last)
        except NoSuchTime:
            back = ", or how far back: 7d, 4w, 1m" if name == "since" else ""
            raise NoSuchTime(f"{name}={value!r} is not a date; {FORMS}{back}") from None
    if isinstance(value, datetime):
        return value.replace(tzinfo=KST) if value.tzinfo is None else value
    if isinstance(value, date):
        return _midnight(value, last=last)
    raise TypeError(
        f"{name} is a day or a time, not {value!r}: give a text like '2026-11-01', a date or a datetime"
    )


def _midnight(day: date, *, last: bool = False) -> datetime:
    return datetime.combine(day + timedelta(days=last), time(), KST)


def _months_before(day: date, number: int) -> date:
    """The same day of an earlier month, or its last one (31 March → 28 February)."""
    month = day.year * 12 + day.month - 1 - number
    year, index = divmod(month, 12)
    for of_month in range(day.day, 27, -1):
        try:
            return date(year, index + 1, of_month)
        except ValueError:
            continue  # there is no 31st in this month
    return date(year, index + 1, min(day.day, 28))
