"""The forms Korean sites print times in, each a pattern and what builds the instant.

`read_at` reads the form that stands at one place of a text. Which forms can stand there is told by
what the place begins with (how many digits, or which word), so that a place costs two or three
attempts. Every unbounded repeat is possessive and none is inside another: pages carry thousands of
blanks in a row, and trying every split of 20,000 between two optional parts took 3.6 s.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from korean.article import Moment, Precision

KST = timezone(timedelta(hours=9), "KST")
TOLERANCE = timedelta(minutes=10)  # clocks of sites run ahead of ours

Built = tuple[datetime, Precision]
Builder = Callable[["re.Match[str]", "datetime | None"], "Built | None"]
Form = tuple["re.Pattern[str]", Builder]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_ENGLISH_HALF = r"[AaPp]\.?[Mm]\.?(?![A-Za-z])"
_HALF = rf"오전|오후|새벽|아침|낮|저녁|밤|{_ENGLISH_HALF}"
_WEEKDAY = (
    rf"(?:\s*+[(\[]\s*+(?:[월화수목금토일](?:요일)?|{_DAYS})\s*+[)\]]"
    rf"|\s*+[월화수목금토일]요일|\s*+[월화수목금토일](?=\s)|\s*+,?\s*+{_DAYS}(?![A-Za-z]))?"
)
# Behind a clock only AM and PM: "09:00 오후 회의" begins another phrase.
_CLOCK = (
    rf"(?P<half>{_HALF})?\s*+(?P<h>\d{{1,2}})"
    r"(?:\s*+:\s*+(?P<mi>\d{2})(?!\d)(?::(?P<s>\d{2})(?!\d)(?:[.,]\d{1,9})?)?"
    r"|\s*+시\s*+(?P<mi_ko>\d{1,2})\s?분(?:\s*+(?P<s_ko>\d{1,2})\s?초)?)"
    rf"(?:\s*+(?P<half_after>{_ENGLISH_HALF}))?"
    r"(?:\s*+\(?(?P<zone>Z(?![A-Za-z])|[+\-]\d{2}:?\d{2}(?![\d\-])|KST|UTC|GMT|UT(?![A-Za-z])))?"
)
_HOUR = rf"(?P<half_only>{_HALF})?\s*+(?P<h_only>\d{{1,2}})\s?시(?!간|\s*+\d{{1,2}}\s?분)"
_AFTER_DAY = (
    rf"(?:(?:\s*+(?P<t>T)\s*+|\s*+(?:[,|/·@]|-(?!\d))?\s*+[(\[]?\s*+)"
    rf"(?:{_CLOCK}|{_HOUR})(?:\s*+[)\]])?)?"
)
_YEAR = r"(?P<y>(?:19|20)\d{2})"

_YMD = (
    rf"{_YEAR}\s*+(?:[.\-/·]|년)\s*+(?P<m>\d{{1,2}})\s*+(?:[.\-/·]|월)\s*+"
    r"(?P<d>\d{1,2})(?!\d)(?:\s?일(?!요일)|\.(?!\d))?"
)
_YYMD = (
    r"'?(?P<y>\d{2})(?P<sep>[.\-/])\s?(?P<m>\d{1,2})(?P=sep)\s?"
    r"(?P<d>\d{1,2})(?!\.?\d)(?![\-/])\.?"
)
_YYMD_KOREAN = r"'?(?P<y>\d{2})년\s*+(?P<m>\d{1,2})월\s*+(?P<d>\d{1,2})일(?!요일)"
_COMPACT = (
    rf"{_YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}})(?:(?P<t>T)|[_ ])?"
    r"(?:(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?(?P<zone>Z|[+\-]\d{2}:?\d{2})?)?(?!\d)"
)
_MONTH_FIRST = rf"(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/{_YEAR}(?!\d)"
_ENGLISH = rf"(?:{_DAYS}\.?,?\s++)?{_MONTH}\s++(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s++{_YEAR}(?!\d)"
# RFC 822, and the same written out: "20 November 2026".
_DAY_FIRST = (
    rf"(?:{_DAYS}\.?,?\s++)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s\-]{{1,3}}+{_MONTH},?[\s\-]{{1,3}}+"
    r"(?P<y>(?:19|20)?\d{2})(?!\d)"
)
# Java's Date.toString: "Fri Nov 20 18:00:00 KST 2026".
_YEAR_LAST = (
    rf"{_DAYS}\s++{_MONTH}\s++(?P<d>\d{{1,2}})\s++(?P<h>\d{{2}}):(?P<mi>\d{{2}}):(?P<s>\d{{2}})\s++"
    rf"(?:(?P<zone>KST|UTC|GMT|[+\-]\d{{4}})\s++)?{_YEAR}(?!\d)"
)
_NO_YEAR = r"(?P<m>\d{1,2})(?:\s*+월\s*+(?P<d>\d{1,2})\s*+일|[.\-/]\s?(?P<dd>\d{1,2})\.?)"
_NO_YEAR_CLOCK = rf"{_NO_YEAR}{_WEEKDAY}\s*+[,(\[|]?\s*+(?:{_CLOCK}|{_HOUR})(?:\s*+[)\]])?"
_AGO = r"(?P<n>\d{1,4})\s*+(?P<unit>초|분|시간|일|주일?|개월|달|년)\s*+전"
_JUST_NOW = r"방금(?:\s*+전)?|조금\s*+전"
_NAMED_DAY = rf"(?P<day>오늘|어제|그제|그저께|엊그제|하루\s*+전)(?:\s*+(?:{_CLOCK}|{_HOUR}))?"

_UNITS = {"초": 1, "분": 60, "시간": 3600, "일": 86400, "주": 604800, "주일": 604800}
_LONG_UNITS = {"개월": 1, "달": 1, "년": 12}  # in months
_DAYS_BACK = {"오늘": 0, "어제": 1, "하루": 1, "그제": 2, "그저께": 2, "엊그제": 2}


def kst(dt: datetime) -> datetime:
    """The same instant in Korean time; a naive value is taken to be Korean time already."""
    return dt.replace(tzinfo=KST) if dt.tzinfo is None else dt.astimezone(KST)


def _assemble(year: int, month: int, day: int, match: re.Match[str]) -> Built | None:
    """The instant of a day and the match's clock. An hour without minutes is no minute: its day."""
    parts = match.groupdict()
    hour_text = parts.get("h") or parts.get("h_only")
    half = parts.get("half") or parts.get("half_after") or parts.get("half_only")
    hour = int(hour_text) if hour_text else 0
    if half:
        hour = _on_24(hour, half)
    minute = int(parts.get("mi") or parts.get("mi_ko") or 0)
    seconds = parts.get("s") or parts.get("s_ko")
    second = int(seconds or 0)
    if hour > 24 or second > 60 or (hour == 24 and half is None and (minute or second)):
        return None
    precision: Precision = "second" if seconds else "minute"
    if parts.get("h_only") or not hour_text:
        hour, precision = 0, "day"
    extra = timedelta(days=hour // 24, seconds=second // 60)  # 24:00, and a leap second
    try:
        zone = _zone(parts) if parts.get("zone") else KST
        at = datetime(year, month, day, hour % 24, minute, min(second, 59), tzinfo=zone)
        return (at + extra if extra else at), precision
    except (ValueError, OverflowError):
        return None


def _on_24(hour: int, half: str) -> int:
    if hour > 12:
        return hour  # "오후 15:04" occurs
    if half == "밤" and hour == 12:
        return 24  # the midnight a day ends with
    if half == "밤" and hour < 4:
        return hour
    late = half in {"오후", "저녁", "밤"} or half[0] in "Pp" or (half == "낮" and hour % 12 < 6)
    return hour % 12 + 12 * late


def _zone(parts: dict[str, str | None]) -> timezone:
    text = parts.get("zone")
    if not text or text == "KST":
        return KST
    if text[0] not in "+-":
        return UTC
    if text[0] == "-" and ":" in text and not (parts.get("t") or parts.get("s")):
        return KST  # "10:00-12:00" is from ten to twelve
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        raise ValueError(f"no such zone: {text}")
    return timezone(offset if text[0] == "+" else -offset)


def _full(match: re.Match[str], now: datetime | None) -> Built | None:
    return _assemble(int(match["y"]), int(match["m"]), int(match["d"]), match)


def _century(year: int, now: datetime | None) -> int:
    latest = kst(now).year + 1 if now else 2069
    return year + (2000 if 2000 + year <= latest else 1900)


def _short_year(match: re.Match[str], now: datetime | None) -> Built | None:
    return _assemble(_century(int(match["y"]), now), int(match["m"]), int(match["d"]), match)


def _english(match: re.Match[str], now: datetime | None) -> Built | None:
    year = int(match["y"])
    month = _MONTHS.index(match["month"]) + 1
    return _assemble(_century(year, now) if year < 100 else year, month, int(match["d"]), match)


def _without_year(match: re.Match[str], now: datetime | None) -> Built | None:
    """The last such day: this year's, or the last one's where that is still to come."""
    if now is None:
        return None
    latest = kst(now) + TOLERANCE
    month, day = int(match["m"]), int(match["d"] or match["dd"])
    for year in (latest.year, latest.year - 1):
        built = _assemble(year, month, day, match)
        if built and built[0] <= latest:
            return built
    return None


def _ago(match: re.Match[str], now: datetime | None) -> Built | None:
    """Minutes and hours back from ``now``, cut to the minute; longer units give a day.

    ``3시간 전`` may be up to an hour off: sites round it down, and nothing finer is printed.
    """
    if now is None:
        return None
    today = kst(now)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    count, unit = int(match["n"]), match["unit"]
    try:
        if unit in _LONG_UNITS:
            months = today.year * 12 + today.month - 1 - count * _LONG_UNITS[unit]
            year, month = divmod(months, 12)
            last = calendar.monthrange(year, month + 1)[1]
            back = midnight.replace(year=year, month=month + 1, day=min(today.day, last))
            return back, "day"
        step = timedelta(seconds=count * _UNITS[unit])
        if unit in {"일", "주", "주일"}:
            return midnight - step, "day"
        return (today - step).replace(second=0, microsecond=0), "minute"
    except (ValueError, OverflowError):  # before year 1
        return None


def _just_now(match: re.Match[str], now: datetime | None) -> Built | None:
    return (kst(now).replace(second=0, microsecond=0), "minute") if now else None


def _named_day(match: re.Match[str], now: datetime | None) -> Built | None:
    if now is None:
        return None
    day = kst(now) - timedelta(days=_DAYS_BACK[match["day"].split()[0].removesuffix("전")])
    return _assemble(day.year, day.month, day.day, match)


def _today(match: re.Match[str], now: datetime | None) -> Built | None:
    """A list prints today's items by the clock alone; late at night they are yesterday's."""
    if now is None:
        return None
    today = kst(now)
    for day in (today, today - timedelta(days=1)):
        built = _assemble(day.year, day.month, day.day, match)
        if built and built[0] <= today + TOLERANCE:
            return built
    return None


def _form(pattern: str, build: Builder) -> Form:
    return re.compile(pattern), build


# By what a place begins with: a run of so many digits, else a word. The more telling form first.
_SHORT = (
    _form(_DAY_FIRST + _AFTER_DAY, _english),
    _form(_MONTH_FIRST + _AFTER_DAY, _full),
    _form(_YYMD + _WEEKDAY + _AFTER_DAY, _short_year),
    _form(_YYMD_KOREAN + _WEEKDAY + _AFTER_DAY, _short_year),
    _form(_NO_YEAR_CLOCK, _without_year),
    _form(_AGO, _ago),
)
_COMPACT_FORMS = (_form(_COMPACT, _full),)
FORMS: dict[int, tuple[Form, ...]] = {
    1: _SHORT,
    2: _SHORT,
    3: (_form(_AGO, _ago),),
    4: (_form(_YMD + _WEEKDAY + _AFTER_DAY, _full), _form(_AGO, _ago)),
    8: _COMPACT_FORMS,
    12: _COMPACT_FORMS,
    14: _COMPACT_FORMS,
}
WORDS: tuple[Form, ...] = (
    _form(_ENGLISH + _AFTER_DAY, _english),
    _form(_DAY_FIRST + _AFTER_DAY, _english),
    _form(_YEAR_LAST, _english),
    _form(_NAMED_DAY, _named_day),
    _form(_JUST_NOW, _just_now),
)
#: Alone on its line, as lists print them.
ALONE: tuple[Form, ...] = (
    _form(_CLOCK, _today),
    _form(r"(?P<m>\d{2})[.\-](?P<dd>\d{2})(?P<d>)\.?", _without_year),
    _form(r"(?P<m>\d{1,2})월\s?(?P<dd>\d{1,2})(?P<d>)일", _without_year),
)
# Not inside a number, a version, a telephone number, an address.
START = re.compile(
    r"(?:(?<!\d)(?<!\d[.\-/:])(?:'(?=\d\d(?!\d)))?(?P<run>\d++)"
    rf"|(?<![A-Za-z])(?:{'|'.join(_MONTHS)}|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"|오늘|어제|그제|그저께|엊그제|하루|방금|조금)"
)


def read_at(
    text: str, start: re.Match[str], now: datetime | None
) -> tuple[re.Match[str], Built | None] | None:
    """The form that stands where ``START`` matched: its match, and the instant it names (None where
    no such day exists). None where no form stands there."""
    run = start["run"]
    forms = WORDS if run is None else FORMS.get(len(run), ())
    for pattern, build in forms:
        if match := pattern.match(text, start.start()):
            return match, build(match, now)
    return None


def moment(built: Built, raw: str) -> Moment | None:
    """None only for year 1 in a zone east of Greenwich."""
    at, precision = built
    try:
        return Moment(at.astimezone(UTC), precision, raw.strip())
    except OverflowError:
        return None
