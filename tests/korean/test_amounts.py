"""Sums of won are read as people write them, and nothing else is a sum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.amounts import amounts
from korean.tags import tag


def won(text: str) -> list[int]:
    return [found.krw for found in amounts(text)]


@pytest.mark.parametrize(
    ("text", "krw"),
    [
        ("300억 원", 30_000_000_000),
        ("300억원", 30_000_000_000),
        ("30억원 규모", 3_000_000_000),
        ("300억여 원", 30_000_000_000),
        ("300억 여 원", 30_000_000_000),
        ("100여억 원", 10_000_000_000),
        ("1조 2,500억 원", 1_250_000_000_000),
        ("1조2천500억원", 1_250_000_000_000),
        ("15조6천억 원", 15_600_000_000_000),
        ("1.5조 원", 1_500_000_000_000),
        ("0.5억 원", 50_000_000),
        ("1,234억5,600만원", 123_456_000_000),
        ("3억 5,000만 원", 350_000_000),
        ("3천만원", 30_000_000),
        ("5000만 원", 50_000_000),
        ("5,000여만 원", 50_000_000),
        ("3백50억원", 35_000_000_000),
        ("3만5천 원", 35_000),
        ("9천900원", 9_900),
        ("15,000원", 15_000),
        ("1380.5원", 1_380),
        ("천만 원", 10_000_000),
        ("사천 원짜리", 4_000),
        ("십억 원", 1_000_000_000),
        ("만 원", 10_000),
        ("3조원대 투자", 3_000_000_000_000),
        ("20억원이 든다", 2_000_000_000),
        ("3억 원인 사업", 300_000_000),
    ],
)
def test_a_sum_is_read_to_the_won(text: str, krw: int) -> None:
    assert won(text) == [krw]


@pytest.mark.parametrize(
    "text",
    [
        "100억 달러",
        "300만 명",
        "50억 유로",
        "3천억엔",
        "3000억 위안",
        "20억 파운드",
        "1조 토큰",
        "매개변수 300억 개",
        "300억 건",
        "인구 14억",
        "30% 늘었다",
        "수십억 원",
        "몇 만 원",
        "3원칙을 세웠다",
        "3억 원칙",
        "20만 원생",
        "하루 3만 원아가 쓴다",
        "10만 원불교 교도",
        "2원 체계",
        "5일 원주에서",
        "제12원자로",
        "10억~20억",
    ],
)
def test_what_is_no_won_is_no_sum(text: str) -> None:
    assert won(text) == []


@pytest.mark.parametrize(
    ("text", "krw"),
    [
        ("예산 300억 확보", [30_000_000_000]),
        ("AI 실증에 300억 투입", [30_000_000_000]),
        ("국비 50억, 도비 20억, 시비 30억 원", [5_000_000_000, 2_000_000_000, 3_000_000_000]),
        ("50억, 20억, 30억 원을 댄다", [5_000_000_000, 2_000_000_000, 3_000_000_000]),
        ("공모 선정...51억 원 투입", [5_100_000_000]),
    ],
)
def test_a_headline_may_leave_out_won_where_money_is_spoken_of(text: str, krw: list[int]) -> None:
    assert won(text) == krw


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("100억∼200억 원", ["100억", "200억 원"]),
        ("10~20억 원", ["10~20억 원", "20억 원"]),
        ("5억에서 10억 원", ["5억", "10억 원"]),
        ("1천만~3천만원", ["1천만", "3천만원"]),
        ("연 500~1000만원", ["500~1000만원", "1000만원"]),
    ],
)
def test_a_range_has_two_sums_each_with_words_that_say_it(text: str, spans: list[str]) -> None:
    assert [text[found.start : found.end] for found in amounts(text)] == spans


def test_the_lower_end_of_a_range_takes_the_unit_of_the_upper() -> None:
    assert won("10~20억 원") == [1_000_000_000, 2_000_000_000]


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("내년 예산은 95억 원이다", "budget"),
        ("추경에 20억 원을 편성했다", "budget"),
        ("총사업비는 1,200억 원이다", "project"),
        ("기업이 300억 원을 투자한다", "investment"),
        ("국비 50억 원", "national"),
        ("도비 20억 원", "local"),
        ("지방비 20억 원", "local"),
        ("값은 9억 원이다", "other"),
        ("예산이 늘었다. 값은 9억 원이다", "other"),
    ],
)
def test_a_sum_says_what_it_is_for_where_its_clause_does(text: str, use: str) -> None:
    assert [found.use for found in amounts(text)] == [use]


def test_shares_of_one_sum_keep_their_own_use() -> None:
    text = "총사업비 1,200억 원(국비 800억, 지방비 400억)을 들인다"
    assert [found.use for found in amounts(text)] == ["project", "national", "local"]


def test_a_sum_told_twice_is_one_tag_with_two_spans() -> None:
    (found,) = tag("AI에 300억 원", "예산 300억원을 댄다.")
    assert (found.kind, found.krw, found.count) == ("amount", 30_000_000_000, 2)
    assert [e.rule for e in found.evidence] == ["other", "budget"]


@given(st.integers(1, 9_999), st.integers(0, 9_999), st.sampled_from(["", " "]))
def test_any_figures_in_jo_and_eok_add_up(jo: int, eok: int, gap: str) -> None:
    text = f"{jo:,}조{gap}{eok:,}억{gap}원" if eok else f"{jo:,}조{gap}원"
    assert won(f"올해 {text}을 쓴다") == [jo * 10**12 + eok * 10**8]


@given(st.text(alphabet="0123456789,.조억만천백십원여 ~-에서부터가AI", max_size=60))
def test_any_text_is_read_without_an_error_and_with_spans_inside_it(text: str) -> None:
    assert all(0 <= a.start < a.end <= len(text) and a.krw >= 0 for a in amounts(text))
