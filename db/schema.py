"""Bring a database to this code's schema, or say why it cannot be."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError as DriverError

from db.errors import DatabaseTooNew, DatabaseUnreachable

_SCHEMA_LOCK = 0x73_63_68_65_6D


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
            f"the database cannot be used ({error.orig}). Check AIPOLICY_DATABASE_URL or "
            "AIPOLICY_HOME; a damaged SQLite file can be restored from a copy or moved away"
        ) from error
