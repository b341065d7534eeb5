"""A licence counts only by an active mark; a ban on AI training counts wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from korean.rights import read


def licence(text: str, **more: object) -> str | None:
    found = read(text, **more)  # type: ignore[arg-type]
    return found.licence if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "이 게시물은 공공누리 제3유형(출처표시 + 변경금지) 조건에 따라 이용할 수 있습니다.",
            "KOGL-3",
        ),
        ("본 저작물은 '공공누리' 제1유형:출처표시 조건에 따라 이용할 수 있습니다.", "KOGL-1"),
        ("OPEN 공공누리 공공저작물 자유이용허락 2유형 : 출처표시, 상업적 이용금지", "KOGL-2"),
        ("공공누리 4유형(출처표시+상업적이용금지+변경금지)", "KOGL-4"),
        ("공공누리 (출처표시 + 상업적 이용금지 + 변경금지)", "KOGL-4"),
        ("공공누리 : 출처표시 + 변경금지", "KOGL-3"),
        ("공공누리 (출처표시)", "KOGL-1"),
        ("KOGL Type 1", "KOGL-1"),
    ],
)
def test_an_active_mark_gives_its_type(text: str, expected: str) -> None:
    assert licence(text) == expected


@pytest.mark.parametrize(
    "legend",
    [
        "공공누리 제1유형 제2유형 제3유형 제4유형",
        "공공누리 제1유형: 출처표시\n공공누리 제2유형: 상업적 이용금지\n공공누리 제3유형: 변경금지\n공공누리 제4유형",
        "공공누리 유형 안내",
        "정부는 공공누리 제도를 손질해 인공지능 기업이 공공저작물을 쓰기 쉽게 하기로 했다.",
        "교육청은 제3유형 학교를 늘린다",
    ],
)
def test_a_legend_or_a_story_about_licences_licenses_nothing(legend: str) -> None:
    assert read(legend) is None


def test_the_licensing_sentence_stands_above_a_legend_beside_it() -> None:
    page = "공공누리 제1유형\n공공누리 제2유형\n공공누리 제3유형\n이 자료는 공공누리 제2유형 조건에 따라 이용할 수 있습니다."
    assert licence(page) == "KOGL-2"


def test_the_alternative_text_of_an_image_is_a_mark() -> None:
    assert licence("", images_alt=["공공누리 제3유형(출처표시 + 변경금지)"]) == "KOGL-3"


def test_the_notice_keeps_the_sentence_that_licenses() -> None:
    sentence = "이 게시물은 공공누리 제4유형 조건에 따라 자유롭게 이용이 가능합니다."
    found = read(f"공공누리 제4유형\n{sentence}")
    assert found is not None
    assert found.notice == sentence


@pytest.mark.parametrize(
    "notice",
    [
        "무단 전재, 재배포 및 이용(AI 학습 포함) 금지",
        "무단전재·재배포 및 AI학습 이용 금지",
        "ⓒ 어느신문. 무단 전재 및 재배포, AI 학습 및 활용 금지",
        "인공지능 학습에 이용하는 것을 금지합니다",
        "AI training and use of this content is prohibited",
    ],
)
def test_a_ban_on_ai_training_is_read(notice: str) -> None:
    found = read(f"기사 본문이다.\n{notice}")
    assert found is not None
    assert (found.ai_training, found.notice, found.source) == (False, notice, "page")


@pytest.mark.parametrize(
    "story",
    [
        "정부는 인공지능 학습용 데이터를 공개했다.",
        "AI 학습 데이터 구축 사업에 100억 원을 쓴다.",
        "딥페이크 금지 법안이 통과됐다.",
        "언론 단체는 기사의 무단 AI 학습을 금지해 달라고 요구했다.",
        "국회는 저작물의 AI 학습 이용을 금지하는 법안을 내놓았다.",
        "신문협회는 “무단 전재와 AI 학습은 불법”이라고 밝혔다.",
        "정부는 공공누리 제1유형 개방을 늘리겠다고 밝혔다.",
        "인공지능 학습을 금지하는 조례가 나왔습니다.",
    ],
)
def test_a_story_about_ai_training_bans_nothing(story: str) -> None:
    assert read(story) is None


@pytest.mark.parametrize(
    "notice",
    [
        "저작권자 © 어느일보 무단전재 및 재배포 금지",
        "Copyright ⓒ 어느방송. All rights reserved.",
        "무단 전재-재배포 금지",
    ],
)
def test_a_ban_on_reprinting_reserves_all_rights_and_says_nothing_of_ai(notice: str) -> None:
    found = read(notice)
    assert found is not None
    assert (found.licence, found.ai_training, found.notice) == ("all-rights-reserved", None, notice)


@pytest.mark.parametrize(
    ("meta", "headers", "source"),
    [
        ({"tdm-reservation": "1"}, None, "meta"),
        (None, {"TDM-Reservation": " 1 "}, "meta"),
        ({"robots": "index, noai"}, None, "robots"),
        ({"robots": "noimageai"}, None, "robots"),
        (None, {"X-Robots-Tag": "noai, noimageai"}, "robots"),
    ],
)
def test_machine_readable_reservations_forbid_ai_training(
    meta: Mapping[str, str] | None, headers: Mapping[str, str] | None, source: str
) -> None:
    found = read("", meta=meta, headers=headers)
    assert found is not None
    assert (found.ai_training, found.source) == (False, source)


@pytest.mark.parametrize(
    "meta", [{"tdm-reservation": "0"}, {"robots": "all"}, {"robots": "noarchive, index"}]
)
def test_other_directives_forbid_nothing(meta: Mapping[str, str]) -> None:
    assert read("", meta=meta) is None


def test_a_licence_and_a_ban_stand_side_by_side() -> None:
    found = read("공공누리 제1유형(출처표시)", headers={"tdm-reservation": "1"})
    assert found is not None
    assert (found.licence, found.ai_training) == ("KOGL-1", False)


def test_a_silent_page_gives_nothing() -> None:
    assert read("경상북도는 인공지능 기본계획을 내놓았다.") is None
