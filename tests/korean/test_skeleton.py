"""Copies share a skeleton whatever their typography; versions differ in their text hash."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.skeleton import content_hash, skeleton, text_hash


@given(st.text())
def test_a_skeleton_is_its_own_skeleton(s: str) -> None:
    assert skeleton(skeleton(s)) == skeleton(s)


@given(st.text())
def test_a_skeleton_holds_letters_and_digits_only(s: str) -> None:
    assert all(c.isalnum() for c in skeleton(s))


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_composition_does_not_change_the_skeleton(s: str) -> None:
    assert skeleton(unicodedata.normalize("NFD", s)) == skeleton(unicodedata.normalize("NFC", s))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("산·학·연, “AI” 협력", "산ㆍ학ㆍ연 'ai' 협력"),
        ("AI 예산 1,000억", "ＡＩ예산 1000억"),
        ("경북도\n\n인공지능", "경북도 인공 지능."),
    ],
)
def test_typography_leaves_the_content_hash_alone(a: str, b: str) -> None:
    assert content_hash(a) == content_hash(b)


def test_another_number_is_another_content() -> None:
    assert content_hash("예산 100억") != content_hash("예산 200억")


def test_hashes_are_sixteen_bytes_in_hex() -> None:
    assert [len(content_hash("가")), len(text_hash("가", None, "나"))] == [32, 32]


@given(st.text(), st.text(), st.text())
def test_wrapping_and_composition_leave_the_text_hash_alone(t: str, s: str, b: str) -> None:
    rewrapped = "\n ".join(unicodedata.normalize("NFD", b).split())
    assert text_hash(f" {t}\t", s, rewrapped) == text_hash(t, s, b)


@pytest.mark.parametrize(
    "edited",
    [
        ("제목?", "부제", "본문"),
        ("제목", "부제!", "본문"),
        ("제목", "부제", "본문."),
        ("제목", None, "부제 본문"),
        ("제목 부제", None, "본문"),
    ],
)
def test_any_visible_edit_changes_the_text_hash(edited: tuple[str, str | None, str]) -> None:
    assert text_hash(*edited) != text_hash("제목", "부제", "본문")
