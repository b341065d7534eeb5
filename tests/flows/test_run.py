"""A run closes what it did, and leaves open what the next one has to bring in."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DataError, OperationalError

from db import leases, queries, runs
from db.errors import DatabaseUnreachable, LeaseLost
from db.models import Lease
from db.session import reading, writing
from flows import holding, recovery
from flows import run as running
from flows.holding import hold, run_lease
from flows.recovery import recover
from flows.run import IngestRun, open_run
from flows.stages import account, process
from flows.workspace import machine
from spiders.events import Discovered, Ended, dump

AT = "2026-11-20T09:00:00+00:00"
LOG = (
    dump(Discovered("1", "https://news.kbs.co.kr/1", "feed", "https://feed", AT))
    + "\n"
    + dump(Ended("1", "https://news.kbs.co.kr/1", "robots", "disallowed", AT))
    + "\n"
)


@pytest.fixture
def here(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "here"
    monkeypatch.setenv("AIPOLICY_HOME", str(home))
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    return home


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Another machine's data folder."""
    return tmp_path / "there"


@contextmanager
def crawled(codes: list[str]) -> Iterator[IngestRun]:
    """A run whose crawls have ended: each outlet listed one article, which robots.txt forbids."""
    with open_run(codes, None, None, None, "hand", 60) as run:
        for code in run.outlets:
            folder = run.work(code).folder
            folder.mkdir(parents=True)
            (folder / "capture.jsonl").write_text(LOG, encoding="utf-8")
        yield run


def bring_in(run: IngestRun, code: str) -> None:
    with run.holding(code) as work:
        log = process.open_log(work)
        tally = process.process(run.engine, work, log)
        run.add(account.close(run.engine, work, log, tally, returncode=0))


def found(engine: Engine, run: IngestRun) -> tuple[str, dict[str, str], int]:
    """Status of the run, of its outlets, and how many outcomes its ledger has."""
    with reading(engine) as session:
        row = queries.run(session, run.run_id)
        ledger = queries.ledger(session, run.run_id)
        outlets = {o.outlet: o.status for o in row.outlets}
        return row.status, outlets, sum(sum(o.values()) for o in ledger.values())


def expire(engine: Engine) -> None:
    with writing(engine) as session:
        for lease in session.scalars(select(Lease)):
            lease.until -= timedelta(hours=2)


def test_a_run_names_its_machine_and_gives_everything_back(engine: Engine, here: Path) -> None:
    with crawled(["kbs"]) as run:
        bring_in(run, "kbs")
        with reading(engine) as session:
            held = {lease.name: lease.machine for lease in leases.held(session)}
    assert held == {"outlet:kbs": machine(here), run_lease(run.run_id): machine(here)}
    with reading(engine) as session:
        assert queries.run(session, run.run_id).machine == machine(here)
        assert leases.held(session) == []


def test_its_time_is_the_databases_so_that_all_machines_agree(
    engine: Engine, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 11, 1, 3, 4, 5, tzinfo=UTC)
    monkeypatch.setattr(leases, "clock", lambda _: at)
    with crawled(["kbs"]) as run:
        bring_in(run, "kbs")
    with reading(engine) as session:
        row = queries.run(session, run.run_id)
        assert (row.started_at, row.finished_at) == (at, at)
    assert run.run_id.startswith("20261101T030405Z-")


@pytest.mark.parametrize(
    "module", [leases, runs, holding, recovery, running], ids=lambda m: m.__name__
)
def test_nothing_that_decides_who_works_asks_the_machines_clock(module: ModuleType) -> None:
    """It may be wrong, and it may be set back; the database's is one for all."""
    assert not re.search(r"\b(datetime\.now|utcnow|time\.time|today)\(", inspect.getsource(module))


def test_an_outlet_another_machine_works_on_is_passed_over(
    engine: Engine, here: Path, there: Path
) -> None:
    with hold(engine, there, ("outlet:kbs",)), crawled(["kbs", "etoday"]) as run:
        bring_in(run, "etoday")
    assert run.skipped == ("kbs",)
    assert found(engine, run)[1] == {"etoday": "failed"}


