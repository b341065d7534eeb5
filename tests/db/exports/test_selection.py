"""Which articles an export holds, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from db.exports import selection
from db.exports.selection import Selection, view
from db.models import Article
from db.queries import Filter
from db.readonly import asking, open_reading
from db.search.index import catch_up
from db.session import reading, writing
from tests.db.rows import NOW, article, outlets

LAW = "경상북도는 인공지능 기본법 조례를 만든다고 밝혔다."
CHIP = "정부는 AI 반도체 공장을 짓는다고 밝혔다."


def ids(engine: Engine, chosen: Selection) -> list[int]:
    with reading(view(engine)) as session:
        return [d["id"] for d in chosen.documents(session)]


@pytest.fixture
def numbers(engine: Engine) -> dict[str, int]:
    """A release, its copy two hours later, an article of its own, and one without a date."""
    outlets(engine)
    first = article(engine, "gyeongbuk", LAW, hours=0)
    with reading(engine) as session:
        story = session.get_one(Article, first).story_id
    return {
        "release": first,
        "copy": article(engine, "kyongbuk", LAW + " 끝.", hours=2, story=story),
        "chip": article(engine, "kbs", CHIP, hours=1),
    }


def test_all_articles_come_newest_first(engine: Engine, numbers: dict[str, int]) -> None:
    assert ids(engine, Selection()) == [numbers["copy"], numbers["chip"], numbers["release"]]


def test_those_without_a_date_come_last(engine: Engine, numbers: dict[str, int]) -> None:
    with writing(engine) as session:
        session.get_one(Article, numbers["copy"]).published_at = None
    assert ids(engine, Selection())[-1] == numbers["copy"]


def test_a_filter_holds(engine: Engine, numbers: dict[str, int]) -> None:
    assert ids(engine, Selection(where=Filter(outlets=("kbs",)))) == [numbers["chip"]]
    later = Filter(since=NOW + timedelta(minutes=30))
    assert ids(engine, Selection(where=later)) == [numbers["copy"], numbers["chip"]]


def test_folded_a_story_is_its_earliest_article(engine: Engine, numbers: dict[str, int]) -> None:
    assert ids(engine, Selection(fold=True)) == [numbers["chip"], numbers["release"]]


def test_folded_within_a_filter_it_is_the_earliest_that_matches(
    engine: Engine, numbers: dict[str, int]
) -> None:
    later = Filter(since=NOW + timedelta(minutes=30))
    assert ids(engine, Selection(where=later, fold=True)) == [numbers["copy"], numbers["chip"]]


def test_an_article_without_a_story_stands_for_itself(
    engine: Engine, numbers: dict[str, int]
) -> None:
    with writing(engine) as session:
        session.get_one(Article, numbers["copy"]).story_id = None
    assert len(ids(engine, Selection(fold=True))) == 3


def test_a_query_is_answered_by_the_index(engine: Engine, numbers: dict[str, int]) -> None:
    _index(engine)
    assert ids(engine, Selection("기본법")) == [numbers["copy"], numbers["release"]]
    assert ids(engine, Selection("기본법", fold=True)) == [numbers["release"]]
    assert ids(engine, Selection("밝혔다 -기본법")) == [numbers["chip"]]
    assert ids(engine, Selection("기본법", Filter(outlets=("kyongbuk",)))) == [numbers["copy"]]


def test_what_was_found_off_topic_since_it_was_indexed_is_left_out(
    engine: Engine, numbers: dict[str, int]
) -> None:
    _index(engine)
    with writing(engine) as session:
        session.get_one(Article, numbers["copy"]).label = "off_topic"
    assert ids(engine, Selection("기본법")) == [numbers["release"]]


def test_there_is_no_cap(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "PART", 3)
    outlets(engine)
    made = [article(engine, "kbs", f"{CHIP} {n}", hours=n) for n in range(10)]
    assert ids(engine, Selection()) == made[::-1]
    assert ids(engine, Selection(fold=True)) == made[::-1]


def test_an_export_sees_one_state_however_long_it_takes(
    engine: Engine, numbers: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "PART", 1)
    with reading(view(engine)) as session:
        documents = Selection().documents(session)
        first = next(documents)
        with writing(engine) as other:
            other.get_one(Article, numbers["release"]).label = "off_topic"
        assert [first["id"], *(d["id"] for d in documents)] == [
            numbers["copy"], numbers["chip"], numbers["release"],
        ]  # fmt: skip


def test_a_connection_that_can_only_read_is_enough(
    engine: Engine, database_url: str, numbers: dict[str, int]
) -> None:
    reader = open_reading(database_url, timeout=None)
    with asking(view(reader)) as session:
        assert len(list(Selection(fold=True).documents(session))) == 2
    reader.dispose()


def test_it_says_what_was_asked(engine: Engine) -> None:
    chosen = Selection("AI 기본법", Filter(outlets=("kbs",), since=NOW, licence="KOGL-1"), True)
    about = chosen.about(engine)
    assert about.asked() == {
        "label": "on_topic", "text": "current version", "order": "newest first",
        "query": "AI 기본법", "fold": True,
        "where": {"licence": "KOGL-1", "outlet": ["kbs"], "since": "2026-11-20T09:00:00+09:00"},
    }  # fmt: skip
    assert about.sentence() == (
        "the query `AI 기본법`; licence = KOGL-1; outlet = kbs; since = 2026-11-20T09:00:00+09:00, "
        "one article a story"
    )


def test_a_set_of_bits_is_a_set() -> None:
    bits = selection._Bits()
    assert bits.add(1_000_000)
    assert not bits.add(1_000_000)
    assert bits.add(7)
    assert 7 in bits
    assert 8 not in bits
    assert 5_000_000 not in bits


def _index(engine: Engine) -> None:
    catch_up(engine)
