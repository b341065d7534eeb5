"""Two texts laid side by side: paragraphs by paragraphs, words inside those that were edited."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.difference import Words, excerpts, paragraphs, words

A = "경북도는 20일 인공지능 기본계획을 발표했다."
B = "예산은 5년 동안 1조 2천억 원이다."
C = "도지사는 도민이 체감하는 행정을 펼치겠다고 말했다."


def kinds(old: list[str], new: list[str]) -> list[str]:
    return [p.change for p in paragraphs(old, new)]


def test_a_particle_makes_another_word() -> None:
    assert words("AI 정책을 발표", "AI 정책은 발표") == (
        Words("same", "AI"), Words("removed", "정책을"), Words("added", "정책은"), Words("same", "발표"),
    )  # fmt: skip


def test_equal_texts_are_one_run_that_stayed() -> None:
    assert words(A, A) == (Words("same", A),)


@pytest.mark.parametrize(("old", "new", "run"), [("", A, "added"), (A, "", "removed")])
def test_a_text_that_came_or_went_is_one_run(old: str, new: str, run: str) -> None:
    assert words(old, new) == (Words(run, A),)  # type: ignore[arg-type]


def test_two_empty_texts_have_no_words() -> None:
    assert words("", " \n") == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([A, B], [A, B], ["same", "same"]),
        ([A], [A, C], ["same", "added"]),
        ([A, B, C], [A, C], ["same", "removed", "same"]),
        ([A, B], [A, B.replace("5년", "3년")], ["same", "edited"]),
        ([A, B], [A, C, B.replace("5년", "3년")], ["same", "added", "edited"]),
        ([A, B], [A, C], ["same", "removed", "added"]),
        ([A], [A.replace(" ", "  ") + "\n"], ["same"]),
        ([], [A], ["added"]),
    ],
)
def test_each_paragraph_stayed_was_edited_came_or_went(
    old: list[str], new: list[str], found: list[str]
) -> None:
    assert kinds(old, new) == found


def test_an_edited_paragraph_keeps_both_its_numbers() -> None:
    edited = paragraphs([A, B], [C, A, B.replace("5년", "3년")])[-1]
    assert (edited.old, edited.new) == (2, 3)
    assert [w.text for w in edited.words if w.change != "same"] == ["5년", "3년"]


texts = st.lists(st.text(st.sampled_from("가나다 \n"), max_size=30), max_size=12)


@given(texts, texts)
def test_both_texts_can_be_put_together_again(old: list[str], new: list[str]) -> None:
    told = paragraphs(old, new)
    for side, number, gone in ((old, "old", "added"), (new, "new", "removed")):
        numbers = [n for p in told if (n := getattr(p, number)) is not None]
        assert numbers == list(range(1, len(side) + 1))
        again = [
            " ".join(w.text for w in p.words if w.change != gone)
            for p in told
            if getattr(p, number) is not None
        ]
        assert again == [" ".join(text.split()) for text in side]


def test_a_comparison_that_would_take_long_is_told_as_a_whole() -> None:
    draw = random.Random(3)
    old, new = (" ".join(draw.choices("가나다", k=4000)) for _ in range(2))
    told = words(f"처음 {old} 끝", f"처음 {new} 끝")
    assert [w.change for w in told] == ["same", "removed", "added", "same"]
    assert (told[0].text[:2], told[-1].text[-1]) == ("처음", "끝")


def test_thousands_of_paragraphs_are_told_without_being_paired() -> None:
    old = [f"옛 문단 {n} 번" for n in range(900)]
    new = [f"새 문단 {n} 번" for n in range(900)]
    assert set(kinds(old, new)) == {"removed", "added"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("가" * 300 + "나" + "다" * 300, "가" * 300 + "라" + "다" * 300),
        ("", "가" * 500),
        (A, A + B * 9),
    ],
)
def test_excerpts_are_short_and_show_where_the_texts_part(old: str, new: str) -> None:
    before, after = excerpts(old, new, 40)
    assert max(len(before), len(after)) <= 40
    assert before != after


def test_short_texts_are_their_own_excerpts() -> None:
    assert excerpts(A, B) == (A, B)
