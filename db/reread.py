"""Articles read again from the archive with today's code: which, what changed, and how it is kept.

Nobody edited the article, so no version is added: the current one is replaced in place, under its
own number. Verdicts are appended, as always.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from db.models import Article, ArticleRights, Capture, Outcome, Story, Tag, Verdict, Version
from db.records import Ending, Incoming
from db.schedule import next_check
from db.store import Store, _version_values
from db.upsert import ignore

#: Not about what was read: when and from what.
_ABOUT = ("captured_at",)


@dataclass(frozen=True, slots=True)
class Place:
    """The capture behind an article: where it lies in the archive, and what it answered."""

    id: int
    run_id: str
    file: str
    offset: int
    length: int
    digest: str
    final_url: str
    key: str | None
    content_type: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """An article with a capture, as it is stored. ``version_id`` is None for a light row, whose
    ``values`` are empty; else they are its current version's columns.
    """

    article_id: int
    outlet: str
    key: str
    url: str | None
    title: str | None
    published_at: datetime | None
    version_id: int | None
    captured_at: datetime
    place: Place
    values: Mapping[str, Any]
    verdict: Mapping[str, Any]
    rights: Mapping[str, Any] | None
    tags: frozenset[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles: of these outlets (empty: all), and only those not read by ``extractor`` and,
    for light rows, not judged by ``ruleset`` yet. None reads them all.
    """

    outlets: Sequence[str] = ()
    extractor: str | None = None
    ruleset: str | None = None

    def condition(self) -> ColumnElement[bool]:
        """As a condition over `_joined`'s tables."""
        wanted: list[ColumnElement[bool]] = [Capture.id.is_not(None)]
        if self.outlets:
            wanted.append(Article.outlet.in_(list(self.outlets)))
        if self.extractor is not None:
            judged = exists().where(
                Verdict.article_id == Article.id, Verdict.ruleset == self.ruleset
            )
            stale = and_(Version.id.is_not(None), Version.extractor != self.extractor)
            wanted.append(or_(stale, and_(Version.id.is_(None), ~judged)))
        return and_(*wanted)


def _joined(columns: Any) -> Any:
    capture = case((Version.id.is_(None), Article.capture_id), else_=Version.capture_id)
    return (
        columns.select_from(Article)
        .outerjoin(Version, Version.id == Article.current_version_id)
        .outerjoin(Capture, Capture.id == capture)
    )


def count(session: Session, scope: Scope) -> int:
    """How many articles there are to read again."""
    return session.scalar(_joined(select(func.count())).where(scope.condition())) or 0


def batch(session: Session, scope: Scope, *, after: int, limit: int) -> list[Stored]:
    """The next articles to read again, by number; those behind article ``after``."""
    rows = session.execute(
        _joined(select(Article, Version, Capture))
        .where(scope.condition(), Article.id > after)
        .order_by(Article.id)
        .limit(limit)
    ).all()
    ids = [article.id for article, _, _ in rows]
    rights = {
        r.article_id: r
        for r in session.scalars(select(ArticleRights).where(ArticleRights.article_id.in_(ids)))
    }
    tags: dict[int, set[tuple[str, str, int]]] = {}
    for tag in session.scalars(select(Tag).where(Tag.article_id.in_(ids))):
        tags.setdefault(tag.article_id, set()).add((tag.kind, tag.value, tag.count))
    return [_stored(a, v, c, rights.get(a.id), tags.get(a.id, set())) for a, v, c in rows]


def _stored(
    article: Article,
    version: Version | None,
    capture: Capture,
    rights: ArticleRights | None,
    tags: set[tuple[str, str, int]],
) -> Stored:
    return Stored(
        article_id=article.id, outlet=article.outlet, key=article.key, url=article.url,
        title=article.title, published_at=article.published_at,
        version_id=version.id if version else None,
        captured_at=version.captured_at if version else capture.fetched_at,
        place=Place(**{name: getattr(capture, name) for name in Place.__dataclass_fields__}),
        values={c.key: getattr(version, c.key) for c in Version.__table__.columns}
        if version
        else {},
        verdict={name: getattr(article, name) for name in ("label", "score", "band", "reason")},
        rights={name: getattr(rights, name) for name in _RIGHTS} if rights else None,
        tags=frozenset(tags),
    )  # fmt: skip


