"""What people call things is brought to the values that tags have."""

from __future__ import annotations

from datetime import date

import pytest

from korean import called


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("region", "경상북도", ("경북",)),
        ("region", "대구광역시", ("대구",)),
        ("region", "포항", ("경북 포항시",)),
        ("region", "포항시", ("경북 포항시",)),
        ("region", "경상북도  포항시", ("경북 포항시",)),
        ("region", "TK", ("대구경북",)),
        ("region", "광주", ("광주",)),
        ("region", "광주시", ("광주", "경기 광주시")),
        ("region", "제주시", ("제주 제주시",)),
        ("region", "고성", ("강원 고성군", "경남 고성군")),
        ("region", "목포", ("전남 목포시", "전남광주 목포시")),
        ("region", "경북 군위군", ("경북 군위군",)),
        ("region", "중", ()),
        ("region", "nowhere", ()),
        ("topic", "법·규제", ("law_regulation",)),
        ("topic", "법ㆍ규제", ("law_regulation",)),
        ("topic", "Law & regulation", ("law_regulation",)),
        ("topic", "law_regulation", ("law_regulation",)),
        ("agency", "과기정통부", ("과학기술정보통신부",)),
        ("agency", "미래창조과학부", ("과학기술정보통신부",)),
        ("agency", "정보통신산업진흥원", ("NIPA",)),
        ("agency", "nipa", ("NIPA",)),
        ("agency", "더불어민주당", ()),  # shows the National Assembly at work, and is no name of it
        ("programme", "인공지능기본법", ("AI 기본법",)),
        ("programme", "ai 기본법", ("AI 기본법",)),
    ],
)
def test_a_name_has_its_values(kind: str, name: str, found: tuple[str, ...]) -> None:
    assert called.values(kind, name) == found


@pytest.mark.parametrize("kind", called.KINDS)
def test_every_value_is_its_own_name(kind: str) -> None:
    for values in called._TABLES[kind]().values():
        for value in values:
            assert called.values(kind, value) == (value,)


def test_a_slip_of_the_hand_finds_its_neighbour() -> None:
    assert called.near("agency", "과기정통보") == ("과학기술정보통신부",)
    assert called.near("region", "경상도")[:2] == ("경북", "경남")
    assert called.near("agency", "zzzz") == ()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("전남 목포시", "전남광주 목포시"),
        ("경북 군위군", "대구 군위군"),
        ("경북 포항시", "경북 포항시"),
        ("인천 중구", "인천 중구"),  # divided between two
    ],
)
def test_a_region_has_a_name_of_today(was: str, now: str) -> None:
    assert called.today(was, date(2026, 11, 22)) == now