def test_a_fault_of_ours_closes_the_outlet(engine: Engine, here: Path) -> None:
    with crawled(["kbs"]) as run:
        run.fail("kbs", ValueError("a bug"))
    assert found(engine, run)[:2] == ("failed", {"kbs": "failed"})


@pytest.mark.parametrize(
    "fault",
    [
        DatabaseUnreachable("away"),
        LeaseLost(["outlet:kbs"]),
        OperationalError("INSERT", None, Exception("connection lost")),
        OSError(28, "No space left on device"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_fault_of_the_moment_leaves_it_to_the_next_run(
    engine: Engine, here: Path, fault: Exception
) -> None:
    with crawled(["kbs", "etoday"]) as run:
        run.fail("kbs", fault)
        bring_in(run, "etoday")
    assert run.left == {"kbs"}
    assert found(engine, run) == ("running", {"kbs": "running", "etoday": "failed"}, 1)
    assert recover(engine, here) == [run.run_id]
    assert found(engine, run) == ("crashed", {"kbs": "failed", "etoday": "failed"}, 2)


def test_what_the_database_refuses_is_a_fault_of_ours(engine: Engine, here: Path) -> None:
    with crawled(["kbs"]) as run:
        run.fail("kbs", DataError("INSERT", None, Exception("a zero byte")))
    assert found(engine, run)[0] == "failed"


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_run_is_brought_in_by_the_next_one(
    engine: Engine, here: Path, error: type[BaseException]
) -> None:
    with pytest.raises(error), crawled(["kbs"]) as run:
        raise error("in the middle")
    assert found(engine, run) == ("running", {"kbs": "running"}, 0)
    with crawled(["etoday"]) as after:
        bring_in(after, "etoday")
    assert after.recovered == (run.run_id,)
    assert found(engine, run) == ("crashed", {"kbs": "failed"}, 1)
    with reading(engine) as session:
        message = queries.run(session, run.run_id).message or ""
    assert message.startswith(f"{error.__name__}: in the middle; what it had done is kept")


def test_who_lost_an_outlet_stores_nothing_of_it_and_the_next_run_does(
    engine: Engine, here: Path, there: Path
) -> None:
    with crawled(["kbs", "etoday"]) as run:
        with reading(engine) as session:
            now = leases.clock(session)
        with writing(engine) as session:
            session.get_one(Lease, "outlet:kbs").until = now - timedelta(seconds=1)
        with hold(engine, there, ("outlet:kbs",)) as theirs:
            assert theirs.names == ("outlet:kbs",)
            with pytest.raises(LeaseLost) as lost:
                bring_in(run, "kbs")
            run.fail("kbs", lost.value)
        bring_in(run, "etoday")
    assert found(engine, run) == ("running", {"kbs": "running", "etoday": "failed"}, 1)
    assert recover(engine, here) == [run.run_id]
    assert found(engine, run) == ("crashed", {"kbs": "failed", "etoday": "failed"}, 2)


def test_a_run_that_was_closed_from_another_machine_writes_nothing_more(
    engine: Engine, here: Path, there: Path
) -> None:
    """Cut off for over an hour, and alive: what it has waits for the next run of its machine."""
    with crawled(["kbs"]) as run:
        expire(engine)
        recover(engine, there)
        assert found(engine, run) == ("crashed", {"kbs": "failed"}, 0)
        with pytest.raises(LeaseLost) as lost:
            bring_in(run, "kbs")
        run.fail("kbs", lost.value)
        run.fail("kbs", ValueError("a bug"))
    assert found(engine, run) == ("crashed", {"kbs": "failed"}, 0)
    with reading(engine) as session:
        (outlet,) = queries.run(session, run.run_id).outlets
        assert outlet.finish_reason == runs.LOST
    assert recover(engine, here) == [run.run_id]
    assert found(engine, run) == ("crashed", {"kbs": "failed"}, 1)
