"""The stories that most outlets printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import models, queries
from db.digest.scope import STORY, Scope
from db.digest.shape import Source, Story
from db.digest.span import Span
from db.lineage import GOVERNMENT
from db.models import Article, Outlet
from db.release import attribution, released
from db.slices import parts


@dataclass(frozen=True, slots=True)
class _Member:
    id: int
    outlet: str
    published_at: datetime


def biggest(session: Session, scope: Scope, span: Span, limit: int) -> tuple[Story, ...]:
    """By outlets, then articles, then the earlier one. An article alone is a story of one."""
    first = func.min(Article.published_at)
    query = scope.during(select(STORY).select_from(Article), span).group_by(STORY).order_by(
        func.count(Article.outlet.distinct()).desc(), func.count().desc(), first, func.min(Article.id)
    )  # fmt: skip
    keys = list(session.scalars(query.limit(limit)))
    members = _members(session, scope, span, keys)
    known = {
        s.id: s for s in session.scalars(select(models.Story).where(models.Story.id.in_(keys)))
    }
    origins = {key: _origin(session, known.get(key), members[key]) for key in keys}
    documents: dict[int, dict[str, Any]] = {}
    for part in parts(sorted(set(origins.values()))):
        documents |= queries.documents(session, part)
    kinds = dict(session.execute(select(Outlet.code, Outlet.kind)).tuples().all())
    return tuple(
        _story(known.get(key), members[key], documents[origins[key]], kinds) for key in keys
    )


def _members(
    session: Session, scope: Scope, span: Span, keys: Sequence[int]
) -> dict[int, list[_Member]]:
    """Of each story its articles of the span, in order of time."""
    found: dict[int, list[_Member]] = {key: [] for key in keys}
    query = scope.during(
        select(STORY, Article.id, Outlet.name, Article.published_at)
        .select_from(Article)
        .join(Outlet, Outlet.code == Article.outlet)
        .where(STORY.in_(keys))
        .order_by(Article.published_at, Article.id),
        span,
    )
    for key, *member in session.execute(query):
        found[key].append(_Member(*member))
    return found


def _origin(session: Session, story: models.Story | None, members: Sequence[_Member]) -> int:
    """The press release, or the first publisher's, where it is on topic; else the first we have."""
    for wanted in (story.origin_id, story.first_id) if story else ():
        article = session.get(Article, wanted) if wanted else None
        if article is not None and article.label == "on_topic":
            return article.id
    return members[0].id


def _story(
    story: models.Story | None,
    members: Sequence[_Member],
    document: dict[str, Any],
    kinds: dict[str, str],
) -> Story:
    first, last = members[0].published_at, members[-1].published_at
    at = document["published_at"]
    return Story(
        story.id if story else None,
        Source(
            document["id"], document["title"] or "", document["url"], document["outlet_name"],
            datetime.fromisoformat(at) if at else None,
        ),
        kinds[document["outlet"]] == GOVERNMENT,
        tuple(dict.fromkeys(m.outlet for m in members)), len(members),
        (story.first_at if story else None) or first, first, last,
        released(document)["excerpt"], attribution(document),
    )  # fmt: skip
