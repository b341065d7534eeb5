"""Quotations of versions: kept as they are read, and asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db.models import Quote
from db.values import quote_row
from korean.quotation import Quotation

_PART = 300  # values bound at once; SQLite has a limit


def keep(session: Session, wanted: Mapping[int, Sequence[Quotation]]) -> None:
    """Version id → its quotations; what is stored otherwise is replaced, the rest not touched."""
    ids = sorted(wanted)
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        stored: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in part}
        for quote in session.scalars(
            select(Quote).where(Quote.version_id.in_(part)).order_by(Quote.start)
        ):
            row = {c.name: getattr(quote, c.name) for c in Quote.__table__.columns}
            del row["id"]
            stored[quote.version_id].append(row)
        rows = {id_: [quote_row(id_, quote) for quote in wanted[id_]] for id_ in part}
        changed = [id_ for id_ in part if stored[id_] != rows[id_]]
        if any(stored[id_] for id_ in changed):
            session.execute(delete(Quote).where(Quote.version_id.in_(changed)))
        if new := [row for id_ in changed for row in rows[id_]]:
            session.execute(insert(Quote), new)
