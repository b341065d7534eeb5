"""What today's scorer has not judged yet, and its verdicts kept.

An article is judged when a verdict of today's ruleset on its text exists **and** is the one its row
carries: after a model is retired the rules' older verdicts exist, and yet another one holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from db import describe, labels
from db.models import Article, Outlet, Verdict, Version
from db.stale import Scope
from db.upsert import ignore
from db.values import columns
from korean import verdict as scorer


@dataclass(frozen=True, slots=True)
class Unjudged(Scope):
    """Articles of these outlets (empty: all) that ``ruleset`` has not judged; all when it is None.

    As a `db.stale.Scope` it holds the light rows that have a capture: their text is in the archive.
    """

    ruleset: str | None = None

    def articles(self) -> ColumnElement[bool]:
        return and_(
            Article.current_version_id.is_(None), Article.capture_id.is_not(None), self.open()
        )

    def versions(self) -> ColumnElement[bool]:
        return false()

    def open(self) -> ColumnElement[bool]:
        """Not judged: the condition on `Article`."""
        wanted: list[ColumnElement[bool]] = []
        if self.outlets:
            wanted.append(Article.outlet.in_(list(self.outlets)))
        if self.ruleset is not None:
            current = aliased(Version)
            text = (
                select(current.text_hash)
                .where(current.id == Article.current_version_id)
                .correlate(Article)
            )
            carried = exists().where(
                Verdict.article_id == Article.id,
                Verdict.ruleset == self.ruleset,
                Verdict.score == Article.score,
                Verdict.band == Article.band,
                or_(Verdict.label == Article.label, Article.reason == labels.REASON),
                or_(
                    Article.current_version_id.is_(None),
                    Verdict.text_hash == text.scalar_subquery(),
                ),
            )
            wanted.append(~carried)
        return and_(true(), *wanted)


@dataclass(frozen=True, slots=True)
class Text:
    """The current text of an article, with what a scorer reads and what the article's row says."""

    article_id: int
    version_id: int
    text_hash: str
    outlet: str
    key: str
    url: str | None
    kind: str
    title: str
    subtitle: str | None
    body: str
    section: str | None
    label: str
    score: float
    band: str
    reason: str | None


def count(session: Session, scope: Unjudged) -> tuple[int, int, int]:
    """(texts to judge, light rows to read, light rows that no capture tells of)."""
    light = Article.current_version_id.is_(None)
    conditions = (
        and_(~light, scope.open()),
        scope.articles(),
        and_(light, Article.capture_id.is_(None), scope.open()),
    )
    texts, rows, without = (
        session.scalar(select(func.count()).select_from(Article).where(c)) or 0 for c in conditions
    )
    return texts, rows, without


def texts(session: Session, scope: Unjudged, *, after: int, limit: int) -> list[Text]:
    """The next texts to judge behind article ``after``, by article."""
    query = (
        select(
            Article.id, Version.id, Version.text_hash, Article.outlet, Article.key, Article.url,
            Outlet.kind, Version.title, Version.subtitle, Version.body, Version.section,
            Article.label, Article.score, Article.band, Article.reason,
        )
        .join(Version, Version.id == Article.current_version_id)
        .join(Outlet, Outlet.code == Article.outlet)
        .where(Article.id > after, scope.open())
        .order_by(Article.id)
        .limit(limit)
    )  # fmt: skip
    return [Text(*row) for row in session.execute(query).tuples()]


def keep(
    session: Session, judged: Sequence[tuple[Text, scorer.Verdict]], now: datetime
) -> set[int]:
    """Append the verdicts and let the articles carry them; the articles that were kept: one that a
    crawl renewed meanwhile is not. Labels by people hold. Call inside ``writing(exclusive=True)``.
    """
    ids = [text.article_id for text, _ in judged]
    now_current = _current(session, ids)
    judged = [(t, v) for t, v in judged if now_current.get(t.article_id) == t.version_id]
    held = labels.standing(session, ids)
    rows = [_row(text, verdict, now) for text, verdict in judged]
    if rows:
        session.execute(ignore(session, Verdict), rows)
    on: list[int] = []
    off: list[int] = []
    for text, verdict in judged:
        values = carried(verdict, held.get(text.article_id))
        if any(getattr(text, name) != value for name, value in values.items()):
            session.execute(
                update(Article).where(Article.id == text.article_id).values(**values),
                execution_options={"synchronize_session": False},
            )
        if values["label"] != text.label:
            (on if values["label"] == "on_topic" else off).append(text.article_id)
    describe.anew(session, on)
    describe.forget(session, off)
    return {text.article_id for text, _ in judged}


def carried(verdict: scorer.Verdict, label: str | None) -> Mapping[str, Any]:
    """What an article's row says of a verdict beside a person's label."""
    return {
        "label": label or verdict.label, "score": verdict.score, "band": verdict.band,
        "reason": labels.REASON if label else verdict.reason,
    }  # fmt: skip


def _current(session: Session, ids: Sequence[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for start in range(0, len(ids), 300):
        part = ids[start : start + 300]
        rows = select(Article.id, Article.current_version_id).where(Article.id.in_(part))
        found |= dict(session.execute(rows).tuples().all())
    return found


def _row(text: Text, verdict: scorer.Verdict, now: datetime) -> dict[str, Any]:
    return {
        "article_id": text.article_id, "text_hash": text.text_hash, "ruleset": verdict.ruleset,
        "label": verdict.label, "score": verdict.score, "band": verdict.band,
        "reason": verdict.reason, "evidence": [columns(e) for e in verdict.evidence],
        "created_at": now,
    }  # fmt: skip
