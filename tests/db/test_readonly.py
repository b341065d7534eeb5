"""A reader's connection changes nothing and does not run for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from db.errors import DatabaseUnreachable, NoCorpus, TooSlow
from db.readonly import asking, open_present, open_reading
from db.session import open_engine
from tests.db.rows import article, outlets

#: Counts to a number that takes minutes.
ENDLESS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
SELECT count(*) FROM n
"""


def test_it_reads_what_others_write(engine: Engine, database_url: str) -> None:
    outlets(engine)
    reader = open_reading(database_url)
    with asking(reader) as session:
        assert session.scalar(text("SELECT count(*) FROM article")) == 0
    article(engine, "kbs", "인공지능 정책을 발표했다.")
    with asking(reader) as session:
        assert session.scalar(text("SELECT count(*) FROM article")) == 1
    reader.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM outlet",
        "UPDATE article SET title = 'x'",
        "CREATE TABLE mine (a int)",
        "DROP TABLE story",
    ],
)
def test_it_cannot_write(engine: Engine, database_url: str, statement: str) -> None:
    reader = open_reading(database_url)
    with pytest.raises(DBAPIError, match=r"read-?only"), asking(reader) as session:
        session.execute(text(statement))
    reader.dispose()


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_works(
    engine: Engine, database_url: str
) -> None:
    reader = open_reading(database_url, timeout=0.2)
    with pytest.raises(TooSlow, match="Ask for less"), asking(reader) as session:
        session.scalar(text(ENDLESS))
    with asking(reader) as session:
        assert session.scalar(text("SELECT 1")) == 1
    reader.dispose()


def test_no_corpus_is_made_by_looking_for_one(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match="no corpus"):
        open_reading(folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_of_another_schema_is_refused(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(DatabaseUnreachable, match="0001"):
        open_reading(database_url)
    open_engine(database_url).dispose()


def test_an_empty_database_is_no_corpus_and_stays_empty(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    for _ in range(2):
        with pytest.raises(NoCorpus, match="there is no corpus at"):
            open_present(database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
