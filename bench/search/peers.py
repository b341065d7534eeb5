"""What else one would search Korean with: ``LIKE``, FTS5 with its trigram and its unicode61 tokenizer,
pg_trgm. Each has the same texts under the same numbers, so each can go newest first as well as we can.
A query of several words means all of them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, make_url

_TEXTS = """
    SELECT d.docid, v.title, v.body FROM search_doc d JOIN version v ON v.id = d.version_id
    ORDER BY d.docid
"""
_BATCH = 2_000
#: Articles a page.
PAGE = 20


class Peer(Protocol):
    """Another way to search: what its index took, and what it finds."""

    name: str

    @property
    def seconds(self) -> float: ...
    @property
    def size(self) -> int: ...
    def newest(self, words: Sequence[str]) -> list[int]: ...
    def ranked(self, words: Sequence[str]) -> list[int] | None: ...
    def count(self, words: Sequence[str]) -> int: ...


@dataclass
class Fts5:
    """FTS5 without the texts, in a file of its own."""

    name: str
    tokenize: str
    corpus: Path
    folder: Path
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.file = self.folder / f"{self.name}.db"
        self.file.unlink(missing_ok=True)  # of a folder that was kept
        self.db = sqlite3.connect(self.file, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute(
            f"CREATE VIRTUAL TABLE t USING fts5(title, body, content='', tokenize='{self.tokenize}')"
        )
        texts = sqlite3.connect(self.corpus).execute(_TEXTS)
        while part := texts.fetchmany(_BATCH):
            started = time.perf_counter()
            self.db.execute("BEGIN")
            self.db.executemany("INSERT INTO t (rowid, title, body) VALUES (?, ?, ?)", part)
            self.db.execute("COMMIT")
            self.seconds += time.perf_counter() - started
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def size(self) -> int:
        return self.file.stat().st_size

    def _asked(self, what: str, words: Sequence[str]) -> list[Any]:
        wanted = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
        return self.db.execute(f"SELECT {what}", [wanted]).fetchall()

    def newest(self, words: Sequence[str]) -> list[int]:
        rows = self._asked(f"rowid FROM t WHERE t MATCH ? ORDER BY rowid DESC LIMIT {PAGE}", words)
        return [row[0] for row in rows]

    def ranked(self, words: Sequence[str]) -> list[int] | None:
        rows = self._asked(f"rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT {PAGE}", words)
        return [row[0] for row in rows]

    def count(self, words: Sequence[str]) -> int:
        return int(self._asked("count(*) FROM t WHERE t MATCH ?", words)[0][0])


@dataclass
class SqliteLike:
    """``LIKE`` over the tables as they are, by the index on the time."""

    corpus: Path
    name: str = "LIKE (SQLite)"
    seconds: float = 0.0
    size: int = 0

    def __post_init__(self) -> None:
        self.db = sqlite3.connect(self.corpus, isolation_level=None)

    def _asked(self, what: str, words: Sequence[str], tail: str = "") -> list[Any]:
        found = " AND ".join("(v.title LIKE ? OR v.body LIKE ?)" for _ in words)
        of = f"{what} FROM article a JOIN version v ON v.id = a.current_version_id WHERE {found} {tail}"
        values = [f"%{word}%" for word in words for _ in range(2)]
        return self.db.execute(f"SELECT {of}", values).fetchall()

    def newest(self, words: Sequence[str]) -> list[int]:
        tail = f"ORDER BY a.published_at DESC LIMIT {PAGE}"
        return [row[0] for row in self._asked("a.id", words, tail)]

    def ranked(self, words: Sequence[str]) -> list[int] | None:
        return None

    def count(self, words: Sequence[str]) -> int:
        return int(self._asked("count(*)", words)[0][0])


@dataclass
class PostgresLike:
    """``ILIKE`` over a table of the texts: with ``trigram`` by pg_trgm's GIN, else without an index."""

    engine: Engine
    trigram: bool
    seconds: float = 0.0
    size: int = 0

    def __post_init__(self) -> None:
        self.name = "pg_trgm" if self.trigram else "LIKE (PostgreSQL)"
        address = make_url(self.engine.url).set(drivername="postgresql")
        self.db = psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
        self.db.prepare_threshold = None
        if not self.trigram:
            self.db.execute("DROP TABLE IF EXISTS peer")
            self.db.execute("CREATE TABLE peer (docid bigint PRIMARY KEY, words text)")
            self.db.execute(
                f"INSERT INTO peer SELECT docid, title || ' ' || body FROM ({_TEXTS}) t"
            )
            self.db.execute("VACUUM ANALYZE peer")
            return
        started = time.perf_counter()
        self.db.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self.db.execute("CREATE INDEX ix_peer ON peer USING gin (words gin_trgm_ops)")
        self.seconds = time.perf_counter() - started
        self.size = _one(self.db, "SELECT pg_relation_size('ix_peer')")

    def _asked(self, what: str, words: Sequence[str], tail: str = "") -> Any:
        found = " AND ".join("words ILIKE %s" for _ in words)
        values = [f"%{word}%" for word in words]
        with self.db.transaction():
            if not self.trigram:
                self.db.execute("SET LOCAL enable_bitmapscan = off")
            return self.db.execute(
                f"SELECT {what} FROM peer WHERE {found} {tail}", values
            ).fetchall()

    def newest(self, words: Sequence[str]) -> list[int]:
        return [row[0] for row in self._asked("docid", words, f"ORDER BY docid DESC LIMIT {PAGE}")]

    def ranked(self, words: Sequence[str]) -> list[int] | None:
        return None

    def count(self, words: Sequence[str]) -> int:
        return int(self._asked("count(*)", words)[0][0])


def _one(db: psycopg.Connection[Any], query: str) -> int:
    row = db.execute(query).fetchone()
    return int(row[0]) if row else 0


def on_sqlite(corpus: Path, folder: Path) -> Iterator[Peer]:
    """One after the other, made when it is asked for."""
    yield Fts5("FTS5 unicode61", "unicode61 remove_diacritics 0", corpus, folder)
    yield Fts5("FTS5 trigram", "trigram", corpus, folder)
    yield SqliteLike(corpus)


def on_postgresql(engine: Engine) -> Iterator[Peer]:
    yield PostgresLike(engine, trigram=False)
    yield PostgresLike(engine, trigram=True)
