"""Queries and filters as each database reads them: nothing a person types is taken for a sign."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from db.queries import Filter
from db.search import docids
from db.search.compile import ALL, facet, fts5, tsquery
from db.search.docids import NoRoom
from db.search.entry import Words
from db.search.tables import LAST_POSITION, MOST_OF_ONE, tsvectors
from db.session import reading
from korean import tokens
from korean.query import QueryError, matches, parse

WHERE = Filter(outlets=("kbs", "etoday"), region="경북")


def f(kind: str, value: str) -> str:
    return facet(kind, value)


@pytest.mark.parametrize(
    ("query", "wanted_fts5", "wanted_tsquery"),
    [
        ("", f'"{ALL}"', f"'{ALL}'"),
        ("조례안", '"조례 례안"', "('조례' <2> '례안')"),
        ("A·B", '"a ㆍ b"', "('a' <3> 'b')"),
        ("법", '"법" *', "'법':*"),
        ("title:법", 'title : "법" *', "'ㆍt법':*"),
        ("title:조례안", 'title : "조례 례안"', "('ㆍt조례' <2> 'ㆍt례안')"),
        ("가나 다라", '("가나" AND "다라")', "('가나' & '다라')"),
        ("가나 OR 다라", '("가나" OR "다라")', "('가나' | '다라')"),
        ("가나 -다라", '"가나" NOT ("다라")', "'가나' & !('다라')"),
        ("-다라 -마바", f'"{ALL}" NOT ("다라" OR "마바")', f"'{ALL}' & !('다라' | '마바')"),
    ],
)
def test_a_query_is_written_for_both(query: str, wanted_fts5: str, wanted_tsquery: str) -> None:
    assert fts5(parse(query)) == wanted_fts5
    assert tsquery(parse(query)) == wanted_tsquery


def test_a_filter_is_words_of_the_index() -> None:
    kbs, etoday, region = f("outlet", "kbs"), f("outlet", "etoday"), f("region", "경북")
    assert fts5(parse("가나"), WHERE) == f'("가나" AND ("{kbs}" OR "{etoday}") AND "{region}")'
    assert tsquery(parse(""), WHERE) == f"(('{kbs}' | '{etoday}') & '{region}')"


def test_facets_differ_by_kind_and_value_and_are_no_words_of_a_text() -> None:
    assert len({f(k, v) for k in ("outlet", "region", "topic") for v in ("kbs", "경북")}) == 6
    assert f("region", "경북") not in tokens.texts(f"기사 {f('region', '경북')} {ALL}")


# -- against FTS5 itself ---------------------------------------------------------------------------

TEXTS = (
    ("AI 기본법", "정부가 인공지능 기본법을 공포했다. R&D 예산 1,000억 원."),
    ('near "quote" AND', "법. 법률안; OR NOT NEAR(a b) ^가나* {title} : col-umn"),
    ("경북 조례", "경상북도의회 조례안, 개정·시행 \\ ' \" '' % _"),
)
SIGNS = st.sampled_from(
    ['"', "'", "*", "^", ":", "(", ")", "-", " OR ", " NOT ", " AND ", "NEAR(", "{", "}", "+", "\\",
     "title:", "제목:", " ", ".", "·", "ㆍ", "&", "|", "!", "<2>", ",", "\n", "fon", ";", "%", "\x00"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["AI", "기본법", "법", "조례안", "경북", "개정", "1,000", "R&D", "a b", "near"]
)
TYPED = st.lists(st.one_of(SIGNS, WORDS, st.characters(codec="utf-8")), max_size=8).map("".join)


@pytest.fixture(scope="module")
def fts() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE search USING fts5"
        "(title, body, facet, content='', tokenize='ascii')"
    )  # fmt: skip
    for number, (title, body) in enumerate(TEXTS):
        row = (" ".join(tokens.texts(title)), " ".join(tokens.texts(body)), ALL)
        connection.execute(
            "INSERT INTO search (rowid, title, body, facet) VALUES (?, ?, ?, ?)", (number, *row)
        )
    yield connection
    connection.close()


@given(TYPED)
def test_whatever_is_typed_finds_what_it_means(fts: sqlite3.Connection, typed: str) -> None:
    try:
        query = parse(typed)
    except QueryError:
        return
    found = fts.execute("SELECT rowid FROM search WHERE search MATCH ?", (fts5(query),))
    wanted = {n for n, (title, body) in enumerate(TEXTS) if matches(query, title, body)}
    assert {row[0] for row in found} == wanted


HOSTILE = (
    "'",
    "''",
    "\\",
    "\\'",
    "'a' & 'b'",
    "a\\' | b",
    "!a",
    ":*",
    "a:*A",
    "<->",
    "' | 'b",
    "%s",
)


@pytest.mark.parametrize("word", HOSTILE)
def test_postgresql_reads_a_query_as_one_of_words(engine: Engine, word: str) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("above")
    body = f"가나 {word} 다라"
    vector = tsvectors(Words((), tokens.texts(body), (ALL,)))[0]
    query = parse(f'"{body}"')
    asked = text("SELECT CAST(:v AS tsvector) @@ CAST(:q AS tsquery)")
    with reading(engine) as session:
        assert session.execute(asked, {"v": vector, "q": tsquery(query)}).scalar() is True
        other = {"v": f"'{ALL}'", "q": tsquery(query)}
        assert session.execute(asked, other).scalar() is False


# -- tsvectors -------------------------------------------------------------------------------------


def test_a_gap_is_told_from_a_word_between() -> None:
    assert tsvectors(Words((), ["a", "ㆍ", "b"], ())) == ["'a':11 'b':14"]
    assert tsvectors(Words(("a",), ["b", "c"], ("f",))) == ["'a':1A 'ㆍta':1A 'b':13 'c':15 'f'"]


@pytest.mark.parametrize("body", [["ai"] * 1000, [str(n) for n in range(9000)]])
def test_a_long_article_is_cut_within_postgresqls_limits(body: list[str]) -> None:
    whole, *parts = tsvectors(Words(("t",), body, (ALL,)))
    assert whole == ""
    assert len(parts) > 1
    for part in parts:
        for lexeme in part.split(" "):
            places = lexeme.split(":")[1].split(",") if ":" in lexeme else []
            assert len(places) <= MOST_OF_ONE
            assert all(int(place.rstrip("A")) <= LAST_POSITION + 1 for place in places)
    assert [ALL in part for part in parts] == [True] + [False] * (len(parts) - 1)


# -- docids ----------------------------------------------------------------------------------------

AT = datetime(2026, 11, 20, 9, 30, 59, tzinfo=UTC)


def test_docids_rise_with_time_and_undated_ones_are_below() -> None:
    times = [datetime(1960, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC), AT,
             AT + timedelta(seconds=1)]  # fmt: skip
    starts = [docids.start(None, 10**8), *(docids.start(at, 1) for at in times)]
    assert starts == sorted(set(starts))


def test_a_full_minute_goes_on_in_the_next_one_and_stays_within_the_window() -> None:
    first = docids.start(AT, 1)
    used = set(range(first, first + docids.SLOTS + 3))
    given_: set[int] = set()

    def taken(low: int, high: int) -> set[int]:
        return {docid for docid in used if low <= docid < high}

    found = docids.free(first, 2, taken, given_)
    assert list(found) == [first + docids.SLOTS + 3, first + docids.SLOTS + 4]
    assert docids.free(first, 1, taken, given_) == [first + docids.SLOTS + 5]
    low, high = docids.window(AT, AT + timedelta(seconds=1))
    assert low is not None
    assert high is not None
    assert low <= first < found[-1] < high


def test_a_time_at_which_everything_stands_is_named() -> None:
    with pytest.raises(NoRoom, match="dated 2026-11-20 09:30 UTC"):
        docids.free(docids.start(AT, 1), 1, range, set())


def test_a_window_without_ends_has_none() -> None:
    assert docids.window(None, None) == (None, None)
