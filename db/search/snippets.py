"""What is shown of a hit: its article, with the places the query was found at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Article, Outlet, Tag, Version
from db.search.hits import Row
from db.search.page import Hit
from korean.highlight import snippet
from korean.query import Query
from korean.tokens import fields

#: Kinds of tags that a hit shows.
_SHOWN = ("topic", "region", "agency")


def shown(
    session: Session, query: Query, found: Sequence[tuple[Sequence[Row], float | None]]
) -> tuple[Hit, ...]:
    """A hit for each story's hits, the first of which stands for it, and its score. One that was
    deleted meanwhile is left out.
    """
    ids = [story[0].article_id for story, _ in found]
    tags = _tags(session, ids)
    texts = {
        row.id: row
        for row in session.execute(
            select(
                Article.id, Article.outlet, Article.url, Article.published_at, Article.story_id,
                Article.band, Version.title, Version.subtitle, Version.body,
                Outlet.name.label("outlet_name"),
            )
            .join(Version, Version.id == Article.current_version_id)
            .join(Outlet, Outlet.code == Article.outlet)
            .where(Article.id.in_(ids))
        )
    }  # fmt: skip
    return tuple(
        _hit(query, texts[story[0].article_id], story, score, tags[story[0].article_id])
        for story, score in found
        if story[0].article_id in texts
    )


def _hit(
    query: Query,
    article: Any,
    story: Sequence[Row],
    score: float | None,
    tags: dict[str, tuple[str, ...]],
) -> Hit:
    title, body = fields(article.title, article.subtitle, article.body)
    return Hit(
        id=article.id, outlet=article.outlet, outlet_name=article.outlet_name,
        title=article.title, url=article.url, published_at=article.published_at,
        story_id=article.story_id, copies=len(story) - 1,
        outlets=tuple(dict.fromkeys(row.outlet for row in story)),
        snippet=snippet(query, title, body, lead=len(body) - len(article.body)), band=article.band, score=score,
        topics=tags["topic"], regions=tags["region"], agencies=tags["agency"],
    )  # fmt: skip


def _tags(session: Session, ids: Sequence[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Article → kind → values, the most mentioned first."""
    found: dict[int, dict[str, tuple[str, ...]]] = {id_: dict.fromkeys(_SHOWN, ()) for id_ in ids}
    for article_id, kind, value in session.execute(
        select(Tag.article_id, Tag.kind, Tag.value)
        .where(Tag.article_id.in_(ids), Tag.kind.in_(_SHOWN))
        .order_by(Tag.article_id, Tag.kind, Tag.count.desc(), Tag.value)
    ):
        found[article_id][kind] += (value,)
    return found
