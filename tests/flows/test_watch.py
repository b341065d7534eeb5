"""The watch notices silence, names its cause, and does not cry wolf."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select

from cli.main import main
from db import runs
from db.health import Clocks, Pace, Visit
from db.models import Probe
from db.records import Ending
from db.session import reading, writing
from db.store import Store, save_captures
from flows.plan import record
from flows.stages.health import Health, judge
from flows.watch import WatchReport, look, markdown
from korean.article import Moment
from spiders import registry
from tests.db.test_store import BODY, OFF, incoming

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FULL = {"title": 1.0, "body": 1.0, "published": 1.0}
#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


# -- judgement -------------------------------------------------------------------------------------


def visit(hours: float = 1, **more: Any) -> Visit:
    """A crawl that finished well, ``hours`` ago."""
    values: dict[str, Any] = {
        "run_id": f"run-{hours}", "at": NOW - hours * HOUR, "status": "finished",
        "finish_reason": "finished", "message": None, "discovered": 4, "articles": 4,
        "coverage": FULL, "warnings": (), "outcomes": {"stored": 4},
    } | more  # fmt: skip
    return Visit(**values)


BLOCKED = {"status": "failed", "finish_reason": "blocked", "message": "HTTP 403", "articles": 0}
GONE = {"status": "failed", "finish_reason": "no_source", "message": "no such host", "articles": 0}
CRASHED = {"status": "failed", "finish_reason": "errors", "message": "KeyError: 'rows'"}
CUT = {"status": "failed", "finish_reason": "deadline", "message": "stopped early"}
NO_DATES = {"coverage": FULL | {"published": 0.2}, "status": "failed"}
MISFIT = {"warnings": ("generic × 4", "layout_drift × 4")}
UNREAD = {"outcomes": {"extract_failed": 3, "stored": 1}}
EMPTY = {"discovered": 0, "articles": 0, "coverage": {}, "outcomes": {}}


def steady(newest_hours: float = 2, count: int = 60) -> Pace:
    """About one article a day over the last 60 days."""
    return Pace(NOW - newest_hours * HOUR, count, NOW - timedelta(days=60))


LIVELY = Clocks(NOW - HOUR, steady(), steady())


def health(*visits: Visit, clocks: Clocks = LIVELY) -> Health:
    return judge("kbs", visits, clocks, NOW)


def three(**fault: Any) -> list[Visit]:
    return [visit(h, **fault) for h in (1, 2, 3)]


def test_an_outlet_that_was_never_visited_is_new() -> None:
    assert (health(clocks=Clocks()).state, health(clocks=Clocks()).alarm) == ("new", False)


def test_visits_that_store_are_well() -> None:
    assert health(*three()).state == "ok"


FAULTS = [
    (BLOCKED, "blocked", "HTTP 403"),
    ({"outcomes": {"blocked": 3, "stored": 1}}, "blocked", "3 of 4 pages refused"),
    (GONE, "unreachable", "no such host"),
    ({"outcomes": {"unreachable": 4}}, "unreachable", "4 of 4 pages did not answer"),
    (CRASHED, "failing", "KeyError"),
    (NO_DATES, "drift", "only 20% of its articles have their published"),
    (MISFIT, "drift", "4 of 4 pages fit no current page version"),
    (UNREAD, "drift", "3 of 4 pages could not be read"),
]


@pytest.mark.parametrize(("fault", "state", "said"), FAULTS)
def test_three_visits_in_a_row_are_an_alarm_with_its_cause(
    fault: dict[str, Any], state: str, said: str
) -> None:
    found = health(*three(**fault), visit(4))
    assert (found.state, found.alarm, found.evidence) == (state, True, 3)
    assert said in found.reason
    assert found.next


@pytest.mark.parametrize(("fault", "state", "said"), FAULTS)
def test_intermittent_is_not_dead(fault: dict[str, Any], state: str, said: str) -> None:
    found = health(visit(1, **fault), visit(2, **fault), visit(3), visit(4, **fault))
    assert (found.state, found.alarm, found.evidence) == (state, False, 2)


@pytest.mark.parametrize("fault", [BLOCKED, GONE, CRASHED])
def test_one_good_visit_ends_it(fault: dict[str, Any]) -> None:
    assert health(visit(1), *(visit(h, **fault) for h in (2, 3, 4))).state == "ok"


def test_a_visit_with_nothing_new_to_read_does_not_end_drift() -> None:
    found = health(visit(1, **EMPTY), *(visit(h, **MISFIT) for h in (2, 3, 4)))
    assert (found.state, found.alarm) == ("drift", True)


def test_a_visit_we_cut_short_says_nothing_of_the_outlet() -> None:
    assert health(*three(**CUT), visit(4)).state == "ok"
    assert health(*three(**CUT)).state == "new"


def test_fetched_but_nothing_new_is_quiet() -> None:
    clocks = Clocks(NOW, steady(24 * 10), steady(24 * 10))
    found = health(*three(**EMPTY), clocks=clocks)
    assert (found.state, found.alarm) == ("quiet", True)
    assert "lists nothing new since 2026-11-11" in found.reason


def test_fetched_but_nothing_stored_is_quiet_too() -> None:
    """Nothing stored for days while pages come in: a cleaner that ate the articles, for one."""
    clocks = Clocks(NOW, steady(1), steady(24 * 10))
    found = health(*three(outcomes={"off_topic": 4}), clocks=clocks)
    assert (found.state, found.alarm) == ("quiet", True)
    assert "fetched, but nothing of it was stored" in found.reason


def test_an_outlet_that_seldom_writes_of_ai_is_not_quiet() -> None:
    clocks = Clocks(NOW, steady(1), steady(24 * 20, count=5))
    assert health(*three(outcomes={"off_topic": 4}), clocks=clocks).state == "ok"


def test_silence_needs_visits_that_heard_it() -> None:
    clocks = Clocks(NOW, steady(24 * 10), steady(24 * 10))
    found = health(visit(1, **EMPTY), clocks=clocks)
    assert (found.state, found.alarm, found.evidence) == ("quiet", False, 1)


def test_a_list_that_never_had_an_article_is_quiet() -> None:
    found = health(*three(**EMPTY), clocks=Clocks(NOW))
    assert (found.state, found.alarm) == ("quiet", True)
    assert "list no article of ours" in found.reason


def test_the_cause_hides_its_consequence() -> None:
    clocks = Clocks(NOW - timedelta(days=10), steady(24 * 10), steady(24 * 10))
    assert health(*three(**BLOCKED), clocks=clocks).state == "blocked"


def test_a_schedule_that_stands_still_is_not_blamed_on_the_site() -> None:
    found = health(*(visit(h, **BLOCKED) for h in (100, 101, 102)))
    assert (found.state, found.alarm) == ("unvisited", True)
    assert "worker" in (found.next or "")


# -- from the database -----------------------------------------------------------------------------


class Past:
    """Runs of KBS as ingest leaves them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def run(
        self, hours: float, *items: Any, until: str | None = None, status: str = "finished",
        finish_reason: str = "finished", **columns: Any,
    ) -> str:  # fmt: skip
        at = NOW - hours * HOUR
        run_id = runs.new_run_id(at)
        params = {"outlets": ["kbs"], "kind": None, "since": None, "until": until}
        with writing(self.engine, exclusive=True) as session:
            runs.save_outlets(session, [record(registry.outlet("kbs"))], at)
            runs.begin(session, run_id, flow="ingest", trigger="schedule", params=params,
                       outlets=["kbs"], now=at, code_version="t")  # fmt: skip
            Store(session, run_id, at, "t").save(
                [i for i in items if not isinstance(i, Ending)],
                [i for i in items if isinstance(i, Ending)],
            )
            save_captures(session, run_id, [("kbs", i.capture) for i in items if i.capture])
            discovered = sum(runs.counts(session, run_id, "kbs").values())
            runs.finish_outlet(
                session, run_id, "kbs", status=status, finish_reason=finish_reason,
                discovered=discovered, **columns,
            )  # fmt: skip
            runs.finish(session, run_id, status, at, None)
        return run_id

    def kbs(self) -> Health:
        report = look(self.engine, now=NOW)
        return next(w.health for w in report.outlets if w.outlet.code == "kbs")


