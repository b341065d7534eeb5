"""Press releases of the period, and how far papers took them over."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from db.digest.scope import Scope
from db.digest.shape import Release, Releases, Source
from db.digest.sources import sources
from db.digest.span import Span
from db.lineage import GOVERNMENT
from db.models import Article, Outlet, Reuse

#: From this share on an article is the release word for word.
VERBATIM = 0.9


def releases(session: Session, scope: Scope, span: Span, limit: int) -> Releases:
    """Releases published in the span, with the articles made of them until its end. Where outlets are
    asked for, releases of theirs, and what they printed of others'.
    """
    wide = Scope((), scope.topic, scope.regions)
    query = wide.during(
        select(Article.id, Article.outlet)
        .join(Outlet, Outlet.code == Article.outlet)
        .where(Outlet.kind == GOVERNMENT),
        span,
    )
    published: dict[int, str] = dict(session.execute(query).tuples().all())
    made = _made(session, wide, span, scope.outlets)
    if scope.outlets:
        published = {id_: code for id_, code in published.items()
                     if code in scope.outlets or id_ in made}  # fmt: skip
    rows = [row for some in made.values() for row in some]
    return Releases(
        len(published), len(made), len({row.article_id for row in rows}),
        len({row.article_id for row in rows if row.share >= VERBATIM}),
        _most(session, made, limit),
    )  # fmt: skip


def _made(
    session: Session, wide: Scope, span: Span, outlets: tuple[str, ...]
) -> dict[int, list[Any]]:
    """Release → its rows, in order of the articles' time."""
    paper, here = aliased(Article), aliased(Outlet)
    query = wide.during(
        select(
            Reuse.release_id, Reuse.article_id, Reuse.share, Reuse.coverage, Reuse.added,
            Reuse.delay_seconds, here.name,
        )
        .select_from(Article)
        .join(Reuse, Reuse.release_id == Article.id)
        .join(paper, paper.id == Reuse.article_id)
        .join(here, here.code == paper.outlet)
        .where(
            paper.label == "on_topic",
            or_(paper.published_at < span.until, paper.published_at.is_(None)),
        )
        .order_by(Reuse.release_id, func.coalesce(paper.published_at, span.until), paper.id),
        span,
    )  # fmt: skip
    if outlets:
        query = query.where(or_(Article.outlet.in_(outlets), paper.outlet.in_(outlets)))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.release_id].append(row)
    return found


def _most(session: Session, made: dict[int, list[Any]], limit: int) -> tuple[Release, ...]:
    there = sources(session, made)
    found = [_release(there[id_], rows) for id_, rows in made.items()]
    return tuple(sorted(found, key=lambda r: (-r.articles, -r.share, r.source.article_id))[:limit])


def _release(source: Source, rows: list[Any]) -> Release:
    delays = [row.delay_seconds for row in rows if row.delay_seconds is not None]
    return Release(
        source, len(rows), tuple(dict.fromkeys(row.name for row in rows)),
        sum(row.share for row in rows) / len(rows), sum(row.coverage for row in rows) / len(rows),
        sum(row.share >= VERBATIM for row in rows), sum(row.added for row in rows),
        min(delays) if delays else None,
    )  # fmt: skip
