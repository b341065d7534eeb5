"""INSERT … ON CONFLICT, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base


def _insert(session: Session, model: type[Base]) -> Any:
    dialect = session.get_bind().dialect.name
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(model)


def ignore(session: Session, model: type[Base]) -> Any:
    """Insert what is not there; what is there stays as it is."""
    return _insert(session, model).on_conflict_do_nothing()


def upsert(session: Session, model: type[Base], keys: Sequence[str]) -> Any:
    """Insert, or replace every column but the keys. Pass rows sorted by key, each key once:
    two writers that lock the same rows in the same order do not deadlock.
    """
    statement = _insert(session, model)
    columns = [c.name for c in model.__table__.columns if c.name not in keys]
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: statement.excluded[name] for name in columns}
    )
