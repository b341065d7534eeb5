"""A verdict says what a reader would say, and shows the words it went by."""

from __future__ import annotations

import functools
import itertools
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from korean.relevance import RULESET, judge, judge_listed
from korean.senses import mask_notices
from korean.verdict import Verdict

GOLD = Path(__file__).parent / "data" / "relevance_gold.toml"
CASES = GOLD.with_name("relevance_cases.toml")
SECOND = GOLD.with_name("relevance_second.toml")
THIRD = GOLD.with_name("relevance_third.toml")
NEGATIVES = GOLD.with_name("relevance_negatives.toml")
SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"


def gold(split: str) -> list[tuple[dict[str, Any], Verdict]]:
    cases = tomllib.loads(GOLD.read_text("utf-8"))["case"]
    return [
        (row, judge(row["title"], row["body"], kind=case["kind"]))
        for case in cases
        if case["split"] == split
        for row in case["rows"]
    ]


@pytest.mark.parametrize("split", ["train", "heldout"])
def test_precision_on_our_own_gold_is_at_least_95_percent(split: str) -> None:
    judged = [row["on"] for row, verdict in gold(split) if verdict.label == "on_topic"]
    assert sum(judged) / len(judged) >= 0.95


@pytest.mark.parametrize("split", ["train", "heldout"])
def test_recall_on_our_own_gold_is_at_least_95_percent(split: str) -> None:
    found = [verdict.label == "on_topic" for row, verdict in gold(split) if row["on"]]
    assert sum(found) / len(found) >= 0.95


@pytest.mark.parametrize("split", ["train", "heldout"])
def test_no_avian_influenza_is_ever_accepted(split: str) -> None:
    assert [r["title"] for r, v in gold(split) if r["sort"] == "avian" and v.band == "accept"] == []


@functools.cache
def cases() -> list[tuple[dict[str, Any], Verdict]]:
    """The cases written by people who had not seen the rules, each with its verdict."""
    rows = tomllib.loads(CASES.read_text("utf-8"))["case"]
    return [(c, judge(c["title"], c.get("body", ""), kind=c["outlet_kind"])) for c in rows]


@pytest.mark.parametrize("form", ["headline", "lead", "full"])
def test_f1_on_cases_by_other_hands_is_at_least_95_percent_in_every_form(form: str) -> None:
    said = Counter((c["on"], v.label == "on_topic") for c, v in cases() if c["kind"] == form)
    wrong = said[True, False] + said[False, True]
    assert 2 * said[True, True] / (2 * said[True, True] + wrong) >= 0.95


def test_no_case_about_birds_is_accepted() -> None:
    birds = [(c, v) for c, v in cases() if c["sort"] == "avian"]
    assert len(birds) >= 20
    assert [c["title"] for c, v in birds if v.label == "on_topic" or v.band == "accept"] == []


@functools.cache
def by_another_hand(path: Path) -> list[tuple[dict[str, Any], Verdict]]:
    """The second set was kept from the rules until its first reading (F1 .912), the third always."""
    rows = tomllib.loads(path.read_text("utf-8"))["case"]
    return [(c, judge(c["title"], c.get("body", ""), kind=c["outlet_kind"])) for c in rows]


@pytest.mark.parametrize(("path", "texts"), [(SECOND, 212), (THIRD, 260)])
def test_f1_on_sets_by_other_hands_is_at_least_95_percent(path: Path, texts: int) -> None:
    said = Counter((c["on"], v.label == "on_topic") for c, v in by_another_hand(path))
    assert said.total() == texts
    wrong = said[True, False] + said[False, True]
    assert 2 * said[True, True] / (2 * said[True, True] + wrong) >= 0.95


@pytest.mark.parametrize("path", [SECOND, THIRD])
def test_no_text_about_birds_by_other_hands_is_accepted(path: Path) -> None:
    birds = [(c, v) for c, v in by_another_hand(path) if c["sort"] == "avian"]
    assert len(birds) >= 20
    assert [c["title"] for c, v in birds if v.label == "on_topic" or v.band == "accept"] == []


