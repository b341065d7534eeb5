"""An outlet's state from its visits: causes are named, intermittent is not dead, an alarm ends late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.signs import DayCount, Undated
from flows.stages import causes
from flows.stages.health import Evidence, Finding, judge
from flows.stages.thresholds import HIDES, NEXT, RANK, RULES
from tests.flows.visits import (
    BLOCKED,
    BROKE,
    CRASHED,
    CUT,
    DAY,
    EMPTY,
    FEED,
    FELL,
    FULL,
    GONE,
    HOUR,
    LIST,
    MISFIT,
    MISSING,
    NOW,
    SILENT,
    TODAY,
    UNREAD,
    articles,
    health,
    schedule,
    series,
    visit,
)

HALF_HOUR = timedelta(minutes=30)
WELL = schedule("11-11 06:00", "11-20 23:30")
DISAGREES: dict[str, Any] = {"drift": ({"field": "agreement", "was": 0.99, "now": 0.4},)}
DEAD_FEED: dict[str, Any] = {"sources": ({**FEED, "status": 404, "problem": "HTTP 404"}, LIST)}
DEAD_LISTS: dict[str, Any] = {
    "sources": ({**FEED, "problem": "HTTP 404"}, {**LIST, "problem": "HTTP 404"}),
    "finish_reason": "no_source", "status": "failed", "articles": 0, "message": "HTTP 404",
}  # fmt: skip

FAULTS = [
    (BLOCKED, "blocked", "HTTP 403"),
    ({"outcomes": {"blocked": 3, "stored": 1}}, "blocked", "3 of 4 pages refused"),
    (GONE, "unreachable", "no such host"),
    (DEAD_LISTS, "unreachable", "HTTP 404"),
    ({"outcomes": {"unreachable": 4}}, "unreachable", "4 of 4 pages did not answer"),
    (CRASHED, "failing", "KeyError"),
    (CUT, "failing", "stopped early"),
    (BROKE, "failing", "no space left"),
    (FELL, "drift", "articles with published: 98% before, 20% now"),
    (DISAGREES, "drift", "bodies that trafilatura reads alike: 99% before, 40% now"),
    (MISFIT, "drift", "4 of 4 pages fit no current page version"),
    (UNREAD, "drift", "3 of 4 pages could not be read, most: extract_failed"),
    (MISSING, "drift", "3 of 3 pages could not be read, most: http_error"),
    ({"coverage": FULL | {"body": 0.5}}, "drift", "only 50% of its articles have their body"),
    (SILENT, "drift", "showed no article"),
    (DEAD_FEED, "feed_dead", "feed https://news.kbs.co.kr/rss: HTTP 404"),
]


def test_an_outlet_that_was_never_visited_is_new() -> None:
    found = judge("kbs", Evidence(), NOW)
    assert (found.state, found.alarm) == ("new", False)


def test_visits_that_store_are_well() -> None:
    assert health(WELL).state == "ok"


@pytest.mark.parametrize(("fault", "state", "said"), FAULTS)
def test_three_days_in_a_row_are_an_alarm_with_its_cause(
    fault: dict[str, Any], state: str, said: str
) -> None:
    bad = schedule("11-18 06:00", "11-20 23:30", HALF_HOUR, **fault)
    found = health(series(WELL[54:], bad))
    assert (found.state, found.alarm, found.evidence) == (state, True, len(bad))
    assert said in found.reason
    assert found.next


@pytest.mark.parametrize(("fault", "state", "said"), FAULTS)
def test_three_hours_of_a_half_hourly_schedule_are_a_doubt_and_no_alarm(
    fault: dict[str, Any], state: str, said: str
) -> None:
    bad = schedule("11-20 21:00", "11-20 23:30", HALF_HOUR, **fault)
    found = health(series(schedule("11-11 06:00", "11-20 20:30"), bad))
    assert (found.state, found.alarm, found.evidence) == (state, False, 6)
    assert said in found.reason


@pytest.mark.parametrize(("fault", "state", "said"), FAULTS)
def test_an_outage_that_is_over_is_forgotten(fault: dict[str, Any], state: str, said: str) -> None:
    bad = schedule("11-19 06:00", "11-19 09:00", HALF_HOUR, **fault)
    assert health(series(WELL, bad)).state == "ok"


@pytest.mark.parametrize(("fault", "state", "said"), FAULTS)
def test_a_maintenance_over_midnight_is_two_days_and_no_alarm(
    fault: dict[str, Any], state: str, said: str
) -> None:
    bad = series(
        schedule("11-19 22:30", "11-19 23:30", HALF_HOUR, **fault),
        schedule("11-20 06:00", "11-20 07:00", HALF_HOUR, **fault),
    )
    before = schedule("11-15 06:00", "11-19 22:00")
    found = health(series(before, bad), now=bad[0].at + HOUR)
    assert (found.state, found.alarm) == (state, False)


@pytest.mark.parametrize("fault", [BLOCKED, GONE, CRASHED, FELL, DEAD_FEED])
def test_every_other_visit_is_intermittent_not_dead(fault: dict[str, Any]) -> None:
    good = schedule("11-11 06:00", "11-20 23:00")
    bad = schedule("11-11 06:30", "11-20 23:30", **fault)
    found = health(series(good, bad))
    assert (found.alarm, found.evidence) == (False, 1)


@pytest.mark.parametrize("fault", [BLOCKED, GONE, CRASHED, FELL, DEAD_FEED])
def test_one_good_visit_does_not_end_an_alarm_two_do(fault: dict[str, Any]) -> None:
    bad = schedule("11-17 06:00", "11-20 21:30", **fault)
    one = schedule("11-20 22:00", "11-20 22:00")
    two = schedule("11-20 22:00", "11-20 23:00")
    assert health(series(bad, one)).alarm
    assert "1 good visit since" in health(series(bad, one)).reason
    assert health(series(bad, two)).state == "ok"


def test_a_visit_with_nothing_new_to_read_does_not_end_drift() -> None:
    bad = schedule("11-18 06:00", "11-20 21:00", **MISFIT)
    empty = schedule("11-20 22:00", "11-20 23:00", **EMPTY)
    found = health(series(bad, empty))
    assert (found.state, found.alarm) == ("drift", True)


def test_one_odd_page_a_day_is_no_redesign() -> None:
    """A photo gallery, a page that was deleted: five of them in a row are needed."""
    odd = schedule("11-17 07:00", "11-20 23:00", DAY,
                   outcomes={"not_article": 1}, articles=1, discovered=1)  # fmt: skip
    found = health(odd)
    assert (found.state, found.alarm, found.evidence) == ("drift", False, 4)


def test_single_stops_of_ours_are_not_mentioned() -> None:
    assert health(series(schedule("11-20 22:00", "11-20 23:00", **CUT), WELL[3:])).state == "ok"


def test_an_outlet_whose_visits_were_all_cut_short_is_as_good_as_new() -> None:
    found = health(schedule("11-20 22:00", "11-20 23:00", **CUT))
    assert (found.state, found.alarm) == ("new", False)


def test_a_schedule_that_stands_still_is_not_blamed_on_the_site() -> None:
    found = health(
        schedule("11-14 06:00", "11-16 23:00", **BLOCKED), articles(until=TODAY - 4 * DAY)
    )
    assert (found.state, found.alarm) == ("unvisited", True)
    assert "worker" in (found.next or "")
    assert {f.state for f in found.hidden} >= {"blocked"}


def test_a_dead_source_is_not_the_outlet_while_another_lives() -> None:
    found = health(series(WELL[54:], schedule("11-18 06:00", "11-20 23:00", **DEAD_FEED)))
    assert [f.state for f in (*found.also, *found.hidden)] == []


def test_a_source_is_not_dead_where_nothing_answers() -> None:
    ask = causes.source(FEED["url"])
    assert ask(visit(NOW, **DEAD_LISTS)) is None
    assert ask(visit(NOW, **DEAD_FEED)) == causes.Said(True, f"feed {FEED['url']}: HTTP 404")
    assert ask(visit(NOW)) == causes.GOOD


def test_a_source_found_anew_that_fails_is_no_dead_feed() -> None:
    fault: dict[str, Any] = {"sources": ({**FEED, "problem": "HTTP 404", "found": "family"}, LIST)}
    assert health(schedule("11-18 06:00", "11-20 23:00", **fault)).state == "ok"


#: kyongbuk in November: its feed of everything fails and five feeds of sections are asked instead.
#: They are months behind the list, which is asked last.
FALLBACKS = [f"https://www.kyongbuk.co.kr/rss/S1N{n}.xml" for n in range(1, 6)]
STALE: dict[str, Any] = {
    "sources": (
        {**FEED, "problem": "HTTP 500"},
        *({**FEED, "url": url, "problem": "stale: newest of 2026-08-01"} for url in FALLBACKS),
        LIST,
    )
}
PREFERRED: dict[str, Any] = {"sources": (FEED,)}


def test_sources_that_die_together_are_one_finding_that_names_them_all() -> None:
    found = health(series(WELL[54:], schedule("11-18 06:00", "11-20 23:00", **STALE)))
    assert (found.state, found.alarm, found.also) == ("feed_dead", True, ())
    assert "; and 5 more: " in found.reason
    assert all(url in found.reason for url in (FEED["url"], *FALLBACKS))


@pytest.mark.parametrize(
    ("good", "state"), [(0, "feed_dead"), (1, "feed_dead"), (2, "ok"), (20, "ok")]
)
def test_fallbacks_that_are_not_needed_any_more_are_not_dead_for_ever(
    good: int, state: str
) -> None:
    well = [visit(NOW - n * HOUR, **PREFERRED) for n in range(good)]
    found = health(series(WELL[72:], schedule("11-17 06:00", "11-19 23:00", **STALE), well))
    assert (found.state, found.alarm) == (state, state == "feed_dead")
    assert ("1 good visit since; 2 in a row end it" in found.reason) is (good == 1)


def test_a_fallback_that_fails_now_and_then_is_not_dead() -> None:
    """It is asked in a visit of each day; those between did well without it."""
    bad = [visit(NOW - n * DAY, **STALE) for n in range(1, 6)]
    well = [visit(NOW - n * DAY + HOUR, **PREFERRED) for n in range(1, 6)]
    assert health(series(bad, well)).state == "ok"


@pytest.mark.parametrize(
    "untried",
    [
        PREFERRED | {"finish_reason": "deadline"},
        {"sources": ({**FEED, "problem": "HTTP 500"},)},
        {"sources": ({**LIST, "found": "family"},)},
        {"sources": ()},
    ],
)
def test_a_visit_that_read_no_declared_source_to_its_end_says_nothing_of_the_others(
    untried: dict[str, Any],
) -> None:
    assert causes.source(FALLBACKS[0])(visit(NOW, **untried)) is None


def test_two_troubles_at_once_are_both_kept_and_the_worse_gives_the_state() -> None:
    both = DEAD_FEED | FELL
    found = health(schedule("11-18 06:00", "11-20 23:00", **both))
    assert found.state == "drift"
    assert [f.state for f in found.also] == ["feed_dead"]


def test_an_alarm_comes_before_a_graver_doubt() -> None:
    bad = schedule("11-18 06:00", "11-20 22:30", HALF_HOUR, **FELL)
    doubt = schedule("11-20 23:00", "11-20 23:30", HALF_HOUR, **BLOCKED)
    found = health(series(bad, doubt))
    assert (found.state, found.alarm) == ("drift", True)
    assert [(f.state, f.alarm) for f in found.also] == [("blocked", False)]


def test_a_doubt_explains_no_alarm_but_an_alarm_explains_both() -> None:
    quiet = Finding("quiet", True, 3, "nothing")
    doubt = schedule("11-20 23:00", "11-20 23:30", HALF_HOUR, **BLOCKED)
    found = health(series(WELL[1:], doubt), more=[quiet])
    assert found.state == "quiet"
    alarm = schedule("11-18 06:00", "11-20 23:30", **BLOCKED)
    found = health(alarm, more=[quiet])
    assert (found.state, [f.state for f in found.hidden]) == ("blocked", ["quiet"])


# -- without a date, nothing stored ----------------------------------------------------------------


def test_an_outlet_that_never_prints_two_dates_in_five_is_undated_and_does_not_drift() -> None:
    visits = schedule("11-11 06:00", "11-20 23:00", status="failed", coverage=FULL | {"published": 0.6},
                      message="only 60% of 20 articles have their published")  # fmt: skip
    found = health(visits, undated=Undated(200, 80, 14))
    assert (found.state, found.alarm) == ("undated", True)
    assert found.reason == "40% of its last 200 articles have no date"
    assert not found.also


@pytest.mark.parametrize(
    ("undated", "state", "alarm"),
    [
        (Undated(200, 40, 14), "ok", False),  # 20 % are not over 20 %
        (Undated(9, 9, 3), "ok", False),  # too few to tell
        (Undated(20, 15, 1), "undated", False),  # of one day
        (Undated(20, 15, 2), "undated", True),
    ],
)
def test_undated_needs_a_fifth_of_ten_rows_on_two_days(
    undated: Undated, state: str, alarm: bool
) -> None:
    found = health(WELL, undated=undated)
    assert (found.state, found.alarm) == (state, alarm)


def stale(days: int, *, share: int = 2) -> dict[Any, DayCount]:
    """Twenty articles a day, ``share`` of them stored, none on the last days."""
    counts = articles(20, 20, stored=share)
    for n in range(1, days + 1):
        counts[TODAY - n * DAY] = DayCount(20, 0)
    return counts


def test_fetched_but_nothing_stored_for_eight_days_is_an_alarm_of_its_own() -> None:
    """A cleaner that ate the articles went unseen for seven days in real life."""
    found = health(WELL, stale(8))
    assert (found.state, found.alarm) == ("unstored", True)
    assert "none of 160 articles was stored since 2026-11-12" in found.reason


def test_a_week_is_given_to_every_outlet() -> None:
    assert health(WELL, stale(5)).state == "ok"


def test_an_outlet_that_seldom_writes_of_ai_may_be_silent_of_it_for_long() -> None:
    counts = {day: DayCount(20, 0) for day in stale(20)}
    for n in range(21, 80, 10):
        counts[TODAY - n * DAY] = DayCount(20, 1)
    assert health(WELL, counts).state == "ok"


def test_an_outlet_whose_visits_fail_is_not_called_unstored() -> None:
    assert health(schedule("11-11 06:00", "11-20 23:00", **BLOCKED), stale(9)).state == "blocked"


# -- the tables ------------------------------------------------------------------------------------


def test_every_state_has_a_rank_and_something_to_try() -> None:
    assert set(NEXT) == set(RANK) | {"new"}
    assert set(HIDES) <= set(RANK)


def test_no_cause_is_hidden_by_its_own_consequence() -> None:
    for cause, hidden in HIDES.items():
        for consequence in hidden:
            assert cause not in HIDES.get(consequence, ())


def test_site_causes_need_two_days_and_three_visits() -> None:
    for rule in RULES.values():
        assert rule.visits >= 3
        assert rule.days >= 2
        assert rule.hours >= 20
