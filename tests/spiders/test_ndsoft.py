"""NDSoft: keys fold every alias, lists of four skins are read, pages of four skins give their fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from korean.article import Byline
from spiders import registry
from spiders.families.ndsoft_pages import PAGES, NDSoftPage
from spiders.source import SourceError, WrongDates
from tests.spiders import saved
from tests.spiders.saved import answer, claimed_by, fixture_of, is_refused_and_empty, over

FIXTURES = saved.FIXTURES / "ndsoft"
BY_VERSION = {page.version: page for page in PAGES}
Kyongbuk: Any = registry.spider("kyongbuk")
Jnilbo: Any = registry.spider("jnilbo")
Incheonilbo: Any = registry.spider("incheonilbo")
Jejunews: Any = registry.spider("jejunews")
Gwunion: Any = registry.spider("gwunion")
LIST = "https://www.kyongbuk.co.kr/news/articleList.html?page=1&view_type=sm"

keys = st.from_regex(r"[1-9][0-9]{0,13}", fullmatch=True)
hosts = st.sampled_from(["www.kyongbuk.co.kr", "m.kyongbuk.co.kr", "kyongbuk.co.kr"])
schemes = st.sampled_from(["http", "https", "HTTPS"])
noise = st.lists(
    st.sampled_from(["sc_section_code=S1N4", "page=3", "utm_source=a", "section=b", "sc_word=%EA"])
)


# -- keys ------------------------------------------------------------------------------------


@given(key=keys, scheme=schemes, host=hosts, before=noise, after=noise, amp=st.booleans())
def test_every_alias_of_an_article_folds_into_its_key(
    key: str, scheme: str, host: str, before: list[str], after: list[str], amp: bool
) -> None:
    page = "articleViewAmp" if amp else "articleView"
    query = "&".join([*before, f"idxno={key}", *after])
    assert Kyongbuk.key_of(f"{scheme}://{host}/news/{page}.html?{query}") == key
    legacy = "&".join(["mod=news", "act=articleView", *before, f"idxno={key}", *after])
    assert Kyongbuk.key_of(f"{scheme}://{host}/?{legacy}") == key
    assert (
        Kyongbuk.key_of(f"{scheme}://{host}/news/{page}.html?{query}".replace("&", "&amp;")) == key
    )


@given(key=keys)
def test_a_canonical_url_gives_its_key_back(key: str) -> None:
    assert Kyongbuk.key_of(Kyongbuk.canonical(key)) == key


def test_a_key_of_eleven_digits_stays_a_string() -> None:
    url = "https://www.jnilbo.com/news/articleView.html?idxno=90000015817"
    assert Jnilbo.key_of(url) == "90000015817"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.kyongbuk.co.kr/news/articleList.html?idxno=1",
        "https://www.kyongbuk.co.kr/news/articleView.html",
        "https://www.kyongbuk.co.kr/news/articleView.html?idxno=abc",
        "https://www.kyongbuk.co.kr/news/articleView.html?idxno=0",
        "https://www.kyongbuk.co.kr/news/articleView.html?idxno=١٢",
        "https://www.kyongbuk.co.kr/?idxno=5",
        "https://www.hidomin.com/news/articleView.html?idxno=5",
        "ftp://www.kyongbuk.co.kr/news/articleView.html?idxno=5",
        "https://[/news/articleView.html?idxno=5",
        "",
    ],
)
def test_what_is_no_article_has_no_key(url: str) -> None:
    assert Kyongbuk.key_of(url) is None


# -- lists -----------------------------------------------------------------------------------


def listed(name: str, spider: type[Any]) -> tuple[Any, ...]:
    return rows_of((FIXTURES / name).read_bytes(), spider)


def rows_of(page: str | bytes, spider: type[Any]) -> tuple[Any, ...]:
    url = f"https://{spider.outlet.hosts[0]}/news/articleList.html"
    rows: tuple[Any, ...] = spider().parse_list(answer(page, url)).rows
    return rows


@pytest.mark.parametrize(
    ("skin", "spider", "rows"),
    [
        ("atl", Jnilbo, ["90000020001", "90000020000"]),
        ("2020", Incheonilbo, ["1300001", "1300000"]),
        ("auto", Jejunews, ["2200001", "2200000"]),
        ("table", Gwunion, ["5001", "5000"]),
    ],
)
def test_a_list_gives_its_own_rows_in_order(skin: str, spider: type[Any], rows: list[str]) -> None:
    assert [row.key for row in listed(f"list.{skin}.html", spider)] == rows


@pytest.mark.parametrize(
    ("skin", "spider", "title", "published", "author", "section"),
    [
        ("atl", Jnilbo, "섬마을 진료에 인공지능", "2026-11-18T05:05:00+00:00", "한바다 기자", "사회"),
        ("2020", Incheonilbo, "인천시, 인공지능 민원 창구", "2026-11-17T00:30:00+00:00", "문바람 기자", None),
        ("auto", Jejunews, "제주도, 인공지능 교통 신호 확대", "2026-11-16T10:40:00+00:00", "오돌담 기자", "사회"),
        ("table", Gwunion, "원주시, 인공지능 농업 상담", "2022-06-30T02:05:00+00:00", "강산내 기자", "지역"),
    ],
)  # fmt: skip
def test_a_row_says_what_the_list_says(
    skin: str, spider: type[Any], title: str, published: str, author: str, section: str | None
) -> None:
    said = listed(f"list.{skin}.html", spider)[0].listed
    assert (said.title, said.published) == (title, published)
    assert (said.author, said.section) == (author, section)


def test_a_date_without_a_year_is_of_the_last_year_when_it_would_be_in_the_future() -> None:
    assert listed("list.atl.html", Jnilbo)[1].listed.published == "2025-12-31T14:50:00+00:00"


def test_the_section_and_the_byline_are_told_apart_by_their_number() -> None:
    second = listed("list.2020.html", Incheonilbo)[1].listed
    assert (second.section, second.author) == ("정치", "문바람 기자")


def test_a_row_without_a_date_does_not_take_its_neighbour_s() -> None:
    assert listed("list.table.html", Gwunion)[1].listed.published is None


def test_a_time_told_in_a_teaser_is_not_the_row_s_date() -> None:
    html = (FIXTURES / "list.table.html").read_text(encoding="utf-8")
    html = html.replace("보내면 답한다", "보내면 답한다. 5년 전에는 참여 농가가 일곱 곳뿐이었다")
    (first, *_) = rows_of(html, Gwunion)
    assert first.listed.published == "2022-06-30T02:05:00+00:00"


def a_list(*times: str, links: str = "") -> str:
    rows = "".join(
        f'<li><h4 class="titles"><a href="/news/articleView.html?idxno={n}">제목 {n}</a></h4>'
        f'<span class="byline"><em>{time}</em></span></li>'
        for n, time in enumerate(times, 1)
    )
    return f'<section id="section-list"><ul>{rows}</ul>{links}</section>'


def spider_of(cls: type[Any] = Kyongbuk) -> Any:
    return cls()


def test_the_next_page_keeps_the_query_and_turns_the_number() -> None:
    url = "https://www.kyongbuk.co.kr/news/articleList.html?view_type=sm&sc_sdate=2026-11-01&page=2"
    listing = spider_of().parse_list(answer(a_list("2026.11.20 09:00"), url))
    assert listing.next.url.endswith("view_type=sm&sc_sdate=2026-11-01&page=3")
    assert listing.next.number == 3


def test_the_last_page_of_the_paging_is_the_end() -> None:
    links = '<ul class="pagination"><li><a href="?page=1">1</a></li></ul>'
    assert (
        spider_of().parse_list(answer(a_list("2026.11.20 09:00", links=links), LIST)).next is None
    )


def test_an_empty_list_is_the_end() -> None:
    listing = spider_of().parse_list(answer(a_list(), LIST))
    assert (listing.rows, listing.next) == ((), None)


def test_the_atl_list_says_how_many_there_are() -> None:
    page = (FIXTURES / "list.atl.html").read_bytes()
    listing = spider_of(Jnilbo).parse_list(
        answer(page, "https://www.jnilbo.com/news/articleList.html")
    )
    assert listing.total == 41


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html></html>",
        "<script>alert('잘못된 접근입니다');history.back();</script>",
        "\x00\x01",
        "{}",
    ],
)
def test_a_page_that_is_no_list_is_told(body: str) -> None:
    with pytest.raises(SourceError, match="articleList"):
        spider_of().parse_list(answer(body, LIST))


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(SourceError, match="not an HTML page"):
        spider_of().parse_list(Response(LIST, body=b"GIF89a"))


# -- sources ---------------------------------------------------------------------------------


def test_the_full_text_feed_is_tried_first_and_the_list_is_always_read() -> None:
    sources = spider_of().sources()
    assert sources[0].page.url == "https://cdn.kyongbuk.co.kr/rss/gn_rss_allArticle.xml"
    assert [s.page.url for s in sources if not s.fallback] == [sources[0].page.url, LIST]


def test_a_confirmed_full_text_feed_is_not_guessed_again() -> None:
    urls = [s.page.url for s in spider_of(Jnilbo).sources()]
    assert urls == [
        "https://cdn.jnilbo.com/rss/gn_rss_allArticle.xml",
        "https://www.jnilbo.com/rss/allArticle.xml",
        "https://www.jnilbo.com/news/articleList.html?page=1&view_type=sm",
    ]


def test_the_full_text_of_a_feed_goes_with_the_row() -> None:
    feed = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
      xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>제목</title>
      <link>https://www.jnilbo.com/news/articleView.html?idxno=90000020001</link>
      <pubDate>2026-11-18 14:05:31</pubDate>
      <content:encoded><![CDATA[<p>첫 단락이다.</p><p>둘째 단락이다.</p>]]></content:encoded>
      </item></channel></rss>"""
    source = spider_of(Jnilbo).sources()[0]
    (row,) = source.parse(answer(feed, source.page.url)).rows
    assert row.key == "90000020001"
    assert row.listed.body == "첫 단락이다.\n\n둘째 단락이다."
    assert row.listed.published == "2026-11-18T05:05:31+00:00"


