"""One outlet through extract, judge, match, store and settle: the steps a flow wraps as tasks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from db import queries
from db.session import reading
from flows.stages import extract, judge, match, refresh, store, stories
from flows.stages.log import OutletLog
from flows.stages.tally import Tally
from flows.stages.work import Batch, Work
from spiders import archive

#: Articles that go through the stages together, and into one transaction.
BATCH = 500


def open_log(work: Work) -> OutletLog:
    """The outlet's capture log, its archive file made whole and put in its place.

    A crawl that was killed leaves a torn last record: it is cut off, its URL counts as not fetched.
    """
    archive.finish(work.home, work.run_id, work.outlet.code)
    return OutletLog.load(work.folder)


def batches(work: Work, log: OutletLog, tally: Tally) -> Iterator[Batch]:
    keys = log.keys
    for start in range(0, len(keys), BATCH):
        yield Batch(work, log, tally, keys[start : start + BATCH])


def extract_batch(engine: Engine, batch: Batch) -> None:
    with _timed(batch.tally, "extract"):
        with reading(engine) as session:
            held = queries.held(session, batch.work.outlet.code, batch.keys)
        batch.extracted, batch.endings = extract.extract(batch.work, batch.log, batch.keys, held)
        batch.tally.see(item.article for item in batch.extracted)


def judge_batch(batch: Batch) -> None:
    with _timed(batch.tally, "judge"):
        batch.judged = judge.judge(batch.work.outlet.kind, batch.extracted)


def match_batch(batch: Batch) -> None:
    with _timed(batch.tally, "match"):
        batch.incoming = match.match(batch.work.outlet.code, batch.judged)


def store_batch(engine: Engine, batch: Batch) -> dict[str, str]:
    with _timed(batch.tally, "store"):
        refresh.refresh(engine, batch.work.home, batch.work.run_id, batch.incoming)
        return store.store(engine, batch.work.run_id, batch.incoming, batch.endings)


def settle_outlet(engine: Engine, work: Work, tally: Tally) -> stories.Settled:
    """Give what was stored of the outlet its stories."""
    with _timed(tally, "settle"):
        return stories.settle(engine, outlet=work.outlet.code)


def process(engine: Engine, work: Work, log: OutletLog) -> Tally:
    """All stages, without a flow around them: recovery and benchmarks."""
    tally = Tally()
    for batch in batches(work, log, tally):
        extract_batch(engine, batch)
        judge_batch(batch)
        match_batch(batch)
        store_batch(engine, batch)
    settle_outlet(engine, work, tally)
    return tally


@contextmanager
def _timed(tally: Tally, stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    tally.seconds[stage] = tally.seconds.get(stage, 0.0) + time.perf_counter() - started