ANIMALS = (
    "가마우지",
    "재두루미",
    "고니",
    "쇠기러기",
    "독수리",
    "백로",
    "왜가리",
    "갈매기",
    "비둘기",
    "까치",
    "까마귀",
    "백조",
    "원앙",
    "청둥오리",
    "물닭",
    "제비",
    "황새",
    "오리",
    "물새",
    "바다사자",
    "물범",
    "젖소",
    "고양이",
)
SICK = (
    "{office}, {animal} 폐사…AI 검사 의뢰",
    "{animal} 폐사체서 AI 검출…{office} 출입 통제",
    "{office} “{animal} 만지지 마세요” AI 주의",
    "AI에 쓰러진 {animal}…{office} 대책회의",
    "{office}, 죽은 {animal} AI 음성 판정",
    "{animal}에서 AI 바이러스…WHO 예의주시",
    "{office}, AI로 {animal} 떼죽음 원인 조사",
)
WATCHED = (
    "{office}, AI CCTV로 {animal} 폐사 감지",
    "{office}, AI 카메라로 {animal} 수 센다",
    "{office}, AI 음성 분석으로 {animal} 울음 구별",
    "{office}, AI로 {animal} 충돌 막는다",
    "{office}, {animal} 쫓는 AI 로봇 도입",
)


@pytest.mark.parametrize("animal", ANIMALS)
def test_an_animal_that_falls_ill_makes_no_policy_whichever_office_speaks(animal: str) -> None:
    lines = [
        pattern.format(animal=animal, office=office)
        for pattern, office in itertools.product(SICK, ("서울시", "질병청", "미국 정부"))
    ]
    text = (
        "{} 발견됐다. 시는 AI 검사를 맡기고 예산 3억 원으로 감시를 강화한다. 결과는 사흘 뒤 나온다."
    )
    judged = [judge(line, text.format(f"죽은 {animal} 다섯 마리가")) for line in lines]
    judged += [judge(line, kind="government") for line in lines]
    assert {verdict.label for verdict in judged} == {"off_topic"}


@pytest.mark.parametrize("animal", ANIMALS)
def test_a_machine_that_watches_animals_stays_a_machine(animal: str) -> None:
    lines = [pattern.format(animal=animal, office="환경부") for pattern in WATCHED]
    assert [line for line in lines if judge(line).label != "on_topic"] == []


@pytest.mark.parametrize(
    "word",
    [
        "제비뽑기",
        "비둘기파",
        "까치발",
        "기러기 아빠",
        "갈매기살",
        "독수리 타법",
        "오리지널",
        "시청자",
    ],
)
def test_longer_words_hide_no_bird_and_no_office(word: str) -> None:
    rules = {
        e.rule for e in judge(f"{word} 이야기, AI가 들려준다", f"{word} 이야기다. " * 9).evidence
    }
    assert not rules & {"avian", "actor.public", "actor.body"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("홍콩 금융관리국", "policy_foreign"),
        ("브라질 상원", "policy_foreign"),
        ("뮌헨법원", "policy_foreign"),
        ("노르웨이 개인정보당국", "policy_foreign"),
        ("지방노동위", "policy"),
        ("국가기술표준원", "policy"),
    ],
)
def test_an_office_is_known_by_its_kind(name: str, reason: str) -> None:
    assert judge(f"{name}, AI 지침 의결").reason == reason


@pytest.mark.parametrize(
    "tail",
    [
        "◇함께 읽기: 정부 AI 예산 10조 / 국회 AI 특위 출범",
        "☞추천 기사 - AI 교과서 예산 삭감",
        "\n이 시각 많이 들은 뉴스입니다. 하나, 정부 AI 예산. 둘, AI 기본법 과태료.",
        "\n[함께 보면 좋은 뉴스]\n경기도, AI 국 신설\n국회 AI 예산 심사",
        "이어서 인공지능 기본계획 소식 전해드립니다. AI 국가전략위가 오늘 회의를 엽니다.",
        "지금까지 목포에서 전해드렸습니다. 다음은 국회 AI 예산입니다.",
    ],
)
def test_what_stands_behind_the_article_is_not_the_article(tail: str) -> None:
    body = f"시내버스 요금이 다음 달 150원 오릅니다. 시는 적자를 들었습니다. {tail}"
    assert judge("시내버스 요금 오른다", body).reason == "notice"


