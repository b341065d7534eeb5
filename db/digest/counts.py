"""How much was written: in all, and by topic and region."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from db.digest.scope import BEGAN, STORY, Scope, articles, both, new_stories
from db.digest.shape import Count, Number, Totals
from db.digest.span import Span
from db.models import Article, Story, Tag


def totals(session: Session, scope: Scope, span: Span) -> Totals:
    def outlets(of: Span) -> object:
        inside = (Article.published_at >= of.since) & (Article.published_at < of.until)
        return func.count(case((inside, Article.outlet)).distinct())

    going_on = case(((Article.published_at >= span.since) & (span.since > BEGAN), STORY))
    query = scope.during(
        select(
            new_stories(span), new_stories(span.before), articles(span), articles(span.before),
            outlets(span), outlets(span.before), func.count(going_on.distinct()),  # type: ignore[call-overload]
        )
        .select_from(Article)
        .outerjoin(Story, Story.id == Article.story_id),
        both(span),
    )  # fmt: skip
    row = session.execute(query).one()
    undated = scope.apply(select(func.count()).select_from(Article)).where(
        Article.published_at.is_(None),
        Article.first_seen_at >= span.since, Article.first_seen_at < span.until,
    )  # fmt: skip
    return Totals(
        Number(row[0], row[1]), Number(row[2], row[3]), Number(row[4], row[5]), row[6],
        session.scalar(undated) or 0,
    )  # fmt: skip


def by_tag(
    session: Session, scope: Scope, span: Span, kind: Literal["topic", "region"]
) -> tuple[Count, ...]:
    """Every value of the period or the one before, those with most new stories first."""
    query = scope.during(
        select(
            Tag.value, new_stories(span), new_stories(span.before), articles(span),
            articles(span.before),
        )
        .select_from(Article)
        .join(Tag, and_(Tag.article_id == Article.id, Tag.kind == kind))
        .outerjoin(Story, Story.id == Article.story_id)
        .group_by(Tag.value),
        both(span),
    )  # fmt: skip
    found = [Count(v, Number(s, sb), Number(a, ab)) for v, s, sb, a, ab in session.execute(query)]
    return tuple(sorted(found, key=lambda c: (-c.stories.now, -c.articles.now, -c.stories.before, c.value)))  # fmt: skip


def towns(counts: tuple[Count, ...], regions: tuple[str, ...]) -> tuple[Count, ...]:
    """Municipalities of these 시·도, as far as they are in the period."""
    return tuple(
        c for c in counts if c.articles.now and c.value.partition(" ")[0] in regions and " " in c.value
    )  # fmt: skip


def provinces(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """시·도 and areas, without their municipalities."""
    return tuple(c for c in counts if " " not in c.value)
