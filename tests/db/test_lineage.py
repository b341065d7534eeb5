"""What articles took from a release is kept beside them, and follows stories and texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select, text, update

from db import lineage
from db.models import Article, Relation, Reuse, Story, Version
from db.session import reading, writing
from korean.lineage import ALGORITHM
from tests.db import rows as rows_of
from tests.db.rows import NOW

RELEASE = (
    "경상북도는 20일 도청에서 인공지능 산업 육성 기본계획을 발표했다. 도는 내년에 300억 원을 들여 "
    "실증 사업 12건을 시작한다.\n\n지역 대학과 함께 해마다 전문 인력 500명도 기른다."
)
OWN = "시민단체는 늘어날 전력 수요를 감당할 수 있을지 먼저 따져 봐야 한다고 지적했다."

Add = Callable[..., int]


@pytest.fixture
def add(engine: Engine) -> Add:
    """An article with its text, in a story."""
    rows_of.outlets(engine)
    return partial(rows_of.article, engine)


def story_of(engine: Engine, id_: int) -> int:
    with reading(engine) as session:
        return session.get_one(Article, id_).story_id or 0


def rows(engine: Engine) -> dict[tuple[int, int], Reuse]:
    with reading(engine) as session:
        return {(r.release_id, r.article_id): r for r in session.scalars(select(Reuse))}


def test_every_member_is_held_against_the_release(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    story = story_of(engine, release)
    copy = add("kyongbuk", RELEASE, story=story, hours=2)
    more = add("kbs", f"{RELEASE}\n\n{OWN}", story=story, hours=5)
    assert lineage.refresh(engine, [copy, more]) == 2
    found = rows(engine)
    assert set(found) == {(release, copy), (release, more)}
    assert (found[release, copy].share, found[release, copy].delay_seconds) == (1.0, 7200)
    assert (found[release, more].added, found[release, more].kept) == (1, 3)


def test_a_release_posted_again_by_its_own_outlet_is_no_reuse(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    add("gyeongbuk", RELEASE, story=story_of(engine, release), hours=1)
    again = add("gyeongbuk", RELEASE, story=story_of(engine, release), hours=2)
    assert lineage.refresh(engine, [again]) == 0
    assert rows(engine) == {}


def test_a_member_that_took_nothing_has_no_row(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    other = add("kbs", OWN, story=story_of(engine, release), hours=1)
    lineage.refresh(engine, [other])
    assert rows(engine) == {}


def test_what_was_found_off_topic_is_not_counted(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    copy = add("kbs", RELEASE, story=story_of(engine, release), hours=1)
    lineage.refresh(engine, [copy])
    with writing(engine) as session:
        session.execute(update(Article).where(Article.id == copy).values(label="off_topic"))
    with reading(engine) as session:
        assert lineage.summary(session, "agency") == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM lineage")).scalar() == 0


def test_twice_changes_nothing(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    copy = add("kbs", RELEASE, story=story_of(engine, release))
    lineage.refresh(engine, [copy])
    assert lineage.refresh(engine) == 0
    assert len(rows(engine)) == 1


def test_a_story_without_a_release_has_none(engine: Engine, add: Add) -> None:
    one = add("kbs", RELEASE)
    other = add("kyongbuk", RELEASE, story=story_of(engine, one))
    assert lineage.refresh(engine, [one, other]) == 0
    assert rows(engine) == {}


def relate(engine: Engine, one: int, other: int) -> None:
    a, b = sorted((one, other))
    with writing(engine) as session:
        session.add(
            Relation(a_id=a, b_id=b, kind="related", containment=0.5, jaccard=0.2, created_at=NOW)
        )


@pytest.mark.parametrize("given", ["release", "article", "none"])
def test_what_is_related_to_a_release_is_held_against_it_too(
    engine: Engine, add: Add, given: str
) -> None:
    release = add("gyeongbuk", RELEASE)
    article = add("kbs", f"{RELEASE.splitlines()[0]}\n\n{OWN}")
    relate(engine, release, article)
    ids = {"release": [release], "article": [article], "none": None}[given]
    assert lineage.refresh(engine, ids) == 1
    assert rows(engine)[release, article].relation == "related"


def test_a_related_article_leaves_the_rows_of_the_release_s_own_story_alone(
    engine: Engine, add: Add
) -> None:
    release = add("gyeongbuk", RELEASE)
    copy = add("kyongbuk", RELEASE, story=story_of(engine, release))
    lineage.refresh(engine, [copy])
    article = add("kbs", f"{RELEASE.splitlines()[0]}\n\n{OWN}")
    relate(engine, release, article)
    lineage.refresh(engine, [article])
    assert set(rows(engine)) == {(release, copy), (release, article)}


def test_an_article_that_leaves_the_story_takes_its_row_along(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    copy = add("kbs", RELEASE, story=story_of(engine, release))
    stays = add("kyongbuk", RELEASE, story=story_of(engine, release))
    lineage.refresh(engine, [copy, stays])
    other = story_of(engine, add("kbs", OWN))
    with writing(engine) as session:
        session.execute(update(Article).where(Article.id == copy).values(story_id=other))
    lineage.refresh(engine, [copy])
    assert set(rows(engine)) == {(release, stays)}


def test_a_story_that_loses_its_release_loses_its_lineage(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    copy = add("kbs", RELEASE, story=story_of(engine, release))
    lineage.refresh(engine, [copy])
    with writing(engine) as session:
        session.execute(update(Story).values(origin_id=copy))
    lineage.refresh(engine)
    assert rows(engine) == {}


def test_an_edited_release_is_compared_anew(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    copy = add("kbs", RELEASE, story=story_of(engine, release))
    lineage.refresh(engine, [copy])
    with writing(engine) as session:
        version = session.get_one(Article, release).current_version_id
        session.execute(update(Version).where(Version.id == version).values(body=OWN))
    lineage.refresh(engine, [release])
    assert rows(engine) == {}


def test_rows_by_an_older_algorithm_are_computed_anew(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    copy = add("kbs", RELEASE, story=story_of(engine, release))
    lineage.refresh(engine, [copy])
    with writing(engine) as session:
        session.execute(update(Reuse).values(algorithm=ALGORITHM - 1, share=0.1))
    assert lineage.refresh(engine) == 1
    assert rows(engine)[release, copy].share == 1.0


def test_a_release_with_a_day_alone_is_counted_in_days(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE, precision="day", hours=-9)  # midnight in Korea
    story = story_of(engine, release)
    same = add("kbs", RELEASE, story=story, hours=5)
    later = add("kyongbuk", RELEASE, story=story, hours=20)
    lineage.refresh(engine, [release])
    found = rows(engine)
    assert found[release, same].delay_seconds == 0
    assert found[release, later].delay_seconds == 86_400


def test_people_ask_by_story_by_outlet_and_by_agency(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    story = story_of(engine, release)
    copy = add("kyongbuk", RELEASE, story=story, hours=2)
    more = add("kbs", f"{RELEASE}\n\n{OWN}", story=story, hours=4)
    lineage.refresh(engine, [release])
    with reading(engine) as session:
        told = lineage.of_story(session, story)
        assert [row["article_id"] for row in told] == [copy, more]
        assert told[0]["release_published_at"] == "2026-11-20T09:00:00+09:00"
        by_agency = lineage.summary(session, "agency")
        assert [(r["agency"], r["articles"], r["verbatim"]) for r in by_agency] == [
            ("gyeongbuk", 2, 1)
        ]
        assert by_agency[0]["delay_hours"] == 3.0
        by_outlet = lineage.summary(session, "outlet", outlets=["kbs"])
        assert [(r["outlet"], r["added"]) for r in by_outlet] == [("kbs", 1)]
        late = lineage.summary(session, "outlet", since=NOW + timedelta(hours=3))
        assert [r["outlet"] for r in late] == ["kbs"]


def test_the_view_has_one_row_for_each_release_and_article(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    add("kbs", RELEASE, story=story_of(engine, release), hours=1)
    lineage.refresh(engine, [release])
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM lineage")).mappings().one()
    assert (row["release_outlet"], row["outlet"], row["share"]) == ("gyeongbuk", "kbs", 1.0)


def test_the_comparison_itself_is_at_hand(engine: Engine, add: Add) -> None:
    release = add("gyeongbuk", RELEASE)
    other = add("kbs", OWN)
    with reading(engine) as session:
        found = lineage.detail(session, release, other)
    assert found is not None
    assert [s.text for s in found.sentences] == [OWN]
