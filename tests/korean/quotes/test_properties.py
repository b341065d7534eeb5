"""Whatever comes in: offsets are exact, the order holds, and the work grows with the text only."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korean.quotes import find
from tests.korean.quotes.gold import cases

_PIECES = (
    "“", "”", '"', "„", "‟", "＂", "‘", "’", "(", ")", "[", "]", " : ", "/", "\n", "\n\n", " ", ". ", "고 말했다", "며 ",
    "라고 ", "이라며 ", "는 뜻을 밝혔다", "김하늘 ", "이 ", "장관은 ", "시장이 ", "그는 ", "이어 ", "과기정통부 ", "경북도는 ", "관계자는 ",
    "씨는 ", "(45)", "토비아스 ", "황 ", "CEO는 ", "가자", "했다", "겠다", "의 말이다", "이렇게 말했다", "들은 ", "겸 ", "누리모델의 ", "\x00", "e\u0301",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=60).map("".join),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=30).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_offsets_are_exact_and_in_order(body: str) -> None:
    found = find(body)
    for quote in found:
        assert body[quote.start : quote.end] == quote.text
        assert "\n" not in quote.text
        for evidence in quote.evidence:
            assert (evidence.gate, evidence.field) == ("quote", "body")
            assert body[evidence.start : evidence.end] == evidence.text
    ends = [(q.start, q.end) for q in found]
    assert all(one[1] < two[0] for one, two in itertools.pairwise(ends))


@settings(max_examples=200, deadline=None)
@given(texts)
def test_what_is_told_has_its_evidence(body: str) -> None:
    for quote in find(body):
        spans = {e.rule: e.text for e in quote.evidence}
        assert quote.office == spans.get("office")
        assert quote.organisation == spans.get("organisation")
        assert quote.verb == spans.get("verb")
        assert quote.speaker == spans.get("speaker", spans.get("antecedent"))
        assert (quote.resolved is None) == (quote.speaker is None)


def test_the_same_text_is_read_the_same_way_twice() -> None:
    for case in cases():
        assert find(case.body) == find(case.body)


_LOADS: dict[str, Callable[[int], str]] = {
    "straight marks": lambda n: '"' * n,
    "opening marks": lambda n: "“" * n,
    "closing marks": lambda n: "”" * n,
    "one speaker": lambda n: "김하늘 장관은 “간다”고 했다. " * (n // 20),
    "one line": lambda n: "김 대표는 “아 “간다”고 했다 이어 “간다”며 " * (n // 24),
    "pronouns": lambda n: "그는 “간다”고 했다. " * (n // 13),
    "standing alone": lambda n: "“간다.”\n\n" * (n // 7),
}


@pytest.mark.parametrize("load", _LOADS.values(), ids=_LOADS.keys())
def test_twice_the_text_is_twice_the_work(load: Callable[[int], str]) -> None:
    """Counted in calls, not in time: a machine may be busy."""
    small, large = calls(load(4_000)), calls(load(16_000))
    assert large < 5 * small + 2_000


def calls(body: str) -> int:
    counted = 0

    def count(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    find(body)  # tables are read once
    sys.setprofile(count)
    try:
        find(body)
    finally:
        sys.setprofile(None)
    return counted


def test_a_megabyte_of_quotation_marks_is_read() -> None:
    assert find('"' * 1_000_000) == ()


def test_a_megabyte_without_a_line_break_is_read() -> None:
    assert len(find("가" * 1_000_000 + " “간다”고 했다.")) == 1
