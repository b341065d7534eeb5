"""The sampled check of a body against trafilatura's."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.extraction import crosscheck

TEXT = (
    "솔바람시는 20일 내년 상반기까지 시내버스 정류장 마흔 곳에 인공지능 안내판을 세운다고 밝혔다.",
    "안내판은 버스 안의 빈자리와 도착 시각을 카메라와 학습 모형으로 어림해 알려 준다.",
    "시는 여섯 달 동안 시험한 뒤 오차가 5퍼센트를 넘는 곳은 장비를 바꾸기로 했다.",
)
MENU = "도시 소식 행정 정보 열린 마당 민원 안내 분야별 정보 시정 소개 누리집 이용 안내"


def page(*paragraphs: str) -> Any:
    inside = "".join(f"<p>{p}</p>" for p in paragraphs)
    markup = f"<html><body><article><h1>안내판 마흔 곳</h1>{inside}</article></body></html>"
    return lxml.html.document_fromstring(
        markup.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
    )


def test_the_article_s_body_agrees() -> None:
    assert crosscheck.agreement(page(*TEXT), "\n\n".join(TEXT)) > 0.95


@pytest.mark.parametrize("body", ["", MENU])
def test_a_menu_and_an_empty_body_do_not(body: str) -> None:
    assert crosscheck.agreement(page(*TEXT), body) < 0.1


def test_half_of_a_body_agrees_by_half() -> None:
    assert 0.3 < crosscheck.agreement(page(*TEXT), TEXT[0]) < 0.8


def test_where_trafilatura_reads_nothing_it_says_nothing_against_a_body() -> None:
    assert crosscheck.agreement(page(), TEXT[0]) == 1.0


@given(st.text(max_size=60), st.text(max_size=60))
def test_agreement_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    value = crosscheck.f1(one, other)
    assert value == crosscheck.f1(other, one)
    assert 0 <= value <= 1


@given(st.text(min_size=1, max_size=60))
def test_a_text_agrees_with_itself_whatever_its_blanks(text: str) -> None:
    assert crosscheck.f1(text, " ".join(text)) == 1.0