@pytest.mark.parametrize(
    "text",
    [
        "다음 소식입니다. 정부가 AI 예산을 늘립니다. 국회는 AI 예산안을 심의합니다.",
        "예산은 적었습니다. 지금까지 쓴 돈은 절반이었습니다. 정부는 AI 예산을 늘립니다. 국회는 AI 예산안을 심의합니다.",
        "국회가 물었습니다. 이어서 정부는 나쁜 소식도 내놓았습니다. AI 예산이 모자랍니다. 국회는 AI 예산안을 심의합니다.",
    ],
)
def test_words_of_a_broadcast_inside_the_article_end_nothing(text: str) -> None:
    assert not mask_notices(text)[1]
    assert judge("정부, AI 예산 증액", text).band == "accept"


def negatives() -> list[tuple[str, str]]:
    groups = tomllib.loads(NEGATIVES.read_text("utf-8"))["group"]
    return [(group["sort"], line) for group in groups for line in group["rows"]]


def test_there_are_at_least_300_written_negatives_and_none_twice() -> None:
    lines = [line for _, line in negatives()]
    assert len(lines) >= 300
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("sort", sorted({sort for sort, _ in negatives()}))
def test_no_written_negative_is_accepted(sort: str) -> None:
    accepted = []
    for line in (line for of, line in negatives() if of == sort):
        title, _, body = line.partition(" | ")
        verdict = judge(title, body)
        if verdict.label == "on_topic" or verdict.band == "accept":
            accepted.append(title)
    assert accepted == []


@pytest.mark.parametrize("sort", ["avian", "avian_policy", "insemination"])
def test_a_government_as_publisher_makes_no_negative_policy(sort: str) -> None:
    titles = []
    for line in (line for of, line in negatives() if of == sort):
        title, _, body = line.partition(" | ")
        if judge(title, body, kind="government").label == "on_topic":
            titles.append(title)
    assert titles == []


PROBES = tomllib.loads(GOLD.with_name("relevance_probes.toml").read_text("utf-8"))["batch"]


@pytest.mark.parametrize("batch", PROBES, ids=lambda batch: str(batch["name"]))
def test_f1_on_every_batch_written_to_break_the_rules_is_at_least_90_percent(
    batch: dict[str, Any],
) -> None:
    said: Counter[tuple[bool, bool]] = Counter()
    for row in batch["rows"]:
        title, _, body = row[2:].partition(" || ")
        said[row[0] == "+", judge(title, body).label == "on_topic"] += 1
    wrong = said[True, False] + said[False, True]
    assert 2 * said[True, True] / (2 * said[True, True] + wrong) >= 0.90


def test_the_gold_is_large_and_its_halves_come_from_different_outlet_styles() -> None:
    cases = tomllib.loads(GOLD.read_text("utf-8"))["case"]
    styles = {s: {c["style"] for c in cases if c["split"] == s} for s in ("train", "heldout")}
    assert not styles["train"] & styles["heldout"]
    assert sum(len(case["rows"]) for case in cases) >= 120
    assert min(Counter(row["on"] for case in cases for row in case["rows"]).values()) >= 50


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        (
            "고병원성 AI 확진",
            "오리 농장에서 조류인플루엔자가 확진됐다. 도는 살처분을 시작했다.",
            "avian",
        ),
        (
            "AI 차단방역 점검",
            "도는 철새도래지에서 AI 차단방역 상황을 점검했다. 가금 농가를 돌았다.",
            "avian",
        ),
        (
            "한우 AI 교육",
            "농업기술센터는 인공수정 교육생을 모집한다. 정액 취급을 배운다.",
            "insemination",
        ),
        ("KAIST, 새 소재 개발", "KAIST와 KAI가 소재를 개발했다. AIDS 치료에도 쓴다.", "no_ai"),
        (
            "축제 성황",
            "축제에 시민이 모였다. 시는 내년에도 연다.\nⓒ 무단전재 및 AI 학습 금지",
            "notice",
        ),
    ],
)
def test_other_senses_are_rejected_with_their_reason(title: str, body: str, reason: str) -> None:
    verdict = judge(title, body)
    assert (verdict.band, verdict.reason) == ("reject", reason)


def test_a_release_of_a_government_about_birds_is_rejected_in_spite_of_the_publisher() -> None:
    body = (
        "도는 AI 확산을 막기 위해 거점소독시설을 운영한다. 닭·오리 농가에 예산 30억 원을 지원한다."
    )
    assert judge("AI 특별방역대책 추진", body, kind="government").reason == "avian"


