"""What the database says of the outlets' last visits, of their two clocks, and of earlier watches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.orm import Session

from db.models import Article, Capture, Outcome, Probe, Run, RunOutlet
from db.slices import parts
from korean.dates import kst

#: Visits that are looked at: those of the last days, and of an outlet that had few of them its last.
RECENT = timedelta(days=7)
LEAST = 6


@dataclass(frozen=True, slots=True)
class Visit:
    """One closed crawl of an outlet that asked for what is new. ``articles`` were fetched; ``sources``
    and ``drift`` are as ``run_outlet`` has them.
    """

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
    errors: int = 0
    sources: tuple[Mapping[str, Any], ...] = ()
    drift: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Clocks:
    """``fetched``: the last good answer of the site, in whatever crawl (a backfill's, too);
    ``imported``: the last file given by hand. ``listed`` and ``stored``: the newest article, and the
    newest on topic, by its printed time (without one by when it was seen), whichever way it came.
    """

    fetched: datetime | None = None
    imported: datetime | None = None
    listed: datetime | None = None
    stored: datetime | None = None


@dataclass(frozen=True, slots=True)
class Probed:
    """What a watch left of one outlet."""

    outlet: str
    at: datetime
    state: str
    reason: str | None
    details: Mapping[str, Any]


# -- visits ----------------------------------------------------------------------------------------


def visits(session: Session, now: datetime, *, outlet: str | None = None) -> dict[str, list[Visit]]:
    """Every outlet's last closed visits, newest first: those of the last seven days, and at least six.
    Windows that end in the past are left out: they say nothing of what is new. ``now`` is aware.
    """
    chosen = select(RunOutlet.run_id, RunOutlet.outlet).join(Run, Run.id == RunOutlet.run_id)
    chosen = chosen.where(
        Run.flow == "ingest", RunOutlet.status != "running", Run.started_at <= now
    )
    if outlet is not None:
        chosen = chosen.where(RunOutlet.outlet == outlet)
    found = _visits(session, chosen.where(Run.started_at >= now - RECENT).subquery())
    rank = func.row_number().over(
        partition_by=RunOutlet.outlet, order_by=(Run.started_at.desc(), Run.id.desc())
    )
    thorough = [code for code, some in found.items() if len(some) >= LEAST]
    older = chosen.add_columns(rank.label("rank")).where(RunOutlet.outlet.not_in(thorough))
    numbered = older.subquery()
    # Windows of the past are told apart afterwards: some more are read, so that six are left.
    few = select(numbered).where(numbered.c.rank <= 5 * LEAST).subquery()
    for code, some in _visits(session, few).items():
        have = found.setdefault(code, [])
        known = {visit.run_id for visit in have}
        have += [visit for visit in some if visit.run_id not in known][: LEAST - len(have)]
    return found


def _visits(session: Session, chosen: Any) -> dict[str, list[Visit]]:
    """``chosen`` has columns run_id and outlet."""
    rows = session.execute(
        select(
            RunOutlet.run_id, RunOutlet.outlet, RunOutlet.status, RunOutlet.finish_reason,
            RunOutlet.message, RunOutlet.discovered, RunOutlet.coverage, RunOutlet.warnings,
            RunOutlet.errors, RunOutlet.sources, RunOutlet.drift, Run.started_at,
            Run.params["until"].as_string().label("until"),
        )
        .join(chosen, (chosen.c.run_id == RunOutlet.run_id) & (chosen.c.outlet == RunOutlet.outlet))
        .join(Run, Run.id == RunOutlet.run_id)
        .order_by(RunOutlet.outlet, Run.started_at.desc(), Run.id.desc())
    ).all()  # fmt: skip
    rows = [r for r in rows if r.until is None or r.until >= f"{kst(r.started_at):%Y-%m-%d}"]
    run_ids = sorted({row.run_id for row in rows})
    outcomes = _outcomes(session, run_ids)
    articles = _articles(session, run_ids)
    found: dict[str, list[Visit]] = {}
    for row in rows:
        place = (row.run_id, row.outlet)
        visit = Visit(
            row.run_id, row.started_at, row.status, row.finish_reason, row.message, row.discovered,
            articles.get(place, 0), row.coverage, tuple(row.warnings), outcomes.get(place, {}),
            row.errors, tuple(row.sources), tuple(row.drift),
        )  # fmt: skip
        found.setdefault(row.outlet, []).append(visit)
    return found


def _outcomes(session: Session, run_ids: list[str]) -> dict[tuple[str, str], dict[str, int]]:
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for some in parts(run_ids):
        for run_id, outlet, outcome, urls in session.execute(
            select(Outcome.run_id, Outcome.outlet, Outcome.outcome, func.count())
            .where(Outcome.run_id.in_(some))
            .group_by(Outcome.run_id, Outcome.outlet, Outcome.outcome)
        ):
            counted.setdefault((run_id, outlet), {})[outcome] = urls
    return counted


def _articles(session: Session, run_ids: list[str]) -> dict[tuple[str, str], int]:
    counted: dict[tuple[str, str], int] = {}
    for some in parts(run_ids):
        for run_id, outlet, number in session.execute(
            select(Capture.run_id, Capture.outlet, func.count())
            .where(Capture.run_id.in_(some), Capture.kind == "article")
            .group_by(Capture.run_id, Capture.outlet)
        ):
            counted[run_id, outlet] = number
    return counted


# -- clocks ----------------------------------------------------------------------------------------


def clocks(session: Session) -> dict[str, Clocks]:
    """Outlet → its clocks; outlets of which nothing is known are absent."""
    live = Run.flow != "import"
    answered = {
        row.outlet: row
        for row in session.execute(
            select(
                Capture.outlet,
                func.max(case((live, Capture.fetched_at))).label("fetched"),
                func.max(case((~live, Capture.fetched_at))).label("imported"),
            )
            .join(Run, Run.id == Capture.run_id)
            .where(Capture.status < 400)
            .group_by(Capture.outlet)
        )
    }
    when = printed()
    known = {
        row.outlet: row
        for row in session.execute(
            select(
                Article.outlet,
                func.max(when).label("listed"),
                func.max(case((Article.label == "on_topic", when))).label("stored"),
            ).group_by(Article.outlet)
        )
    }
    return {
        code: Clocks(
            *((answered[code].fetched, answered[code].imported) if code in answered else (None,) * 2),
            *((known[code].listed, known[code].stored) if code in known else (None,) * 2),
        )
        for code in answered.keys() | known.keys()
    }  # fmt: skip


def printed() -> Any:
    """An article's printed time; of one without, when it was seen first."""
    return func.coalesce(
        Article.published_at, Article.first_seen_at, type_=Article.published_at.type
    )


# -- watches ---------------------------------------------------------------------------------------


def save_probes(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """One row an outlet and time (columns of `Probe`); saved again it is the same row."""
    values = [dict(row) for row in rows]
    if values:
        times = {row["at"] for row in values}
        session.execute(
            delete(Probe).where(
                Probe.at.in_(times), Probe.outlet.in_([row["outlet"] for row in values])
            )
        )
        session.execute(insert(Probe), values)


def last_probes(session: Session) -> dict[str, Probed]:
    """What the last watch of each outlet left."""
    newest = select(func.max(Probe.id)).group_by(Probe.outlet)
    return {
        probe.outlet: _probed(probe)
        for probe in session.scalars(select(Probe).where(Probe.id.in_(newest)))
    }


def history(session: Session, outlet: str, since: datetime) -> list[Probed]:
    """The outlet's watches since then, newest first."""
    rows = session.scalars(
        select(Probe)
        .where(Probe.outlet == outlet, Probe.at >= since)
        .order_by(Probe.at.desc(), Probe.id.desc())
    )
    return [_probed(probe) for probe in rows]


def _probed(probe: Probe) -> Probed:
    return Probed(probe.outlet, probe.at, probe.state, probe.reason, probe.details)
