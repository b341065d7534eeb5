"""Articles that a digest points at."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.digest.shape import Source
from db.models import Article, Outlet
from db.slices import parts


def sources(session: Session, ids: Collection[int]) -> dict[int, Source]:
    """Number → what is shown of the article."""
    found: dict[int, Source] = {}
    for part in parts(sorted(set(ids))):
        query = (
            select(Article.id, Article.title, Article.url, Outlet.name, Article.published_at)
            .join(Outlet, Outlet.code == Article.outlet)
            .where(Article.id.in_(part))
        )
        for id_, title, url, outlet, at in session.execute(query):
            found[id_] = Source(id_, title or "", url, outlet, at)
    return found
