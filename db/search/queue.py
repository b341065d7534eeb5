"""What is to be indexed. Triggers put an article here in the transaction that changes it, whoever
writes; it is taken off in the transaction that indexes it.

A row carries a mark, so that a change which comes while the article is being read leaves it queued:
only what was read is taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, distinct, func, insert, select, tuple_
from sqlalchemy.orm import Session

from db.models import SearchQueue
from db.slices import parts

Marks = Mapping[int, Sequence[int]]

#: The mark of what no change put here.
BY_HAND = -1


def pending(session: Session) -> int:
    """Articles that are to be indexed."""
    return session.scalar(select(func.count(distinct(SearchQueue.article_id)))) or 0


def waiting(session: Session, *, below: int | None, limit: int) -> dict[int, list[int]]:
    """The next articles with their marks, the highest number first: who has just been stored is
    found at once, however long the queue is. Read the articles after this, never before.
    """
    query = select(SearchQueue.article_id).distinct()
    if below is not None:
        query = query.where(SearchQueue.article_id < below)
    ids = list(session.scalars(query.order_by(SearchQueue.article_id.desc()).limit(limit)))
    found: dict[int, list[int]] = {id_: [] for id_ in ids}
    for part in parts(ids):
        rows = select(SearchQueue.article_id, SearchQueue.mark)
        for id_, mark in session.execute(rows.where(SearchQueue.article_id.in_(part))):
            found[id_].append(mark)
    return found


def take_off(session: Session, marks: Marks) -> set[int]:
    """The articles of which a row was still there. Another process has done the others since, and
    knows them better.
    """
    pairs = sorted((id_, mark) for id_, those in marks.items() for mark in those)
    done: set[int] = set()
    for part in parts(pairs):
        row = tuple_(SearchQueue.article_id, SearchQueue.mark)
        gone = delete(SearchQueue).where(row.in_(part)).returning(SearchQueue.article_id)
        done.update(session.scalars(gone, execution_options={"synchronize_session": False}))
    return done


def put(session: Session, ids: Iterable[int]) -> None:
    """Have these looked at again."""
    known: set[int] = set()
    wanted = sorted(set(ids))
    for part in parts(wanted):
        there = select(SearchQueue.article_id).where(SearchQueue.article_id.in_(part))
        known.update(session.scalars(there))
    rows = [{"article_id": id_, "mark": BY_HAND} for id_ in wanted if id_ not in known]
    if rows:
        session.execute(insert(SearchQueue), rows)
