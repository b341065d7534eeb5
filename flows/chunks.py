"""A reprocess over many machines: chunks of articles as runs of their own, each taken by any worker.

A chunk writes under the run that started it, so that the ledger is one, and what it has read is marked
with today's code: a chunk that is done twice reads nothing the second time, and one that died is
gone on with by the next reprocess. Stories are settled once, at the end, by the run that started them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from sqlalchemy import Engine, select

from db import runs, stale
from db.home import home
from db.models import Outcome, Run
from db.session import open_engine, reading, retrying, writing
from db.stale import Scope
from flows import spread
from flows.holding import hold, run_lease
from flows.parts import Part, carry_out, deployed
from flows.reprocess import Work, settle
from flows.rereport import ReprocessReport
from flows.reruns import ReprocessError, opened
from flows.stages.readers import PATIENCE, cores
from flows.version import EXTRACTOR
from flows.workspace import machine

#: The deployment a chunk is a run of.
CHUNK = "reprocess/chunk"
#: Articles of one: some minutes of reading.
SIZE = 5000
#: Seconds after which a chunk is given up; the next reprocess goes on.
LIMIT = 4 * 3600.0


def wanted(given: bool | None) -> bool:
    """Is a reprocess to be spread? As `flows.spread.wanted`."""
    return given if given is not None else spread.by_setting() and deployed(CHUNK)


def in_chunks(
    engine: Engine, folder: Path, outlets: Sequence[str], everything: bool, jobs: int | None
) -> ReprocessReport:
    """Start a run of `CHUNK` for each chunk, wait for them all, then settle the stories.

    Raises ReprocessError when another reprocess is under way, or a chunk came to no good end;
    `flows.parts.SpreadError` where chunks cannot be started.
    """
    with opened(engine, folder, outlets, everything, chunks=True) as (report, scope):
        run_id = report.run_id or ""
        with reading(engine) as session:
            ranges = stale.chunks(session, scope, SIZE)
        parts = [
            Part(
                f"articles {first} to {last}",
                {"part_of": run_id, "first": first, "last": last, "jobs": jobs},
            )
            for first, last in ranges
        ]
        if parts:
            carry_out(
                CHUNK, run_id, parts, limit=LIMIT, here=lambda part: chunk(**part.parameters),
            )  # fmt: skip
        _gather(engine, report)
        if failed := [part for part in parts if part.problem]:
            raise ReprocessError(
                f"{len(failed)} of {len(parts)} chunks failed, the first because {failed[0].problem}; "
                "what the others read is kept, reprocess again and it goes on"
            )
    return report


def _gather(engine: Engine, report: ReprocessReport) -> None:
    """What the chunks found, and the stories of all that reads otherwise."""
    with reading(engine) as session:
        mine = Run.params["part_of"].as_string() == report.run_id
        for run in session.scalars(select(Run).where(Run.flow == "chunk", mine).order_by(Run.id)):
            if "report" in run.params:
                report.add(run.params["report"])
        grown = set(
            session.execute(
                select(Outcome.outlet, Outcome.key).where(
                    Outcome.run_id == report.run_id, Outcome.outcome == "stored"
                )
            ).tuples()
        )
    joined = len(grown & settle(engine))
    report.outcomes = +(report.outcomes + Counter(copy=joined) - Counter(stored=joined))


@flow(
    name="reprocess",
    description="Some of the articles of a reprocess that is spread over the workers.",
    persist_result=False,
)
def chunk(part_of: str, first: int, last: int, jobs: int | None = None) -> str:
    """Read one chunk of articles again, and keep it under the run it is a part of.

    Args:
        part_of: the reprocess that started it.
        first: number of its first article.
        last: number of its last article.
        jobs: captures read at once; empty means one for each core.
    """
    engine, folder = open_engine(folder=home()), home()
    run_id = runs.new_run_id(datetime.now(UTC))
    mine = f"chunk:{part_of}-{first}"
    try:
        scope = _scope(engine, part_of)
        if scope is None:
            return f"the reprocess {part_of} is over; the next one goes on"
        scope = replace(scope, first=first, last=last)
        with hold(engine, folder, (mine, run_lease(run_id)), run_id) as held:
            if mine not in held.names:
                return "another worker reads these articles"
            params = {"part_of": part_of, "first": first, "last": last}
            _begin(engine, run_id, params, machine(folder))
            report = ReprocessReport(part_of)
            with held.guarding(mine):
                work = Work(
                    engine, folder, scope, cores() if jobs is None else jobs, PATIENCE, None
                )
                work.read(report)
            _finish(engine, run_id, report)
            return f"{report.read} articles read again, {report.changed} read otherwise"
    finally:
        engine.dispose()


def _scope(engine: Engine, part_of: str) -> Scope | None:
    """What the run that started the chunk reads; None when that is over. Raises ReprocessError when
    this machine has other code.
    """
    with reading(engine) as session:
        run = session.get(Run, part_of)
        if run is None or run.flow != "reprocess" or run.status != "running":
            return None
        if run.code_version != EXTRACTOR:
            raise ReprocessError(
                f"the reprocess {part_of} was started by {run.code_version}, this worker has "
                f"{EXTRACTOR}; bring all machines to the same code"
            )
        before = run.params.get("before")
        return Scope(
            tuple(run.params["outlets"] or ()),
            None if before else EXTRACTOR,
            datetime.fromisoformat(before) if before else None,
        )


def _begin(engine: Engine, run_id: str, params: dict[str, Any], machine: str) -> None:
    def once() -> None:
        with writing(engine) as session:
            runs.begin(
                session, run_id, flow="chunk", trigger="hand", params=params, outlets=[],
                now=datetime.now(UTC), code_version=EXTRACTOR, machine=machine,
            )  # fmt: skip

    retrying(once)


def _finish(engine: Engine, run_id: str, report: ReprocessReport) -> None:
    """Close the chunk's own run, with what it found for the one that started it."""

    def once() -> None:
        with writing(engine) as session:
            run = session.get_one(Run, run_id)
            run.params = {**run.params, "report": report.document()}
            runs.finish(session, run_id, "finished", datetime.now(UTC), None)

    retrying(once)
