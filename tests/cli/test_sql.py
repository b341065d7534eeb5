"""`aipolicy sql` reads whatever is asked of it, and changes nothing whatever is asked of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import schema
from db.asksql import answer
from db.errors import TooSlow
from db.queries import fingerprint
from db.readonly import open_reading
from db.search import catch_up, ids
from db.session import open_engine, reading
from db.statement import StatementError
from tests.cli.conftest import Aipolicy
from tests.cli.corpus import ARTICLES, fill
from tests.db.search.conftest import make_engine
from tests.db.search.corpora import store

Run = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = make_engine(request.param, request, tmp_path_factory)
    schema.ensure(engine)
    store(engine, list(ARTICLES))
    catch_up(engine)
    return engine


def url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def run(filled: Engine) -> Run:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        engine = open_reading(url(filled), timeout=20)
        try:
            with answer(engine, sql) as found:
                return list(found.rows)
        finally:
            engine.dispose()

    return rows


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT id FROM corpus WHERE ko_match('AI 기본법') ORDER BY id", [1, 2]),
        ("SELECT id FROM article WHERE ko_match('AI -특허') ORDER BY id;", [1, 2, 3]),
        ("SELECT id FROM stories WHERE ko_match('기본법')", [1]),
        ("SELECT c.id FROM corpus c JOIN outlet o ON o.code = c.outlet WHERE c.ko_match('경북')", [3]),
        ("SELECT id FROM corpus WHERE ko_match('AI') AND NOT ko_match('title:특허') ORDER BY id", [1, 2, 3]),
        ("WITH x AS (SELECT id FROM corpus WHERE ko_match('심사')) SELECT id FROM x ORDER BY id", [1, 2, 4]),
        ("SELECT id FROM corpus WHERE title LIKE '%특허%'", [4]),
        ("VALUES (1)", [1]),
        ("SELECT 'a;b' = 'a;b' AND 1 = 1 -- ; no second one", [True]),
    ],
)  # fmt: skip
def test_both_databases_answer_alike(run: Run, sql: str, found: list[object]) -> None:
    assert [row[0] for row in run(sql)] == found


def test_a_match_is_a_search(filled: Engine, run: Run) -> None:
    for query in ("AI", "경북 OR 대구", "법", "1000억", ""):
        with reading(filled) as session:
            wanted = sorted(ids(session, query))
        sql = f"SELECT id FROM article WHERE ko_match('{query}') ORDER BY id"
        assert [row[0] for row in run(sql)] == wanted


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM article",
        "INSERT INTO outlet SELECT * FROM outlet",
        "UPDATE article SET title = 'x'",
        "WITH x AS (SELECT 1) DELETE FROM article",
        "DROP TABLE article",
        "DROP VIEW corpus",
        "CREATE TABLE x (a int)",
        "CREATE TEMPORARY TABLE x (a int)",
        "CREATE TABLE x AS SELECT 1",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT a",
        "VACUUM",
        "ANALYZE",
        "SELECT 1; DELETE FROM article",
        "SELECT 1;; DELETE FROM article",
        "",
        "   -- nothing",
        ";",
        "SELECT 1\0",
        "SELECT '\udcff'",
    ],
)
def test_nothing_but_one_query_is_run(filled: Engine, run: Run, sql: str) -> None:
    with reading(filled) as session:
        before = fingerprint(session)
    with pytest.raises(StatementError):
        run(sql)
    with reading(filled) as session:
        assert fingerprint(session) == before


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '{new}' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA query_only",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = DELETE",
        "VACUUM INTO '{new}'",
        "SELECT load_extension('x')",
        "SELECT * FROM pragma_query_only",
        "INSERT INTO search(search) VALUES ('delete-all')",
        "EXPLAIN DELETE FROM article",
        "REINDEX",
        "DETACH main",
    ],
)
def test_what_sqlite_could_do_beside_reading_is_refused(
    home: Path, tmp_path: Path, sql: str
) -> None:
    fill(home)
    new = tmp_path / "new.db"
    engine = open_reading(f"sqlite:///{home / 'corpus.db'}")
    with (
        pytest.raises(StatementError),
        answer(engine, sql.format(new=new)) as found,
    ):
        list(found.rows)
    engine.dispose()
    assert not new.exists()


@pytest.mark.parametrize(
    "sql", ["SELECT length(zeroblob(900000000))", "SELECT hex(zeroblob(40000000))"]
)
def test_no_value_fills_the_memory(home: Path, sql: str) -> None:
    fill(home)
    engine = open_reading(f"sqlite:///{home / 'corpus.db'}")
    with pytest.raises(StatementError, match="bytes"), answer(engine, sql) as found:
        list(found.rows)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT pg_read_file('/etc/hostname')",
        "SELECT pg_catalog.pg_read_file('/etc/hostname')",
        "SELECT \"pg_read_file\"('/etc/hostname')",
        "SELECT pg_read_file /* x */ ('/etc/hostname')",
        "SELECT U&\"pg_read\\005ffile\"('/etc/hostname')",
        "SELECT E'a'\n'\\'' , pg_read_file('/etc/hostname') , 'x'",
        "SELECT 1e'\\'' , pg_read_file('/etc/hostname') , 'x'",
        "SELECT 1 -- x\r , pg_read_file('/etc/hostname')",
        "SELECT 1 ` pg_read_file('/etc/hostname') `",
        "SELECT $a$ $b$ $a$, pg_read_file('/etc/hostname') -- $a$",
        "SELECT * FROM pg_ls_dir('/')",
        "SELECT lo_import('/etc/hostname')",
        "SELECT pg_terminate_backend(1)",
        "SELECT pg_advisory_lock(1)",
        "SELECT set_config('default_transaction_read_only', 'off', false)",
        "SELECT query_to_xml('DELETE FROM article', true, true, '')",
        "SELECT * FROM ts_stat('SELECT tsv FROM search')",
        "SELECT pg_sleep(1)",
        "SELECT pg_notify('a', 'b')",
        "COPY article TO '/tmp/x'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "DO $$ BEGIN DELETE FROM article; END $$",
        "CALL nothing()",
        "SET default_transaction_read_only = off",
        "SET TRANSACTION READ WRITE",
        "SELECT 1 INTO TABLE x",
        "SELECT * FROM article FOR UPDATE",
        "WITH x AS (DELETE FROM article RETURNING 1) SELECT * FROM x",
        "EXPLAIN ANALYZE DELETE FROM article",
        "LOCK TABLE article",
        "PREPARE a AS SELECT 1",
    ],
)
def test_what_postgresql_could_do_beside_reading_is_refused(
    filled: Engine, run: Run, sql: str
) -> None:
    if filled.dialect.name != "postgresql":
        pytest.skip("of PostgreSQL")
    with pytest.raises(StatementError):
        run(sql)


def test_harmless_functions_are_called(filled: Engine, run: Run) -> None:
    assert run("SELECT length(title), upper('a'), coalesce(NULL, 'x'), random() FROM corpus")
    if filled.dialect.name == "postgresql":
        assert run("EXPLAIN SELECT * FROM corpus")
        assert run("SELECT to_char(now(), 'YYYY'), current_setting('transaction_read_only')")


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("SELECT id,\n  titel FROM corpus", "line 2, column 3"),
        ("SELECT id FRM corpus", "line 1, column 15"),
        ("SELECT id FROM corpus WHERE ko_match('AI') AND titel = 'x'", "line 1, column 48"),
        ("SELECT id FROM corpsu", "line 1, column 16"),
        ("SELECT id FROM corpus WHERE ko_match('AI OR')", "needs a word on both sides"),
    ],
)
def test_an_error_is_a_sentence_with_its_place(run: Run, sql: str, place: str) -> None:
    with pytest.raises(StatementError, match=place):
        run(sql)


def test_a_query_without_end_is_stopped(filled: Engine) -> None:
    engine = open_reading(url(filled), timeout=0.3)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    with pytest.raises(TooSlow), answer(engine, endless) as found:
        list(found.rows)
    engine.dispose()


def test_columns_of_one_name_are_told_apart(filled: Engine) -> None:
    engine = open_reading(url(filled))
    with answer(engine, "SELECT 1 AS a, 2 AS a, 3 AS a_2") as found:
        assert len(set(found.columns)) == 3
    engine.dispose()


def test_views_have_korean_times_and_names(run: Run) -> None:
    (row,) = run("SELECT published_kst, topics, regions, agencies FROM corpus WHERE id = 1")
    assert row == ("2026-10-30 10:00", "law_regulation", "전국", "교육부")
    (row,) = run("SELECT first_published_kst, origin_outlet_name FROM stories WHERE id = 1")
    assert row[0] is None or row[0].startswith("2026-")


# -- the command -----------------------------------------------------------------------------------


def test_it_writes_a_table_json_and_csv(home: Path, aipolicy: Aipolicy) -> None:
    fill(home)
    asked = "SELECT id, title FROM corpus WHERE ko_match('AI 기본법') ORDER BY id"
    assert aipolicy("sql", asked).out.splitlines()[:2] == [
        "id\ttitle",
        "1\t국회, AI 기본법 시행령 심사",
    ]
    assert aipolicy("sql", asked, "--json").rows[1]["id"] == 2
    written = list(csv.reader(io.StringIO(aipolicy("sql", asked, "--csv").out)))
    assert written[1] == ["1", "국회, AI 기본법 시행령 심사"]


def test_it_reads_a_file(home: Path, tmp_path: Path, aipolicy: Aipolicy) -> None:
    fill(home)
    file = tmp_path / "질문.sql"
    file.write_text("SELECT count(*) AS n\nFROM corpus;\n", encoding="utf-8")
    assert aipolicy("sql", "--file", file, "--json").rows == [{"n": 5}]


def test_that_rows_are_left_out_is_said(home: Path, aipolicy: Aipolicy) -> None:
    fill(home)
    some = aipolicy("sql", "SELECT id FROM corpus", "-n", "2")
    assert len(some.out.splitlines()) == 3
    assert "the first 2 rows" in some.err
    every = aipolicy("sql", "SELECT id FROM corpus", "-n", "0")
    assert len(every.out.splitlines()) == 6
    assert every.err == ""


def test_other_programs_get_it_without_ko_match(home: Path, aipolicy: Aipolicy) -> None:
    fill(home)
    made = aipolicy(
        "sql", "SELECT id FROM corpus WHERE ko_match('기본법') ORDER BY id", "--plain"
    ).out
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    with engine.connect() as connection:
        assert list(connection.exec_driver_sql(made).scalars()) == [1, 2]


@pytest.mark.parametrize("given", [[], ["SELECT 1", "--csv", "--json"], ["DROP TABLE article"]])
def test_wrong_usage_ends_with_2(home: Path, aipolicy: Aipolicy, given: list[str]) -> None:
    fill(home)
    assert aipolicy("sql", *given).code == 2