def test_a_window_is_asked_for_in_slices_without_gaps() -> None:
    sources = spider_of().window_sources(date(2026, 9, 15), date(2026, 11, 20))
    dated = [s.name.removeprefix("articleList ") for s in sources if s.kind == "search"]
    assert dated == ["2026-10-21..2026-11-20", "2026-09-20..2026-10-20", "2026-09-15..2026-09-19"]
    assert sources[-1].fallback


def test_a_site_that_ignores_the_dates_is_told() -> None:
    source = spider_of().window_sources(date(2026, 10, 1), date(2026, 10, 5))[0]
    with pytest.raises(WrongDates, match=r"asked for 2026-10-01 to 2026-10-05, shown 2026-11-20"):
        source.parse(answer(a_list("2026.11.20 09:00"), source.page.url))


def test_a_site_that_keeps_the_dates_is_read() -> None:
    source = spider_of().window_sources(date(2026, 10, 1), date(2026, 10, 5))[0]
    assert len(source.parse(answer(a_list("2026.10.05 23:59"), source.page.url)).rows) == 1


# -- pages -----------------------------------------------------------------------------------


def page_of(version: str) -> NDSoftPage:
    url = "https://www.jnilbo.com/news/articleView.html?idxno=90000020001"
    return fixture_of(BY_VERSION[version], url)


