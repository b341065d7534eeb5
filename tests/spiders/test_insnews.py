"""Insnews: two URL forms are one key, lists are read, and pages of both skins give their fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from korean.article import Byline
from spiders import registry
from spiders.families.insnews_pages import PAGES, Insnews2012, InsnewsPage
from spiders.source import SourceError
from tests.spiders import saved
from tests.spiders.saved import answer, claimed_by, fixture_of, is_refused_and_empty, over

FIXTURES = saved.FIXTURES / "insnews"
BY_VERSION = {page.version: page for page in PAGES}
Gipress: Any = registry.spider("gipress")
Breaknews: Any = registry.spider("breaknews")
LIST = "https://www.gipress.com/sub_view.html?page=1"


# -- keys ------------------------------------------------------------------------------------


@given(
    key=st.from_regex(r"[1-9][0-9]{2,8}", fullmatch=True),
    host=st.sampled_from(["gipress.com", "www.gipress.com", "m.gipress.com"]),
    scheme=st.sampled_from(["http", "https"]),
    tail=st.sampled_from(["", "&section=sc4&section2=", "&section=sc1&page=2", "&amp;section=sc4"]),
)
def test_every_alias_of_an_article_folds_into_its_key(
    key: str, host: str, scheme: str, tail: str
) -> None:
    assert Gipress.key_of(f"{scheme}://{host}/sub_read.html?uid={key}{tail}") == key
    assert Gipress.key_of(f"{scheme}://{host}/{key}") == key
    assert Gipress.key_of(f"{scheme}://{host}/{key}/") == key


@given(key=st.from_regex(r"[1-9][0-9]{0,8}", fullmatch=True))
@pytest.mark.parametrize("spider", [Gipress, Breaknews])
def test_a_canonical_url_gives_its_key_back(spider: type[Any], key: str) -> None:
    assert spider.key_of(spider.canonical(key)) == key


def test_the_canonical_url_is_that_of_the_skin() -> None:
    assert Gipress.canonical("355366") == "https://www.gipress.com/355366"
    assert Breaknews.canonical("223140") == "https://www.breaknews.com/sub_read.html?uid=223140"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gipress.com/12",
        "https://www.gipress.com/012345",
        "https://www.gipress.com/355366/photo",
        "https://www.gipress.com/sub_view.html?uid=5",
        "https://www.gipress.com/sub_read.html?uid=x",
        "https://www.gipress.com/",
        "https://www.snilbo.co.kr/44519",
        "mailto:a@gipress.com",
    ],
)
def test_what_is_no_article_has_no_key(url: str) -> None:
    assert Gipress.key_of(url) is None


# -- lists -----------------------------------------------------------------------------------


def test_a_list_gives_its_articles_in_order_without_menus() -> None:
    rows = Gipress().parse_list(answer((FIXTURES / "list.html").read_bytes(), LIST)).rows
    assert [row.key for row in rows] == ["355366", "355365"]


def test_a_row_says_what_the_list_says() -> None:
    page = (FIXTURES / "list.html").read_bytes()
    first, second = Gipress().parse_list(answer(page, LIST)).rows
    assert first.listed.title == "경기도, 인공지능 복지 상담"
    assert first.listed.published == "2026-11-15T12:28:00+00:00"
    assert second.listed.published is None


def test_the_old_skin_s_rows_are_the_dated_blocks() -> None:
    page = """<a href='sub_view.html'>전체</a><table><tr><td>
      <table><tr><td><a href='sub_read.html?uid=300'>2026/11/20 행사를 연다</a></td></tr>
      <tr><td><a href='sub_read.html?uid=300'>요약이다</a> <span>2026/11/19 [10:20]</span></td></tr></table>
      <table><tr><td><a href='sub_read.html?uid=299'>두 번째 기사</a></td></tr>
      <tr><td><span>2026/11/18 [08:00]</span></td></tr></table></td></tr></table>
      <ul><li><a href='sub_read.html?uid=100'>많이 본 뉴스</a></li></ul>"""
    rows = Breaknews().parse_list(answer(page, "https://www.breaknews.com/sub_view.html")).rows
    assert [(row.key, row.listed.published) for row in rows] == [
        ("300", "2026-11-19T01:20:00+00:00"),
        ("299", "2026-11-17T23:00:00+00:00"),
    ]


def test_pages_are_turned_to_the_last_one() -> None:
    page = (FIXTURES / "list.html").read_bytes()
    spider = Gipress()
    following = spider.parse_list(answer(page, LIST)).next
    assert following is not None
    assert following.url == "https://www.gipress.com/sub_view.html?page=2"
    assert spider.parse_list(answer(page, following.url)).next is None


def test_an_empty_list_is_the_end() -> None:
    listing = Gipress().parse_list(answer("<a href='/sub_view.html'>전체기사</a>", LIST))
    assert (listing.rows, listing.next) == ((), None)


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "<script>alert('잘못된 접근입니다')</script>"]
)
def test_a_page_that_is_no_list_is_told(body: str) -> None:
    with pytest.raises(SourceError, match="sub_view"):
        Gipress().parse_list(answer(body, LIST))


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(SourceError, match="not an HTML page"):
        Gipress().parse_list(Response(LIST, body=b"GIF89a"))


def test_the_newest_list_is_read_and_section_lists_only_when_it_fails() -> None:
    sources = Gipress().sources()
    assert [(s.page.url, s.fallback) for s in sources] == [
        (LIST, False),
        ("https://www.gipress.com/sub_list.html?page=1", True),
    ]


def test_a_window_is_paged_since_no_dated_search_is_known() -> None:
    spider = Gipress()
    window = spider.window_sources(date(2026, 10, 1), date(2026, 10, 31))
    assert [s.page.url for s in window] == [s.page.url for s in spider.sources()]


# -- pages -----------------------------------------------------------------------------------


def page_of(version: str) -> InsnewsPage:
    return fixture_of(BY_VERSION[version], "https://www.gipress.com/355366")


@pytest.mark.parametrize("version", BY_VERSION)
def test_each_fixture_is_claimed_by_its_own_version_alone(version: str) -> None:
    assert claimed_by(PAGES, page_of(version).tree) == [version]


@pytest.mark.parametrize(
    ("version", "field", "value"),
    [
        ("insnews.new", "title", "경기도, 인공지능 복지 상담 확대"),
        ("insnews.new", "subtitle", "홀로 사는 노인 3천 명에게 안부 전화"),
        ("insnews.new", "bylines", (Byline("남여울", "기자"),)),
        ("insnews.new", "captions", ("안부 전화 상담 시연 © 경기인",)),
        ("insnews.new", "modified", None),
        ("insnews.new", "image_url", "https://www.gipress.com/imgdata/gipress_com/202611/2026111512345678.jpg"),
        ("insnews.2012", "title", "정부, 인공지능 기본계획 공청회"),
        ("insnews.2012", "subtitle", "시민단체 “영향 평가를 먼저”"),
        ("insnews.2012", "bylines", (Byline("구름재", "기자", "cloud@breaknews.example"),)),
        ("insnews.2012", "captions", ("공청회가 열린 회의장 모습.",)),
        ("insnews.2012", "modified", None),
    ],
)  # fmt: skip
def test_a_layout_gives_its_field(version: str, field: str, value: object) -> None:
    assert getattr(page_of(version), field) == value


@pytest.mark.parametrize(
    ("version", "published"),
    [
        ("insnews.new", "2026-11-15T12:28:00+00:00"),
        ("insnews.2012", "2012-08-02T01:36:00+00:00"),
    ],
)
def test_a_layout_gives_the_published_time_not_the_page_s_clock(
    version: str, published: str
) -> None:
    moment = page_of(version).published
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision) == (published, "minute")


def test_an_edit_is_read_where_it_stands_behind_the_published_time() -> None:
    body = "<p>최종편집: 2026/11/21 [09:00]</p><td>기사입력: 2026/11/15 [21:28] &nbsp;최종편집: 2026/11/16 [08:00] ⓒ</td>"
    table = f"<table><tr>{body}</tr></table>"
    page = over(Insnews2012, table, "https://www.breaknews.com/1")
    assert page.modified is not None
    assert page.modified.at.isoformat() == "2026-11-15T23:00:00+00:00"


@pytest.mark.parametrize(
    ("version", "paragraphs"),
    [
        ("insnews.new", ("경기도가 홀로", "도는 상담 내용을", "시군", "수원 800명")),
        ("insnews.2012", ("[어느신문=구름재 기자]", "참석자들은", "cloud@breaknews.example")),
    ],
)
def test_the_body_is_the_prose_and_the_article_s_own_table(
    version: str, paragraphs: tuple[str, ...]
) -> None:
    found = page_of(version).paragraphs
    assert len(found) == len(paragraphs)
    assert all(a.startswith(b) for a, b in zip(found, paragraphs, strict=True))


@pytest.mark.parametrize("version", BY_VERSION)
def test_the_notice_of_the_page_is_its_rights(version: str) -> None:
    rights = page_of(version).rights
    assert rights is not None
    assert rights.licence == "all-rights-reserved"


@pytest.mark.parametrize("version", BY_VERSION)
@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"\xff\xfe\x00", b"<table><tr><td>" * 2000]
)
def test_an_empty_or_hostile_page_is_refused_and_every_field_is_empty(
    version: str, body: bytes
) -> None:
    assert is_refused_and_empty(over(BY_VERSION[version], body, "https://www.gipress.com/1"))


# -- the real page ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> InsnewsPage:
    url = "http://www.breaknews.com/sub_read.html?uid=223140"
    page = over(Insnews2012, saved.real("insnews_2012_article_euckr.html"), url, "cp949")
    assert Insnews2012.probe(page.tree)
    return page


def test_the_real_page_of_2012_gives_its_title(real: InsnewsPage) -> None:
    assert (real.title or "").startswith("올림픽 메달 순위, 한국 종합 3위")


def test_the_real_page_of_2012_gives_its_subtitle(real: InsnewsPage) -> None:
    assert (real.subtitle or "").startswith("한국 2일 현재 금3")


def test_the_real_page_of_2012_gives_its_time(real: InsnewsPage) -> None:
    assert real.published is not None
    assert real.published.at.isoformat() == "2012-08-02T01:36:00+00:00"


def test_the_real_page_of_2012_gives_its_reporter(real: InsnewsPage) -> None:
    assert [(b.name, b.role) for b in real.bylines] == [("박동제", "기자")]


def test_the_real_page_of_2012_gives_nine_paragraphs_of_clean_hangul(real: InsnewsPage) -> None:
    body = "\n".join(real.paragraphs)
    assert len(real.paragraphs) == 9
    assert "\ufffd" not in body
    assert "도배방지" not in body
    assert not any(caption in body for caption in real.captions)
