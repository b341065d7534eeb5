"""What copies of an article are found by: sketches published, the queue of those to be matched, and
the search for candidates.

The work an article costs is bounded, however much boilerplate its outlet prints: of each of its 32
hashes, in each of three buckets, the `CROWD` oldest holders are looked at, and of all these the
`MOST_CANDIDATES` that share the most with it are compared, hashes that a crowd shares counting
last. Oldest first, so that a story of any size hangs together: its articles meet the same members.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, text
from sqlalchemy.orm import Session

from db.models import Article, Fingerprint, Relation, Version
from db.upsert import upsert
from korean.dates import kst
from korean.matching.sketch import ALGORITHM, LEAST_SHARED, MOST_CANDIDATES, bucket

#: Articles that are looked at for one hash in one bucket.
CROWD = 64
_LARGEST = 2**63 - 1
_PART = 300  # values bound at once; SQLite has a limit


@dataclass(frozen=True, slots=True)
class Sketched:
    """The sketch of one text of an article; ``hashes`` ascending, empty where it is too short.
    ``moved``: the article has another date than before, so its story is to be looked at again.
    """

    article_id: int
    text_hash: str
    hashes: tuple[int, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article of the queue, with what it was sketched from."""

    article_id: int
    text_hash: str
    bucket: int
    hashes: tuple[int, ...]


def day_bucket(published_at: datetime | None, first_seen_at: datetime) -> int:
    """The bucket of the day in Asia/Seoul: of publication, or of the first capture."""
    return bucket(kst(published_at or first_seen_at).date())


def pack(hashes: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(hashes)}q", *hashes)


def unpack(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 8}q", packed)


# -- publishing ------------------------------------------------------------------------------------


def publish(session: Session, sketched: Iterable[Sketched]) -> int:
    """Make sketches findable and put their articles into the queue; how many. Call inside
    ``writing``. A sketch that is not of the article's current text is passed over, and so is one
    that is published already.
    """
    wanted: dict[int, dict[str, tuple[int, ...]]] = {}
    moved = set()
    for one in sketched:
        wanted.setdefault(one.article_id, {})[one.text_hash] = one.hashes
        if one.moved:
            moved.add(one.article_id)
    fresh: list[dict[str, Any]] = []
    gone: list[tuple[int, int, int]] = []
    come: list[tuple[int, int, int]] = []
    for row in _stored(session, sorted(wanted)):
        hashes = wanted[row.id].get(row.text_hash)
        if hashes is None:
            continue
        there = (row.bucket, unpack(row.hashes)) if row.hashes is not None else (0, ())
        today = (day_bucket(row.published_at, row.first_seen_at), hashes)
        same = (row.sketched, row.algorithm, *there) == (row.text_hash, ALGORITHM, *today)
        if same and row.id not in moved:
            continue
        fresh.append({
            "article_id": row.id, "text_hash": row.text_hash, "algorithm": ALGORITHM,
            "bucket": today[0], "hashes": pack(hashes), "matched_at": None,
        })  # fmt: skip
        if there != today:
            gone += [(there[0], hash_, row.id) for hash_ in there[1]]
            come += [(today[0], hash_, row.id) for hash_ in hashes]
    if fresh:
        session.execute(upsert(session, Fingerprint, ["article_id"]), fresh)
        _remove(session, gone)
        _insert(session, sorted(come))
    return len(fresh)


def _stored(session: Session, ids: Sequence[int]) -> Iterable[Row[Any]]:
    for start in range(0, len(ids), _PART):
        yield from session.execute(
            select(
                Article.id, Article.published_at, Article.first_seen_at, Version.text_hash,
                Fingerprint.text_hash.label("sketched"), Fingerprint.algorithm,
                Fingerprint.bucket, Fingerprint.hashes,
            )
            .join(Version, Version.id == Article.current_version_id)
            .outerjoin(Fingerprint, Fingerprint.article_id == Article.id)
            .where(Article.id.in_(ids[start : start + _PART]))
        )  # fmt: skip


def _remove(session: Session, rows: Sequence[tuple[int, int, int]]) -> None:
    if rows:
        session.execute(
            text("DELETE FROM sketch WHERE bucket = :b AND hash = :h AND article_id = :a"),
            [{"b": bucket_, "h": hash_, "a": article_id} for bucket_, hash_, article_id in rows],
        )