def test_artificial_intelligence_against_the_bird_disease_is_left_to_a_person_or_accepted() -> None:
    body = (
        "도는 인공지능으로 조류인플루엔자 발생 위험을 예측하는 사업을 시작한다. 인공지능이 철새 이동을 분석한다. "
        "도는 인공지능 모형에 12억 원을 투입한다."
    )
    assert judge("인공지능으로 고병원성 AI 예측…도, 시범사업", body).band != "reject"


def test_bird_news_with_the_letters_wrongly_spelled_out_is_never_accepted() -> None:
    body = "살처분이 이어지자 닭고기 값이 뛰었다. 시는 인공지능(AI) 소식에 대책을 세웠다. 도는 예산을 늘린다. "
    assert judge("인공지능(AI) 여파에 닭고기 값 껑충", body * 2).band != "accept"


def test_a_wild_bird_with_an_antigen_is_the_disease_however_it_is_spelled() -> None:
    body = "저수지 야생조류 분변에서 인공지능(AI) 항원이 나왔다. 시는 반경 10㎞를 예찰 지역으로 묶었다. "
    assert judge("인공지능(AI) 막으려 통제초소 47곳", body * 2).reason == "avian"


def test_mayor_and_market_are_told_apart() -> None:
    body = (
        "두 회사가 합병 계약을 맺었다. AI 시장을 두고 다퉈 온 회사다. 국내 시장은 커지고 있다. " * 2
    )
    assert judge("물류 AI 시장 정면 승부", body).band == "reject"


def test_talent_training_is_not_read_as_a_positive_test() -> None:
    body = "도는 AI 전문 인력 500명을 양성한다. 병해충 예찰에도 AI를 쓴다. 예산은 40억 원이다." * 2
    assert judge("도, AI 인력 양성", body).band == "accept"


@pytest.mark.parametrize("word", ["까닭이다", "오리엔테이션을 연다", "오리무중이다"])
def test_words_that_only_sound_like_birds_do_not_matter(word: str) -> None:
    body = f"시는 AI 행정을 도입한다. 서두르는 {word}. 시장은 AI 예산을 늘리겠다고 밝혔다. "
    assert judge("시, AI 행정 도입", body * 2).band == "accept"


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("과기정통부, AI 기본법 시행령 입법예고", "on_topic"),
        ("포항시, AI 기반 하천 감시 구축", "on_topic"),
        ("AI 인재 10만 양성…국회 토론회", "on_topic"),
        ("구미, AI 반도체 특화단지 유치 총력", "on_topic"),
        ("시민단체 “AI 면접 중단하라” 촉구", "on_topic"),
        ("뉴스 무단학습 소송, 법원 “AI도 저작권 지켜야”", "on_topic"),
        ("선관위, 딥페이크 선거운동 집중단속", "on_topic"),
        ("[사설] AI 인재 떠나는 나라", "on_topic"),
        ("삼성전자, AI 냉장고 출시", "off_topic"),
        ("KT, 행안부 AI 챗봇 사업 수주", "off_topic"),
        ("행안부 장관상 받은 AI 챗봇 기업, 80억 유치", "off_topic"),
        ("산업부 장관 공장 방문…두산 “AI로 불량 잡는다”", "off_topic"),
        ("경북대, AI융합전공 신설", "off_topic"),
        ("코스피, AI 거품론에 하락", "off_topic"),
        ("[인사] 과학기술정보통신부 △인공지능정책실장", "off_topic"),
        ("경북도 AI 방역 강화", "off_topic"),
        ("AI 대응 우수 지자체에 특별교부세", "off_topic"),
        ("배터리 시장, AI가 흔든다", "off_topic"),
    ],
)
def test_a_headline_alone_is_read_by_who_stands_where(title: str, label: str) -> None:
    assert judge(title).label == label


def test_already_is_not_america() -> None:
    verdict = judge("AI 예산 늘린다", "이미 정부는 AI 예산을 늘렸다. 이미 정부는 AI를 쓴다. " * 2)
    assert not [e for e in verdict.evidence if e.rule == "actor.foreign"]


@pytest.mark.parametrize("text", ["포항시립미술관이", "포항시민이", "포항시 북구의 한 골목에서"])
def test_a_place_is_no_office(text: str) -> None:
    body = f"{text} AI로 그린 그림을 걸었다. 작가는 AI와 석 달을 지냈다고 말했다. " * 2
    assert not [e for e in judge("AI 그림", body).evidence if e.rule == "actor.government"]


