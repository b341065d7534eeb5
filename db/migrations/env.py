"""Alembic's entry: on the engine's connection when called by `db.schema`, else by settings."""

from __future__ import annotations

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from db.models import Base, unmodelled
from db.session import open_engine
from db.types import UtcDateTime


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations stand on their own: they name the database's types, not this code's."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _modelled(name: str | None, kind: str, _parents: object) -> bool:
    """The search index's own tables (and those that FTS5 keeps behind them) are no models."""
    return not (kind == "table" and name is not None and unmodelled(name))


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=_render,
        include_name=_modelled,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with open_engine().connect().execution_options(immediate=True) as own:
        migrate(own)
        own.commit()
