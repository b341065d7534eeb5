"""The wordings of licences, bans and permissions on Korean pages, and what only talks about them.

The sentences are ours; the marks' texts and file names are facts of the licence.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.rights import mentions, read

CONDITIONS = {
    "KOGL-1": (
        "출처표시",
        "출처표시필요",
        "출처표시, 상업적·비상업적 이용가능, 변형 등 2차적 저작물 작성 가능",
    ),
    "KOGL-2": (
        "출처표시 + 상업적 이용금지",
        "출처표시+상업적이용금지",
        "출처표시, 상업용금지",
        "출처표시필요, 비상업적 이용만 가능, 변형 등 2차적 저작물 작성 가능",
    ),
    "KOGL-3": (
        "출처표시 + 변경금지",
        "출처표시, 변경 금지",
        "출처표시필요, 변형 등 2차적 저작물 작성 금지",
    ),
    "KOGL-4": (
        "출처표시 + 상업적 이용금지 + 변경금지",
        "출처표시+상업적이용금지+변경금지",
        "출처표시, 비상업적 이용만 가능, 변형 등 2차적 저작물 작성 금지",
    ),
}
NAMED = [
    ("공공누리 제{n}유형", "KOGL-{n}"),
    ("공공누리 {n}유형", "KOGL-{n}"),
    ("공공누리 공공저작물 자유이용허락 {n}유형", "KOGL-{n}"),
    ("OPEN 공공누리 공공저작물 자유이용허락 제 {n} 유형", "KOGL-{n}"),
    ("공공누리 마크 - 제{n}유형", "KOGL-{n}"),
    ("공공누리 Type {n}", "KOGL-{n}"),
    ("KOGL Type {n}", "KOGL-{n}"),
    ("KOGL-{n}", "KOGL-{n}"),
    ("본 저작물은 공공누리 제{n}유형에 따라 이용할 수 있습니다.", "KOGL-{n}"),
    ("이 저작물은 '공공누리' 제{n}유형 조건에 따라 자유롭게 이용이 가능합니다.", "KOGL-{n}"),
]
PICTURES = [
    "/img/img_opentype0{n}.png",
    "/contents/kogl_img/new_img_opentype0{n}.png",
    "/images/common/opentype0{n}.jpg",
    "https://www.site.go.kr/img_opencode{n}.jpg",
    "/img/kogl_type{n}.gif",
    "/img/kogl/mark_{n}.png",
]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize(("mark", "expected"), NAMED)
def test_a_type_is_read_by_its_number(mark: str, expected: str, n: int) -> None:
    found = read(mark.format(n=n))
    assert found is not None
    assert (found.licence, found.ai_training, found.source) == (expected.format(n=n), None, "page")
    assert found.notice == mark.format(n=n)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("address", PICTURES)
def test_a_type_is_read_by_the_file_name_of_its_picture(address: str, n: int) -> None:
    found = read("", images_alt=[address.format(n=n)])
    assert found is not None
    assert found.licence == f"KOGL-{n}"


@pytest.mark.parametrize(
    ("conditions", "licence"), [(c, licence) for licence, cs in CONDITIONS.items() for c in cs]
)
@pytest.mark.parametrize(
    "before", ["공공누리 ({})", "공공누리 공공저작물 자유이용허락: {}", "공공누리 : {}"]
)
def test_a_type_is_read_by_its_conditions(conditions: str, licence: str, before: str) -> None:
    found = read(before.format(conditions))
    assert found is not None
    assert found.licence == licence


LEGEND = tuple(f"공공누리 제{n}유형" for n in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("lines", "images"),
    [
        (LEGEND, ()),
        ((" ".join(LEGEND),), ()),
        ((), LEGEND),
        ((), tuple(f"/img/img_opentype0{n}.png" for n in (1, 2, 3, 4))),
        (LEGEND, tuple(f"/img/img_opentype0{n}.png" for n in (1, 2, 3, 4))),
        (("공공누리 제1유형",), ("공공누리 제3유형",)),
        (("공공누리 이용 안내", "공공누리 문의 1670-0000"), ()),
        (("공공누리 마크 새창 열림",), ()),
    ],
)
def test_a_legend_or_two_marks_that_disagree_license_nothing(
    lines: tuple[str, ...], images: tuple[str, ...]
) -> None:
    assert read("\n".join(lines), images_alt=images) is None


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_active_picture_stands_above_a_legend_in_words(n: int) -> None:
    found = read("\n".join(LEGEND), images_alt=[f"/img/img_opentype0{n}.png"])
    assert found is not None
    assert found.licence == f"KOGL-{n}"


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_licensing_sentence_stands_above_every_mark(n: int) -> None:
    sentence = f"이 자료는 공공누리 제{n}유형 조건에 따라 이용하실 수 있습니다."
    found = read("\n".join((*LEGEND, sentence)), images_alt=LEGEND)
    assert found is not None
    assert (found.licence, found.notice) == (f"KOGL-{n}", sentence)


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("이 기사는 CC BY 4.0으로 배포합니다", "CC-BY"),
        ("본 콘텐츠는 CC BY-NC-ND 4.0 조건에 따라 이용할 수 있습니다.", "CC-BY-NC-ND"),
        ("CC-BY-SA", "CC-BY-SA"),
        ("CC BY NC", "CC-BY-NC"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC"),
        ("https://creativecommons.org/licenses/by/4.0/deed.ko", "CC-BY"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
    ],
)
def test_a_creative_commons_mark_is_read(text: str, licence: str) -> None:
    found = read(text)
    assert found is not None
    assert found.licence == licence


@pytest.mark.parametrize(
    "text", ["사진=백과 CC BY-SA 3.0", "photo: someone (CC BY 2.0)", "ACC BYTE", "CC 위원회"]
)
def test_the_licence_of_a_picture_is_not_the_articles(text: str) -> None:
    assert read(text) is None


BANS = [
    "무단 전재, 재배포 및 이용(AI 학습 포함) 금지",
    "무단전재 및 재배포, AI학습 이용 금지",
    "무단 전재·재배포·AI 학습 및 활용 금지",
    "AI학습 및 활용 금지",
    "AI 학습 이용 금지",
    "※ AI 학습·데이터 수집 금지",
    "생성형 AI 학습 금지",
    "저작권자 © 가상일보 무단전재, 재배포 및 AI 학습 이용 금지",
    "저작권자 ⓒ 가상뉴스, 무단 전재 및 재배포 금지(AI 학습 포함)",
    "ⓒ 가상일보, 인공지능(AI) 학습 및 활용 불허",
    "Copyright ⓒ 가상방송. All rights reserved. AI training and redistribution prohibited",
    "All rights reserved. Use for AI training is not permitted.",
    "No part of this content may be used, without consent, for AI training.",
    "본 콘텐츠를 인공지능 학습용 데이터로 사용하는 것을 금합니다.",
    "본 기사를 인공지능 학습용 데이터로 사용할 수 없습니다.",
    "당사의 사전 허락 없이 콘텐츠를 AI 모델 학습에 이용할 수 없습니다.",
    "본지 기사의 인공지능 학습 이용을 허용하지 않습니다.",
    "저작물의 텍스트·데이터 마이닝을 금지합니다.",
    "본 사이트의 자료를 LLM 훈련에 쓰는 것을 금지합니다.",
    "무단 전재, 크롤링 및 AI 개발 이용 금지",
]


@pytest.mark.parametrize("notice", BANS)
def test_a_ban_is_read_and_its_words_are_kept(notice: str) -> None:
    found = read(f"시는 계획을 내놓았다.\n{notice}\n구독 신청")
    assert found is not None
    assert (found.ai_training, found.source) == (False, "page")
    assert found.notice == notice


@pytest.mark.parametrize("notice", BANS)
def test_a_ban_holds_beside_a_licence_and_both_words_are_kept(notice: str) -> None:
    found = read(f"공공누리 제1유형(출처표시)\n{notice}")
    assert found is not None
    assert (found.licence, found.ai_training) == ("KOGL-1", False)
    assert found.notice == f"공공누리 제1유형(출처표시)\n{notice}"


@pytest.mark.parametrize(
    ("notice", "licence"),
    [
        ("본 저작물은 인공지능 학습에 자유롭게 이용할 수 있습니다.", "unknown"),
        ("이 자료는 AI 학습 데이터로 활용할 수 있습니다.", "unknown"),
        ("공공누리 AI유형", "unknown"),
        ("공공누리 제1유형(출처표시)\n공공누리 AI유형", "KOGL-1"),
        ("공공누리 제1유형(출처표시)\n본 저작물의 AI 학습 이용을 허용합니다.", "KOGL-1"),
    ],
)
def test_a_permission_is_read(notice: str, licence: str) -> None:
    found = read(notice)
    assert found is not None
    assert (found.licence, found.ai_training) == (licence, True)
    assert found.notice is not None
    assert found.notice.endswith(notice.split("\n")[-1])


@pytest.mark.parametrize(
    "news",
    [
        "언론사, AI 학습 금지 소송 잇따라",
        "국회, 기사 AI 학습 금지법 발의",
        "“AI 학습 허용 검토” 문체부 방안 나왔다",
        "저작물 AI 학습 이용 허용 논란",
        "신문협회, 기사 무단 학습에 반발",
        "AI 학습용 데이터 100만 건 공개",
        "AI로 만든 사진, 공모전 출품 금지",
        "인공지능 데이터센터 건립 반대",
        "AI 교과서 활용 중단한 학교",
        "시는 저작물의 AI 학습 이용을 금지한다고 밝혔다.",
        "무단 전재와 AI 학습을 막을 방법이 없다는 지적이 나온다.",
        "인공지능이 기사를 학습하는 것을 막아야 한다는 목소리가 커졌습니다.",
        "공공누리 제1유형 자료를 늘리기로 했습니다.",
        "정부는 공공누리 AI유형을 새로 만들었다.",
        "AI training is changing how newsrooms work.",
    ],
)
def test_news_about_such_things_binds_nobody(news: str) -> None:
    assert read(news) is None


@pytest.mark.parametrize(
    ("headers", "meta", "notice"),
    [
        (
            {"TDM-Reservation": "1", "TDM-Policy": "https://site.kr/tdm.json"},
            None,
            "tdm-reservation: 1 (header)\ntdm-policy: https://site.kr/tdm.json",
        ),
        (None, {"TDM-RESERVATION": "1"}, "tdm-reservation: 1 (meta)"),
        (None, {"Robots": "INDEX,NOAI"}, "robots: INDEX,NOAI"),
        ({"x-robots-tag": "otherbot: noai"}, None, "x-robots-tag: otherbot: noai"),
    ],
)
def test_what_machines_are_told_is_kept_as_evidence(
    headers: dict[str, str] | None, meta: dict[str, str] | None, notice: str
) -> None:
    found = read("", headers=headers, meta=meta)
    assert found is not None
    assert (found.licence, found.ai_training, found.notice) == ("unknown", False, notice)


def test_a_reservation_for_machines_stands_above_a_permission_in_words() -> None:
    found = read("공공누리 AI유형", headers={"tdm-reservation": "1"})
    assert found is not None
    assert found.ai_training is False


@pytest.mark.parametrize("notice", [*BANS, *LEGEND, "All rights reserved", "CC BY 4.0"])
def test_every_notice_is_seen_by_the_quick_look(notice: str) -> None:
    assert mentions(notice)


def test_the_quick_look_passes_over_ordinary_text() -> None:
    assert not mentions("시는 20일 도서관을 다시 열었다고 밝혔다.")


def test_a_long_line_keeps_the_words_around_its_mark() -> None:
    filler = "가상일보 " * 400
    found = read(f"{filler}무단 전재 및 재배포 금지 {filler}")
    assert found is not None
    assert found.notice is not None
    assert len(found.notice) <= 300
    assert "무단 전재" in found.notice


@given(
    st.text(max_size=120),
    st.sampled_from([*BANS, *LEGEND, ""]),
    st.lists(st.text(max_size=20), max_size=3),
)
def test_no_text_breaks_the_reader(text: str, notice: str, images: list[str]) -> None:
    found = read(f"{text}{notice}\n{text}", images_alt=images)
    assert found is None or found.notice
