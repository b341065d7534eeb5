"""An article's history: edits, edits taken back, texts that come in late; and what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import edits, models, queries
from db.errors import NotFound
from db.records import Incoming
from db.schedule import next_check
from db.session import reading, writing
from korean.article import Byline, Moment
from tests.db.test_store import BODY, NOW, OFF, Save, incoming, save, total

__all__ = ["save"]

HOUR = timedelta(hours=1)
OTHER = BODY.replace("3호", "4호")
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def at(hours: float, body: str = BODY, **more: Any) -> Incoming:
    """The article as it was captured so many hours after the first time."""
    item = incoming("1", body=body, **more)
    return replace(item, captured_at=NOW + hours * HOUR)


def seen(engine: Engine) -> list[tuple[int, float]]:
    """(version, hours after the first capture), oldest first."""
    with reading(engine) as session:
        rows = edits.history(session, queries.article(session, "kbs:1").id)
    return [(r["version"], (datetime.fromisoformat(r["seen_at"]) - NOW) / HOUR) for r in rows]


def current(engine: Engine) -> dict[str, Any]:
    with reading(engine) as session:
        return queries.document(session, queries.article(session, "kbs:1").id)


def test_an_edit_is_seen_when_it_was_captured(engine: Engine, save: Save) -> None:
    save(at(0))
    assert save(at(6, OTHER)) == {"1": "updated"}
    assert seen(engine) == [(1, 0), (2, 6)]


def test_an_edit_taken_back_is_the_first_version_again_later(engine: Engine, save: Save) -> None:
    save(at(0))
    save(at(6, OTHER, title="정정"))
    assert save(at(12)) == {"1": "updated"}
    assert seen(engine) == [(1, 0), (2, 6), (1, 12)]
    assert (current(engine)["version"], current(engine)["title"]) == (1, "경북, AI 정책 발표")


def test_rights_and_tags_are_those_of_the_text_that_stands(engine: Engine, save: Save) -> None:
    save(at(0))
    save(replace(at(6, OTHER), tags=()))
    assert current(engine)["regions"] == []
    save(at(12))
    assert current(engine)["regions"] == ["경북"]


def test_a_fourth_text_after_one_was_taken_back_is_version_three(
    engine: Engine, save: Save
) -> None:
    for hours, body in ((0, BODY), (6, OTHER), (12, BODY), (18, BODY + "\n\n끝.")):
        save(at(hours, body))
    assert seen(engine) == [(1, 0), (2, 6), (1, 12), (3, 18)]


def test_looking_again_at_the_same_text_is_no_news(engine: Engine, save: Save) -> None:
    save(at(0))
    assert save(at(6)) == {"1": "unchanged"}
    assert seen(engine) == [(1, 0)]


def test_a_text_captured_before_the_current_one_does_not_replace_it(
    engine: Engine, save: Save
) -> None:
    """A foreign archive, or a killed run brought in late."""
    save(at(6, OTHER))
    assert save(at(0)) == {"1": "updated"}
    assert seen(engine) == [(2, 0), (1, 6)]
    assert current(engine)["body"] == OTHER


def test_an_edit_is_seen_though_a_clock_was_ahead_at_the_look_before(
    engine: Engine, save: Save
) -> None:
    save(at(0))
    save(at(24 * 40, OTHER), now=NOW + 40 * 24 * HOUR)
    assert save(at(6, BODY + "\n\n끝."), now=NOW + 6 * HOUR) == {"1": "updated"}
    assert current(engine)["version"] == 3
    assert seen(engine)[-1] == (3, 6)


def test_a_late_text_from_between_two_looks_was_taken_back(engine: Engine, save: Save) -> None:
    save(at(0))
    save(at(12))
    save(at(6, OTHER))
    assert seen(engine) == [(1, 0), (2, 6), (1, 12)]
    assert current(engine)["body"] == BODY


def test_a_text_found_to_have_stood_earlier_moves_its_time(engine: Engine, save: Save) -> None:
    save(at(0))
    save(at(12, OTHER))
    assert save(at(6, OTHER)) == {"1": "unchanged"}
    assert seen(engine) == [(1, 0), (2, 6)]


@SQLITE
@pytest.mark.parametrize(
    "noise",
    [
        lambda body: body.replace("호를", "호를 "),
        lambda body: body.replace("\n\n", "\n"),
        lambda body: body.replace("했다고 밝혔다", "했다고\u200b 밝혔다"),
        lambda body: body.replace("“", '"').replace("”", '"').replace("…", "..."),
        lambda body: body.replace("·", "ㆍ").replace("–", "-"),
    ],
)
def test_signs_a_cms_exchanges_on_saving_make_no_version(
    engine: Engine, save: Save, noise: Any
) -> None:
    body = BODY + "\n\n“산업·행정 – 모두…” 라고 했다."
    assert noise(body) != body
    save(at(0, body))
    assert save(at(6, noise(body))) == {"1": "unchanged"}


@SQLITE
@pytest.mark.parametrize(
    "change",
    [
        {"modified": Moment(NOW, "second", "수정")},
        {"image_url": "https://kbs.kr/new.jpg"},
        {"tags": ("인공지능",)},
        {"warnings": ("layout_drift",)},
        {"captions": ("다시 올린 사진",)},
    ],
)
def test_what_is_no_text_makes_no_version(
    engine: Engine, save: Save, change: dict[str, Any]
) -> None:
    save(at(0))
    item = at(6)
    assert save(replace(item, article=replace(item.article, **change))) == {"1": "unchanged"}


@SQLITE
def test_a_hash_by_an_older_rule_makes_no_edit(engine: Engine, save: Save) -> None:
    save(at(0))
    with writing(engine) as session:
        session.scalars(select(models.Version)).one().text_hash = "of an older rule"
    assert save(at(6)) == {"1": "unchanged"}
    assert save(at(12)) == {"1": "unchanged"}
    assert total(engine, models.Version) == 1


# -- the timetable ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), timedelta(hours=6)),
        (timedelta(hours=23), timedelta(hours=6)),
        (timedelta(days=2), timedelta(days=1)),
        (timedelta(days=5), timedelta(days=3)),
        (timedelta(days=20), timedelta(days=14)),
    ],
)
def test_the_older_an_article_the_rarer_it_is_looked_at(age: timedelta, wait: timedelta) -> None:
    assert next_check(NOW - age, NOW) == NOW + wait


def test_an_old_article_is_left_alone() -> None:
    assert next_check(NOW - timedelta(days=30), NOW) is None


@SQLITE
def test_an_article_without_a_date_is_not_looked_at_for_ever(engine: Engine, save: Save) -> None:
    for days in (0, 2, 40):
        item = at(24 * days)
        save(replace(item, article=replace(item.article, published=None)))
        with reading(engine) as session:
            due = queries.article(session, "kbs:1").next_check_at
        assert due == {0: NOW + 6 * HOUR, 2: NOW + 72 * HOUR, 40: None}[days]


# -- two versions compared -------------------------------------------------------------------------


def compare(engine: Engine, *pair: int) -> dict[str, Any]:
    with reading(engine) as session:
        article = queries.article(session, "kbs:1")
        return edits.compare(session, article, (pair[0], pair[1]) if pair else None)


@pytest.fixture
def edited(engine: Engine, save: Save) -> Engine:
    save(at(0, captions=("▲ 도청",)))
    item = at(6, OTHER.replace("\n\n", "\n\n새 문단이다.\n\n", 1), title="경북, AI 정책 정정")
    article = replace(
        item.article,
        bylines=(Byline("이바다", "기자"),),
        modified=Moment(NOW + HOUR, "minute", "x"),
    )
    save(replace(item, article=article))
    return engine


def test_the_changed_fields_are_named(edited: Engine) -> None:
    told = compare(edited)
    assert told["changed"] == ["title", "body", "modified_at", "bylines", "captions"]
    assert set(told["fields"]) == {"title", "modified_at", "bylines", "captions"}


def test_the_last_two_texts_are_compared_by_default(edited: Engine) -> None:
    told = compare(edited)
    assert (told["old"]["version"], told["new"]["version"]) == (1, 2)
    assert told["new"]["seen_at"] == ["2026-11-21T00:00:00+09:00"]


def test_a_title_is_told_word_by_word(edited: Engine) -> None:
    assert compare(edited)["fields"]["title"]["words"] == [
        {"change": "same", "text": "경북, AI 정책"},
        {"change": "removed", "text": "발표"},
        {"change": "added", "text": "정정"},
    ]


def test_the_body_is_told_by_paragraph(edited: Engine) -> None:
    told = [p["change"] for p in compare(edited)["paragraphs"]]
    assert told == ["same", "added", "same", "edited", *["same"] * 5]


def test_times_are_korean_in_the_comparison(edited: Engine) -> None:
    assert compare(edited)["fields"]["modified_at"] == {
        "old": None, "new": "2026-11-20T19:00:00+09:00",
    }  # fmt: skip


def test_versions_can_be_compared_backwards(edited: Engine) -> None:
    told = compare(edited, 2, 1)
    assert told["fields"]["title"]["new"] == "경북, AI 정책 발표"
    assert [p["change"] for p in told["paragraphs"]][1] == "removed"


def test_an_edit_taken_back_is_compared_with_what_it_took_back(edited: Engine, save: Save) -> None:
    save(at(12, captions=("▲ 도청",)))
    told = compare(edited)
    assert (told["old"]["version"], told["new"]["version"]) == (2, 1)
    assert len(told["new"]["seen_at"]) == 2


def test_the_history_names_what_changed_each_time(edited: Engine) -> None:
    with reading(edited) as session:
        rows = edits.history(session, queries.article(session, "kbs:1").id)
    assert [row["changed"] for row in rows] == [
        [], ["title", "body", "modified_at", "bylines", "captions"],
    ]  # fmt: skip
    assert [row["current"] for row in rows] == [False, True]


@SQLITE
@pytest.mark.parametrize(("pair", "says"), [((1, 9), "no version 9"), ((), "has one version")])
def test_what_is_not_there_is_a_sentence(
    engine: Engine, save: Save, pair: tuple[int, ...], says: str
) -> None:
    save(at(0))
    with pytest.raises(NotFound, match=says):
        compare(engine, *pair)


@SQLITE
def test_an_off_topic_row_has_no_text_to_compare(engine: Engine, save: Save) -> None:
    save(at(0, verdict=OFF))
    with pytest.raises(NotFound, match="off topic"):
        compare(engine)
