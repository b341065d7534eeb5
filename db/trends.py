"""How much was written, when, and about whom: articles and stories by time, outlet and tag."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, String, and_, func, literal, literal_column, select
from sqlalchemy.orm import Session

from db.models import Article, Tag
from db.periods import PERIODS, Period, reaches
from db.queries import TAGGED, Filter
from db.search.asking import hits_of
from korean.dates import KST, kst
from korean.query import Query, QueryError, parse

By = Literal["month", "week", "day"]
Dimension = Literal["outlet", "region", "topic", "agency", "programme"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

#: No plot begins before: dates of older articles are mistakes, or a `since` for "everything".
EARLIEST = date(2000, 1, 1)
#: An article without a story is one by itself.
_STORY = func.coalesce(Article.story_id, -Article.id)
#: SQLite would begin with all tags of the kind, also where a week of articles is asked for; ``+`` says
#: to look them up behind the articles.
_AFTER_ARTICLE = literal_column("+tag.kind", String)
_EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Line:
    """One value's articles and stories, a number a period. A story counts in each period that one of
    its articles is of: stories of periods do not add up.
    """

    value: str
    articles: tuple[int, ...]
    stories: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Periods without a gap, and a line for each value, the one with most articles first; without a
    dimension one line whose value is empty. Articles without a date are only counted.

    ``whole``, for each period: it is over, and neither ``since`` nor ``until`` nor the beginning of the
    corpus cuts it off. Only whole ones can be compared.
    """

    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    undated: int
    whole: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """How often a value was met, and in the equally long time before: null where there is none (see
    `time_before`). ``growth`` is 0.5 for half as many again, null where nothing was before, too.
    """

    value: str
    articles: int
    stories: int
    before: int | None
    growth: float | None


def trend(
    session: Session,
    where: Filter = _EVERYTHING,
    query: Query | str = "",
    *,
    by: By = "month",
    of: Dimension | None = None,
    now: datetime | None = None,
) -> Trend:
    """Articles and stories by period in Korea, from ``where.since`` to ``where.until`` (at most now)
    where they are given, else from the first article to the last. Raises QueryError.
    """
    if by not in PERIODS:
        raise QueryError(f"{by!r} is no period; articles are counted by {', '.join(PERIODS)}")
    period, now = PERIODS[by], now or datetime.now(UTC)
    name: ColumnElement[str] = literal_column(
        period.sql(session.get_bind().dialect.name, "article.published_at"), String
    )
    counted = _counted(session, where, query, of, name)
    found: dict[str, dict[str, tuple[int, int]]] = {}
    undated = 0
    for at, of_value, articles, stories in session.execute(counted):
        if at is None:
            undated += articles
        else:
            found.setdefault(of_value, {})[at] = (articles, stories)
    if of is not None and undated:
        undated = _undated(session, where, query)
    days = [period.day(at) for line in found.values() for at in line]
    periods = _span(by, days, where, now)
    lines = [
        Line(
            of_value,
            tuple(line.get(at, (0, 0))[0] for at in periods),
            tuple(line.get(at, (0, 0))[1] for at in periods),
        )
        for of_value, line in found.items()
    ]
    first = began(session)
    return Trend(
        periods, tuple(sorted(lines, key=lambda x: (-sum(x.articles), x.value))), undated,
        tuple(_whole(period, at, where, first, now) for at in periods),
    )  # fmt: skip


def began(session: Session) -> datetime | None:
    """When the corpus begins: the publication of its first article, null for an empty one."""
    return session.scalar(
        select(func.min(Article.published_at)).where(
            Article.label == "on_topic",
            Article.published_at >= datetime.combine(EARLIEST, time(), KST),
        )
    )


def _whole(period: Period, name: str, where: Filter, first: datetime | None, now: datetime) -> bool:
    begin, end = period.bounds(name)
    return (
        reaches(first, begin)
        and (where.since is None or where.since <= begin)
        and end <= min(where.until or now, now)
    )


def mentions(
    session: Session,
    of: Dimension,
    where: Filter = _EVERYTHING,
    query: Query | str = "",
    *,
    limit: int | None = 20,
    now: datetime | None = None,
) -> tuple[Mention, ...]:
    """The values met in most articles, with their growth against the `time_before`. Raises QueryError."""
    found = _mentions(session, of, where, query)
    earlier = time_before(session, where, now=now)
    before = _mentions(session, of, earlier, query) if earlier else None
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
    return tuple(_mention(value, *numbers, before) for value, numbers in ordered)


def time_before(session: Session, where: Filter, *, now: datetime | None = None) -> Filter | None:
    """The same conditions for the equally long time before ``where.since``; null without a ``since``,
    and where the corpus begins later than that time.
    """
    if not where.since:
        return None
    since = where.since - ((where.until or now or datetime.now(UTC)) - where.since)
    return (
        replace(where, since=since, until=where.since) if reaches(began(session), since) else None
    )


def _mention(
    value: str, articles: int, stories: int, before: dict[str, tuple[int, int]] | None
) -> Mention:
    if before is None:
        return Mention(value, articles, stories, None, None)
    earlier = before.get(value, (0, 0))[0]
    growth = (articles - earlier) / earlier if earlier else None
    return Mention(value, articles, stories, earlier, growth)


def _mentions(
    session: Session, of: Dimension, where: Filter, query: Query | str
) -> dict[str, tuple[int, int]]:
    counted = _counted(session, where, query, of)
    return {name: (a, s) for name, a, s in session.execute(counted)}


def _undated(session: Session, where: Filter, query: Query | str) -> int:
    counted = _counted(session, where, query, None).where(Article.published_at.is_(None))
    return int(session.execute(counted).one().articles)


def _counted(
    session: Session,
    where: Filter,
    query: Query | str,
    of: Dimension | None,
    *first: ColumnElement[Any],
) -> Select[Any]:
    """Articles and stories for each of ``first`` and of the dimension's values (empty without one)."""
    if of not in (None, *DIMENSIONS):
        raise QueryError(f"articles are counted by {', '.join(DIMENSIONS)}, not by {of!r}")
    keys: list[Any] = [*first]
    if of is not None:
        keys.append(Article.outlet if of == "outlet" else Tag.value)
    statement = select(
        *first, *(keys[len(first) :] or [literal("")]), func.count().label("articles"),
        func.count(_STORY.distinct()).label("stories"),
    ).select_from(Article)  # fmt: skip
    if of in TAGGED:
        kind = _AFTER_ARTICLE if where.since and _is_sqlite(session) else Tag.kind
        statement = statement.join(Tag, and_(Tag.article_id == Article.id, kind == of))
    asked = parse(query) if isinstance(query, str) else query
    if asked.must or asked.must_not:
        matching = hits_of(session, asked, where).article_ids().subquery()
        statement = statement.where(Article.id.in_(select(matching.c.article_id)))
    else:
        statement = where.apply(statement)
    return statement.group_by(*keys)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _span(by: By, days: list[date], where: Filter, now: datetime) -> tuple[str, ...]:
    """The periods to show."""
    if where.since:
        days = [*days, kst(where.since).date()]
    if where.until:
        days = [*days, kst(min(where.until - timedelta(microseconds=1), now)).date()]
    if not days:
        return ()
    return PERIODS[by].names(max(min(days), EARLIEST), max(days))
