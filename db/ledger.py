"""Where the URLs of a run went, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from db.document import iso
from db.models import Article, Outcome, Run


def urls(
    session: Session, run_id: str, *, outlets: Sequence[str] = (), outcomes: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """Every discovered URL of a run and its parts with what became of it and why, by outlet, outcome
    and key; ``title`` where the corpus knows one.
    """
    run_ids = [run_id, *(part.id for part in parts(session, run_id))]
    query = (
        select(Outcome, Article.title)
        .outerjoin(Article, and_(Article.outlet == Outcome.outlet, Article.key == Outcome.key))
        .where(Outcome.run_id.in_(run_ids))
        .order_by(Outcome.outlet, Outcome.outcome, Outcome.key)
    )
    if outlets:
        query = query.where(Outcome.outlet.in_(outlets))
    if outcomes:
        query = query.where(Outcome.outcome.in_(outcomes))
    for row, title in session.execute(query.execution_options(yield_per=1000)):
        yield {
            "run": row.run_id, "outlet": row.outlet, "outcome": row.outcome, "key": row.key,
            "url": row.url, "reason": row.reason, "http_status": row.http_status,
            "source": row.source, "at": iso(row.at), "title": title,
        }  # fmt: skip


def parts(session: Session, run_id: str) -> Sequence[Run]:
    """The runs that did a spread run's groups of outlets; none of a run that did its own."""
    mine = Run.params["part_of"].as_string() == run_id
    return session.scalars(select(Run).where(mine).order_by(Run.id)).all()


def totals(session: Session, run_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Run → outcome → URLs."""
    found: dict[str, dict[str, int]] = {}
    for run_id, outcome, number in session.execute(
        select(Outcome.run_id, Outcome.outcome, func.count())
        .where(Outcome.run_id.in_(run_ids))
        .group_by(Outcome.run_id, Outcome.outcome)
    ):
        found.setdefault(run_id, {})[outcome] = number
    return found
