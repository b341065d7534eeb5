"""Quotations in the corpus: kept once, replaced with their text, found by who, when and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from db import models, quotes
from db.session import reading, writing
from korean.article import Moment
from korean.quotation import Quotation
from korean.quotes import find
from korean.verdict import Evidence
from tests.db.test_store import BODY, NOW, OFF, Save, incoming, save, total

__all__ = ["save"]

MINISTER = Quotation(
    "길을 열겠다", 10, 16, "김하늘", "장관", "과기정통부", "과학기술정보통신부", "밝혔다", "named",
    (Evidence("quote", "speaker", "body", 0, 3, "김하늘"),),
)  # fmt: skip
MAYOR = Quotation(
    "서두르겠다", 30, 35, "박바다", "포항시장", agency="경북 포항시", verb="말했다", resolved="anaphora"
)  # fmt: skip
OFFICIAL = Quotation("준비한다", 50, 54, None, "관계자", "행안부", "행정안전부", "전했다")
DAY = timedelta(days=1)


def said(key: str, *found: Quotation, at: datetime = NOW, **more: Any) -> Any:
    item = incoming(key, body=f"{BODY}\n\n{key}호 기사의 본문이다.", **more)
    article = replace(item.article, published=Moment(at, "minute", "raw"))
    return replace(item, article=article, quotes=found)


@pytest.fixture
def corpus(engine: Engine, save: Save) -> Engine:
    save(
        said("1", MINISTER, MAYOR, at=NOW - 2 * DAY),
        said("2", OFFICIAL, at=NOW - DAY, outlet="etoday"),
        said("3", replace(MAYOR, text="다시 말하지만"), at=NOW - 3 * DAY),
        said("4", MINISTER, at=NOW, verdict=OFF),
    )
    return engine


def texts(engine: Engine, limit: int | None = None, **wanted: Any) -> list[str]:
    with reading(engine) as session:
        return [row["text"] for row in quotes.find(session, quotes.Filter(**wanted), limit=limit)]


def version(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalars(select(models.Version.id)).one()


def test_quotations_come_newest_article_first_and_in_a_texts_order(corpus: Engine) -> None:
    assert texts(corpus) == ["준비한다", "길을 열겠다", "서두르겠다", "다시 말하지만"]


#: Conditions and what they find, newest first.
CONDITIONS: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({"speaker": "김하늘"}, ["길을 열겠다"]),
    ({"speaker": "하늘"}, []),
    ({"office": "시장"}, ["서두르겠다", "다시 말하지만"]),
    ({"office": "포항시장"}, ["서두르겠다", "다시 말하지만"]),
    ({"office": "%"}, []),
    ({"agency": "과학기술정보통신부"}, ["길을 열겠다"]),
    ({"agency": "과기정통부"}, ["길을 열겠다"]),
    ({"agency": "미래창조과학부"}, ["길을 열겠다"]),
    ({"agency": "없는부"}, []),
    ({"agency": "포항시"}, ["서두르겠다", "다시 말하지만"]),
    ({"agency": "경상북도 포항시청"}, ["서두르겠다", "다시 말하지만"]),
    ({"agency": "경북도"}, []),
    ({"agency": "중구"}, []),
    ({"outlets": ["etoday"]}, ["준비한다"]),
    ({"open": True}, ["준비한다"]),
    ({"since": NOW - DAY}, ["준비한다"]),
    ({"until": NOW - DAY}, ["길을 열겠다", "서두르겠다", "다시 말하지만"]),
    ({"speaker": "박바다", "since": NOW - 2 * DAY}, ["서두르겠다"]),
)


def test_every_condition_holds(corpus: Engine) -> None:
    """One corpus for all: making a database costs more than asking it."""
    for wanted, found in CONDITIONS:
        assert texts(corpus, **wanted) == found, wanted
        with reading(corpus) as session:
            assert quotes.count(session, quotes.Filter(**wanted)) == len(found), wanted


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("경북도", "경상북도"),
        ("경상북도", "경상북도"),
        ("대구시", "대구광역시"),
        ("포항시", "경북 포항시"),
        ("강원도", "강원특별자치도"),
        ("과기정통부", "과학기술정보통신부"),
        ("중구", "중구"),
        ("아무개", "아무개"),
    ],
)
def test_every_name_of_a_body_leads_to_its_key(name: str, key: str) -> None:
    assert quotes.key_of(name) == key


def test_a_limit_keeps_the_newest(corpus: Engine) -> None:
    assert texts(corpus, limit=2) == ["준비한다", "길을 열겠다"]


def test_a_row_says_who_where_and_why(corpus: Engine) -> None:
    with reading(corpus) as session:
        (row,) = quotes.find(session, quotes.Filter(speaker="김하늘"))
    assert (row["outlet"], row["title"], row["verb"]) == ("kbs", "경북, AI 정책 발표", "밝혔다")
    assert row["published_at"] == "2026-11-18T18:00:00+09:00"
    assert row["evidence"][0]["text"] == "김하늘"


def test_an_edit_takes_the_quotations_of_the_old_text_out_of_sight(
    engine: Engine, save: Save
) -> None:
    save(said("1", MINISTER))
    save(replace(incoming("1"), captured_at=NOW + DAY, quotes=(MAYOR,)))
    assert texts(engine) == ["서두르겠다"]
    assert total(engine, models.Quote) == 2


def test_the_view_shows_the_same_rows(corpus: Engine) -> None:
    with reading(corpus) as session:
        rows = session.execute(
            text("SELECT text, speaker, agency, resolved FROM quotes ORDER BY text")
        ).all()
    assert sorted(row.text for row in rows) == sorted(texts(corpus))
    assert ("길을 열겠다", "김하늘", "과학기술정보통신부", "named") in [tuple(r) for r in rows]


def test_keeping_the_same_again_changes_no_row(engine: Engine, save: Save) -> None:
    save(said("1", MINISTER, MAYOR))

    def ids() -> list[int]:
        with reading(engine) as session:
            return list(session.scalars(select(models.Quote.id).order_by(models.Quote.id)))

    before = ids()
    with writing(engine) as session:
        quotes.keep(session, {version(engine): (MINISTER, MAYOR)})
    assert ids() == before


@pytest.mark.parametrize("wanted", [(), (MAYOR,), (MINISTER, OFFICIAL)])
def test_keeping_others_replaces_what_was_there(
    engine: Engine, save: Save, wanted: tuple[Quotation, ...]
) -> None:
    save(said("1", MINISTER, MAYOR))
    with writing(engine) as session:
        quotes.keep(session, {version(engine): wanted})
    assert texts(engine) == [quote.text for quote in wanted]


def test_what_is_read_from_a_text_is_stored_as_it_is(engine: Engine, save: Save) -> None:
    body = f"{BODY}\n\n김하늘 과기정통부 장관은 “길을 열겠다”며 “서두르겠다”고 밝혔다."
    found = find(body)
    save(replace(incoming("1", body=body), quotes=found))
    with reading(engine) as session:
        rows = quotes.find(session, quotes.Filter(agency="과기정통부", office="장관"))
    assert [(r["text"], r["start"], r["end"], r["verb"]) for r in rows] == [
        (q.text, q.start, q.end, "밝혔다") for q in found
    ]
    assert len(rows) == 2
