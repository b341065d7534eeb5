"""Tags against short articles of a second reader (``data/tags_second.toml``), who knew none of the rules.

First reading, before any rule was mended by it (precision / recall): region 1.00 / .94, agency
1.00 / .97, programme 1.00 / .92, amount 1.00 / 1.00, topic recall .71.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from korean.tags import tag

GOLD = Path(__file__).parent / "data" / "tags_second.toml"
COLUMNS = {
    "region": "regions",
    "agency": "agencies",
    "programme": "programmes",
    "amount": "amounts",
    "topic": "topics",
}
COMPLETE = [kind for kind in COLUMNS if kind != "topic"]


class Counts(NamedTuple):
    right: int
    found: int
    wanted: int
    faults: tuple[str, ...]


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(GOLD.read_text("utf-8"))["case"])


@cache
def values(at: int) -> frozenset[tuple[str, str]]:
    case = cases()[at]
    given = case.get("published")
    tags = tag(case["title"], case["body"], published=date.fromisoformat(given) if given else None)
    return frozenset((found.kind, found.value) for found in tags)


def count(kind: str) -> Counts:
    right = found = wanted = 0
    faults: list[str] = []
    for at, case in enumerate(cases()):
        got = {value for of, value in values(at) if of == kind}
        want = {str(value) for value in case[COLUMNS[kind]]}
        right, found, wanted = right + len(got & want), found + len(got), wanted + len(want)
        if got != want:
            faults.append(f"{case['id']}: too much {got - want}, missed {want - got}")
    return Counts(right, found, wanted, tuple(faults))


def test_there_are_at_least_eighty_cases() -> None:
    assert len(cases()) >= 80


@pytest.mark.parametrize("kind", COMPLETE)
def test_what_is_tagged_is_in_the_article(kind: str) -> None:
    counts = count(kind)
    assert counts.right >= 0.95 * counts.found, counts.faults


@pytest.mark.parametrize("kind", COMPLETE)
def test_what_is_in_the_article_is_tagged(kind: str) -> None:
    counts = count(kind)
    assert counts.right >= 0.95 * counts.wanted, counts.faults


def test_topics_a_reader_would_give_are_found() -> None:
    counts = count("topic")
    assert counts.right >= 0.85 * counts.wanted, counts.faults


def test_topics_a_reader_would_refuse_are_not_given() -> None:
    refused = [
        (case["id"], topic)
        for at, case in enumerate(cases())
        for topic in case["not_topics"]
        if ("topic", topic) in values(at)
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("body", "regions"),
    [
        ("강원도는 원주에서 AI 실증을 한다.", {"강원", "강원 원주시"}),
        ("전북도는 완주에 AI 실증단지를 세운다.", {"전북", "전북 완주군"}),
        ("전북도 선수단은 AI 분석으로 완주에 성공했다.", {"전북"}),
    ],
)
def test_a_name_that_is_another_word_is_the_place_where_something_is_done(
    body: str, regions: set[str]
) -> None:
    assert {found.value for found in tag("", body) if found.kind == "region"} == regions


@pytest.mark.parametrize(
    ("body", "is_agency"),
    [("AI 예산안이 국회로 넘어갔다.", True), ("서울 국회로 68길에 AI 센터가 선다.", False)],
)
def test_gukhoe_ro_is_a_street_only_with_its_number(body: str, is_agency: bool) -> None:
    assert ("국회" in {t.value for t in tag("", body) if t.kind == "agency"}) is is_agency
