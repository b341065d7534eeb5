"""Which articles a digest is about, and how a story is counted: once, where it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from db.digest.span import Span
from db.models import Article, Story, Tag
from db.queries import Filter

#: What the project is made for comes first.
FOCUS = ("대구", "경북", "대구경북")

#: An article without a story is one by itself.
STORY = func.coalesce(Article.story_id, -Article.id)
#: When a story begins: with its earliest article, wherever that stands.
BEGAN = func.coalesce(Story.first_at, Article.published_at, type_=Article.published_at.type)


@dataclass(frozen=True, slots=True)
class Scope:
    """On-topic articles of some outlets, a topic, and any of some regions, whenever published."""

    outlets: tuple[str, ...] = ()
    topic: str | None = None
    regions: tuple[str, ...] = ()

    def during(self, query: Select[Any], span: Span) -> Select[Any]:
        """``query`` selects from Article; those published in the span."""
        return self.apply(query).where(
            Article.published_at >= span.since, Article.published_at < span.until
        )

    def apply(self, query: Select[Any]) -> Select[Any]:
        query = Filter(outlets=self.outlets, topic=self.topic).apply(query)
        if self.regions:
            tagged = select(Tag.article_id).where(Tag.kind == "region", Tag.value.in_(self.regions))
            query = query.where(Article.id.in_(tagged))
        return query


def both(span: Span) -> Span:
    """The period and the one before it."""
    return Span(span.before.first, span.last)


def new_stories(span: Span) -> ColumnElement[int]:
    """How many stories begin in the span and have an article in it. The query joins Story."""
    inside = (Article.published_at >= span.since) & (Article.published_at < span.until)
    return func.count(case((inside & (span.since <= BEGAN), STORY)).distinct())


def articles(span: Span) -> ColumnElement[int]:
    inside = (Article.published_at >= span.since) & (Article.published_at < span.until)
    return func.count(case((inside, Article.id)).distinct())
