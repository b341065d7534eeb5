"""The generated corpus into a database, in bulk and without the triggers; then all of it is queued, as a
migration queues what was there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine, text

from bench.search.texts import NOW, OUTLETS, Article, articles
from db import runs
from db.session import writing

_BATCH = 2_000
_COLUMNS = {
    "story": "id, created_at, size, outlets",
    "article": "id, outlet, key, url, title, published_at, label, score, band, story_id, "
    "current_version_id, first_seen_at, last_checked_at, checks",
    "version": "id, article_id, n, text_hash, content_hash, title, body, language, published_at, "
    "bylines, captions, tags, attachments, methods, confidence, warnings, cuts, captured_at, "
    "extracted_at, extractor",
    "tag": "article_id, kind, value, count, evidence",
    "rights": "article_id, licence, updated_at",
}
_QUEUE = "INSERT INTO search_queue (article_id, mark) SELECT id, 0 FROM article"
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search%'"


def fill(engine: Engine, number: int) -> None:
    """That many articles, not indexed yet."""
    with writing(engine) as session:
        kinds = [
            runs.OutletRecord(f"outlet{i}", f"매체 {i}", f"o{i}.kr", "경북", "regional", "own", True, "unknown")
            for i in range(OUTLETS)
        ]  # fmt: skip
        runs.save_outlets(session, kinds, NOW)
    with _bulk(engine) as load:
        made = articles(number)
        while part := list(islice(made, _BATCH)):
            for table, rows in _rows(part).items():
                load(table, rows)
    with writing(engine) as session:
        session.execute(text(_QUEUE))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _rows(part: Sequence[Article]) -> dict[str, list[tuple[Any, ...]]]:
    empty = ("[]", "[]", "[]", "[]", "{}", "{}", "[]", "[]")
    return {
        "story": [(a.id, NOW, 1, 1) for a in part if a.story == a.id],
        "article": [
            (a.id, a.outlet, f"k{a.id}", f"https://{a.outlet}.kr/{a.id}", a.title, a.published_at,
             "on_topic", 0.9, a.band, a.story, a.id, NOW, NOW, 1)
            for a in part
        ],
        "version": [
            (a.id, a.id, 1, f"t{a.id}", f"{a.id:032x}", a.title, a.body, "ko", a.published_at,
             *empty, NOW, NOW, "bench")
            for a in part
        ],
        "tag": [(a.id, kind, value, 1, "[]") for a in part for kind, value in a.tags],
        "rights": [(a.id, a.licence, NOW) for a in part],
    }  # fmt: skip


@contextmanager
def _bulk(engine: Engine) -> Iterator[Any]:
    raw = engine.raw_connection()
    cursor: Any = raw.cursor()
    is_sqlite = engine.dialect.name == "sqlite"
    triggers: list[tuple[str, str]] = []

    def insert(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        columns = _COLUMNS[table]
        marks = ", ".join("?" * len(columns.split(",")))
        plain = ([_plain(value) for value in row] for row in rows)
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", plain)

    def copy(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with cursor.copy(f"COPY {table} ({_COLUMNS[table]}) FROM STDIN") as target:
            for row in rows:
                target.write_row(row)

    if is_sqlite:
        triggers = cursor.execute(_TRIGGERS).fetchall()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("BEGIN")
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
    else:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield insert if is_sqlite else copy
        for _, made in triggers:
            cursor.execute(made)
        cursor.execute("COMMIT")
    finally:
        raw.close()
        engine.dispose()


def _plain(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
