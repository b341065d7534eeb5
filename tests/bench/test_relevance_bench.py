"""The floors under relevance hold; what the comparison tells is counted rightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.relevance import floors, methods, score
from bench.relevance.__main__ import quick
from bench.relevance.sets import Case, negatives

ON = Case("lead", "a", "law", "regional", "경북도, AI 기본계획 수립", "", on=True)
OFF = Case("lead", "b", "daily", "regional", "AI와 나눈 대화", "", on=False)
BIRD = Case("full", "b", "avian", "regional", "고병원성 AI 확진", "오리 농장이다.", on=False)


def test_every_quick_figure_is_on_or_above_its_floor() -> None:
    reached = quick()
    assert set(reached) == set(floors.load()), "a set has no floors, or floors have no set"
    assert floors.below(reached, floors.load()) == []


def test_no_bird_is_accepted_and_no_written_negative() -> None:
    floor = floors.load()
    assert floor["avian.ours"]["rejected"] == floor["negatives.ours"]["rejected"] == 1.0


def test_a_confusion_table_counts_each_text_once() -> None:
    table = score.Table.of([ON, OFF, BIRD, ON], [True, True, False, False])
    assert (table.tp, table.fp, table.fn, table.tn) == (1, 1, 1, 1)
    assert table.figures == {"precision": 0.5, "recall": 0.5, "f1": 0.5}


def test_where_nothing_is_on_topic_the_share_left_out_is_told() -> None:
    assert score.Table.of([OFF, BIRD], [False, True]).figures == {"rejected": 0.5}


def test_birds_are_counted_by_themselves() -> None:
    found = score.figures([ON, BIRD], methods.Judged("ours", [True, True], 1.0))
    assert found["avian.ours"] == {"rejected": 0.0}


def test_keyword_matching_takes_everything_that_says_ai() -> None:
    assert methods.keyword([ON, OFF, BIRD], passes=1).said == [True, True, True]


def test_the_learned_way_never_sees_the_outlet_it_judges() -> None:
    apart = [
        Case("full", group, "x", "regional", f"{word} 소식", f"{word} 이야기다. " * 3, on=on)
        for group, word, on in (
            ("a", "정책", True), ("a", "축제", False), ("b", "정책", True), ("b", "축제", False),
            ("c", "정책", False), ("c", "축제", True),
        )
    ]  # fmt: skip
    said = methods.learned(apart).said
    assert said[4:] == [True, False], "of c it can only know what a and b taught"


def test_ratios_are_against_ours() -> None:
    lines = score.told(
        [ON], [methods.Judged("keyword", [True], 0.5), methods.Judged("ours", [True], 1)]
    )
    assert "2.00 times ours" in lines


def test_a_figure_under_its_floor_is_named() -> None:
    (line,) = floors.below({"lead.ours": {"f1": 0.9}}, {"lead.ours": {"f1": 0.95}})
    assert line == "lead.ours f1: 0.9000 is under the floor of 0.9500"


def test_raising_lifts_and_never_lowers(tmp_path: Path) -> None:
    lifted = floors.raised({"a": {"f1": 0.5, "recall": 0.98765}}, {"a": {"f1": 0.9}})
    assert lifted == {"a": {"f1": 0.9, "recall": 0.9876}}
    floors.write(lifted, tmp_path / "floors.toml")
    assert floors.load(tmp_path / "floors.toml") == lifted


@pytest.mark.parametrize("sort", ["avian", "insemination", "letters", "notice", "related_list"])
def test_the_negatives_hold_every_trap(sort: str) -> None:
    assert any(case.sort == sort for case in negatives())
