"""`judge` scores any texts, `why` explains a verdict of the corpus."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cli.commands.common import database
from cli.commands.explaining import REASONS, sentences
from cli.commands.judging import judge, why
from db import labels
from db.models import Verdict
from db.session import writing
from korean.relevance import RULESET
from tests.cli.conftest import BODY, Aipolicy, Said, page

TITLE = "포항시, 인공지능 기본조례 만든다"
FIELDS = ["id", "label", "score", "band", "reason", "ruleset", "evidence"]


def run(lines: str | bytes, *arguments: str) -> Said:
    result = CliRunner().invoke(judge, ["-", *arguments], input=lines)
    return Said(result.exit_code, result.stdout, result.stderr)


def row(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


class TestJudge:
    def test_every_text_gets_one_line_in_order(self) -> None:
        said = run(row(id="b", title=TITLE) + row(id=7, title="벚꽃 축제 개막", text="꽃이 폈다."))
        assert [(r["id"], r["label"]) for r in said.rows] == [("b", "on_topic"), (7, "off_topic")]
        assert said.code == 0

    def test_a_line_holds_the_whole_verdict(self) -> None:
        (found,) = run(row(id="a", title=TITLE, text="\n".join(BODY))).rows
        assert list(found) == FIELDS
        assert (found["band"], found["ruleset"]) == ("accept", RULESET)

    def test_evidence_points_at_its_words(self) -> None:
        fields = {"title": TITLE, "body": "\n".join(BODY)}
        (found,) = run(row(id="a", title=fields["title"], text=fields["body"])).rows
        assert found["evidence"]
        for span in found["evidence"]:
            assert fields[span["field"]][span["start"] : span["end"]] == span["text"]

    @pytest.mark.parametrize("given", [{"title": TITLE}, {"title": TITLE, "text": None}])
    def test_a_headline_alone_is_judged(self, given: dict[str, str | None]) -> None:
        assert run(row(id="a", **given)).rows[0]["label"] == "on_topic"

    def test_a_text_without_a_headline_is_judged(self) -> None:
        assert run(row(id="a", text="\n".join(BODY))).rows[0]["label"] == "on_topic"

    def test_decomposed_hangul_is_judged_as_composed(self) -> None:
        found = run(row(id=1, title=TITLE) + row(id=2, title=unicodedata.normalize("NFD", TITLE)))
        assert found.rows[0]["score"] == found.rows[1]["score"]

    def test_a_government_outlet_speaks_for_policy(self) -> None:
        text = (
            "하천 수위를 인공지능이 잰다. 물이 넘치기 한 시간 전에 알린다. 카메라 열두 대가 쓰인다."
        )
        given = row(id=1, text=text) + row(id=2, text=text, outlet="gyeongbuk")
        plain, official = (found["score"] for found in run(given).rows)
        assert official > plain

    def test_an_outlet_nobody_knows_changes_nothing(self) -> None:
        found = run(row(id=1, title=TITLE) + row(id=2, title=TITLE, outlet="nowhere")).rows
        assert found[0]["score"] == found[1]["score"]

    @pytest.mark.parametrize(
        ("line", "complaint"),
        [
            (b"not json\n", "not JSON"),
            (b"[1]\n", "not an object"),
            (b'{"title": "AI"}\n', "no id"),
            (b'{"id": true, "title": "AI"}\n', "no id"),
            (b'{"id": "a"}\n', "neither title nor text"),
            (b'{"id": "a", "title": 5}\n', "title is no string"),
            ('{"id": "a", "title": "시"}\n'.encode("cp949"), "not UTF-8"),
            (b'{"id": "\\ud800", "title": "AI"}\n', "the id '\\ud800' holds half a character"),
            (b'{"id": "a", "title": "AI\\ud800"}\n', "title holds half a character"),
            (b'{"id": "a", "text": "\\udc00"}\n', "text holds half a character"),
            (b"[" * 100_000 + b"\n", "not to be read as JSON"),
            (b'{"id": ' + b"9" * 5000 + b', "title": "AI"}\n', "not to be read as JSON"),
        ],
    )
    def test_a_bad_line_is_named_and_the_rest_is_judged(self, line: bytes, complaint: str) -> None:
        said = run(line + row(id="ok", title=TITLE).encode())
        assert [r["id"] for r in said.rows] == ["ok"]
        assert f"line 1: {complaint}" in said.err.replace("a: ", "")
        assert said.code == 1

    def test_a_character_in_two_halves_is_whole(self) -> None:
        said = run(b'{"id": "\\ud83d\\ude00", "title": "AI"}\n')
        assert (said.code, said.rows[0]["id"]) == (0, "\U0001f600")

    def test_empty_lines_are_nothing(self) -> None:
        assert run("\n\n").code == 0

    def test_verdicts_go_to_the_file_that_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "out.jsonl"
        assert run(row(id="a", title=TITLE), str(file)).out == ""
        assert json.loads(file.read_text("utf-8"))["id"] == "a"

    def test_the_input_is_never_written_over(self, tmp_path: Path) -> None:
        file = tmp_path / "in.jsonl"
        file.write_text(row(id="a", title=TITLE), "utf-8")
        assert CliRunner().invoke(judge, [str(file), str(file)]).exit_code == 2
        assert json.loads(file.read_text("utf-8"))["title"] == TITLE


@pytest.fixture
def article(aipolicy: Aipolicy, tmp_path: Path) -> str:
    file = tmp_path / "on.html"
    file.write_text(page(TITLE, 1), "utf-8")
    assert aipolicy("import", file).code == 0
    return "1"


@pytest.fixture
def off_topic(aipolicy: Aipolicy, tmp_path: Path) -> str:
    body = (
        "영덕군에서 대게 축제가 열렸다. 군민 3천 명이 모여 공연을 보고 갓 잡은 대게를 나눠 먹었다.",
        "군은 조류인플루엔자(AI)를 막으려 닭고기 판매대를 줄였다. 축제는 일요일까지 이어진다고 군은 밝혔다.",
        "군수는 내년에는 주차장을 넓히고 순환 버스를 더 다니게 하겠다고 약속했다. 상인들은 반겼다.",
    )
    file = tmp_path / "off.html"
    file.write_text(page("영덕 대게 축제 열려", 2, body), "utf-8")
    assert aipolicy("import", file).code == 0
    return "1"


def asked(number: str, *options: str) -> Said:
    result = CliRunner().invoke(why, [number, *options])
    return Said(result.exit_code, result.stdout, result.stderr)


class TestWhy:
    def test_it_tells_the_verdict_and_every_gate(self, article: str) -> None:
        said = asked(article)
        assert said.code == 0
        assert f"[{RULESET}]" in said.out
        for gate in ("sense", "aboutness", "headline", "policy"):
            assert f"\n{gate} " in said.out

    def test_words_stand_in_their_sentences_with_their_weights(self, article: str) -> None:
        assert "[포항시 +0.60 actor.public], 인공지능 " in asked(article).out

    def test_json_gives_the_sentences_as_they_stand_in_the_text(self, article: str) -> None:
        (found,) = asked(article, "--json").rows
        rows = [row for gate in found["gates"] for row in gate["sentences"]]
        texts = {"title": TITLE, "body": "\n\n".join(BODY)}
        assert rows
        assert all(r["text"] in texts[r["field"]] for r in rows)
        assert found["decided_by"] == "rules"

    def test_an_off_topic_article_is_explained_by_what_is_kept(self, off_topic: str) -> None:
        said = asked(off_topic)
        assert "avian" in said.out
        assert "its text is not kept" in said.out
        assert "`aipolicy label 1 on` brings it back" in said.out
        assert "AI" in said.out

    def test_a_persons_label_is_told_and_holds(self, article: str) -> None:
        with writing(database(), exclusive=True) as session:
            labels.say(
                session, int(article), "off_topic", "kim", datetime(2026, 11, 21, tzinfo=UTC)
            )
        assert "kim labelled it off_topic" in asked(article).out
        (found,) = asked(article, "--json").rows
        assert (found["decided_by"], found["label"]) == ("person", "off_topic")

    def test_a_label_taken_back_is_not_told(self, article: str) -> None:
        now = datetime(2026, 11, 21, tzinfo=UTC)
        with writing(database(), exclusive=True) as session:
            labels.say(session, int(article), "off_topic", "kim", now)
            labels.say(session, int(article), labels.WITHDRAWN, "kim", now)
        assert "kim" not in asked(article).out

    def test_every_reason_of_the_rules_has_its_sentence(self) -> None:
        assert {"policy", "avian", "title_only", "no_actor", "passing", "market"} <= set(REASONS)

    def test_a_models_word_has_a_sentence_and_stands_apart_from_the_title(
        self, article: str
    ) -> None:
        span = {"gate": "model", "field": "title", "weight": 0.41}
        evidence = [
            {**span, "rule": "linear-20261121-1", "start": 0, "end": 0, "text": ""},
            {**span, "rule": "letters", "start": 5, "end": 7, "text": "인공"},
        ]
        with writing(database()) as session:
            verdict = session.scalars(select(Verdict)).one()
            verdict.reason, verdict.evidence = "model", evidence
            verdict.ruleset = f"{RULESET}+linear-20261121-1"
        said = asked(article).out
        assert "model: the model learnt from labels turned" in said
        assert "  whole    +0.41 linear-20261121-1\n" in said
        assert "  title    포항시, [인공 +0.41 letters]지능 기본조례 만든다\n" in said


def test_a_span_whose_text_is_gone_keeps_its_words() -> None:
    span = {"gate": "sense", "rule": "avian", "field": "body", "start": 4, "end": 6, "text": "AI",
            "weight": -1.0}  # fmt: skip
    (row,) = sentences([span], {"title": "제목", "subtitle": "", "body": ""})
    assert (row["text"], row["terms"][0]["text"]) == (None, "AI")
