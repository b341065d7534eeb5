"""Fill an empty database from a backup's tables: all of it, or nothing.

The tables are those of the backup's own schema; what today's adds comes by the migrations, after the
rows were compared. Foreign keys are off while rows come in, because tables point at each other in
circles (an article at its current version, the version at its article), and are checked at the end.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from db import schema
from db.models import Base, unmodelled
from db.portable import Digest, Layout, NotPortable, digest, parts, taken
from db.session import open_engine

#: Hears a table's name and its digest when it is in.
Watcher = Callable[[str, Digest], None]


def revisions() -> set[str]:
    """The schemas this program can read."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(schema.alembic_config(connection))
        return {r.revision for r in script.walk_revisions()}


def occupied(engine: Engine) -> str | None:
    """What is in the way of a restore into this database, in a few words; None where it is empty."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        has = {name for name in names if not unmodelled(name)} - {"alembic_version"}
        ours = set(Base.metadata.tables)
        if strange := sorted(has - ours):
            return f"it holds tables of something else ({', '.join(strange[:3])})"
        for name in sorted(has & ours):
            if connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first():
                rows = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
                return f"its table {name} holds {rows} row{'s' if rows != 1 else ''}"
    return None


def fill_sqlite(
    path: Path, revision: str, tables: Mapping[Layout, Path], watcher: Watcher = lambda *_: None
) -> None:
    """Make a new SQLite file of the backup's schema with these rows, not yet upgraded.

    Raises NotPortable; the file is then for the caller to remove.
    """
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", _in_haste)
    try:
        with engine.connect() as connection:
            command.upgrade(schema.alembic_config(connection), revision)
            connection.commit()
            for layout, file in tables.items():
                _insert(connection, layout, file)
                watcher(layout.name, digest(connection, layout))
            connection.commit()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(3)
            if broken:
                told = ", ".join(f"{row[0]} → {row[2]}" for row in broken)
                raise NotPortable(f"rows point at rows that are not there ({told})")
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    except DBAPIError as error:
        raise NotPortable(f"the rows do not fit into the tables ({error.orig})") from error
    finally:
        engine.dispose()


def upgrade_sqlite(path: Path) -> None:
    """Bring a filled file to today's schema and onto the disk, in one file."""
    engine = open_engine(f"sqlite:///{path}")
    try:
        schema.ensure(engine)
    finally:
        engine.dispose()  # the last connection's end brings the WAL into the file
    if (wal := Path(f"{path}-wal")).exists():
        raise NotPortable(f"{wal} is still there: somebody else has the new file open")
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fill_postgresql(
    engine: Engine,
    revision: str,
    tables: Mapping[Layout, Path],
    watcher: Watcher = lambda *_: None,
) -> None:
    """Make the backup's schema in an empty database, load the rows, upgrade: in one transaction.

    Raises NotPortable; nothing is in the database then.
    """
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": schema._SCHEMA_LOCK})
            config = schema.alembic_config(connection)
            if inspect(connection).has_table("alembic_version"):
                command.downgrade(config, "base")  # empty tables of another schema, perhaps
            command.upgrade(config, revision)
            keys = _without_foreign_keys(connection)
            for layout, file in tables.items():
                _copy(connection, layout, file)
                watcher(layout.name, digest(connection, layout))
            for table, name, definition in keys:
                connection.exec_driver_sql(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
                )
            _set_sequences(connection, tables)
            command.upgrade(config, "head")
            connection.commit()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    except DBAPIError as error:
        raise NotPortable(f"the database refuses the rows ({error.orig})") from error


# -- rows ------------------------------------------------------------------------------------------


def _in_haste(connection: sqlite3.Connection, _record: Any) -> None:
    """A file that is thrown away when anything goes wrong needs no journal."""
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF",
                   "cache_size = -65536", "locking_mode = EXCLUSIVE"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _insert(connection: Connection, layout: Layout, file: Path) -> None:
    names = ", ".join(f'"{c.name}"' for c in layout.columns)
    marks = ", ".join("?" * len(layout.columns))
    statement = f'INSERT INTO "{layout.name}" ({names}) VALUES ({marks})'
    for rows in parts(file, layout):
        connection.exec_driver_sql(statement, [tuple(r) for r in taken(rows, layout, "sqlite")])


def _copy(connection: Connection, layout: Layout, file: Path) -> None:
    names = ", ".join(f'"{c.name}"' for c in layout.columns)
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(f'COPY "{layout.name}" ({names}) FROM STDIN') as target:
            for rows in parts(file, layout):
                for row in taken(rows, layout, "postgresql"):
                    target.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise NotPortable(f"{file.name}: the database refuses its rows ({error})") from error
    finally:
        cursor.close()


_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
    ORDER BY 1, 2
"""


def _without_foreign_keys(connection: Connection) -> Sequence[tuple[str, str, str]]:
    """Take the foreign keys off; what they were. To switch them off would need a superuser; to add
    them again checks all rows at once.
    """
    found = [(str(t), str(n), str(d)) for t, n, d in connection.execute(text(_FOREIGN_KEYS))]
    for table, name, _ in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return found


def _set_sequences(connection: Connection, tables: Mapping[Layout, Path]) -> None:
    """The next number of a table is one more than its greatest."""
    for layout in tables:
        if len(layout.key) != 1:
            continue
        asked = {"table": f'"{layout.name}"', "column": layout.key[0]}
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), asked
        ).scalar()
        if sequence is not None:
            greatest = f'SELECT max("{layout.key[0]}") FROM "{layout.name}"'
            connection.exec_driver_sql(
                f"SELECT setval('{sequence}', coalesce(({greatest}), 1), ({greatest}) IS NOT NULL)"
            )