def _insert(session: Session, rows: Sequence[tuple[int, int, int]]) -> None:
    """Sorted rows, 16,000 a batch: past the ORM and its checks of each value."""
    if not rows:
        return
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql(
            "INSERT OR IGNORE INTO sketch (bucket, hash, article_id) VALUES (?, ?, ?)", list(rows)
        )
        return
    buckets, hashes, articles = (list(column) for column in zip(*rows, strict=True))
    session.execute(
        text(
            "INSERT INTO sketch (bucket, hash, article_id) SELECT * FROM unnest("
            "CAST(:buckets AS int[]), CAST(:hashes AS bigint[]), CAST(:articles AS bigint[]))"
            " ON CONFLICT DO NOTHING"
        ),
        {"buckets": buckets, "hashes": hashes, "articles": articles},
    )


@dataclass(frozen=True, slots=True)
class Unsketched:
    """A current text that has no sketch, or not of this text, or not by today's algorithm."""

    article_id: int
    text_hash: str
    body: str


def unsketched(session: Session, *, after: int, limit: int) -> list[Unsketched]:
    """The next such articles behind article ``after``: what was stored before there were sketches."""
    rows = session.execute(
        select(Article.id, Version.text_hash, Version.body)
        .join(Version, Version.id == Article.current_version_id)
        .outerjoin(Fingerprint, Fingerprint.article_id == Article.id)
        .where(
            Article.id > after,
            or_(
                Fingerprint.article_id.is_(None),
                Fingerprint.text_hash != Version.text_hash,
                Fingerprint.algorithm != ALGORITHM,
            ),
        )
        .order_by(Article.id)
        .limit(limit)
    )
    return [Unsketched(*row) for row in rows.tuples()]


# -- the search ------------------------------------------------------------------------------------


def waiting(
    session: Session, *, outlet: str | None = None, after: int = 0, limit: int
) -> list[Waiting]:
    """The next of the queue behind article ``after``, by number; of one outlet, or of all."""
    query = select(
        Fingerprint.article_id, Fingerprint.text_hash, Fingerprint.bucket, Fingerprint.hashes
    ).where(Fingerprint.matched_at.is_(None), Fingerprint.article_id > after)
    if outlet is not None:
        query = query.join(Article, Article.id == Fingerprint.article_id).where(
            Article.outlet == outlet
        )
    rows = session.execute(query.order_by(Fingerprint.article_id).limit(limit)).tuples()
    return [Waiting(id_, hash_, bucket_, unpack(packed)) for id_, hash_, bucket_, packed in rows]