def test_a_masked_list_of_articles_is_shown_as_it_stood() -> None:
    body = "벚꽃이 핀다. [관련기사] 정부 AI 예산 / AI 기본법\nⓒ 무단 전재 및 AI 학습 금지"
    verdict = judge("벚꽃 소식", body)
    assert verdict.reason == "notice"
    assert all(body[e.start : e.end] == e.text for e in verdict.evidence)


def test_a_foreign_state_acting_on_ai_is_on_topic_and_marked() -> None:
    body = (
        "유럽연합 집행위원회가 AI법 개정안을 냈다. 유럽의회가 심의한다. 고위험 AI 규제를 늦춘다. "
        * 2
    )
    assert judge("EU, AI 규제 시행 연기", body).reason == "policy_foreign"


def test_a_foreign_ministry_is_not_taken_for_ours() -> None:
    verdict = judge("미 국방부, AI 지침 개정", "미 국방부가 AI 지침을 개정했다. " * 6)
    assert {e.rule for e in verdict.evidence if e.rule.startswith("actor")} == {"actor.foreign"}


@pytest.mark.parametrize(
    "title",
    [
        "경북도, AI 기본계획 수립",
        "과기정통부, AI 기본법 시행령 입법예고",
        "국회 AI특위, AI 데이터센터 특별법 의결",
    ],
)
def test_a_title_that_names_actor_and_ai_is_accepted_without_a_body(title: str) -> None:
    assert judge(title).band == "accept"


def test_a_title_that_says_only_ai_is_left_for_review() -> None:
    verdict = judge("AI가 바꾸는 우리의 내일")
    assert (verdict.band, verdict.reason) == ("review", "title_only")


@pytest.mark.parametrize("title", ["코스피, AI 거품론에 급락 마감", "고병원성 AI 확진"])
def test_a_listed_title_that_is_clearly_something_else_is_rejected(title: str) -> None:
    assert judge_listed(title).band == "reject"


def test_a_listed_title_without_ai_decides_nothing_until_its_text_is_read() -> None:
    assert judge_listed("내년 달라지는 행정 서비스").band == "review"


def test_a_listed_text_without_ai_is_rejected() -> None:
    assert (
        judge_listed("지하철 고장", "오늘 아침 지하철이 멈췄다. 시민들이 불편을 겪었다. " * 4).band
        == "reject"
    )


def test_one_mention_in_a_long_article_is_passing() -> None:
    body = "군은 도로를 넓힌다. 경로당을 고친다. 군수는 예산을 늘린다고 밝혔다. " * 12
    assert judge("군정 보고회", body + "AI도 배운다.").reason == "passing"


def test_a_companys_product_is_corporate() -> None:
    body = "회사는 AI 냉장고 신제품을 출시했다. 소비자 할인 이벤트를 연다. 판매 목표는 10만 대다. AI가 식단을 짠다. "
    assert judge("가전사, AI 냉장고 출시", body * 2).reason == "corporate"


def test_an_empty_article_is_off_topic() -> None:
    assert judge("", "") == Verdict("off_topic", 0.0, "reject", "no_ai", RULESET)


def test_evidence_offsets_point_at_their_text() -> None:
    fields = {
        "title": "포항시, 제조 AI 특화단지 조성",
        "subtitle": "국비 100억 투입",
        "body": "포항시는 AI 특화단지를 조성한다고 밝혔다. 시장은 예산을 늘리겠다고 말했다. " * 3,
    }
    verdict = judge(fields["title"], fields["body"], subtitle=fields["subtitle"])
    assert verdict.evidence
    assert all(fields[e.field][e.start : e.end] == e.text for e in verdict.evidence)


def test_masking_keeps_every_offset() -> None:
    text = "본문이다.\nⓒ 무단전재 및 재배포 금지, AI 학습 금지\n끝이다."
    masked, notices = mask_notices(text)
    assert len(masked) == len(text)
    assert notices[0].rule == "rights"
    assert "AI" not in masked


@pytest.mark.parametrize("number", range(5))
def test_the_seeds_are_accepted(number: int) -> None:
    paths = sorted(SEEDS.glob("*.txt"))
    if not paths:
        pytest.skip("shared/seeds is not here")
    lines = paths[number].read_text("utf-8").splitlines()
    title = next(line for line in lines if "AI" in line or "인공지능" in line)
    assert judge(title, "\n".join(lines), kind="national").band == "accept"
