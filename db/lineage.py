"""Press releases and what was made of them: kept for every story whose origin is a release.

A release is an article of a government outlet. Held against it are the other outlets' articles of its
story, and those that the matching found related to it without being copies. What took next to nothing
(a member through a round-up of several releases) has no row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, case, delete, func, or_, select, tuple_
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, aliased

from db.document import iso
from db.models import Article, Outlet, Relation, Reuse, Story, Version
from db.session import reading, retrying, writing
from db.upsert import upsert
from korean.dates import kst
from korean.lineage import ALGORITHM, Lineage, lineage

GOVERNMENT = "government"
#: Stories looked at together; a text of each member is in memory.
BATCH = 100
_PART = 300  # values bound at once; SQLite has a limit
_DAY = 86_400
#: Share of an article below which it took nothing: a name and a place are as much.
LEAST_SHARE = 0.1

Pair = tuple[int, int]  # release, article


def refresh(engine: Engine, article_ids: Collection[int] | None = None) -> int:
    """Bring the reuse of these articles' stories up to date; how many rows were computed. None:
    of all stories, and only what is missing or by another algorithm.

    Texts are compared between two transactions; running it twice changes nothing.
    """
    with reading(engine) as session:
        stories = _stories(session, article_ids)
    if article_ids is not None:
        return _refresh(engine, stories, frozenset(article_ids))
    computed = 0
    for start in range(0, len(stories), BATCH):
        computed += _refresh(engine, stories[start : start + BATCH], frozenset())
    with reading(engine) as session:
        orphans = _orphans(session)
    if orphans:
        _write(engine, (), orphans)
    return computed


def of_story(session: Session, story_id: int) -> list[dict[str, Any]]:
    """Rows of the view `lineage` whose release or article is a member of the story: by release, then
    by publication. Times with +09:00.
    """
    members = select(Article.id).where(Article.story_id == story_id)
    wanted = or_(Reuse.release_id.in_(members), Reuse.article_id.in_(members))
    return [_document(row) for row in session.execute(_rows().where(wanted))]


def detail(session: Session, release_id: int, article_id: int) -> Lineage | None:
    """The comparison itself, sentence by sentence; None where one of them has no text."""
    texts = _texts(session, [release_id, article_id])
    if release_id not in texts or article_id not in texts:
        return None
    return lineage(texts[release_id].body, texts[article_id].body)


def summary(
    session: Session,
    by: Literal["outlet", "agency"],
    *,
    outlets: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[dict[str, Any]]:
    """How much is taken over: for each ``outlet`` that printed, or each ``agency`` that released.

    ``{"outlet" | "agency", "name", "articles", "releases", "share" and "coverage" (means),
    "verbatim" (articles of which nine tenths or more are the release's), "kept", "changed",
    "added" (sentences), "delay_hours" (mean of what has a delay), "by_day" (some of these delays are
    whole days, for a page prints no more than its day: so is what can be said of their mean)}``, the
    most articles first.
    ``since`` and ``until`` (exclusive, aware) are of the article's publication.
    """
    article, release = aliased(Article), aliased(Article)
    printed, released = aliased(Version), aliased(Version)
    source = release if by == "agency" else article
    hours = func.avg(Reuse.delay_seconds) / 3600.0
    day = or_(printed.published_precision == "day", released.published_precision == "day")
    query = (
        select(
            source.outlet, Outlet.name, func.count(), func.count(Reuse.release_id.distinct()),
            func.avg(Reuse.share), func.avg(Reuse.coverage),
            func.sum(case((Reuse.share >= 0.9, 1), else_=0)),
            func.sum(Reuse.kept), func.sum(Reuse.changed), func.sum(Reuse.added), hours,
            func.max(case((day, 1), else_=0)),
        )
        .join(article, article.id == Reuse.article_id)
        .join(release, release.id == Reuse.release_id)
        .outerjoin(printed, printed.id == article.current_version_id)
        .outerjoin(released, released.id == release.current_version_id)
        .join(Outlet, Outlet.code == source.outlet)
        .where(article.label == "on_topic", release.label == "on_topic")
        .group_by(source.outlet, Outlet.name)
        .order_by(func.count().desc(), source.outlet)
    )  # fmt: skip
    if outlets:
        query = query.where(or_(article.outlet.in_(outlets), release.outlet.in_(outlets)))
    if since:
        query = query.where(article.published_at >= since)
    if until:
        query = query.where(article.published_at < until)
    names = (
        by, "name", "articles", "releases", "share", "coverage", "verbatim", "kept", "changed",
        "added", "delay_hours", "by_day",
    )  # fmt: skip
    rows = [dict(zip(names, map(_plain, row), strict=True)) for row in session.execute(query)]
    return [row | {"by_day": bool(row["by_day"])} for row in rows]


def _plain(value: Any) -> Any:
    """Averages and sums as numbers of Python: PostgreSQL gives decimals."""
    if value is None or isinstance(value, str | int):
        return value
    return round(float(value), 4)


# -- what is kept ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    body: str
    published_at: datetime | None
    precision: str | None


def _stories(session: Session, article_ids: Collection[int] | None) -> list[int]:
    """Stories with a release as their origin."""
    query = (
        select(Story.id)
        .join(Article, Article.id == Story.origin_id)
        .join(Outlet, Outlet.code == Article.outlet)
        .where(Outlet.kind == GOVERNMENT, Story.merged_into.is_(None))
    )
    if article_ids is None:
        return list(session.scalars(query.order_by(Story.id)))
    found: set[int] = set()
    for part in _parts(sorted(article_ids)):
        theirs = select(Article.story_id).where(Article.id.in_(part))
        found.update(session.scalars(query.where(Story.id.in_(theirs))))
    return sorted(found)


def _refresh(engine: Engine, stories: Sequence[int], given: frozenset[int]) -> int:
    with reading(engine) as session:
        releases = _releases(session, stories)
        # Before what is wanted is asked for: a row that another process writes meanwhile is not
        # taken for one that is to go.
        there = _there(session, releases | given, given)
        wanted = _wanted(session, stories, given)
        todo = [
            pair for pair in sorted(wanted)
            if there.get(pair) != (ALGORITHM, wanted[pair]) or not given.isdisjoint(pair)
        ]  # fmt: skip
        texts = _texts(session, sorted({id_ for pair in todo for id_ in pair}))
    now = datetime.now(UTC)
    computed = [_row(pair, wanted[pair], texts, now) for pair in todo if set(pair) <= texts.keys()]
    rows = [row for row in computed if row["share"] >= LEAST_SHARE]
    nothing = {(row["release_id"], row["article_id"]) for row in computed} - {
        (row["release_id"], row["article_id"]) for row in rows
    }
    gone = sorted((there.keys() - wanted.keys()) | (there.keys() & nothing))
    if rows or gone:
        _write(engine, rows, gone)
    return len(rows)


def _releases(session: Session, stories: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(stories):
        origins = select(Story.origin_id).where(Story.id.in_(part))
        found.update(id_ for id_ in session.scalars(origins) if id_ is not None)
    return found


def _wanted(session: Session, stories: Sequence[int], given: frozenset[int]) -> dict[Pair, str]:
    """(release, article) → relation: members of these stories; what is related to their releases;
    and releases to which a given article is related.
    """
    member = aliased(Article)
    pairs: dict[Pair, str] = {}
    for part in _parts(stories):
        for origin, article in session.execute(
            select(Story.origin_id, member.id)
            .join(member, member.story_id == Story.id)
            .where(Story.id.in_(part))
        ):
            if article != origin:
                pairs[origin, article] = "copy"
    related = _related(session, _releases(session, stories) | given)
    origins = _origins(session, {id_ for pair in related for id_ in pair})
    for one, other in related:
        for release, article in ((one, other), (other, one)):
            if release in origins:
                pairs.setdefault((release, article), "related")
    outlets = _outlets(session, {id_ for pair in pairs for id_ in pair})
    # A government that posts its release again (on its new board, say) has not taken it over.
    return {pair: how for pair, how in pairs.items() if outlets[pair[0]] != outlets[pair[1]]}


def _outlets(session: Session, ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in _parts(sorted(ids)):
        rows = select(Article.id, Article.outlet).where(Article.id.in_(part))
        found |= dict(session.execute(rows).tuples().all())
    return found


def _related(session: Session, ids: Collection[int]) -> list[Pair]:
    found: set[Pair] = set()
    for part in _parts(sorted(ids)):
        query = select(Relation.a_id, Relation.b_id).where(
            Relation.kind == "related", or_(Relation.a_id.in_(part), Relation.b_id.in_(part))
        )
        found.update(session.execute(query).tuples())
    return sorted(found)


def _origins(session: Session, ids: Collection[int]) -> set[int]:
    """Which of these are releases and their story's origin."""
    found: set[int] = set()
    for part in _parts(sorted(ids)):
        found.update(
            session.scalars(
                select(Article.id)
                .join(Story, and_(Story.id == Article.story_id, Story.origin_id == Article.id))
                .join(Outlet, Outlet.code == Article.outlet)
                .where(Article.id.in_(part), Outlet.kind == GOVERNMENT)
            )
        )
    return found


def _there(
    session: Session, releases: Collection[int], given: Collection[int]
) -> dict[Pair, tuple[int, str]]:
    """The rows of these releases, and every row of the given articles."""
    found: dict[Pair, tuple[int, str]] = {}
    columns = (Reuse.release_id, Reuse.article_id, Reuse.algorithm, Reuse.relation)
    for ids, column in ((releases, Reuse.release_id), (given, Reuse.article_id)):
        for part in _parts(sorted(ids)):
            for release, article, algorithm, relation in session.execute(
                select(*columns).where(column.in_(part))
            ).tuples():
                found[release, article] = (algorithm, relation)
    return found


def _orphans(session: Session) -> list[Pair]:
    """Rows whose release is no longer the origin of a story."""
    origin = select(Story.id).where(
        Story.origin_id == Reuse.release_id, Story.merged_into.is_(None)
    )
    rows = select(Reuse.release_id, Reuse.article_id).where(~origin.exists())
    return list(session.execute(rows).tuples())


def _texts(session: Session, ids: Sequence[int]) -> dict[int, _Text]:
    texts: dict[int, _Text] = {}
    for part in _parts(ids):
        query = (
            select(Article.id, Version.body, Article.published_at, Version.published_precision)
            .join(Version, Version.id == Article.current_version_id)
            .where(Article.id.in_(part))
        )
        for id_, body, published_at, precision in session.execute(query).tuples():
            texts[id_] = _Text(body, published_at, precision)
    return texts


def _row(pair: Pair, relation: str, texts: dict[int, _Text], now: datetime) -> dict[str, Any]:
    release, article = (texts[id_] for id_ in pair)
    found = lineage(release.body, article.body)
    return {
        "release_id": pair[0], "article_id": pair[1], "relation": relation,
        "share": found.share, "coverage": found.coverage, "kept": found.count("kept"),
        "changed": found.count("changed"), "added": found.count("added"),
        "dropped": len(found.dropped), "delay_seconds": _delay(release, article),
        "algorithm": ALGORITHM, "created_at": now,
    }  # fmt: skip


def _delay(release: _Text, article: _Text) -> int | None:
    """Seconds from the release to the article; whole days where one of them has no more than its
    day (then 0 is the same day in Korea).
    """
    if release.published_at is None or article.published_at is None:
        return None
    if "day" in (release.precision, article.precision):
        days = kst(article.published_at).date() - kst(release.published_at).date()
        return days.days * _DAY
    return int((article.published_at - release.published_at).total_seconds())


def _write(engine: Engine, rows: Sequence[dict[str, Any]], gone: Sequence[Pair]) -> None:
    def once() -> None:
        with writing(engine) as session:
            for part in _parts(gone):
                session.execute(
                    delete(Reuse).where(tuple_(Reuse.release_id, Reuse.article_id).in_(part))
                )
            for part in _parts(rows):
                session.execute(upsert(session, Reuse, ["release_id", "article_id"]), part)

    retrying(once)


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[i : i + _PART] for i in range(0, len(items), _PART))


