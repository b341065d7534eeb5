"""What of a text is compared."""

from __future__ import annotations

import pytest

from korean.matching.form import abbreviates, form
from tests.korean.matching.texts import RELEASE, joined, whole


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("인공지능(AI)을 쓴다", "AI를 쓴다"),
        ("AI(인공지능)로 간다", "인공지능으로 간다"),
        ("인공 지능 기본법", "AI 기본법"),
        ("대규모언어모델(LLM) 도입", "대규모언어모델 도입"),
        ("LLM(대규모언어모델) 도입", "LLM 도입"),
        ("경기도경제과학진흥원(이하 경과원)은", "경기도경제과학진흥원은"),
        ("개인정보보호위원회는", "개인정보위는"),
        ("공정거래위원회는", "공정위는"),
        ("산업통상자원부는", "산업부는"),
        ("강원특별자치도는", "강원도는"),
        ("대구광역시는", "대구시는"),
        ("영남대학교 교수", "영남대 교수"),
        ("㈜가온소프트", "주식회사 가온소프트"),
        ("(주)가온소프트", "가온소프트"),
        ("기온은 30℃", "기온은 30도"),
        ("1천200억 원", "1,200억 원"),
        ("3만5천 명", "35,000명"),
        ("5천만 원", "5000만 원"),
        ("8백50명", "850명"),
        ("3.5퍼센트", "3.5%"),
        ("ＡＩ 기본법 １조", "AI 기본법 1조"),
        ("北 미사일", "북 미사일"),
        ("\uf963 미사일", "북 미사일"),
        ("기온은 30°C", "기온은 30℃"),
        ("인재ㅡ데이터ㆍ윤리", "인재-데이터·윤리"),
    ],
)
def test_two_spellings_have_one_form(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("홍길동(54) 대표", "홍길동(45) 대표"),
        ("경북도는", "경남도는"),
        ("과기정통부는", "산업부는"),
        ("3.5% 올랐다", "4.5% 올랐다"),
        ("KAIST는", "KIST는"),
    ],
)
def test_two_facts_have_two_forms(one: str, other: str) -> None:
    assert form(one) != form(other)


@pytest.mark.parametrize(
    "furniture",
    [
        "김하늘 기자 sky@paper.example",
        "sky@paper.example",
        "▲ 참석자들이 기념 촬영을 하고 있다. /사진=경북도 제공",
        "[사진=경북도 제공]",
        "ⓒ 어느일보, 무단 전재 및 재배포 금지",
        "저작권자 ⓒ 어느일보 All rights reserved",
    ],
)
def test_a_line_of_furniture_is_no_part_of_the_form(furniture: str) -> None:
    assert form(joined(*RELEASE, furniture)) == form(whole())


def test_a_list_that_looks_like_captions_is_kept_whole() -> None:
    lines = ["◇ 과장급 전보", "▲기획과장 김하늘", "▲예산과장 이도윤", "▲인사과장 박해수"]
    assert "김하늘" in form("\n".join(lines))


def test_a_sentence_about_copying_is_kept() -> None:
    told = "조례안은 학습용 사진의 무단 전재와 재배포를 막는다."
    assert "무단전재와" in form(joined(told, *RELEASE))


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("산기협", "한국산업기술진흥협회"),
        ("경과원", "경기도경제과학진흥원"),
        ("이장관", "이종호장관"),
    ],
)
def test_an_abbreviation_keeps_the_order_of_its_letters(short: str, full: str) -> None:
    assert abbreviates(short, full)


def test_another_name_is_no_abbreviation() -> None:
    assert not abbreviates("중기부", "과학기술정보통신부")
