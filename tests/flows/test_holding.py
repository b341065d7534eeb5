"""What is worked on is held by one, and who may no longer hold it stops: no result, no request."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import leases
from db.errors import DatabaseUnreachable, LeaseLost
from db.models import Lease, Outlet
from db.session import reading, writing
from flows import holding
from flows.holding import hold, lock_file
from flows.machine import machine, names
from spiders import leash

KBS, ETODAY = "outlet:kbs", "outlet:etoday"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "here"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Another machine's data folder."""
    return tmp_path / "there"


@dataclass
class Clock:
    """A machine's time since its start, in our hands."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(holding, "boottime", clock)
    monkeypatch.setattr(leash, "boottime", clock)
    return clock


def over(engine: Engine, seconds: float = 120) -> None:
    """For the database, all leases were last put off so long before they would be over."""
    with writing(engine) as session:
        for lease in session.scalars(select(Lease)):
            lease.until -= timedelta(seconds=seconds)


def untils(engine: Engine) -> dict[str, datetime]:
    with reading(engine) as session:
        return {lease.name: lease.until for lease in session.scalars(select(Lease))}


def write(engine: Engine, code: str = "kbs") -> None:
    with writing(engine) as session:
        session.add(
            Outlet(
                code=code, name=code, domain=f"{code}.kr", region="경북", kind="national",
                family="own", active=True, rights="unknown", evidence="G",
                updated_at=leases.clock(session),
            )
        )  # fmt: skip


def written(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(Outlet.code)))


# -- who gets it -----------------------------------------------------------------------------------


def test_of_two_machines_one_holds_it_until_it_lets_go(
    engine: Engine, here: Path, there: Path
) -> None:
    with hold(engine, here, (KBS, ETODAY)) as ours:
        assert ours.names == (KBS, ETODAY)
        with hold(engine, there, (KBS, "outlet:newspim")) as theirs:
            assert theirs.names == ("outlet:newspim",)
    with hold(engine, there, (KBS,)) as theirs:
        assert theirs.names == (KBS,)


def test_the_names_come_in_the_order_asked_for_each_once(engine: Engine, here: Path) -> None:
    with hold(engine, here, (KBS, ETODAY, KBS)) as held:
        assert held.names == (KBS, ETODAY)


def test_what_another_machine_holds_is_not_locked_here(
    engine: Engine, here: Path, there: Path
) -> None:
    """Or it would be passed over here for as long as the first one waits."""
    with hold(engine, there, (KBS,)), hold(engine, here, (KBS,)):
        pass
    with hold(engine, here, (KBS,)) as held:
        assert held.names == (KBS,)


def test_an_error_inside_lets_go_all_the_same(engine: Engine, here: Path, there: Path) -> None:
    with pytest.raises(RuntimeError), hold(engine, here, (KBS,)):
        raise RuntimeError
    with hold(engine, there, (KBS,)) as theirs:
        assert theirs.names == (KBS,)


def test_a_lease_that_is_left_runs_out_by_itself(engine: Engine, here: Path) -> None:
    with hold(engine, here, (KBS, ETODAY)) as held:
        held.leave(KBS)
    assert list(untils(engine)) == [KBS]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("outlet:kbs", "locks/kbs.lock"),
        ("run:20261121T083000Z-ab12cd", "runs/20261121T083000Z-ab12cd/run.lock"),
        ("reprocess", "locks/reprocess.lock"),
        ("chunk:r-1", "locks/chunk-r-1.lock"),
    ],
)
def test_every_lease_has_a_lock_of_this_machine(tmp_path: Path, name: str, file: str) -> None:
    assert lock_file(tmp_path, name) == tmp_path / file


# -- a copied folder -------------------------------------------------------------------------------


def test_a_folder_has_one_name_for_ever(here: Path) -> None:
    assert machine(here) == machine(here)
    assert machine(here).rpartition("-")[0]


def test_eight_that_ask_first_at_once_get_one_name(tmp_path: Path) -> None:
    asking = "import sys\nfrom pathlib import Path\nfrom flows.machine import machine\nprint(machine(Path(sys.argv[1])))"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", asking, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    assert len({process.communicate(timeout=60)[0] for process in processes}) == 1


def test_a_copied_folder_is_another_machine_and_remembers_which(
    engine: Engine, here: Path, there: Path
) -> None:
    with hold(engine, here, (KBS,)) as ours:
        _copy(here, there)
        with hold(engine, there, (KBS,)) as theirs:
            assert (ours.names, theirs.names) == ((KBS,), ())
    assert names(there) == (machine(there), machine(here))
    assert machine(here) != machine(there)


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    (target / "machine-id").write_bytes((source / "machine-id").read_bytes())


def test_a_moved_folder_keeps_its_name(here: Path, there: Path) -> None:
    name = machine(here)
    here.rename(there)
    assert machine(there) == name


def test_a_clone_of_the_whole_disk_waits_until_the_originals_lease_is_over(
    engine: Engine, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the original's name, and its locks are free; but it is another host."""
    with hold(engine, here, (KBS,)):
        (here / "locks" / "kbs.lock").unlink()
        monkeypatch.setattr(holding, "host", lambda: "clone")
        with hold(engine, here, (KBS,)) as clones:
            assert clones.names == ()


