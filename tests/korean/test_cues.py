"""Cues: no match without one of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.boilerplate import RULES
from korean.cues import cues


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("무단전재", {"무단전재"}),
        (r"무단\s*전재.{0,9}재배포", {"재배포"}),
        (r"(?:관련|인기)\s*기사문", {"기사문"}),
        (r"(?:관련|[가-힣]+)\s*뉴스", {"뉴스"}),
        (r"(?:기사)?제보", {"제보"}),
        (r"(?:ab)+c?", {"ab"}),
        (r"[가-힣]+", set()),
        (r"(?:가)?", set()),
        (r"(?i)copyright", set()),
        (r"(?i:copyright) 뉴스", {" 뉴스"}),
    ],
)
def test_the_cues_of_a_pattern(pattern: str, expected: set[str]) -> None:
    assert cues(pattern) == expected


def test_most_rules_have_cues() -> None:
    with_cues = [rule.name for rule in RULES if rule.cues]
    assert len(with_cues) >= 0.7 * len(RULES)


@given(st.data())
def test_whatever_a_rule_matches_holds_one_of_its_cues(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from([rule for rule in RULES if rule.cues]))
    text = data.draw(st.from_regex(rule.pattern))
    assert re.search(rule.pattern, text)
    assert any(cue in text for cue in rule.cues)
