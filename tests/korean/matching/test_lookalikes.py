"""Releases of one mould with hardly a number in them, and the same releases as desks print them."""

from __future__ import annotations

import pytest

from korean.matching.compare import Kind, Prepared, compare
from tests.korean.matching.lookalikes import (
    FEW,
    LATE,
    LATE_CUT,
    SHORT,
    SHORT_REWRITTEN,
    few,
    rewritten,
)


def kind(a: str, b: str) -> Kind:
    return compare(Prepared.of(a), Prepared.of(b)).kind


@pytest.mark.parametrize("mould", FEW)
def test_names_alone_tell_two_fillings_of_a_mould_apart(mould: str) -> None:
    assert kind(*few(mould)) == "template"


@pytest.mark.parametrize("mould", FEW)
@pytest.mark.parametrize("filling", [0, 1])
def test_a_filling_stays_a_copy_of_itself_when_a_desk_rewrites_it(mould: str, filling: int) -> None:
    text = few(mould)[filling]
    assert kind(text, rewritten(text)) == "copy"


@pytest.mark.parametrize("mould", ["an agreement of two towns", "a fire"])
def test_a_headline_over_one_of_them_hides_no_town(mould: str) -> None:
    one, other = few(mould)
    town = FEW[mould][1]["a"]
    assert kind(f"{town} 소식 한 토막\n{one}", other) == "template"


def test_a_reporter_s_name_at_the_opening_is_no_other_fact() -> None:
    text = few("a warning")[0]
    assert kind(f"김하늘 기자 {text}", f"이도윤 기자 {text}") == "copy"


def test_a_cut_text_is_a_copy_though_its_facts_went_and_others_stand_in_its_tail() -> None:
    assert kind(" ".join(LATE), LATE_CUT) == "copy"


def test_a_short_text_is_a_copy_when_every_sentence_was_touched() -> None:
    assert kind(SHORT, SHORT_REWRITTEN) == "copy"
