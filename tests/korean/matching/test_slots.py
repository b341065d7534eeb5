"""Places that two texts fill differently."""

from __future__ import annotations

import numpy as np
import pytest

from korean.matching.evidence import GRAM
from korean.matching.grams import codes
from korean.matching.slots import slots, swaps

MOULD = "오늘아침최저기온은{}로어제보다높고낮최고기온은{}로비슷하겠다고기상청이밝혔다"


def exchanged(a: str, b: str) -> list[tuple[str, str]]:
    of_a, of_b = codes(a, GRAM), codes(b, GRAM)
    in_a, in_b = np.isin(of_a, of_b), np.isin(of_b, of_a)
    found = swaps(a, b, slots(of_a, in_a, GRAM), slots(of_b, in_b, GRAM), 8)
    return [(swap.here, swap.there) for swap in found]


def test_each_place_gives_what_stands_in_it() -> None:
    assert exchanged(MOULD.format("3도", "15도"), MOULD.format("7도", "22도")) == [
        ("3", "7"),
        ("15", "22"),
    ]


def test_a_place_filled_alike_is_none() -> None:
    assert exchanged(MOULD.format("3도", "15도"), MOULD.format("3도", "22도")) == [("15", "22")]


def test_words_put_in_are_no_exchange() -> None:
    assert exchanged(MOULD.format("3도", "15도"), MOULD.format("영상3도", "15도")) == []


def test_another_passage_is_no_other_fact() -> None:
    passage = "바다의물결은동해앞바다에서잔잔하게일고남해에서는조금높겠으며서해에는안개가짙게끼는곳이있겠다"
    a = MOULD.format("3도", "15도")
    assert exchanged(a[:15] + passage + a[15:], a[:15] + passage[::-1] + a[15:]) == []


def test_a_place_that_a_mould_repeats_is_read_in_turn() -> None:
    line = "가운데농도는{}로나타났다이어서"
    a, b = (line.format(one) + line.format(two) for one, two in (("35", "41"), ("52", "67")))
    assert exchanged(a, b) == [("35", "52"), ("41", "67")]


def test_the_opening_is_a_place_without_the_letters_that_both_begin_with() -> None:
    assert exchanged("광양시" + MOULD, "광주시" + MOULD) == [("양", "주")]


def test_what_stands_at_the_end_is_no_place() -> None:
    assert exchanged(MOULD + "가나다", MOULD + "라마바") == []


@pytest.mark.parametrize("text", ["", "가나다", "가나다라마"])
def test_texts_of_hardly_a_gram_have_no_places(text: str) -> None:
    assert exchanged(text, text) == []
