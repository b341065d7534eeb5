"""Every way Korean sites print a time, read into a `Moment`.

A time without a zone is Korean time (UTC+9, no summer time since 1988). What is printed without a
year, or relative (``3시간 전``), needs ``now``: the capture's time, never the reader's clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from korean.article import Moment, Precision

KST = timezone(timedelta(hours=9), "KST")

_TOLERANCE = timedelta(minutes=10)  # clocks of sites run ahead of ours
_EARLIEST = datetime(1990, 1, 1, tzinfo=KST)  # the first Korean news sites are of 1995

# Blanks are possessive (\s*+) throughout: pages carry thousands of them in a row, and trying every
# split of 20,000 between two optional parts took 3.6 s.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_HALF = r"오전|오후|새벽|아침|낮|저녁|밤|[AaPp]\.?[Mm]\.?(?![A-Za-z])"
_WEEKDAY = (
    r"(?:\s*+[(\[]\s*+(?:[월화수목금토일](?:요일)?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)\s*+[)\]]"
    r"|\s*+[월화수목금토일]요일)?"
)
_CLOCK = (
    rf"(?P<half>{_HALF})?\s*+(?P<h>\d{{1,2}})\s*+(?::\s*+|시\s*+)(?P<mi>\d{{1,2}})(?!\d)"
    r"(?:\s?분)?(?:(?::|(?<=분)\s*+)(?P<s>\d{1,2})(?!\d)(?:[.,]\d{1,9})?초?)?"
    rf"(?:\s*+(?P<half_after>{_HALF}))?"
    r"(?:\s*+(?P<zone>Z(?![A-Za-z])|[+\-]\d{2}:?\d{2}(?![\d\-])|KST|UTC|GMT))?"
)
_HOUR_ONLY = rf"(?P<half_only>{_HALF})\s*+(?P<h_only>\d{{1,2}})시(?!간|\s*+\d)"
_AFTER_DAY = (
    rf"(?:(?:\s*+T\s*+|\s*+,\s*+|\s*+[(\[]\s*+|\s*+)(?:{_CLOCK}|{_HOUR_ONLY})(?:\s*+[)\]])?)?"
)
_ALONE = r"(?<!\d)(?<!\d[.\-/:])"  # not inside a number, a version, a telephone number, an address

_YMD = (
    rf"{_ALONE}(?P<y>(?:19|20)\d{{2}})\s*+(?:[.\-/]|년)\s*+(?P<m>\d{{1,2}})\s*+(?:[.\-/]|월)\s*+"
    r"(?P<d>\d{1,2})(?!\d)(?:\s?일(?!요일)|\.(?!\d))?"
)
_YYMD = (
    rf"{_ALONE}['’]?(?P<y>\d{{2}})(?P<sep>[.\-/])\s?(?P<m>\d{{1,2}})(?P=sep)\s?"
    r"(?P<d>\d{1,2})(?!\.?\d)(?![\-/])\.?"
)
_COMPACT = (
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
    r"(?:[T_ ]?(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?(?P<zone>Z)?)?(?!\d)"
)
_MONTH_FIRST = rf"{_ALONE}(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>(?:19|20)\d{{2}})(?!\d)"
_ENGLISH = rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)"
_RFC822 = (
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?\b\d{1,2}\s+[A-Z][a-z]{2}[a-z]*\s+\d{2,4}"
    r"\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*+(?:[+\-]\d{4}|GMT|UTC|UT|KST|Z))?"
)
_NO_YEAR = (
    rf"{_ALONE}(?P<m>\d{{1,2}})(?:\s*+월\s*+(?P<d>\d{{1,2}})\s*+일|[.\-/]\s?(?P<dd>\d{{1,2}})\.?)"
)
_AGO = (
    r"(?P<n>\d{1,4})\s*+(?P<unit>초|분|시간|일|주일?|개월|달|년)\s*+전|방금(?:\s*+전)?|조금\s*+전"
)
_NAMED_DAY = rf"(?P<day>오늘|어제|그제|그저께|엊그제)(?:\s*+{_CLOCK})?"

_UNITS = {"초": 1, "분": 60, "시간": 3600, "일": 86400, "주": 604800, "주일": 604800}
_LONG_UNITS = {"개월": 1, "달": 1, "년": 12}  # in months
_DAYS_BACK = {"오늘": 0, "어제": 1, "그제": 2, "그저께": 2, "엊그제": 2}


@dataclass(frozen=True, slots=True)
class Labelled:
    published: Moment | None = None
    modified: Moment | None = None


def kst(dt: datetime) -> datetime:
    """The same instant in Korean time; a naive value is taken to be Korean time already."""
    return dt.replace(tzinfo=KST) if dt.tzinfo is None else dt.astimezone(KST)


def parse(raw: str, *, now: datetime | None = None) -> Moment | None:
    """The first date in ``raw``; None where there is none, or none that exists (2026-02-30)."""
    refused: list[tuple[int, int]] = []
    for match, build in sorted(_found(raw), key=lambda hit: hit[0].start()):
        start, end = match.span()
        if any(start < right and end > left for left, right in refused):
            continue  # a piece of an impossible date is not a date
        if moment := build(match, now):
            return moment
        refused.append((start, end))
    clock = _BARE_CLOCK.fullmatch(raw.strip())
    return _today(clock, now) if clock and now else None


def labelled(text: str, *, now: datetime | None = None) -> Labelled:
    """Published and modified time by their printed labels; the first of each kind counts.

    ``최종편집`` is ignored: it is the page-top clock of Insnews sites, not the article's.
    """
    found: dict[str, Moment] = {}
    for label in _LABEL.finditer(text):
        kind = label.lastgroup
        if kind is None or kind == "ignored" or kind in found:
            continue
        for pattern, build in _FORMS:
            if match := pattern.match(text, label.end()):
                if moment := build(match, now):
                    found[kind] = moment
                break
    return Labelled(found.get("published"), found.get("modified"))


def plausible(moment: Moment, captured_at: datetime) -> bool:
    """Not from the future of the capture, not from before there were news sites."""
    return _EARLIEST <= moment.at <= kst(captured_at) + _TOLERANCE


Builder = Callable[["re.Match[str]", "datetime | None"], "Moment | None"]


def _found(raw: str) -> Iterator[tuple[re.Match[str], Builder]]:
    for pattern, build in _FORMS:
        for match in pattern.finditer(raw):
            yield match, build


def _moment(at: datetime, precision: Precision, match: re.Match[str]) -> Moment | None:
    try:
        return Moment(at.astimezone(UTC), precision, match.group().strip())
    except OverflowError:  # year 1 in a zone east of Greenwich
        return None


def _assemble(
    year: int, month: int, day: int, match: re.Match[str], now: datetime | None = None
) -> Moment | None:
    parts = match.groupdict()
    half = parts.get("half") or parts.get("half_after") or parts.get("half_only")
    hour_text = parts.get("h") or parts.get("h_only")
    try:
        midnight = datetime(year, month, day, tzinfo=_zone(parts.get("zone")))
    except ValueError:
        return None
    if hour_text is None:
        return _moment(midnight, "day", match)
    hour = _on_24(int(hour_text), half)
    minute, second = int(parts.get("mi") or 0), int(parts.get("s") or 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    at = midnight + timedelta(hours=hour, minutes=minute, seconds=second)
    return _moment(at, "second" if parts.get("s") else "minute", match)


def _on_24(hour: int, half: str | None) -> int:
    if half is None or hour > 12:
        return hour  # "오후 15:04" occurs
    late = half in {"오후", "저녁", "밤"} or half[0] in "Pp" or (half == "낮" and hour < 6)
    if half == "밤" and hour in {12, 1, 2, 3}:
        late = False
    return hour % 12 + 12 * late if half != "낮" or hour != 12 else 12


def _zone(text: str | None) -> timezone:
    if text is None or text == "KST":
        return KST
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        raise ValueError(f"no such zone: {text}")
    return timezone(offset if text[0] == "+" else -offset)


def _full(match: re.Match[str], now: datetime | None) -> Moment | None:
    return _assemble(int(match["y"]), int(match["m"]), int(match["d"]), match)


def _short_year(match: re.Match[str], now: datetime | None) -> Moment | None:
    year = int(match["y"])
    latest = kst(now).year + 1 if now else 2069
    century = 2000 if 2000 + year <= latest else 1900
    return _assemble(century + year, int(match["m"]), int(match["d"]), match)


def _english(match: re.Match[str], now: datetime | None) -> Moment | None:
    month = _MONTHS.index(match["month"]) + 1
    return _assemble(int(match["y"]), month, int(match["d"]), match)


def _rfc822(match: re.Match[str], now: datetime | None) -> Moment | None:
    text = match.group()
    try:
        at = parsedate_to_datetime(text.replace("KST", "+0900"))
    except ValueError:
        return None
    if at.tzinfo is None:
        # "-0000" means: UTC, place unknown. No zone at all on a Korean feed means Korean time.
        at = at.replace(tzinfo=UTC if "-0000" in text else KST)
    return _moment(at, "second" if text.count(":") == 2 else "minute", match)


def _without_year(match: re.Match[str], now: datetime | None) -> Moment | None:
    if now is None:
        return None
    today = kst(now)
    month, day = int(match["m"]), int(match["d"] or match["dd"])
    for year in (today.year, today.year - 1):
        moment = _assemble(year, month, day, match)
        if moment and moment.at <= today + _TOLERANCE:
            return moment
    return None


def _ago(match: re.Match[str], now: datetime | None) -> Moment | None:
    if now is None:
        return None
    today = kst(now)
    if match["n"] is None:
        return _moment(today.replace(second=0, microsecond=0), "minute", match)
    count, unit = int(match["n"]), match["unit"]
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in _LONG_UNITS:
        months = today.year * 12 + today.month - 1 - count * _LONG_UNITS[unit]
        year, month = divmod(months, 12)
        if year < 1:
            return None
        return _moment(
            midnight.replace(year=year, month=month + 1, day=min(today.day, 28)), "day", match
        )
    if unit in {"일", "주", "주일"}:
        return _moment(midnight - timedelta(seconds=count * _UNITS[unit]), "day", match)
    at = today - timedelta(seconds=count * _UNITS[unit])
    return _moment(at.replace(second=0, microsecond=0), "minute", match)


def _named_day(match: re.Match[str], now: datetime | None) -> Moment | None:
    if now is None:
        return None
    day = kst(now) - timedelta(days=_DAYS_BACK[match["day"]])
    return _assemble(day.year, day.month, day.day, match)


def _today(match: re.Match[str], now: datetime) -> Moment | None:
    """A list prints today's items by the clock alone; late at night they are yesterday's."""
    for back in (0, 1):
        day = kst(now) - timedelta(days=back)
        moment = _assemble(day.year, day.month, day.day, match)
        if moment and moment.at <= kst(now) + _TOLERANCE:
            return moment
    return None


# Order counts where two forms start at the same character: the more telling one first.
_FORMS: tuple[tuple[re.Pattern[str], Builder], ...] = (
    (re.compile(_RFC822), _rfc822),
    (re.compile(_YMD + _WEEKDAY + _AFTER_DAY), _full),
    (re.compile(_COMPACT), _full),
    (re.compile(_MONTH_FIRST + _AFTER_DAY), _full),
    (re.compile(_ENGLISH + _AFTER_DAY), _english),
    (re.compile(_YYMD + _WEEKDAY + _AFTER_DAY), _short_year),
    (re.compile(_NO_YEAR + _WEEKDAY + rf"[\s,(\[]*{_CLOCK}(?:\s*+[)\]])?"), _without_year),
    (re.compile(_NAMED_DAY), _named_day),
    (re.compile(_AGO), _ago),
)
_BARE_CLOCK = re.compile(_CLOCK)
_LABEL = re.compile(
    r"(?<![가-힣])(?:"
    r"(?P<ignored>최종\s*+편집)"
    r"|(?P<modified>최종\s*+수정|최종\s*+업데이트|수정|업데이트|갱신|Updated|Modified)"
    r"|(?P<published>기사\s*+입력|최초\s*+입력|입력|기사\s*+승인|승인|기사\s*+등록|등록|작성|송고"
    r"|발행|게재|게시|보도|Published|Posted|Input)"
    r")\s*+(?:일자|일시|시간|시각|시점|날짜|일)?\s*+[:：|]?\s*+[\[(]?\s*+"
)
