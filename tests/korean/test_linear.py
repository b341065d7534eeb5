"""A linear opinion joins the rules' score, shows its letters, and never lifts what the rules veto."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.linear import BUCKETS, LEAD, VETOES, Model, ModelError, buckets, gates
from korean.relevance import RULESET, judge
from korean.verdict import Evidence, Verdict

TITLE = "경북도, 인공지능 실증단지 조성"
BODY = "경상북도는 인공지능(AI) 실증단지를 만든다고 밝혔다. 예산 300억 원을 들여 2028년 문을 연다."
RULES = Verdict("off_topic", 0.45, "review", "policy_weak", RULESET)


def model(intercept: float = 0.0, letters: dict[int, float] | None = None, **gates: float) -> Model:
    found = [0.0] * BUCKETS
    for bucket, weight in (letters or {}).items():
        found[bucket] = weight
    return Model("linear-20261121-1", RULESET, intercept, tuple(found), gates)


def first_bucket(text: str) -> int:
    """Of the text's first two letters: before them stands a blank."""
    return buckets(text, "")[0][1]


class TestTheScore:
    def test_is_the_mean_of_rules_and_model(self) -> None:
        judged = model(0.0).judge(RULES, TITLE, BODY)  # odds of one to one
        assert judged.score == pytest.approx((0.45 + 0.5) / 2, abs=1e-4)

    @pytest.mark.parametrize(
        ("intercept", "label", "band"),
        [(-40.0, "off_topic", "reject"), (0.5, "on_topic", "review"), (40.0, "on_topic", "accept")],
    )
    def test_decides_label_and_band(self, intercept: float, label: str, band: str) -> None:
        judged = model(intercept).judge(RULES, TITLE, BODY)
        assert (judged.label, judged.band) == (label, band)

    def test_moves_with_what_the_gates_found(self) -> None:
        low, high = (model(score=weight).probability(RULES, TITLE, BODY) for weight in (-4.0, 4.0))
        assert low < 0.5 < high

    def test_moves_with_the_letters_of_the_title(self) -> None:
        weighed = model(letters={first_bucket("실증"): 9.0})
        assert weighed.probability(RULES, "실증단지", "") > weighed.probability(RULES, "축제장", "")

    def test_reads_no_more_of_the_body_than_its_lead(self) -> None:
        weighed = model(letters={first_bucket("실증"): 9.0})
        far = "가" * LEAD
        assert weighed.probability(RULES, "", far + "실증") == weighed.probability(RULES, "", far)

    def test_takes_digits_for_alike(self) -> None:
        assert buckets("2026년 3월", "") == buckets("1999년 8월", "")

    @given(st.text(max_size=300), st.text(max_size=600), st.floats(-1e6, 1e6))
    def test_is_between_nought_and_one_for_any_text(
        self, title: str, body: str, intercept: float
    ) -> None:
        judged = model(intercept).judge(judge(title, body), title, body)
        assert 0.0 <= judged.score <= 1.0


class TestAVeto:
    @pytest.mark.parametrize("reason", sorted(VETOES))
    def test_stands_whatever_the_model_says(self, reason: str) -> None:
        vetoed = Verdict("off_topic", 0.45, "review", reason, RULESET)
        judged = model(40.0).judge(vetoed, TITLE, BODY)
        assert (judged.label, judged.score, judged.band) == ("off_topic", 0.45, "review")
        assert judged.ruleset == f"{RULESET}+linear-20261121-1"

    def test_keeps_birds_out(self) -> None:
        title, body = "AI 확산 비상", "고병원성 조류인플루엔자(AI)가 오리 농장에서 확진됐다. " * 4
        judged = model(40.0).judge(judge(title, body), title, body)
        assert (judged.label, judged.reason) == ("off_topic", "avian")


class TestTheVerdict:
    def test_names_rules_and_model(self) -> None:
        assert model().judge(RULES, TITLE, BODY).ruleset == f"{RULESET}+linear-20261121-1"

    def test_keeps_the_rules_evidence_and_adds_what_the_model_did(self) -> None:
        span = Evidence("policy", "agency", "body", 0, 4, "경상북도", 0.2)
        rules = Verdict("off_topic", 0.45, "review", "policy_weak", RULESET, (span,))
        judged = model(40.0).judge(rules, TITLE, BODY)
        assert judged.evidence[0] == span
        said = next(e for e in judged.evidence if e.gate == "model")
        assert said.weight == pytest.approx(judged.score - 0.45)

    def test_says_that_the_model_decided_where_it_turned_the_label(self) -> None:
        assert model(40.0).judge(RULES, TITLE, BODY).reason == "model"
        assert model(-1.0).judge(RULES, TITLE, BODY).reason == "policy_weak"

    @pytest.mark.parametrize(
        ("title", "body", "field", "text"),
        [("새 실증단지", "", "title", "실증"), ("축제", "한가위 실증단지", "body", "실증")],
    )
    def test_shows_its_letters_where_they_stand(
        self, title: str, body: str, field: str, text: str
    ) -> None:
        judged = model(letters={first_bucket("실증"): 9.0}).judge(RULES, title, body)
        (shown,) = [e for e in judged.evidence if e.rule == "letters"]
        whole = title if field == "title" else body
        assert (shown.field, shown.text, whole[shown.start : shown.end]) == (field, text, text)

    def test_letters_at_either_end_are_cut_to_the_text(self) -> None:
        every = Model("m", RULESET, 0.0, (1.0,) * BUCKETS, {})
        for title in ("가", "가나", TITLE):
            shown = [e for e in every.judge(RULES, title, "").evidence if e.rule == "letters"]
            assert shown
            assert all(title[e.start : e.end] == e.text for e in shown)


class TestTheCoefficients:
    def test_come_back_from_json_as_they_were(self) -> None:
        one = model(0.25, {3: 0.5, 16380: -1.5}, score=2.0, about=-0.125)
        assert Model.from_weights(json.loads(json.dumps(one.weights()))) == one

    @pytest.mark.parametrize("version", [None, 0, 99])
    def test_of_another_version_are_refused_with_what_to_do(self, version: Any) -> None:
        with pytest.raises(ModelError, match="aipolicy train"):
            Model.from_weights(model().weights() | {"algorithm": version})

    def test_need_no_library_to_judge_with(self) -> None:
        code = "import sys, korean.linear; print([m for m in ('sklearn', 'numpy', 'scipy') if m in sys.modules])"
        said = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
        )
        assert said.stdout.strip() == "[]"


def test_gates_count_each_rule_and_sum_what_spoke_for_and_against() -> None:
    spans = tuple(
        Evidence(gate, rule, "body", 0, 1, "x", weight)
        for gate, rule, weight in (
            ("aboutness", "title", 0.5), ("policy", "actor.agency", 0.3),
            ("policy", "actor.agency", 0.1), ("policy", "corporate", -0.2),
            ("policy", "programme.hub", 0.4),
        )
    )  # fmt: skip
    found = gates(Verdict("on_topic", 0.7, "accept", "policy", RULESET, spans))
    assert (found["score"], found["about"], found["against"]) == (0.7, 0.5, 0.2)
    assert found["policy"] == pytest.approx(0.8)
    assert found["rule:policy:actor.agency"] > found["rule:policy:programme"] > 0
    assert found["reason:policy"] == 1.0