@pytest.mark.parametrize("version", BY_VERSION)
def test_each_fixture_is_claimed_by_its_own_version_alone(version: str) -> None:
    assert claimed_by(PAGES, page_of(version).tree) == [version]


@pytest.mark.parametrize(
    ("version", "field", "value"),
    [
        ("ndsoft.atl", "title", "전남도, 섬마을 진료에 인공지능 판독 보조 도입"),
        ("ndsoft.atl", "subtitle", "보건지소 12곳에 영상 판독 보조 체계\n판독 책임은 의사가 진다"),
        ("ndsoft.atl", "bylines", (Byline("한바다", "기자", "sea@jnilbo.example"),)),
        ("ndsoft.atl", "place", "무안"),
        ("ndsoft.atl", "section", "사회"),
        ("ndsoft.atl", "captions", ("전남의 한 보건지소 진료실",)),
        ("ndsoft.atl", "tags", ("인공지능", "원격진료")),
        ("ndsoft.atl", "image_url", "https://cdn.jnilbo.com/news/photo/202611/90000020001_41_1.jpg"),
        ("ndsoft.2020", "title", "인천시, 인공지능 민원 창구 시범 운영"),
        ("ndsoft.2020", "subtitle", "군·구 세 곳에서 석 달 동안"),
        ("ndsoft.2020", "bylines", (Byline("문바람", "기자", "wind@incheonilbo.example"),)),
        ("ndsoft.2020", "section", "정치"),
        ("ndsoft.auto", "title", "제주도, 인공지능 교통 신호 내년 확대"),
        ("ndsoft.auto", "subtitle", None),
        ("ndsoft.auto", "bylines", (Byline("오돌담", "기자"),)),
        ("ndsoft.table", "title", "원주시, 인공지능 농업 상담 시작"),
        ("ndsoft.table", "subtitle", "병해충 사진을 보내면 답한다"),
        ("ndsoft.table", "bylines", (Byline("강산내", "기자"),)),
        ("ndsoft.table", "captions", ("상담실 모습",)),
    ],
)  # fmt: skip
def test_a_layout_gives_its_field(version: str, field: str, value: object) -> None:
    assert getattr(page_of(version), field) == value


