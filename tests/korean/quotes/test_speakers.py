"""Who said it: every order in which Korean news prints name, office and organisation."""

from __future__ import annotations

import pytest

from korean.quotation import Quotation
from korean.quotes import find

SAID = "“길을 열겠다”고 말했다."


def who(quote: Quotation) -> tuple[str | None, str | None, str | None]:
    return quote.speaker, quote.office, quote.organisation


@pytest.mark.parametrize(
    ("subject", "speaker", "office", "organisation"),
    [
        ("김하늘 과기정통부 장관은", "김하늘", "장관", "과기정통부"),
        ("과기정통부 김하늘 장관은", "김하늘", "장관", "과기정통부"),
        ("김하늘 경북도 인공지능산업과장이", "김하늘", "인공지능산업과장", "경북도"),
        ("김하늘 포항시장도", "김하늘", "포항시장", None),
        ("대표이사 김하늘은", "김하늘", "대표이사", None),
        ("김하늘 가람소프트 대표(사진)는", "김하늘", "대표", "가람소프트"),
        ("김하늘 상무(가람전자 데이터 그룹장)는", "김하늘", "상무", "가람전자 데이터"),
        ("김하늘 부총리 겸 과기정통부 장관은", "김하늘", "부총리 겸 과기정통부 장관", "과기정통부"),
        ("AI 스타트업 누리모델의 김하늘 대표는", "김하늘", "대표", "누리모델"),
        ("김하늘 한빛대 전기공학과 교수는", "김하늘", "교수", "한빛대"),
        ("한국지능정보사회진흥원(NIA) 김하늘 원장은", "김하늘", "원장", "한국지능정보사회진흥원(NIA)"),
        ("회의에 참석한 김하늘 대표는", "김하늘", "대표", None),
        ("주민 김하늘(72) 씨는", "김하늘", "주민", None),
        ("직장인 김모(34)씨는", "김모", "직장인", None),
        ("남궁하늘 가람대 총장은", "남궁하늘", "총장", "가람대"),
        ("김하늘 가람대 4학년 학생은", "김하늘", "학생", "가람대"),
        ("빈하늘 도선사는", "빈하늘", "도선사", None),
        ("마커스 헤일 노바랩스 최고경영자(CEO)는", "마커스 헤일", "최고경영자", "노바랩스"),
        ("요한 베르크 독일 총리는", "요한 베르크", "총리", "독일"),
        ("과기정통부 관계자는", None, "관계자", "과기정통부"),
        ("업계 한 관계자는", None, "관계자", "업계"),
        ("도 고위 관계자는", None, "고위 관계자", "도"),
        ("전문가들은", None, "전문가", None),
        ("위안핑 중국 국가주석은", "위안핑", "국가주석", "중국"),
        ("다카무라 사나에 일본 총리는", "다카무라 사나에", "총리", "일본"),
        ("에릭 렌트너 전 구글 회장은", "에릭 렌트너", "회장", "구글"),
        ("가람변호사회 소속 김하늘 변호사는", "김하늘", "변호사", "가람변호사회"),
        ("가람전자 김하늘 대표이사 사장은", "김하늘", "대표이사 사장", "가람전자"),
        ("박물관 관계자는", None, "관계자", "박물관"),
        ("김하늘 (주)가람소프트 대표는", "김하늘", "대표", "(주)가람소프트"),
        ("김하늘 의원(국민의힘·포항북)은", "김하늘", "의원", "국민의힘"),
        ("최고경영자(CEO)인 김하늘 대표는", "김하늘", "대표", None),
        ("김하늘(70·대구 수성구) 씨는", "김하늘", None, None),
        ("스타트업 대표 A씨는", None, "대표", "스타트업"),
        ("헤멜 대통령은", "헤멜", "대통령", None),
        ("경북도는", None, None, "경북도"),
        ("회사 측은", None, None, "회사 측"),
        ("오픈AI는", None, None, "오픈AI"),
    ],
)  # fmt: skip
def test_the_subject_speaks(
    subject: str, speaker: str | None, office: str | None, organisation: str | None
) -> None:
    (quote,) = find(f"{subject} 20일 {SAID}")
    assert who(quote) == (speaker, office, organisation)
    assert quote.resolved == ("named" if speaker else None)


@pytest.mark.parametrize(
    "text",
    [
        "“길을 열겠다”라고 김하늘 장관은 말했다.",
        "“길을 열겠다.” 김하늘 장관의 말이다.",
        "“길을 열겠다”는 게 김하늘 장관의 설명이다.",
        "김하늘 장관은 이렇게 말했다. “길을 열겠습니다.”",
        "“길을 열겠습니다.”\n\n김하늘 장관은 20일 이같이 말했다.",
        '[김하늘/장관 : "길을 열겠습니다."]',
        '[김하늘 장관 : "길을 열겠습니다."]',
        "박바다 의원이 발의한 법안에 대해 김하늘 장관은 “길을 열겠다”고 했다.",
    ],
)
def test_the_speaker_may_stand_behind_or_beside(text: str) -> None:
    (quote,) = find(text)
    assert (quote.speaker, quote.office) == ("김하늘", "장관")


