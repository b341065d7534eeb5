"""Which captures may go by their age, and the database's part of letting them go.

Never: what stands behind a stored version or a sighting, an article's own capture where the article
has a text, anything of an article that a person labelled. Of robots.txt, feeds and lists the newest
stay. What is left are rejects, lists of long ago, and pages that came to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from db.models import Article, Capture, FeedState, Label, Outcome, Run, RunOutlet, Sighting, Version
from db.session import reading, retrying, writing

#: Kinds of captures that are an article's page or text. All others are of sources.
OF_ARTICLES = ("article", "rendering")
_PART = 300  # values bound at once; SQLite has a limit


@dataclass(frozen=True, slots=True)
class Drop:
    """A capture that may go: its number, and where its record lies."""

    id: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Files:
    """A file of the archive as the database knows it: what may go, and how many captures stay."""

    file: str
    drops: tuple[Drop, ...]
    stay: int


# -- what may go -----------------------------------------------------------------------------------


def _kept_article(article: Any) -> ColumnElement[bool]:
    """It has, or had, a text of its own, or a person's label."""
    version, label = aliased(Version), aliased(Label)
    return or_(
        article.current_version_id.is_not(None),
        exists().where(version.article_id == article.id),
        exists().where(label.article_id == article.id),
    )


def _droppable(before: datetime) -> ColumnElement[bool]:
    """The condition on `Capture`, but for the newest of each source."""
    own, same = aliased(Article), aliased(Article)
    needed = or_(
        exists().where(Version.capture_id == Capture.id),
        exists().where(Sighting.capture_id == Capture.id),
        exists().where(own.capture_id == Capture.id, _kept_article(own)),
        exists().where(same.outlet == Capture.outlet, same.key == Capture.key, _kept_article(same)),
    )
    closed = exists().where(Run.id == Capture.run_id, Run.status != "running")
    return and_(Capture.fetched_at < before, closed, ~needed)


def newest(session: Session) -> set[int]:
    """Captures of sources that stay: of each feed and list that is read, and of each robots.txt and
    kind of source of an outlet, the last one; the last good one of lists.
    """
    sources, good = Capture.kind.not_in(OF_ARTICLES), Capture.status == 200
    read = exists().where(FeedState.outlet == Capture.outlet, FeedState.url == Capture.url)
    last: tuple[tuple[ColumnElement[bool], tuple[Any, ...]], ...] = (
        (Capture.kind == "robots", (Capture.outlet, Capture.url)),
        (and_(sources, good), (Capture.outlet, Capture.kind)),
        (and_(sources, good, read), (Capture.outlet, Capture.kind, Capture.url)),
    )
    found: set[int] = set()
    for condition, group in last:
        rank = func.row_number().over(
            partition_by=group, order_by=(Capture.fetched_at.desc(), Capture.id.desc())
        )
        ranked = select(Capture.id, rank.label("rank")).where(condition).subquery()
        found.update(session.scalars(select(ranked.c.id).where(ranked.c.rank == 1)))
    return found


def files(engine: Engine, before: datetime) -> Iterator[Files]:
    """The files of the archive that hold something that may go, by name. Call inside `indexed`."""
    with reading(engine) as session:
        stays = newest(session)
        names = list(
            session.scalars(
                select(Capture.file).where(_droppable(before)).distinct().order_by(Capture.file)
            )
        )
    for name in names:
        with reading(engine) as session:
            rows = session.execute(_of(name, before)).tuples()
            drops = tuple(Drop(*row) for row in rows if row[0] not in stays)
            held = session.scalar(
                select(func.count()).select_from(Capture).where(Capture.file == name)
            )
        if drops:
            yield Files(name, drops, (held or 0) - len(drops))


def _of(file: str, before: datetime) -> Select[tuple[int, int, int]]:
    return (
        select(Capture.id, Capture.offset, Capture.length)
        .where(Capture.file == file, _droppable(before))
        .order_by(Capture.offset)
    )


# -- letting go ------------------------------------------------------------------------------------


