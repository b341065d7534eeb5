"""A text is told apart into its sentences, quotations whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_a_stop_and_a_blank_end_a_sentence() -> None:
    assert cut("도는 계획을 냈다. 시는 따랐다.") == ["도는 계획을 냈다.", "시는 따랐다."]


def test_a_line_ends_one_without_a_stop() -> None:
    assert cut("추진 배경\n도는 계획을 냈다") == ["추진 배경", "도는 계획을 냈다"]


@pytest.mark.parametrize("marks", ["“{}”", '"{}"'])
def test_a_quotation_of_two_sentences_is_not_cut(marks: str) -> None:
    text = f"시장은 {marks.format('길을 열겠다. 함께 가겠다.')}고 말했다. 이어 떠났다."
    assert len(cut(text)) == 2


def test_a_mark_that_is_never_closed_joins_its_own_paragraph_at_most() -> None:
    assert cut('그는 "늦었다. 서둘러야 한다.\n\n도는 답했다. 시도 답했다.')[1:] == [
        "도는 답했다.",
        "시도 답했다.",
    ]


@pytest.mark.parametrize(
    "text",
    ["매출이 1.5배 늘었다.", "www.gb.go.kr 에서 본다.", "2026. 11. 20. 도청에서 열렸다."],
)
def test_figures_dates_and_addresses_end_nothing(text: str) -> None:
    assert cut(text) == [text]


@given(st.text(alphabet='가나다. ?!"“”\n12', max_size=80))
def test_every_letter_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentences(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())
