"""The table of Korean holidays against the moon, and against years a person can look up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from math import radians, sin

import pytest

from korean.holidays import LUNAR, holidays, is_off, is_special

KST = timezone(timedelta(hours=9))
FEASTS = [(year, *days) for year, days in LUNAR.items()]


def new_moon(number: int) -> datetime:
    """The new moon ``number`` lunations after 6 January 2000, within two minutes (Meeus, chapter 49)."""
    t = number / 1236.85
    e = 1 - 0.002516 * t
    sun, moon = radians(2.5534 + 29.1053567 * number), radians(201.5643 + 385.81693528 * number)
    node, up = radians(160.7108 + 390.67050284 * number), radians(124.7746 - 1.56375588 * number)
    day = 2451550.09766 + 29.530588861 * number + 0.00015437 * t * t
    day += sum(
        size * sin(angle)
        for size, angle in (
            (-0.4072, moon), (0.17241 * e, sun), (0.01608, 2 * moon), (0.01039, 2 * node),
            (0.00739 * e, moon - sun), (-0.00514 * e, moon + sun), (0.00208 * e * e, 2 * sun),
            (-0.00111, moon - 2 * node), (-0.00057, moon + 2 * node), (0.00056 * e, 2 * moon + sun),
            (-0.00042, 3 * moon), (0.00042 * e, sun + 2 * node), (0.00038 * e, sun - 2 * node),
            (-0.00024 * e, 2 * moon - sun), (-0.00017, up),
            (0.000325, radians(299.77 + 0.107408 * number)),
            (0.000165, radians(251.88 + 0.016321 * number)),
        )
    )  # fmt: skip
    # Julian day 2451545.0 is noon of 1 January 2000; clocks lag dynamical time by some 70 s.
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=day - 2451545.0, seconds=-70)


MOONS = {new_moon(number).astimezone(KST).date() for number in range(300, 400)}


@pytest.mark.parametrize(("year", "newyear", "buddha", "chuseok"), FEASTS)
def test_the_lunar_feasts_stand_where_the_moon_puts_them(
    year: int, newyear: date, buddha: date, chuseok: date
) -> None:
    assert newyear in MOONS
    assert buddha - timedelta(days=7) in MOONS
    assert chuseok - timedelta(days=14) in MOONS
    assert {newyear.year, buddha.year, chuseok.year} == {year}


@pytest.mark.parametrize(
    "day",
    [
        "2025-03-03", "2025-05-06", "2025-10-08", "2026-03-02", "2026-05-25", "2026-08-17",
        "2026-10-05", "2027-02-09", "2027-08-16", "2027-10-04", "2027-10-11", "2027-12-27",
        "2028-10-05", "2029-05-07", "2029-05-21", "2029-09-24", "2030-02-05", "2030-05-06",
    ],
)  # fmt: skip
def test_holidays_on_a_day_off_move(day: str) -> None:
    assert date.fromisoformat(day) in holidays(int(day[:4]))


@pytest.mark.parametrize("day", ["2026-02-19", "2026-06-08", "2028-01-31", "2026-09-28"])
def test_some_do_not(day: str) -> None:
    """현충일 on a Saturday, 추석 with a Saturday, 설날 on three working days."""
    assert date.fromisoformat(day) not in holidays(int(day[:4]))


def test_a_year_outside_the_table_has_its_fixed_days() -> None:
    assert date(2033, 3, 1) in holidays(2033)
    assert date(2033, 1, 31) not in holidays(2033)


def test_a_working_day_between_two_days_off_is_special() -> None:
    assert is_special(date(2026, 9, 25))  # 추석
    assert is_special(date(2025, 6, 2))  # Monday between Sunday and an election
    assert is_special(date(2026, 9, 27))  # the Sunday after it
    assert not is_special(date(2026, 11, 17))
    assert not is_special(date(2026, 11, 15))  # an ordinary Sunday has its own history
    assert is_off(date(2026, 11, 15))
