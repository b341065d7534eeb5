"""Looking after the database itself: is it sound, and is its room well used."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from db import runs
from db.session import reading

#: SQLite's file is written anew when so much of it is empty: bytes, and a share of the whole.
WORTH_BYTES = 64_000_000
WORTH_SHARE = 0.1
_MOST = 10  # problems that are told


def problems(engine: Engine) -> list[str]:
    """What is wrong with the database's own structures and references; empty when it is sound.

    SQLite: every page and index is read, which takes about a second a gigabyte on a warm disk.
    PostgreSQL guards its references itself: what is looked for are those it was told not to check.
    """
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            return _postgresql_problems(connection)
    try:
        with engine.connect() as connection:
            return _sqlite_problems(connection)
    except DBAPIError as error:  # so badly that it cannot even be opened
        return [f"the file is damaged: {error.orig}"]


def _sqlite_problems(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars().all()
    told = [f"the file is damaged: {line}" for line in found if line != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST)
    told += [f"row {row[1]} of {row[0]} points at a {row[2]} that is not there" for row in broken]
    return told


def _postgresql_problems(connection: Connection) -> list[str]:
    unchecked = connection.execute(
        text("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1")
    ).scalars()
    invalid = connection.execute(
        text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1")
    ).scalars()
    return [f"constraint {name} was never checked: VALIDATE it" for name in unchecked] + [
        f"index {name} was not built to its end: REINDEX it" for name in invalid
    ]


def tend(engine: Engine, *, least_empty: int = WORTH_BYTES) -> list[str]:
    """Renew what the query planner knows, give room back where it is worth it; what was done, in
    words.
    """
    if engine.dialect.name == "sqlite":
        return _tend_sqlite(engine, least_empty)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)")
    return ["VACUUM (ANALYZE)"]


def _tend_sqlite(engine: Engine, least_empty: int) -> list[str]:
    with reading(engine) as session:
        busy = bool(runs.open_runs(session))
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()

        def ask(pragma: str) -> Sequence[int]:
            cursor.execute(f"PRAGMA {pragma}")
            return cursor.fetchone() or (0,)

        done = []
        # Figures on big tables from a sample: a look at every row would take minutes.
        ask("analysis_limit = 1000")
        cursor.execute("ANALYZE")
        ask("optimize")
        done.append("ANALYZE")
        page, pages, empty = (ask(p)[0] for p in ("page_size", "page_count", "freelist_count"))
        if empty * page >= max(least_empty, WORTH_SHARE * pages * page):
            done.append(_vacuum(engine, cursor, page, pages, empty, busy))
        blocked = ask("wal_checkpoint(TRUNCATE)")[0]
        done.append("WAL checkpoint" + (", put off: someone is reading" if blocked else ""))
        return done
    finally:
        raw.close()


def _vacuum(engine: Engine, cursor: object, page: int, pages: int, empty: int, busy: bool) -> str:
    """A file of its own size is written beside it, and nobody else writes meanwhile."""
    what = f"VACUUM of {empty * page // 1_000_000} MB"
    if busy:
        return f"{what} put off: a run is under way"
    folder = Path(engine.url.database or ".").absolute().parent
    if shutil.disk_usage(folder).free < 2 * (pages - empty) * page + WORTH_BYTES:
        return f"{what} put off: it needs {2 * (pages - empty) * page // 1_000_000} MB of free disk"
    cursor.execute("VACUUM")  # type: ignore[attr-defined]
    return what
