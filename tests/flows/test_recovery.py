"""What a killed run left is closed by the next one, whatever state it is in."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from db import leases, queries, runs
from db.errors import DatabaseUnreachable
from db.models import Lease, Run
from db.session import reading, writing
from flows import plan, recovery
from flows.holding import hold, run_lease
from flows.recovery import recover
from flows.stages import process
from flows.workspace import Workspace, locked, machine
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

    def killed(
        *lines: str, flow: str = "ingest", home: Path = tmp_path, named: bool = False
    ) -> Workspace:
        space = Workspace(home, RUN)
        with writing(engine) as session:
            runs.save_outlets(session, [plan.record(registry.outlet("kbs"))], NOW)
            runs.begin(session, RUN, flow=flow, trigger="hand", params={}, outlets=["kbs"],
                       now=NOW, code_version="t",
                       machine=machine(home) if named else None)  # fmt: skip
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


# -- what the moment is to blame for ---------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        DatabaseUnreachable("away"),
        OperationalError("SELECT", None, Exception("gone")),
        OSError(28, "No space left on device"),
    ],
    ids=["database away", "connection lost", "disk full"],
)
def test_an_outlet_that_cannot_be_brought_in_now_is_left_to_the_next_run(
    engine: Engine, killed: Kill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    killed(dump(SEEN) + "\n", dump(GONE) + "\n")

    def fails(*_: Any) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(process, "process", fails)
        patch.setattr(recovery, "retrying", lambda work: work())
        assert recover(engine, tmp_path) == []
    assert run_row(engine)[:2] == ("running", "running")
    assert recover(engine, tmp_path) == [RUN]
    assert run_row(engine)[:3] == ("crashed", "failed", 1)


def test_a_run_that_cannot_be_understood_does_not_stop_the_runs_after_it(
    engine: Engine, killed: Kill, tmp_path: Path
) -> None:
    killed(dump(SEEN) + "\n")
    with writing(engine) as session:
        session.get_one(Run, RUN).params = {"since": "the day before yesterday"}
    assert recover(engine, tmp_path) == []
    assert run_row(engine)[0] == "running"


_DEADLY = """
import os, sys
from pathlib import Path
from db.session import open_engine
from flows.recovery import recover
from flows.stages import process
process.process = lambda *_: os._exit(9)
recover(open_engine(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_that_kills_the_process_is_not_tried_for_ever(
    engine: Engine, killed: Kill, tmp_path: Path, database_url: str
) -> None:
    space = killed(dump(SEEN) + "\n")
    tried = space.outlet("kbs") / "recovery.tries"
    done = subprocess.run([sys.executable, "-c", _DEADLY, database_url, str(tmp_path)], check=False)
    assert done.returncode == 9
    assert tried.stat().st_size == 1
    tried.write_bytes(b"...")
    assert recover(engine, tmp_path) == [RUN]
    assert "3 tries ended with the death of the process" in run_row(engine)[3]


def test_what_was_tried_and_came_to_an_end_is_not_counted(
    engine: Engine, killed: Kill, tmp_path: Path
) -> None:
    space = killed(dump(SEEN) + "\n")
    recover(engine, tmp_path)
    assert not (space.outlet("kbs") / "recovery.tries").exists()


def test_a_run_of_ours_whose_folder_is_gone_is_closed(
    engine: Engine, killed: Kill, tmp_path: Path
) -> None:
    space = killed(named=True)
    (space.outlet("kbs") / "capture.jsonl").unlink()
    space.outlet("kbs").rmdir()
    space.folder.rmdir()
    assert recover(engine, tmp_path) == [RUN]
    assert run_row(engine)[:3] == ("crashed", "failed", 0)


# -- two at once -----------------------------------------------------------------------------------


def test_of_several_that_recover_at_once_exactly_one_does_it(
    engine: Engine, killed: Kill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock of a run is one for each that opens it, be it a process or a thread."""
    killed(dump(SEEN) + "\n", dump(GONE) + "\n", named=True)
    begin, done = threading.Barrier(4), threading.Event()
    whole, times = process.process, []

    def while_the_others_come(*about: Any) -> Any:
        times.append(1)
        done.wait(timeout=30)
        return whole(*about)

    def one() -> list[str]:
        begin.wait()
        found = recover(engine, tmp_path)
        done.set()
        return found

    monkeypatch.setattr(process, "process", while_the_others_come)
    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(lambda _: one(), range(4)))
    assert found == [[], [], [], [RUN]]
    assert len(times) == 1
    assert run_row(engine)[:3] == ("crashed", "failed", 1)


def test_one_that_looked_before_the_other_had_finished_does_it_not_again(
    engine: Engine, killed: Kill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(dump(SEEN) + "\n", dump(GONE) + "\n", named=True)
    here, first = recovery._here, []

    def other(home: Path, run: Run, us: str) -> bool:
        if not first:
            first.append(1)
            assert recover(engine, home) == [RUN]
        return here(home, run, us)

    monkeypatch.setattr(recovery, "_here", other)
    assert recover(engine, tmp_path) == []


# -- runs of other machines ------------------------------------------------------------------------


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Another machine's data folder."""
    return tmp_path / "there"


def age(engine: Engine, hours: float) -> None:
    """So long ago was every lease put off for the last time."""
    with writing(engine) as session:
        now = leases.clock(session)
        for lease in session.scalars(select(Lease)):
            lease.until = now - timedelta(hours=hours)


def die(engine: Engine, space: Workspace, hours: float) -> None:
    """The machine held the run, and was heard of for the last time so long ago."""
    with hold(engine, space.home, (run_lease(RUN), "outlet:kbs"), RUN) as held:
        held.leave(run_lease(RUN))
        held.leave("outlet:kbs")
    age(engine, hours)


def test_a_machine_that_is_heard_of_keeps_its_run(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    space = killed(dump(SEEN) + "\n", home=there, named=True)
    with hold(engine, there, (run_lease(RUN),), RUN):
        assert recover(engine, tmp_path) == []
    die(engine, space, 0.9)
    assert recover(engine, tmp_path) == []
    assert run_row(engine)[:2] == ("running", "running")


def test_a_machine_that_is_gone_for_an_hour_is_named_with_where_its_captures_are(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    die(engine, killed(dump(SEEN) + "\n", home=there, named=True), 1.1)
    assert recover(engine, tmp_path) == []
    status, outlet, discovered, message = run_row(engine)
    assert (status, outlet, discovered) == ("crashed", "failed", 0)
    assert f"machine {machine(there)} was last heard of at" in message
    assert f"runs/{RUN} of its data folder, and is stored when it runs again" in message
    with reading(engine) as session:
        assert queries.run(session, RUN).message == message
        assert leases.held(session) == []


def test_its_outlets_are_free_for_others_long_before(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    die(engine, killed(dump(SEEN) + "\n", home=there, named=True), 0.1)
    with hold(engine, tmp_path, ("outlet:kbs",)) as ours:
        assert ours.names == ("outlet:kbs",)


def test_when_the_machine_comes_back_its_captures_are_brought_in_under_the_old_run(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    second = dump(Discovered("2", "https://news.kbs.co.kr/2", "feed", "https://feed", AT)) + "\n"
    die(engine, killed(dump(SEEN) + "\n", dump(GONE) + "\n", second, home=there, named=True), 2)
    recover(engine, tmp_path)
    assert recover(engine, there) == [RUN]
    with reading(engine) as session:
        assert queries.ledger(session, RUN) == {"kbs": {"robots": 1, "unreachable": 1}}
        assert f"machine {machine(there)} was cut off" in (queries.run(session, RUN).message or "")
    assert run_row(engine)[:3] == ("crashed", "failed", 2)
    assert recover(engine, there) == []


def test_a_copy_of_the_folder_brings_them_in_where_the_machine_is_gone_for_good(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    """A disk put back from a backup, a folder moved to a new machine by copying it."""
    die(engine, killed(dump(SEEN) + "\n", dump(GONE) + "\n", home=there, named=True), 0.5)
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(there), str(copy)], check=True)
    assert recover(engine, copy) == []
    age(engine, 1.1)
    assert recover(engine, copy) == [RUN]
    assert run_row(engine)[:3] == ("crashed", "failed", 1)
    assert recover(engine, there) == []


def test_a_lost_run_is_told_from_one_that_the_site_ended(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    """`watch` counts nothing against an outlet that was cut off on our side."""
    die(engine, killed(dump(SEEN) + "\n", home=there, named=True), 2)
    recover(engine, tmp_path)
    with reading(engine) as session:
        (outlet,) = queries.run(session, RUN).outlets
        assert outlet.finish_reason == runs.LOST == "machine lost"


@pytest.mark.parametrize(
    ("flow", "words"),
    [("import", "import again"), ("reprocess", "reprocess again"), ("rescore", "rescore again")],
)
def test_runs_of_other_kinds_are_closed_on_their_machine(
    engine: Engine, killed: Kill, tmp_path: Path, flow: str, words: str
) -> None:
    killed(flow=flow, named=True)
    assert recover(engine, tmp_path) == [RUN]
    assert run_row(engine)[:3] == ("crashed", "failed", 0)
    assert words in run_row(engine)[3]


@pytest.mark.parametrize("flow", ["reprocess", "rescore"])
def test_and_of_a_machine_that_is_gone_the_next_one_goes_on(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path, flow: str
) -> None:
    die(engine, killed(flow=flow, home=there, named=True), 1.1)
    recover(engine, tmp_path)
    assert run_row(engine)[:3] == ("crashed", "failed", 0)
    assert "what it had done is kept, the next one goes on" in run_row(engine)[3]
    assert recover(engine, there) == []


def test_an_import_of_a_machine_that_is_gone_still_comes_into_its_archive(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    """It has no outlet open between two batches; its file waits in the run's folder."""
    space = killed(flow="import", home=there, named=True)
    with writing(engine) as session:
        runs.finish_outlet(session, RUN, "kbs", status="finished")
    die(engine, space, 1.1)
    recover(engine, tmp_path)
    assert recover(engine, there) == []
    space.outlet("import").mkdir()
    (space.outlet("import") / "crawl.warc.gz").write_bytes(b"torn")
    assert recover(engine, there) == [RUN]
    assert not (space.outlet("import") / "crawl.warc.gz").exists()


def test_a_run_without_a_lease_of_another_machine_is_closed_after_a_day(
    engine: Engine, killed: Kill, tmp_path: Path, there: Path
) -> None:
    killed(dump(SEEN) + "\n", home=there, named=True)
    with writing(engine) as session:
        session.get_one(Run, RUN).started_at = leases.clock(session) - timedelta(hours=23)
    recover(engine, tmp_path)
    assert run_row(engine)[0] == "running"
    with writing(engine) as session:
        session.get_one(Run, RUN).started_at = leases.clock(session) - timedelta(hours=25)
    recover(engine, tmp_path)
    assert run_row(engine)[0] == "crashed"
