"""Classes of faults that a second reader found, each as one sentence."""

from __future__ import annotations

import pytest

from korean.quotes import find

WHO = [
    ("박도영 시장은“길을 열겠다”며“돕겠다”고 말했다.", [("박도영", "시장"), ("박도영", "시장")]),
    ("신재국 문경시장은, “떨림을 덜어 주겠다”고 말했다.", [("신재국", "문경시장")]),
    ("공장을 운영하는 남유국(58) 사장은 “이자가 무섭다”고 했다.", [("남유국", "사장")]),
    ("미 국방부 대변인 션 하멜은 “존중한다”고 했다.", [("션 하멜", "대변인")]),
    ("야당인 입헌민주당 노미 요시히코 대표는 “재원이 없다”고 했다.", [("노미 요시히코", "대표")]),
    ("포항 송도초 라미소 교사는 “즐거웠다”고 말했다.", [("라미소", "교사")]),
    ("베트남에서 온 응우옌티란 씨는 “이해했다”고 말했다.", [("응우옌티란", None)]),
    ("▶ 인터뷰 : 이은희 / 인하대 교수\n- \"물가가 많이 올랐습니다.\"", [("이은희", "교수")]),
    ("[민원인/음성변조 : \"황당했죠.\"]", [(None, "민원인")]),
    ("[김하늘/교육부 장관/지난 20일 : \"맡기겠습니다.\"]", [("김하늘", "장관")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "who"), WHO)
def test_the_speaker_is_read(text: str, who: list[tuple[str | None, str | None]]) -> None:
    assert [(q.speaker, q.office) for q in find(text)] == who


def test_who_answers_is_not_who_asked() -> None:
    text = "하도윤 수석은 진행자가 “못하지 않으냐”고 묻자 “우리가 낫다”고 답했다."
    assert [q.office for q in find(text)] == ["진행자", "수석"]


def test_he_who_answers_is_the_last_speaker_and_not_who_asked() -> None:
    text = (
        "이해현 용인시장은 “물이 문제”라고 했다. 윤보대 사장은 “앞당기겠다”고 답했다. "
        "이 시장이 “언제까지냐”고 묻자 그는 “내후년까지”라고 했다."
    )
    assert [q.speaker for q in find(text)] == ["이해현", "윤보대", "이해현", "윤보대"]


@pytest.mark.parametrize("subject", ["해당 업체는", "프랑스의 한 무용수는", "응답자의 62%가"])
def test_a_subject_that_cannot_be_read_is_not_the_last_speaker(subject: str) -> None:
    text = f"박도영 시장은 “길을 열겠다”고 말했다. {subject} “두고 보자”고 했다."
    assert [q.speaker for q in find(text)] == ["박도영", None]


@pytest.mark.parametrize(
    "clause",
    ["외국에 오래 있었냐는 질문에", "술을 마시고 와서 정겨울이 간 것을 두고", "비가 오는 밖에서"],
)
def test_a_verb_is_nobody(clause: str) -> None:
    assert [q.speaker for q in find(f"{clause} “그랬다”고 말했다.")] == [None]


def test_a_ministry_of_another_state_keeps_its_state_and_is_none_of_ours() -> None:
    (quote,) = find("중국 외교부의 마위닝 대변인은 “반대한다”고 밝혔다.")
    assert (quote.speaker, quote.organisation, quote.agency) == ("마위닝", "중국 외교부", None)


@pytest.mark.parametrize(
    "text",
    [
        "개정안 제4조는 “사업자는 그 사실을 알려야 한다”고 규정하고 있다.",
        "야당에서는 “보은 인사”라는 비판이 나왔다.",
        "벽에는 “시민이 주인”이라는 글귀가 있다.",
    ],
)
def test_the_words_of_an_act_a_label_and_a_wall_are_nobodys_speech(text: str) -> None:
    assert find(text) == ()


def test_a_clause_that_ends_in_a_noun_is_speech() -> None:
    (quote,) = find("한빛증권의 경나래 애널리스트는 “지금이 바닥”이라는 분석을 내놨다.")
    assert (quote.speaker, quote.verb) == ("경나래", "내놨다")
