"""A database that goes away and comes back costs time, not work; one that stays away says so."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from db.errors import DatabaseLocked, DatabaseUnreachable
from db.models import Story
from db.session import guarded, open_engine, reading, retrying, writing
from tests.conftest import _postgres_binaries

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
on_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def add(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Story(created_at=NOW))


def total(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Story)) or 0


class Server:
    """The tests' own PostgreSQL, to be killed and started again."""

    def __init__(self, cluster: str) -> None:
        self.folder = Path(cluster.partition("?host=")[2])
        self._user = "postgres" if os.geteuid() == 0 else None

    def kill(self) -> None:
        """kill -9, as when the machine runs out of memory: its sessions fall with it."""
        os.kill(self._pid(), signal.SIGKILL)

    def start(self) -> None:
        """As soon as what is left of the killed one has gone."""
        binaries = _postgres_binaries()
        assert binaries is not None
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        command = [
            str(binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-o", options, "-w",
            "-l", str(self.folder / "log"), "start",
        ]  # fmt: skip
        for _ in range(50):
            done = subprocess.run(
                command, user=self._user, cwd=self.folder, stdout=subprocess.DEVNULL, check=False
            )
            if done.returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8")[-2000:])

    def _pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])


@pytest.fixture
def server(postgres: str) -> Server:
    return Server(postgres)


# -- PostgreSQL goes away --------------------------------------------------------------------------


@on_postgres
def test_a_transaction_under_way_is_repeated_when_the_server_was_killed_and_comes_back(
    engine: Engine, server: Server
) -> None:
    tries: list[int] = []
    back = threading.Thread(target=server.start)

    def work() -> None:
        with writing(engine, exclusive=True) as session:
            tries.append(1)
            session.add(Story(created_at=NOW))
            session.flush()
            if len(tries) == 1:
                mine = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
                server.kill()
                os.kill(mine, signal.SIGKILL)  # or it may answer a little longer
                back.start()

    try:
        retrying(work)
    finally:
        back.join()
    assert total(engine) == 1
    assert len(tries) > 1


@on_postgres
def test_a_reader_waits_for_a_server_that_comes_back(engine: Engine, server: Server) -> None:
    add(engine)
    server.kill()
    engine.dispose()
    back = threading.Thread(target=server.start)
    back.start()
    try:
        assert total(engine) == 1
    finally:
        back.join()


