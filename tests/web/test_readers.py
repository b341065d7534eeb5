"""Many read while the corpus is written: nobody waits for a lock, nobody is told an error."""

from __future__ import annotations

import shutil
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, select, update

from bench.browser import serving
from db.models import Article, Version
from db.readonly import open_reading
from db.search import catch_up
from db.session import open_engine, reading, writing
from web.app import build

READERS, QUESTIONS = 50, 3
PATHS = ("/", "/search?q=AI", f"/search?q={quote('경북')}&topic=law_regulation", "/article/2", "/story/1",
         "/search.atom", "/topics", "/runs", "/export?format=jsonl&q=AI")  # fmt: skip


def test_fifty_readers_while_an_ingest_writes(corpus: Engine, tmp_path: Path) -> None:
    assert corpus.url.database is not None
    with corpus.connect() as connection:  # what lies in the WAL goes into the file that is copied
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(corpus.url.database, tmp_path / "corpus.db")
    url = f"sqlite:///{tmp_path / 'corpus.db'}"
    writer, over, indexed = open_engine(url), threading.Event(), list[int]()
    with reading(writer) as session:
        ids = session.scalars(select(Article.id).where(Article.label == "on_topic").limit(10)).all()

    def write() -> None:
        while not over.is_set():
            with writing(writer) as session:
                session.execute(
                    update(Version).where(Version.article_id.in_(ids))
                    .values(subtitle=f"AI 기본법 {len(indexed)}")
                )  # fmt: skip
                time.sleep(0.02)  # a batch of an ingest holds its transaction for a while
            indexed.append(catch_up(writer))

    app = build(open_reading(url), open_reading(url, timeout=None))
    with serving(app) as address, ThreadPoolExecutor(READERS + 1) as pool:

        def read(number: int) -> list[int]:
            found = []
            for turn in range(QUESTIONS):
                path = PATHS[(number + turn) % len(PATHS)]
                with urllib.request.urlopen(address + path, timeout=60) as answer:
                    answer.read()
                    found.append(answer.status)
            return found

        written = pool.submit(write)
        try:
            answers = [status for some in pool.map(read, range(READERS)) for status in some]
        finally:
            over.set()
        written.result()
    writer.dispose()
    assert answers == [200] * READERS * QUESTIONS
    assert sum(indexed) > 0
