"""What the corpus already knows of an outlet: keys to skip, articles to look at again, feed states.

Read only. A crawl writes no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from db import models
from db.home import database_url
from spiders.errors import KnownError

#: A key that stays blocked or unreachable is tried in so many runs at most …
MAX_TRIES = 5
#: … within this time.
RETRY_FOR = timedelta(days=14)
#: No look is put off for longer than this (`db.schedule`): one that is, was by a wrong clock.
LONGEST = timedelta(days=15)
#: Looks older than this no longer count.
SETTLED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """An article to fetch although no source lists it: an edit may have come, or it failed before."""

    key: str
    url: str
    source: Literal["recheck", "retry"]


@dataclass(frozen=True, slots=True)
class FeedMemory:
    """What a source answered when it was last read to its end, with nothing left to retry.

    ``newest`` is the time of its newest row then.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A source discovered anew in an earlier visit, when the declared ones had died."""

    url: str
    kind: str
    found: str


@dataclass(frozen=True, slots=True)
class Known:
    """The corpus as one crawl of one outlet sees it. ``keys`` are those not to fetch: articles, and
    pages that came to nothing lately. ``newest`` is when its newest article was published (aware).
    """

    NOTHING: ClassVar[Known]

    keys: frozenset[str] = frozenset()
    due: tuple[Due, ...] = ()
    feeds: Mapping[str, FeedMemory] = field(default_factory=dict)
    newest: datetime | None = None
    proposals: tuple[Proposed, ...] = ()


Known.NOTHING = Known()


def load(outlet: str, home: Path, *, url: str | None = None, at: datetime | None = None) -> Known:
    """What the corpus knows of an outlet; nothing when there is no corpus yet.

    Raises KnownError when there is one that cannot be read: fetching everything again would be the
    wrong answer to that.
    """
    where = sa.make_url(database_url(Path(home).absolute(), url))
    shown = where.render_as_string(hide_password=True)
    if where.get_backend_name() == "sqlite":
        path = where.database
        if not path or path == ":memory:" or not Path(path).exists():
            return Known.NOTHING
        where = where.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})
    engine = sa.create_engine(where, poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("article"):
                return Known.NOTHING
            return _read(connection, outlet, at or datetime.now(UTC))
    except SQLAlchemyError as error:
        raise KnownError(
            f"the corpus {shown} cannot be read ({getattr(error, 'orig', None) or error}); "
            "check AIPOLICY_DATABASE_URL and that its tables are up to date"
        ) from error
    finally:
        engine.dispose()


def _read(connection: sa.Connection, outlet: str, at: datetime) -> Known:
    article = _table(models.Article)
    feed = _table(models.FeedState)
    rows = connection.execute(
        sa.select(article.c.key, article.c.url, article.c.next_check_at)
        .where(article.c.outlet == outlet)
        .order_by(article.c.published_at.desc())
    ).all()
    keys = frozenset(row.key for row in rows)
    recheck = [
        Due(row.key, row.url, "recheck")
        for row in rows
        if row.url and row.next_check_at is not None and not at < row.next_check_at <= at + LONGEST
    ]
    feeds = {
        row.url: FeedMemory(row.etag, row.last_modified, row.body_hash, row.newest_at)
        for row in connection.execute(
            sa.select(feed).where(feed.c.outlet == outlet)
        )
    }  # fmt: skip
    due = (*recheck, *_retries(connection, outlet, keys, at))
    return Known(
        keys | _settled(connection, outlet, at),
        due,
        feeds,
        _newest(connection, outlet, at),
        _proposals(connection, outlet),
    )


def _newest(connection: sa.Connection, outlet: str, at: datetime) -> datetime | None:
    """When the newest article was published; one dated into the future proves nothing."""
    article = _table(models.Article)
    found: datetime | None = connection.scalar(
        sa.select(sa.func.max(article.c.published_at)).where(
            article.c.outlet == outlet, article.c.published_at <= at + timedelta(days=1)
        )
    )
    return found


def _proposals(connection: sa.Connection, outlet: str) -> tuple[Proposed, ...]:
    """Last seen first."""
    proposal = _table(models.Proposal)
    rows = connection.execute(
        sa.select(proposal.c.url, proposal.c.kind, proposal.c.found)
        .where(proposal.c.outlet == outlet)
        .order_by(proposal.c.last_at.desc(), proposal.c.url)
    )
    return tuple(Proposed(row.url, row.kind, row.found) for row in rows)


def _settled(connection: sa.Connection, outlet: str, at: datetime) -> frozenset[str]:
    """Keys that came to nothing lately: after n looks they are left alone for n days, so that a
    page that is no article is not fetched every half hour for as long as a feed lists it.
    """
    outcome = _table(models.Outcome)
    looks = connection.execute(
        sa.select(
            outcome.c.key, sa.func.count().label("looks"), sa.func.max(outcome.c.at).label("last")
        )
        .where(
            outcome.c.outlet == outlet,
            outcome.c.outcome.in_(models.SETTLED),
            outcome.c.at >= at - SETTLED_FOR,
        )
        .group_by(outcome.c.key)
    )
    return frozenset(row.key for row in looks if row.last >= at - timedelta(days=row.looks))


def _retries(
    connection: sa.Connection, outlet: str, keys: frozenset[str], at: datetime
) -> list[Due]:
    """Keys whose last outcome may pass, and that were not tried too often."""
    outcome = _table(models.Outcome)
    transient = outcome.c.outcome.in_(models.TRANSIENT)
    failed = sa.select(outcome.c.key).where(
        outcome.c.outlet == outlet, transient, outcome.c.at >= at - RETRY_FOR
    )
    rank = sa.func.row_number().over(
        partition_by=outcome.c.key, order_by=(outcome.c.at.desc(), outcome.c.run_id.desc())
    )
    tries = sa.func.sum(sa.case((transient, 1), else_=0)).over(partition_by=outcome.c.key)
    ranked = (
        sa.select(
            outcome.c.key, outcome.c.url, outcome.c.at,
            transient.label("transient"), rank.label("rank"), tries.label("tries"),
        )
        .where(outcome.c.outlet == outlet, outcome.c.key.in_(failed))
        .subquery()
    )  # fmt: skip
    last = connection.execute(
        sa.select(ranked.c.key, ranked.c.url)
        .where(ranked.c.rank == 1, ranked.c.transient, ranked.c.tries < MAX_TRIES)
        .order_by(ranked.c.at.desc())
    )
    return [Due(row.key, row.url, "retry") for row in last if row.url and row.key not in keys]


def _table(model: type[models.Base]) -> Any:
    return model.__table__
