"""What a killed run left is closed by the next one, whatever state it is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import queries, runs
from db.session import reading, writing
from flows import plan
from flows.recovery import recover
from flows.workspace import Workspace, locked
from spiders import registry
from spiders.events import Discovered, Ended, dump

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = NOW.isoformat()
RUN = "20261120T090000Z-abc123"
SEEN = Discovered("1", "https://news.kbs.co.kr/1", "feed", "https://feed", AT)
GONE = Ended("1", "https://news.kbs.co.kr/1", "robots", "disallowed", AT)

Kill = Callable[..., Workspace]


@pytest.fixture
def killed(engine: Engine, tmp_path: Path) -> Kill:
    """A run of KBS that is open in the database, with this capture log in its folder."""

    def killed(*lines: str, flow: str = "ingest") -> Workspace:
        space = Workspace(tmp_path, RUN)
        with writing(engine) as session:
            runs.save_outlets(session, [plan.record(registry.outlet("kbs"))], NOW)
            runs.begin(session, RUN, flow=flow, trigger="hand", params={}, outlets=["kbs"],
                       now=NOW, code_version="t")  # fmt: skip
        space.outlet("kbs").mkdir(parents=True)
        (space.outlet("kbs") / "capture.jsonl").write_text("".join(lines), encoding="utf-8")
        return space

    return killed


def run_row(engine: Engine) -> tuple[str, str, int, str]:
    """Status of the run; status, discovered and message of its outlet."""
    with reading(engine) as session:
        run = queries.run(session, RUN)
        (outlet,) = run.outlets
        return run.status, outlet.status, outlet.discovered, outlet.message or ""


def test_what_was_discovered_and_not_fetched_is_accounted_for(
    engine: Engine, killed: Kill, tmp_path: Path
) -> None:
    second = dump(Discovered("2", "https://news.kbs.co.kr/2", "feed", "https://feed", AT)) + "\n"
    killed(dump(SEEN) + "\n", dump(GONE) + "\n", second, '{"type": "Disc')
    assert recover(engine, tmp_path) == [RUN]
    with reading(engine) as session:
        assert queries.ledger(session, RUN) == {"kbs": {"robots": 1, "unreachable": 1}}
    assert run_row(engine)[:3] == ("crashed", "failed", 2)


def test_a_run_that_lives_is_left_alone(engine: Engine, killed: Kill, tmp_path: Path) -> None:
    with locked(killed(dump(SEEN) + "\n").lock):
        assert recover(engine, tmp_path) == []
    assert run_row(engine)[0] == "running"


def test_a_run_of_another_machine_is_left_alone(
    engine: Engine, killed: Kill, tmp_path: Path
) -> None:
    killed(dump(SEEN) + "\n")
    assert recover(engine, tmp_path / "elsewhere") == []
    assert run_row(engine)[0] == "running"


def test_a_killed_import_is_closed_with_what_it_had_stored(
    engine: Engine, killed: Kill, tmp_path: Path
) -> None:
    killed(flow="import")
    recover(engine, tmp_path)
    assert run_row(engine)[:3] == ("crashed", "failed", 0)
    assert "import again" in run_row(engine)[3]


def test_a_log_that_cannot_be_read_does_not_stop_the_runs_after_it(
    engine: Engine, killed: Kill, tmp_path: Path
) -> None:
    killed("not an event\n", dump(SEEN) + "\n")
    recover(engine, tmp_path)
    assert run_row(engine)[:3] == ("crashed", "failed", 0)
    assert "line 1 is not an event" in run_row(engine)[3]


def test_recovering_twice_changes_nothing(engine: Engine, killed: Kill, tmp_path: Path) -> None:
    killed(dump(SEEN) + "\n", dump(GONE) + "\n")
    recover(engine, tmp_path)
    before = run_row(engine)
    assert recover(engine, tmp_path) == []
    assert run_row(engine) == before
