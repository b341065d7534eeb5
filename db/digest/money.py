"""Named laws and programmes that are new, and the largest sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from db.digest.scope import STORY, Scope, new_stories
from db.digest.shape import Amount, Programme, Source
from db.digest.sources import sources
from db.digest.span import Span
from db.models import Article, Story, Tag
from db.slices import parts
from korean.vocab import programmes as vocabulary

#: Sums of one story that are told: a budget article has dozens.
A_STORY = 2
#: Sums looked at for each that is wanted.
_DEEP = 4


def programmes(session: Session, scope: Scope, span: Span, limit: int) -> tuple[Programme, ...]:
    """Those of the period that were not in the period before: the ones the corpus never had first."""
    tagged = and_(Tag.article_id == Article.id, Tag.kind == "programme")
    counted = (
        select(Tag.value, new_stories(span), func.min(Article.published_at))
        .select_from(Article)
        .join(Tag, tagged)
        .outerjoin(Story, Story.id == Article.story_id)
        .group_by(Tag.value)
    )
    now = {value: stories for value, stories, _ in session.execute(scope.during(counted, span))}
    before = set(
        session.scalars(
            scope.during(select(Tag.value).select_from(Article).join(Tag, tagged), span.before)
        )
    )
    fresh = sorted(now.keys() - before)
    if not fresh:
        return ()
    last = _last_before(session, fresh, span.since)
    shown = _first_articles(session, scope, span, fresh)
    there = sources(session, shown.values())
    sorts = {p.key: p.sort for p in vocabulary()}
    found = [
        Programme(
            value, sorts.get(value, "programme"), now[value], value not in last,
            last.get(value), there[shown[value]],
        )
        for value in fresh
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda p: (not p.first, -p.stories, p.value))[:limit])


def _last_before(session: Session, values: Collection[str], since: datetime) -> dict[str, datetime]:
    """When the whole corpus, whatever was asked for, had them last before the period."""
    query = (
        select(Tag.value, func.max(Article.published_at))
        .join(Article, Article.id == Tag.article_id)
        .where(
            Tag.kind == "programme", Tag.value.in_(values), Article.label == "on_topic",
            Article.published_at < since,
        )
        .group_by(Tag.value)
    )  # fmt: skip
    rows = session.execute(query).tuples().all()
    return {value: at for value, at in rows if at is not None}


def _first_articles(
    session: Session, scope: Scope, span: Span, values: Collection[str]
) -> dict[str, int]:
    """Value → the first article of the period that names it."""
    query = scope.during(
        select(Tag.value, Article.id)
        .select_from(Article)
        .join(Tag, and_(Tag.article_id == Article.id, Tag.kind == "programme"))
        .where(Tag.value.in_(values))
        .order_by(Article.published_at.desc(), Article.id.desc()),
        span,
    )
    return dict(session.execute(query).tuples().all())  # the last one wins: the earliest


def amounts(session: Session, scope: Scope, span: Span, limit: int) -> tuple[Amount, ...]:
    """The largest sums, each once, with the earliest article that has it and how many stories do; of
    one story at most `A_STORY`.
    """
    tagged = and_(Tag.article_id == Article.id, Tag.kind == "amount", Tag.krw > 0)
    counted = scope.during(
        select(Tag.krw, func.count(STORY.distinct())).select_from(Article).join(Tag, tagged), span
    ).group_by(Tag.krw).order_by(Tag.krw.desc())  # fmt: skip
    chosen: list[tuple[int, int, int]] = []
    told: Counter[int] = Counter()
    for krw, stories in session.execute(counted.limit(limit * _DEEP)).tuples().all():
        story, article = session.execute(
            scope.during(select(STORY, Article.id).join(Tag, tagged), span)
            .where(Tag.krw == krw)
            .order_by(Article.published_at, Article.id)
            .limit(1)
        ).one()
        told[story] += 1
        if told[story] <= A_STORY:
            chosen.append((krw, stories, article))
        if len(chosen) == limit:
            break
    ids = [article for *_, article in chosen]
    there = sources(session, ids)
    tags = _tags(session, ids)
    return tuple(
        _amount(krw, stories, tags[article], there[article]) for krw, stories, article in chosen
    )


def _tags(session: Session, ids: Iterable[int]) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = {id_: [] for id_ in ids}
    for part in parts(sorted(found)):
        wanted = select(Tag).where(
            Tag.article_id.in_(part), Tag.kind.in_(("agency", "region", "amount"))
        )
        for tag in session.scalars(wanted):
            found[tag.article_id].append(tag)
    return found


def _amount(krw: int, stories: int, tags: Sequence[Tag], source: Source) -> Amount:
    sums = [tag for tag in tags if tag.kind == "amount" and tag.krw == krw]
    evidence: Mapping[str, Any] = next(iter(sums[0].evidence), {}) if sums else {}
    return Amount(
        krw, stories, evidence.get("text"), evidence.get("rule") or "other", _most(tags, "agency"),
        _places(tags), source,
    )  # fmt: skip


def _most(tags: Iterable[Tag], kind: str, number: int = 2) -> tuple[str, ...]:
    named = sorted((-tag.count, tag.value) for tag in tags if tag.kind == kind)
    return tuple(value for _, value in named[:number])


def _places(tags: Iterable[Tag]) -> tuple[str, ...]:
    """Municipalities stand for their 시·도."""
    named = _most(tags, "region", 6)
    implied = {value.partition(" ")[0] for value in named if " " in value}
    return tuple(value for value in named if value not in implied)[:2]
