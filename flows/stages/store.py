"""Store: one transaction a batch, tried again when the database asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from db import learned
from db.records import Ending, Incoming
from db.session import reading, retrying, writing
from db.store import Store
from flows.version import EXTRACTOR


def store(
    engine: Engine, run_id: str, incoming: Sequence[Incoming], endings: Sequence[Ending]
) -> dict[str, str]:
    """Write a batch, judged by the model as well where one stands; key → outcome for what had none
    in this run yet.
    """
    with reading(engine) as session:
        model = learned.standing(session)
    weighed = [learned.weigh(item, model) for item in incoming]

    def once() -> dict[str, str]:
        with writing(engine, exclusive=True) as session:
            return Store(session, run_id, datetime.now(UTC), EXTRACTOR).save(weighed, endings)

    return retrying(once)
