"""Which difference between two texts is a difference of fact."""

from __future__ import annotations

import pytest

from korean.matching import facts, weights
from korean.matching.slots import Swap


def weight(here: str, there: str, before: str = "", behind: str = "") -> weights.Weight:
    return weights.weigh(Swap(here, there, before, behind))


@pytest.mark.parametrize(
    ("here", "there", "before", "behind"),
    [
        ("포항", "구미", "", "시는20일"),
        ("전남나주시", "충북음성군", "", "의한농장"),
        ("과기부", "산업부", "", "는20일"),
        ("김하늘", "이도윤", "", "시장은"),
        ("김하늘", "이도윤", "강사로나선", "금오공대교수는"),
        ("하늘", "도윤", "강사로나선김", "교수는"),
        ("금오공과대", "순천제일대", "", "에서"),
        ("김유영청운대산업공", "이형재동해공대행정", "나타난다는게", "학과교수의진단이"),
        ("수미용인", "영원충주", "실태를살폈다김", "시장은"),
        ("김경", "백나", "함께했으며", "미시장은"),
        ("습니다이훈혜", "다김인규", "지적이많았", "구청과장은"),
        ("오도주", "김서은", "", "시장은"),
    ],
)
def test_who_and_where_are_identities(here: str, there: str, before: str, behind: str) -> None:
    assert weight(here, there, before, behind) == weights.Weight(2.0, identity=True)


@pytest.mark.parametrize(
    ("here", "there"), [("14", "21"), ("3만5", "4만"), ("20일포항", "24일구미")]
)
def test_numbers_are_facts_that_may_be_corrected(here: str, there: str) -> None:
    assert weight(here, there).fact == 1.0
    assert not weight(here, there).identity


@pytest.mark.parametrize(
    ("here", "there", "behind"),
    [
        ("말했", "밝혔", "다"),
        ("추진", "진행", "한다고밝혔다"),
        ("산기협", "한국산업기술진흥협회", "는"),
        ("은", "는", "20일"),
        ("이번", "올해", "사업"),
        ("20일", "이날", "도청에서"),
        ("이장관", "이종호장관", "은"),
        ("대통령실", "청와대", "는"),
        ("11월20일", "20일", "도청에서"),
        ("립니", "린", "다시는"),
        ("가운데", "중", "가장많다"),
        ("어느일보", "아무신문", "는여러분의제보를"),
        ("강조했다", "힘줘말했다아울러", "현장은"),
        ("한다고밝힌계획을두고말이많다", "구미시", "는20일"),
    ],
)
def test_other_wording_is_no_other_fact(here: str, there: str, behind: str) -> None:
    assert weight(here, there, "", behind).fact == 0.0


@pytest.mark.parametrize(
    ("here", "there", "before", "behind"),
    [
        ("구미", "원주", "행사는", "시가연다"),
        ("경", "충", "전날", "북대병원에서"),
        ("옥", "형곡", "전날밤구미시", "동의한주택"),
        ("원광", "전남", "빈소는", "대병원장례식장"),
        ("도로", "농어촌", "한국", "공사는"),
        ("3일새벽구미시옥동", "19일새벽원주시명륜동", "불은", "의한창고"),
        ("한국도로공사본부", "국민연금공단지사", "", "은임직원"),
    ],
)
def test_a_name_that_the_shared_letters_cut_is_an_identity(
    here: str, there: str, before: str, behind: str
) -> None:
    assert weight(here, there, before, behind) == weights.Weight(2.0, identity=True)


@pytest.mark.parametrize(
    ("here", "there", "behind"),
    [
        ("작년", "지난해", "구미시는"),
        ("지역", "인근", "병원으로옮겨졌다"),
        ("확", "증", "대를위해"),
        ("활", "운", "동에나섰다"),
        ("뛰어들었으며", "나섰다", "시는대학과"),
    ],
)
def test_words_beside_a_body_or_a_ward_are_no_names(here: str, there: str, behind: str) -> None:
    assert not weight(here, there, "주민들이", behind).identity


@pytest.mark.parametrize(
    ("here", "there", "behind", "identity"),
    [
        ("안동시와의성", "구미시와예천", "군은협약을", True),
        ("영주시창고서불영주시", "김천시", "의한창고", True),
        ("영주시", "새소식이왔", "는협약을", False),
        ("영주시김하늘기자", "김천시이도윤기자", "는협약을", False),
    ],
)
def test_at_the_opening_only_names_of_one_role_are_exchanged(
    here: str, there: str, behind: str, identity: bool
) -> None:
    swap = Swap(here, there, "", behind, opens=True)
    assert weights.weigh(swap).identity is identity


def test_a_name_in_a_report_of_speech_is_looked_for_behind_the_verb() -> None:
    assert weight("했다", "덧붙였다이에따라", "숨통이트인다고", "동해대는과장을").fact == 0.0


def test_long_names_of_things_count_once() -> None:
    assert weight("하늘재메디컬", "도담인텔리전스", "", "은").fact == 1.0


def test_some_other_noun_counts_half() -> None:
    assert weight("이어폰", "노트북", "", "을사려고").fact == 0.5


def test_a_number_counts_with_what_it_counts() -> None:
    assert [fact.key for fact in facts.numbers("14일3명에게5억원")] == ["14일", "3명", "5억"]


def test_a_place_is_one_fact_with_and_without_its_rank() -> None:
    assert [fact.key for fact in facts.named("경북도와경북은")] == ["경북", "경북"]
