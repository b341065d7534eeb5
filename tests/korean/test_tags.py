"""Tags name what an article is about, and never a place it merely mentions by another name."""

from __future__ import annotations

from datetime import date

import pytest

from korean.tags import tag


def values(kind: str, title: str, body: str = "", published: date | None = None) -> set[str]:
    tags = tag(title, body, published=published)
    return {found.value for found in tags if found.kind == kind}


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
        ("경기 용인·화성·평택에 짓는다.", {"경기", "경기 용인시", "경기 화성시", "경기 평택시"}),
        ("경남 진주와 사천", {"경남", "경남 진주시", "경남 사천시"}),
        ("충남 예산 3조 원", {"충남"}),
        ("충남 예산군", {"충남", "충남 예산군"}),
        ("강원 고성에 난 산불", {"강원", "강원 고성군"}),
        ("광주전남 행정통합", {"광주", "전남"}),
        ("대구중구(동성로 일대)", {"대구", "대구 중구"}),
        ("인천·경기·광주", {"인천", "경기", "광주"}),
        ("경기 성남·하남·광주시", {"경기", "경기 성남시", "경기 하남시", "경기 광주시"}),
        ("경기 광주에 짓는다.", {"경기", "경기 광주시"}),
        ("부산 중구와 동구, 서구가", {"부산", "부산 중구", "부산 동구", "부산 서구"}),
        ("포항시 북구 흥해읍", {"경북", "경북 포항시"}),
        ("대구시와 포항 남구가", {"대구", "경북", "경북 포항시"}),
        ("대구에서 서구 사회를 논했다.", {"대구"}),
        ("울산 현대자동차 공장", {"울산"}),
        ("제주 항공우주박물관", {"제주"}),
        ("부산 은행권", {"부산"}),
        ("경주에서 열린 APEC", {"경북", "경북 경주시"}),
        ("구미국가산단", {"경북", "경북 구미시"}),
        ("인천공항과 부산항", {"인천", "부산"}),
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
        "[헤럴드경제(대구)=홍길동 기자] 정부가 밝혔다.",
        "대구 홍길동 기자",
        "부산/홍길동 기자",
        "[안동은/가나 연구소 연구원 : 늦어집니다.]",
        "홍성민 교수가 말했다.",
        "포항공대와 대구경북과학기술원",
        "경북대병원",
        "전북 현대와 대구FC, 수원삼성 축구",
        "강원도민일보 주최",
        "법무법인 세종과 세종문화회관",
        "이번 경기도 이겼다.",
        "경기도 나쁘고 소비도 줄었다.",
        "경기 부양 예산",
        "동해 대구 어획량을 센다. 대구는 겨울에 알을 낳는다.",
        "어민들이 대구 조업에 나섰다. 올해는 대구가 많이 잡힌다.",
        "서울세종고속도로를 달린다.",
        "김포공항과 김해국제공항",
        "모델 대전은 칩 대전으로 번졌다.",
        "로봇이 100m 경주를 벌였다. 경주 도중 넘어졌다.",
        "심사역을 상주시킨다.",
        "서구 사회와 중구난방",
        "천안함 추모",
        "구미가 당기는 제안",
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
        ("국가인공지능(AI)전략위원회", {"국가인공지능전략위원회"}),
        ("26일 국회 본회의", {"국회"}),
        ("이 중 국방부가 맡는다.", {"국방부"}),
        ("이재명 대통령이 말했다.", {"대통령실"}),
        ("국무총리실이 밝혔다.", {"국무조정실"}),
        ("국방부는 미국 국방부의 지침을 번역했다.", {"국방부"}),
        ("한국 외교부와 중국 외교부", {"외교부"}),
    ],
)
def test_agencies_are_folded_to_todays_name(text: str, expected: set[str]) -> None:
    assert values("agency", "", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "교육부문과 국방부문, 산업부지와 환경부하",
        "금융위기와 인권위기, 개인정보위반",
        "통일부터 이루자",
        "회사 기획예산처리에 쓴다.",
        "국방부대와 교육부장",
        "임시의회를 열었다.",
        "대통령상과 국무총리 표창",
        "대통령령으로 정하는 요건",
        "윤석열 전 대통령과 한덕수 전 국무총리",
        "제21대 대통령 선거",
        "국무회의에서 의결했다.",
        "여야가 합의했다. 국민의힘은 반대했다.",
        "중국 외교부 대변인이 말했다. 외교부는 또 반박했다.",
        "도널드 트럼프 미국 대통령이 말했다. 대통령은 또 썼다.",
        "홍길동 산업부 기자",
        "경북경찰청",
    ],
)
def test_words_that_begin_like_an_agency_and_bodies_of_others_are_none(text: str) -> None:
    assert values("agency", "", text) == set()


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("군위군은 밝혔다.", date(2023, 6, 30), {"경북", "경북 군위군"}),
        ("군위군은 밝혔다.", date(2023, 7, 1), {"대구", "대구 군위군"}),
        ("군위군은 밝혔다.", None, {"대구", "대구 군위군"}),
        ("경북 군위에서", date(2020, 1, 2), {"경북", "경북 군위군"}),
        ("강원도 춘천시", date(2022, 1, 2), {"강원", "강원 춘천시"}),
        ("전라북도 전주시", date(2023, 1, 2), {"전북", "전북 전주시"}),
        ("전남 순천시", date(2026, 6, 30), {"전남", "전남 순천시"}),
        ("전남 순천시", date(2026, 7, 1), {"전남광주", "전남광주 순천시"}),
        ("전남 순천시", None, {"전남", "전남 순천시"}),
        ("광주 북구", date(2026, 9, 1), {"전남광주", "전남광주 북구"}),
        ("전남광주통합특별시가 출범한다.", date(2026, 3, 1), {"전남", "광주"}),
        ("인천 서구", date(2026, 6, 30), {"인천", "인천 서구"}),
        ("인천 서구", date(2026, 7, 1), {"인천", "인천 서해구"}),
        ("인천 동구", date(2026, 7, 1), {"인천", "인천 제물포구"}),
        ("인천 중구", date(2026, 7, 1), {"인천"}),
        ("인천 검단구", date(2026, 6, 30), {"인천"}),
    ],
)
def test_a_region_is_the_unit_that_was_valid_on_the_day(
    text: str, day: date | None, expected: set[str]
) -> None:
    assert values("region", "", text, day) == expected