#: A row for each (article of the batch, other article): hashes shared, and how many of them a crowd
#: does not share; 64 and 64 for an equal text. The joins are written so that each hash is looked up
#: by the key of `sketch`, whatever the planner knows of the tables. SQLite has no LATERAL: there the
#: last holder that is looked at is found first.
_SEARCH = {
    "sqlite": f"""
        WITH wanted AS MATERIALIZED (
            SELECT article_id, bucket, hash, (
                SELECT c.article_id FROM sketch AS c WHERE c.bucket = w.bucket AND c.hash = w.hash
                ORDER BY c.article_id LIMIT 1 OFFSET {CROWD - 1}) AS last
            FROM (
                SELECT j.value ->> 0 AS article_id, (j.value ->> 1) + d.value AS bucket,
                    j.value ->> 2 AS hash
                FROM json_each(:wanted) AS j CROSS JOIN json_each('[-1,0,1]') AS d
            ) AS w
        ), texts AS MATERIALIZED (
            SELECT m.id, v.content_hash FROM json_each(:articles) AS j
            CROSS JOIN article AS m ON m.id = j.value
            CROSS JOIN version AS v ON v.id = m.current_version_id
        )
        SELECT w.article_id, s.article_id, count(*), sum(w.last IS NULL) FROM wanted AS w
        CROSS JOIN sketch AS s ON s.bucket = w.bucket AND s.hash = w.hash
            AND s.article_id <= coalesce(w.last, {_LARGEST})
        WHERE s.article_id <> w.article_id
        GROUP BY 1, 2 HAVING count(*) >= {LEAST_SHARED}
        UNION ALL
        SELECT t.id, o.id, 64, 64 FROM texts AS t
        CROSS JOIN version AS v ON v.content_hash = t.content_hash
            AND v.id <= coalesce((
                SELECT c.id FROM version AS c WHERE c.content_hash = t.content_hash
                ORDER BY c.id LIMIT 1 OFFSET {CROWD - 1}), {_LARGEST})
        CROSS JOIN article AS o ON o.id = v.article_id AND o.current_version_id = v.id
        WHERE o.id <> t.id
    """,
    "postgresql": f"""
        SELECT w.article_id, s.article_id, count(*), sum(CASE WHEN s.holders < {CROWD} THEN 1 ELSE 0 END)
        FROM unnest(CAST(:ids AS bigint[]), CAST(:buckets AS int[]), CAST(:hashes AS bigint[]))
            AS w (article_id, bucket, hash)
        CROSS JOIN (VALUES (-1), (0), (1)) AS d (days)
        CROSS JOIN LATERAL (
            SELECT h.article_id, count(*) OVER () AS holders FROM (
                SELECT c.article_id FROM sketch AS c
                WHERE c.bucket = w.bucket + d.days AND c.hash = w.hash
                ORDER BY c.article_id LIMIT {CROWD}) AS h) AS s
        WHERE s.article_id <> w.article_id
        GROUP BY 1, 2 HAVING count(*) >= {LEAST_SHARED}
        UNION ALL
        SELECT t.id, v.article_id, 64, 64 FROM unnest(CAST(:articles AS bigint[])) AS m (id)
        CROSS JOIN LATERAL (
            SELECT a.id, v.content_hash FROM article AS a
            JOIN version AS v ON v.id = a.current_version_id WHERE a.id = m.id) AS t
        CROSS JOIN LATERAL (
            SELECT c.id, c.article_id FROM version AS c WHERE c.content_hash = t.content_hash
            ORDER BY c.id LIMIT {CROWD}) AS v
        WHERE v.article_id <> t.id
            AND v.id = (SELECT o.current_version_id FROM article AS o WHERE o.id = v.article_id)
    """,
}  # fmt: skip


def find(session: Session, batch: Sequence[Waiting]) -> dict[int, list[int]]:
    """Article → articles that may carry its text, the likeliest first. One query for the batch:
    texts that share two hashes, in the buckets beside it, and equal texts of any time.

    Texts too short for a sketch have no candidates: equal captions and flashes are no copies.
    """
    telling = [one for one in batch if one.hashes]
    if not telling:
        return {}
    ranked: dict[int, dict[int, tuple[int, int]]] = {}
    for mine, other, shared, rare in _search(session, telling):
        others = ranked.setdefault(mine, {})
        others[other] = max((rare, shared), others.get(other, (0, 0)))
    return {mine: _likeliest(others) for mine, others in ranked.items()}


def _search(session: Session, batch: Sequence[Waiting]) -> Iterable[Any]:
    articles = [one.article_id for one in batch]
    wanted = [(one.article_id, one.bucket, hash_) for one in batch for hash_ in one.hashes]
    dialect = session.get_bind().dialect.name
    values: dict[str, Any]
    if dialect == "sqlite":
        values = {"wanted": json.dumps(wanted), "articles": json.dumps(articles)}
    else:
        # By its estimate the query is worth compiling, which takes longer than the query.
        session.execute(text("SET LOCAL jit = off"))
        ids, buckets, hashes = (list(column) for column in zip(*wanted, strict=True))
        values = {"ids": ids, "buckets": buckets, "hashes": hashes, "articles": articles}
    return session.execute(text(_SEARCH[dialect]), values).tuples()


def _likeliest(others: Mapping[int, tuple[int, int]]) -> list[int]:
    """Those that share most of what few others have; of equals the oldest."""
    return sorted(others, key=lambda id_: (*(-n for n in others[id_]), id_))[:MOST_CANDIDATES]


def partners(session: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    """Article → articles it stands in a relation with: a text that changed is held against them
    again.
    """
    found: dict[int, list[int]] = {}
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        for mine, other in ((Relation.a_id, Relation.b_id), (Relation.b_id, Relation.a_id)):
            for one, partner in session.execute(select(mine, other).where(mine.in_(part))):
                found.setdefault(one, []).append(partner)
    return found
