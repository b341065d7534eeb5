"""Times as people here read them: Asia/Seoul, in the page's language."""

from __future__ import annotations

from datetime import date, datetime, time

from korean.dates import kst
from web.words import Tongue

_KOREAN = "월화수목금토일"
_ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Time = datetime | str | None


def aware(at: Time) -> datetime | None:
    """A time of a document (ISO 8601 with its offset) or of a row, in Asia/Seoul."""
    if at is None or at == "":
        return None
    return kst(datetime.fromisoformat(at) if isinstance(at, str) else at)


def machine(at: Time) -> str:
    """For the datetime attribute."""
    when = aware(at)
    return when.isoformat(timespec="seconds") if when else ""


def day(at: Time | date, lang: str) -> str:
    """``2026. 11. 20. (금)`` or ``Fri 20 Nov 2026``."""
    when = at if isinstance(at, date) and not isinstance(at, datetime) else aware(at)
    if when is None:
        return ""
    if lang == "ko":
        return f"{when.year}. {when.month}. {when.day}. ({_KOREAN[when.weekday()]})"
    return f"{_ENGLISH[when.weekday()]} {when.day} {_MONTHS[when.month - 1]} {when.year}"


def calendar_day(when: date, lang: str, today: date) -> str:
    """``11월 20일`` or ``20 Nov``, for the middle of a sentence; with its year where that is not this one."""
    if lang == "ko":
        year = "" if when.year == today.year else f"{when.year}년 "
        return f"{year}{when.month}월 {when.day}일"
    year = "" if when.year == today.year else f" {when.year}"
    return f"{when.day} {_MONTHS[when.month - 1]}{year}"


def minute(at: Time, lang: str, precision: str | None = None) -> str:
    """The day, and the minute where that was printed. Where the precision is not known, midnight is
    taken for a day without a time, as press releases print it.
    """
    when = aware(at)
    if when is None:
        return ""
    if precision == "day" or (precision is None and when.time() == time()):
        return day(when, lang)
    return f"{day(when, lang)} {when:%H:%M}"


def month(text: str, lang: str) -> str:
    """``2026-11`` → ``2026년 11월`` or ``Nov 2026``."""
    year, _, number = text.partition("-")
    return f"{year}년 {int(number)}월" if lang == "ko" else f"{_MONTHS[int(number) - 1]} {year}"


def whole_days(first: Time, last: Time) -> int:
    """From day to day in Korea: what can be said where one of two times is a day alone."""
    one, other = aware(first), aware(last)
    return (other.date() - one.date()).days if one and other else 0


def days(number: int, lang: str) -> str:
    """A length of whole days."""
    return f"{number}일" if lang == "ko" else f"{number} {'day' if number == 1 else 'days'}"


def after(number: int, t: Tongue) -> str:
    """So many whole days later, or earlier."""
    if number in (0, 1):
        return t("next_day" if number else "same_day")
    return t("later" if number > 0 else "earlier", span=days(abs(number), t.lang))


def span(seconds: float, lang: str) -> str:
    """A length of time in its largest unit."""
    size = abs(seconds)
    for unit, korean, english in ((86_400, "일", "d"), (3600, "시간", "h"), (60, "분", "min")):
        if size >= unit:
            number = size / unit
            told = f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")
            return f"{told}{korean}" if lang == "ko" else f"{told} {english}"
    return "1분 안" if lang == "ko" else "under a minute"
