"""The run of a reprocess: the only one on all machines at a time; a killed one is gone on with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import runs
from db.models import Run
from db.session import reading, retrying, writing
from db.stale import Scope
from flows.holding import hold, run_lease
from flows.rereport import ReprocessReport
from flows.version import EXTRACTOR
from flows.workspace import machine

#: Who reprocesses, of all machines.
LEASE = "reprocess"


class ReprocessError(Exception):
    """Raised by a reprocess: another one is at work, no process can read, or a part of it failed."""


@contextmanager
def opened(
    engine: Engine, folder: Path, outlets: Sequence[str], everything: bool, *, chunks: bool = False
) -> Iterator[tuple[ReprocessReport, Scope]]:
    """A reprocess that writes: the only one on all machines, closed whatever happens inside.

    Raises ReprocessError when another one is under way.
    """
    run_id = runs.new_run_id(datetime.now(UTC))
    with hold(engine, folder, (LEASE, run_lease(run_id)), run_id) as held:
        if LEASE not in held.names:
            raise ReprocessError("another reprocess is under way; wait for it, or end it first")
        _close_dead(engine)
        before = _left_off(engine, outlets) if everything else None
        _begin(engine, run_id, outlets, before, machine(folder), chunks)
        report = ReprocessReport(run_id)
        try:
            yield report, Scope(outlets, None if everything else EXTRACTOR, before)
        except BaseException as error:
            _finish(engine, report, "failed", f"{type(error).__name__}: {error}")
            raise
        _finish(engine, report, "finished", None)


def _begin(
    engine: Engine,
    run_id: str,
    outlets: Sequence[str],
    before: datetime | None,
    machine: str,
    chunks: bool,
) -> None:
    def once() -> None:
        with writing(engine) as session:
            open_run(session, run_id, outlets, before, machine, chunks)

    retrying(once)


def open_run(
    session: Session,
    run_id: str,
    outlets: Sequence[str],
    before: datetime | None,
    machine: str | None = None,
    chunks: bool = False,
) -> str:
    params: dict[str, Any] = {"outlets": list(outlets) or None, "everything": before is not None}
    if before is not None:
        params["before"] = before.isoformat()
    if chunks:
        params["spread"] = True
    runs.begin(
        session,
        run_id,
        flow="reprocess",
        trigger="hand",
        outlets=[],
        now=datetime.now(UTC),
        params=params,
        code_version=EXTRACTOR,
        machine=machine,
    )
    return run_id


def _left_off(engine: Engine, outlets: Sequence[str]) -> datetime:
    """What a reprocess of everything reads: texts not read since it began. One that goes on where
    the last one was ended counts from that one's beginning.
    """
    with reading(engine) as session:
        last = session.scalars(
            select(Run).where(Run.flow == "reprocess").order_by(Run.started_at.desc()).limit(1)
        ).first()
        if last is not None and last.status != "finished" and last.code_version == EXTRACTOR:
            before = last.params.get("before")
            if before and last.params["outlets"] == (list(outlets) or None):
                return datetime.fromisoformat(before)
    return datetime.now(UTC)


def _finish(engine: Engine, report: ReprocessReport, status: str, message: str | None) -> None:
    assert report.run_id is not None
    run_id = report.run_id

    def once() -> None:
        with writing(engine) as session:
            runs.close(session, run_id, status, datetime.now(UTC), message)

    retrying(once)


def _close_dead(engine: Engine) -> None:
    """Reprocesses that were killed: what they had kept is kept, this one goes on from there."""
    with reading(engine) as session:
        left = [
            run_id
            for run_id in runs.open_runs(session)
            if session.get_one(Run, run_id).flow == "reprocess"
        ]
    for run_id in left:
        _finish(engine, ReprocessReport(run_id), "crashed", "the reprocess was killed")
