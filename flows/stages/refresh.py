"""Before a batch is stored: is it the article that changed, or our code?

An article that is looked at again after an upgrade may read otherwise although nobody edited it. So
where its stored text was read by other code, that text is read again from the archive first, and
compared then: a version is an edit by the outlet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db import learned, stale
from db.records import Incoming
from db.reread import Reread
from db.session import reading, retrying, writing
from flows.stages.reread import read_again
from flows.version import EXTRACTOR


def refresh(engine: Engine, home: Path, run_id: str, incoming: Sequence[Incoming]) -> int:
    """Bring the stored texts of seemingly edited articles up to today's code; how many articles."""
    with reading(engine) as session:
        hashes = {(item.outlet, item.key): item.text_hash for item in incoming}
        texts = stale.seeming_edits(session, EXTRACTOR, hashes)
        model = learned.standing(session) if texts else None
    if not texts:
        return 0
    results = [
        (was, learned.weigh(read, model) if isinstance(read, Incoming) else read)
        for was, read in ((w, read_again(home, w)) for w in texts)
    ]

    def once() -> int:
        with writing(engine, exclusive=True) as session:
            keeper = Reread(session, run_id, datetime.now(UTC), EXTRACTOR)
            return len(keeper.keep(results, ledger=False))

    return retrying(once)
