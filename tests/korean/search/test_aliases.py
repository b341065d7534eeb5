import pytest

from korean.aliases import MOST_WORDS, others
from korean.query import matches, parse
from korean.vocab import agencies, programmes, regions, table


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("AI", "인공지능 조례"),
        ("인공지능", "AI 조례"),
        ("과기정통부", "과학기술정보통신부는"),
        ("과기정통부", "미래창조과학부는"),
        ("과학기술정보통신부", "과기부 장관"),
        ("특허청", "지식재산처"),
        ("지식재산처", "특허청"),
        ("산업부", "산업통상자원부"),
        ("경북", "경상북도는"),
        ("경상북도", "경북에서"),
        ("전북특별자치도", "전라북도"),
        ("부산광역시", "부산시는"),
        ("NIA", "한국지능정보사회진흥원"),
        ("AI 기본법", "인공지능 발전과 신뢰 기반 조성 등에 관한 기본법"),
        ("AI기본법", "인공지능(AI) 기본법"),
        ("AI 기본법", "기본법은 인공지능을"),
        ("국가AI전략위원회", "국가인공지능위원회"),
        ("국가 AI 전략위원회", "국가인공지능전략위원회"),
        ("디지털배움터", "AI 디지털 배움터"),
        ("ai", "인공지능"),
    ],
)
def test_a_name_finds_the_other_name(query: str, text: str) -> None:
    assert matches(parse(query), "", text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"AI"', "인공지능"),
        ("금융위원회", "금융위기가 온다"),
        ("개인정보보호위원회", "개인정보 위반 사례"),
        ("산업통상부", "산업 부문 예산"),
        ("과기정통부", "미래 부담이"),
        ("성평등가족부", "참여가 부족하다"),
        ("부산광역시", "정부 산하 기관"),
        ("제주특별자치도", "경제 주체"),
        ("경기도", "환경 기술"),
        ("광주광역시", "경기 광주시"),
        ("대통령실", "대통령은"),
        ("대통령", "청와대는"),
        ("국회", "여야가"),
        ("국회의원", "민주당"),
        ("국무조정실", "국무총리가"),
        ("교육청", "교육지원청"),
        ("시의회", "도의회"),
        ("충청권", "중부권"),
        ("대법원", "법원행정처"),
        ("인공지능학회", "AI학회"),
    ],
)
def test_it_does_not_find_what_is_another_thing(query: str, text: str) -> None:
    assert not matches(parse(query), "", text)


def test_a_word_that_is_left_out_is_widened_too() -> None:
    assert not matches(parse("조례 -경북"), "", "경상북도 조례")


def test_title_is_kept_when_a_word_is_widened() -> None:
    assert matches(parse("title:경북"), "경상북도", "")
    assert not matches(parse("title:경북"), "", "경상북도")


def test_operands_of_or_are_widened_each() -> None:
    assert matches(parse("경북 OR 충남"), "", "충청남도")


def test_a_name_made_of_an_operand_of_or_is_no_name() -> None:
    assert not matches(parse("AI 중점학교 OR 조례"), "", "AI 예산")
    assert matches(parse("AI 중점학교 OR 조례"), "", "인공지능 조례")


def test_widening_never_loses_a_hit() -> None:
    text = "인공지능 시대, 국가 차원의 기본법을 논의하는 행동계획"
    for query in ("AI 기본법", "AI 행동계획", "국가 AI 행동계획"):
        assert matches(parse(query), "", text)


@pytest.mark.parametrize("name", sorted(table("search")["ambiguous"]))
def test_no_name_is_widened_to_an_ambiguous_one(name: str) -> None:
    known = [n for a in agencies() for n in (a.key, *a.names, *(old for old, _ in a.former))]
    assert all(name not in others(each) for each in known)


@pytest.mark.parametrize(("name", "inside"), sorted(table("search")["ambiguous"].items()))
def test_an_ambiguous_name_stands_in_the_example_it_is_listed_with(name: str, inside: str) -> None:
    # The example shows why: the name itself, typed, does hit those words.
    assert matches(parse(f'"{name}"'), "", inside)


def test_every_name_with_a_rule_is_in_the_vocabulary() -> None:
    known = {n for a in agencies() for n in (a.key, *a.names, *(old for old, _ in a.former))}
    known |= {region.short for region in regions()}
    assert {*table("search")["ambiguous"], *table("search")["apart"]} <= known


def test_widening_is_mutual_but_for_ambiguous_names() -> None:
    ambiguous = table("search")["ambiguous"]
    for agency in agencies():
        for other in others(agency.key):
            assert agency.key in ambiguous or agency.key in others(other)


def test_no_name_has_more_words_than_are_tried() -> None:
    names = [n for p in programmes() for n in p.names] + [n for a in agencies() for n in a.names]
    assert max(len(name.split()) for name in names) <= MOST_WORDS


def test_only_whole_words_are_widened() -> None:
    assert others("경북대") == ()
    assert others("인공지능을") == ()