_RIGHTS = ("licence", "ai_training", "notice", "source")


def changes(was: Stored, item: Incoming) -> frozenset[str]:
    """Fields that read otherwise today. Those of a light row are its verdict's alone."""
    found = {name for name, old in was.verdict.items() if getattr(item.verdict, name) != old}
    if was.version_id is None:
        return frozenset(found)
    found |= {
        name
        for name, new in _version_values(item).items()
        if name not in _ABOUT and new != was.values[name]
    }
    if was.rights != {name: getattr(item.article.rights, name) for name in _RIGHTS}:
        found.add("rights")
    today = frozenset((tag.kind, tag.value, tag.count) for tag in item.tags)
    for kind, name in (("topic", "topics"), ("region", "regions"), ("agency", "agencies")):
        if {t for t in was.tags if t[0] == kind} != {t for t in today if t[0] == kind}:
            found.add(name)
    return frozenset(found)


class Reread(Store):
    """Keep a batch that was read again. Call inside ``writing(engine, exclusive=True)``."""

    def keep(
        self, read: Sequence[tuple[Stored, Incoming]], endings: Sequence[Ending]
    ) -> dict[tuple[str, str], str]:
        """(outlet, key) → outcome; articles that a crawl renewed meanwhile are left as they are
        and have none.
        """
        rows = [self._ending_row(ending) for ending in endings]
        for was, item in read:
            article = self.session.get(Article, was.article_id)
            if article is None or article.current_version_id != was.version_id:
                continue
            outcome = (
                self._grow(article, was, item)
                if was.version_id is None
                else self._replace(article, was, item)
            )
            rows.append(self._outcome_row(item, *outcome))
        if rows:
            self.session.execute(ignore(self.session, Outcome), rows)
        return {(row["outlet"], row["key"]): row["outcome"] for row in rows}

    def _replace(self, article: Article, was: Stored, item: Incoming) -> tuple[str, str | None]:
        """The current version anew, in place. Where today's reading equals another version of the
        article, the two differed in what is no text: that other one is current from now on.
        """
        version = self.session.get_one(Version, was.version_id)
        same = self.session.scalars(
            select(Version).where(
                Version.article_id == article.id,
                Version.text_hash == item.text_hash,
                Version.id != version.id,
            )
        ).first()
        if same is not None:
            article.current_version_id = same.id
        else:
            self._move_story(article, version.content_hash, item)
            for name, value in _version_values(item).items():
                setattr(version, name, value)
        version.extracted_at, version.extractor = self.now, self.extractor
        article.title = item.article.title
        if item.article.published:
            article.published_at = item.article.published.at
        self._adopt_verdict(article, item)
        self.session.flush()
        self._verdict(article.id, item)
        self._rights(article.id, item)
        self._tags(article.id, item)
        changed = changes(was, item)
        return "unchanged", f"read again: {', '.join(sorted(changed))}" if changed else None

    def _move_story(self, article: Article, old_hash: str, item: Incoming) -> None:
        """A story's hash keeps two stories of one text from being made; it is found through its
        versions. When the version it was taken from reads otherwise, it follows, or the old text
        could never found a story again.
        """
        story = self.session.get(Story, article.story_id) if article.story_id else None
        own = f"{article.outlet}:{article.key}"
        if story is None or story.content_hash not in (old_hash, f"{old_hash}:{own}"):
            return
        if story.content_hash == item.story_key:
            return
        taken = self.session.scalar(select(Story.id).where(Story.content_hash == item.story_key))
        story.content_hash = f"{item.content_hash}:{own}" if taken else item.story_key

    def _grow(self, article: Article, was: Stored, item: Incoming) -> tuple[str, str | None]:
        """A light row: judged again, and given its text when it is on topic today."""
        self._verdict(article.id, item)
        self._adopt_verdict(article, item)
        if item.verdict.label == "off_topic":
            return "off_topic", item.verdict.reason
        if item.article.published:
            article.published_at = item.article.published.at
        article.next_check_at = next_check(article.published_at, self.now)
        joined = self._join_story(article, item, self._stories([item]))
        self._version(article, item, 1, was.place.id)
        return ("copy", f"story {article.story_id}") if joined else ("stored", "rescored")
