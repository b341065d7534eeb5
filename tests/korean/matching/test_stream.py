"""Texts in the order they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from korean.matching.sketch import MOST_CANDIDATES
from korean.matching.stream import DuplicateId, Matcher
from tests.korean.matching.texts import REWRITES, filled, whole

DAY = datetime(2026, 11, 1, tzinfo=UTC)
HEAVY = REWRITES["under a new lead, with 40 % dropped"]()


def pairs(matcher: Matcher, id: str, text: str, day: datetime | None = None) -> list[str]:
    return [f"{m.id_a} {m.id_b} {m.relation}" for m in matcher.add(id, text, day)]


def test_a_text_is_compared_with_those_before_it() -> None:
    matcher = Matcher()
    assert pairs(matcher, "release", whole()) == []
    assert pairs(matcher, "paper", HEAVY) == ["release paper copy"]
    assert pairs(matcher, "portal", whole()) == ["release portal copy", "paper portal copy"]


def test_another_filling_of_a_mould_is_told_as_a_template() -> None:
    matcher = Matcher()
    one, other = filled("the weather")
    matcher.add("monday", one)
    assert pairs(matcher, "tuesday", other) == ["monday tuesday template"]


@pytest.mark.parametrize(("days", "known"), [(0, True), (29, True), (100, False)])
def test_a_rewrite_is_looked_for_in_the_months_around(days: int, known: bool) -> None:
    matcher = Matcher()
    matcher.add("release", whole(), DAY)
    assert bool(matcher.add("paper", HEAVY, DAY + timedelta(days=days))) == known


def test_the_same_text_meets_at_any_distance_of_time() -> None:
    matcher = Matcher()
    matcher.add("release", whole(), DAY)
    again = pairs(matcher, "again", whole().replace(" ", ""), DAY + timedelta(days=900))
    assert again == ["release again copy"]


def test_a_text_without_a_time_is_a_candidate_for_any() -> None:
    matcher = Matcher()
    matcher.add("some day", whole(), None)
    assert pairs(matcher, "paper", HEAVY, DAY) == ["some day paper copy"]
    assert pairs(Matcher(), "alone", HEAVY, None) == []


def test_short_texts_are_no_copies_even_when_equal() -> None:
    matcher = Matcher()
    matcher.add("a", "자세한 소식 이어집니다.")
    assert matcher.add("b", "자세한 소식 이어집니다.") == []


def test_an_id_is_taken_once() -> None:
    matcher = Matcher()
    matcher.add("a", whole())
    with pytest.raises(DuplicateId, match="'a' was given before"):
        matcher.add("a", HEAVY)
    assert len(matcher) == 1


def test_of_very_many_candidates_the_nearest_are_compared() -> None:
    matcher = Matcher()
    matcher.add("release", HEAVY)
    one, _ = filled("the weather")
    for day in range(MOST_CANDIDATES + 5):
        matcher.add(f"weather {day}", one.replace("3도", f"{day + 200}도"))
    assert pairs(matcher, "paper", whole()) == ["release paper copy"]
