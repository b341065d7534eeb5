"""Etoday: one article, one key; lists and search are checked; every layout is read whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse
from web_poet import HttpResponse

from korean.article import Byline
from spiders.outlets.etoday import EtodaySpider, parse_list
from spiders.page import ArticlePage
from spiders.source import Listing, Source, SourceError

FIXTURES = Path(__file__).parent / "fixtures" / "etoday"

# -- keys ------------------------------------------------------------------------------------------

ALIASES = (
    "https://www.etoday.co.kr/news/view/{}",
    "https://www.etoday.co.kr/news/view/{}?trc=right_most",
    "http://etoday.co.kr/news/view/{}/?utm_source=x#a",
    "https://m.etoday.co.kr/view.php?idxno={}",
    "http://m1.etoday.co.kr/view.php?idxno={}&trc=main",
    "https://m.etoday.co.kr/news/view/{}",
    "https://www.etoday.co.kr/amp/news/view/{}",
)


@given(st.integers(1, 10**12 - 1), st.sampled_from(ALIASES))
def test_every_alias_folds_into_the_key(number: int, alias: str) -> None:
    assert EtodaySpider.key_of(alias.format(number)) == str(number)


@given(st.integers(1, 10**12 - 1).map(str))
def test_the_canonical_url_gives_its_key_back(key: str) -> None:
    assert EtodaySpider.key_of(EtodaySpider.canonical(key)) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://www.etoday.co.kr/news/view/",
        "https://www.etoday.co.kr/news/section/subsection?MID=1202",
        "https://www.etoday.co.kr/news/view/0",
        "https://m.etoday.co.kr/view.php",
        "https://etoday.co.kr.evil.example/news/view/1",
        "http://[broken/news/view/1",
        "",
    ],
)
def test_what_is_no_article_has_no_key(url: str) -> None:
    assert EtodaySpider.key_of(url) is None


# -- lists and search ------------------------------------------------------------------------------

LIST_URL = "https://www.etoday.co.kr/news/section/subsection?MID=1202&page=1"


def row(key: int, day: str = "2026-11-18 14:56") -> str:
    return (
        f'<li class="sp_newslist"><div class="cluster_text_headline21">'
        f'<a href="/news/view/{key}?trc=subsection">시, <b>인공지능</b> 조례</a></div>'
        f'<div class="cluster_text_lede21"><a href="/news/view/{key}">시가 밝혔다.</a></div>'
        f'<div class="cluster_text_press21">{day}</div></li>'
    )


def html(*rows: str, above: str = "") -> str:
    return f'<!doctype html><html><body>{above}<ul id="list_W">{"".join(rows)}</ul></body></html>'


def answer(url: str, body: str) -> HtmlResponse:
    return HtmlResponse(url, body=body.encode(), encoding="utf-8")


def listed(body: str, url: str = LIST_URL) -> Listing:
    return parse_list(answer(url, body))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "시, 인공지능 조례"),
        ("summary", "시가 밝혔다."),
        ("published", "2026-11-18T05:56:00+00:00"),
        ("published_raw", "2026-11-18 14:56"),
    ],
)
def test_a_listed_article_is_read_field_by_field(name: str, value: str) -> None:
    assert getattr(listed(html(row(1))).rows[0].listed, name) == value


def test_a_row_inside_one_link_is_read_too() -> None:
    wrapped = (
        '<li class="sp_newslist"><a href="/news/view/5"><div class="cluster_text_headline21">제목'
        "</div></a></li>"
    )
    listing = listed(html(wrapped))
    assert (listing.rows[0].key, listing.rows[0].listed.title) == ("5", "제목")


def test_an_article_listed_twice_is_one_row() -> None:
    assert [r.key for r in listed(html(row(1), row(2), row(1))).rows] == ["1", "2"]


def test_the_next_page_keeps_the_other_parameters() -> None:
    following = listed(html(row(1))).next
    assert following is not None
    assert parse_qs(urlsplit(following.url).query) == {"MID": ["1202"], "page": ["2"]}


@pytest.mark.parametrize("page", [1, 9])
def test_an_empty_list_is_the_end(page: int) -> None:
    listing = listed(html(), LIST_URL.replace("page=1", f"page={page}"))
    assert (listing.rows, listing.next) == ((), None)


def test_a_search_that_found_nothing_is_no_error() -> None:
    assert listed("<html><body><p>검색 결과가 없습니다.</p></body></html>").rows == ()


def test_the_total_above_the_rows_is_read() -> None:
    assert listed(html(row(1), above="<p>총 <b>1,234</b>건</p>")).total == 1234


def test_a_count_in_a_title_is_no_total() -> None:
    counted = row(1).replace("조례", "민원 총 500건 처리")
    assert listed(html(counted)).total is None


HOSTILE = {
    "an alert": ("<script>alert('잘못된 접근입니다');history.back();</script>", True),
    "a challenge": ("<html><title>Just a moment...</title></html>", True),
    "another page": ("<html><body>" + "<p>글이 이어집니다.</p>" * 300 + "</body></html>", False),
    "JSON": ('{"data": []}', False),
    "nothing": ("", False),
    "rows without links": (html("<li class='sp_newslist'>없음</li>"), False),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_an_error(name: str) -> None:
    body, blocked = HOSTILE[name]
    with pytest.raises(SourceError) as caught:
        listed(body)
    assert caught.value.blocked is blocked


def test_feeds_come_first_and_lists_close_the_gap() -> None:
    kinds = [s.kind for s in EtodaySpider().sources()]
    assert kinds == ["feed"] * 12 + ["sitemap", "list", "search", "search"]


SINCE, UNTIL = date(2026, 9, 1), date(2026, 11, 20)


def slices(keyword: str = "인공지능") -> list[Source]:
    sources = EtodaySpider().window_sources(SINCE, UNTIL)
    mine = [s for s in sources if s.kind == "search"]
    return [s for s in mine if parse_qs(urlsplit(s.page.url).query)["keyword"] == [keyword]]


def test_the_slices_of_a_window_leave_no_day_out() -> None:
    days: set[int] = set()
    for source in slices():
        query = parse_qs(urlsplit(source.page.url).query)
        begin, end = (date.fromisoformat(query[f"fldTerm{n}"][0]) for n in ("Start", "End"))
        days.update(range(begin.toordinal(), end.toordinal() + 1))
    assert days == set(range(SINCE.toordinal(), UNTIL.toordinal() + 1))


def test_a_slice_whose_rows_are_of_its_days_is_believed() -> None:
    source = slices()[0]
    assert [r.key for r in source.parse(answer(source.page.url, html(row(1)))).rows] == ["1"]


@pytest.mark.parametrize("body", [html(row(1, "2020-01-01 09:00")), html()], ids=["other", "none"])
def test_when_the_dates_are_not_heeded_the_search_is_paged_without_them(body: str) -> None:
    newest = slices()[0]
    (instead,) = newest.parse(answer(newest.page.url, body)).more
    assert "fldTermStart=&" in instead.page.url
    assert instead.ordered


def test_the_search_without_dates_is_read_once() -> None:
    older = slices()[1]
    assert older.parse(answer(older.page.url, html(row(1, "2020-01-01 09:00")))) == Listing()


# -- pages -----------------------------------------------------------------------------------------


def page(cls: type[ArticlePage], html: str | None = None) -> ArticlePage:
    html = html or (FIXTURES / f"{cls.version}.html").read_text(encoding="utf-8")
    return cls(HttpResponse(EtodaySpider.canonical("1"), html.encode(), encoding="utf-8"))


CURRENT, OLD, MOBILE = EtodaySpider.pages


@pytest.mark.parametrize("cls", EtodaySpider.pages, ids=lambda c: c.version)
def test_a_layout_is_probed_as_itself_alone(cls: type[ArticlePage]) -> None:
    tree = page(cls).tree
    assert [c for c in EtodaySpider.pages if c.probe(tree)] == [cls]


@pytest.mark.parametrize(
    ("cls", "name", "value"),
    [
        (CURRENT, "title", "“산단에 인공지능 관제소”"),
        (CURRENT, "subtitle", '시, 내년 예산에 반영\n관제 인력 서른 명\n"사고 줄일 것"'),
        (
            CURRENT,
            "paragraphs",
            (
                "시는 산업단지에 인공지능 관제소를 세운다고 28일 밝혔다.",
                "예산은 서른 억 원이다.",
                "관제소는 내년 봄에 연다.",
            ),
        ),
        (CURRENT, "captions", ("28일 관제소 예정지. (노아인 기자 ain@)",)),
        (CURRENT, "bylines", (Byline("노아인", "기자", "ain@"),)),
        (CURRENT, "section", "정치·경제"),
        (CURRENT, "tags", ("인공지능", "산업단지")),
        (CURRENT, "image_url", "https://img.etoday.example/a.jpg"),
        (OLD, "title", "공장에 인공지능 점검"),
        (OLD, "subtitle", "부처, 시범 사업 공고"),
        (
            OLD,
            "paragraphs",
            (
                "부처는 공장 점검에 인공지능을 쓰는 시범 사업을 공고했다.",
                "접수는 이달 말까지다.",
            ),
        ),
        (OLD, "captions", ("점검 장면 (노아인 기자 ain@)",)),
        (OLD, "bylines", (Byline("노아인", "기자", "ain@"),)),
        (OLD, "section", "기업"),
        (OLD, "tags", ("공장",)),
        (MOBILE, "title", "항만에 인공지능 하역"),
        (MOBILE, "subtitle", "공사, 세 부두부터"),
        (
            MOBILE,
            "paragraphs",
            ("공사는 하역에 인공지능을 쓴다고 1일 밝혔다.", "먼저 세 부두에서 시험한다."),
        ),
        (MOBILE, "captions", ("세 번째 부두",)),
        (MOBILE, "bylines", (Byline("노아인", "기자", None),)),
    ],
)
def test_a_field_of_a_layout(cls: type[ArticlePage], name: str, value: object) -> None:
    assert getattr(page(cls), name) == value


@pytest.mark.parametrize(
    ("cls", "name", "utc"),
    [
        (CURRENT, "published", "2024-05-28T08:11:24+00:00"),
        (CURRENT, "modified", "2024-05-28T08:38:00+00:00"),
        (OLD, "published", "2021-03-02T00:05:00+00:00"),
        (OLD, "modified", "2021-03-02T01:00:00+00:00"),
        (MOBILE, "published", "2025-09-01T02:20:00+00:00"),
        (MOBILE, "modified", "2025-09-01T03:00:00+00:00"),
    ],
)
def test_a_time_of_a_layout(cls: type[ArticlePage], name: str, utc: str) -> None:
    assert getattr(page(cls), name).at.isoformat() == utc


@pytest.mark.parametrize("cls", EtodaySpider.pages, ids=lambda c: c.version)
def test_the_notice_reserves_all_rights(cls: type[ArticlePage]) -> None:
    rights = page(cls).rights
    assert rights is not None
    assert (rights.licence, rights.ai_training) == ("all-rights-reserved", None)


def current_with(old: str, new: str) -> ArticlePage:
    html = (FIXTURES / "etoday.current.html").read_text(encoding="utf-8")
    assert old in html
    return page(CURRENT, html.replace(old, new))


def test_an_unedited_article_has_no_modified_time() -> None:
    assert current_with("수정 2024-05-28 17:38", "").modified is None


def test_without_the_meta_tag_the_printed_time_counts() -> None:
    shown = current_with("article:published_time", "article:none").published
    assert shown is not None
    assert (shown.raw, shown.precision) == ("2024-05-28 17:11", "minute")


def test_the_pictures_reporter_signs_where_nobody_else_does() -> None:
    shown = current_with('<meta name="author" content="노아인 기자">', "")
    assert shown.bylines == (Byline("노아인", "기자", "ain@"),)


def test_another_pictures_reporter_is_no_author() -> None:
    shown = current_with('content="노아인 기자"', 'content="구해온 기자"')
    assert shown.bylines == (Byline("구해온", "기자", None),)


def test_a_title_lost_with_its_class_is_read_from_the_meta_tag() -> None:
    assert current_with('<h1 class="main_title">', "<h1>").title == "산단에 인공지능 관제소"


REFUSED = {
    "an alert": "<script>alert('삭제된 기사입니다');history.back();</script>",
    "a challenge": "<html><head><title>Just a moment...</title></head><body></body></html>",
    "a list": html(row(1), row(2)),
    "nothing": "<html></html>",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("cls", EtodaySpider.pages, ids=lambda c: c.version)
def test_what_is_no_article_is_refused(cls: type[ArticlePage], name: str) -> None:
    assert page(cls, REFUSED[name]).refused()


@pytest.mark.parametrize("cls", EtodaySpider.pages, ids=lambda c: c.version)
def test_an_article_is_not_refused(cls: type[ArticlePage]) -> None:
    assert page(cls).refused() is None


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("field", ["title", "subtitle", "paragraphs", "published", "bylines"])
@pytest.mark.parametrize("cls", EtodaySpider.pages, ids=lambda c: c.version)
def test_no_field_fails_or_invents_on_a_hostile_page(
    cls: type[ArticlePage], field: str, name: str
) -> None:
    assert not getattr(page(cls, REFUSED[name]), field)