def let_go(engine: Engine, found: Files, before: datetime, to: str | None) -> bool:
    """Forget the captures, and point the file's others at ``to``, in one transaction. False, and
    nothing done, when the file's captures are not what they were: somebody needs one by now.
    """

    def once() -> bool:
        with writing(engine, exclusive=True) as session:
            if not _still(session, found, before):
                return False
            ids = [drop.id for drop in found.drops]
            for start in range(0, len(ids), _PART):
                part = ids[start : start + _PART]
                gone = Article.capture_id.in_(part)
                session.execute(update(Article).where(gone).values(capture_id=None))
                session.execute(delete(Capture).where(Capture.id.in_(part)))
            if to is not None:
                _move(session, found, to)
            return True

    try:
        return retrying(once)
    except IntegrityError:
        return False  # PostgreSQL: a version that needs one was stored at this moment


def _still(session: Session, found: Files, before: datetime) -> bool:
    held = session.scalar(
        select(func.count()).select_from(Capture).where(Capture.file == found.file)
    )
    now = {row[0] for row in session.execute(_of(found.file, before))}
    return held == found.stay + len(found.drops) and {d.id for d in found.drops} <= now


def _move(session: Session, found: Files, to: str) -> None:
    rows = session.execute(
        select(Capture.id, Capture.offset)
        .where(Capture.file == found.file)
        .order_by(Capture.offset)
    ).tuples()
    drops, shift, moved = list(reversed(found.drops)), 0, []
    for id_, offset in rows:
        while drops and drops[-1].offset < offset:
            shift += drops.pop().length
        moved.append({"id": id_, "file": to, "offset": offset - shift})
    for start in range(0, len(moved), _PART):
        session.execute(update(Capture), moved[start : start + _PART])


def lies_in(engine: Engine, file: str | None) -> bool:
    """Does any capture name this file?"""
    if file is None:
        return False
    with reading(engine) as session:
        return session.scalar(select(Capture.id).where(Capture.file == file).limit(1)) is not None


def without_capture() -> ColumnElement[bool]:
    """Light rows whose page was read once and whose capture is gone: a condition on `Article`. They
    are judged by their titles no more; only a new look at the page would tell more.
    """
    return and_(
        Article.current_version_id.is_(None),
        Article.capture_id.is_(None),
        or_(Article.checks > 0, Article.extractor.is_not(None)),
    )


# -- the ledger ------------------------------------------------------------------------------------

#: Where a run keeps its sums once their detail is gone.
PRUNED = "ledger"


def old_ledgers(session: Session, before: datetime) -> list[str]:
    """Closed runs that began before that and still have outcomes, oldest first."""
    return list(
        session.scalars(
            select(Run.id)
            .where(
                Run.started_at < before,
                Run.status != "running",
                exists().where(Outcome.run_id == Run.id),
            )
            .order_by(Run.started_at)
        )
    )


def forget_detail(session: Session, run_id: str) -> int:
    """Outcomes of single URLs go; each outlet's sums stay with the run's parameters. How many."""
    run = session.get_one(Run, run_id)
    sums: dict[str, dict[str, int]] = {}
    for outlet, outcome, urls in session.execute(
        select(Outcome.outlet, Outcome.outcome, func.count())
        .where(Outcome.run_id == run_id)
        .group_by(Outcome.outlet, Outcome.outcome)
    ):
        sums.setdefault(outlet, {})[outcome] = urls
    run.params = {**run.params, PRUNED: sums}
    session.execute(delete(Outcome).where(Outcome.run_id == run_id))
    return sum(urls for counts in sums.values() for urls in counts.values())


def closed(session: Session, ids: Sequence[str]) -> set[str]:
    """Which of these runs are over with every outlet of theirs."""
    found: set[str] = set()
    for start in range(0, len(ids), _PART):
        part = list(ids[start : start + _PART])
        under_way = exists().where(RunOutlet.run_id == Run.id, RunOutlet.status == "running")
        found.update(
            session.scalars(
                select(Run.id).where(Run.id.in_(part), Run.status != "running", ~under_way)
            )
        )
    return found
