"""Runs, their outlets and their ledger: begin, account, finish."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db.models import FeedState, Outcome, Outlet, Run, RunOutlet
from db.upsert import ignore, upsert


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
) -> None:
    """Open a run with all its outlets ``running``; opening it again changes nothing."""
    session.execute(
        ignore(session, Run),
        {
            "id": run_id, "flow": flow, "trigger": trigger, "params": dict(params),
            "status": "running", "started_at": now, "code_version": code_version,
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
