"""`aipolicy story` and `lineage` tell who carried a text, and what was taken from a release."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from cli.commands.common import database
from db import lineage
from db.models import Article, Relation, Story
from db.session import writing
from tests.cli.conftest import Aipolicy
from tests.db import rows

RELEASE = (
    "경상북도는 20일 도청에서 인공지능 산업 육성 기본계획을 발표했다. 도는 내년에 300억 원을 들여 "
    "실증 사업 12건을 시작한다.\n\n지역 대학과 함께 해마다 전문 인력 500명도 기른다."
)
OWN = "시민단체는 늘어날 전력 수요를 감당할 수 있을지 먼저 따져 봐야 한다고 지적했다."
SHORTER = f"{OWN}\n\n{RELEASE.splitlines()[0]}"


@pytest.fixture
def told(home: Path) -> tuple[int, int]:
    """A release and an article of its story: their numbers."""
    engine = database()
    rows.outlets(engine)
    release = rows.article(engine, "gyeongbuk", RELEASE, title="경북도, AI 산업 육성 기본계획 발표")
    with writing(engine) as session:
        story = session.scalar(select(Article.story_id).where(Article.id == release))
    copy = rows.article(
        engine, "kyongbuk", SHORTER, title="경북 AI 계획 나왔다", story=story, hours=3
    )
    with writing(engine) as session:
        session.execute(
            update(Story).where(Story.id == story).values(size=2, outlets=2, first_id=release)
        )
        session.add(
            Relation(a_id=release, b_id=copy, kind="copy", containment=0.7, jaccard=0.5,
                     created_at=rows.NOW)
        )  # fmt: skip
    lineage.refresh(engine)
    return release, copy


def test_a_story_shows_its_members_with_the_release_as_origin(
    aipolicy: Aipolicy, told: tuple[int, int]
) -> None:
    lines = aipolicy("story", "1").out.splitlines()
    assert "origin (press release)" in lines[2]
    assert lines[3].endswith("경북 AI 계획 나왔다\tcopy 70%")


def test_a_story_is_found_through_an_article(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    key = aipolicy("show", str(told[1]), "--json").rows[0]["key"]
    (document,) = aipolicy("story", f"kyongbuk:{key}", "--json").rows
    assert [m["id"] for m in document["members"]] == list(told)


def test_lineage_marks_every_sentence(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    out = aipolicy("story", "1", "--lineage").out
    assert f"  + {OWN}" in out
    assert "  = 경상북도는 20일 도청에서 인공지능 산업 육성 기본계획을 발표했다." in out
    assert "  - 지역 대학과 함께 해마다 전문 인력 500명도 기른다." in out
    assert "3.0 h later; sentences: 2 kept, 0 changed, 1 added, 1 left out" in out


def test_lineage_as_json_pairs_sentences(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    (document,) = aipolicy("story", "1", "--lineage", "--json").rows
    (row,) = document["lineage"]
    assert [s["change"] for s in row["sentences"]] == ["added", "kept", "kept"]
    assert row["sentences"][1]["release"] == row["sentences"][1]["text"]


@pytest.mark.parametrize(("by", "name"), [("outlet", "kyongbuk"), ("agency", "gyeongbuk")])
def test_reuse_is_counted_by_outlet_and_by_agency(
    aipolicy: Aipolicy, told: tuple[int, int], by: str, name: str
) -> None:
    (row,) = aipolicy("lineage", "--by", by, "--json").rows
    assert (row[by], row["articles"], row["releases"], row["added"]) == (name, 1, 1, 1)


def test_a_number_of_no_story_is_a_sentence(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    said = aipolicy("story", "99")
    assert said.code != 0
    assert "no story 99" in said.err


def test_a_corpus_without_releases_says_so(aipolicy: Aipolicy, home: Path) -> None:
    assert aipolicy("index").code == 0
    assert "no story with a press release yet" in aipolicy("lineage").err


@pytest.mark.parametrize("number", ["99999999999999999999999", "²", "①"])
def test_a_number_that_cannot_be_is_a_sentence(aipolicy: Aipolicy, home: Path, number: str) -> None:
    said = aipolicy("story", number)
    assert said.code == 1
    assert "no " in said.err


def test_a_release_that_nobody_printed_says_so(aipolicy: Aipolicy, home: Path) -> None:
    engine = database()
    rows.outlets(engine)
    rows.article(engine, "gyeongbuk", RELEASE)
    assert "no other outlet took it over" in aipolicy("story", "1", "--lineage").err


def test_conditions_that_nothing_meets_are_told_from_an_empty_corpus(
    aipolicy: Aipolicy, told: tuple[int, int]
) -> None:
    assert "leave a condition out" in aipolicy("lineage", "--since", "2030-01-01").err
    assert aipolicy("lineage", "-o", "nonesuch").code == 2


def test_a_member_found_off_topic_is_marked(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    with writing(database()) as session:
        session.execute(update(Article).where(Article.id == told[1]).values(label="off_topic"))
    assert aipolicy("story", "1").out.splitlines()[3].endswith("copy 70%; off topic")