def test_an_official_name_that_ended_says_so_in_its_evidence() -> None:
    (found,) = tag("", "전라북도가 밝혔다.")
    assert [e.rule for e in found.evidence] == ["former"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("인공지능 기본법이 시행됐다.", "AI 기본법"),
        ("인공지능 발전과 신뢰 기반 조성 등에 관한 기본법", "AI 기본법"),
        ("국가 AI컴퓨팅센터를 짓는다.", "국가AI컴퓨팅센터"),
        ("인공지능(AI) 디지털 교과서", "AI 디지털교과서"),
        ("독자 인공지능 파운데이션 모델", "독자 AI 파운데이션 모델"),
        ("소프트웨어 중심대학", "SW중심대학"),
        ("유럽연합의 AI Act", "EU AI법"),
    ],
)
def test_a_programme_has_its_usual_name_however_it_is_spelled(text: str, expected: str) -> None:
    assert values("programme", "", text) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "일본 AI 기본법이 시행됐다.",
        "경북 AI 조례와 규제샌드박스",
        "국가AI전략위원회가 열렸다.",
        "AI 3대 강국으로 간다.",
        "바우처 택시와 지역 데이터센터",
    ],
)
def test_kinds_of_things_aims_and_foreign_laws_are_no_programmes(text: str) -> None:
    assert values("programme", "", text) == set()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("AI 데이터센터를 짓는다.", "data"),
        ("AI 안전 CCTV를 단다.", "safety_ethics_trust"),
        ("AI법률상담을 시작한다.", "law_regulation"),
        ("대구와 광주가 AI 협력 협약을 맺었다.", "international"),
        ("네이버클라우드와 AI를 만든다. 네이버 클라우드가 AI를 댄다.", "infra_datacenter"),
        ("중소벤처기업부가 AI를 쓴다. 중소벤처기업부 AI 사업이다.", "startup_sme_finance"),
        ("AI 안내 로봇과 AI 방역 로봇을 들인다.", "industry_manufacturing_ax"),
        ("AI 드론이 마늘밭을 살핀다. AI 드론이 날았다.", "defense_security"),
        ("AI를 두고 양자 회담을 했다. AI 양자 협의", "rnd"),
    ],
)
def test_a_term_inside_another_word_or_meaning_makes_no_topic(text: str, topic: str) -> None:
    assert topic not in values("topic", "", text)


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
