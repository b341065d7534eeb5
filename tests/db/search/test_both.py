"""Both databases find the same: in the press room's articles with the benchmark's queries, and in texts
made to be nasty, where the oracle says what there is to find.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache

import pytest
from sqlalchemy import Engine, select, text

from bench.search.truth import wanted
from db.models import SearchDoc
from db.search import QueryError, catch_up, ids
from db.search.asking import PostgresHits
from db.session import reading
from korean.query import matches, parse
from korean.tokens import fields, stream, tokenize
from pressroom.newsroom.build import build_world
from tests.db.search.conftest import make_engine
from tests.db.search.corpora import OUTLETS, Made, store
from tests.db.search.corpora import text as some_text

#: What is put together to nasty texts: scripts, signs, marks, decomposed Hangul, blanks of all kinds.
PIECES = (
    "인공지능", "기본법", "경북", "을", "각", "AI", "ai", "ＡＩ", "ﬁ", "GPT-4o", "R&D", "it's", "3.5", "1,000",
    "１２", "½", "㎡", "㈜", "①", "人工", "智能", "カナ", "ー", "é", "e\u0301", "ß", "İ", "ŉ", "σς", "ㅋㅋ", "ㆍ",
    "·", "…", "“", "”", "'", '"', "\\", "$$", "<b>", "&amp;", "%s", ":a", "🤖", "𝐀", "\u200b", "\ufeff", "\u3164",
    "\u115f", "\u0301", "fon", "NOT", "OR", "*", "𓀀", "x" * 300, "א", "ไทย",
)  # fmt: skip
SPACES = ("", "", " ", " ", "\n", "\n\n", "\r\n", "\t", "\u3000", "\u00a0", "\u2028")


@pytest.fixture(scope="module")
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Engine]]:
    """Both databases, empty."""
    with ExitStack() as stack:
        engines = [make_engine(k, request, tmp_path_factory) for k in ("sqlite", "postgresql")]
        for engine in engines:
            stack.callback(engine.dispose)
        yield engines


@pytest.fixture(scope="module")
def nasty(both: list[Engine]) -> list[Made]:
    """Articles of nasty texts, some of them too long for a ``tsvector``."""
    rng = random.Random(11)
    made = []
    for id_ in range(1, 133):
        body = _nasty(rng, 25)
        if id_ % 11 == 0:
            size = rng.choice((150, 700))
            body = "\n\n".join(some_text(rng, 12) + _nasty(rng, 3) for _ in range(size)) + " 끝말"
        made.append(Made(id_, rng.choice(OUTLETS), _nasty(rng, 4), body, None, None, None))
    for engine in both:
        store(engine, made)
        catch_up(engine)
    return made


def _nasty(rng: random.Random, most: int) -> str:
    made = "".join(rng.choice(PIECES) + rng.choice(SPACES) for _ in range(rng.randint(1, most)))
    made = unicodedata.normalize("NFD", made) if rng.random() < 0.3 else made
    return made.replace("\x00", "")


def _asked(rng: random.Random, made: Sequence[Made], number: int) -> Iterator[str]:
    """Stretches of the texts themselves, as words, phrases, in the title and left out."""
    for _ in range(number):
        source = rng.choice(made)
        whole = rng.choice((source.title, source.body))
        start = rng.randrange(len(whole))
        part = whole[start : start + rng.choice((1, 2, 4, 9, 30, 400))]
        yield rng.choice(
            ("{}", '"{}"', "title:{}", 'title:"{}"', "AI {}", "-{}", "인공 OR {}")
        ).format(part)


def test_nasty_texts_are_found_as_the_oracle_says(
    both: list[Engine], nasty: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "korean.query.stream", lru_cache(maxsize=None)(stream)
    )  # each text is looked at often
    rng, asked = random.Random(12), 0
    texts = {m.id: fields(m.title, m.subtitle, m.body) for m in nasty}
    with ExitStack() as stack:
        sessions = [stack.enter_context(reading(engine)) for engine in both]
        for typed in _asked(rng, nasty, 200):
            try:
                query = parse(typed)
            except QueryError:
                continue
            asked += 1
            hits = [id_ for id_, (title, body) in texts.items() if matches(query, title, body)]
            for session in sessions:
                assert sorted(ids(session, query)) == hits, (typed, session.get_bind().dialect.name)
    assert asked > 120


def test_long_articles_are_among_them(both: list[Engine], nasty: list[Made]) -> None:
    with reading(both[1]) as session:
        long = session.execute(text("SELECT count(DISTINCT docid) FROM search_part")).scalar_one()
    assert long >= 5
    assert max(len(tokenize(m.body)) for m in nasty) > 8_000


def test_they_come_in_their_place_however_few_documents_are_walked(
    both: list[Engine], nasty: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PostgresHits, "_documents", lambda self: 4)
    monkeypatch.setattr("db.search.hits._FIRST", 4)
    with reading(both[0]) as session, reading(both[1]) as other:
        for query in ("인공지능", "끝말", "AI -끝말", "-AI", "을", "title:AI"):
            in_order = list(ids(session, query))
            assert in_order == sorted(in_order, reverse=True)  # without dates: by their numbers
            assert list(ids(other, query)) == in_order, query
            assert list(ids(other, query, order="oldest")) == in_order[::-1], query


def test_both_number_the_same_documents(both: list[Engine], nasty: list[Made]) -> None:
    """Cursors, and the order of what was published at one minute, are the same on both."""
    query = select(SearchDoc.article_id, SearchDoc.docid).order_by(SearchDoc.docid)
    numbers = []
    for engine in both:
        with reading(engine) as session:
            numbers.append(session.execute(query).all())
    assert numbers[0] == numbers[1]


@pytest.fixture(scope="module")
def press_room(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Engine]]:
    """The press room's policy articles in both databases."""
    policy = [p for p in build_world(scale=0.12).publications if p.on_topic]
    made = [
        Made(
            id_, "kbs", p.texts[-1].title, "\n\n".join(p.texts[-1].paragraphs),
            " ".join(p.texts[-1].subtitle) or None, None, p.published,
        )
        for id_, p in enumerate(policy, start=1)
    ]  # fmt: skip
    with ExitStack() as stack:
        engines = []
        for kind in ("sqlite", "postgresql"):
            engine = make_engine(kind, request, tmp_path_factory)
            stack.callback(engine.dispose)
            store(engine, made)
            catch_up(engine)
            engines.append(engine)
        yield engines


def test_the_benchmarks_queries_find_the_same_in_the_press_room(press_room: list[Engine]) -> None:
    queries = [one.query for one in wanted()]
    assert len(queries) >= 200
    found = 0
    with ExitStack() as stack:
        first, second = (stack.enter_context(reading(engine)) for engine in press_room)
        for query in queries:
            hits = list(ids(first, query))
            assert hits == list(ids(second, query)), query
            found += bool(hits)
    assert found > len(queries) / 2, "most of them find something"