@pytest.mark.parametrize(
    ("version", "published", "precision"),
    [
        ("ndsoft.atl", "2026-11-18T05:05:31+00:00", "second"),
        ("ndsoft.2020", "2026-11-17T00:30:00+00:00", "second"),
        ("ndsoft.auto", "2026-11-16T10:40:00+00:00", "minute"),
        ("ndsoft.table", "2022-06-30T02:05:00+00:00", "minute"),
    ],
)
def test_a_layout_gives_the_published_time(version: str, published: str, precision: str) -> None:
    moment = page_of(version).published
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision) == (published, precision)


def test_the_last_line_may_name_the_place() -> None:
    body = """<div id="article-view-content-div"><p>포항시가 인공지능 조례를 만든다.</p>
      <p>포항=마파람기자 south@dkilbo.example</p></div>"""
    url = "https://www.dkilbo.com/news/articleView.html?idxno=1"
    page = over(BY_VERSION["ndsoft.2020"], body, url)
    assert page.place == "포항"


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("ndsoft.auto", '<div class="article-head-nav">홈 &gt; 뉴스 &gt; 사회</div>'),
        ("ndsoft.table", '<td class="View_Path">홈 &gt; 사회</td>'),
    ],
)
def test_the_older_skins_print_the_section_in_a_path(version: str, path: str) -> None:
    page = over(BY_VERSION[version], f"<table><tr>{path}</tr></table>", "https://a.kr/")
    assert page.section == "사회"


def test_an_edit_is_seen_in_the_modified_time() -> None:
    modified = page_of("ndsoft.atl").modified
    assert modified is not None
    assert modified.at.isoformat() == "2026-11-18T07:20:00+00:00"


def test_the_published_time_repeated_as_modified_is_no_edit() -> None:
    assert page_of("ndsoft.2020").modified is None


@pytest.mark.parametrize(
    ("version", "first", "last", "count"),
    [
        ("ndsoft.atl", "전라남도는 의사가", "한바다 기자 sea@jnilbo.example", 4),
        ("ndsoft.2020", "인천시가 다음 달부터", "/글·사진 문바람 기자", 4),
        ("ndsoft.auto", "제주특별자치도는", "오돌담 기자", 3),
        ("ndsoft.table", "원주시는 농민이", "시 농업기술센터는", 2),
    ],
)
def test_the_body_is_the_prose_and_nothing_around_it(
    version: str, first: str, last: str, count: int
) -> None:
    paragraphs = page_of(version).paragraphs
    assert len(paragraphs) == count
    assert paragraphs[0].startswith(first)
    assert paragraphs[-1].startswith(last)


@pytest.mark.parametrize(
    "words",
    [
        "글자크기",
        "광고",
        "퀴즈",
        "저작권자",
        "기사공유하기",
        "가나다라",
        "다른기사",
        "보건지소 진료실",
        "판독 책임은",
    ],
)
@pytest.mark.parametrize("version", BY_VERSION)
def test_no_boilerplate_of_the_cms_is_in_a_body(version: str, words: str) -> None:
    assert words not in "\n".join(page_of(version).paragraphs)


def test_a_ban_on_ai_training_is_read_from_the_copyright_line() -> None:
    rights = page_of("ndsoft.atl").rights
    assert rights is not None
    assert (rights.licence, rights.ai_training) == ("all-rights-reserved", False)


@pytest.mark.parametrize("version", BY_VERSION)
@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\xff\xfe\x00", b"<div>" * 3000])
def test_an_empty_or_hostile_page_is_refused_and_every_field_is_empty(
    version: str, body: bytes
) -> None:
    assert is_refused_and_empty(over(BY_VERSION[version], body, "https://www.jnilbo.com/x"))
