"""Runs, their outlets and their ledger: begin, account, finish."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from db.models import FeedState, Lease, Outcome, Outlet, Run, RunOutlet
from db.upsert import ignore, upsert

#: After these, a run of another machine is taken for dead: since its lease was over, and, where it
#: has none, since it began.
_SILENCE = timedelta(hours=1)
_UNHEARD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OutletRecord:
    """An outlet as the registry has it."""

    code: str
    name: str
    domain: str
    region: str
    kind: str
    family: str
    active: bool
    rights: str
    rights_notice: str | None = None
    ai_training: bool | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    evidence: str = "G"
    note: str | None = None


def new_run_id(now: datetime) -> str:
    """``20261121T083000Z-ab12cd``: sorts by time, never twice the same."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def save_outlets(session: Session, outlets: Iterable[OutletRecord], now: datetime) -> None:
    """Write the registry's rows; outlets that left it stay, for the articles that name them."""
    rows = [
        {
            **{name: getattr(o, name) for name in OutletRecord.__dataclass_fields__},
            "updated_at": now,
        }
        for o in sorted(outlets, key=lambda o: o.code)
    ]
    if rows:
        session.execute(upsert(session, Outlet, ["code"]), rows)


def begin(
    session: Session,
    run_id: str,
    *,
    flow: str,
    trigger: str,
    params: Mapping[str, Any],
    outlets: Sequence[str],
    now: datetime,
    code_version: str,
    machine: str | None = None,
) -> None:
    """Open a run with all its outlets ``running``; opening it again changes nothing. ``machine`` is
    whose data folder holds its files (`flows.workspace.machine`).
    """
    session.execute(
        ignore(session, Run),
        {
            "id": run_id, "flow": flow, "trigger": trigger, "params": dict(params),
            "status": "running", "started_at": now, "code_version": code_version,
            "machine": machine,
        },
    )  # fmt: skip
    add_outlets(session, run_id, outlets)


def add_outlets(session: Session, run_id: str, outlets: Sequence[str]) -> None:
    """Open outlets of a run; those already there stay as they are."""
    fresh = {
        "status": "running", "coverage": {}, "warnings": [], "discovered": 0, "requests": 0,
        "bytes": 0, "crawl_seconds": 0.0, "process_seconds": 0.0, "errors": 0,
    }  # fmt: skip
    rows = [{"run_id": run_id, "outlet": code, **fresh} for code in sorted(set(outlets))]
    if rows:
        session.execute(ignore(session, RunOutlet), rows)


def finish_outlet(session: Session, run_id: str, outlet: str, **values: Any) -> None:
    """Close one outlet of a run: status, message, figures (columns of `RunOutlet`)."""
    session.execute(
        update(RunOutlet)
        .where(RunOutlet.run_id == run_id, RunOutlet.outlet == outlet)
        .values(**values)
    )


def finish(session: Session, run_id: str, status: str, now: datetime, message: str | None) -> None:
    """Close a run: ``finished``, ``failed`` (an outlet failed) or ``crashed``."""
    session.execute(
        update(Run).where(Run.id == run_id).values(status=status, finished_at=now, message=message)
    )


def explain(session: Session, run_id: str, message: str | None) -> None:
    """Say why a run ends without being closed: the next one closes it, and keeps the message."""
    session.execute(update(Run).where(Run.id == run_id).values(message=message))


def open_runs(session: Session) -> dict[str, list[str]]:
    """Runs still marked running, with the outlets that are not closed: what a crash leaves."""
    found: dict[str, list[str]] = {
        run_id: []
        for run_id in session.scalars(
            select(Run.id).where(Run.status == "running").order_by(Run.started_at)
        )
    }
    if found:
        for run_id, outlet in session.execute(
            select(RunOutlet.run_id, RunOutlet.outlet)
            .where(RunOutlet.run_id.in_(found), RunOutlet.status == "running")
            .order_by(RunOutlet.outlet)
        ):
            found[run_id].append(outlet)
    return found


