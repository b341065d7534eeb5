"""Tags against 300 short articles by another hand (``data/tags_gold.toml``; conventions at its top).

The floors are pinned a little below what was measured; a change that lowers one needs a reason.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from korean.tags import tag
from korean.verdict import Tag

GOLD = Path(__file__).parent / "data" / "tags_gold.toml"
COLUMNS = {
    "region": "regions",
    "agency": "agencies",
    "programme": "programmes",
    "amount": "amounts",
}
PRECISION = 0.95
RECALL = {"region": 0.95, "agency": 0.95, "programme": 0.90, "amount": 0.95}
TOPIC_RECALL = 0.90


class Reading(NamedTuple):
    precision: float
    recall: float
    wrong: tuple[str, ...]


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(GOLD.read_text("utf-8"))["case"])


@cache
def tagged() -> tuple[tuple[Tag, ...], ...]:
    return tuple(tag(case["title"], case["body"], published=day(case)) for case in cases())


def day(case: dict[str, Any]) -> date | None:
    given = case.get("published")
    return date.fromisoformat(str(given)) if given else None


def values(tags: tuple[Tag, ...], kind: str) -> set[str]:
    return {found.value for found in tags if found.kind == kind}


def read(kind: str) -> Reading:
    right = found = wanted = 0
    wrong: list[str] = []
    for case, tags in zip(cases(), tagged(), strict=True):
        got = values(tags, kind)
        want = {str(value) for value in case[COLUMNS[kind]]}
        right, found, wanted = right + len(got & want), found + len(got), wanted + len(want)
        if got != want:
            wrong.append(f"{case['id']}: too much {got - want}, missed {want - got}")
    return Reading(right / found, right / wanted, tuple(wrong))


@pytest.mark.parametrize("kind", COLUMNS)
def test_what_is_tagged_is_in_the_article(kind: str) -> None:
    reading = read(kind)
    assert reading.precision >= PRECISION, reading.wrong


@pytest.mark.parametrize("kind", COLUMNS)
def test_what_is_in_the_article_is_tagged(kind: str) -> None:
    reading = read(kind)
    assert reading.recall >= RECALL[kind], reading.wrong


def test_topics_a_reader_would_give_are_found() -> None:
    wanted = [
        (tags, topic)
        for case, tags in zip(cases(), tagged(), strict=True)
        for topic in case["topics"]
    ]
    found = [topic for tags, topic in wanted if topic in values(tags, "topic")]
    assert len(found) >= TOPIC_RECALL * len(wanted)


def test_topics_a_reader_would_refuse_are_never_given() -> None:
    given = [
        (case["id"], topic)
        for case, tags in zip(cases(), tagged(), strict=True)
        for topic in case.get("not_topics", ())
        if topic in values(tags, "topic")
    ]
    assert given == []


def test_all_evidence_of_the_gold_points_at_its_own_words() -> None:
    for case, tags in zip(cases(), tagged(), strict=True):
        spans = [e for found in tags for e in found.evidence]
        assert all(case[e.field][e.start : e.end] == e.text for e in spans), case["id"]


def test_an_amount_carries_its_won_as_value_and_number() -> None:
    sums = [found for tags in tagged() for found in tags if found.kind == "amount"]
    assert sums
    assert all(found.value == str(found.krw) for found in sums)
