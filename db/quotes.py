"""Quotations of versions: kept as they are read, and asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from db.document import iso
from db.models import Article, Outlet, Quote
from db.values import quote_row
from korean import called
from korean.quotation import Quotation
from korean.quotes import governments, lexicon

_PART = 300  # values bound at once; SQLite has a limit


@dataclass(frozen=True, slots=True)
class Filter:
    """Which quotations of current on-topic texts: all given conditions hold. Times are aware,
    ``until`` is exclusive.

    ``office`` is a whole office or its end (시장 finds 포항시장); ``agency`` one of a body's names,
    today's or a former one, local governments' too. ``open``: only those whose speaker is not certain.
    """

    speaker: str | None = None
    office: str | None = None
    agency: str | None = None
    outlets: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    open: bool = False

    def apply(self, query: Select[Any]) -> Select[Any]:
        """``query`` selects from Quote and Article."""
        query = query.where(
            Article.current_version_id == Quote.version_id, Article.label == "on_topic"
        )
        if self.speaker:
            query = query.where(Quote.speaker == self.speaker)
        if self.office:
            query = query.where(Quote.office.endswith(self.office, autoescape=True))
        if self.agency:
            query = query.where(Quote.agency == key_of(self.agency))
        if self.outlets:
            query = query.where(Article.outlet.in_(list(self.outlets)))
        if self.since:
            query = query.where(Article.published_at >= self.since)
        if self.until:
            query = query.where(Article.published_at < self.until)
        return query.where(Quote.resolved.is_(None)) if self.open else query


def key_of(name: str) -> str:
    """The key of a public body or a local government (경북도, 포항시청), by any of its names.

    The name itself where it has none, or is that of several (중구).
    """
    if found := called.values("agency", name):
        return found[0]
    if key := lexicon.agency_names().get(name):
        return key  # a party speaks for 국회, though no tag says so
    keys = governments.asked(name)
    return keys[0] if len(keys) == 1 else name


def count(session: Session, wanted: Filter) -> int:
    """How many quotations the filter holds."""
    query = wanted.apply(select(func.count()).select_from(Quote, Article))
    return session.scalar(query) or 0


def find(session: Session, wanted: Filter, *, limit: int | None = None) -> list[dict[str, Any]]:
    """Quotations with their articles, newest article first, in a text's order; without date last."""
    query = wanted.apply(select(Quote, Article, Outlet.name).select_from(Quote, Article)).join(
        Outlet, Outlet.code == Article.outlet
    )
    newest = (
        Article.published_at.is_(None), Article.published_at.desc(), Article.id.desc(), Quote.start
    )  # fmt: skip
    rows = session.execute(query.order_by(*newest).limit(limit))
    return [_row(quote, article, name) for quote, article, name in rows]


def _row(quote: Quote, article: Article, outlet_name: str) -> dict[str, Any]:
    return {
        "article_id": article.id, "outlet": article.outlet, "outlet_name": outlet_name,
        "title": article.title, "url": article.url, "published_at": iso(article.published_at),
        "story_id": article.story_id, "text": quote.text, "speaker": quote.speaker,
        "office": quote.office, "organisation": quote.organisation, "agency": quote.agency,
        "verb": quote.verb, "resolved": quote.resolved, "start": quote.start, "end": quote.end,
        "evidence": quote.evidence,
    }  # fmt: skip


def keep(session: Session, wanted: Mapping[int, Sequence[Quotation]]) -> None:
    """Version id → its quotations; what is stored otherwise is replaced, the rest not touched."""
    ids = sorted(wanted)
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        stored: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in part}
        for quote in session.scalars(
            select(Quote).where(Quote.version_id.in_(part)).order_by(Quote.start)
        ):
            row = {c.name: getattr(quote, c.name) for c in Quote.__table__.columns}
            del row["id"]
            stored[quote.version_id].append(row)
        rows = {id_: [quote_row(id_, quote) for quote in wanted[id_]] for id_ in part}
        changed = [id_ for id_ in part if stored[id_] != rows[id_]]
        if any(stored[id_] for id_ in changed):
            session.execute(delete(Quote).where(Quote.version_id.in_(changed)))
        if new := [row for id_ in changed for row in rows[id_]]:
            session.execute(insert(Quote), new)
