"""The corpus changes under the open room: it says so in a sentence, and reads the new one when it is there."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.readonly import open_reading
from web.app import build

PATHS = ("/", "/search?q=AI", "/article/1", "/export?format=jsonl&q=AI", "/search.atom")


@pytest.fixture
def file(corpus: Engine, tmp_path: Path) -> Path:
    assert corpus.url.database
    with corpus.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(corpus.url.database, tmp_path / "corpus.db"))


@pytest.fixture
def room(file: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{file}"
    engine, patient = open_reading(url), open_reading(url, timeout=None)
    client = TestClient(build(engine, patient), "http://localhost", raise_server_exceptions=False)
    assert client.get("/search?q=AI").status_code == 200
    yield client
    engine.dispose()
    patient.dispose()


def test_a_corpus_that_is_moved_away_is_said_to_be(room: TestClient, file: Path) -> None:
    file.rename(file.with_name("away.db"))
    for path in PATHS:
        answer = room.get(path)
        assert answer.status_code == 503
        assert "there is no corpus at" in answer.text
    assert not file.exists(), "no empty one was made in its place"
    file.with_name("away.db").rename(file)
    assert {room.get(path).status_code for path in PATHS} == {200}


def test_a_corpus_that_is_put_in_its_place_is_read(room: TestClient, file: Path) -> None:
    other = Path(shutil.copy(file, file.with_name("other.db")))
    with sqlite3.connect(other) as connection:
        connection.execute("UPDATE version SET title = '다른 자료의 제목'")
    connection.close()
    other.replace(file)
    assert "다른 자료의 제목" in room.get("/search?q=AI").text
    assert "다른 자료의 제목" in room.get("/export?format=jsonl&q=AI").text


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "schema 9999"),
        ("UPDATE story SET merged_into = NULL", "cannot be read"),
    ],
)
def test_a_corpus_of_another_program_is_told_in_a_sentence(
    room: TestClient, file: Path, statement: str, said: str
) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
        connection.execute("ALTER TABLE version RENAME TO edition")
    connection.close()
    answer = room.get("/article/1?lang=en")
    assert answer.status_code == 503
    assert said in answer.text
    assert answer.headers["retry-after"]


def test_what_is_no_database_is_told_in_a_sentence(room: TestClient, file: Path) -> None:
    other = file.with_name("other.db")
    other.write_bytes(b"no database " * 1000)
    other.replace(file)
    answer = room.get("/search?q=AI")
    assert answer.status_code == 503
