"""Pairs of quotation marks: by place, within a line, whatever is lost."""

from __future__ import annotations

import pytest

from korean.quotes.marks import pairs


def inside(text: str) -> list[str]:
    return [text[p.start : p.end] for p in pairs(text)]


@pytest.mark.parametrize(
    "text",
    [
        "그는 “가자”고 했다.",
        '그는 "가자"고 했다.',
        "그는 ＂가자＂고 했다.",
        "그는 „가자”고 했다.",
        "그는 ‟가자”고 했다.",
        '그는 "가자”고 했다.',
        '그는 “가자"고 했다.',
        "그는 ”가자”고 했다.",
        "그는 “가자“고 했다.",
        '그는 "가자" 고 했다.',
        '그는"가자"고 했다.',
        '[김하늘 : "가자"]',
    ],
)
def test_every_kind_of_mark_pairs_by_its_place(text: str) -> None:
    assert inside(text) == ["가자"]


def test_single_marks_inside_belong_to_the_outer_quotation() -> None:
    assert inside("그는 “‘가자’는 말은 틀렸다”고 했다.") == ["‘가자’는 말은 틀렸다"]


def test_double_marks_inside_belong_to_the_outer_quotation() -> None:
    assert inside("그는 “어제 “가자”라고 들었다”고 했다.") == ["어제 “가자”라고 들었다"]


def test_a_mark_that_is_never_closed_does_not_swallow_the_next_paragraph() -> None:
    assert inside("그는 “가자고 했다.\n\n박 의원은 “안 간다”고 했다.") == ["안 간다"]


def test_a_mark_that_was_never_opened_is_passed_over() -> None:
    text = '그는 길이 있다"며 "우리가 가야 한다"고 했다.'
    assert inside(text) == ["우리가 가야 한다"]


def test_a_lost_closing_mark_is_made_up_where_the_clause_breaks_off() -> None:
    text = "그는 “모든 것이 바뀔 것이라며 “함께 가자”고 했다."
    assert inside(text) == ["모든 것이 바뀔 것", "함께 가자"]


def test_inches_are_no_quotation() -> None:
    assert inside('27" 화면과 32" 화면을 샀다.') == []
