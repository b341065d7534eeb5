"""Quiet is what an outlet's own weekdays say; weekends, holidays and our own outages are not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.health import Clocks
from db.signs import DayCount
from flows.stages import fleet, rhythm
from flows.stages.health import Evidence, Health, judge
from flows.stages.rhythm import at_most
from korean.dates import KST
from tests.flows.visits import (
    DAY,
    EMPTY,
    GONE,
    NOW,
    TODAY,
    articles,
    health,
    schedule,
    series,
    visit,
)

HEARD = schedule("11-11 06:00", "11-20 23:30")


def morning(day: str) -> datetime:
    """05:40 in Korea, when the watch runs."""
    return datetime.fromisoformat(f"{day}T05:40").replace(tzinfo=KST)


def watched_on(day: str, **counts: Any) -> Health:
    """The watch on a morning, of an outlet that was visited three times each day before it."""
    now = morning(day)
    visits = [
        visit(now.replace(hour=hour, minute=0) - n * DAY)
        for n in range(1, 30)
        for hour in (22, 15, 8)
    ]
    return health(visits, articles(until=now.date(), **counts), now=now)


# -- a government's board: five on a working day, none at weekends ---------------------------------

BOARD: dict[str, Any] = {"weekday": 5, "weekend": 0, "stored": 1}


@pytest.mark.parametrize("day", ["2026-11-15", "2026-11-16"])
def test_the_weekend_of_a_board_is_no_silence(day: str) -> None:
    assert watched_on(day, **BOARD).state == "ok"


def test_one_silent_tuesday_is_mentioned() -> None:
    found = watched_on("2026-11-18", **BOARD, d1117=0)
    assert (found.state, found.alarm) == ("quiet", False)
    assert found.reason == "0 articles on Tuesday 2026-11-17, where 5 are usual"


def test_two_silent_working_days_are_an_alarm() -> None:
    found = watched_on("2026-11-19", **BOARD, d1117=0, d1118=0)
    assert (found.state, found.alarm, found.evidence) == ("quiet", True, 2)


def test_a_weekend_between_two_silent_days_neither_ends_nor_adds_to_the_silence() -> None:
    found = watched_on("2026-11-17", **BOARD, d1113=0, d1116=0)
    assert (found.state, found.alarm, found.evidence) == ("quiet", True, 2)
    assert "2 days since Friday 2026-11-13" in found.reason


def test_a_silence_ends_with_a_usual_day() -> None:
    assert watched_on("2026-11-20", **BOARD, d1117=0, d1118=0).state == "ok"


def test_a_silence_ends_within_the_day_that_is_usual_again() -> None:
    now = morning("2026-11-19").replace(hour=18)
    counts = articles(until=now.date(), **BOARD, d1117=0, d1118=0)
    visits = [visit(now - n * DAY) for n in range(20)]
    assert health(visits, counts, now=now).alarm
    assert health(visits, counts | {now.date(): DayCount(5, 1)}, now=now).state == "ok"


# -- papers ----------------------------------------------------------------------------------------


def test_a_list_that_shows_a_quarter_of_what_is_usual_is_quiet() -> None:
    found = watched_on("2026-11-20", d1117=5, d1118=5, d1119=5)
    assert (found.state, found.alarm) == ("quiet", True)
    assert found.reason == "15 articles on 3 days since Tuesday 2026-11-17, where 60 are usual"


def test_a_slow_day_is_none() -> None:
    assert watched_on("2026-11-20", d1119=12).state == "ok"


def test_a_dead_outlet_does_not_become_usual() -> None:
    """After weeks its own silence would be its history."""
    gone: dict[str, Any] = {f"d{TODAY - n * DAY:%m%d}": 0 for n in range(1, 28)}
    found = watched_on("2026-11-21", **gone)
    assert (found.state, found.alarm) == ("quiet", True)


def test_a_paper_that_halved_its_output_becomes_usual_after_some_weeks() -> None:
    less: dict[str, Any] = {f"d{TODAY - n * DAY:%m%d}": 5 for n in range(1, 70)}
    assert watched_on("2026-11-21", **less).state == "ok"


def test_one_that_halved_it_two_weeks_ago_is_still_told_of() -> None:
    less: dict[str, Any] = {f"d{TODAY - n * DAY:%m%d}": 5 for n in range(1, 22)}
    found = watched_on("2026-11-21", weekday=20, weekend=20, **less)
    assert (found.state, found.alarm) == ("quiet", True)


def test_days_on_which_nothing_could_be_heard_are_no_evidence() -> None:
    off: dict[str, Any] = {f"d11{n}": 0 for n in (17, 18, 19)}
    visits = series(schedule("11-13 06:00", "11-16 23:00"), schedule("11-17 06:00", "11-19 23:00", **GONE))  # fmt: skip
    now = morning("2026-11-20")
    found = health(visits, articles(until=now.date(), **off), now=now)
    assert found.state == "unreachable"
    assert "quiet" not in found.states


def test_days_we_did_not_visit_are_no_silence_of_the_outlet() -> None:
    off: dict[str, Any] = {f"d11{n}": 0 for n in (17, 18, 19)}
    visits = series(schedule("11-11 06:00", "11-16 23:00"), schedule("11-20 12:00", "11-20 23:00"))
    assert health(visits, articles(**off)).state == "ok"
    unreached = schedule("11-17 06:00", "11-19 23:00", **GONE)
    assert health(series(visits, unreached), articles(**off)).state == "ok"


# -- holidays --------------------------------------------------------------------------------------

CHUSEOK = {f"d09{day}": 0 for day in (24, 25, 26, 27)}
#: 개천절 on a Saturday, and the Monday that stands for it.
OCTOBER = {f"d10{day}": 0 for day in ("03", "04", "05")}


@pytest.mark.parametrize(
    "day", ["2026-09-25", "2026-09-26", "2026-09-27", "2026-09-28", "2026-09-29"]
)
def test_the_week_of_chuseok_raises_no_alarm(day: str) -> None:
    for outlet in (BOARD, {"weekday": 40, "weekend": 10}):
        assert watched_on(day, **outlet, **CHUSEOK).state == "ok"


def test_a_substitute_holiday_raises_none_either() -> None:
    assert watched_on("2026-10-06", **BOARD, **CHUSEOK, **OCTOBER).state == "ok"


def test_seollal_2027_raises_none() -> None:
    """설날 falls on a Sunday: Saturday to Tuesday are off."""
    off: dict[str, Any] = {f"d02{day:02}": 0 for day in (6, 7, 8, 9)}
    assert watched_on("2027-02-10", **BOARD, **off).state == "ok"


def test_a_holiday_that_no_table_knows_is_seen_by_all_being_silent() -> None:
    """A 임시공휴일 decided last week."""
    now = morning("2026-11-19")
    counts = articles(until=now.date(), **BOARD, d1117=0, d1118=0)
    days = rhythm.read(counts, HEARD, now)
    others = rhythm.read(articles(until=now.date()), HEARD, now)
    one = fleet.common_lull({"a": days, **{f"o{n}": others for n in range(9)}})
    many = fleet.common_lull({f"s{n}": days for n in range(6)} | {"o": others})
    assert one == set()
    assert many == {date(2026, 11, 17), date(2026, 11, 18)}
    assert rhythm.by_weekday(days) is not None
    assert rhythm.by_weekday(days, skip=many) is None


def test_a_silence_of_all_longer_than_any_holiday_is_none() -> None:
    gone: dict[str, Any] = {f"d{TODAY - n * DAY:%m%d}": 0 for n in range(1, 12)}
    days = rhythm.read(articles(**BOARD, **gone), HEARD, NOW)
    assert fleet.common_lull({f"s{n}": days for n in range(6)}) == set()


# -- low volume ------------------------------------------------------------------------------------


def weekly(newest: int, articles: int = 8) -> dict[date, DayCount]:
    return {TODAY - (newest + 7 * n) * DAY: DayCount(1, 1) for n in range(articles)}


def test_a_weekly_board_is_given_its_weeks() -> None:
    assert health(HEARD, weekly(12)).state == "ok"


def test_a_weekly_board_that_is_silent_for_seven_is_quiet() -> None:
    found = health(HEARD, weekly(49, 6))
    assert (found.state, found.alarm) == ("quiet", True)
    assert "usually every" in found.reason


def test_a_gap_half_as_long_again_as_the_longest_before_is_borne() -> None:
    """A board that sleeps through the summer, and posts three times a day else."""
    busy = [*range(20, 30), *range(50, 60)]
    counts = {TODAY - n * DAY: DayCount(3, 1) for n in busy}
    assert health(HEARD, counts).state == "ok"
    later = {day - 15 * DAY: count for day, count in counts.items()}
    assert health(HEARD, later).state == "quiet"


@pytest.mark.parametrize("weeks", [5, 8, 11, 20, 60])
def test_an_outlet_is_quiet_for_as_long_as_it_is_silent(weeks: int) -> None:
    """Also when all of its articles are older than what is looked at."""
    days = [TODAY - (7 * weeks + n) * DAY for n in range(1, 100)]
    counts = {d: DayCount(20, 2) for d in days if d >= TODAY - rhythm.HISTORY}
    clocks = Clocks(NOW, None, datetime.combine(days[0], datetime.min.time(), KST), None)
    seen = Evidence(HEARD, clocks, counts, rhythm.read(counts, HEARD, NOW))
    found = judge("kbs", seen, NOW)
    assert (found.state, found.alarm) == ("quiet", True)


def test_an_outlet_of_which_nothing_is_known_yet_is_not_judged_by_days() -> None:
    young = {TODAY - n * DAY: DayCount(20, 2) for n in range(3, 8)}
    assert health(HEARD, young).alarm is False


def test_a_list_that_never_had_an_article_is_quiet() -> None:
    found = health(schedule("11-11 06:00", "11-20 23:00", **EMPTY), {})
    assert (found.state, found.alarm) == ("quiet", True)
    assert "list no article of ours" in found.reason


# -- chance ----------------------------------------------------------------------------------------


@given(st.integers(0, 40), st.floats(0.1, 60))
def test_poisson_adds_up(count: int, expected: float) -> None:
    assert 0 <= at_most(count, expected) <= 1
    assert at_most(count, expected) <= at_most(count + 1, expected) + 1e-12


def test_poisson_as_tables_have_it() -> None:
    assert at_most(0, 3) == pytest.approx(0.0498, abs=1e-4)
    assert at_most(2, 4) == pytest.approx(0.2381, abs=1e-4)
    assert at_most(100, 900) == 0


def test_the_days_judged_end_yesterday_and_go_back_four_weeks() -> None:
    days = rhythm.read(articles(), HEARD, NOW)
    assert days[-1].day == TODAY - DAY
    assert days[0].day == TODAY - timedelta(days=28)
