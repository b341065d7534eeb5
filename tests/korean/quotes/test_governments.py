"""Local governments as the agencies of quotations; lists of people that are no body."""

from __future__ import annotations

import pytest

from korean.quotes import find
from korean.quotes.governments import asked

SAID = "“길을 열겠다”고 말했다."


def agency(text: str) -> str | None:
    return find(f"{text} {SAID}")[-1].agency


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("경북도는", "경상북도"),
        ("경상북도청 관계자는", "경상북도"),
        ("김하늘 경북도 인공지능산업과장은", "경상북도"),
        ("김하늘 경북지사는", "경상북도"),
        ("김하늘 경상북도지사는", "경상북도"),
        ("강원도 관계자는", "강원특별자치도"),
        ("대구시 측은", "대구광역시"),
        ("김하늘 대구시 경제부시장은", "대구광역시"),
        ("김하늘 대구광역시장 권한대행은", "대구광역시"),
        ("포항시청 관계자는", "경북 포항시"),
        ("김하늘 포항시장은", "경북 포항시"),
        ("김하늘 안동부시장은", "경북 안동시"),
        ("김하늘 군위군수는", "대구 군위군"),
        ("대구 중구는", "대구 중구"),
        ("김하늘 대구 북구청장은", "대구 북구"),
        ("제주도는", "제주특별자치도"),
        ("제주시는", "제주 제주시"),
        ("경기 광주시는", "경기 광주시"),
    ],
)
def test_a_local_government_in_every_form_is_one_agency(subject: str, key: str) -> None:
    assert agency(subject) == key


@pytest.mark.parametrize(
    "subject",
    [
        "중구는",
        "김하늘 북구청장은",
        "김하늘 고성군수는",
        "광주시는",
        "김하늘 포항시장 후보는",
        "한국전력 경북지사 관계자는",
        "포항시 농민회 관계자는",
        "도 관계자는",
        "김하늘 시장은",
    ],
)
def test_what_may_be_another_government_or_is_none_stays_empty(subject: str) -> None:
    assert agency(subject) is None


@pytest.mark.parametrize(
    "subject",
    ["경북도의회 김하늘 의장은", "포항시의회 김하늘 의원은", "경북도교육청은", "대구시교육청은"],
)
def test_councils_and_education_offices_are_other_bodies(subject: str) -> None:
    assert agency(subject) in {"시도의회", "교육청"}


@pytest.mark.parametrize(
    ("before", "subject", "key"),
    [
        ("경북도가 나섰다.", "도 관계자는", "경상북도"),
        ("김하늘 경북지사가 왔다.", "도 고위 관계자는", "경상북도"),
        ("경북도와 포항시가 나섰다.", "시는", "경북 포항시"),
        ("대구 중구가 나섰다. 중구는 준비를 마쳤다.", "구 관계자는", "대구 중구"),
        ("경북도와 경남도가 나섰다.", "도 관계자는", None),
        ("대구시와 포항시가 만났다.", "시 관계자는", None),
        ("중구가 나섰다.", "구 관계자는", None),
    ],
)
def test_the_province_and_the_city_are_those_the_article_names_alone(
    before: str, subject: str, key: str | None
) -> None:
    assert agency(f"{before} {subject}") == key


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("경북", ("경상북도",)),
        ("경북도지사", ("경상북도",)),
        ("전라북도", ("전북특별자치도",)),
        ("포항", ("경북 포항시",)),
        ("경상북도  포항시", ("경북 포항시",)),
        ("경북 군위군", ("대구 군위군",)),
        ("경남 고성", ("경남 고성군",)),
        ("고성군", ("강원 고성군", "경남 고성군")),
        ("광주시", ("광주광역시", "경기 광주시")),
        ("경북도의회", ()),
        ("아무개", ()),
        ("", ()),
    ],
)
def test_who_asks_may_use_any_name(name: str, keys: tuple[str, ...]) -> None:
    assert asked(name) == keys


@pytest.mark.parametrize(
    "people",
    [
        "강하늘 한빛원장김바다 미래산업국장최구름 가람대 교수는",
        "한빛원장김바다 미래산업국장최구름 가람대 관계자는",
        "김바다 국장 가람대 관계자는",
    ],
)
def test_a_list_of_people_without_its_commas_is_no_organisation(people: str) -> None:
    assert find(f"{people} {SAID}")[0].organisation is None


@pytest.mark.parametrize("body", ["이장연합회", "전국시장군수구청장협의회", "한빛연구원장학재단"])
def test_a_body_whose_name_begins_like_an_office_is_kept(body: str) -> None:
    assert find(f"{body} 김하늘 회장은 {SAID}")[0].organisation == body
