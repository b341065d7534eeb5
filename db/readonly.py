"""Connections that can read and nothing else, whose queries end in time: for the reading room, `aipolicy
sql` and whatever else asks what a person typed.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import schema
from db.errors import DatabaseUnreachable, NoCorpus, TooSlow
from db.home import database_url
from db.session import open_engine, reading

#: Seconds a query may take.
TIMEOUT = 10.0
#: Steps of SQLite's machine between two looks at the clock; some microseconds.
_STEPS = 4_000
#: KiB of pages that a connection to SQLite keeps in memory.
_CACHE = 16_384
#: PostgreSQL: query cancelled.
_CANCELLED = "57014"


def open_reading(
    url: str | None = None, *, folder: Path | None = None, timeout: float | None = TIMEOUT
) -> Engine:
    """An engine that cannot change the corpus. ``timeout`` is in seconds a statement, None for none:
    a long export reads on for minutes.

    Raises NoCorpus where there is none yet, and DatabaseUnreachable for one of another schema.
    """
    engine = open_present(url or database_url(folder))
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _Postgres(timeout))
    else:
        event.listen(engine, "connect", _Sqlite(timeout))
        event.listen(engine, "before_cursor_execute", _wind_up)
    _right_schema(engine)
    return engine


def open_present(url: str) -> Engine:
    """An engine on a corpus that is there: to read in a folder whose name was mistyped makes nothing.

    Raises NoCorpus where there is none yet.
    """
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        raise NoCorpus(url.removeprefix("sqlite:///"))
    engine = open_engine(url)
    try:
        with reading(engine):
            empty = schema.current(engine) is None
    except DBAPIError:
        return engine  # damaged: who opens it says so
    finally:
        engine.dispose()  # what was opened before `open_reading` listens could write
    if empty:
        raise NoCorpus(engine.url.render_as_string().removeprefix("sqlite:///"))
    return engine


@contextmanager
def asking(engine: Engine) -> Iterator[Session]:
    """As `db.session.reading`. Raises TooSlow when a query takes longer than the engine allows."""
    try:
        with reading(engine) as session:
            yield session
    except DBAPIError as error:
        if _stopped(error):
            raise TooSlow from error
        raise


def _right_schema(engine: Engine) -> None:
    with reading(engine):
        has, knows = schema.current(engine), schema.head()
    if has != knows:
        raise DatabaseUnreachable(
            f"the corpus has the schema {has}, this program reads {knows}. Any command that writes "
            "brings an older one up to date, such as `aipolicy index`; a newer one needs a newer "
            "program"
        )


def _stopped(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.OperationalError):
        return "interrupted" in str(error.orig)
    return getattr(error.orig, "sqlstate", None) == _CANCELLED


class _Sqlite:
    """Prepares a connection: only queries, and an end to each."""

    def __init__(self, timeout: float | None) -> None:
        self.timeout = timeout

    def __call__(self, connection: sqlite3.Connection, record: Any) -> None:
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        if self.timeout is None:
            return
        record.info["timeout"] = self.timeout
        info = record.info

        def over() -> int:
            return int(time.monotonic() > info.get("until", float("inf")))

        connection.set_progress_handler(over, _STEPS)


def _wind_up(connection: Any, *_: Any) -> None:
    info = connection.connection.info
    if "timeout" in info:
        info["until"] = time.monotonic() + info["timeout"]


class _Postgres:
    """Prepares a connection: only queries, and an end to each."""

    def __init__(self, timeout: float | None) -> None:
        self.timeout = timeout

    def __call__(self, connection: Any, _record: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute("SET default_transaction_read_only = on")
        connection.execute(f"SET statement_timeout = {int((self.timeout or 0) * 1000)}")
        connection.autocommit = before
