"""The watch over a corpus: what it reads from both databases, and what it keeps and shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import health as evidence
from db import signs
from db.models import Probe
from db.session import reading
from flows.watch import markdown
from korean.dates import KST
from spiders import registry
from tests.flows.pasts import ALL, Past, every
from tests.flows.visits import BLOCKED, DAY, FEED, GONE, HOUR, LIST, NOW

#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DOWN: dict[str, Any] = {k: v for k, v in BLOCKED.items() if k != "articles"} | {"sources": []}
AWAY: dict[str, Any] = {k: v for k, v in GONE.items() if k != "articles"} | {"sources": []}


@pytest.fixture
def past(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    monkeypatch.delenv("AIPOLICY_ARCHIVE", raising=False)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    return Past(engine, tmp_path)


def live(past: Past, **columns: Any) -> str:
    """KBS as it should be: three visits a day, four articles a day, each stored."""
    ids = past.runs(every(8, days=9), **columns)
    past.articles(every(6, days=80), ids[0])
    return ids[-1]


# -- what is kept ----------------------------------------------------------------------------------


@sqlite_only
def test_every_active_outlet_is_watched_and_each_look_leaves_a_probe(past: Past) -> None:
    past.look()
    past.look(NOW + HOUR)
    with reading(past.engine) as session:
        probes = list(session.scalars(select(Probe)))
    assert sorted(p.outlet for p in probes) == sorted([*ALL, *ALL])
    assert {p.state for p in probes} == {"new"}
    assert {p.at for p in probes} == {NOW, NOW + HOUR}


def test_a_probe_keeps_the_reason_the_runs_and_what_it_explains(past: Past) -> None:
    ids = past.runs(every(6, days=3), **DOWN)
    past.articles(every(6, days=80, until=NOW - 10 * DAY), ids[0])
    past.look()
    with reading(past.engine) as session:
        probe = session.scalars(select(Probe).where(Probe.outlet == "kbs")).one()
    assert (probe.state, probe.reason) == ("blocked", "HTTP 403")
    assert probe.details["runs"] == ids[::-1][:6]
    assert (probe.details["alarm"], probe.details["evidence"]) == (True, 12)
    assert datetime.fromisoformat(probe.details["since"]) == NOW - 3 * DAY


@sqlite_only
def test_a_live_outlet_is_ok(past: Past) -> None:
    live(past)
    assert past.of().state == "ok"


@sqlite_only
def test_three_hours_of_a_half_hourly_schedule_are_no_alarm_three_days_are(past: Past) -> None:
    past.runs(every(0.5, days=1, until=NOW - 3 * HOUR))
    past.runs(every(0.5, days=0.125), **AWAY)
    assert (past.of().state, past.of().alarm) == ("unreachable", False)
    past.runs(every(0.5, days=3, until=NOW + 3 * DAY), **AWAY)
    found = past.of(now=NOW + 3 * DAY)
    assert (found.state, found.alarm, found.evidence) == ("unreachable", True, 150)


# -- which runs are evidence -----------------------------------------------------------------------


def test_a_backfill_of_the_past_is_no_visit_but_an_answer(past: Past) -> None:
    live(past)
    for at in every(6, days=3):
        run_id = past.run(at, until="2020-01-31", **DOWN)
    past.capture(NOW - HOUR, run_id)
    assert past.of().state == "ok"
    with reading(past.engine) as session:
        assert evidence.clocks(session)["kbs"].fetched == NOW - HOUR


@sqlite_only
def test_a_window_that_reaches_up_to_its_own_day_is_a_visit(past: Past) -> None:
    for at in every(6, days=3):
        past.run(at, until=f"{at.astimezone(KST):%Y-%m-%d}", **DOWN)
    assert (past.of().state, past.of().alarm) == ("blocked", True)


@sqlite_only
def test_runs_that_are_not_over_and_other_flows_are_no_visits(past: Past) -> None:
    past.runs(every(6, days=3), **DOWN | {"status": "running"})
    past.runs(every(6, days=3), flow="reprocess", **DOWN)
    assert past.of().state == "new"


@sqlite_only
def test_an_outlet_visited_seldom_has_its_last_six_visits(past: Past) -> None:
    ids = past.runs(every(24 * 9, days=90))
    with reading(past.engine) as session:
        visits = evidence.visits(session, NOW)["kbs"]
    assert [v.run_id for v in visits] == ids[::-1][:6]


def test_many_windows_of_the_past_do_not_hide_the_last_visits(past: Past) -> None:
    run_id = past.run(NOW - 20 * DAY)
    for n in range(12):
        past.run(NOW - 19 * DAY + n * HOUR, until="2020-01-31")
    with reading(past.engine) as session:
        assert [v.run_id for v in evidence.visits(session, NOW)["kbs"]] == [run_id]


def test_files_given_by_hand_feed_the_clocks_of_articles_and_not_that_of_answers(
    past: Past,
) -> None:
    """A monitor that saw only one of two ways in was blind in real life."""
    run_id = live(past)
    past.capture(NOW - 2 * DAY, run_id)
    given = past.run(NOW - 2 * HOUR, flow="import")
    past.capture(NOW - HOUR, given)
    past.articles([NOW - HOUR], given)
    with reading(past.engine) as session:
        clocks = evidence.clocks(session)["kbs"]
    assert clocks == evidence.Clocks(NOW - 2 * DAY, NOW - HOUR, NOW - HOUR, NOW - HOUR)


@sqlite_only
def test_an_outlet_that_is_filled_by_hand_is_not_quiet(past: Past) -> None:
    past.runs(every(8, days=9), discovered=0)
    given = past.run(NOW - HOUR, flow="import")
    past.articles(every(6, days=80), given)
    assert past.of().state == "ok"


# -- articles by day -------------------------------------------------------------------------------


def test_days_are_korean_ones(past: Past) -> None:
    run_id = past.run(NOW)
    midnight = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # in Korea
    past.articles([midnight - timedelta(minutes=1), midnight], run_id)
    past.articles([midnight + HOUR], run_id, label="off_topic")
    with reading(past.engine) as session:
        found = signs.days(session, NOW - 9 * DAY)["kbs"]
    assert {f"{day}": count for day, count in found.items()} == {
        "2026-11-18": signs.DayCount(1, 1),
        "2026-11-19": signs.DayCount(2, 1),
    }


@sqlite_only
def test_an_outlet_that_lists_nothing_new_for_days_is_quiet(past: Past) -> None:
    past.runs(every(8, days=9), discovered=0)
    past.articles(every(4, days=80, until=NOW - 3 * DAY), past.run(NOW - HOUR))
    found = past.of()
    assert (found.state, found.alarm) == ("quiet", True)


@sqlite_only
def test_the_stored_clock_stands_still_while_pages_come_in(past: Past) -> None:
    run_id = past.runs(every(8, days=9))[0]
    past.articles(every(12, days=70, until=NOW - 8 * DAY), run_id)
    past.articles(every(3, days=80), run_id, label="off_topic")
    found = past.of()
    assert (found.state, found.alarm) == ("unstored", True)
    assert "was stored since 2026-11-12" in found.reason


def test_undated_rows_of_crawls_count_those_of_files_do_not(past: Past) -> None:
    run_id = live(past)
    given = past.run(NOW, flow="import")
    past.articles(every(1, days=5), given, dated=False)
    assert past.of().state == "ok"
    past.articles(every(2, days=5), run_id, dated=False)
    found = past.of()
    assert (found.state, found.alarm) == ("undated", True)
    assert "52% of its last 116 articles have no date" in found.reason


# -- sources and drift -----------------------------------------------------------------------------


def test_a_feed_that_is_dead_beside_a_living_list(past: Past) -> None:
    live(past, sources=[FEED | {"status": 200, "problem": "newest item of 2012-03-04"}, LIST])
    found = past.of()
    assert (found.state, found.alarm) == ("feed_dead", True)
    assert found.reason == "feed https://news.kbs.co.kr/rss: newest item of 2012-03-04"


def test_outcomes_and_articles_are_counted_run_by_run(past: Past) -> None:
    from db.models import Outcome
    from db.session import writing

    ids = past.runs(every(8, days=3), coverage={}, discovered=2)
    with writing(past.engine) as session:
        for run_id in ids:
            for key in ("a", "b"):
                session.add(Outcome(run_id=run_id, outlet="kbs", key=key, outcome="extract_failed",
                                    at=NOW))  # fmt: skip
    found = past.of()
    assert (found.state, found.alarm) == ("drift", True)
    assert found.reason == "2 of 2 pages could not be read, most: extract_failed"


# -- robots.txt ------------------------------------------------------------------------------------

OPEN = b"User-agent: *\nDisallow: /admin\n"
SHUT = b"User-agent: *\nDisallow: /admin\nDisallow: /rss\nDisallow: /list\n"
ROBOTS = "https://news.kbs.co.kr/robots.txt"


def robots(past: Past, at: datetime, body: bytes, *, answer: int = 200, **columns: Any) -> None:
    run_id = past.run(at, **columns)
    past.capture(at, run_id, body, kind="robots", url=ROBOTS, status=answer)


def test_a_robots_txt_that_changed_is_shown_with_a_diff(past: Past) -> None:
    live(past)
    robots(past, NOW - 3 * DAY, OPEN)
    robots(past, NOW - DAY, OPEN + b"Crawl-delay: 5\n")
    found = past.of()
    assert (found.state, found.alarm) == ("robots", False)
    assert "changed since 2026-11-20 05:40; it still allows what we read" in found.reason
    assert "+Crawl-delay: 5" in (found.detail or "")


@sqlite_only
def test_one_that_shuts_our_sources_out_is_an_alarm_and_explains_the_silence(past: Past) -> None:
    fault = AWAY | {"sources": [{**FEED, "problem": "robots.txt forbids it"},
                                {**LIST, "problem": "robots.txt forbids it"}]}  # fmt: skip
    robots(past, NOW - 8 * DAY, OPEN)
    for at in every(8, days=2):
        robots(past, at, SHUT, **fault)
    found = past.of()
    assert (found.state, found.alarm) == ("robots", True)
    assert "+Disallow: /rss" in (found.detail or "")
    assert "forbids 2 of 2 sources" in found.reason
    assert "unreachable" in {f.state for f in found.hidden}


@sqlite_only
def test_a_robots_txt_that_comes_and_goes_is_no_alarm(past: Past) -> None:
    live(past)
    for n, at in enumerate(every(8, days=3)):
        robots(past, at, SHUT if n % 2 else OPEN)
    assert not past.of().alarm


@sqlite_only
def test_a_robots_txt_that_was_taken_away_allows_everything(past: Past) -> None:
    live(past)
    robots(past, NOW - 3 * DAY, SHUT)
    robots(past, NOW - DAY, b"<html>not found</html>", answer=404)
    found = past.of()
    assert (found.state, found.alarm) == ("robots", False)
    assert "-Disallow: /rss" in (found.detail or "")


@sqlite_only
def test_an_answer_that_is_no_robots_txt_says_nothing(past: Past) -> None:
    live(past)
    robots(past, NOW - 3 * DAY, OPEN)
    robots(past, NOW - DAY, b"busy", answer=503)
    assert past.of().state == "ok"


@sqlite_only
def test_a_robots_txt_that_is_gone_from_the_archive_is_said_so(past: Past) -> None:
    live(past)
    robots(past, NOW - DAY, OPEN)
    for file in (past.folder / "archive").rglob("*.gz"):
        file.unlink()
    found = past.of()
    assert (found.state, found.alarm) == ("robots", False)
    assert "not in the archive" in found.reason


# -- notices of rights -----------------------------------------------------------------------------

OLD = ("all-rights-reserved", None, "무단 전재 및 재배포 금지")
NEW = ("all-rights-reserved", False, "무단 전재, 재배포 및 AI 학습 이용 금지")


def noticed(past: Past, before: Any, recent: Any) -> Any:
    run_id = past.runs(every(8, days=9))[0]
    past.articles(every(6, days=60, until=NOW - 15 * DAY), run_id, notice=before)
    past.articles(every(6, days=14), run_id, notice=recent)
    return past.of()


def test_a_notice_that_gained_words_about_ai_training_is_an_alarm_that_quotes_both(
    past: Past,
) -> None:
    found = noticed(past, OLD, NEW)
    assert (found.state, found.alarm) == ("rights", True)
    assert "“무단 전재 및 재배포 금지” (all-rights-reserved)" in found.reason
    assert (
        "is “무단 전재, 재배포 및 AI 학습 이용 금지” (all-rights-reserved, no AI training)"
        in found.reason
    )


@sqlite_only
def test_other_words_with_the_same_terms_are_shown_without_an_alarm(past: Past) -> None:
    found = noticed(past, OLD, (OLD[0], OLD[1], "저작권자 ⓒ 무단 복제를 금합니다"))
    assert (found.state, found.alarm) == ("rights", False)


@sqlite_only
@pytest.mark.parametrize("words", ["무단  전재 및 재배포 금지", "ⓒ2027 무단 전재 및 재배포 금지."])
def test_spaces_years_and_points_are_no_other_words(past: Past, words: str) -> None:
    assert noticed(past, OLD, (OLD[0], OLD[1], words)).state == "ok"


@sqlite_only
def test_a_notice_that_a_few_articles_carry_is_not_the_outlets(past: Past) -> None:
    run_id = live(past)
    past.articles(every(6, days=60, until=NOW - 15 * DAY), run_id, notice=OLD)
    past.articles(every(24, days=3), run_id, notice=NEW)
    assert past.of().state == "ok"


# -- many at once ----------------------------------------------------------------------------------


def test_all_unreachable_at_once_is_our_network_and_one_alarm(past: Past) -> None:
    past.runs(every(8, days=3), outlets=ALL, **AWAY)
    report = past.look()
    assert [(c.name, c.alarm, len(c.outlets)) for c in report.common] == [
        ("network", True, len(ALL))
    ]
    assert report.alarms == ()
    assert report.alarmed


@sqlite_only
def test_all_unvisited_is_the_schedule_and_one_alarm(past: Past) -> None:
    past.runs(every(8, days=2, until=NOW - 5 * DAY), outlets=ALL)
    report = past.look()
    assert [(c.name, c.alarm) for c in report.common] == [("schedule", True)]
    assert report.alarms == ()


@sqlite_only
def test_a_family_drifting_in_many_outlets_is_a_renewed_cms_said_once(past: Past) -> None:
    members = [o.code for o in registry.outlets(active_only=True) if o.family == "ndsoft"]
    half = members[: len(members) // 2]
    fall = [{"field": "body", "was": 1.0, "now": 0.0}]
    past.runs(every(8, days=3), outlets=[c for c in ALL if c not in half])
    past.runs(every(8, days=3), outlets=half, drift=fall)
    past.runs(every(8, days=3), outlets=["etoday"], drift=fall)
    report = past.look()
    assert [(c.name, c.state, c.outlets) for c in report.common] == [
        ("family ndsoft", "drift", tuple(half))
    ]
    assert [w.outlet.code for w in report.alarms] == ["etoday"]


@sqlite_only
def test_two_unreachable_outlets_are_two_alarms(past: Past) -> None:
    past.runs(every(8, days=3), outlets=[c for c in ALL if c not in ("kbs", "etoday")])
    past.runs(every(8, days=3), outlets=["kbs", "etoday"], **AWAY)
    report = past.look()
    assert report.common == ()
    assert {w.outlet.code for w in report.alarms} == {"kbs", "etoday"}


# -- what is shown ---------------------------------------------------------------------------------


@sqlite_only
def test_the_table_shows_alarms_first_and_counts_the_rest(past: Past) -> None:
    past.runs(every(8, days=3), **AWAY | {"message": "no | host"})
    past.runs(every(8, days=3), outlets=["etoday"], **DOWN)
    text = markdown(past.look())
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    assert [" ALARM " in line for line in lines[:3]] == [True, True, False]
    kbs = next(line for line in lines if "| kbs |" in line)
    assert kbs.startswith("| kbs | unreachable | ALARM | 9 | no \\| host |")
    assert f"0 of {len(ALL)} outlets are ok" in text
