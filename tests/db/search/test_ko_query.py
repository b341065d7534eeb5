"""On PostgreSQL `ko_query` reads a query in plain SQL, and finds what `db.search` finds."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bench.search.truth import wanted
from db.search import catch_up, ids, names
from db.session import reading, writing
from korean.query import QueryError, parse
from korean.tokens import tokenize
from tests.db.search.conftest import make_engine
from tests.db.search.corpora import QUERIES, WORDS, Made, corpus, store
from tests.db.search.test_both import PIECES, SPACES

GOLD = tuple(each.query for each in wanted())
_JOIN = text(
    "SELECT d.article_id FROM search s JOIN search_doc d ON d.docid = s.docid "
    "WHERE s.tsv @@ (SELECT ko_query(:q)) AND d.article_id IS NOT NULL"
)
_ARTICLES = text("SELECT ko_articles(:q)")


@pytest.fixture(scope="module")
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Random articles, and one of the words of each gold query; two that no tsvector holds."""
    engine = make_engine("postgresql", request, tmp_path_factory)
    made = [m for m in corpus(seed=9, number=150) if m.label == "on_topic"]
    said = " ".join(GOLD).replace('"', " ").replace("title:", " ").split()
    rng = random.Random(5)
    for number, query in enumerate(GOLD, 1_000):
        plain = query.replace('"', " ").replace("title:", " ").replace("-", " ").replace("OR", " ")
        body = f"{plain}. {' '.join(rng.choices(said, k=12))}"
        made.append(Made(number, "kbs", rng.choice(GOLD), body, None, None, None))
    for number in (2_000, 2_001):
        body = "\n\n".join(" ".join(rng.choices(said, k=30)) for _ in range(900))
        made.append(Made(number, "kbs", "긴 글", body + " 끝말", None, None, None))
    store(engine, made)
    catch_up(engine)
    yield engine
    engine.dispose()


def found(session: Session, query: str) -> list[int]:
    return sorted(session.scalars(_ARTICLES, {"q": query}))


def test_there_are_gold_queries_enough() -> None:
    assert len(GOLD) >= 200


def test_every_gold_query_finds_the_same_articles(filled: Engine) -> None:
    some = 0
    with reading(filled) as session:
        for query in GOLD:
            expected = sorted(ids(session, query))
            assert found(session, query) == expected, query
            short = {id_ for id_ in expected if id_ < 2_000}
            assert set(session.scalars(_JOIN, {"q": query})) == short, query
            some += bool(expected)
    assert some > 190


def test_long_articles_are_found_by_their_parts(filled: Engine) -> None:
    with reading(filled) as session:
        assert found(session, "끝말") == [2_000, 2_001] == sorted(ids(session, "끝말"))
        assert found(session, "title:끝말") == []


def test_all_of_the_language_is_read_alike(filled: Engine) -> None:
    rng = random.Random(3)
    words = (
        *WORDS,
        "AI 기본법",
        "(",
        ")",
        "과기정통부",
        "경북",
        "「AI 법」",
        '"AI',
        "…",
        "인공지능 기본법",
    )
    queries = list(QUERIES)
    for _ in range(250):
        signs = rng.choices(
            ("", "", "", "-", "title:", "OR ", '"', "|", "-제목:"), k=rng.randint(1, 5)
        )
        queries.append(" ".join(sign + rng.choice(words) for sign in signs))
    with reading(filled) as session:
        for query in queries:
            try:
                expected = sorted(ids(session, query))
            except QueryError:
                with (
                    pytest.raises(DBAPIError, match="InvalidParameterValue"),
                    session.begin_nested(),
                ):
                    found(session, query)
                continue
            assert found(session, query) == expected, query


def test_text_is_cut_as_python_cuts_it(filled: Engine) -> None:
    rng = random.Random(4)
    asked = text("SELECT token, gap FROM ko_tokens(:t) ORDER BY place")
    with reading(filled) as session:
        for _ in range(250):
            size = rng.randint(1, 8)
            made = "".join(rng.choice(PIECES) + rng.choice(SPACES) for _ in range(size))
            cut = [tuple(row) for row in session.execute(asked, {"t": made})]
            assert cut == [(token.text, token.gap) for token in tokenize(made)], made


def test_names_follow_the_vocabulary(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(filled) as session:
        assert not names.fill(session)
        monkeypatch.setattr(names, "known", lambda: {" 정책 책 ": ("없는말",)})
        assert names.fill(session)
        assert "없는" in str(session.scalar(text("SELECT ko_query('정책')")))
        session.rollback()
    with reading(filled) as session:
        assert str(session.scalar(text("SELECT ko_query('정책')"))) == "'정책'"


def test_an_empty_query_means_every_article(filled: Engine) -> None:
    with reading(filled) as session:
        assert found(session, "  ") == sorted(ids(session, ""))
    assert parse("  ").empty
