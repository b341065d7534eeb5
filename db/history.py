"""An article's history kept in order: which of its texts stood from when on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Article, Sighting


def see(
    session: Session,
    article: Article,
    version_id: int,
    at: datetime,
    capture: int | None,
    *,
    looked_last: datetime | None,
) -> bool:
    """A text was seen to stand at this time; True when that is news. The article's current version
    becomes the one seen last.

    Times may come in any order (a foreign archive, a run recovered late): the text seen before is
    known to have stood until ``looked_last``, the last look at the article so far.
    """
    rows = sightings(session, article.id)
    before = [row for row in rows if row.at <= at]
    after = [row for row in rows if row.at > at]
    if before and before[-1].version_id == version_id:
        return False
    if after and after[0].version_id == version_id:
        after[0].at = at  # it stood earlier than was known
        return False
    _add(session, article.id, version_id, at, capture)
    if before and not after and looked_last is not None and looked_last > at:
        _add(session, article.id, before[-1].version_id, looked_last, None)
    article.current_version_id = sightings(session, article.id)[-1].version_id
    return True


def sightings(session: Session, article_id: int) -> list[Sighting]:
    """Oldest first."""
    return list(
        session.scalars(
            select(Sighting)
            .where(Sighting.article_id == article_id)
            .order_by(Sighting.at, Sighting.id)
        )
    )


def pull_back(session: Session, article_id: int, now: datetime, at: datetime) -> None:
    """Sightings from after ``now`` were stamped by a clock that was ahead: they were at ``at`` at the
    latest, and what is seen from now on comes after them.
    """
    for row in sightings(session, article_id):
        if row.at > now:
            row.at = at
    session.flush()


def merge(session: Session, article: Article, gone: int, stays: int) -> None:
    """Two versions are one text after all: what was seen of the one was seen of the other."""
    before: Sighting | None = None
    for row in sightings(session, article.id):
        if row.version_id == gone:
            row.version_id = stays
        if before is not None and before.version_id == row.version_id:
            session.delete(row)
            continue
        before = row
    if article.current_version_id == gone:
        article.current_version_id = stays
    session.flush()


def _add(
    session: Session, article_id: int, version_id: int, at: datetime, capture: int | None
) -> None:
    session.add(Sighting(article_id=article_id, version_id=version_id, at=at, capture_id=capture))
    session.flush()
