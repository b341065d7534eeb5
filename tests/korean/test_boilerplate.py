"""Rules take out what stands around an article, say what they took, and never eat the article."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean import boilerplate
from korean.boilerplate import GENERAL, RULES, Stripped, lost, strip
from korean.text import paragraphs

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

BODY = (
    "경상북도는 20일 인공지능 산업을 키우기 위한 다섯 해 기본계획을 내놓았다고 밝혔다.",
    "도는 시·군과 함께 데이터센터를 유치하고 제조업의 인공지능 전환을 돕기로 했다.",
    "박바람 국장은 “지역 기업이 먼저 쓰게 하겠다”며 “인력 양성에도 힘쓰겠다”고 말했다.",
)
ALL_SCOPES = tuple(sorted({scope for rule in RULES for scope in rule.scopes} - {GENERAL}))

#: What each rule must take away from after (or before) the body: its scope and its lines.
TAILS: list[tuple[str, str, tuple[str, ...]]] = [
    (
        "kbs.tip-off",
        "kbs",
        (
            "■ 제보하기",
            "▷ 전화 : 02-000-0000",
            "다시 실린 첫 문장은 이렇게 시작해서 길게 이어지다가 이렇게 끝났다.",
        ),
    ),
    ("kbs.tip-off-lines", "kbs", ("▷ 카카오톡 : '제보' 검색, 채널 추가",)),
    ("kbs.liked-it", "kbs", ("이 기사가 좋으셨다면", "오늘의 핫 클릭")),
    (
        "etoday.top-news",
        "etoday",
        ("주요 뉴스", "속보 무슨 일", "금값이 올랐다는 소식에 시장이 크게 흔들렸다고 합니다."),
    ),
    ("etoday.prices", "etoday", ("실시간 암호화폐 시세", "비트코인", "93,655,000")),
    (
        "newspim.best",
        "newspim",
        (
            "[뉴스핌 베스트 기사]",
            *("다른 기사의 아주 긴 본문이 여기에 통째로 들어가 있다고 한다.",) * 9,
        ),
    ),
    ("newspim.translation", "newspim", ("기사 번역", "기사제목")),
    (
        "newspim.stock-box",
        "newspim",
        (
            "종목 추적기",
            "긍정 영향 종목",
            "방산 수요가 늘어서 매출의 안정성이 더 좋아질 것으로 예상됨.",
        ),
    ),
    ("gyeongbuk.page-manager", "gyeongbuk", ("담당부서 :", "어느 콜센터", "054-000-0000")),
    ("ndsoft.comments", "ndsoft", ("댓글 삭제", "삭제한 댓글은 다시 복구할 수 없습니다.")),
    ("general.related", "insnews", ("관련기사", "다른 기사의 제목")),
    (
        "general.related",
        "insnews",
        ("경북도, 인공지능 기본계획 내놓아 관련기사목록", "PHOTO", "1/11"),
    ),
    ("general.related", "x", ("많이 본 뉴스", "1 어떤 제목", "2 다른 제목")),
    (
        "general.other-articles",
        "ynews",
        ("어느뉴스 기자 desk@site.kr 다른기사보기", "Some foreign headline"),
    ),
    ("general.quiz", "x", ("오늘의 퀴즈", "이 기사의 주인공은 누구일까요")),
    ("general.ai-faq", "x", ("자주 묻는 질문", "언제 시작하나요")),
    ("insnews.sidebar", "insnews", ("PHOTO", "1/11")),
]
LINES: list[tuple[str, str, str]] = [
    ("kbs.reading-aid", "kbs", "읽어주기 기능은 크롬기반의"),
    ("kbs.player", "kbs", "동영상 고정 취소"),
    ("etoday.font-size", "etoday", "• 가장작게"),
    ("etoday.font-size", "etoday", "가장작게 작게 기본 크게 가장크게"),
    ("etoday.reactions", "etoday", "• 추가취재 원해요0"),
    ("etoday.copyright", "etoday", "Copyright ⓒ 이투데이"),
    ("newspim.controls", "newspim", "※ 번역할 언어 선택"),
    ("newspim.related", "newspim", "[관련기사] 어떤 제목"),
    ("board.image-name", "gyeongbuk", "2.회의_사진_모음3.jpg"),
    ("board.attachment-name", "gyeongbuk", "첨부파일 : 보도자료(인공지능).hwpx [미리보기]"),
    ("board.attachment-heading", "gyeongbuk", "첨부파일(2)"),
    ("kogl.mark", "gyeongbuk", "OPEN 공공누리 공공저작물 자유이용허락 3유형 : 출처표시, 변경 금지"),
    (
        "kogl.sentence",
        "gyeongbuk",
        "이 게시물은 공공누리 제3유형(출처표시 + 변경금지) 조건에 따라 자유롭게 이용이 가능합니다.",
    ),
    ("gyeongbuk.controls", "gyeongbuk", "본문 바로가기"),
    ("korea-kr.source", "x", "이 자료는 어느부의 보도자료를 전재하여 제공함을 알려드립니다."),
    ("copyright.owner", "ndsoft", "저작권자 © 어느일보 무단전재 및 재배포 금지"),
    ("copyright.reserved", "x", "Copyright ⓒ Some Daily. All rights reserved."),
    ("copyright.reserved", "x", "무단 전재, 재배포 및 이용(AI 학습 포함) 금지"),
    ("ndsoft.read-aloud", "ndsoft", "기사를 읽어드립니다."),
    (
        "ndsoft.font-size",
        "ndsoft",
        "글자크기 설정 가 가 기사의 본문 내용은 이 글자크기로 변경됩니다.",
    ),
    ("ndsoft.font-size-note", "ndsoft", "가 가 가 가"),
    ("ndsoft.share-words", "ndsoft", "페이스북 트위터 카카오톡 URL복사"),
    (
        "ndsoft.share-suffix",
        "ndsoft",
        "김하늘 기자 기사공유하기 프린트 메일보내기 글씨키우기 가나다라마바사 이 기사를 공유합니다 ×",
    ),
    ("ndsoft.print-date", "ndsoft", "지면게재일 2026년 11월 20일 금요일"),
    ("general.advert", "x", "광고"),
    ("general.subscribe", "x", "네이버TV 구독 + 유튜브 구독 +"),
    ("general.weather", "x", "서울 12.3℃ 부산 15.1℃ 기상청 제공"),
    ("general.to-top", "x", "더보기"),
    ("insnews.comment-guard", "insnews", "• 도배방지 이미지"),
    ("insnews.clock", "insnews", "최종편집 : 2026-11-20 18:00"),
]
INSIDE: list[tuple[str, str, str, str]] = [
    ("broadcast.speaker-marks", "kbs", "[리포트] ", ""),
    ("ndsoft.read-aloud", "ndsoft", "기사를 읽어드립니다. ", ""),
    ("ndsoft.font-size", "ndsoft", "글자크기 설정 가 가 가 ", ""),
    (
        "ndsoft.share-suffix",
        "ndsoft",
        "",
        " 김하늘 기자 기사공유하기 프린트 메일보내기 글씨키우기 가나다라마바사",
    ),
    ("copyright.owner-suffix", "x", "", " 저작권자 © 어느일보 무단전재 및 재배포 금지"),
    ("kogl.sentence", "x", "", " 본 저작물은 공공누리 제1유형 조건에 따라 이용할 수 있습니다."),
    ("ndsoft.print-date-suffix", "ndsoft", "", " 지면게재일 2026년 11월 20일 금요일"),
]


def accounted(original: tuple[str, ...] | list[str], stripped: Stripped) -> bool:
    """Original minus the cuts' spans is what stayed, and every cut quotes its own span."""
    text = "\n\n".join(original)
    kept, position = "", 0
    for cut in stripped.cuts:
        if text[cut.start : cut.end] != cut.text or cut.start < position:
            return False
        kept, position = kept + text[position : cut.start], cut.end
    kept += text[position:]
    return "".join(kept.split()) == "".join("".join(stripped.paragraphs).split())