#: ``finish_reason`` of an outlet whose run was closed from another machine: what it had fetched lies
#: on the machine that is gone, and is brought in when that comes back.
LOST = "machine lost"


def to_recover(session: Session, machine: str, former: Iterable[str] = ()) -> list[Run]:
    """Runs that did not come to their end and may lie here, in the order they were begun. Of this
    machine (and of none, from before there were names): those still open, those that were closed from
    another machine meanwhile, and crashed imports, whose archive file may still be to be moved. Of
    ``former``, the machines whose folder this is a copy of: only those closed as lost.
    """
    lost = exists().where(RunOutlet.run_id == Run.id, RunOutlet.finish_reason == LOST)
    imports = and_(Run.status == "crashed", Run.flow == "import")
    ours = and_(
        or_(Run.machine == machine, Run.machine.is_(None)), or_(Run.status == "running", imports)
    )
    closed = and_(Run.status == "crashed", Run.machine.in_([machine, *former]), lost)
    found = select(Run).where(or_(ours, closed)).order_by(Run.started_at, Run.id)
    return list(session.scalars(found))


def unaccounted(session: Session, run_id: str) -> list[str]:
    """Outlets of a run that are open, or were closed without what had been fetched."""
    unclosed = or_(RunOutlet.status == "running", RunOutlet.finish_reason == LOST)
    return list(
        session.scalars(
            select(RunOutlet.outlet)
            .where(RunOutlet.run_id == run_id, unclosed)
            .order_by(RunOutlet.outlet)
        )
    )


def silent(session: Session, machine: str, now: datetime) -> list[tuple[Run, datetime]]:
    """Open runs of other machines that nobody holds any more, with when they were last heard
    of: their lease has been over for an hour, or (where they never had one) they began a day ago.
    ``now`` is the database's time (`db.leases.clock`).
    """
    rows = session.execute(
        select(Run, Lease.until)
        .outerjoin(Lease, Lease.name == literal("run:").concat(Run.id))
        .where(Run.status == "running", Run.machine != machine)
        .order_by(Run.started_at, Run.id)
    )  # fmt: skip
    found = []
    for run, until in rows.tuples():
        heard, patience = (run.started_at, _UNHEARD) if until is None else (until, _SILENCE)
        if heard < now - patience:
            found.append((run, heard))
    return found


def last_finished(session: Session, outlets: Iterable[str]) -> dict[str, datetime]:
    """When each outlet's last complete crawl began; outlets never crawled are absent."""
    rows = session.execute(
        select(RunOutlet.outlet, func.max(Run.started_at))
        .join(Run, Run.id == RunOutlet.run_id)
        .where(
            RunOutlet.outlet.in_(list(outlets)), RunOutlet.status == "finished",
            Run.flow == "ingest",
        )
        .group_by(RunOutlet.outlet)
    )  # fmt: skip
    return {outlet: at.replace(tzinfo=at.tzinfo or UTC) for outlet, at in rows}


def counts(session: Session, run_id: str, outlet: str) -> dict[str, int]:
    """The outlet's ledger in a run: outcome → URLs."""
    rows = session.execute(
        select(Outcome.outcome, func.count())
        .where(Outcome.run_id == run_id, Outcome.outlet == outlet)
        .group_by(Outcome.outcome)
    )
    return dict(rows.tuples().all())


def save_feed_states(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """What feeds and lists answered last (columns of `FeedState`), each (outlet, url) once."""
    if rows:
        ordered = sorted(rows, key=lambda r: (r["outlet"], r["url"]))
        session.execute(upsert(session, FeedState, ["outlet", "url"]), ordered)


def close(session: Session, run_id: str, status: str, now: datetime, message: str | None) -> None:
    """Close a run and the outlets of it that are open, each with what it has as its ledger."""
    ended = "finished" if status == "finished" else "failed"
    for code in open_runs(session).get(run_id, []):
        found = sum(counts(session, run_id, code).values())
        finish_outlet(session, run_id, code, status=ended, discovered=found)
    finish(session, run_id, status, now, message)