@pytest.mark.parametrize("content", ["", "machine ", "what is this\n", "file 12\n"])
def test_a_spoilt_file_is_made_anew(here: Path, content: str) -> None:
    here.mkdir()
    (here / "machine-id").write_text(content)
    assert machine(here) == machine(here)


# -- losing it -------------------------------------------------------------------------------------


def test_it_is_certain_until_shortly_before_the_lease_may_be_over(
    engine: Engine, here: Path, clock: Clock
) -> None:
    with hold(engine, here, (KBS,)) as held:
        clock.at += 84
        assert held.holds(KBS)
        clock.at += 2
        assert not held.holds(KBS)


def test_after_a_sleep_nobody_noticed_it_goes_on(engine: Engine, here: Path, clock: Clock) -> None:
    with hold(engine, here, (KBS,)) as held:
        over(engine, 8 * 3600)
        clock.at += 8 * 3600
        assert not held.holds(KBS)
        held.check(KBS)
        assert held.holds(KBS)


def test_after_a_sleep_in_which_another_machine_took_it_it_is_lost(
    engine: Engine, here: Path, there: Path, clock: Clock
) -> None:
    with hold(engine, here, (KBS, ETODAY)) as ours:
        over(engine)
        clock.at += 120
        with hold(engine, there, (KBS,)) as theirs:
            assert theirs.names == (KBS,)
            with pytest.raises(LeaseLost, match="outlet:kbs is no longer ours"):
                ours.check(KBS)
            ours.check(ETODAY)
        with pytest.raises(LeaseLost):
            ours.check(KBS)  # also when the other one has finished: it was there


