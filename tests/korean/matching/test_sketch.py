"""The sketch of a text: what it keeps, and that it never changes unnoticed."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from datetime import date
from hashlib import blake2b

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korean.matching import grams
from korean.matching.sketch import ALGORITHM, MIN_LENGTH, SIZE, bucket, long_enough, sketch
from korean.matching.spellings import NAMES, PARTS
from korean.skeleton import skeleton
from tests.korean.matching.texts import RELEASE, whole

WORDS = st.sampled_from([word for word in " ".join(RELEASE).split() if "(" not in word])
TEXTS = st.lists(WORDS, min_size=60, max_size=150).map(" ".join)
SIGNS = str.maketrans({"“": '"', "”": '"', "·": "ㆍ", ".": " . ", ",": "，", "%": "％"})

#: The first hash, the last one and a digest of the release's sketch and of the table of spellings,
#: under each algorithm. A line is added, never changed: databases hold hashes of every one of them.
PINNED = {1: (-9200727556121888344, -7614602408915266563, "d8ec0d8ce7c299c0")}


def test_the_sketch_of_a_known_text_is_what_it_was() -> None:
    made = sketch(whole())
    spelled = repr((made, PARTS, sorted(NAMES.items()))).encode()
    digest = blake2b(spelled, digest_size=8).hexdigest()
    pinned = (made[0], made[-1], digest)
    assert pinned == PINNED[ALGORITHM], "another hash or spelling wants another ALGORITHM"


def test_the_sketch_is_the_same_in_another_process() -> None:
    program = (
        "from korean.matching.sketch import sketch; from tests.korean.matching.texts import whole;"
        "print(sketch(whole()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path)},
    )
    assert run.stdout.strip() == str(sketch(whole()))


def test_a_sketch_holds_32_ascending_signed_numbers_of_64_bits() -> None:
    made = sketch(whole())
    assert len(made) == SIZE
    assert list(made) == sorted(set(made))
    assert all(-(2**63) <= number < 2**63 for number in made)


def test_a_sketch_holds_the_smallest_hashes_whatever_the_order_of_the_text() -> None:
    doubled = sketch("\n\n".join((*RELEASE, *RELEASE)))
    assert len(set(doubled) & set(sketch(whole()))) >= SIZE - 4  # but for grams across the seam


def test_another_algorithm_gives_other_hashes() -> None:
    codes = grams.codes(skeleton(whole()), 12)
    one, other = grams.mixed(codes, 1), grams.mixed(codes, 2)
    assert not set(one.tolist()) & set(other.tolist())


@pytest.mark.parametrize("text", ["", "속보", "가" * (MIN_LENGTH - 1), "…·!" * 500, "ㅤ" * 900])
def test_a_text_under_120_letters_has_no_sketch(text: str) -> None:
    assert sketch(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        whole()[:170],
        unicodedata.normalize("NFD", whole()[:170]),
        " ".join("가나다라마" * 24),
        "a" * 120,
    ],
)
def test_120_letters_are_enough_however_they_are_written(text: str) -> None:
    assert long_enough(text)
    assert sketch(text)


def test_a_text_of_one_letter_over_and_over_has_one_hash() -> None:
    assert len(sketch("가" * 500)) == 1


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_decomposing_a_text_changes_no_hash(text: str) -> None:
    assert sketch(unicodedata.normalize("NFD", text)) == sketch(text)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60).map(lambda text: text + whole()))
def test_decomposing_any_signs_changes_no_hash(text: str) -> None:
    assert sketch(unicodedata.normalize("NFD", text)) == sketch(text)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_spacing_changes_no_hash(text: str) -> None:
    assert sketch(text.replace(" ", "")) == sketch(text) == sketch(text.replace(" ", " \n "))


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_typography_changes_no_hash(text: str) -> None:
    assert sketch(text.translate(SIGNS)) == sketch(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("인공지능(AI)", "AI"),
        ("인공지능", "AI"),
        ("과학기술정보통신부", "과기정통부"),
        ("경상북도", "경북도"),
        ("한국지능정보사회진흥원", "NIA"),
    ],
)
def test_what_desks_exchange_changes_no_hash(one: str, other: str) -> None:
    text = f"{one} 사업을 놓고 {whole()}"
    assert sketch(text.replace(one, other)) == sketch(text)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(1970, 1, 1), 0),
        (date(1970, 1, 30), 0),
        (date(1970, 1, 31), 1),
        (date(1969, 12, 31), -1),
        (date(2026, 11, 21), 692),
    ],
)
def test_a_bucket_is_thirty_days(day: date, number: int) -> None:
    assert bucket(day) == number


def test_days_of_neighbouring_buckets_are_found_up_to_thirty_days_apart() -> None:
    assert bucket(date(2026, 11, 21)) - bucket(date(2026, 10, 22)) == 1