@pytest.fixture
def past(engine: Engine) -> Past:
    return Past(engine)


def article(key: str, hours: float, **more: Any) -> Any:
    item = incoming(key, body=f"{key}: {BODY}", **more)
    object.__setattr__(item.article, "published", Moment(NOW - hours * HOUR, "minute", "x"))
    object.__setattr__(item, "captured_at", NOW - hours * HOUR)
    return item


def test_every_active_outlet_is_watched_and_each_look_leaves_a_probe(engine: Engine) -> None:
    codes = {o.code for o in registry.outlets(active_only=True)}
    look(engine, now=NOW)
    look(engine, now=NOW + HOUR)
    with reading(engine) as session:
        probes = list(session.scalars(select(Probe)))
    assert sorted(p.outlet for p in probes) == sorted([*codes, *codes])
    assert {p.state for p in probes} == {"new"}
    assert {p.at for p in probes} == {NOW, NOW + HOUR}


def test_a_probe_keeps_the_reason_and_the_runs_it_rests_on(past: Past) -> None:
    ids = [past.run(h, status="failed", finish_reason="blocked", message="HTTP 403") for h in (1, 2, 3)]  # fmt: skip
    past.kbs()
    with reading(past.engine) as session:
        probe = session.scalars(select(Probe).where(Probe.outlet == "kbs")).one()
    assert (probe.state, probe.reason) == ("blocked", "HTTP 403")
    assert probe.details["runs"] == ids
    assert (probe.details["alarm"], probe.details["evidence"]) == (True, 3)


