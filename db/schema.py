"""Bring a database to this code's schema, or say why it cannot be."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError as DriverError

from db.errors import DatabaseTooNew, DatabaseUnreachable

_SCHEMA_LOCK = 0x73_63_68_65_6D
#: Bytes of free disk below which SQLite cannot be expected to work.
NO_ROOM = 1_000_000


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for this package's migrations on an open connection."""
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest schema this code knows."""
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    revision = ScriptDirectory.from_config(config).get_current_head()
    assert revision is not None
    return revision


def current(engine: Engine) -> str | None:
    """The schema the database has; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def ensure(engine: Engine) -> None:
    """Create or upgrade the schema. Two processes may call it at once.

    Raises DatabaseTooNew, or DatabaseUnreachable when there is no connection or no database file.
    """
    try:
        with engine.connect().execution_options(immediate=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": _SCHEMA_LOCK})
            config = alembic_config(connection)
            script = ScriptDirectory.from_config(config)
            has = MigrationContext.configure(connection).get_current_revision()
            if has == script.get_current_head():
                return
            if has is not None and has not in {r.revision for r in script.walk_revisions()}:
                raise DatabaseTooNew(has)
            command.upgrade(config, "head")
            connection.commit()
    except DriverError as error:
        raise DatabaseUnreachable(
            f"the database cannot be used ({error.orig}). {_what_next(engine, str(error.orig))}"
        ) from error


def _what_next(engine: Engine, said: str) -> str:
    """Nobody must be led to move a sound database away because its disk is full."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return "Is the server running, and AIPOLICY_DATABASE_URL right?"
    file = Path(engine.url.database)
    if "malformed" in said or "not a database" in said:
        return (
            f"{file} is damaged: stop what uses it, move it away and load the last backup "
            "(`aipolicy restore FOLDER`); the archive is not touched"
        )
    if file.parent.is_dir() and not os.access(file.parent, os.W_OK):
        return f"{file.parent} cannot be written by this user; the database itself is sound"
    if os.statvfs(_nearest(file)).f_flag & os.ST_RDONLY:
        return f"the disk of {file.parent} is mounted read-only; the database itself is sound"
    if shutil.disk_usage(_nearest(file)).free < NO_ROOM:
        return f"the disk of {file.parent} is full: make room; the database itself is sound"
    return f"Can {file} be read and written, and is its disk sound? AIPOLICY_HOME names another"


def _nearest(file: Path) -> Path:
    """The folder, or the one above it that is there."""
    return next(folder for folder in file.absolute().parents if folder.is_dir())
