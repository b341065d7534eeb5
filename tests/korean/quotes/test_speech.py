"""What is somebody's speech, and what only stands between quotation marks."""

from __future__ import annotations

import pytest

from korean.quotes import find


@pytest.mark.parametrize(
    "text",
    [
        "시장은 “길을 열겠다”고 말했다.",
        "시장은 “길을 열 것”이라고 밝혔다.",
        "시장은 “유일한 길”이라며 지원을 당부했다.",
        "시장은 “길을 열겠다”면서 예산을 약속했다.",
        "시장은 “길을 열 것”으로 내다봤다.",
        "시장은 “길을 열겠다”는 뜻을 밝혔다.",
        "시장은 “길을 열겠다.”라고 밝혔다.",
        "“길을 열겠습니다.”",
        "시장은 이렇게 말했다. “길을 열겠습니다.”",
        '[김하늘/포항시장 : "길을 열겠습니다."]',
        "시장은 “길을 열겠다”라 덧붙였다.",
        "시장은 “길을 열겠다”고도 했다.",
        "“길이 막혔다”는 지적도 나온다.",
    ],
)
def test_this_is_speech(text: str) -> None:
    assert len(find(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "정부는 “AI 고속도로”를 깐다.",
        "이른바 “AI 특구”라고 불리는 곳이다.",
        "“모두의 AI”라는 이름의 사업이다.",
        "“함께 가자”를 구호로 내걸었다.",
        "시민들은 “함께 가자”는 구호를 외쳤다.",
        "현수막에는 “환영합니다”라고 적혀 있었다.",
        "영화 “그녀”가 떠오른다.",
        "“AI로 여는 내일”을 주제로 열렸다.",
        "“AI는 도구다”라는 제목의 강연이었다.",
        "“블랙박스” 문제를 풀었다.",
        "“중요”하다고 강조했다.",
        "“…”라고 했다.",
        "“묻지마 투자”라는 말까지 생겼다.",
        "정부는 이를 “AI 대전환(AX)”이라고 부른다.",
        "화면에 “인증되었습니다”라는 문구가 떴다.",
        "“안녕하세요”라고 입력하면 답이 나온다.",
        "도는 “AI 농정”이라 이름 붙인 사업을 편다.",
        "“AI가 쓴 시” 코너가 인기를 끌었다.",
        "현장은 “전쟁터”였다.",
        "“챗GPT”와 “클로드” 같은 서비스가 쓰인다.",
        "‘AI 3대 강국’을 내걸었다.",
    ],
)
def test_this_is_a_name_a_slogan_or_a_stress(text: str) -> None:
    assert find(text) == ()


def test_the_title_of_an_article_is_not_searched() -> None:
    assert find("본문이다.", title="김 시장 “길을 열겠다”") == ()


@pytest.mark.parametrize(
    "text",
    [
        'The minister said, "We will act."',
        "大臣は「進める」と述べた。“進める”",
        "« Nous agirons », a dit le ministre.",
        "",
        "\n\n",
        "“",
        "””",
    ],
)
def test_other_languages_and_scraps_are_read_without_harm(text: str) -> None:
    assert isinstance(find(text), tuple)