def test_outcomes_and_articles_are_counted_run_by_run(past: Past) -> None:
    for hours in (1, 2, 3):
        failed = [
            Ending("kbs", f"{hours}-{n}", "u", "extract_failed", "no body", "feed", NOW,
                   capture=article(f"{hours}-{n}", hours).capture)
            for n in range(2)
        ]  # fmt: skip
        past.run(hours, *failed, coverage={}, warnings=[])
    found = past.kbs()
    assert (found.state, found.alarm) == ("drift", True)
    assert found.reason == "2 of 2 pages could not be read"


def test_the_stored_clock_stands_still_while_pages_come_in(past: Past) -> None:
    past.run(24 * 10, *(article(f"s{n}", 24 * (10 + n)) for n in range(20)), coverage=FULL)
    for hours in (60, 30, 3):
        past.run(hours, article(f"o{hours}", hours, verdict=OFF), coverage=FULL)
    found = past.kbs()
    assert (found.state, found.alarm) == ("quiet", True)
    assert "nothing of it was stored since 2026-11-11" in found.reason


def test_a_backfill_of_the_past_is_no_evidence(past: Past) -> None:
    past.run(5, article("1", 6), coverage=FULL)
    for hours in (1, 2, 3):
        past.run(hours, status="failed", finish_reason="blocked", until="2020-01-31")
    assert past.kbs().state == "ok"


@sqlite_only
def test_the_command_shows_what_is_not_well_and_ends_with_1_on_an_alarm(
    past: Past, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    assert CliRunner().invoke(main, ["watch"]).exit_code == 0
    now = (datetime.now(UTC) - NOW) / HOUR
    for hours in (1, 2, 3):
        past.run(hours - now, status="failed", finish_reason="blocked", message="HTTP 403")
    result = CliRunner().invoke(main, ["watch"])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1].startswith("kbs\tblocked\tALARM\t3\tHTTP 403\t")


@sqlite_only
def test_the_report_shows_alarms_first_and_counts_the_rest(past: Past) -> None:
    for hours in (1, 2, 3):
        past.run(hours, status="failed", finish_reason="no_source", message="no | host")
    report: WatchReport = look(past.engine, now=NOW)
    text = markdown(report)
    assert [w.outlet.code for w in report.alarms] == ["kbs"]
    assert text.splitlines()[2].startswith("| kbs | unreachable | ALARM | 3 | no \\| host |")
    assert f"0 of {len(report.outlets)} outlets are ok" in text
