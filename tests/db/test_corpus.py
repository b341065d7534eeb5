"""The corpus from Python: typed rows, read as they are asked for, from either database."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from db import Corpus
from db.corpus import Article, MissingExtra
from db.document import FIELDS
from db.errors import DatabaseUnreachable, NotFound
from db.search import QueryError, catch_up
from tests.cli.corpus import ARTICLES, fill
from tests.db.search.conftest import make_engine
from tests.db.search.corpora import store

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = make_engine(request.param, request, tmp_path_factory)
    store(engine, list(ARTICLES))
    catch_up(engine)
    return engine


@pytest.fixture
def corpus(filled: Engine) -> Iterator[Corpus]:
    with Corpus(filled.url.render_as_string(hide_password=False)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "given", "found"),
    [
        ("AI 기본법", {}, [2, 1]),
        ("AI 기본법", {"fold": True}, [1]),
        ("AI", {"order": "oldest"}, [1, 2, 3, 4]),
        ("", {}, [5, 4, 3, 2, 1]),
        ("", {"outlet": "kbs"}, [5, 1]),
        ("", {"outlet": ["kbs", "etoday"], "order": "oldest"}, [1, 2, 5]),
        ("", {"region": "경북"}, [3]),
        ("", {"topic": "law_regulation", "fold": True}, [4, 1]),
        ("", {"agency": "교육부"}, [1]),
        ("", {"licence": "KOGL-1"}, [1]),
        ("AI", {"since": "2026-11-02", "until": "2026-11-03"}, [3, 2]),
        ("AI", {"since": date(2026, 11, 2), "until": date(2026, 11, 2)}, [2]),
        ("AI", {"since": "2026-11-02T09:00"}, [4, 3]),
        ("AI", {"since": datetime(2026, 11, 2, 8, 0, tzinfo=SEOUL), "band": "accept"}, [3, 2]),
    ],
)
def test_a_search_gives_articles(
    corpus: Corpus, query: str, given: dict[str, Any], found: list[int]
) -> None:
    result = corpus.search(query, **given)
    assert [article.id for article in result] == found
    assert len(result) == len(found)
    assert bool(result) is bool(found)


def test_relevance_finds_the_same(corpus: Corpus) -> None:
    assert {a.id for a in corpus.search("AI", order="relevance")} == {1, 2, 3, 4}


def test_the_first_ones_are_read_without_the_rest(corpus: Corpus) -> None:
    result = corpus.search("AI")
    assert [article.id for article in result[:2]] == [4, 3]
    assert result[0].id == 4
    with pytest.raises(IndexError, match="4 articles"):
        result[9]


def test_a_row_is_the_document_with_times_in_seoul(corpus: Corpus) -> None:
    article = corpus.search("특허")[0]
    assert tuple(field.name for field in fields(Article)) == FIELDS
    assert article.published_at == datetime(2026, 11, 9, 10, 0, tzinfo=SEOUL)
    assert str(article.published_at.tzinfo) == "Asia/Seoul"
    with pytest.raises(FrozenInstanceError):
        article.title = "x"  # type: ignore[misc]


def test_what_was_widened_is_told(corpus: Corpus) -> None:
    assert corpus.search("AI").notes == ("AI: also 인공지능.",)


def test_a_frame_has_a_column_a_field(corpus: Corpus) -> None:
    frame = corpus.search("AI").to_pandas()
    assert list(frame.columns) == list(FIELDS)
    assert list(frame["id"]) == [4, 3, 2, 1]
    assert str(frame["published_at"].dt.tz) == "Asia/Seoul"
    empty = corpus.search("없는말이다").to_pandas()
    assert list(empty.columns) == list(FIELDS)
    assert str(empty["published_at"].dt.tz) == "Asia/Seoul"


def test_without_pandas_it_says_what_to_install(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(MissingExtra, match=r"aipolicy\[pandas\]"):
        corpus.search("AI").to_pandas()
    assert corpus.search("특허").to_dicts()[0]["id"] == 4


def test_one_article_its_versions_and_its_story(corpus: Corpus) -> None:
    assert corpus.article(3).outlet == "kyongbuk"
    assert corpus.article("kyongbuk:k3").id == 3
    (version,) = corpus.versions(3)
    assert version.captured_at.tzinfo is not None
    assert [member.id for member in corpus.story(1).members] == [1, 2]
    with pytest.raises(NotFound):
        corpus.article(99)


def test_trends_and_facets(corpus: Corpus) -> None:
    trend = corpus.trend("AI", by="month")
    assert (trend.periods, trend.lines[0].articles) == (("2026-10", "2026-11"), (1, 3))
    of = corpus.trend(of="region", since="2026-11-01", until="2026-11-30")
    assert {line.value for line in of.lines} == {"전국", "경북", "대구"}
    assert corpus.facets("AI").exact


def test_nothing_can_be_written(corpus: Corpus) -> None:
    with pytest.raises(DBAPIError), corpus.session() as session:
        session.execute(text("DELETE FROM tag"))


def test_wrong_queries_and_days_are_sentences(corpus: Corpus) -> None:
    with pytest.raises(QueryError, match="both sides"):
        corpus.search("OR")
    with pytest.raises(ValueError, match="is not a date"):
        corpus.search("AI", since="gestern")


def test_a_folder_is_opened_whatever_the_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnreachable, match="no corpus"):
        Corpus(folder=tmp_path)
    fill(tmp_path)
    with Corpus(folder=tmp_path) as opened:
        assert len(opened.search("AI")) == 4


def test_importing_db_loads_no_corpus() -> None:
    code = "import db, sys; assert 'sqlalchemy' not in sys.modules; db.Corpus; assert 'db.corpus' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
