"""What the database says of each outlet's health: its last visits, and its clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, insert, select
from sqlalchemy.orm import Session

from db.models import Article, Capture, Outcome, Probe, Run, RunOutlet

#: History from which an outlet's usual pace is taken.
HISTORY = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Visit:
    """One closed crawl of an outlet that asked for what is new. ``articles`` were fetched."""

    run_id: str
    at: datetime
    status: str  # finished | failed
    finish_reason: str | None
    message: str | None
    discovered: int
    articles: int
    coverage: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """Articles of one kind (all, or on topic): the newest by its printed time, how many in the last
    60 days, and the oldest of these. An article without a date counts from when it was seen.
    """

    newest: datetime | None = None
    count: int = 0
    oldest: datetime | None = None

    def usual_gap(self, now: datetime) -> timedelta | None:
        """Usual time between two articles; None where there were too few to tell."""
        if self.count < 3 or self.oldest is None:
            return None
        return max(now - self.oldest, timedelta(days=1)) / self.count


@dataclass(frozen=True, slots=True)
class Clocks:
    """``fetched``: the last good answer of the site. The rest: what came of it."""

    fetched: datetime | None = None
    listed: Pace = Pace()
    stored: Pace = Pace()


def visits(session: Session, *, each: int = 6) -> dict[str, list[Visit]]:
    """Every outlet's last closed visits, newest first. Windows into the past are left out: they say
    nothing of what is new.
    """
    rank = func.row_number().over(partition_by=RunOutlet.outlet, order_by=Run.started_at.desc())
    numbered = (
        select(RunOutlet, Run.started_at, rank.label("rank"))
        .join(Run, Run.id == RunOutlet.run_id)
        .where(
            Run.flow == "ingest",
            RunOutlet.status != "running",
            Run.params["until"].as_string().is_(None),
        )
        .subquery()
    )
    rows = session.execute(
        select(numbered)
        .where(numbered.c.rank <= each)
        .order_by(numbered.c.outlet, numbered.c.started_at.desc())
    ).all()
    run_ids = {row.run_id for row in rows}
    outcomes = _outcomes(session, run_ids)
    articles = _articles(session, run_ids)
    found: dict[str, list[Visit]] = {}
    for row in rows:
        place = (row.run_id, row.outlet)
        visit = Visit(
            row.run_id, row.started_at, row.status, row.finish_reason, row.message, row.discovered,
            articles.get(place, 0), row.coverage, tuple(row.warnings), outcomes.get(place, {}),
        )  # fmt: skip
        found.setdefault(row.outlet, []).append(visit)
    return found


def _outcomes(session: Session, run_ids: Iterable[str]) -> dict[tuple[str, str], dict[str, int]]:
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for run_id, outlet, outcome, urls in session.execute(
        select(Outcome.run_id, Outcome.outlet, Outcome.outcome, func.count())
        .where(Outcome.run_id.in_(list(run_ids)))
        .group_by(Outcome.run_id, Outcome.outlet, Outcome.outcome)
    ):
        counted.setdefault((run_id, outlet), {})[outcome] = urls
    return counted


def _articles(session: Session, run_ids: Iterable[str]) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(Capture.run_id, Capture.outlet, func.count())
        .where(Capture.run_id.in_(list(run_ids)), Capture.kind == "article")
        .group_by(Capture.run_id, Capture.outlet)
    )
    return {(run_id, outlet): number for run_id, outlet, number in rows}


def clocks(session: Session, now: datetime) -> dict[str, Clocks]:
    """Outlet → its clocks; outlets of which nothing is known are absent."""
    fetched = dict(
        session.execute(
            select(Capture.outlet, func.max(Capture.fetched_at))
            .where(Capture.status < 400)
            .group_by(Capture.outlet)
        )
        .tuples()
        .all()
    )
    listed = _pace(session, now, on_topic=False)
    stored = _pace(session, now, on_topic=True)
    return {
        code: Clocks(fetched.get(code), listed.get(code, Pace()), stored.get(code, Pace()))
        for code in fetched.keys() | listed.keys()
    }


def _pace(session: Session, now: datetime, *, on_topic: bool) -> dict[str, Pace]:
    when = func.coalesce(
        Article.published_at, Article.first_seen_at, type_=Article.published_at.type
    )
    recent = when >= now - HISTORY
    query = select(
        Article.outlet,
        func.max(when),
        func.count(case((recent, 1))),
        func.min(case((recent, when))),
    ).group_by(Article.outlet)
    if on_topic:
        query = query.where(Article.label == "on_topic")
    return {
        outlet: Pace(newest, count, oldest)
        for outlet, newest, count, oldest in session.execute(query)
    }


def save_probes(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """One row an outlet (columns of `Probe`)."""
    values = [dict(row) for row in rows]
    if values:
        session.execute(insert(Probe), values)
