"""A name is worked on by one process of one machine at a time, whatever their clocks say."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from db import leases
from db.errors import LeaseLost
from db.models import Lease
from db.session import open_engine, reading, retrying, writing

A, B = "alpha-1", "beta-2"


class Table:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def take(self, names: Iterable[str], machine: str = A, holder: str | None = None) -> set[str]:
        def once() -> set[str]:
            with writing(self.engine) as session:
                return leases.take_all(session, names, machine, holder or f"{machine}/1", "r")

        return retrying(once)

    def renew(self, names: Iterable[str], holder: str = f"{A}/1") -> set[str]:
        with writing(self.engine) as session:
            return leases.renew(session, names, holder)

    def release(self, names: Iterable[str], holder: str = f"{A}/1") -> None:
        with writing(self.engine) as session:
            leases.release(session, names, holder)

    def holders(self) -> dict[str, str]:
        with reading(self.engine) as session:
            return {lease.name: lease.holder for lease in leases.held(session)}

    def age(self, seconds: float) -> None:
        """As if so much time had gone by without a renewal."""
        with writing(self.engine) as session:
            for lease in session.query(Lease):
                lease.until -= timedelta(seconds=seconds)

    @property
    def left(self) -> timedelta:
        """Until the first lease is over, by the database's clock."""
        with reading(self.engine) as session:
            return min(lease.until for lease in session.query(Lease)) - leases.clock(session)


@pytest.fixture
def table(engine: Engine) -> Table:
    return Table(engine)


def test_one_machine_gets_it_the_other_does_not(table: Table) -> None:
    assert table.take(["outlet:kbs", "outlet:etoday"]) == {"outlet:kbs", "outlet:etoday"}
    assert table.take(["outlet:kbs", "outlet:newspim"], B) == {"outlet:newspim"}
    assert table.holders() == {
        "outlet:etoday": f"{A}/1", "outlet:kbs": f"{A}/1", "outlet:newspim": f"{B}/1",
    }  # fmt: skip


def test_one_alone_is_taken_the_same_way(engine: Engine) -> None:
    with writing(engine) as session:
        assert leases.take(session, "reprocess", A, f"{A}/1", None)
        assert leases.take(session, "reprocess", A, f"{A}/1", None)
        assert not leases.take(session, "reprocess", B, f"{B}/1", None)


def test_what_is_given_back_is_free(table: Table) -> None:
    table.take(["outlet:kbs"])
    table.release(["outlet:kbs"])
    table.release(["outlet:kbs"])
    assert table.take(["outlet:kbs"], B) == {"outlet:kbs"}


def test_nobody_gives_back_what_another_one_holds(table: Table) -> None:
    table.take(["outlet:kbs"])
    table.release(["outlet:kbs"], f"{B}/1")
    assert table.holders() == {"outlet:kbs": f"{A}/1"}


def test_taking_it_again_is_no_matter(table: Table) -> None:
    """As when the answer to a commit was lost, and the transaction is repeated."""
    assert table.take(["outlet:kbs"]) == table.take(["outlet:kbs"]) == {"outlet:kbs"}


def test_a_lease_that_is_over_is_anybodys(table: Table) -> None:
    table.take(["outlet:kbs"])
    table.age(89)
    assert table.take(["outlet:kbs"], B) == set()
    table.age(2)
    assert table.take(["outlet:kbs"], B) == {"outlet:kbs"}
    assert table.renew(["outlet:kbs"]) == set()


def test_a_renewal_puts_it_off_by_the_whole_term(table: Table) -> None:
    table.take(["outlet:kbs"])
    table.age(60)
    assert table.renew(["outlet:kbs"]) == {"outlet:kbs"}
    assert timedelta(seconds=80) < table.left <= leases.TERM


def test_one_that_is_over_and_that_nobody_took_is_still_its_holders(table: Table) -> None:
    table.take(["outlet:kbs"])
    table.age(3600)
    assert table.renew(["outlet:kbs"]) == {"outlet:kbs"}


def test_a_renewal_tells_what_was_lost(table: Table) -> None:
    table.take(["outlet:kbs", "outlet:etoday"])
    table.age(91)
    table.take(["outlet:kbs"], B)
    assert table.renew(["outlet:kbs", "outlet:etoday"]) == {"outlet:etoday"}