# -- for people --------------------------------------------------------------------------------------


def _rows() -> Select[Any]:
    article, release = aliased(Article), aliased(Article)
    here, there = aliased(Outlet), aliased(Outlet)
    return (
        select(
            Reuse, release.title, release.outlet, there.name, release.published_at,
            article.title, article.outlet, here.name, article.published_at, article.story_id,
        )
        .join(release, release.id == Reuse.release_id)
        .join(there, there.code == release.outlet)
        .join(article, article.id == Reuse.article_id)
        .join(here, here.code == article.outlet)
        .order_by(Reuse.release_id, article.published_at.is_(None), article.published_at, article.id)
    )  # fmt: skip


def _document(row: Any) -> dict[str, Any]:
    reuse, title, outlet, name, released, head, code, paper, printed, story = row
    return {
        "release_id": reuse.release_id, "release_outlet": outlet, "release_outlet_name": name,
        "release_title": title, "release_published_at": iso(released),
        "article_id": reuse.article_id, "outlet": code, "outlet_name": paper, "title": head,
        "published_at": iso(printed), "story_id": story, "relation": reuse.relation,
        "share": round(reuse.share, 4), "coverage": round(reuse.coverage, 4), "kept": reuse.kept,
        "changed": reuse.changed, "added": reuse.added, "dropped": reuse.dropped,
        "delay_seconds": reuse.delay_seconds,
    }  # fmt: skip
