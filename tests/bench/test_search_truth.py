"""Recall and precision on sentences whose edges are set by hand; the large measurement is
``python -m bench.search.truth``."""

from __future__ import annotations

import pytest

from bench.search import truth
from korean.query import parse


@pytest.fixture(scope="module")
def scores() -> list[truth.Score]:
    return list(truth.scores(*truth.sentences()))


def test_every_true_article_is_found(scores: list[truth.Score]) -> None:
    assert [s.wanted.query for s in scores if s.both < s.true] == []


def test_every_query_has_something_to_find(scores: list[truth.Score]) -> None:
    assert [s.wanted.query for s in scores if not s.true] == []


def test_nearly_all_that_is_found_is_true(scores: list[truth.Score]) -> None:
    assert truth.precision(scores) >= truth.PRECISION
    assert truth.per_query(scores) >= truth.PRECISION


def test_words_that_only_meet_across_a_space_are_what_is_found_too_much(
    scores: list[truth.Score],
) -> None:
    wrong = {s.wanted.query for s in scores if s.both < s.hits}
    assert "부산" in wrong  # 정부 산하: the price of finding compounds with and without spaces


def test_there_are_gold_queries_of_every_kind() -> None:
    found = truth.wanted()
    kinds = {"one", "two", "joined", "spaced", "names", "mixed", "phrase", "operators", "title"}
    assert {each.kind for each in found} == kinds
    assert len({each.query for each in found}) == len(found) >= 200


@pytest.mark.parametrize("each", truth.wanted(), ids=lambda each: each.query)
def test_a_gold_query_can_be_read(each: truth.Wanted) -> None:
    assert not parse(each.query).empty
