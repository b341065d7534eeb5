"""What is stored and was read by other code than today's: which texts, and where their captures lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from db.models import Article, ArticleRights, Capture, Tag, Version

_PART = 300  # values bound at once; SQLite has a limit
#: Columns of an article's rights that are read off a page.
RIGHTS = ("licence", "ai_training", "notice", "source")


@dataclass(frozen=True, slots=True)
class Place:
    """The capture behind a text: where it lies in the archive, and what it answered."""

    id: int
    run_id: str
    kind: str
    file: str
    offset: int
    length: int
    digest: str
    url: str
    final_url: str
    key: str | None
    content_type: str | None
    fetched_at: datetime


#: (kind, value) → mentions and the spans behind them.
Tags = Mapping[tuple[str, str], tuple[int, list[Any]]]


@dataclass(frozen=True, slots=True)
class Stored:
    """One text of an article, or a light row, with its capture, as it is stored.

    ``version_id`` and ``n`` are None for a light row, whose ``values`` are empty; else they are the
    version's columns. ``verdict``, ``rights`` and ``tags`` are the article's.
    """

    article_id: int
    current_version_id: int | None
    outlet: str
    key: str
    url: str | None
    title: str | None
    published_at: datetime | None
    version_id: int | None
    n: int | None
    captured_at: datetime
    place: Place
    values: Mapping[str, Any]
    verdict: Mapping[str, Any]
    rights: Mapping[str, Any] | None
    tags: Tags

    @property
    def stands(self) -> bool:
        """Is it the current text, or the light row itself?"""
        return self.version_id == self.current_version_id


@dataclass(frozen=True, slots=True)
class Scope:
    """Which texts: of these outlets (empty: all), and only those not read by ``extractor`` yet, or
    not since ``before``. None of both means all. ``first`` and ``last`` are article numbers, both
    inclusive.
    """

    outlets: Sequence[str] = ()
    extractor: str | None = None
    before: datetime | None = None
    first: int | None = None
    last: int | None = None

    def articles(self) -> ColumnElement[bool]:
        """Articles with such a text, and light rows with such a capture."""
        text = exists().where(Version.article_id == Article.id, self.versions())
        light: list[ColumnElement[bool]] = [
            Article.current_version_id.is_(None),
            Article.capture_id.is_not(None),
        ]
        if self.extractor is not None:
            light.append(Article.extractor.is_distinct_from(self.extractor))
        wanted = [or_(text, and_(*light))]
        if self.outlets:
            wanted.append(Article.outlet.in_(list(self.outlets)))
        if self.first is not None:
            wanted.append(Article.id >= self.first)
        if self.last is not None:
            wanted.append(Article.id <= self.last)
        return and_(*wanted)

    def versions(self) -> ColumnElement[bool]:
        """Texts to read: what has no capture cannot be."""
        wanted: list[ColumnElement[bool]] = [Version.capture_id.is_not(None)]
        if self.extractor is not None:
            wanted.append(Version.extractor != self.extractor)
        if self.before is not None:
            wanted.append(Version.extracted_at < self.before)
        return and_(*wanted)


def count(session: Session, scope: Scope) -> int:
    """How many articles there are to read again."""
    return session.scalar(select(func.count()).select_from(Article).where(scope.articles())) or 0


def chunks(session: Session, scope: Scope, size: int) -> list[tuple[int, int]]:
    """The scope in runs of ``size`` articles: the first and the last number of each."""
    numbered = (
        select(Article.id, func.row_number().over(order_by=Article.id).label("n"))
        .where(scope.articles())
        .subquery()
    )
    ends = func.max(numbered.c.id), func.min(numbered.c.id)
    found = session.execute(
        select(*ends).group_by((numbered.c.n - 1) // size).order_by(func.min(numbered.c.id))
    )
    return [(first, last) for last, first in found]


def batch(session: Session, scope: Scope, *, after: int, limit: int) -> list[Stored]:
    """The texts of the next ``limit`` articles behind article ``after``, by article and number."""
    found = session.scalars(
        select(Article)
        .where(scope.articles(), Article.id > after)
        .order_by(Article.id)
        .limit(limit)
    )
    return _read(session, scope, {article.id: article for article in found})


def seeming_edits(
    session: Session, extractor: str, hashes: Mapping[tuple[str, str], str]
) -> list[Stored]:
    """The texts of articles whose current text has another hash than today's capture of it, and was
    read by other code than ``extractor``: perhaps it was the code that changed, not the article.
    ``hashes``: (outlet, key) → text hash.
    """
    articles: dict[int, Article] = {}
    keys = sorted(hashes)
    for start in range(0, len(keys), _PART):
        rows = session.execute(
            select(Article, Version.text_hash)
            .join(Version, Version.id == Article.current_version_id)
            .where(
                tuple_(Article.outlet, Article.key).in_(keys[start : start + _PART]),
                Version.extractor != extractor,
                Version.capture_id.is_not(None),
            )
        )
        for article, has in rows:
            if has != hashes[article.outlet, article.key]:
                articles[article.id] = article
    return _read(session, Scope(extractor=extractor), articles) if articles else []


def _read(session: Session, scope: Scope, articles: Mapping[int, Article]) -> list[Stored]:
    rights = {
        r.article_id: r
        for r in session.scalars(
            select(ArticleRights).where(ArticleRights.article_id.in_(articles))
        )
    }
    tags: dict[int, dict[tuple[str, str], tuple[int, list[Any]]]] = {}
    for tag in session.scalars(select(Tag).where(Tag.article_id.in_(articles))):
        tags.setdefault(tag.article_id, {})[tag.kind, tag.value] = tag.count, tag.evidence
    return [
        _stored(articles[id_], version, capture, rights.get(id_), tags.get(id_, {}))
        for id_, version, capture in _texts(session, scope, articles)
    ]


def _texts(
    session: Session, scope: Scope, articles: Mapping[int, Article]
) -> list[tuple[int, Version | None, Capture]]:
    found: list[tuple[int, Version | None, Capture]] = [
        (version.article_id, version, capture)
        for version, capture in session.execute(
            select(Version, Capture)
            .join(Capture, Capture.id == Version.capture_id)
            .where(Version.article_id.in_(articles), scope.versions())
        ).tuples()
    ]
    light = {a.capture_id: a.id for a in articles.values() if a.current_version_id is None}
    for capture in session.scalars(select(Capture).where(Capture.id.in_(light))):
        found.append((light[capture.id], None, capture))
    return sorted(found, key=lambda row: (row[0], row[1].n if row[1] else 0))


def _stored(
    article: Article,
    version: Version | None,
    capture: Capture,
    rights: ArticleRights | None,
    tags: Tags,
) -> Stored:
    return Stored(
        article_id=article.id, current_version_id=article.current_version_id,
        outlet=article.outlet, key=article.key, url=article.url,
        title=article.title, published_at=article.published_at,
        version_id=version.id if version else None, n=version.n if version else None,
        captured_at=version.captured_at if version else capture.fetched_at,
        place=Place(**{name: getattr(capture, name) for name in Place.__dataclass_fields__}),
        values={c.key: getattr(version, c.key) for c in Version.__table__.columns}
        if version
        else {},
        verdict={name: getattr(article, name) for name in ("label", "score", "band", "reason")},
        rights={name: getattr(rights, name) for name in RIGHTS} if rights else None,
        tags=tags,
    )  # fmt: skip
