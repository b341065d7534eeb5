"""A publication of which a day alone is known is told as a day, and what is between such as whole days."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from cli import output
from cli.commands.common import database
from cli.commands.views import published
from db import lineage
from db.models import Article, Quote, Sighting, Story
from db.search import catch_up
from db.session import writing
from tests.cli.conftest import Aipolicy
from tests.db import rows

RELEASE = "경상북도는 20일 도청에서 인공지능 산업 육성 기본계획을 발표했다."
DAY, MINUTE = "2026-11-20", "2026-11-20 10:30"


@pytest.fixture
def told(home: Path) -> tuple[int, int]:
    """A release of which the day is known (midnight in Korea), and an article of its story."""
    engine = database()
    rows.outlets(engine)
    release = rows.article(engine, "gyeongbuk", RELEASE, hours=-9, precision="day")
    with writing(engine) as session:
        story = session.scalar(select(Article.story_id).where(Article.id == release))
    copy = rows.article(engine, "kyongbuk", RELEASE, story=story, hours=1.5)
    with writing(engine) as session:
        session.execute(update(Story).values(size=2, outlets=2, first_id=release))
        for version in (release, copy):
            session.add(
                Quote(
                    version_id=version, text="나눈다", start=0, end=3, speaker="김기성", evidence=[]
                )
            )
    lineage.refresh(engine)
    catch_up(engine)
    engine.dispose()
    return release, copy


@pytest.mark.parametrize(
    "command", ["list", "story 1", "quotes", "search 인공지능 --all", "show 2 --copies"]
)
def test_a_day_alone_is_told_without_an_hour(
    aipolicy: Aipolicy, told: tuple[int, int], command: str
) -> None:
    lines = [line for line in aipolicy(*command.split()).out.splitlines() if "\t" in line]
    cells = {cell for line in lines for cell in line.split("\t")}
    assert DAY in cells
    assert f"{DAY} 00:00" not in cells
    assert command.startswith("show") or MINUTE in cells


def test_an_article_shows_its_day(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    assert "published_at  2026-11-20\n" in aipolicy("show", "1").out
    assert "published_at  2026-11-20T10:30:00+09:00\n" in aipolicy("show", "2").out


def test_the_mean_of_whole_days_is_told_in_days(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    engine = database()
    release = rows.article(engine, "gyeongbuk", RELEASE * 2, hours=0)
    with writing(engine) as session:
        story = session.scalar(select(Article.story_id).where(Article.id == release))
    rows.article(engine, "kbs", RELEASE * 2, story=story, hours=2)
    lineage.refresh(engine)
    engine.dispose()
    lines = [line.split("\t") for line in aipolicy("lineage").out.splitlines()]
    assert lines[0][-1] == "delay"
    assert {line[0]: line[-1] for line in lines[1:]} == {"kyongbuk": "0 d", "kbs": "2.0 h"}
    by_agency = aipolicy("lineage", "--by", "agency", "--json").rows
    assert [row["by_day"] for row in by_agency] == [True]


def test_midnight_is_a_day_where_nothing_else_is_known() -> None:
    midnight, later = "2026-11-20T00:00:00+09:00", "2026-11-20T09:30:00+09:00"
    assert published(midnight) == "2026-11-20"
    assert published(midnight, "minute") == "2026-11-20 00:00"
    assert published(later, "day") == "2026-11-20"
    assert published(later) == "2026-11-20 09:30"
    assert published(None) == ""


def test_the_next_look_is_told_to_the_minute(aipolicy: Aipolicy, told: tuple[int, int]) -> None:
    engine = database()
    with writing(engine) as session:
        session.add(Sighting(article_id=2, version_id=2, at=rows.NOW))
        session.execute(update(Article).values(next_check_at=rows.NOW.replace(microsecond=989_000)))
    engine.dispose()
    said = aipolicy("show", "2", "--diff")
    assert "due 2026-11-20 09:00 in Korea" in " ".join(said.err.split())


def test_one_is_no_plural() -> None:
    assert [output.many(n, "new story") for n in (0, 1, 2)] == [
        "0 new stories", "1 new story", "2 new stories",
    ]  # fmt: skip
    assert output.many(1, "article") == "1 article"
