"""The forms bylines, datelines, captions and credits are printed in, one row a form.

All names, papers and addresses are made up. What each reader must leave alone stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import korean.signed
from korean.article import Byline
from korean.bylines import Dateline, caption, credits, dateline, parse, signature
from korean.signed import is_name

People = tuple[tuple[str, str | None, str | None], ...]


def people(rows: People) -> tuple[Byline, ...]:
    return tuple(Byline(*row) for row in rows)


ONE: People = (("김하나", "기자", None),)
MAILED: People = (("김하나", "기자", "hana@press.kr"),)
TWO: People = (("김하나", "기자", None), ("이두리", "기자", None))
THREE: People = (*TWO, ("박세찬", "기자", None))
BOTH_MAILED: People = (("김하나", "기자", "hana@press.kr"), ("이두리", "기자", "duri@press.kr"))

FIELDS: list[tuple[str, People]] = [
    # Two and more names before one office.
    ("김하나/이두리 기자", TWO),
    ("김하나 / 이두리 기자", TWO),
    ("김하나·이두리 기자", TWO),
    ("김하나ㆍ이두리 기자", TWO),
    ("김하나, 이두리 기자", TWO),
    ("김하나 이두리 기자", TWO),
    ("김하나 이두리 박세찬 기자", THREE),
    ("김하나·이두리·박세찬 기자", THREE),
    ("김하나/이두리/박세찬 기자", THREE),
    ("김하나 기자·이두리 기자", TWO),
    ("김하나 기자/이두리 기자", TWO),
    ("김하나 기자 | 이두리 기자", TWO),
    ("김하나 기자 외 1명", ONE),
    # A place, a paper or a desk around the name.
    ("대구 김하나기자 hana@press.kr", MAILED),
    ("대구=김하나 기자", ONE),
    ("대구/김하나 기자", ONE),
    ("안동 / 김하나기자", ONE),
    ("서귀포/김하나 기자", ONE),
    ("남양주 김하나 기자", ONE),
    ("의정부=김하나 기자", ONE),
    ("경북본부 김하나 기자", ONE),
    ("가상일보 김하나 기자", ONE),
    ("한겨레 김하나 기자", ONE),
    ("가상일보=김하나 기자", ONE),
    ("(대구=가상뉴스) 김하나 기자", ONE),
    ("정치부 김하나 기자", ONE),
    ("김하나 정치부 기자", ONE),
    ("김하나 산업2부 기자", ONE),
    ("김하나 디지털뉴스팀 기자", ONE),
    # Kinds of work.
    ("글·사진=김하나 기자", ONE),
    ("글·사진 김하나 기자", ONE),
    ("글=김하나 기자", ONE),
    ("정리=김하나 기자", ONE),
    ("사진=김하나 기자", ONE),
    ("취재 김하나 기자", ONE),
    ("글=김하나·사진=이두리 기자", (("김하나", None, None), ("이두리", "기자", None))),
    ("글 김하나 기자 사진 이두리 기자", TWO),
    ("취재: 김하나 기자 / 촬영: 이두리 기자", TWO),
    # Addresses.
    ("김하나 기자 hana@press.kr", MAILED),
    ("김하나 기자(hana@press.kr)", MAILED),
    ("김하나 기자 [hana@press.kr]", MAILED),
    ("김하나 기자 <hana@press.kr>", MAILED),
    ("김하나 기자 / hana@press.kr", MAILED),
    ("김하나 기자/hana@press.kr", MAILED),
    ("김하나 기자 | hana@press.kr", MAILED),
    ("김하나 기자 hana＠press.kr", MAILED),
    ("hana@press.kr 김하나 기자", MAILED),
    ("(hana@press.kr) 김하나 기자", MAILED),
    ("김하나 기자 hana@press.kr 이두리 기자 duri@press.kr", BOTH_MAILED),
    ("김하나 기자 hana@press.kr, 이두리 기자 duri@press.kr", BOTH_MAILED),
    ("김하나 기자(hana@press.kr)·이두리 기자(duri@press.kr)", BOTH_MAILED),
    ("김하나(hana@press.kr)·이두리(duri@press.kr) 기자", BOTH_MAILED),
    ("김하나·이두리 기자 hana@press.kr·duri@press.kr", BOTH_MAILED),
    ("김하나/이두리 기자 hana@press.kr duri@press.kr", BOTH_MAILED),
    ("hana@press.kr 김하나 기자 duri@press.kr 이두리 기자", BOTH_MAILED),
    ("김하나 hana@press.kr", (("김하나", None, "hana@press.kr"),)),
    ("김하나(hana@press.kr)", (("김하나", None, "hana@press.kr"),)),
    # Labels before the name.
    ("기자명 김하나 기자", ONE),
    ("기자명 : 김하나 기자", ONE),
    ("작성자 : 김하나", (("김하나", None, None),)),
    ("글쓴이: 김하나", (("김하나", None, None),)),
    ("■ 김하나 기자", ONE),
    ("▶김하나 기자", ONE),
    # Offices.
    *(
        (f"김하나 {office}", (("김하나", office, None),))
        for office in (
            "특파원",
            "인턴기자",
            "수습기자",
            "선임기자",
            "전문기자",
            "논설위원",
            "수석논설위원",
            "편집위원",
            "통신원",
            "객원기자",
            "시민기자",
            "명예기자",
            "대학생기자",
            "사진기자",
            "영상기자",
            "앵커",
            "아나운서",
            "기상캐스터",
            "PD",
            "논설실장",
            "주필",
            "대기자",
            "취재본부장",
            "부장",
            "차장",
            "부국장",
            "편집장",
            "칼럼니스트",
        )
    ),
    ("김하나 워싱턴 특파원", (("김하나", "워싱턴 특파원", None),)),
    ("김하나 하노이 특파원", (("김하나", "하노이 특파원", None),)),
    ("김하나 이두리 특파원", (("김하나", "특파원", None), ("이두리", "특파원", None))),
    ("베이징=김하나 특파원", (("김하나", "특파원", None),)),
    ("김하나 환경전문기자", (("김하나", "환경전문기자", None),)),
    ("김하나 경제부장", (("김하나", "경제부장", None),)),
    ("김하나 부국장대우 기자", (("김하나", "부국장대우 기자", None),)),
    # Names of other lengths, and of other scripts.
    ("김솔 기자", (("김솔", "기자", None),)),
    ("김솔기자 sol@press.kr", (("김솔", "기자", "sol@press.kr"),)),
    ("남궁하나 기자", (("남궁하나", "기자", None),)),
    ("제갈솔 기자", (("제갈솔", "기자", None),)),
    ("황보하나기자", (("황보하나", "기자", None),)),
    ("김솔·남궁하나 기자", (("김솔", "기자", None), ("남궁하나", "기자", None))),
    ("Hana Kim 기자", (("Hana Kim", "기자", None),)),
    ("Kim Ha-na", (("Kim Ha-na", None, None),)),
    ("By Kim Ha-na", (("Kim Ha-na", None, None),)),
    ("By Kim Ha-na, Staff Reporter", (("Kim Ha-na", "Staff Reporter", None),)),
    ("Kim Ha-na and others", ()),
    ("Hana Kim (hana@press.kr)", (("Hana Kim", None, "hana@press.kr"),)),
    # A paper or a desk beside a name without an office.
    ("YTN 김하나", (("김하나", None, None),)),
    ("가상뉴스 김하나", (("김하나", None, None),)),
    ("디지털뉴스팀 김하나", (("김하나", None, None),)),
    ("김하나 대구", (("김하나", None, None),)),
    ("김하나 박사 연구", ()),
    # Desks that sign.
    ("온라인뉴스팀", (("온라인뉴스팀", None, None),)),
    ("디지털뉴스팀", (("디지털뉴스팀", None, None),)),
    ("온라인 뉴스팀", (("온라인 뉴스팀", None, None),)),
    ("편집국", (("편집국", None, None),)),
    ("편집부", (("편집부", None, None),)),
    ("디지털콘텐츠팀 desk@press.kr", (("디지털콘텐츠팀", None, "desk@press.kr"),)),
    # No author.
    ("대구 기자", ()),
    ("외신 기자", ()),
    ("가상일보", ()),
    ("연합뉴스", ()),
    ("기자단", ()),
    ("기자 회견", ()),
    ("desk@press.kr", ()),
]

SIGNATURES: list[tuple[str, People]] = [
    ("김하나 기자", ONE),
    ("/김하나 기자", ONE),
    ("■ 김하나 기자", ONE),
    ("▶ 김하나 기자", ONE),
    ("<김하나 기자>", ONE),
    ("[김하나 기자]", ONE),
    ("(김하나 기자)", ONE),
    ("ⓒ 가상일보 김하나 기자", ONE),
    ("ㅣ김하나 기자ㅣ", ONE),
    ("김하나기자 hana@press.kr", MAILED),
    ("대구 김하나기자 hana@press.kr", MAILED),
    ("대구=김하나 기자 hana@press.kr", MAILED),
    ("가상일보 경북본부 김하나 기자 hana@press.kr", MAILED),
    ("김하나 기자 [hana@press.kr]", MAILED),
    ("김하나 기자 / hana@press.kr", MAILED),
    ("김하나/이두리 기자", TWO),
    ("김하나 이두리 기자", TWO),
    ("김하나 기자 hana@press.kr 이두리 기자 duri@press.kr", BOTH_MAILED),
    ("김하나 hana@press.kr 이두리 duri@press.kr", tuple((n, None, m) for n, _, m in BOTH_MAILED)),
    ("글·사진=김하나 기자", ONE),
    ("정리=김하나 기자", ONE),
    ("글=김하나 사진=이두리", (("김하나", None, None), ("이두리", None, None))),
    ("김하나 특파원", (("김하나", "특파원", None),)),
    ("김하나 워싱턴 특파원 hana@press.kr", (("김하나", "워싱턴 특파원", "hana@press.kr"),)),
    ("김하나 수습기자", (("김하나", "수습기자", None),)),
    ("온라인뉴스팀 desk@press.kr", (("온라인뉴스팀", None, "desk@press.kr"),)),
    ("디지털뉴스팀", (("디지털뉴스팀", None, None),)),
    ("hana@press.kr", (("", None, "hana@press.kr"),)),
    ("[hana@press.kr]", (("", None, "hana@press.kr"),)),
    ("가상TV 김하나 (hana@press.kr)", (("김하나", None, "hana@press.kr"),)),
    ("YTN 김하나 (hana@press.kr)", (("김하나", None, "hana@press.kr"),)),
    ("[김하나 가상스타 기자]", ONE),
    ("(가상연예뉴스 김하나 기자)", ONE),
    ("대구, 안동 김하나 기자 hana@press.kr", MAILED),
    ("김하나 PD (hana@press.kr)", (("김하나", "PD", "hana@press.kr"),)),
    ("◎공감언론 뉴시스 hana@press.kr", (("", None, "hana@press.kr"),)),
    ("미나리 기자 = hana@press.kr", (("미나리", "기자", "hana@press.kr"),)),
]
NO_SIGNATURES = [
    "꼭 나와야 한다고 라고 기자 회견에서",
    "라고 기자 회견에서",
    "▶ 인터뷰 : 신하나 / 가상군 주민",
    "인터뷰 : 김두리 / 가상대 교수",
    "달라진다고 기자 앞에서",
    "기자단 일동",
    "기자회견 전문",
    "외신 기자 간담회",
    "대구 기자 협회",
    "‘김하나 기자의 현장’",
    "“저는 김하나 기자입니다”",
    "김하나 기자에게 묻다",
    "김하나 기자와 이두리 기자의 대담",
    "김하나 기자 등 세 사람이 상을 받았다",
    "이날 기자들과 만나",
    "신청 apply@press.kr",
    "문의는 담당자 hana@press.kr 로 하면 된다.",
    "사진=고려대",
    "■ 교육 센터",
    "사회부",
    "박바람 대표",
    "최구름 본부장",
    "김하나 기자는 이렇게 적었다.",
]

BOTH = people(TWO)
SOLE = people(ONE)
DATELINES: list[tuple[str, Dateline]] = [
    ("[대구=가상뉴스]김하나 기자 = 시는", Dateline("대구", "가상뉴스", SOLE, "시는")),
    ("[대구=가상뉴스] 김하나 기자 = 시는", Dateline("대구", "가상뉴스", SOLE, "시는")),
    ("【대구=가상뉴스】김하나 기자 = 시는", Dateline("대구", "가상뉴스", SOLE, "시는")),
    ("【대구=가상뉴스】 김하나 기자＝시는", Dateline("대구", "가상뉴스", SOLE, "시는")),
    ("(대구=가상뉴스) 김하나 이두리 기자 = 시는", Dateline("대구", "가상뉴스", BOTH, "시는")),
    ("(대구=가상뉴스) 김하나·이두리 기자 = 시는", Dateline("대구", "가상뉴스", BOTH, "시는")),
    ("(대구=가상뉴스) 김하나/이두리 기자 = 시는", Dateline("대구", "가상뉴스", BOTH, "시는")),
    ("(대구=가상뉴스) 김하나 기자, 이두리 기자 = 시는", Dateline("대구", "가상뉴스", BOTH, "시는")),
    (
        "[대구=가상뉴스] 김하나 기자 hana@press.kr = 시는",
        Dateline("대구", "가상뉴스", people(MAILED), "시는"),
    ),
    ("[대구=가상뉴스] 시는", Dateline("대구", "가상뉴스", (), "시는")),
    ("[대구=가상일보 김하나 기자] 시는", Dateline("대구", "가상일보", SOLE, "시는")),
    ("[가상일보=김하나 기자] 시는", Dateline(None, "가상일보", SOLE, "시는")),
    ("[가상경제(대구)=김하나 기자] 시는", Dateline("대구", "가상경제", SOLE, "시는")),
    ("[가상신문 | 대구=김하나 기자] 시는", Dateline("대구", "가상신문", SOLE, "시는")),
    ("[대구=김하나 기자] 시는", Dateline("대구", None, SOLE, "시는")),
    ("[대구·경북=가상뉴스] 김하나 기자 = 시는", Dateline("대구·경북", "가상뉴스", SOLE, "시는")),
    ("<대구=가상뉴스> 김하나 기자 = 시는", Dateline("대구", "가상뉴스", SOLE, "시는")),
    ("〈대구=가상뉴스〉 김하나 기자 = 시는", Dateline("대구", "가상뉴스", SOLE, "시는")),
    ("[대구] 김하나 기자 = 시는", Dateline("대구", None, SOLE, "시는")),
    ("(가상신문 = 김하나 기자) 시는", Dateline(None, "가상신문", SOLE, "시는")),
    ("【가상일보 김하나 기자】시는", Dateline(None, "가상일보", SOLE, "시는")),
    ("가상일보=김하나 기자 시는", Dateline(None, "가상일보", SOLE, "시는")),
    ("대구=김하나 기자 | 시는", Dateline("대구", None, SOLE, "시는")),
    ("대구=김하나·이두리 기자 | 시는", Dateline("대구", None, BOTH, "시는")),
    ("대구/김하나 기자 = 시는", Dateline("대구", None, SOLE, "시는")),
    ("김하나/이두리 기자 = 시는", Dateline(None, None, BOTH, "시는")),
    ("김하나·이두리 기자 = 시는", Dateline(None, None, BOTH, "시는")),
    ("가상일보 김하나 기자 | 시는", Dateline(None, "가상일보", SOLE, "시는")),
    (
        "[베이징=가상뉴스] 김하나 특파원 = 시는",
        Dateline("베이징", "가상뉴스", (Byline("김하나", "특파원"),), "시는"),
    ),
    (
        "[대구=가상뉴스] 김하나 기자·이두리 인턴기자 = 시는",
        Dateline(
            "대구", "가상뉴스", (Byline("김하나", "기자"), Byline("이두리", "인턴기자")), "시는"
        ),
    ),
]
NO_DATELINES = [
    "[가상뉴스9] 오늘의 이야기",
    "[단독] 김하나 장관은",
    "[인터뷰] 박바람 대표",
    "(왼쪽부터) 박바람 대표와 최구름 교수",
    "<표> 예산 = 100억 원",
    "「가상법」 = 새로 만든 법",
    "‘AI=미래’라는 말이 있다.",
    "인구/면적 비율은 이렇다.",
    "매출=가격×수량이라고 했다.",
    "시·도/시·군이 함께 나섰다.",
    "이날 기자 = 시민이라는 구호가 나왔다.",
    "[질문/답변] 무엇이 달라지나",
    "(가상시 제공) 회의 모습",
    "정부는 20일 김하나 기자 = 증인이라고 밝혔다.",
]

CAPTIONS: list[tuple[str, str]] = [
    ("▲ 회의에 참석한 사람들", "회의에 참석한 사람들"),
    ("▲회의에 참석한 사람들. 사진=가상시 제공", "회의에 참석한 사람들."),
    ("▲ 회의에 참석한 사람들 /사진제공=가상시", "회의에 참석한 사람들"),
    ("▲ 회의에 참석한 사람들. [사진 제공 = 가상시]", "회의에 참석한 사람들."),
    ("▼ 아래쪽 전경", "아래쪽 전경"),
    ("사진=가상시 제공", "사진=가상시 제공"),
    ("/사진제공=가상시", "사진제공=가상시"),
    ("사진제공 : 가상시", "사진제공 : 가상시"),
    ("(사진=가상시)", "사진=가상시"),
    ("[사진 제공 = 가상시]", "사진 제공 = 가상시"),
    ("<사진=가상시 제공>", "사진=가상시 제공"),
    ("【사진=가상시】", "사진=가상시"),
    ("[자료사진]", "자료사진"),
    ("회의가 열리고 있다. (사진=가상시)", "회의가 열리고 있다."),
    ("회의가 열리고 있다.(사진제공=가상시)", "회의가 열리고 있다."),
    ("회의가 열리고 있다. [사진=가상시 제공]", "회의가 열리고 있다."),
    ("회의가 열리고 있다. /사진=가상시", "회의가 열리고 있다."),
    ("회의가 열리고 있다. 사진=가상시 제공", "회의가 열리고 있다."),
    ("회의가 열리고 있다. 사진제공=가상시", "회의가 열리고 있다."),
    ("회의가 열리고 있다. 가상시 제공", "회의가 열리고 있다."),
    ("데이터센터 조감도 /사진=가상시", "데이터센터 조감도"),
    ("데이터센터 조감도. [사진=가상시]", "데이터센터 조감도."),
    ("데이터센터 조감도 (가상시 제공)", "데이터센터 조감도"),
    ("데이터센터 조감도 (가상일보 자료사진)", "데이터센터 조감도"),
    ("데이터센터 전경. 가상시 제공", "데이터센터 전경."),
    ("회의 모습 <사진 : 가상시>", "회의 모습"),
    ("회의 모습 [그래픽=김하나 기자]", "회의 모습"),
    ("회의 모습 (출처=가상시 누리집)", "회의 모습"),
    ("사진설명 : 회의에 참석한 사람들", "회의에 참석한 사람들"),
    ("↑ 회의 모습 사진=가상시", "회의 모습"),
    ("/연합뉴스", "연합뉴스"),
    ("(화면 출처 : 가상통신)", "화면 출처 : 가상통신"),
    ("회의가 열리고 있다. 연합뉴스", "회의가 열리고 있다."),
    ("회의가 열리고 있다. 뉴시스·AP", "회의가 열리고 있다."),
    ("[사진설명] 회의에 참석한 사람들이 손을 들고 있다.", "회의에 참석한 사람들이 손을 들고 있다."),
]
NO_CAPTIONS = [
    '[이미지/가상군 주민 : "받는 기쁨보다 나르는 기쁨이 큽니다."]',
    "가장 먼저 소식을 전한 곳은 연합뉴스",
    "도는 회의를 열었다고 밝혔다. (사진=가상시)",
    "도는 계획을 내놓았다고 설명했다. /사진=가상시",
    "사진은 말이 없다. 그러나 사진가는 말한다. 그래서 전시를 연다.",
    "사진 공모전에는 누구나 낼 수 있다.",
    "학교는 모든 학생에게 점심을 무료로 제공한다.",
    "▲하나 ▲둘 ▲셋",
    "회사는 서비스를 무료 제공",
    "그는 “사진=증거”라고 말했다.",
    "인공지능이 만든 사진·영상에는 표시가 붙는다.",
    "첫째로 자료를 모은다. 둘째로 자료를 나눈다. (사진=가상시)",
]

CREDITS = [
    "촬영기자:박바람/그래픽:최구름",
    "촬영기자: 박바람 / 영상편집: 최구름 / 자막: 정노을",
    "영상편집:박바람/자막:최구름",
    "촬영기자:박바람 영상편집:최구름 그래픽:정노을",
    "촬영기자 : 박바람·최구름",
    "영상취재 : 박바람, 영상편집 : 최구름",
    "촬영기자：박바람／그래픽：최구름".replace("／", "/"),
    "CG:박바람",
    "그래픽:박바람 최구름/리서처:정노을",
    "화면제공:가상시청",
    "촬영:박바람|편집:최구름",
    "( 취재 : 박바람 / 영상편집 : 최구름/ 화면제공 : 가상경찰청 / 제작 : 디지털팀 )",
    "영상취재 : 박바람 기자",
]
NO_CREDITS = [
    "취재: 김하나",
    "편집: 이렇게 말했다. 안 된다",
    "구성: 위원장 1명과 위원 9명으로 이루어진다.",
    "제작 일정은 이렇다: 봄에 시작한다",
    "촬영 시간: 10:30",
    "오후 3:20 촬영: 비가 왔다",
    "회의는 이렇게 끝났다: 그래픽: 없음",
    "문의: 054-000-0000",
]


@pytest.mark.parametrize(("printed", "expected"), FIELDS)
def test_a_field_names_its_authors(printed: str, expected: People) -> None:
    assert parse(printed) == people(expected)


@pytest.mark.parametrize(("paragraph", "expected"), SIGNATURES)
def test_a_paragraph_that_only_signs_is_a_signature(paragraph: str, expected: People) -> None:
    assert signature(paragraph) == people(expected)


@pytest.mark.parametrize("paragraph", NO_SIGNATURES)
def test_a_paragraph_that_says_more_is_no_signature(paragraph: str) -> None:
    assert signature(paragraph) == ()


@pytest.mark.parametrize(("paragraph", "expected"), DATELINES)
def test_an_opening_is_taken_apart(paragraph: str, expected: Dateline) -> None:
    assert dateline(paragraph) == expected


@pytest.mark.parametrize("paragraph", [*NO_DATELINES, *NO_SIGNATURES])
def test_another_opening_is_left_alone(paragraph: str) -> None:
    assert dateline(paragraph) is None


@pytest.mark.parametrize(("paragraph", "expected"), CAPTIONS)
def test_a_caption_is_told_from_its_credit(paragraph: str, expected: str) -> None:
    assert caption(paragraph) == expected


@pytest.mark.parametrize("paragraph", NO_CAPTIONS)
def test_text_is_no_caption(paragraph: str) -> None:
    assert caption(paragraph) is None


@pytest.mark.parametrize("paragraph", CREDITS)
def test_a_row_of_jobs_and_names_is_credits(paragraph: str) -> None:
    assert credits(paragraph)


@pytest.mark.parametrize("paragraph", NO_CREDITS)
def test_another_row_with_colons_is_no_credits(paragraph: str) -> None:
    assert not credits(paragraph)


def test_there_are_forms_enough_to_mean_something() -> None:
    tables = (FIELDS, SIGNATURES, NO_SIGNATURES, DATELINES, NO_DATELINES, CAPTIONS, NO_CAPTIONS)
    assert sum(map(len, (*tables, CREDITS, NO_CREDITS))) >= 150


# ---------------------------------------------------------------- composed and read back

GIVEN = "하나 두리 세찬 바람 구름 노을 하늘 바다 솔빛 누리 가온 다온 새봄 여름 겨울 이슬 한별 샛별"
OFFICES = "기자 특파원 인턴기자 수습기자 선임기자 논설위원 편집위원 통신원 객원기자"
TOWNS = "대구 안동 포항 서울 세종 서귀포 남양주 의정부 뉴욕 베이징"
surnames = st.sampled_from("김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노하곽")
given_names = st.sampled_from(tuple(GIVEN.split()))
names = st.builds(str.__add__, surnames, given_names)
roles = st.sampled_from(tuple(OFFICES.split()))
local_parts = st.from_regex(r"[a-z][a-z0-9._-]{1,10}[a-z0-9]", fullmatch=True)
mails = st.builds(
    "{}@{}".format, local_parts, st.sampled_from(("press.kr", "news.co.kr", "a-b.com"))
)
towns = st.sampled_from(tuple(TOWNS.split()))

ONE_AUTHOR = {
    "plain": "{name} {role} {mail}",
    "glued": "{name}{role} {mail}",
    "round brackets": "{name} {role}({mail})",
    "square brackets": "{name} {role} [{mail}]",
    "angle brackets": "{name} {role} <{mail}>",
    "slash": "{name} {role} / {mail}",
    "bar": "{name} {role} | {mail}",
    "address first": "{mail} {name} {role}",
    "place and sign": "{town}={name} {role} {mail}",
    "place and slash": "{town}/{name} {role} {mail}",
    "place and blank": "{town} {name}{role} {mail}",
    "square mark": "■ {name} {role} {mail}",
    "work": "글·사진={name} {role} {mail}",
    "slash before": "/{name} {role} {mail}",
    "label": "기자명 {name} {role} {mail}",
}


@pytest.mark.parametrize("style", ONE_AUTHOR)
@given(name=names, role=roles, mail=mails, town=towns)
def test_an_author_printed_in_any_style_is_read_back(
    style: str, name: str, role: str, mail: str, town: str
) -> None:
    assume(is_name(name))
    printed = ONE_AUTHOR[style].format(name=name, role=role, mail=mail, town=town)
    assert parse(printed) == (Byline(name, role, mail),)
    if style != "label":
        assert signature(printed) == (Byline(name, role, mail),)


@pytest.mark.parametrize("gap", ["·", ", ", "/", " / ", " ", "ㆍ"])
@given(authors=st.lists(names, min_size=2, max_size=4, unique=True), role=roles)
def test_authors_who_share_an_office_are_read_back(gap: str, authors: list[str], role: str) -> None:
    assume(all(map(is_name, authors)))
    printed = f"{gap.join(authors)} {role}"
    assert parse(printed) == tuple(Byline(name, role) for name in authors)
    assert signature(printed) == tuple(Byline(name, role) for name in authors)


@pytest.mark.parametrize(
    "style",
    [
        "[{town}={paper}] {names} {role} = {text}",
        "[{town}={paper}]{names} {role} = {text}",
        "({town}={paper}) {names} {role} = {text}",
        "【{town}={paper}】{names} {role} = {text}",
        "[{town}={paper} {names} {role}] {text}",
        "<{town} = {paper}> {names} {role} = {text}",
    ],
)
@given(
    authors=st.lists(names, min_size=1, max_size=3, unique=True),
    role=roles,
    town=towns,
    paper=st.sampled_from(("가상일보", "가상뉴스", "가상신문", "이가상데일리")),
    gap=st.sampled_from(("·", " ", "/")),
    text=st.sampled_from(("시는 계획을 내놓았다.", "“새 일이다”라고 했다.", "AI가 바꾼다.")),
)
def test_a_dateline_printed_in_any_style_is_read_back(
    style: str, authors: list[str], role: str, town: str, paper: str, gap: str, text: str
) -> None:
    assume(all(map(is_name, authors)))
    printed = style.format(town=town, paper=paper, names=gap.join(authors), role=role, text=text)
    bylines = tuple(Byline(name, role) for name in authors)
    assert dateline(printed) == Dateline(town, paper, bylines, text)


@given(st.text(max_size=80), st.sampled_from(["기자", "@", "[", "사진=", ":", "▲", "=", ""]))
def test_no_text_at_all_breaks_a_reader(text: str, mark: str) -> None:
    for s in (text, text + mark, mark + text):
        assert all(person.name for person in parse(s))
        assert caption(s) is None or caption(s)
        signature(s), dateline(s), credits(s)


@pytest.mark.parametrize("reader", [parse, signature, dateline, caption, credits])
@pytest.mark.parametrize(
    "piece",
    ["영상편집:가나", "김하나·", "김하나 기자 ", "[", "(사진=", "a@", "이이이 ", "=", "기자 = "],
)
def test_no_pattern_sees_more_than_a_byline_may_be_long(
    reader: Callable[[str], object], piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [0]
    real = korean.signed.offices

    def watched(text: str, *, field: bool = False) -> Iterator[object]:
        seen.append(len(text))
        return real(text, field=field)

    monkeypatch.setattr(korean.signed, "offices", watched)
    reader(piece * (100_000 // len(piece)))
    assert max(seen) <= 1000
