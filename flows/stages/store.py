"""Store: one transaction a batch, tried again when the database asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from db.records import Ending, Incoming
from db.session import retrying, writing
from db.store import Store
from flows.version import EXTRACTOR


def store(
    engine: Engine, run_id: str, incoming: Sequence[Incoming], endings: Sequence[Ending]
) -> dict[str, str]:
    """Write a batch; key → outcome for what had none in this run yet."""

    def once() -> dict[str, str]:
        with writing(engine, exclusive=True) as session:
            return Store(session, run_id, datetime.now(UTC), EXTRACTOR).save(incoming, endings)

    return retrying(once)
