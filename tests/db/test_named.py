"""Names that people give are brought to what the corpus carries, in Python as in the database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, insert

from db import Corpus, models
from db.named import NoSuchName, brought, outlets, value
from db.queries import Filter
from db.search import QueryError, catch_up, find
from db.session import reading, writing
from tests.cli.corpus import ARTICLES
from tests.db.search.conftest import make_engine
from tests.db.search.corpora import store

BESIDE = (("newspim", "뉴스핌"), ("kbs", "KBS"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = make_engine(request.param, request, tmp_path_factory)
    store(engine, list(ARTICLES))
    tags = [(1, "region", "전남광주 목포시"), (2, "region", "전남 여수시"), (3, "region", "전남광주 여수시"),
            (4, "agency", "옛이름부")]  # fmt: skip
    with writing(engine) as session:
        session.execute(
            insert(models.Tag),
            [{"article_id": id_, "kind": kind, "value": name, "count": 1, "evidence": []}
             for id_, kind, name in tags],
        )  # fmt: skip
    catch_up(engine)
    return engine


@pytest.fixture
def corpus(filled: Engine) -> Corpus:
    return Corpus(filled.url.render_as_string(hide_password=False))


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("region", "경상북도", "경북"),
        ("region", "목포", "전남광주 목포시"),
        ("region", "전남 목포시", "전남광주 목포시"),  # under today's name alone
        ("region", "전남 여수시", "전남 여수시"),  # under both: the one that was said
        ("region", "군위", "대구 군위군"),
        ("region", "전국", "전국"),  # in the corpus, in no vocabulary
        ("agency", "과기정통부", "과학기술정보통신부"),
        ("agency", "옛이름부", "옛이름부"),
        ("topic", "법·규제", "law_regulation"),
        ("programme", "인공지능기본법", "AI 기본법"),
        ("licence", "kogl-3", "KOGL-3"),
        ("licence", "공공누리 제3유형", "KOGL-3"),
        ("licence", "cc by", "CC-BY"),
    ],
)
def test_a_value_goes_by_its_names(filled: Engine, kind: str, name: str, found: str) -> None:
    with reading(filled) as session:
        assert value(session, kind, name) == found


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("region", "nowhere", "there is no region 'nowhere'"),
        ("region", "중구", "서울 중구, 부산 중구.*say which"),
        ("region", "여수", "전남 여수시, 전남광주 여수시: say which"),
        ("agency", "과기정통보", "did you mean 과학기술정보통신부"),
        ("agency", "포항시", "the region 경북 포항시"),
        ("topic", "날씨", r"law_regulation \(법·규제\)"),
        ("programme", "AI 기본볍", "did you mean AI 기본법"),
        ("licence", "GPL", "there are KOGL-1"),
    ],
)
def test_a_name_of_nothing_or_of_several_is_a_sentence(
    filled: Engine, kind: str, name: str, said: str
) -> None:
    with reading(filled) as session, pytest.raises(NoSuchName, match=said):
        value(session, kind, name)


def test_outlets_go_by_code_and_name_and_may_be_beside_the_corpus(filled: Engine) -> None:
    with reading(filled) as session:
        assert outlets(session, ["kbs", "뉴스핌", "KBS"], lambda: BESIDE) == ("kbs", "newspim")
        with pytest.raises(NoSuchName, match="unknown outlet 'kyongbok': did you mean kyongbuk"):
            outlets(session, ["kyongbok"])


def test_a_place_in_the_results_is_the_same_under_every_name(filled: Engine) -> None:
    with reading(filled) as session:
        short, full = (
            find(session, "", brought(session, Filter(topic=name)), limit=1, fold=False)
            for name in ("law_regulation", "법·규제")
        )
    assert short.after is not None
    assert short.after == full.after


def test_python_takes_the_names_too(corpus: Corpus) -> None:
    assert [a.id for a in corpus.search(region="경상북도")] == [3]
    assert corpus.search(topic="법·규제").where.topic == "law_regulation"
    assert corpus.facets(region="경상북도").counts == corpus.facets(region="경북").counts
    assert corpus.trend(region="경상북도") == corpus.trend(region="경북")
    assert list(corpus.search(agency="국방부")) == []


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"regions": "경북"}, TypeError, "no condition 'regions'; did you mean region"),
        ({"outlets": "kbs"}, TypeError, "did you mean outlet"),
        ({"region": ["경북", "대구"]}, TypeError, "region is one name"),
        ({"outlet": ["kbs", 1]}, TypeError, "outlet is one name"),
        ({"outlet": 1}, TypeError, "outlet is one name, not 1"),
        ({"since": 20261101}, TypeError, "since is a day or a time"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, QueryError, "swap"),
        ({"band": "sure"}, QueryError, "accept, review, reject"),
        ({"region": "없는도"}, NoSuchName, "no region"),
        ({"outlet": "kbss"}, NoSuchName, "did you mean kbs"),
        ({"query": None}, TypeError, "a query is a text"),
    ],
)
def test_what_python_cannot_mean_is_a_sentence(
    corpus: Corpus, given: dict[str, Any], error: type[Exception], said: str
) -> None:
    for ask in (corpus.search, corpus.trend, corpus.facets):
        with pytest.raises(error, match=said):
            ask(**given)


def test_what_cannot_be_counted_is_a_sentence(corpus: Corpus) -> None:
    with pytest.raises(QueryError, match="outlet, region, topic"):
        corpus.trend("AI", of="licence")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match="month, week, day"):
        corpus.trend("AI", by="year")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match="newest, oldest, relevance"):
        corpus.search("AI", order="best")  # type: ignore[arg-type]


def test_results_are_counted_from_the_front(corpus: Corpus) -> None:
    found = corpus.search("AI")
    for at in (-1, slice(-2, None), slice(None, None, -1)):
        with pytest.raises(IndexError, match="from the front"):
            found[at]


@pytest.mark.parametrize("kind", ["region", "topic", "agency", "programme", "licence"])
def test_what_no_database_can_be_asked_for_is_a_name_of_nothing(filled: Engine, kind: str) -> None:
    with reading(filled) as session, pytest.raises(NoSuchName):
        value(session, kind, "경북\x00")
