"""History is judged by today's rules and model: in place, resumably, without a fetch, and shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, delete, select

from cli.main import main
from db import labels, learned, models, queries
from db.session import reading, writing
from flows import labelling
from flows.rescoring import RescoreError, rescore_all
from flows.workspace import locked
from korean.linear import BUCKETS, Model
from korean.relevance import RULESET
from korean.verdict import Verdict
from tests.flows.test_reprocess import BODY, NOW, OFF, OUTLET, TITLE, Corpus, page

ON = Verdict("on_topic", 0.5, "review", "policy", "rules-0")
FRUIT = BODY.replace("인공지능(AI)", "사과").replace("인공지능", "과수")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def corpus(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.delenv("AIPOLICY_ARCHIVE", raising=False)
    return Corpus(engine, tmp_path)


def judge(corpus: Corpus, **more: Any) -> Any:
    return rescore_all(corpus.engine, corpus.home, **({"jobs": 0} | more))


def say(corpus: Corpus, key: str, label: str) -> labelling.Told:
    id_ = corpus.document(key)["id"]
    return labelling.label(corpus.engine, corpus.home, id_, label, person="가")


def promote(corpus: Corpus, name: str = "linear-1", intercept: float = 0.0) -> None:
    model = Model(name, RULESET, intercept, (0.0,) * BUCKETS, {})
    with writing(corpus.engine) as session:
        learned.keep(session, model, labels=1, report={}, now=datetime.now(UTC), promote=True)


def verdicts(corpus: Corpus) -> list[tuple[str, str]]:
    with reading(corpus.engine) as session:
        return [(v.ruleset, v.band) for v in session.scalars(select(models.Verdict))]


class TestATextInTheDatabase:
    def test_is_judged_as_it_is_stored_without_the_archive(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY, html=page("다른 쪽", FRUIT))
        (corpus.home / "archive" / OUTLET / "2026/11/r1.warc.gz").unlink()
        report = judge(corpus)
        assert corpus.document("1")["band"] == "accept"
        assert (report.texts, report.light) == (1, 0)
        assert report.moved == {(OUTLET, "on_topic/review", "on_topic/accept"): 1}

    def test_keeps_its_earlier_verdicts(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        judge(corpus)
        assert verdicts(corpus) == [("rules-0", "review"), (RULESET, "accept")]

    def test_that_goes_off_topic_leaves_the_corpus_and_keeps_its_text(self, corpus: Corpus) -> None:
        corpus.store("1", body=FRUIT, title="사과 축제")
        report = judge(corpus)
        found = corpus.document("1")
        assert (found["label"], found["body"], found["regions"]) == ("off_topic", FRUIT, [])
        with reading(corpus.engine) as session:
            assert queries.ledger(session, report.run_id) == {OUTLET: {"off_topic": 1}}

    def test_that_comes_back_on_topic_has_its_tags_again(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        with writing(corpus.engine) as session:
            article = queries.article(session, f"{OUTLET}:1")
            article.label, article.score, article.band = "off_topic", 0.1, "reject"
            session.execute(delete(models.Tag))
        judge(corpus)
        found = corpus.document("1")
        assert (found["label"], found["regions"]) == ("on_topic", ["경북"])

    def test_a_persons_label_holds_and_the_move_is_told(self, corpus: Corpus) -> None:
        corpus.store("1", body=FRUIT, title="사과 축제")
        say(corpus, "1", "on_topic")
        report = judge(corpus)
        found = corpus.document("1")
        assert (found["label"], found["band"]) == ("on_topic", "reject")
        assert report.held == 1
        assert judge(corpus).texts == 0

    def test_renewed_meanwhile_is_left_alone(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from flows import rescoring

        corpus.store("1", body=FRUIT, title="사과 축제")
        rules = rescoring.judge

        def slowly(*about: Any, **more: Any) -> Verdict:
            corpus.store("1", body=BODY)
            return rules(*about, **more)

        monkeypatch.setattr(rescoring, "judge", slowly)
        report = judge(corpus)
        assert (report.overtaken, dict(report.moved)) == (1, {})
        assert corpus.document("1")["body"] == BODY


class TestALightRow:
    def test_that_is_on_topic_today_gets_its_text_tags_and_story(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF)
        report = judge(corpus)
        found = corpus.document("1")
        assert (found["label"], found["version"], found["body"]) == ("on_topic", 1, BODY)
        assert found["regions"] == ["경북"]
        assert found["story_id"] is not None
        assert (report.light, report.grown) == (1, 1)

    def test_that_stays_off_topic_stays_light_and_is_not_read_twice(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF, html=page("사과 축제", FRUIT))
        judge(corpus)
        assert corpus.total(models.Version) == 0
        assert judge(corpus).light == 0

    @sqlite_only
    def test_whose_capture_is_gone_is_told_and_kept(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF)
        (corpus.home / "archive" / OUTLET / "2026/11/r1.warc.gz").unlink()
        report = judge(corpus)
        assert "is not in the archive" in report.problems[0]
        assert corpus.document("1")["label"] == "off_topic"

    @sqlite_only
    def test_without_a_capture_is_counted(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF)
        with writing(corpus.engine) as session:
            queries.article(session, f"{OUTLET}:1").capture_id = None
        report = judge(corpus)
        assert (report.light, report.without) == (0, 1)

    def test_that_a_person_put_aside_stays_light(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF)
        say(corpus, "1", "off_topic")
        report = judge(corpus)
        assert (corpus.total(models.Version), report.grown, report.held) == (0, 0, 1)
        assert corpus.document("1")["label"] == "off_topic"
        assert judge(corpus).light == 0


class TestAModel:
    def test_judges_beside_the_rules(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        promote(corpus, intercept=-9)
        report = judge(corpus)
        assert report.ruleset == f"{RULESET}+linear-1"
        assert verdicts(corpus)[-1] == (f"{RULESET}+linear-1", corpus.document("1")["band"])
        assert corpus.document("1")["score"] < 0.55

    def test_retired_gives_the_word_back_to_the_rules(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        judge(corpus)
        before = corpus.document("1")
        promote(corpus, intercept=-9)
        judge(corpus)
        with writing(corpus.engine) as session:
            learned.retire(session, datetime.now(UTC))
        assert judge(corpus).texts == 1
        assert corpus.document("1")["score"] == before["score"]
        assert judge(corpus).texts == 0

    def test_judges_light_rows_too(self, corpus: Corpus) -> None:
        # AI once in passing: rejected by the rules, by the mean of both it is on topic
        passing = "\n\n".join([FRUIT, "행사에는 인공지능(AI) 체험관도 있다.", FRUIT])
        corpus.store("1", verdict=OFF, html=page("사과 축제", passing))
        judge(corpus)
        assert corpus.document("1")["label"] == "off_topic"
        promote(corpus, intercept=40)
        report = judge(corpus)
        found = corpus.document("1")
        assert (found["label"], found["body"], report.grown) == ("on_topic", passing, 1)
        assert found["regions"] == ["경북"]

    def test_has_its_word_in_a_reprocess_too(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        promote(corpus, intercept=-9)
        judge(corpus)
        before = corpus.document("1")
        report = corpus.again(everything=True)
        assert corpus.document("1")["score"] == before["score"]
        assert "score" not in report.fields

    def test_lifts_no_bird(self, corpus: Corpus) -> None:
        body = "고병원성 조류인플루엔자(AI)가 오리 농장에서 확진됐다. 도는 살처분을 시작했다. " * 4
        corpus.store("1", title="AI 확진", body=body)
        promote(corpus, intercept=40)
        judge(corpus)
        assert (corpus.document("1")["label"], corpus.document("1")["band"]) == (
            "off_topic",
            "reject",
        )


class TestARescoring:
    def test_a_second_time_finds_nothing_to_do(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        corpus.store("2", verdict=OFF)
        judge(corpus)
        before = corpus.fingerprint()
        again = judge(corpus)
        assert (again.texts, again.light, dict(again.moved)) == (0, 0, {})
        assert judge(corpus, everything=True).texts == 2
        assert corpus.fingerprint() == before

    @sqlite_only
    def test_a_dry_run_tells_the_same_and_writes_nothing(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        corpus.store("2", verdict=OFF)
        before = corpus.fingerprint(), verdicts(corpus), corpus.total(models.Run)
        told = judge(corpus, dry_run=True)
        assert (corpus.fingerprint(), verdicts(corpus), corpus.total(models.Run)) == before
        assert told.moved == judge(corpus).moved

    def test_a_killed_one_goes_on_where_it_was(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from flows import rescoring

        for key in "123":
            corpus.store(key, body=f"{BODY} {key}")
        monkeypatch.setattr(rescoring, "BATCH", 1)

        def killed(done: int, _all: int) -> None:
            if done == 2:
                raise SystemExit(137)

        with pytest.raises(SystemExit):
            judge(corpus, watcher=killed)
        assert judge(corpus).texts == 1

    @sqlite_only
    def test_the_run_of_a_killed_one_is_closed_by_the_next(self, corpus: Corpus) -> None:
        from db import runs

        corpus.store("1", body=BODY)
        with writing(corpus.engine) as session:
            runs.begin(session, "20200101T000000Z-dead00", flow="rescore", trigger="hand", params={},
                       outlets=[], now=NOW, code_version="t")  # fmt: skip
        judge(corpus)
        with reading(corpus.engine) as session:
            assert queries.run(session, "20200101T000000Z-dead00").status == "crashed"

    @sqlite_only
    def test_does_not_meet_a_reprocess(self, corpus: Corpus) -> None:
        with (
            locked(corpus.home / "locks" / "reprocess.lock"),
            pytest.raises(RescoreError, match="wait for it"),
        ):
            judge(corpus)

    @sqlite_only
    def test_keeps_to_the_outlets_asked_for(self, corpus: Corpus) -> None:
        corpus.store("1", body=BODY)
        corpus.store("2", verdict=OFF)
        report = judge(corpus, outlets=["kbs"])
        assert (report.texts, report.light) == (0, 0)

    @sqlite_only
    @pytest.mark.parametrize("dry", [True, False])
    def test_the_command_tells_what_moved(
        self, corpus: Corpus, database_url: str, monkeypatch: pytest.MonkeyPatch, dry: bool
    ) -> None:
        monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
        monkeypatch.setenv("AIPOLICY_HOME", str(corpus.home))
        corpus.store("1", body=BODY)
        options = ["reprocess", "--judge", "--json", *(["--dry-run"] if dry else [])]
        result = CliRunner().invoke(main, options)
        assert result.exit_code == 0, result.output
        (moved,) = json.loads(result.stdout)["moved"]
        assert moved == {
            "outlet": OUTLET, "from": "on_topic/review", "to": "on_topic/accept", "articles": 1,
        }  # fmt: skip
        assert (corpus.document("1")["band"] == "accept") is not dry

    @sqlite_only
    def test_the_command_shows_examples_by_title_and_reason(
        self, corpus: Corpus, database_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
        monkeypatch.setenv("AIPOLICY_HOME", str(corpus.home))
        corpus.store("1", verdict=OFF)
        result = CliRunner().invoke(main, ["reprocess", "--judge", "--jobs", "1"])
        assert "off_topic/reject\ton_topic/accept\t1" in result.stdout
        assert f"no_ai → policy\t\t{TITLE}" in result.stdout
        assert "light rows now on topic, with their text (1)" in result.stderr


class TestALabelOnALightRow:
    def test_reads_its_text_from_the_archive_at_once(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF, html=page("사과 축제", FRUIT))
        told = say(corpus, "1", "on_topic")
        found = corpus.document("1")
        assert (found["label"], found["body"], found["band"]) == ("on_topic", FRUIT, "reject")
        assert found["regions"] == ["경북"]
        assert found["story_id"] is not None
        assert told.text == "its text was read from the archive"

    def test_says_plainly_where_there_is_no_capture(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF)
        with writing(corpus.engine) as session:
            queries.article(session, f"{OUTLET}:1").capture_id = None
        told = say(corpus, "1", "on_topic")
        assert told.text is not None
        assert "no capture of it is archived; the next run of its outlet fetches it" in told.text
        with reading(corpus.engine) as session:
            row = queries.article(session, f"{OUTLET}:1")
            assert row.next_check_at is not None
            assert (row.label, row.current_version_id) == ("on_topic", None)

    @sqlite_only
    def test_survives_a_reprocess_with_its_text(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF, html=page("사과 축제", FRUIT))
        say(corpus, "1", "on_topic")
        report = corpus.again(everything=True)
        assert (corpus.document("1")["label"], report.changed) == ("on_topic", 0)

    @sqlite_only
    def test_of_a_model_that_stands_is_scored_by_it(self, corpus: Corpus) -> None:
        promote(corpus)
        corpus.store("1", verdict=OFF)
        say(corpus, "1", "on_topic")
        with reading(corpus.engine) as session:
            assert {v.ruleset for v in session.scalars(select(models.Verdict))} == {
                "rules-0", f"{RULESET}+linear-1",
            }  # fmt: skip

    @sqlite_only
    def test_put_aside_again_keeps_the_text(self, corpus: Corpus) -> None:
        corpus.store("1", verdict=OFF)
        say(corpus, "1", "on_topic")
        say(corpus, "1", "off_topic")
        assert corpus.document("1")["label"] == "off_topic"
        assert corpus.total(models.Version) == 1
        with reading(corpus.engine) as session:
            assert labels.count(session) == {"on_topic": 0, "off_topic": 1}
