"""An outlet's past visits, as far as they tell what its pages used to give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db.models import Outcome, Run, RunOutlet

#: Outcomes of a page that was read as an article, when it answered 200.
READ = ("stored", "updated", "unchanged", "copy", "off_topic")
#: Outcomes of a page that was asked for and is no article to us: it says something else, or the
#: address leads elsewhere.
UNREAD = ("extract_failed", "not_article", "undecodable", "http_error")
#: Outcomes of an article that was new, the last one of those off topic.
JUDGED = ("stored", "copy", "off_topic")
#: Older visits say nothing about a page of today.
AGE = timedelta(days=60)
#: Visits looked through at most: a week and more of one that runs every half hour.
MOST = 400


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One finished visit that had articles: field → share filled, and the fields whose share had
    fallen by then (``drift``). ``articles`` were read, ``unread`` could not be; of ``judged`` new
    ones so many were on topic.
    """

    coverage: Mapping[str, float]
    drift: frozenset[str]
    articles: int
    unread: int
    on_topic: int = 0
    judged: int = 0


def past(session: Session, outlet: str, *, run_id: str, now: datetime) -> list[PastVisit]:
    """The outlet's finished visits that had articles, newest first, without run ``run_id``. Windows
    into the past are left out: old articles have old pages. ``now`` is aware.
    """
    rows = session.execute(
        select(RunOutlet.run_id, RunOutlet.coverage, RunOutlet.drift)
        .join(Run, Run.id == RunOutlet.run_id)
        .where(
            RunOutlet.outlet == outlet, RunOutlet.run_id != run_id, RunOutlet.status == "finished",
            Run.flow == "ingest", Run.started_at >= now - AGE,
            Run.params["until"].as_string().is_(None),
        )
        .order_by(Run.started_at.desc(), Run.id.desc())
        .limit(MOST)
    ).all()  # fmt: skip
    rows = [row for row in rows if row.coverage]
    counted = _counted(session, outlet, [row.run_id for row in rows])
    found: list[PastVisit] = []
    for row in rows:
        pages = counted.get(row.run_id, {})
        articles = sum(pages.get((outcome, True), 0) for outcome in READ)
        if not articles:
            continue
        new = [pages.get((o, True), 0) + pages.get((o, False), 0) for o in JUDGED]
        found.append(
            PastVisit(
                row.coverage, frozenset(fall["field"] for fall in row.drift), articles,
                sum(pages.get((o, True), 0) + pages.get((o, False), 0) for o in UNREAD),
                sum(new[:-1]), sum(new),
            )
        )  # fmt: skip
    return found


def _counted(
    session: Session, outlet: str, run_ids: Sequence[str]
) -> dict[str, dict[tuple[str, bool], int]]:
    """Run → (outcome, did the page answer 200) → URLs."""
    answered = case((Outcome.http_status == 200, 1), else_=0)
    found: dict[str, dict[tuple[str, bool], int]] = {}
    for run_id, outcome, ok, urls in session.execute(
        select(Outcome.run_id, Outcome.outcome, answered, func.count())
        .where(
            Outcome.run_id.in_(run_ids), Outcome.outlet == outlet,
            Outcome.outcome.in_({*READ, *UNREAD, *JUDGED}),
        )
        .group_by(Outcome.run_id, Outcome.outcome, answered)
    ):  # fmt: skip
        found.setdefault(run_id, {})[outcome, bool(ok)] = urls
    return found


def commonest_unread(session: Session, run_id: str, outlet: str) -> tuple[str, int, str]:
    """What became of most pages of an outlet that could not be read: outcome, how many, and the
    reason of one of them."""
    number = func.count()
    row = session.execute(
        select(Outcome.outcome, number, func.max(Outcome.reason))
        .where(
            Outcome.run_id == run_id, Outcome.outlet == outlet, Outcome.outcome.in_(UNREAD)
        )
        .group_by(Outcome.outcome)
        .order_by(number.desc(), Outcome.outcome)
    ).first()  # fmt: skip
    return ("nothing", 0, "") if row is None else (row[0], row[1], row[2] or "no reason was kept")