@on_postgres
def test_a_session_ended_by_the_administrator_is_begun_again(engine: Engine) -> None:
    tries: list[int] = []

    def work() -> None:
        with writing(engine) as session:
            tries.append(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
            session.add(Story(created_at=NOW))
            session.flush()
            if len(tries) == 1:
                with reading(engine) as other:
                    other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": tries[0]})

    retrying(work)
    assert total(engine) == 1
    assert len(set(tries)) == 2


@on_postgres
def test_a_writer_that_is_stopped_does_not_stop_the_others(engine: Engine) -> None:
    """Its session is ended by the server, which frees its locks."""
    with writing(engine, exclusive=True) as session:
        idle = session.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
    with reading(engine) as session:
        after = session.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        cut_off = session.execute(
            text("SELECT current_setting('tcp_keepalives_idle')")
        ).scalar_one()
    assert (idle, after) == ("1min", "0")
    assert int(cut_off) <= 20


def test_a_server_that_stays_away_is_named_with_what_to_do(tmp_path: Path) -> None:
    engine = open_engine(f"postgresql+psycopg://test@/nowhere?host={tmp_path}")
    with pytest.raises(
        DatabaseUnreachable, match=r"did not answer for 0 seconds.*Check that it runs"
    ):
        retrying(lambda: add(engine), patience=0.2)
    assert isinstance(_cause(engine), OperationalError)


def _cause(engine: Engine) -> BaseException | None:
    try:
        retrying(lambda: add(engine), patience=0)
    except DatabaseUnreachable as error:
        return error.__cause__
    return None


class _Postgres(psycopg.OperationalError):
    """As the driver raises them, with the server's code."""

    def __init__(self, state: str | None) -> None:
        super().__init__(f"the server says {state}")
        self.sqlstate = state


@pytest.mark.parametrize(
    "state", ["57P01", "57P02", "57P03", "08006", "53300", "25P03", "40P01", "40001", None]
)
def test_what_passes_by_itself_is_tried_again(state: str | None) -> None:
    left = [OperationalError("COMMIT", None, _Postgres(state))] * 2

    def work() -> str:
        if left:
            raise left.pop()
        return "done"

    assert retrying(work) == "done"


@pytest.mark.parametrize("state", ["53100", "42501", "57014", "22001"])
def test_what_does_not_pass_comes_through_at_once(state: str) -> None:
    tries = []

    def work() -> None:
        tries.append(state)
        raise OperationalError("INSERT", None, _Postgres(state))

    with pytest.raises(DBAPIError):
        retrying(work)
    assert len(tries) == 1


def test_a_fault_of_ours_is_not_tried_again(engine: Engine) -> None:
    add(engine)
    tries = []

    def work() -> None:
        tries.append(1)
        with writing(engine) as session:
            session.add(Story(id=1, created_at=NOW))

    with pytest.raises(IntegrityError):
        retrying(work)
    assert len(tries) == 1


def test_two_that_always_conflict_come_to_an_end() -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise OperationalError("UPDATE", None, _Postgres("40P01"))

    with pytest.raises(OperationalError):
        retrying(work, tries=3)
    assert len(tries) == 3


# -- SQLite is locked by another program ------------------------------------------------------------


@pytest.fixture
def other(engine: Engine, database_url: str) -> Iterator[sqlite3.Connection]:
    """Another program with the same file open; ours has no patience of its own in these tests."""
    event.listen(engine, "connect", _hasty)
    engine.dispose()
    connection = sqlite3.connect(
        database_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )
    yield connection
    connection.close()


def _hasty(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA busy_timeout = 20")


@on_sqlite
def test_a_file_that_is_locked_for_a_while_is_waited_for(
    engine: Engine, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ("ROLLBACK",))
    release.start()
    retrying(lambda: add(engine))
    release.join()
    assert total(engine) == 1


@on_sqlite
def test_a_file_that_stays_locked_is_named_with_what_to_do(
    engine: Engine, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked, match="another program has kept the database file locked"):
        retrying(lambda: add(engine), patience=0.2)
    other.execute("ROLLBACK")
    assert total(engine) == 0


@on_sqlite
def test_readers_do_not_wait_for_a_writer(engine: Engine, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    assert total(engine) == 0


# -- guards ----------------------------------------------------------------------------------------


class _No(Exception):
    pass


def test_a_guard_is_asked_first_in_the_transaction_itself(engine: Engine) -> None:
    def guard(session: Any) -> None:
        session.add(Story(created_at=NOW))

    with guarded(guard):
        add(engine)
    add(engine)
    assert total(engine) == 3


def test_where_a_guard_says_no_nothing_is_written(engine: Engine) -> None:
    def guard(session: Any) -> None:
        raise _No

    with guarded(guard), pytest.raises(_No):
        add(engine)
    with guarded(guard), pytest.raises(_No):
        retrying(lambda: add(engine))
    assert total(engine) == 0


def test_guards_add_up_and_end_with_their_block(engine: Engine) -> None:
    asked: list[str] = []
    with guarded(lambda _: asked.append("outer")):
        with guarded(lambda _: asked.append("inner")):
            add(engine)
        add(engine)
    add(engine)
    assert asked == ["outer", "inner", "outer"]


def test_a_thread_of_its_own_has_no_guards(engine: Engine) -> None:
    """As the one that renews the leases: it must not ask for what it is about to renew."""

    def guard(session: Any) -> None:
        raise _No

    with guarded(guard):
        thread = threading.Thread(target=add, args=(engine,))
        thread.start()
        thread.join()
    assert total(engine) == 1
