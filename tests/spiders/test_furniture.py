"""Menus, telephone lists and neighbours' titles inside a body's element; and what only looks like it."""

from __future__ import annotations

import pytest
from lxml import html

from spiders.markup import prose

FIRST = "군청은 20일 겨울철 제설 계획을 세우고 장비 열두 대를 고갯길마다 놓았다고 밝혔다."
LAST = "이 계획은 내년 2월까지 이어지며 주민 신고는 군청 상황실에서 밤낮으로 받는다고 한다."
MENU = "".join(
    f"<li><a href='/m/{n}'>{name}</a></li>" for n, name in enumerate(("처음", "소식", "길"))
)
NEAR = (
    "<dl><dt>이전글</dt><dd><a href='/1'>수도 계량기 보온 요령</a></dd>"
    "<dt>다음글</dt><dd><a href='/2'>읍내 도로 장비 점검</a></dd></dl>"
)
ROOMS = "".join(
    f"<tr><th>{room}</th><td>053-000-0100</td></tr>" for room in ("총무과", "농정과", "도로과")
)
PHONES = f"<table><caption>부서별 전화번호</caption>{ROOMS}</table>"


def read(before: str = "", between: str = "", after: str = "") -> tuple[str, ...]:
    return prose(html.fromstring(f"<div>{before}<p>{FIRST}</p>{between}<p>{LAST}</p>{after}</div>"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<ul>{MENU}</ul>", ""),
        ("", f"<nav>{MENU}</nav>"),
        ("", PHONES),
        ("", PHONES.replace("<tr>", "<tr><th>부서</th><th>전화번호</th></tr><tr>", 1)),
        ("", NEAR),
        (f"<ul>{MENU}</ul><ol>{MENU}</ol>", f"{PHONES}{NEAR}"),
        ("", f"{NEAR}<p></p><script>var x = 1;</script>"),
    ],
)
def test_furniture_around_a_text_is_no_part_of_it(before: str, after: str) -> None:
    assert read(before, after=after) == (FIRST, LAST)


def test_neighbours_titles_are_told_by_their_labels_wherever_they_stand() -> None:
    assert read(after=f"{NEAR}<p>저작권자 한빛신문</p>") == (FIRST, LAST, "저작권자 한빛신문")


@pytest.mark.parametrize(
    "between",
    [
        f"<ul>{MENU}</ul>",  # the companies that took part, each with its page
        PHONES,
        "<ul><li>총무과 예산을 늘린다</li><li>도로과 장비를 산다</li></ul>",
    ],
)
def test_lists_within_a_text_are_the_text_s(between: str) -> None:
    assert len(read(between=between)) > 2


@pytest.mark.parametrize(
    "after",
    [
        "<ul><li>예산 <a href='/1'>자료</a></li><li>장비 <a href='/2'>자료</a></li>"
        "<li>인력 <a href='/3'>자료</a></li></ul>",
        "<ul><li><a href='/1'>자료를 냈다.</a></li><li><a>a</a></li><li><a>b</a></li></ul>",
        f"<table><tr><td><a href='/1'>{FIRST}</a><a href='/2'>{LAST}</a><a href='/3'>가</a></td></tr></table>",
        "<ul><li><a href='/1'>보고서</a></li><li><a href='/2'>별책</a></li></ul>",
        "<table><tr><td>군청</td><td>053-000-0100</td></tr></table>",
        "<table><tr><th>기온</th><td>3도</td></tr><tr><th>바람</th><td>2m</td></tr>"
        "<tr><th>눈</th><td>1cm</td></tr></table>",
        "<dl><dt>이전글 목록을 고친 까닭</dt><dd><a href='/1'>설명</a></dd></dl>",
    ],
)  # fmt: skip
def test_what_says_more_than_links_and_numbers_is_text(after: str) -> None:
    assert len(read(after=after)) > 2


def test_a_body_of_links_alone_is_left_as_it_is() -> None:
    assert prose(html.fromstring(f"<div><ul>{MENU}</ul></div>")) == ("처음", "소식", "길")
