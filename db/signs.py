"""Signs of change that no single visit shows: articles a day, articles without a date, notices of
rights, and what robots.txt said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, literal_column, select
from sqlalchemy.orm import Session

from db.health import printed
from db.models import Article, ArticleRights, Capture, Run


@dataclass(frozen=True, slots=True)
class DayCount:
    """Articles of one outlet printed on one day in Korea: all that were listed, and those on topic."""

    listed: int = 0
    stored: int = 0


@dataclass(frozen=True, slots=True)
class Undated:
    """Articles that crawls found in the last weeks, those without a date, and on how many days."""

    rows: int = 0
    without: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What articles say of their rights, how many of them, and when the first of these was printed."""

    licence: str
    ai_training: bool | None
    text: str | None
    articles: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class RobotsText:
    """One text a robots.txt had, and where its newest capture lies. ``times`` it was seen."""

    url: str
    status: int
    digest: str
    first_at: datetime
    last_at: datetime
    times: int
    file: str
    offset: int
    length: int


def _day(session: Session, when: Any) -> ColumnElement[Any]:
    """The day in Korea of a time, as ``YYYY-MM-DD``. There is no summer time since 1988.

    Constants stand in the statement: as parameters they would make two expressions of one that is
    selected and grouped by.
    """
    if session.get_bind().dialect.name == "postgresql":
        local = func.timezone(literal_column("'Asia/Seoul'"), when)
        return func.to_char(local, literal_column("'YYYY-MM-DD'"))
    return func.strftime(literal_column("'%Y-%m-%d'"), when, literal_column("'+9 hours'"))


def days(session: Session, since: datetime) -> dict[str, dict[date, DayCount]]:
    """Outlet → day → what was printed on it, of all that came in whichever way. ``since`` is aware."""
    when = printed()
    day = _day(session, when).label("day")
    found: dict[str, dict[date, DayCount]] = {}
    for outlet, text, listed, stored in session.execute(
        select(Article.outlet, day, func.count(), func.sum(case((Article.label == "on_topic", 1), else_=0)))
        .where(when >= since)
        .group_by(Article.outlet, day)
    ):  # fmt: skip
        found.setdefault(outlet, {})[date.fromisoformat(text)] = DayCount(listed, stored)
    return found


def undated(session: Session, since: datetime) -> dict[str, Undated]:
    """Outlet → how many of the articles that crawls found since then have no date. Files given by
    hand are no evidence of the outlet's pages.
    """
    rows = session.execute(
        select(
            Article.outlet,
            func.count(),
            func.sum(case((Article.published_at.is_(None), 1), else_=0)),
            func.count(
                distinct(
                    case((Article.published_at.is_(None), _day(session, Article.first_seen_at)))
                )
            ),
        )
        .join(Run, Run.id == Article.run_id)
        .where(Article.first_seen_at >= since, Run.flow == "ingest")
        .group_by(Article.outlet)
    )
    return {outlet: Undated(total, without, days) for outlet, total, without, days in rows}


def notices(
    session: Session, since: datetime, until: datetime | None = None
) -> dict[str, list[Notice]]:
    """Outlet → what its articles printed in this time say of their rights, the most usual first."""
    when = printed()
    count = func.count().label("articles")
    columns = (ArticleRights.licence, ArticleRights.ai_training, ArticleRights.notice)
    query = (
        select(Article.outlet, *columns, count, func.min(when).label("first_at"))
        .join(ArticleRights, ArticleRights.article_id == Article.id)
        .where(when >= since)
        .group_by(Article.outlet, *columns)
        .order_by(Article.outlet, count.desc(), func.min(when))
    )
    if until is not None:
        query = query.where(when < until)
    found: dict[str, list[Notice]] = {}
    for row in session.execute(query):
        notice = Notice(row.licence, row.ai_training, row.notice, row.articles, row.first_at)
        found.setdefault(row.outlet, []).append(notice)
    return found


def robots(session: Session, since: datetime) -> dict[str, dict[str, list[RobotsText]]]:
    """Outlet → address of a robots.txt → its texts since then, the one seen last first. An answer
    that allows nothing and says nothing (5xx, 429) is none.
    """
    grouped = (
        select(
            func.max(Capture.id).label("id"),
            func.min(Capture.fetched_at).label("first_at"),
            func.max(Capture.fetched_at).label("last_at"),
            func.count().label("times"),
        )
        .where(
            Capture.kind == "robots", Capture.fetched_at >= since,
            Capture.status < 500, Capture.status != 429,
        )
        .group_by(Capture.outlet, Capture.url, Capture.digest, Capture.status)
        .subquery()
    )  # fmt: skip
    rows: Iterable[Any] = session.execute(
        select(Capture, grouped.c.first_at, grouped.c.last_at, grouped.c.times)
        .join(grouped, grouped.c.id == Capture.id)
        .order_by(Capture.outlet, Capture.url, grouped.c.last_at.desc(), Capture.id.desc())
    )
    found: dict[str, dict[str, list[RobotsText]]] = {}
    for capture, first_at, last_at, times in rows:
        text = RobotsText(
            capture.url, capture.status, capture.digest, first_at, last_at, times,
            capture.file, capture.offset, capture.length,
        )  # fmt: skip
        found.setdefault(capture.outlet, {}).setdefault(capture.url, []).append(text)
    return found