def test_a_database_that_is_away_for_long_is_a_lease_lost(
    engine: Engine, here: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise DatabaseUnreachable("away")

    with hold(engine, here, (KBS,)) as held:
        with monkeypatch.context() as patch:
            patch.setattr(leases, "renew", away)
            assert held.holds(KBS)
            clock.at += 100
            with pytest.raises(DatabaseUnreachable):
                held.check(KBS)
        held.check(KBS)


def test_the_leases_are_put_off_while_the_work_goes_on(
    engine: Engine, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "RENEWAL", timedelta(seconds=0.01))
    with hold(engine, here, (KBS,)) as held:
        over(engine, 60)
        before = untils(engine)[KBS]
        _wait(lambda: untils(engine)[KBS] > before)
        assert held.holds(KBS)


def test_a_renewal_that_fails_is_tried_again(
    engine: Engine, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "RENEWAL", timedelta(seconds=0.01))
    monkeypatch.setattr(holding, "_AGAIN", 0.01)
    renew, failed = leases.renew, []

    def sometimes(*about: Any) -> set[str]:
        if len(failed) < 3:
            failed.append(1)
            raise DatabaseUnreachable("away")
        return renew(*about)

    monkeypatch.setattr(leases, "renew", sometimes)
    with hold(engine, here, (KBS,)):
        over(engine, 60)
        before = untils(engine)[KBS]
        _wait(lambda: untils(engine)[KBS] > before)
    assert len(failed) == 3


def _wait(for_what: Callable[[], bool]) -> None:
    ready = asyncio.Event()

    async def wait() -> None:
        while not for_what():
            await asyncio.sleep(0.01)
        ready.set()

    asyncio.run(asyncio.wait_for(wait(), timeout=30))


def test_nothing_is_written_once_another_machine_has_it(
    engine: Engine, here: Path, there: Path
) -> None:
    with hold(engine, here, (KBS,)) as ours:
        with ours.guarding(KBS):
            write(engine, "kbs")
        over(engine)
        with hold(engine, there, (KBS,)), pytest.raises(LeaseLost), ours.guarding(KBS):
            write(engine, "etoday")
    assert written(engine) == ["kbs"]


def test_what_is_not_guarded_is_nobodys_business(engine: Engine, here: Path, there: Path) -> None:
    with hold(engine, here, (KBS, ETODAY)) as ours:
        over(engine)
        with hold(engine, there, (KBS,)), ours.guarding(ETODAY):
            write(engine, "etoday")
    assert written(engine) == ["etoday"]


_STOPPED = """
import sys
from pathlib import Path
from db.errors import LeaseLost
from db.session import open_engine
from flows.holding import hold
from tests.flows.test_holding import KBS, write
engine = open_engine(sys.argv[1])
with hold(engine, Path(sys.argv[2]), (KBS,)) as held:
    print(*held.names, flush=True)
    for line in sys.stdin:
        try:
            with held.guarding(KBS):
                write(engine, line.strip())
            print("written", flush=True)
        except LeaseLost as error:
            print(error, flush=True)
"""


@dataclass
class Other:
    """A process of another machine that holds KBS and writes what it is told."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def write(self, code: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{code}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


def test_a_process_that_was_stopped_for_long_writes_nothing_when_it_goes_on(
    engine: Engine, database_url: str, here: Path, there: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _STOPPED, database_url, str(there)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{KBS}\n"
        other = Other(process)
        assert other.write("kbs") == "written\n"
        process.send_signal(signal.SIGSTOP)
        over(engine)
        with hold(engine, here, (KBS,)) as ours:
            assert ours.names == (KBS,)
            process.send_signal(signal.SIGCONT)
            assert "no longer ours" in other.write("etoday")
        assert written(engine) == ["kbs"]
    finally:
        process.kill()
        process.communicate()


def test_a_killed_process_is_passed_over_at_once_on_its_own_machine_alone(
    engine: Engine, database_url: str, here: Path, there: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _STOPPED, database_url, str(there)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == f"{KBS}\n"
    process.kill()
    process.communicate()
    with hold(engine, here, (KBS,)) as ours:
        assert ours.names == ()
    with hold(engine, there, (KBS,)) as again:
        assert again.names == (KBS,)


# -- the crawls' leash -----------------------------------------------------------------------------


class Spider:
    def __init__(self) -> None:
        self.stopping: str | None = None

    def stop(self, reason: str) -> None:
        self.stopping = reason


@dataclass
class Crawler:
    spider: Spider | None = field(default_factory=Spider)


@dataclass
class Crawl:
    """What the leash sees of a crawl process."""

    run_id: str
    home: Path
    crawlers: dict[str, Any]
    over: set[str] = field(default_factory=set)

    def look(self) -> dict[str, str | None]:
        """Once around; outlet → why it was stopped."""

        async def once() -> None:
            task = asyncio.ensure_future(leash.follow(self, every=3600))
            await asyncio.sleep(0.01)
            task.cancel()

        asyncio.run(once())
        return {code: c.spider.stopping for code, c in self.crawlers.items() if c.spider}


RUN = "20261121T083000Z-ab12cd"


@pytest.fixture
def crawl(here: Path) -> Crawl:
    return Crawl(RUN, here, {"kbs": Crawler(), "etoday": Crawler()})


def test_a_crawl_goes_on_while_its_run_holds_its_outlets(
    engine: Engine, here: Path, crawl: Crawl, clock: Clock
) -> None:
    with hold(engine, here, (f"run:{RUN}", KBS, ETODAY), RUN):
        clock.at += 84
        assert crawl.look() == {"kbs": None, "etoday": None}


def test_a_crawl_whose_run_was_stopped_ends_by_itself(
    engine: Engine, here: Path, crawl: Crawl, clock: Clock
) -> None:
    """SIGSTOP of the flow leaves its crawl running: nobody else would tell it."""
    with hold(engine, here, (f"run:{RUN}", KBS, ETODAY), RUN):
        clock.at += 86
        assert crawl.look() == {"kbs": "shutdown", "etoday": "shutdown"}


def test_only_the_crawl_of_the_lost_outlet_ends(
    engine: Engine, here: Path, there: Path, crawl: Crawl, clock: Clock
) -> None:
    with hold(engine, here, (f"run:{RUN}", KBS, ETODAY), RUN) as ours:
        over(engine)
        with hold(engine, there, (KBS,)):
            clock.at += 120
            ours.check(ETODAY)
            assert crawl.look() == {"kbs": "shutdown", "etoday": None}


def test_a_crawl_by_hand_is_on_no_leash(crawl: Crawl) -> None:
    assert crawl.look() == {"kbs": None, "etoday": None}


def test_what_has_not_begun_or_is_over_is_left_alone(
    here: Path, crawl: Crawl, clock: Clock
) -> None:
    crawl.crawlers["newspim"] = Crawler(None)
    crawl.over.add("etoday")
    file = here / "runs" / RUN / leash.LEASH
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"until": {}}))
    assert crawl.look() == {"kbs": "shutdown", "etoday": None}


def test_a_leash_that_cannot_be_read_is_over(here: Path, crawl: Crawl) -> None:
    file = here / "runs" / RUN / leash.LEASH
    file.parent.mkdir(parents=True)
    file.write_text("torn")
    assert crawl.look() == {"kbs": "shutdown", "etoday": "shutdown"}


def test_a_folder_of_a_run_that_holds_no_run_lease_gets_no_leash(
    engine: Engine, here: Path
) -> None:
    with hold(engine, here, (KBS,), RUN):
        assert not (here / "runs" / RUN / leash.LEASH).exists()
