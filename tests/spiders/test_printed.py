"""What a page of no known site prints around its title, and the title where only the text shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest

from korean.article import Attachment, Byline
from korean.dates import kst
from spiders.extraction.visible import headline, printed

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
URL = "https://board.example/view.do?no=7"
TITLE = "솔바람시, 버스 정류장에 인공지능 안내판 마흔 곳 세운다"
TEXT = (
    "솔바람시는 20일 내년 상반기까지 시내버스 정류장 마흔 곳에 인공지능 안내판을 세운다고 밝혔다.",
    "안내판은 버스 안의 빈자리와 도착 시각을 카메라와 학습 모형으로 어림해 알려 준다.",
    "시는 여섯 달 동안 시험한 뒤 오차가 5퍼센트를 넘는 곳은 장비를 바꾸기로 했다.",
)
PROSE = "<div class='view_cont'>" + "".join(f"<p>{p}</p>" for p in TEXT) + "</div>"


def tree(inside: str) -> Any:
    markup = f"<html><head><title>솔바람시청</title></head><body>{inside}</body></html>"
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(markup.encode(), parser=parser)


def read(inside: str) -> Any:
    return printed.read(tree(inside), TITLE, URL, NOW)


BOARDS = {
    "table": (
        f"<table><tr><th>제목</th><td colspan='3'>{TITLE}</td></tr>"
        "<tr><th>담당부서</th><td>교통과</td><th>전화번호</th><td>031-000-1234</td></tr>"
        "<tr><th>작성자</th><td>나도담</td><th>등록일</th><td>2026-11-18</td></tr>"
        "<tr><th>첨부파일</th><td><a href='/f.do?n=1'>1118_보도자료.hwpx</a> (20 KB) <a href='/p.do'>미리보기</a></td></tr>"
        f"<tr><td colspan='4'>{PROSE}</td></tr></table>"
    ),
    "definitions": (
        f"<div class='bod_view'><h4>{TITLE}</h4><dl><dt>작성일</dt><dd>2026.11.18</dd></dl>"
        "<dl><dt>담당부서</dt><dd>교통과</dd></dl><dl><dt>담당자</dt><dd>나도담</dd></dl>"
        "<dl><dt>연락처</dt><dd>031-000-1234</dd></dl>"
        f"<ul class='file'><li><a href='/f.do?n=1'>1118_보도자료.hwpx [20.1KB]</a></li></ul>{PROSE}</div>"
    ),
    "one-line": (
        f"<div class='view'><h3>{TITLE}</h3><p>담당부서 : 교통과 | 담당자 : 나도담 | 연락처 : 031-000-1234 | 등록일 : 2026.11.18</p>"
        f"{PROSE}<p>첨부 <a href='/f.do?n=1'>1118_보도자료.hwpx</a></p></div>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", BOARDS)
def test_a_board_s_labels_are_read(shape: str) -> None:
    found = read(BOARDS[shape])
    assert (found.department, found.contact) == ("교통과", "031-000-1234")
    assert found.bylines == (Byline("나도담"),)
    assert f"{kst(found.published.at):%Y-%m-%d}" == "2026-11-18"


@pytest.mark.parametrize("shape", BOARDS)
def test_a_board_s_files_are_read_with_their_addresses(shape: str) -> None:
    file = Attachment("1118_보도자료.hwpx", "https://board.example/f.do?n=1")
    assert read(BOARDS[shape]).attachments == (file,)


def test_a_file_that_a_script_fetches_has_no_address() -> None:
    link = "<a href='#' onclick='down(1)'>보도자료.pdf</a>"
    found = read(f"<div><h3>{TITLE}</h3><p>{link}</p>{PROSE}</div>").attachments
    assert [file.name for file in found] == ["보도자료.pdf"]


@pytest.mark.parametrize("author", ["교통과", "홍보담당관", "대중교통팀"])
def test_an_author_that_is_an_office_is_the_department(author: str) -> None:
    found = read(f"<div><h3>{TITLE}</h3><p>작성자 : {author}</p>{PROSE}</div>")
    assert (found.department, found.bylines) == (author, ())


@pytest.mark.parametrize(
    "line",
    ["나도담 기자 | 입력 2026.11.18 14:05", "나도담 기자 dodam@paper.example", "나도담 특파원"],
)
def test_a_reporter_s_line_names_the_reporter(line: str) -> None:
    found = read(f"<div><h3>{TITLE}</h3><p>{line}</p>{PROSE}</div>")
    assert [person.name for person in found.bylines] == ["나도담"]


def test_a_number_that_is_no_telephone_is_no_contact() -> None:
    assert read(f"<div><h3>{TITLE}</h3><p>연락처 : 없음</p>{PROSE}</div>").contact is None


def test_where_the_title_is_not_printed_nothing_is() -> None:
    found = read(f"<div><p>담당부서 : 교통과</p>{PROSE}</div>")
    assert (found.department, found.published, found.attachments) == (None, None, ())


# -- the words above the text -------------------------------------------------------------------------

ABOVE = {
    "heading": f"<h2>보도자료</h2><div><h4>{TITLE}</h4><p>2026-11-18</p></div>{PROSE}",
    "subject": f"<h2>보도자료</h2><div><strong class='subject'>{TITLE}</strong><p>조회 3</p></div>{PROSE}",
    "subtitle-between": f"<h3 class='tit'>{TITLE}</h3><h4 class='sub_tit'>교통약자가 먼저 써 보고 고쳐</h4>{PROSE}",
    "no-names": f"<div><div><a href='/'>처음</a> &gt; 시정</div><div>{TITLE}</div><div>등록 2026-11-18 10:00</div><div>{PROSE}</div></div>",
    "layout-table": f"<table><tr><td><font size=5><b>{TITLE}</b></font></td></tr><tr><td>2026-11-18 나도담 기자</td></tr><tr><td>{'<br><br>'.join(TEXT)}</td></tr></table>",
    "files-between": f"<h3>{TITLE}</h3><div class='file_tit'>첨부파일</div><a href='/f'>1118_보도자료.hwpx</a>{PROSE}",
}  # fmt: skip


@pytest.mark.parametrize("shape", ABOVE)
def test_the_title_stands_above_the_text(shape: str) -> None:
    assert headline.title_above(tree(ABOVE[shape]), ("솔바람시청",)) == TITLE


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<h2>보도자료</h2>",
        f"<h1>솔바람시청</h1><h2>보도자료</h2>{PROSE}",
        "<p>잘못된 접근입니다.</p>",
    ],
)
def test_names_of_site_and_board_are_no_title(inside: str) -> None:
    assert headline.title_above(tree(inside), ("솔바람시청",)) is None
