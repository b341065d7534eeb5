"""Days on which Korean newsrooms and offices write less than on a working day.

Tabulated for 2025–2030; what is not in the table is known by evidence alone (`flows.stages.fleet`
passes over a day on which most outlets are silent together).

Sources: 관공서의 공휴일에 관한 규정 (fixed days, the three days of 설날 and 추석, the rules for
substitutes 대체공휴일); the lunar dates as the 월력요항 of the 한국천문연구원 gives them. A test works
them out again from the moon: 설날 is a new moon's day in Korea, 부처님오신날 seven days after one,
추석 fourteen. Korea and China part in 2027 and 2028, when the new moon falls between the midnights.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

#: Year → 설날, 부처님오신날 (lunar 4/8), 추석 (lunar 8/15).
LUNAR = {
    2025: (date(2025, 1, 29), date(2025, 5, 5), date(2025, 10, 6)),
    2026: (date(2026, 2, 17), date(2026, 5, 24), date(2026, 9, 25)),
    2027: (date(2027, 2, 7), date(2027, 5, 13), date(2027, 9, 15)),
    2028: (date(2028, 1, 27), date(2028, 5, 2), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 5, 20), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 5, 9), date(2030, 9, 12)),
}
#: Days that move to the next working day when they fall on a Saturday, a Sunday or another holiday:
#: 삼일절, 어린이날, 광복절, 개천절, 한글날, 성탄절 (and 부처님오신날).
_MOVED = ((3, 1), (5, 5), (8, 15), (10, 3), (10, 9), (12, 25))
#: 신정, 노동절, 현충일, 제헌절. Newsrooms were thin on 노동절 (a holiday of employees) before it was
#: one of offices, and a 제헌절 too much only leaves one day unjudged.
_FIXED = ((1, 1), (5, 1), (6, 6), (7, 17))
#: 임시공휴일 and elections, as far as they were known in November 2026.
_SINGLE = (
    date(2025, 1, 27),
    date(2025, 6, 3),  # presidential election
    date(2026, 6, 3),  # local elections
    date(2028, 4, 12),  # National Assembly
    date(2030, 6, 12),  # local elections
)
_DAY = timedelta(days=1)


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year, substitutes included; of a year outside the table the fixed
    ones alone.
    """
    days = {date(year, *day) for day in (*_FIXED, *_MOVED)}
    days |= {day for day in _SINGLE if day.year == year}
    if year not in LUNAR:
        return frozenset(days)
    newyear, buddha, chuseok = LUNAR[year]
    seasons = [tuple(feast + n * _DAY for n in (-1, 0, 1)) for feast in (newyear, chuseok)]
    single = [date(year, *day) for day in _MOVED] + [buddha]
    days |= {buddha, *seasons[0], *seasons[1]}
    for season in seasons:
        # 설날 and 추석 move for a Sunday, and for another holiday; not for a Saturday.
        if any(day.weekday() == 6 or day in single for day in season):
            days.add(_next_working(season[-1], days))
    for day in sorted(set(single)):
        doubled = single.count(day) > 1
        in_season = any(day in season for season in seasons)
        if (day.weekday() >= 5 or doubled) and not in_season:
            days.add(_next_working(day, days))
    return frozenset(days)


def _next_working(day: date, holidays: set[date]) -> date:
    day += _DAY
    while day.weekday() >= 5 or day in holidays:
        day += _DAY
    return day


def is_off(day: date) -> bool:
    """A weekend's day or a public holiday."""
    return day.weekday() >= 5 or day in holidays(day.year)


def is_special(day: date) -> bool:
    """A day that says nothing of its weekday: a public holiday, a weekend that hangs on one, or a
    working day between two days off (징검다리 휴일).
    """
    if not is_off(day):
        return is_off(day - _DAY) and is_off(day + _DAY)
    return any(d in holidays(d.year) for d in _stretch(day))


def _stretch(day: date) -> list[date]:
    """The days off in a row that this one is among."""
    days = [day]
    for step in (-_DAY, _DAY):
        at = day + step
        while is_off(at):
            days.append(at)
            at += step
    return days
