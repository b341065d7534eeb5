"""Reporters are found in every printed form, and people in the news are not taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.article import Byline
from korean.bylines import Dateline, caption, credits, dateline, merge, parse, signature, signoff
from korean.text import paragraphs

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

KIM = Byline("김하늘", "기자")
LEE = Byline("이바다", "기자")


def kim(role: str = "기자", email: str | None = None) -> Byline:
    return Byline("김하늘", role, email)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("김하늘 기자", (KIM,)),
        ("김하늘기자", (KIM,)),
        ("김하늘 기자 sky@site.kr", (kim(email="sky@site.kr"),)),
        ("김하늘 기자 (sky@site.co.kr)", (kim(email="sky@site.co.kr"),)),
        ("김하늘기자 sky@", (kim(email="sky@"),)),
        ("sky@site.com 김하늘 기자", (kim(email="sky@site.com"),)),
        ("순천/김하늘 기자", (KIM,)),
        ("파주=김하늘기자", (KIM,)),
        ("내포=김하늘 기자 sky@", (kim(email="sky@"),)),
        ("영동 / 김하늘기자", (KIM,)),
        ("서울=김하늘 기자", (KIM,)),
        ("/글·사진 김하늘 기자", (KIM,)),
        ("글·사진=김하늘 기자", (KIM,)),
        ("[옥천=어느일보 김하늘기자]", (KIM,)),
        ("어느일보 김하늘 기자", (KIM,)),
        ("기자명 : 김하늘 기자", (KIM,)),
        ("김하늘 기자 | 기사입력 2024/03/07 [21:28]", (KIM,)),
        ("김하늘 수습기자", (kim("수습기자"),)),
        ("김하늘 인턴기자", (kim("인턴기자"),)),
        ("김하늘 인턴 기자", (kim("인턴 기자"),)),
        ("김하늘 선임기자", (kim("선임기자"),)),
        ("김하늘선임기자", (kim("선임기자"),)),
        ("김하늘 객원기자", (kim("객원기자"),)),
        ("김하늘 논설위원", (kim("논설위원"),)),
        ("김하늘 특파원", (kim("특파원"),)),
        ("뉴욕=김하늘 특파원", (kim("특파원"),)),
        ("김하늘 뉴욕특파원", (kim("뉴욕특파원"),)),
        ("김하늘 의학전문기자", (kim("의학전문기자"),)),
        ("김하늘 편집국장", (kim("편집국장"),)),
        ("김하늘 기자, 이바다 기자", (KIM, LEE)),
        ("김하늘·이바다 기자", (KIM, LEE)),
        ("김하늘, 이바다 기자", (KIM, LEE)),
        (
            "김하늘·이바다 기자 sky@a.kr sea@a.kr",
            (kim(email="sky@a.kr"), Byline("이바다", "기자", "sea@a.kr")),
        ),
        (
            "글/김하늘기자 sky@ · 사진/이바다기자 sea@",
            (kim(email="sky@"), Byline("이바다", "기자", "sea@")),
        ),
        (
            "sky@a.kr 김하늘 기자 sea@a.kr 이바다 기자",
            (kim(email="sky@a.kr"), Byline("이바다", "기자", "sea@a.kr")),
        ),
        ("남궁바람 기자", (Byline("남궁바람", "기자"),)),
        ("김하늘 (sky@site.kr)", (Byline("김하늘", None, "sky@site.kr"),)),
        ("작성자: 김하늘", (Byline("김하늘"),)),
        ("김하늘", (Byline("김하늘"),)),
        ("김하늘, 이바다", (Byline("김하늘"), Byline("이바다"))),
        ("온라인뉴스팀", (Byline("온라인뉴스팀"),)),
        ("Jane Kim (jane@site.kr)", (Byline("Jane Kim", None, "jane@site.kr"),)),
        ("김하늘 기자 김하늘 기자", (KIM,)),
    ],
)
def test_a_byline_field_names_its_authors(printed: str, expected: tuple[Byline, ...]) -> None:
    assert parse(printed) == expected


@pytest.mark.parametrize(
    "s", ["", "기자회견을 열었다", "2026-11-20", "경상북도는 계획을 내놓았다.", "|"]
)
def test_what_names_no_author_gives_none(s: str) -> None:
    assert parse(s) == ()


@given(st.text(st.sampled_from("김하늘기자특파원 @.,·/=[]()aAkr글사진"), max_size=60))
def test_no_jumble_breaks_the_reader(s: str) -> None:
    assert all(person.name for person in parse(s))


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("[세종=뉴스핌] 김하늘 기자 = 정부는", Dateline("세종", "뉴스핌", (KIM,), "정부는")),
        ("[서울=뉴스핌] 김하늘 기자= 정부는", Dateline("서울", "뉴스핌", (KIM,), "정부는")),
        (
            "[뉴욕 = 뉴스핌] 김하늘 특파원 = 미국은",
            Dateline("뉴욕", "뉴스핌", (kim("특파원"),), "미국은"),
        ),
        (
            "[뉴욕 = 뉴스핌 김하늘 특파원] 미국은",
            Dateline("뉴욕", "뉴스핌", (kim("특파원"),), "미국은"),
        ),
        (
            "[서울=뉴스핌] 김하늘 이바다 기자 = 정부는",
            Dateline("서울", "뉴스핌", (KIM, LEE), "정부는"),
        ),
        ("(서울=연합뉴스) 김하늘 기자 = 정부는", Dateline("서울", "연합뉴스", (KIM,), "정부는")),
        ("경기IN=김하늘 기자“AI는", Dateline(None, "경기IN", (KIM,), "“AI는")),
        ("경기IN=김하늘 기자경기도는 7일", Dateline(None, "경기IN", (KIM,), "경기도는 7일")),
        ("【우리일보 김하늘 기자】인천시는", Dateline(None, "우리일보", (KIM,), "인천시는")),
        ("(중앙뉴스타임스 = 김하늘 기자) 시는", Dateline(None, "중앙뉴스타임스", (KIM,), "시는")),
        ("[옥천=충청일보 김하늘기자] 군은", Dateline("옥천", "충청일보", (KIM,), "군은")),
        ("[충청투데이 김하늘 기자] 시는", Dateline(None, "충청투데이", (KIM,), "시는")),
        ("서울=김하늘 기자 정부는", Dateline("서울", None, (KIM,), "정부는")),
        ("[광양/전라도뉴스] 시는", Dateline("광양", "전라도뉴스", (), "시는")),
        ("데일리연합 김하늘 기자 | 정부는", Dateline(None, "데일리연합", (KIM,), "정부는")),
        ("[성남일보] 시는", Dateline(None, "성남일보", (), "시는")),
        ("김하늘 기자 = 정부는", Dateline(None, None, (KIM,), "정부는")),
    ],
)
def test_a_dateline_is_taken_apart(paragraph: str, expected: Dateline) -> None:
    assert dateline(paragraph) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        '[박바람/어느대 인공지능학과장 : "데이터가 늘고 있습니다."]',
        "[같이경제] 인공지능이 달라지고 있다.",
        "[단독] 정부가 나선다.",
        "[뉴스9] 오프닝",
        "김하늘 기자 | 기사입력 2024/03/07 [21:28]",
        "[사진=과기정통부] 회의 모습",
        "(종합) 정부는 계획을 내놓았다.",
        "(네이버 최바람 대표) 새 모델을 내놓았다.",
        "정부는 김하늘 기자에게 답했다.",
        "예산=100억 원",
        "",
    ],
)
def test_other_openings_are_no_dateline(paragraph: str) -> None:
    assert dateline(paragraph) is None


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("김하늘 기자 sky@site.kr", (kim(email="sky@site.kr"),)),
        ("/김하늘 기자", (KIM,)),
        ("김하늘 기자", (KIM,)),
        ("순천/김하늘 기자", (KIM,)),
        ("/글·사진 김하늘 기자", (KIM,)),
        ("sky@site.kr", (Byline("", None, "sky@site.kr"),)),
        ("김하늘 sky@site.kr", (Byline("김하늘", None, "sky@site.kr"),)),
        ("[옥천=충청일보 김하늘기자]", (KIM,)),
    ],
)
def test_a_paragraph_that_is_only_a_signature_is_known(
    paragraph: str, expected: tuple[Byline, ...]
) -> None:
    assert signature(paragraph) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "정부는 김하늘 기자에게 sky@site.kr로 제보해 달라고 밝혔다.",
        "네이버 최바람 대표",
        "신청은 apply@site.kr 로 다음 달 3일까지 보내면 된다.",
        "기자 간담회",
        "",
    ],
)
def test_sentences_and_people_in_the_news_are_no_signature(paragraph: str) -> None:
    assert signature(paragraph) == ()


@pytest.mark.parametrize(
    "paragraph",
    [
        "촬영기자:박바람/그래픽:최구름",
        "촬영기자: 박바람 / 영상편집: 최구름",
        "영상취재:박바람 그래픽:최구름",
        "촬영기자:박바람·최구름",
    ],
)
def test_broadcast_credits_are_known(paragraph: str) -> None:
    assert credits(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    ["촬영기자 박바람이 다쳤다.", "예산: 100억 원", "편집: 그는 이렇게 말했다: 안 된다", ""],
)
def test_other_colons_are_no_credits(paragraph: str) -> None:
    assert not credits(paragraph)


@pytest.mark.parametrize(
    ("paragraph", "name"),
    [
        ("KBS 뉴스 박바람입니다.", "박바람"),
        ("지금까지 대구에서 KBS 뉴스 박바람입니다.", "박바람"),
        ("같이 경제 박바람입니다.", "박바람"),
        ("KBS 뉴스, 박바람입니다.", "박바람"),
        ("KBS 뉴스 박바람입니다. ■", "박바람"),
        ("MBN뉴스 박바람입니다. [wind@press.kr]", "박바람"),
        ("연합뉴스TV 박바람입니다. (wind@press.kr)", "박바람"),
    ],
)
def test_a_reporter_who_signs_off_is_named(paragraph: str, name: str) -> None:
    assert signoff(paragraph) == name


@pytest.mark.parametrize(
    "paragraph",
    [
        "이것이 시작입니다.",
        "핵심은 기술입니다.",
        "우리 집 고양이입니다.",
        "이번이 처음입니다.",
        "박바람 장관입니다.",
        "대책이 필요한 이유입니다.",
        "",
    ],
)
def test_a_sentence_that_ends_alike_is_no_signoff(paragraph: str) -> None:
    assert signoff(paragraph) is None


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("▲ 회의에 참석한 사람들", "회의에 참석한 사람들"),
        ("▲  회의 모습  © 경기인", "회의 모습"),
        ("▲회의가 열렸다. (김하늘 기자 sky@)", "회의가 열렸다. (김하늘 기자 sky@)"),
        (
            "[서울=뉴스핌] 김하늘 기자 = 장관이 발언하고 있다. 2026.11.07 sky@newspim.com",
            "장관이 발언하고 있다.",
        ),
        ("회사의 로고 [사진=로이터]", "회사의 로고"),
        ("[사진=로이터]", "사진=로이터"),
    ],
)
def test_a_caption_is_told_without_its_marks(paragraph: str, text: str) -> None:
    assert caption(paragraph) == text


@pytest.mark.parametrize(
    "paragraph",
    [
        "▲플랫폼 확산 ▲온디바이스 확산 ▲기업 양성",
        "[서울=뉴스핌] 김하늘 기자 = 정부는 기본계획을 내놓았다.",
        "정부는 7일 기본계획을 내놓았다.",
        "",
    ],
)
def test_text_and_lists_are_no_caption(paragraph: str) -> None:
    assert caption(paragraph) is None


def test_an_address_alone_goes_to_the_author_who_lacks_one() -> None:
    assert merge((KIM,), signature("sky@newspim.com")) == (kim(email="sky@newspim.com"),)


def test_a_whole_address_replaces_a_cut_one() -> None:
    assert merge((kim(email="sky@"),), (kim(email="sky@a.kr"),)) == (kim(email="sky@a.kr"),)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not beside the repository")
class TestTheSeeds:
    @staticmethod
    def lines(seed: str) -> tuple[str, ...]:
        return paragraphs(next(SEEDS.glob(f"{seed}_*.txt")).read_text("utf-8"))

    def test_the_broadcast_is_signed_off_by_its_reporter(self) -> None:
        assert {name for line in self.lines("000") if (name := signoff(line))} == {"김재노"}

    def test_the_broadcast_has_one_credits_line_a_copy(self) -> None:
        assert sum(credits(line) for line in self.lines("000")) == 2

    def test_the_agency_article_opens_with_its_dateline(self) -> None:
        opening = next(d for line in self.lines("004") if (d := dateline(line)))
        assert (opening.place, opening.agency, opening.bylines[0].name) == (
            "세종",
            "뉴스핌",
            "이경태",
        )

    def test_the_agency_article_holds_two_captions(self) -> None:
        body = self.lines("004")
        end = body.index("[뉴스핌 베스트 기사]")
        assert sum(caption(line) is not None for line in body[:end]) == 2

    def test_the_regional_article_opens_without_a_blank(self) -> None:
        opening = next(d for line in self.lines("003") if (d := dateline(line)))
        assert (opening.agency, opening.rest[:4]) == ("경기IN", "“AI는")
