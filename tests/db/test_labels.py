"""A person's word on relevance holds at once, against every later scoring, and is never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from db import labels, learned, models, queries, runs
from db.labels import Opinion
from db.models import Article as ArticleRow
from db.models import Label, Tag, Verdict, Version
from db.records import Incoming
from db.session import reading, writing
from db.store import Store
from korean.article import Article
from korean.linear import Model
from korean.skeleton import content_hash, text_hash
from korean.verdict import Verdict as Opined

OUTLET = "kyongbuk"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TITLE = "포항시, 인공지능 기본조례 만든다"
BODY = "경북 포항시는 인공지능(AI) 기본조례를 만든다고 20일 밝혔다. 시는 예산 15억 원을 들인다."
ON = Opined("on_topic", 0.8, "accept", "policy", "rules-x")
OFF = Opined("off_topic", 0.3, "reject", "corporate", "rules-x")


def item(key: str = "1", verdict: Opined = ON, body: str = BODY, at: datetime = NOW) -> Incoming:
    return Incoming(
        outlet=OUTLET, key=key, url=f"https://www.kyongbuk.co.kr/{key}", source="feed",
        captured_at=at, article=Article(title=TITLE, body=body), verdict=verdict, tags=(),
        text_hash=text_hash(TITLE, None, body), content_hash=content_hash(body),
    )  # fmt: skip


class Corpus:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def store(self, *items: Incoming, now: datetime = NOW) -> dict[str, str]:
        run_id = runs.new_run_id(now)
        with writing(self.engine, exclusive=True) as session:
            runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, now=now,
                       outlets=[OUTLET], code_version="t")  # fmt: skip
            return Store(session, run_id, now, "t").save(items, [])

    def say(
        self, label: str, key: str = "1", *, at: datetime = NOW, person: str = "가", **more: Any
    ) -> Opinion | None:
        with writing(self.engine) as session:
            return labels.say(session, self.id(key), label, person, at, **more)

    def add(self, *opinions: Opinion) -> int:
        with writing(self.engine) as session:
            return len(labels.add(session, opinions))

    def id(self, key: str = "1") -> int:
        with reading(self.engine) as session:
            return queries.article(session, f"{OUTLET}:{key}").id

    def row(self, key: str = "1") -> tuple[str, float, str, str | None]:
        with reading(self.engine) as session:
            found = queries.article(session, f"{OUTLET}:{key}")
            return found.label, found.score, found.band, found.reason

    def total(self, table: type[models.Base]) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def standing(self) -> dict[int, str]:
        with reading(self.engine) as session:
            return labels.standing(session, session.scalars(select(ArticleRow.id)))


@pytest.fixture
def corpus(engine: Engine) -> Corpus:
    outlet = runs.OutletRecord(
        OUTLET, "경북일보", "kyongbuk.co.kr", "경북", "regional", "ndsoft", True, "unknown"
    )
    with writing(engine) as session:
        runs.save_outlets(session, [outlet], NOW)
    return Corpus(engine)


class TestALabel:
    def test_holds_at_once_and_leaves_score_and_band_to_the_scorer(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic")
        assert corpus.row() == ("off_topic", 0.8, "accept", "label")

    def test_off_topic_loses_no_text(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic")
        assert corpus.total(Version) == 1

    def test_takes_an_article_out_of_the_corpus(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic")
        with reading(corpus.engine) as session:
            assert queries.count(session, queries.Filter()) == 0

    def test_the_newest_holds_whoever_gave_it(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic", person="가")
        corpus.say("on_topic", person="나", at=LATER)
        assert corpus.standing() == {corpus.id(): "on_topic"}
        assert corpus.total(Label) == 2

    def test_given_by_a_clock_that_is_behind_holds_all_the_same(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic", at=LATER)
        said = corpus.say("on_topic", at=NOW)
        assert said is not None
        assert said.created_at > LATER
        assert corpus.row()[0] == "on_topic"

    @pytest.mark.parametrize(
        ("again", "rows"),
        [
            ({}, 1),
            ({"note": "광고"}, 1),
            ({"note": "홍보"}, 2),
            ({"person": "나"}, 2),
        ],
    )
    def test_said_again_is_one_row_unless_somebody_or_something_is_new(
        self, corpus: Corpus, again: dict[str, Any], rows: int
    ) -> None:
        corpus.store(item())
        corpus.say("off_topic", note="광고")
        assert (corpus.say("off_topic", at=LATER, **again) is None) == (rows == 1)
        assert (corpus.total(Label), corpus.row()[0]) == (rows, "off_topic")

    def test_taken_back_lets_the_scorer_speak_again(self, corpus: Corpus) -> None:
        corpus.store(item())
        before = corpus.row()
        corpus.say("off_topic")
        corpus.say("withdrawn", at=LATER)
        assert corpus.row() == before
        assert corpus.standing() == {}
        assert corpus.total(Label) == 2

    def test_brings_back_tags_of_an_article_that_has_its_text(self, corpus: Corpus) -> None:
        corpus.store(item())
        with writing(corpus.engine) as session:
            session.execute(ArticleRow.__table__.update().values(label="off_topic"))
        assert corpus.total(Tag) == 0
        corpus.say("on_topic")
        with reading(corpus.engine) as session:
            assert "경북" in {tag.value for tag in session.scalars(select(Tag))}


class TestTheLog:
    def test_the_same_rows_again_change_nothing(self, corpus: Corpus) -> None:
        corpus.store(item())
        opinion = Opinion(corpus.id(), "off_topic", "가", NOW)
        assert (corpus.add(opinion), corpus.add(opinion)) == (1, 0)
        assert corpus.total(Label) == 1

    def test_an_older_row_that_comes_late_does_not_hold(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic", at=LATER)
        corpus.add(Opinion(corpus.id(), "on_topic", "나", NOW))
        assert corpus.row()[0] == "off_topic"

    def test_the_condition_on_articles_says_the_same_as_the_query(self, corpus: Corpus) -> None:
        corpus.store(*(item(key, body=f"{BODY} {key}") for key in "1234"))
        corpus.say("off_topic", "1")
        corpus.say("off_topic", "2")
        corpus.say("withdrawn", "2", at=LATER)
        corpus.add(*(Opinion(corpus.id("3"), label, person, NOW)
                     for label, person in (("withdrawn", "가"), ("on_topic", "나"))))  # fmt: skip
        with reading(corpus.engine) as session:
            found = set(session.scalars(select(ArticleRow.id).where(labels.labelled())))
        assert found == set(corpus.standing()) == {corpus.id("1"), corpus.id("3")}

    def test_rows_name_their_articles(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic", note="기업 소식")
        with reading(corpus.engine) as session:
            (row,) = labels.rows(session)
        assert (row["outlet"], row["key"], row["note"]) == (OUTLET, "1", "기업 소식")
        assert row["created_at"] == NOW


class TestALaterScoring:
    """What the store does with an article that a person has labelled."""

    def test_of_an_edit_leaves_the_label_and_tells_its_own_opinion(self, corpus: Corpus) -> None:
        corpus.store(item())
        corpus.say("off_topic")
        better = replace(ON, score=0.9)
        corpus.store(item(verdict=better, body=f"{BODY} 고침.", at=LATER), now=LATER)
        assert corpus.row() == ("off_topic", 0.9, "accept", "label")
        assert corpus.total(Version) == 2
        with reading(corpus.engine) as session:
            told = session.scalars(select(Verdict).order_by(Verdict.id.desc())).first()
        assert told is not None
        assert (told.label, told.score, told.reason) == ("on_topic", 0.9, "policy")

    def test_does_not_let_a_light_row_grow_that_a_person_put_aside(self, corpus: Corpus) -> None:
        corpus.store(item(verdict=OFF))
        corpus.say("off_topic")
        corpus.store(item(at=LATER), now=LATER)
        assert (corpus.row()[0], corpus.total(Version)) == ("off_topic", 0)

    def test_lets_a_light_row_grow_that_a_person_wants(self, corpus: Corpus) -> None:
        corpus.store(item(verdict=OFF))
        corpus.say("on_topic")
        assert corpus.store(item(verdict=OFF, at=LATER), now=LATER) == {"1": "stored"}
        assert corpus.row() == ("on_topic", 0.3, "reject", "label")
        with reading(corpus.engine) as session:
            assert "경북" in {tag.value for tag in session.scalars(select(Tag))}


class TestHeeding:
    def test_without_a_label_the_item_stays_as_it_is(self, corpus: Corpus) -> None:
        corpus.store(item())
        with writing(corpus.engine) as session:
            read = item()
            assert labels.heed(session, corpus.id(), read, {}, NOW) is read

    def test_twice_is_once(self, corpus: Corpus) -> None:
        corpus.store(item(verdict=OFF))
        with writing(corpus.engine) as session:
            held = {(id_ := corpus.id()): "on_topic"}
            once = labels.heed(session, id_, item(verdict=OFF), held, NOW)
            assert labels.heed(session, id_, once, held, NOW) is once
        assert (once.verdict.label, once.verdict.reason, once.verdict.score) == (
            "on_topic",
            "label",
            0.3,
        )

    def test_the_scorers_own_opinion_is_kept(self, corpus: Corpus) -> None:
        corpus.store(item(verdict=OFF))
        other = replace(OFF, ruleset="rules-y", reason="passing")
        with writing(corpus.engine) as session:
            labels.heed(session, corpus.id(), item(verdict=other), {corpus.id(): "on_topic"}, NOW)
        with reading(corpus.engine) as session:
            rows = session.scalars(select(Verdict).order_by(Verdict.id))
            assert [(v.ruleset, v.label) for v in rows] == [
                ("rules-x", "off_topic"), ("rules-y", "off_topic"),
            ]  # fmt: skip


class TestTheMiddleBand:
    def test_is_what_nobody_labelled_oldest_first(self, corpus: Corpus) -> None:
        unsure = Opined("off_topic", 0.45, "review", "policy_weak", "rules-x")
        corpus.store(*(item(k, unsure, f"{BODY} {k}") for k in "123"), item("4"))
        with writing(corpus.engine) as session:
            for key, day in (("1", 3), ("2", 1), ("3", 2)):
                row = queries.article(session, f"{OUTLET}:{key}")
                row.published_at = datetime(2026, 11, day, tzinfo=UTC)
        corpus.say("on_topic", "3")
        with reading(corpus.engine) as session:
            ids, total = labels.middle(session)
        assert (ids, total) == ([corpus.id("2"), corpus.id("1")], 2)


# -- models ----------------------------------------------------------------------------------------


def model(name: str, ruleset: str = learned.RULESET) -> Model:
    return Model(name, ruleset, 0.5, (0.0,) * 16381, {"score": 1.0})


def keep(corpus: Corpus, one: Model, *, promote: bool, now: datetime = NOW) -> None:
    with writing(corpus.engine) as session:
        learned.keep(session, one, labels=3, report={"a": 1}, now=now, promote=promote)


class TestModels:
    def test_the_one_promoted_last_stands(self, corpus: Corpus) -> None:
        for name in ("linear-1", "linear-2"):
            keep(corpus, model(name), promote=True)
        keep(corpus, model("linear-3"), promote=False)
        with reading(corpus.engine) as session:
            assert learned.standing(session) == model("linear-2")
            assert {m.name: m.state for m in learned.models(session)} == {
                "linear-1": "retired", "linear-2": "stands", "linear-3": "not promoted",
            }  # fmt: skip

    def test_retired_leaves_the_rules_alone(self, corpus: Corpus) -> None:
        keep(corpus, model("linear-1"), promote=True)
        with writing(corpus.engine) as session:
            assert learned.retire(session, LATER) == "linear-1"
            assert learned.standing(session) is None
            assert learned.retire(session, LATER) is None

    def test_trained_beside_other_rules_rests(self, corpus: Corpus) -> None:
        keep(corpus, model("linear-1", "rules-0"), promote=True)
        with reading(corpus.engine) as session:
            assert learned.standing(session) is None
            assert [m.state for m in learned.models(session)] == ["rests"]

    def test_names_count_the_models_of_a_day(self, corpus: Corpus) -> None:
        with writing(corpus.engine) as session:
            assert learned.new_name(session, NOW) == f"linear-{NOW:%Y%m%d}-1"
        keep(corpus, model(f"linear-{NOW:%Y%m%d}-1"), promote=False)
        with reading(corpus.engine) as session:
            assert learned.new_name(session, NOW) == f"linear-{NOW:%Y%m%d}-2"
