"""Engines and transactions for SQLite and PostgreSQL, with the same meaning on both."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from db.errors import DatabaseUnreachable
from db.home import database_url

T = TypeVar("T")

#: PostgreSQL: deadlock detected, serialization failure. SQLite: the database is locked.
_RETRY_SQLSTATES = ("40P01", "40001")
#: One number for the whole project: writers that decide on stories take turns on it.
_WRITE_LOCK = 0x61_69_70_6F_6C


def open_engine(url: str | None = None, *, folder: Path | None = None) -> Engine:
    """An engine on the corpus database. SQLite runs in WAL mode with foreign keys on; a missing
    folder is made. Transactions opened through `writing` are ``BEGIN IMMEDIATE`` there.

    Raises DatabaseUnreachable for an address of no database, and a folder that cannot be made.
    """
    url = url or database_url(folder)
    if not url.startswith("sqlite"):
        return _engine(url, pool_pre_ping=True)
    path = url.removeprefix("sqlite:///")
    if path and path != "sqlite://":
        _make_folder(Path(path).parent)
    engine = _engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _engine(url: str, **options: Any) -> Engine:
    try:
        return create_engine(url, **options)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUnreachable(
            "AIPOLICY_DATABASE_URL is no address of SQLite or PostgreSQL; write something like "
            "postgresql://user@host/aipolicy, or leave it out for SQLite in the data folder"
        ) from error


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


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for queries; what is changed in it is lost."""
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, exclusive: bool = False) -> Iterator[Session]:
    """One write transaction: committed at the end, rolled back on an error.

    ``exclusive`` makes concurrent writers take turns (SQLite does so anyway): needed where a
    decision rests on what is *not* in the database yet, such as "no article has this text".
    """
    with engine.connect().execution_options(immediate=True) as connection:
        with Session(connection, expire_on_commit=False) as session, session.begin():
            if exclusive and connection.dialect.name == "postgresql":
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITE_LOCK})
            yield session
        connection.commit()


def retrying(work: Callable[[], T], *, tries: int = 5) -> T:
    """Run ``work`` (one whole transaction) again when the database asks for it."""
    for attempt in range(1, tries + 1):
        try:
            return work()
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)
            locked = "database is locked" in str(error.orig)
            if attempt == tries or not (locked or state in _RETRY_SQLSTATES):
                raise
            time.sleep(0.05 * 2**attempt)
    raise AssertionError("unreachable")
