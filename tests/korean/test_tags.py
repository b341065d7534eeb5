"""Tags name what an article is about, and never a place it merely mentions by another name."""

from __future__ import annotations

import pytest

from korean.tags import tag


def values(kind: str, title: str, body: str = "") -> set[str]:
    return {found.value for found in tag(title, body) if found.kind == kind}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("경상북도는 AI 예산을 늘린다.", {"경북"}),
        ("경북 포항시가 AI를 도입한다.", {"경북", "경북 포항시"}),
        ("포항의 데이터센터", {"경북", "경북 포항시"}),
        ("대구 군위군", {"대구", "대구 군위군"}),
        ("대구 수성구와 달서구", {"대구", "대구 수성구", "대구 달서구"}),
        ("강원 고성군이 밝혔다.", {"강원", "강원 고성군"}),
        ("경남 고성군이 밝혔다.", {"경남", "경남 고성군"}),
        ("고성군이 밝혔다.", set()),
        ("중구가 밝혔다.", set()),
        ("부산시는 12일 밝혔다. 남구도 참여한다.", {"부산", "부산 남구"}),
        ("서울과 부산이 다툰다. 중구가 참여한다.", {"서울", "부산"}),
        ("경기 광주시는 밝혔다.", {"경기", "경기 광주시"}),
        ("경기도와 함께 광주시는 밝혔다.", {"경기", "경기 광주시"}),
        ("광주시는 밝혔다.", {"광주"}),
        ("광주광역시 북구", {"광주", "광주 북구"}),
        ("인천 서해구와 제물포구", {"인천", "인천 서해구", "인천 제물포구"}),
        ("전남광주통합특별시가 출범했다.", {"전남광주"}),
        ("대구·경북이 손잡는다.", {"대구경북"}),
        ("부울경 AI 협의체", {"동남권"}),
        ("경기북부에 들어선다.", {"경기"}),
        ("경기 수원시", {"경기", "경기 수원시"}),
        ("제주특별자치도 서귀포시", {"제주", "제주 서귀포시"}),
    ],
)
def test_regions_are_named_by_province_and_municipality(text: str, expected: set[str]) -> None:
    assert values("region", "", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[대구=뉴스핌] 홍길동 기자 = 정부가 밝혔다.",
        "(세종=연합) 정부가 밝혔다.",
        "경북대 연구팀이 밝혔다.",
        "부산대와 대전대학교, 전남대 교수",
        "서울대학교 병원과 경기대",
        "경기 침체가 이어진다.",
        "경기가 나빠졌다. 경기에서 이겼다.",
        "대구탕을 먹었다.",
        "세종대왕 동상",
        "AI 대전환을 이끈다.",
        "제2차 세계대전",
        "예산을 늘리고 음성을 인식한다. 고령 인구와 양산 설비, 진도를 살핀다.",
        "부산은행과 제주항공",
        "경북일보 보도",
        "고양이가 잔다. 강진이 났다.",
    ],
)
def test_names_that_only_contain_a_place_are_not_regions(text: str) -> None:
    assert values("region", "", text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("과기정통부가 밝혔다.", {"과학기술정보통신부"}),
        ("미래창조과학부가 밝혔다.", {"과학기술정보통신부"}),
        ("기획재정부와 통계청", {"재정경제부", "국가데이터처"}),
        ("환경부와 여성가족부", {"기후에너지환경부", "성평등가족부"}),
        ("특허청과 방송통신위원회", {"지식재산처", "방송미디어통신위원회"}),
        ("경북도의회가 의결했다.", {"시도의회"}),
        ("대구시교육청이 밝혔다.", {"교육청"}),
        ("미 국방부가 밝혔다.", set()),
        ("중국 외교부 대변인", set()),
        ("트럼프 대통령", set()),
        ("ETRI와 NIA", {"ETRI", "NIA"}),
        ("TANIA", set()),
    ],
)
def test_agencies_are_folded_to_todays_name(text: str, expected: set[str]) -> None:
    assert values("agency", "", text) == expected


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("AI 기본법 시행령을 입법예고했다.", "law_regulation"),
        ("국가AI컴퓨팅센터를 짓는다.", "infra_datacenter"),
        ("국가인공지능전략위원회가 AI 행동계획을 의결했다.", "strategy_governance"),
        ("AI 디지털교과서 예산", "talent_education"),
        ("AI 안부전화를 도입한다.", "public_sector_ai"),
        ("딥페이크를 단속한다.", "safety_ethics_trust"),
        ("제조 AI 특화단지", "industry_manufacturing_ax"),
        ("국산 NPU를 보급한다.", "semiconductor"),
        ("독자 AI 파운데이션 모델", "foundation_models"),
        ("AI 클러스터를 조성한다.", "regional_ecosystem"),
        ("국방 AI 체계", "defense_security"),
        ("글로벌 AI 허브 유치", "international"),
    ],
)
def test_topics_come_from_their_own_terms(text: str, topic: str) -> None:
    assert topic in values("topic", "", text)


def test_generic_words_far_from_ai_make_no_topic() -> None:
    assert (
        values("topic", "", "일자리와 고용, 저작권과 조례를 논의했다." + " 회의" * 50 + " AI")
        == set()
    )


def test_generic_words_beside_ai_make_a_topic() -> None:
    assert "labor_society" in values("topic", "", "AI가 일자리와 노동시장을 바꾼다.")


def test_avian_influenza_makes_no_topic() -> None:
    assert values("topic", "", "고병원성 AI 확산에 살처분. AI 조례와 개정안, 드론 방역.") == set()


def test_evidence_points_into_the_text() -> None:
    title, body = (
        "경북도, AI 인재 양성",
        "경북도는 포항시와 함께 AI 인재를 키운다. 과기정통부가 돕는다.",
    )
    fields = {"title": title, "body": body}
    spans = [e for found in tag(title, body) for e in found.evidence]
    assert spans
    assert all(fields[e.field][e.start : e.end] == e.text for e in spans)


def test_tags_are_the_same_every_time() -> None:
    text = "대구시와 경북도, 과기정통부가 AI 반도체와 데이터센터를 논의했다."
    assert tag("", text) == tag("", text)
