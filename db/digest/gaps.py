"""What a period may lack: outlets that were not visited, failed, or had nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db.digest.scope import Scope
from db.digest.shape import Coverage, Gap
from db.digest.span import Span
from db.health import printed
from db.models import Article, Outlet, Probe, Run, RunOutlet
from db.trends import began

#: States of a watch in which nothing may be missing.
WELL = ("ok", "new", "rights")
_ORDER = ("failed", "unvisited", "partly", "ill", "silent")


def coverage(session: Session, scope: Scope, span: Span) -> Coverage:
    """Active outlets; other conditions than outlets do not matter here."""
    query = select(Outlet.code, Outlet.name).where(Outlet.active).order_by(Outlet.code)
    if scope.outlets:
        query = query.where(Outlet.code.in_(scope.outlets))
    outlets = dict(session.execute(query).tuples().all())
    visits, states, printing = (
        _visits(session, span),
        _states(session, span),
        _printing(session, span),
    )
    gaps = [
        gap
        for code, name in outlets.items()
        if (gap := _gap(code, name, visits.get(code), states.get(code), code in printing))
    ]
    return Coverage(
        len(outlets), len(outlets.keys() & visits.keys()),
        tuple(sorted(gaps, key=lambda g: (_ORDER.index(g.kind), g.outlet))), began(session),
    )  # fmt: skip


def _gap(code: str, name: str, visits: Any, state: Any, printing: bool) -> Gap | None:
    number, failed = (visits.number, visits.failed) if visits else (0, 0)
    said, reason = (state.state, state.reason) if state else (None, None)
    if not number:
        return None if printing else Gap(code, name, "unvisited", 0, 0, said, reason)
    if failed:
        kind = "failed" if failed == number else "partly"
        return Gap(code, name, kind, number, failed, said, reason or visits.message)  # type: ignore[arg-type]
    if said is not None and said not in WELL:
        return Gap(code, name, "ill", number, 0, said, reason)
    return None if printing else Gap(code, name, "silent", number, 0, said, reason)


def _visits(session: Session, span: Span) -> dict[str, Any]:
    """Crawls that were begun in the span and are over: how many, how many failed, and a reason."""
    failed = RunOutlet.status == "failed"
    query = (
        select(
            RunOutlet.outlet, func.count().label("number"),
            func.sum(case((failed, 1), else_=0)).label("failed"),
            func.max(case((failed, RunOutlet.message))).label("message"),
        )
        .join(Run, Run.id == RunOutlet.run_id)
        .where(
            Run.flow == "ingest", RunOutlet.status != "running",
            Run.started_at >= span.since, Run.started_at < span.until,
        )
        .group_by(RunOutlet.outlet)
    )  # fmt: skip
    return {row.outlet: row for row in session.execute(query)}


def _states(session: Session, span: Span) -> dict[str, Any]:
    """What the last watch of the span found."""
    newest = (
        select(func.max(Probe.id))
        .where(Probe.at >= span.since, Probe.at < span.until)
        .group_by(Probe.outlet)
    )
    return {p.outlet: p for p in session.scalars(select(Probe).where(Probe.id.in_(newest)))}


def _printing(session: Session, span: Span) -> set[str]:
    """Outlets with an article of the span, on topic or not."""
    when = printed()
    query = select(Article.outlet.distinct()).where(when >= span.since, when < span.until)
    return set(session.scalars(query))
