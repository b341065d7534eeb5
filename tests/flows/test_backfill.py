"""A backfill goes through the past slice by slice, newest first, and never does a slice twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from cli.main import main
from db import runs
from db.session import writing
from flows import backfill as module
from flows.backfill import BackfillReport, backfill, slices
from flows.plan import record
from flows.run import RunReport
from flows.stages.account import OutletResult
from spiders import registry
from spiders.errors import WindowError

TODAY = date(2026, 11, 20)
OUTLETS = ["kbs", "etoday"]
#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


# -- slices ----------------------------------------------------------------------------------------


def days(*arguments: Any, today: date = TODAY) -> list[tuple[str, str]]:
    return [(s.first.isoformat(), s.last.isoformat()) for s in slices(*arguments, today)]


def test_the_newest_slice_comes_first_and_every_day_is_in_one() -> None:
    assert days("2026-01-01", "2026-01-25", 10) == [
        ("2026-01-21", "2026-01-25"),
        ("2026-01-11", "2026-01-20"),
        ("2026-01-01", "2026-01-10"),
    ]


def test_tomorrow_the_slices_are_the_same_but_for_the_last() -> None:
    assert days("2026-10-01", None, 31)[1:] == days("2026-10-01", None, 31, today=date(2026, 11, 21))[1:]  # fmt: skip


def test_an_open_end_is_today() -> None:
    assert days("2026-11-15", None, 31) == [("2026-11-15", "2026-11-20")]


def test_a_last_day_in_the_future_is_today() -> None:
    assert days("2026-11-15", "2027-01-01", 31) == [("2026-11-15", "2026-11-20")]


@pytest.mark.parametrize(
    ("since", "until", "size", "said"),
    [
        ("2026-13-01", None, 31, "is not a date"),
        ("", None, 31, "needs its first day"),
        ("2026-11-01", "2026-10-01", 31, "ends before it begins"),
        ("2026-12-01", None, 31, "lies in the future"),
        ("2026-11-01", None, 0, "a slice has 1 to 366 days"),
        ("2026-11-01", None, 400, "a slice has 1 to 366 days"),
    ],
)
def test_a_wrong_window_is_refused_with_what_to_do(
    since: str, until: str | None, size: int, said: str
) -> None:
    with pytest.raises(WindowError, match=said):
        slices(since, until, size, TODAY)


# -- progress --------------------------------------------------------------------------------------


@dataclass
class Ingest:
    """Stands for the ingest flow: closes its run in the database as the real one does."""

    engine: Engine
    failing: set[str] = field(default_factory=set)
    killed_at: int | None = None
    began: datetime | None = None
    calls: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def __call__(
        self, *, outlets: list[str], since: str, until: str, trigger: str, deadline: int
    ) -> RunReport:
        now = self.began or datetime.now(UTC)
        run_id = runs.new_run_id(now)
        self.calls.append((since, tuple(outlets)))
        params = {"outlets": outlets, "kind": None, "since": since, "until": until}
        with writing(self.engine) as session:
            runs.save_outlets(session, [record(registry.outlet(c)) for c in outlets], now)
            runs.begin(session, run_id, flow="ingest", trigger=trigger, params=params,
                       outlets=outlets, now=now, code_version="t")  # fmt: skip
        if self.killed_at == len(self.calls):
            raise KeyboardInterrupt
        results = []
        for code in outlets:
            status = "failed" if code in self.failing else "finished"
            with writing(self.engine) as session:
                runs.finish_outlet(session, run_id, code, status=status)
            results.append(OutletResult(code, status, 0, {}))
        return RunReport(run_id, tuple(results))


@pytest.fixture
def ingest(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ingest]:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    ingest = Ingest(engine)
    monkeypatch.setattr(module, "ingest", ingest)
    monkeypatch.setattr(module, "backfill", backfill.fn)  # without Prefect's engine around it
    return ingest


def run(**more: Any) -> BackfillReport:
    given = {"since": "2020-01-01", "until": "2020-03-10", "outlets": OUTLETS} | more
    report: BackfillReport = backfill.fn(**given)
    return report


@sqlite_only
def test_each_slice_is_one_ingest_newest_first(ingest: Ingest) -> None:
    run()
    assert ingest.calls == [
        ("2020-03-03", ("kbs", "etoday")),
        ("2020-02-01", ("kbs", "etoday")),
        ("2020-01-01", ("kbs", "etoday")),
    ]


def test_a_finished_backfill_does_nothing_again(ingest: Ingest) -> None:
    run()
    ingest.calls.clear()
    report = run()
    assert ingest.calls == []
    assert [part.done_before for part in report.slices] == [("kbs", "etoday")] * 3


def test_a_killed_backfill_goes_on_where_it_was(ingest: Ingest) -> None:
    ingest.killed_at = 2
    with pytest.raises(KeyboardInterrupt):
        run()
    ingest.killed_at = None
    ingest.calls.clear()
    run()
    assert [since for since, _ in ingest.calls] == ["2020-02-01", "2020-01-01"]


def test_only_the_outlet_that_failed_is_done_again(ingest: Ingest) -> None:
    ingest.failing = {"etoday"}
    report = run()
    assert {code for _, code in report.failed} == {"etoday"}
    ingest.failing = set()
    ingest.calls.clear()
    run()
    assert {codes for _, codes in ingest.calls} == {("etoday",)}


@sqlite_only
def test_another_window_is_other_work(ingest: Ingest) -> None:
    run()
    ingest.calls.clear()
    run(slice_days=10)
    assert len(ingest.calls) == 7


def test_a_slice_read_before_its_last_day_was_over_is_read_again(ingest: Ingest) -> None:
    ingest.began = datetime(2020, 3, 10, 3, 0, tzinfo=UTC)
    run()
    ingest.calls.clear()
    ingest.began += timedelta(days=1)
    run()
    assert [since for since, _ in ingest.calls] == ["2020-03-03"]


@sqlite_only
def test_an_unknown_outlet_is_told_before_anything_runs(ingest: Ingest) -> None:
    with pytest.raises(registry.UnknownOutlet, match="kbss"):
        run(outlets=["kbss"])
    assert ingest.calls == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "2026-13-01"], "is not a date"),
        (["--since", "2020-01-01", "--slice-days", "0"], "a slice has 1 to 366 days"),
        (["--since", "2020-01-01", "-o", "kbss"], "unknown outlet"),
        ([], "--since"),
    ],
)
def test_the_command_refuses_wrong_usage_with_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["backfill", *arguments])
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "corpus.db").exists()


@sqlite_only
def test_the_command_ends_with_1_until_all_is_done(ingest: Ingest) -> None:
    command = ["backfill", "--since", "2020-01-01", "--until", "2020-01-31", "-o", "kbs,etoday"]
    ingest.failing = {"etoday"}
    assert CliRunner().invoke(main, command).exit_code == 1
    ingest.failing = set()
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