def test_two_quotations_of_a_sentence_share_speaker_and_verb() -> None:
    one, two = find("김하늘 장관은 “길이 있다”며 “우리가 열겠다”고 강조했다.")
    assert (one.speaker, one.verb) == (two.speaker, two.verb) == ("김하늘", "강조했다")


def test_two_speakers_of_a_sentence_are_kept_apart() -> None:
    one, two = find("김하늘 의원이 “길이 있느냐”고 묻자 박바다 장관은 “있다”고 답했다.")
    assert [(q.speaker, q.verb) for q in (one, two)] == [("김하늘", "묻자"), ("박바다", "답했다")]


def test_a_question_put_to_the_speaker_is_not_his() -> None:
    asked, answer = find("김하늘 장관은 “왜 늦었느냐”는 질문에 “예산 때문이다”라고 답했다.")
    assert who(asked) == (None, None, None)
    assert answer.speaker == "김하늘"


@pytest.mark.parametrize(
    ("text", "speaker", "verb"),
    [
        ("김하늘 교수에 따르면 “길이 있다”고 한다.", "김하늘", "한다"),
        ("김하늘 장관은 박바다 의원이 “길이 없다”고 지적했다고 전했다.", "박바다", "지적했다"),
        ("이구름 총리가 임명한 김하늘 수석은 “길이 있다”고 했다.", "김하늘", "했다"),
        ("“왜 늦었느냐”는 박바다 의원의 지적에 장관은 고개를 숙였다.", "박바다", None),
        ("이구름 장관은 박바다 의원에게 “길이 있다”고 설명했다.", "이구름", "설명했다"),
    ],
)
def test_of_several_people_the_one_who_says_it(text: str, speaker: str, verb: str | None) -> None:
    (quote,) = find(text)
    assert (quote.speaker, quote.verb) == (speaker, verb)


def test_the_members_of_a_list_have_one_speaker() -> None:
    found = find("누리꾼들은 “기대된다”, “걱정된다” 등의 반응을 보였다.")
    assert [(q.text, q.office) for q in found] == [("기대된다", "누리꾼"), ("걱정된다", "누리꾼")]


def test_a_list_of_slogans_is_no_speech() -> None:
    assert find("시민들은 “함께 가자”, “이제 가자” 등의 구호를 외쳤다.") == ()


@pytest.mark.parametrize(
    "label",
    [
        "[김하늘/포항시 과장 : {}]",
        "[김하늘/포항시 과장] {}",
        "<인터뷰> 김하늘(포항시 과장) : {}",
        "<녹취> 김하늘 포항시 과장 : {}",
        "김하늘 포항시 과장: {}",
    ],
)
def test_every_form_of_a_voices_caption_is_read(label: str) -> None:
    (quote,) = find(label.format('"준비를 마쳤습니다."'))
    assert who(quote) == ("김하늘", "과장", "포항시")
    assert quote.verb is None


@pytest.mark.parametrize(
    ("ending", "verb"),
    [
        ("고 밝혔다.", "밝혔다"),
        ("라고 덧붙였다.", "덧붙였다"),
        ("고 거듭 강조했다.", "거듭 강조했다"),
        ("고 선을 그었다.", "선을 그었다"),
        ("며 혀를 찼다.", "혀를 찼다"),
        ("며 예산을 늘려 달라고 요청했다.", "요청했다"),
        ("고 했다.", "했다"),
        ("고 집계했다.", "집계했다"),
        ("는 뜻을 밝혔다.", "밝혔다"),
        ("고 말합니다.", "말합니다"),
    ],
)
def test_the_verb_is_the_word_of_saying_as_printed(ending: str, verb: str) -> None:
    (quote,) = find(f"김하늘 장관은 “길을 열겠다”{ending}")
    assert quote.verb == verb


@pytest.mark.parametrize(
    ("subject", "agency"),
    [
        ("김하늘 과기정통부 장관은", "과학기술정보통신부"),
        ("김하늘 기획재정부 장관은", "재정경제부"),  # until 2026-01-02
        ("김하늘 특허청 과장은", "지식재산처"),  # until 2025-10-01
        ("김하늘 식약처장은", "식품의약품안전처"),
        ("김하늘 금융위원장은", "금융위원회"),
        ("김하늘 개인정보보호위원장은", "개인정보보호위원회"),
        ("김하늘 가람소프트 대표는", None),
        ("김하늘 미국 국방부 장관은", None),
    ],
)
def test_the_agency_is_the_bodys_key_of_today(subject: str, agency: str | None) -> None:
    (quote,) = find(f"{subject} {SAID}")
    assert quote.agency == agency
