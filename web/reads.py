"""What only the room asks of the database: small looks that no other room needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db import queries
from db.document import iso
from db.models import Article, Capture, Outlet, Quote, Reuse, Run, Story, Version
from db.slices import parts

#: Captures shown of one article, stories and articles of a list.
CAPTURES = 50
BIG = 6
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Counts:
    """What the corpus holds. ``newest`` is the last publication, aware."""

    articles: int
    stories: int
    outlets: int
    newest: datetime | None


def counts(session: Session) -> Counts:
    held = [row for row in queries.outlet_counts(session).values() if row["on_topic"]]
    stories = session.scalar(select(func.count()).where(Story.merged_into.is_(None))) or 0
    return Counts(sum(row["on_topic"] for row in held), stories, len(held), newest(session))


def newest(session: Session) -> datetime | None:
    """The last publication on topic; found from the index's end, not by looking at all."""
    return session.scalar(
        select(Article.published_at)
        .where(Article.label == "on_topic", Article.published_at.is_not(None))
        .order_by(Article.published_at.desc())
        .limit(1)
    )


def big_stories(session: Session, latest: datetime | None) -> Sequence[Any]:
    """Stories of the corpus' last week that most outlets carried: id, title, outlets, first_at."""
    if latest is None:
        return ()
    return session.execute(
        select(Story.id, Article.title, Story.outlets, Story.first_at)
        .join(Article, Article.id == func.coalesce(Story.origin_id, Story.first_id))
        .where(
            Story.merged_into.is_(None), Story.last_at >= latest - LATELY, Story.outlets > 1,
            Article.label == "on_topic",
        )
        .order_by(Story.outlets.desc(), Story.last_at.desc(), Story.id)
        .limit(BIG)
    ).all()  # fmt: skip


def last_run(session: Session) -> Run | None:
    """The last run that fetched or imported."""
    return session.scalars(
        select(Run)
        .where(Run.flow.in_(("ingest", "import", "spread")))
        .order_by(Run.started_at.desc())
        .limit(1)
    ).first()


def outlet_names(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Outlet.code, Outlet.name)).tuples().all())


def outlets(session: Session) -> Sequence[Outlet]:
    return session.scalars(select(Outlet).order_by(Outlet.kind, Outlet.region, Outlet.name)).all()


def captures(session: Session, article: Article) -> Sequence[Capture]:
    """The responses that showed the article, the newest first, and those its versions were read from."""
    named = select(Capture).where(Capture.outlet == article.outlet, Capture.key == article.key)
    found = {c.id: c for c in session.scalars(named.order_by(Capture.id.desc()).limit(CAPTURES))}
    read = select(Version.capture_id).where(Version.article_id == article.id)
    for one in session.scalars(select(Capture).where(Capture.id.in_(read)).limit(CAPTURES)):
        found.setdefault(one.id, one)
    return sorted(found.values(), key=lambda c: (c.fetched_at, c.id), reverse=True)


def versions(session: Session, article_id: int) -> int:
    wanted = select(func.count()).select_from(Version).where(Version.article_id == article_id)
    return session.scalar(wanted) or 0


def precisions(session: Session, ids: Collection[int]) -> dict[int, str | None]:
    """Article → how exactly its page prints when it was published; those without a text are absent."""
    asked = select(Article.id, Version.published_precision).join(
        Version, Version.id == Article.current_version_id
    )
    found: dict[int, str | None] = {}
    for part in parts(sorted(ids)):
        found.update(session.execute(asked.where(Article.id.in_(part))).tuples().all())
    return found


def quotes(session: Session, version_id: int) -> Sequence[Quote]:
    """Of one text, in its order."""
    return session.scalars(
        select(Quote).where(Quote.version_id == version_id).order_by(Quote.start)
    ).all()


def reused(session: Session, limit: int) -> list[dict[str, Any]]:
    """Articles that took from a release, the last published first."""
    release, there = aliased(Article), aliased(Outlet)
    rows = session.execute(
        select(
            Reuse.release_id, Reuse.article_id, Reuse.share, Article.title, Article.published_at,
            Article.story_id, Outlet.name, there.name,
        )
        .join(Article, Article.id == Reuse.article_id)
        .join(Outlet, Outlet.code == Article.outlet)
        .join(release, release.id == Reuse.release_id)
        .join(there, there.code == release.outlet)
        .where(Article.label == "on_topic", Article.story_id.is_not(None))
        .order_by(Article.published_at.is_(None), Article.published_at.desc(), Article.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        {
            "release_id": r, "article_id": a, "share": share, "title": title,
            "published_at": iso(at), "story_id": story, "outlet_name": paper,
            "release_outlet_name": source,
        }
        for r, a, share, title, at, story, paper, source in rows
    ]  # fmt: skip
