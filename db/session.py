"""Engines and transactions for SQLite and PostgreSQL, with the same meaning on both.

A database that goes away for a while (PostgreSQL is killed and started again, a backup program locks
the SQLite file) costs time, not work: `reading` waits for it, and `retrying` repeats the whole
transaction, for up to a minute. A commit whose answer was lost is repeated as well: whatever runs
under `retrying` must come to the same when it is done twice.
"""

from __future__ import annotations

import logging
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.orm import Session

from db.errors import DatabaseLocked, DatabaseUnreachable
from db.home import database_url
from db.types import json_text

logger = logging.getLogger(__name__)
T = TypeVar("T")
Guard = Callable[[Session], None]

#: Seconds for which a database that is away, or locked by another program, is waited for.
PATIENCE = 60.0
#: Seconds between two tries: doubled from the first to the last.
_FIRST_WAIT, _LAST_WAIT = 0.1, 5.0
#: PostgreSQL: deadlock detected, serialization failure.
_CONFLICTS = ("40P01", "40001")
#: PostgreSQL: connection exceptions, too many connections, shutdown, crash, starting up, a session
#: ended for having been idle.
_AWAY = ("08", "53300", "57P01", "57P02", "57P03", "57P05", "25P03")
#: One number for the whole project: writers that decide on stories take turns on it.
_WRITE_LOCK = 0x61_69_70_6F_6C
#: A machine that is cut off in the middle is noticed within a minute: by us when it is the server,
#: by the server (which lets go of our locks then) when it is us.
_CONNECT = {
    "connect_timeout": 10, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}  # fmt: skip
_SESSION = (
    "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
)
#: PostgreSQL takes a transaction's locks from a writer that says nothing for so long: one that is
#: stopped must not stop all others.
_IDLE = "60s"

_guards: ContextVar[tuple[Guard, ...]] = ContextVar("guards", default=())


def open_engine(url: str | None = None, *, folder: Path | None = None) -> Engine:
    """An engine on the corpus database. SQLite runs in WAL mode with foreign keys on; a missing
    folder is made. Transactions opened through `writing` are ``BEGIN IMMEDIATE`` there.

    Raises DatabaseUnreachable for an address of no database, and a folder that cannot be made.
    """
    url = url or database_url(folder)
    if not url.startswith("sqlite"):
        engine = _engine(url, pool_pre_ping=True, connect_args=_CONNECT)
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    path = url.removeprefix("sqlite:///")
    if path and path != "sqlite://":
        _make_folder(Path(path).parent)
    engine = _engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _engine(url: str, **options: Any) -> Engine:
    try:
        return create_engine(url, json_serializer=json_text, **options)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        # `from None`: a ValueError quotes what it takes for the port, which may be a password.
        raise DatabaseUnreachable(
            "AIPOLICY_DATABASE_URL is no address of SQLite or PostgreSQL; write something like "
            "postgresql://user@host/aipolicy (a password's @, / and : as %40, %2F and %3A), or "
            "leave it out for SQLite in the data folder"
        ) from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnreachable(
            f"the folder {folder} cannot be made ({error.strerror}). Point AIPOLICY_HOME (or "
            "AIPOLICY_DATABASE_URL) at a folder you may write to"
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would be a deferred one
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    before, connection.autocommit = connection.autocommit, True
    connection.execute(_SESSION)
    connection.autocommit = before


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


# -- transactions ----------------------------------------------------------------------------------


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for queries; what is changed in it is lost. Waits for a database that is away.

    Raises DatabaseUnreachable or DatabaseLocked when it stays so.
    """
    with retrying(engine.connect) as connection, Session(connection) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, exclusive: bool = False) -> Iterator[Session]:
    """One write transaction: committed at the end, rolled back on an error.

    ``exclusive`` makes concurrent writers take turns (SQLite does so anyway): needed where a
    decision rests on what is *not* in the database yet, such as "no article has this text".
    Within `guarded` the guards are asked first.
    """
    with engine.connect().execution_options(immediate=True) as connection:
        with Session(connection, expire_on_commit=False) as session, session.begin():
            if connection.dialect.name == "postgresql":
                _begin_postgres(session, exclusive)
            for guard in _guards.get():
                guard(session)
            yield session
        connection.commit()


def _begin_postgres(session: Session, exclusive: bool) -> None:
    lock = ", pg_advisory_xact_lock(:key)" if exclusive else ""
    session.execute(
        text(f"SELECT set_config('idle_in_transaction_session_timeout', :idle, true){lock}"),
        {"idle": _IDLE, **({"key": _WRITE_LOCK} if exclusive else {})},
    )


@contextmanager
def guarded(guard: Guard) -> Iterator[None]:
    """Every write transaction begun in here (in this thread, or a copy of its context) asks the
    guard first, in the transaction itself: what it makes sure of holds until the commit.
    """
    token = _guards.set((*_guards.get(), guard))
    try:
        yield
    finally:
        _guards.reset(token)


def retrying(work: Callable[[], T], *, tries: int = 5, patience: float = PATIENCE) -> T:
    """Run ``work`` (one whole transaction) again when the database asks for it: after a conflict of
    two writers, at most ``tries`` times; while it is away or locked by another program, for
    ``patience`` seconds (SQLite's own wait of 30 seconds a try comes on top).

    Raises DatabaseUnreachable or DatabaseLocked when that was not enough, anything else as it comes.
    """
    until = time.monotonic() + patience
    conflicts, wait = 0, _FIRST_WAIT
    while True:
        try:
            return work()
        except DBAPIError as error:
            if _conflict(error):
                conflicts += 1
                if conflicts >= tries:
                    raise
            elif not (_locked(error) or _away(error)):
                raise
            elif time.monotonic() >= until:
                raise _given_up(error, patience) from error
            elif wait == _FIRST_WAIT:
                logger.warning("the database is away or locked, trying again: %s", _brief(error))
        time.sleep(wait * random.uniform(0.5, 1.0))
        wait = min(2 * wait, _LAST_WAIT)


def _conflict(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in _CONFLICTS


def _locked(error: DBAPIError) -> bool:
    return isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig)


def _away(error: DBAPIError) -> bool:
    """Is the server gone, going or coming? Where no connection came about there is no code."""
    if isinstance(error.orig, sqlite3.Error):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return bool(state.startswith(_AWAY))
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _given_up(error: DBAPIError, patience: float) -> DatabaseUnreachable | DatabaseLocked:
    if _locked(error):
        return DatabaseLocked(
            f"another program has kept the database file locked for over {patience:.0f} seconds; end "
            "it (a backup, a viewer with an open transaction) and run again. Nothing is lost: the "
            "next run goes on from here"
        )
    return DatabaseUnreachable(
        f"the database did not answer for {patience:.0f} seconds ({_brief(error)}). Check that it "
        "runs and AIPOLICY_DATABASE_URL, then run again. Nothing is lost: the next run goes on from "
        "here"
    )


def _brief(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]