def test_a_dead_process_of_the_own_machine_is_passed_over_at_once(table: Table) -> None:
    """Its lock is free, or the caller would not ask."""
    table.take(["outlet:kbs"], A, f"{A}/1")
    assert table.take(["outlet:kbs"], A, f"{A}/2") == {"outlet:kbs"}


def test_on_another_host_the_own_name_is_a_copys(table: Table) -> None:
    table.take(["outlet:kbs"], A, "host/1")
    assert table.take(["outlet:kbs"], A, "elsewhere/1") == set()
    assert table.take(["outlet:kbs"], A, "host_/1") == set()


def test_a_transaction_makes_sure_of_its_leases(table: Table, engine: Engine) -> None:
    table.take(["outlet:kbs", "run:1"])
    with writing(engine) as session:
        leases.require(session, ["outlet:kbs", "run:1"], f"{A}/1")
    table.age(91)
    table.take(["outlet:kbs"], B)
    with pytest.raises(LeaseLost, match="outlet:kbs is no longer ours"), writing(engine) as session:
        leases.require(session, ["outlet:kbs", "run:1"], f"{A}/1")


@pytest.mark.parametrize("hours", [-9, 9])
def test_the_clock_of_the_machine_is_never_asked(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """The time is the database's: nowhere in `db.leases` is there a clock to be wrong."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + timedelta(hours=hours)

    monkeypatch.setattr(leases, "datetime", Wrong)
    table = Table(engine)
    table.take(["outlet:kbs"], B)
    assert table.take(["outlet:kbs"]) == set()
    assert timedelta(seconds=80) < table.left <= leases.TERM


def test_the_databases_clock_has_fractions_of_seconds_and_a_zone(engine: Engine) -> None:
    with reading(engine) as session:
        times = [leases.clock(session) for _ in range(20)]
    assert all(at.tzinfo is UTC for at in times)
    assert any(at.microsecond for at in times)
    assert abs(times[0] - datetime.now(UTC)) < timedelta(minutes=1)


# -- at once ---------------------------------------------------------------------------------------

_GREEDY = """
import os, sys, time
from pathlib import Path
from db import leases
from db.session import open_engine, retrying, writing
url, go = sys.argv[1:]
me = 0
while me < 7 and os.fork():  # forked: to load it all takes longer than to ask
    me += 1
engine = open_engine(url)
names = [f"outlet:o{n}" for n in range(50)]
names = names if me % 2 else names[::-1]
def once():
    with writing(engine) as session:
        return leases.take_all(session, names, f"m{me}", f"m{me}/{me}", None)
engine.connect().close()
os.write(1, b"ready\\n")
while not Path(go).exists():
    time.sleep(0.001)
os.write(1, " ".join(retrying(once)).encode() + b"\\n")
"""


@pytest.fixture
def greedy(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[list[set[str]]]:
    """What eight processes get of fifty names they all ask for at once."""
    go = tmp_path / "go"
    process = subprocess.Popen(
        [sys.executable, "-c", _GREEDY, database_url, str(go)], stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(8)] == ["ready\n"] * 8
        go.touch()
        got = process.communicate(timeout=60)[0].splitlines()
        assert len(got) == 8
        yield [set(names.split()) for names in got]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_of_eight_processes_exactly_one_gets_each_of_fifty_names(greedy: list[set[str]]) -> None:
    got = [name for names in greedy for name in names]
    assert sorted(got) == sorted({f"outlet:o{n}" for n in range(50)})


def test_who_would_take_it_waits_for_a_transaction_that_made_sure_of_it(
    engine: Engine, database_url: str
) -> None:
    """Over while we store: nobody takes it before what we store is committed."""
    if engine.dialect.name == "sqlite":
        pytest.skip("its writers take turns anyway")
    table, other = Table(engine), open_engine(database_url)
    event.listen(other, "begin", lambda c: c.exec_driver_sql("SET LOCAL lock_timeout = '100ms'"))
    table.take(["outlet:kbs"])
    table.age(91)
    with writing(engine) as session:
        leases.require(session, ["outlet:kbs"], f"{A}/1")
        with pytest.raises(OperationalError, match="lock timeout"):
            Table(other).take(["outlet:kbs"], B)
    assert Table(other).take(["outlet:kbs"], B) == {"outlet:kbs"}
    other.dispose()