@pytest.mark.parametrize(("rule", "scope", "tail"), TAILS)
def test_a_tail_goes_and_the_article_stays(rule: str, scope: str, tail: tuple[str, ...]) -> None:
    stripped = strip((*BODY, *tail), (scope,))
    assert stripped.paragraphs == BODY
    assert rule in {cut.rule for cut in stripped.cuts}


@pytest.mark.parametrize(("rule", "scope", "line"), LINES)
@pytest.mark.parametrize("place", [0, 1, len(BODY)])
def test_a_line_of_boilerplate_goes_wherever_it_stands(
    rule: str, scope: str, line: str, place: int
) -> None:
    stripped = strip((*BODY[:place], line, *BODY[place:]), (scope,))
    assert stripped.paragraphs == BODY
    assert rule in {cut.rule for cut in stripped.cuts}


@pytest.mark.parametrize(("rule", "scope", "before", "after"), INSIDE)
def test_what_is_glued_to_a_paragraph_is_cut_off(
    rule: str, scope: str, before: str, after: str
) -> None:
    stripped = strip((*BODY[:-1], before + BODY[-1] + after), (scope,))
    assert stripped.paragraphs == BODY
    assert [cut.rule for cut in stripped.cuts] == [rule]


def test_every_rule_named_above_exists() -> None:
    """That every rule cuts something on a whole page is tested in test_furniture.py."""
    shown = {row[0] for table in (TAILS, LINES, INSIDE) for row in table}
    assert shown <= {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_why(rule: boilerplate.Rule) -> None:
    assert len(rule.why) > 15


def test_an_article_without_boilerplate_is_left_alone() -> None:
    assert strip(BODY, ALL_SCOPES) == Stripped(BODY, ())


@pytest.mark.parametrize(
    "marker",
    [
        "첨부파일",
        "관련기사",
        "주요 뉴스",
        "많이 본 뉴스",
        "댓글 쓰기",
        "기사 번역",
        "오늘의 퀴즈",
        "담당부서 :",
        "이 기사가 좋으셨다면",
    ],
)
def test_a_marker_that_stands_before_the_article_does_not_delete_it(marker: str) -> None:
    stripped = strip((marker, "1.보도자료.hwp", *BODY), [s for s in ALL_SCOPES if s != "etoday"])
    assert [p for p in stripped.paragraphs if p in BODY] == list(BODY)


@pytest.mark.parametrize("scope", ALL_SCOPES)
def test_a_marker_in_the_middle_of_an_article_does_not_delete_its_half(scope: str) -> None:
    stripped = strip((*BODY, "관련 기사", *BODY), (scope,))
    assert len([p for p in stripped.paragraphs if p in BODY]) == 6


@pytest.mark.parametrize("scope", ["kbs", "etoday", "newspim"])
def test_a_certain_marker_deletes_nothing_where_no_article_stands_before_it(scope: str) -> None:
    marker = {"kbs": "■ 제보하기", "etoday": "주요 뉴스", "newspim": "[뉴스핌 베스트 기사]"}[scope]
    stripped = strip((marker, *BODY), (scope,))
    assert stripped.paragraphs[-3:] == BODY


@pytest.mark.parametrize(
    "sentence",
    [
        "정부는 뉴스 무단 전재를 막고 AI 학습에 쓰는 것을 금지하는 법안을 내놓았다.",
        "공공누리 AI유형이 새로 생겨 공공저작물을 인공지능 학습에 쓸 수 있게 됐다.",
        "주요 뉴스를 요약하는 인공지능 서비스가 나왔다.",
        "관련 기사 3천 건을 분석한 결과다.",
        "광고 심의에도 인공지능이 쓰인다.",
        "첨부파일을 여는 순간 악성 코드가 깔린다.",
        "댓글 조작을 막는 인공지능 기술이 공개됐다.",
        "크게 보면 산업의 문제다.",
        "저작권자 허락 없는 인공지능 학습을 금지하는 법안이 국회를 통과했다.",
        "공공누리 제1유형으로 개방한 데이터는 누구나 쓸 수 있다.",
        "네이버 뉴스는 구독 모델을 인공지능으로 바꾼다.",
        "신문 게재 광고를 인공지능이 고른다.",
        "이 시각 주요 뉴스를 인공지능이 읽어 준다.",
        "▲ 태풍의 눈이 찍힌 위성 사진. 기상청 제공",
        "인쇄 업계도 인공지능을 들인다.",
        "밴드 음악을 만드는 인공지능이 화제다.",
        "보고서 이름은 '인공지능 백서.pdf'이다.",
        "저작권자 단체는 인공지능 학습 보상을 요구했다.",
    ],
)
def test_sentences_about_such_things_stay(sentence: str) -> None:
    assert strip((*BODY, sentence), ALL_SCOPES).paragraphs == (*BODY, sentence)


def test_rules_of_one_outlet_leave_another_alone() -> None:
    lines = (*BODY, "[뉴스핌 베스트 기사]")
    assert strip(lines, ("kbs",)).paragraphs == lines


def test_a_line_goes_out_of_the_middle_of_a_paragraph() -> None:
    stripped = strip((f"{BODY[0]}\n광고\n{BODY[1]}", BODY[2]))
    assert stripped.paragraphs == (f"{BODY[0]}\n{BODY[1]}", BODY[2])
    assert [(c.rule, c.text) for c in stripped.cuts] == [("general.advert", "광고")]


def test_what_was_lost_is_measured_in_visible_characters() -> None:
    assert lost(Stripped(("가나다",), ()), ("가나 다", "라마바사아자차")) == pytest.approx(0.7)


def test_nothing_is_lost_of_nothing() -> None:
    assert lost(strip(()), ()) == 0.0


pieces = st.one_of(
    st.sampled_from([*BODY, *(line for _, _, line in LINES), *(x for _, _, t in TAILS for x in t)]),
    st.sampled_from([b + BODY[1] + a for _, _, b, a in INSIDE]),
    st.text(max_size=30),
    st.tuples(st.sampled_from(BODY), st.sampled_from([x for _, _, x in LINES])).map("\n".join),
)
scopes = st.lists(st.sampled_from(ALL_SCOPES), unique=True, max_size=4)


@given(st.lists(pieces, max_size=9), scopes)
def test_the_cuts_account_for_every_character_removed(text: list[str], scope: list[str]) -> None:
    assert accounted(text, strip(text, scope))


@given(st.lists(pieces, max_size=9), scopes)
def test_stripping_twice_is_stripping_once(text: list[str], scope: list[str]) -> None:
    once = strip(text, scope)
    assert strip(once.paragraphs, scope) == Stripped(once.paragraphs, ())


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not beside the repository")
@pytest.mark.parametrize(
    ("seed", "scope", "last", "gone"),
    [
        ("000", ("kbs",), "촬영기자:", ("제보", "핫 클릭", "수신료")),
        ("001", ("etoday",), "첫 번째 세션에서는", ("가장작게", "좋아요", "비트코인", "주요 뉴스")),
        ("002", ("gyeongbuk",), "이철우 경북도지사는", (".jpg", "공공누리", "만족도")),
        (
            "003",
            ("gipress", "insnews"),
            "강성천 경과원장은",
            ("도배방지", "관련기사목록", "많이 본"),
        ),
        (
            "004",
            ("newspim",),
            "biggerthanseoul@",
            ("베스트 기사", "하이페리온", "종목 추적기", "안다쇼핑"),
        ),
    ],
)
def test_the_seeds_end_where_their_articles_end(
    seed: str, scope: tuple[str, ...], last: str, gone: tuple[str, ...]
) -> None:
    text = paragraphs(next(SEEDS.glob(f"{seed}_*.txt")).read_text("utf-8"))
    stripped = strip(text, scope)
    assert stripped.paragraphs[-1].startswith(last)
    assert not [word for word in gone if word in "\n".join(stripped.paragraphs)]
    assert accounted(text, stripped)
