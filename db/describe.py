"""Tags and quotations: of what a run finds on topic, and of texts that a person or a model found so
after the rules had not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db import quotes
from db.models import Article, Tag, Version
from db.records import Incoming
from db.values import tag_row
from korean import tags
from korean import verdict as opinions
from korean.article import Article as Read
from korean.dates import kst
from korean.quotation import Quotation
from korean.quotes import find

_PART = 300  # values bound at once; SQLite has a limit


def described(item: Incoming) -> Incoming:
    """With the tags and quotations of its text."""
    return replace(item, tags=tags_of(item.article), quotes=quotes_of(item.article))


def tags_of(article: Read) -> tuple[opinions.Tag, ...]:
    """Tags as of the article's day in Korea."""
    published = _day(article.published.at if article.published else None)
    return tags.tag(article.title, article.body, subtitle=article.subtitle, published=published)


def quotes_of(article: Read) -> tuple[Quotation, ...]:
    """Its quotations; who wrote the article is nobody's antecedent."""
    names = [byline.name for byline in article.bylines if byline.name]
    return _quotes(article.title, article.body, names)


def anew(session: Session, article_ids: Iterable[int]) -> None:
    """Tags and quotations of these articles' current texts, in place of what was kept of them;
    light rows have none.
    """
    ids = sorted(set(article_ids))
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        session.execute(delete(Tag).where(Tag.article_id.in_(part)))
        rows = []
        said = {}
        for version in session.scalars(
            select(Version)
            .join(Article, Article.current_version_id == Version.id)
            .where(Article.id.in_(part))
            .order_by(Version.id)
        ):
            found = tags.tag(
                version.title, version.body, subtitle=version.subtitle,
                published=_day(version.published_at),
            )  # fmt: skip
            rows += [tag_row(version.article_id, tag) for tag in found]
            names = [b["name"] for b in version.bylines if b.get("name")]
            said[version.id] = _quotes(version.title, version.body, names)
        if rows:
            session.execute(insert(Tag), rows)
        quotes.keep(session, said)


def forget(session: Session, article_ids: Iterable[int]) -> None:
    """Articles that left the corpus have no tags, as those that never came in; texts and their
    quotations stay.
    """
    ids = sorted(set(article_ids))
    for start in range(0, len(ids), _PART):
        session.execute(delete(Tag).where(Tag.article_id.in_(ids[start : start + _PART])))


def _day(at: datetime | None) -> date | None:
    return kst(at).date() if at else None


def _quotes(title: str, body: str, names: Sequence[str]) -> tuple[Quotation, ...]:
    return find(body, title=title, bylines=names)
