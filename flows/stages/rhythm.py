"""Is an outlet quiet? Its articles a day, held against its own past: Tuesday against Tuesdays.

How a day is judged
-------------------
1. What is usual on a day is taken from the last eight of the same weekday: the median, and
   for the test a pessimistic figure, the lower quartile. Days of the last four weeks that were short
   themselves are left out, or a dead feed would soon be usual; a smaller output is the new normal only
   after that, and no output at all is told by its gap then.
2. A day is *short* when so few articles would come by chance less than once in twenty such days
   (Poisson, with the pessimistic figure), and fewer than half of what is usual.
3. Days that say nothing are passed over: public holidays and the working day between two days off,
   days of which little is expected anyway (a government's Sunday), days on which no crawl of ours was
   there to hear, and days on which most outlets were short together (`flows.stages.fleet`): a holiday
   that no table knows.
4. Short days in a row, with nothing but such between them, are evidence; all in all they must be
   rarer than once in a thousand times.

An outlet with fewer than some three articles a day is judged by its gaps instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import exp
from statistics import median

from db.health import Clocks, Visit
from db.signs import DayCount
from korean.dates import kst
from korean.holidays import is_special

#: How much past is read: eight weeks before the first day of four that are judged.
WEEKS = 8
JUDGED = timedelta(weeks=4)
HISTORY = timedelta(weeks=WEEKS) + JUDGED
#: Same weekdays without which nothing is usual yet.
LEAST_WEEKS = 4
#: How rarely chance makes a day short, and all short days of a row together.
CHANCE_DAY = 0.05
CHANCE_ROW = 0.001
#: From this hour in Korea on, a crawl has heard the better part of its day.
HEARD = 18
#: By gaps: so many usual ones, more than the longest one known, and never less than the floor.
GAPS = 5
LONGEST = 1.5
FLOOR = 3  # days that are no holiday
#: Articles in the past below which a gap is not usual.
LEAST_ARTICLES = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of an outlet. ``usual`` and ``low`` are None where its past is too short to say."""

    day: date
    count: int
    usual: float | None
    low: float | None
    short: bool
    heard: bool


@dataclass(frozen=True, slots=True)
class Lull:
    """Days short in a row, or a gap. ``certain``: no chance, and long enough."""

    days: int
    since: date
    reason: str
    certain: bool


def read(counts: Mapping[date, DayCount], visits: Sequence[Visit], now: datetime) -> list[Day]:
    """The last four weeks before today, oldest first. ``now`` is aware."""
    today = kst(now).date()
    first = min(counts, default=today)
    heard = _heard(visits, today)
    short: set[date] = set()
    found: list[Day] = []
    day = today - JUDGED
    while day < today:
        count = _listed(counts, day)
        past = _past(counts, short, day, first)
        usual = median(past) if len(past) >= LEAST_WEEKS else None
        low = sorted(past)[(len(past) - 1) // 4] if usual is not None else None
        is_short = (
            low is not None and usual is not None and not is_special(day)
            and count < usual / 2 and at_most(count, low) < CHANCE_DAY
        )  # fmt: skip
        if is_short:
            short.add(day)
        found.append(Day(day, count, usual, low, is_short, day in heard))
        day += _DAY
    return found


def _past(
    counts: Mapping[date, DayCount], short: Collection[date], day: date, first: date
) -> list[int]:
    """Articles on the last eight of the same weekday, as far as the outlet's past goes back."""
    found: list[int] = []
    before = day - 7 * _DAY
    while before >= first and len(found) < WEEKS:
        if not is_special(before) and before not in short:
            found.append(_listed(counts, before))
        before -= 7 * _DAY
    return found


def _listed(counts: Mapping[date, DayCount], day: date) -> int:
    return counts[day].listed if day in counts else 0


def _heard(visits: Sequence[Visit], today: date) -> set[date]:
    """Days whose articles a crawl could see. Of those before the oldest visit at hand we assume it."""
    finished = [kst(v.at) for v in visits if v.finish_reason in ("finished", "errors")]
    if not finished:
        return set()
    found = {at.date() for at in finished if at.hour >= HEARD}
    found |= {at.date() - _DAY for at in finished}
    oldest = min(kst(v.at).date() for v in visits)
    return found | {today - n * _DAY for n in range(1, 40) if today - n * _DAY < oldest}


def at_most(count: int, expected: float) -> float:
    """How often chance gives at most ``count`` where ``expected`` come on average (Poisson)."""
    if expected > 500:  # beyond what exp() can tell; half of what is usual is no chance there
        return 0.0 if count < expected / 2 else 1.0
    term = total = exp(-expected)
    for n in range(1, count + 1):
        term *= expected / n
        total += term
    return min(total, 1.0)


def by_weekday(days: Sequence[Day], today: int = 0, skip: Collection[date] = ()) -> Lull | None:
    """The short days in a row that reach up to now. ``today``: articles of the day under way."""
    row: list[Day] = []
    for day in reversed(days):
        if not day.heard or day.day in skip or is_special(day.day):
            continue
        if day.short:
            row.append(day)
        elif day.count:
            break
        # else: nothing on a day of which nothing or little is known to be usual; passed over
    if not row:
        return None
    expected, count = sum(d.low or 0 for d in row), sum(d.count for d in row)
    usual = sum(d.usual or 0 for d in row)
    if today > max(1.0, expected / len(row) / 2):
        return None
    newest, oldest = row[0], row[-1]
    when = f"on {newest.day:%A} {newest.day}" if len(row) == 1 else (
        f"on {len(row)} days since {oldest.day:%A} {oldest.day}"
    )  # fmt: skip
    return Lull(
        len(row),
        oldest.day,
        f"{count} articles {when}, where {usual:.0f} are usual",
        at_most(count, expected) < CHANCE_ROW,
    )


def expects(days: Sequence[Day]) -> bool:
    """Is any of these days one of which enough is expected to judge it alone?"""
    return any(d.low is not None and at_most(0, d.low) < CHANCE_DAY for d in days)


def by_gaps(
    counts: Mapping[date, DayCount], clocks: Clocks, now: datetime, skip: Collection[date] = ()
) -> Lull | None:
    """Nothing listed for much longer than usual: for outlets of which no single day expects much."""
    if clocks.listed is None:
        return None
    today, newest = kst(now).date(), kst(clocks.listed).date()
    known = sorted(day for day, count in counts.items() if count.listed)
    total = sum(counts[day].listed for day in known)
    if newest >= today:
        return None
    if total < LEAST_ARTICLES:
        # Nothing of late to tell a pace from: either it is new, or silent for longer than we look.
        if today - newest <= JUDGED:
            return None
        silent = (today - newest).days
        return Lull(silent, newest, f"it lists nothing new since {newest}", True)
    span = max((newest - known[0]).days, 1)
    usual = span / total
    longest = max((_working(a, b, skip) for a, b in pairwise(known)), default=0)
    silent = _working(newest, today, skip)
    patience = max(FLOOR, GAPS * usual, LONGEST * longest)
    if silent <= patience:
        return None
    often = f"{usual:.0f} days" if usual >= 3 else f"{24 * usual:.0f} hours"
    reason = f"it lists nothing new since {newest}; usually every {often}"
    return Lull(silent, newest, reason, True)


def _working(after: date, until: date, skip: Collection[date]) -> int:
    """Days after one day and before another that are neither holidays nor passed over."""
    days = (after + n * _DAY for n in range(1, (until - after).days))
    return sum(not is_special(day) and day not in skip for day in days)
