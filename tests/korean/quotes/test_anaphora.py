"""이 장관, 그, and a subject left out: resolved where one person only can be meant, else open."""

from __future__ import annotations

import pytest

from korean.quotation import Quotation
from korean.quotes import find

FIRST = "김하늘 과기정통부 장관은 “길을 열겠다”고 말했다."


def last(text: str) -> Quotation:
    return find(text)[-1]


@pytest.mark.parametrize(
    "following",
    [
        "김 장관은 “서두르겠다”고 덧붙였다.",
        "김장관은 “서두르겠다”고 덧붙였다.",
        "그는 “서두르겠다”고 덧붙였다.",
        "이어 “서두르겠다”고 덧붙였다.",
        "그러면서 “서두르겠다”고 덧붙였다.",
        "“서두르겠다”고도 했다.",
    ],
)
@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_the_speaker_goes_on(following: str, between: str) -> None:
    quote = last(FIRST + between + following)
    assert (quote.speaker, quote.office, quote.organisation) == ("김하늘", "장관", "과기정통부")
    assert quote.resolved == "anaphora"
    assert [e.text for e in quote.evidence if e.rule == "antecedent"] == ["김하늘"]


def test_the_fullest_office_is_kept() -> None:
    quote = last("김하늘 포항시장이 회의를 열었다. 김 시장은 “서두르겠다”고 말했다.")
    assert (quote.speaker, quote.office) == ("김하늘", "포항시장")


def test_two_people_of_one_surname_and_office_leave_it_open() -> None:
    text = "김하늘 교육부 장관과 김바다 국방부 장관이 만났다. 김 장관은 “서두르겠다”고 말했다."
    quote = last(text)
    assert (quote.speaker, quote.office, quote.resolved) == (None, "장관", None)


def test_the_office_decides_between_two_people_of_one_surname() -> None:
    text = "김하늘 포항시장과 김바다 경북도지사가 만났다. 김 지사는 “서두르겠다”고 말했다."
    assert last(text).speaker == "김바다"


def test_a_surname_nobody_had_stays_open_with_its_office() -> None:
    quote = last("박 시장은 “서두르겠다”고 말했다.")
    assert (quote.speaker, quote.office, quote.resolved) == (None, "시장", None)


def test_somebody_in_between_ends_a_left_out_subject() -> None:
    text = FIRST + " 박바다 의원과 이구름 교수가 자리를 함께했다. 이어 “서두르겠다”고 말했다."
    assert last(text).speaker is None


def test_two_who_speak_together_are_left_open() -> None:
    quote = last("김하늘 장관과 박바다 의원은 “서두르겠다”고 말했다.")
    assert (quote.speaker, quote.verb) == (None, "말했다")


def test_he_is_open_where_two_are_spoken_of() -> None:
    text = "김하늘 장관과 박바다 의원이 만났다. 그는 “서두르겠다”고 말했다."
    assert last(text).speaker is None


def test_a_name_that_comes_only_later_is_taken_where_it_is_the_only_one() -> None:
    text = "“서두르겠습니다”라고 김 장관은 말했다. 김하늘 과기정통부 장관의 말에 박수가 나왔다."
    assert find(text)[0].speaker == "김하늘"


def test_a_foreign_name_comes_back_as_its_last_word() -> None:
    text = "마커스 헤일 노바랩스 최고경영자(CEO)가 왔다. 헤일 CEO는 “서두르겠다”고 말했다."
    quote = last(text)
    assert (quote.speaker, quote.office) == ("마커스 헤일", "최고경영자")


def test_this_official_is_of_the_body_named_before() -> None:
    text = "행안부 관계자는 “준비한다”고 했다. 이 관계자는 “서두르겠다”고 말했다."
    assert last(text).organisation == "행안부"


def test_a_voices_caption_names_him_for_the_text() -> None:
    text = '[김하늘/가람대 교수 : "길이 있어요."]\n\n김 교수는 “서두르겠다”고 말했습니다.'
    assert last(text).speaker == "김하늘"


def test_an_author_is_nobodys_antecedent() -> None:
    text = "김하늘 기자가 취재했다. 김 기자는 “서두르겠다”고 말했다."
    assert last(text).speaker == "김하늘"
    assert find(text, bylines=("김하늘",))[-1].speaker is None
