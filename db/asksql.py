"""Run one statement of a person's own SQL, so that it can read the corpus and nothing else.

SQLite: an authorizer lets through what reads tables of this file; no ATTACH, no PRAGMA that sets
anything, no VACUUM INTO. PostgreSQL: the statement becomes a cursor in a read-only transaction, which
takes queries alone; and a function that PostgreSQL itself calls *volatile* (it reads files, sets
options, holds locks, runs SQL given as text) is not called. What the database's role may read, it may
read: give it a role of its own where that is too much (docs/sql.md).
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.errors import TooSlow
from db.queries import Filter
from db.readonly import asking
from db.search import compile
from db.statement import Kind, Rewritten, StatementError, Token, rewrite, tokens, where_is
from korean.query import Query, QueryError, parse

#: Rows fetched at once.
PART = 500
#: Bytes of one value on SQLite: nobody fills the memory with zeroblob().
LARGEST_VALUE = 50_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of the columns, each once, and the rows as they are fetched; ``notes`` are sentences."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]
    notes: tuple[str, ...]
    searched: bool


@contextmanager
def answer(engine: Engine, sql: str) -> Iterator[Answer]:
    """The answer to one statement, on an engine of `db.readonly.open_reading`.

    Raises StatementError, with a sentence and the place, and TooSlow.
    """
    with asking(engine) as session:
        written = plain(session, sql)
        notes = tuple(dict.fromkeys(n for q in written.queries for n in parse(q).notes))
        sqlite = engine.dialect.name == "sqlite"
        with (_sqlite if sqlite else _postgres)(session.connection(), sql, written) as (
            names,
            rows,
        ):
            yield Answer(_distinct(names), rows, notes, bool(written.queries))


def plain(session: Session, sql: str) -> Rewritten:
    """The statement as the database takes it: without `ko_match`, without the last semicolon.

    Raises StatementError for none, for several, and for a query that cannot be read.
    """
    read = tokens(sql)
    while read and read[-1].text == ";":
        read.pop()
    if not read:
        raise StatementError("there is no statement; write one such as SELECT count(*) FROM corpus")
    for token in read:
        if token.text == ";":
            raise StatementError(
                f"only one statement is run at a time; a second one begins at "
                f"{where_is(sql, token.end)}"
            )
    return rewrite(sql[: read[-1].end], lambda text, kind: _hits(session, text, kind))


# -- ko_match --------------------------------------------------------------------------------------


def _hits(session: Session, text: str, kind: Kind) -> str:
    """SQL for the numbers of the articles, or stories, that match."""
    try:
        query = parse(text)
    except QueryError as error:
        raise StatementError(f"ko_match('{text}'): {error}") from error
    column = "d.article_id" if kind == "article" else "d.story_id"
    live = "d.article_id IS NOT NULL AND " + f"{column} IS NOT NULL"
    if session.get_bind().dialect.name == "sqlite":
        return (
            f"SELECT {column} FROM search CROSS JOIN search_doc d ON d.docid = search.rowid "
            f"WHERE search MATCH {_literal(compile.fts5(query))} AND {live}"
        )
    wanted = _literal(compile.tsquery(query))
    found = (
        f"SELECT {column} FROM search s JOIN search_doc d ON d.docid = s.docid "
        f"WHERE s.tsv @@ CAST({wanted} AS tsquery) AND {live}"
    )
    long = _long(query)
    return (
        f"{found} UNION ALL SELECT {column} FROM search_doc d WHERE d.docid IN ({long}) AND {live}"
    )


def _long(query: Query) -> str:
    """Long articles have parts of their own, asked phrase by phrase."""
    asked = compile.long_articles(query, Filter())
    made = asked.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    values = {
        name: str(value) if isinstance(value, int) else _literal(value)
        for name, value in made.params.items()
    }
    return str(made) % values


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# -- SQLite ----------------------------------------------------------------------------------------

_ALLOWED = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
#: That tell of the schema; with an argument they are still only read.
_PRAGMAS = frozenset(
    {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
     "foreign_key_list", "data_version"}
)  # fmt: skip
_FUNCTIONS = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"})
_NAMED = re.compile(
    r"near \"(.+?)\"|(?:no such \w+|ambiguous column name|misuse of \S+|function)\W*([\w.]+)"
)


def _authorize(action: int, one: str | None, two: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if one in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and two in _FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@contextmanager
def _sqlite(
    connection: Connection, sql: str, written: Rewritten
) -> Iterator[tuple[Sequence[str], Iterator[tuple[Any, ...]]]]:
    raw = connection.connection.driver_connection
    assert raw is not None
    before = raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    try:
        # Schema and index are looked at by SQLite's own statements, before the authorizer is there.
        connection.exec_driver_sql("SELECT 1 FROM search WHERE search MATCH '\"\"' LIMIT 1").all()
        raw.set_authorizer(_authorize)
        result = connection.exec_driver_sql(written.sql)
        if not result.returns_rows:
            raise StatementError(_ONLY_QUERIES)
        yield tuple(result.keys()), _through(result)
    except DBAPIError as error:
        raise _sqlite_error(error, sql) from error
    except sqlite3.Error as error:
        raise StatementError(f"the statement cannot be run: {error}") from error
    finally:
        raw.set_authorizer(None)
        raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)


_ONLY_QUERIES = (
    "only queries are run: SELECT, WITH … SELECT, VALUES, EXPLAIN. Nothing can be changed from here"
)


def _sqlite_error(error: DBAPIError, sql: str) -> Exception:
    said = str(error.orig)
    if "interrupted" in said:
        return TooSlow()
    if "not authorized" in said or "prohibited" in said or "readonly" in said:
        return StatementError(f"{_ONLY_QUERIES} (SQLite: {said})")
    if "too big" in said:
        return StatementError(f"a value has more than {LARGEST_VALUE:,} bytes ({said})")
    return StatementError(f"the statement cannot be run: {said}{_place(sql, said)}")


def _place(sql: str, said: str) -> str:
    """SQLite names a word, not a place: where the word first stands."""
    found = _NAMED.search(said)
    if not found:
        return ""
    name = (found[1] or found[2]).rpartition(".")[2]
    for token in tokens(sql):
        if token.text.lower() == name.lower() or token.name == name:
            return f" ({where_is(sql, token.start)})"
    return ""


# -- PostgreSQL ------------------------------------------------------------------------------------

_CURSOR = "DECLARE aipolicy_sql NO SCROLL CURSOR FOR "
_HARMLESS = ("random", "clock_timestamp", "timeofday", "gen_random_uuid")
_VOLATILE = (
    "SELECT DISTINCT proname FROM pg_proc WHERE provolatile = 'v' AND prokind IN ('f', 'p') "
    "AND proname = ANY(%s) AND proname <> ALL(%s) ORDER BY 1"
)


@contextmanager
def _postgres(
    connection: Connection, sql: str, written: Rewritten
) -> Iterator[tuple[Sequence[str], Iterator[tuple[Any, ...]]]]:
    import psycopg

    read = tokens(sql)
    raw = connection.connection.driver_connection
    assert raw is not None
    explained = read[0].name == "explain"
    with raw.cursor() as cursor:
        try:
            _refuse(cursor, sql, read)
            if written.queries:  # it would look at every tsvector (`db.search.asking`)
                cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
            # Prepared: the server takes one statement then, whatever our own reading of it was.
            if explained:
                cursor.execute(written.sql, prepare=True)
            else:
                cursor.execute(_CURSOR + written.sql, prepare=True)
                cursor.execute(f"FETCH {PART} FROM aipolicy_sql")
            names = [column.name for column in cursor.description or ()]
            yield names, _listed(cursor) if explained else _fetched(cursor)
        except psycopg.Error as error:
            raise _postgres_error(error, sql, written, 0 if explained else len(_CURSOR)) from error


def _refuse(cursor: Any, sql: str, read: Sequence[Token]) -> None:
    """Functions that do more than compute. Raises StatementError."""
    # Texts with escapes may end elsewhere for the server than for us, and hide a call.
    for token in read:
        if token.kind in ("quoted", "string") and token.text[0] in "eEuU`":
            raise StatementError(
                f"E'…', U&'…' and `…` are not read here ({where_is(sql, token.start)}); write texts "
                "in plain quotes"
            )
    cursor.execute("SET LOCAL standard_conforming_strings = on")
    called = {
        token.name: token
        for token, following in itertools.pairwise(read)
        if following.text == "(" and token.kind in ("word", "quoted")
    }
    # FROM TABLE without brackets aside, `(row).function` calls one as well: any name may be meant.
    called |= {
        token.name: token
        for point, token in itertools.pairwise(read)
        if point.text == "." and token.kind in ("word", "quoted")
    }
    cursor.execute(_VOLATILE, (list(called), list(_HARMLESS)))
    for (name,) in cursor.fetchall():
        raise StatementError(
            f"{name} is not called from here: PostgreSQL says that it may do more than compute "
            f"({where_is(sql, called[name].start)})"
        )


def _fetched(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchall():
        yield from rows
        cursor.execute(f"FETCH {PART} FROM aipolicy_sql")


def _listed(cursor: Any) -> Iterator[tuple[Any, ...]]:
    yield from cursor.fetchall()


def _postgres_error(error: Any, sql: str, written: Rewritten, before: int) -> Exception:
    if error.sqlstate == "57014":
        return TooSlow()
    said = (error.diag.message_primary or str(error)).strip()
    place = ""
    if error.diag.statement_position:
        at = written.original(int(error.diag.statement_position) - 1 - before)
        place = f" ({where_is(sql, at)})" if 0 <= at <= len(sql) else ""
    if error.sqlstate == "25006" or at_beginning(error, before):
        return StatementError(f"{_ONLY_QUERIES} (PostgreSQL: {said})")
    hint = f"; {error.diag.message_hint}" if error.diag.message_hint else ""
    return StatementError(f"the statement cannot be run: {said}{place}{hint}")


def at_beginning(error: Any, before: int) -> bool:
    """A syntax error at the first word behind the cursor's: no query."""
    position = error.diag.statement_position
    return (
        bool(before and error.sqlstate == "42601" and position and int(position) - 1 == before)
        or error.sqlstate == "0A000"
    )


# -- both ------------------------------------------------------------------------------------------


def _through(result: Any) -> Iterator[tuple[Any, ...]]:
    for rows in result.partitions(PART):
        yield from (tuple(row) for row in rows)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once: the second ``id`` is ``id_2``."""
    found: list[str] = []
    for name in names:
        made, number = name, 2
        while made in found:
            made, number = f"{name}_{number}", number + 1
        found.append(made)
    return tuple(found)
