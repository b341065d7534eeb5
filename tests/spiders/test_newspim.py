"""Newspim: one article, one key; the body's ``<p>`` are told apart; every layout is read whole."""

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
from spiders.outlets.newspim import NewspimSpider, parse_search
from spiders.page import ArticlePage
from spiders.source import Listing, SourceError

FIXTURES = Path(__file__).parent / "fixtures" / "newspim"

# -- keys ------------------------------------------------------------------------------------------

ALIASES = (
    "https://www.newspim.com/news/view/{}",
    "http://newspim.com/news/view/{}?ref=rss",
    "https://search.newspim.com/news/view/{}",
    "https://ir.newspim.com/news/view/{}/",
    "https://member.newspim.com/news/view/{}?inflow=right",
    "https://m.newspim.com/newsamp/view/{}",
    "https://m.newspim.com/news/view/{}?utm_source=x&utm_medium=y#z",
)
KEYS = st.builds(
    lambda day, number: f"{day:%Y%m%d}{number:06d}",
    st.dates(date(2003, 1, 1), date(2035, 12, 31)),
    st.integers(0, 999_999),
)


@given(KEYS, st.sampled_from(ALIASES))
def test_every_alias_folds_into_the_key(key: str, alias: str) -> None:
    assert NewspimSpider.key_of(alias.format(key)) == key


@given(KEYS)
def test_the_canonical_url_gives_its_key_back(key: str) -> None:
    assert NewspimSpider.key_of(NewspimSpider.canonical(key)) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://www.newspim.com/news/view/2024011900002",
        "https://www.newspim.com/news/view/202401190000299",
        "https://www.newspim.com/news/view/20241319000029",
        "https://www.newspim.com/news/category/1",
        "https://newspim.com.evil.example/news/view/20240119000029",
        "http://[broken/news/view/20240119000029",
        "",
    ],
)
def test_what_is_no_article_has_no_key(url: str) -> None:
    assert NewspimSpider.key_of(url) is None


# -- search ----------------------------------------------------------------------------------------

KEY = "20251203000777"
ROW = (
    '<article class="thumb_h"><div class="txt"><strong class="subject">'
    f'<a href="/news/view/{KEY}">정부, <em>인공지능</em> 지침</a></strong>'
    '<p class="summary">[세종=뉴스핌] …</p><span class="date">2025-12-03 13:40</span></div></article>'
)
SEARCH_URL = NewspimSpider().window_sources(date(2025, 12, 1), date(2025, 12, 3))[0].page.url


def html(*rows: str) -> str:
    return f'<!doctype html><html><body><div class="result">결과</div>{"".join(rows)}</body></html>'


def found(body: str, url: str = SEARCH_URL) -> Listing:
    return parse_search(HtmlResponse(url, body=body.encode(), encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "정부, 인공지능 지침"),
        ("summary", "[세종=뉴스핌] …"),
        ("published", "2025-12-03T04:40:00+00:00"),
    ],
)
def test_a_found_article_is_read_field_by_field(name: str, value: str) -> None:
    assert getattr(found(html(ROW)).rows[0].listed, name) == value


def test_the_next_page_asks_for_the_same_words() -> None:
    following = found(html(ROW)).next
    assert following is not None
    query = parse_qs(urlsplit(following.url).query)
    assert (query["searchword"], query["page"], query["searchfor[0]"]) == (
        ["인공지능"],
        ["2"],
        ["1"],
    )


def test_a_search_without_results_ends() -> None:
    listing = found(html())
    assert (listing.rows, listing.next) == ((), None)


HOSTILE = {
    "an alert": ("<script>alert('잘못된 접근입니다');history.back();</script>", True),
    "a challenge": ("<html><title>Just a moment...</title></html>", True),
    "another page": ("<html><body>" + "<p>글이 이어집니다.</p>" * 300 + "</body></html>", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_search_page_is_an_error(name: str) -> None:
    body, blocked = HOSTILE[name]
    with pytest.raises(SourceError) as caught:
        found(body)
    assert caught.value.blocked is blocked


def test_feeds_and_sitemaps_come_first_and_the_search_closes_the_gap() -> None:
    kinds = [s.kind for s in NewspimSpider().sources()]
    assert kinds == ["feed"] * 13 + ["sitemap"] * 2 + ["search"] * 2


def test_a_window_is_searched_newest_first_to_its_edge() -> None:
    sources = NewspimSpider().window_sources(date(2025, 1, 1), date(2025, 2, 1))
    searches = [s for s in sources if s.kind == "search"]
    assert searches
    assert all(s.ordered and "sort=desc" in s.page.url for s in searches)


# -- pages -----------------------------------------------------------------------------------------


def page(cls: type[ArticlePage], html: str | None = None) -> ArticlePage:
    html = html or (FIXTURES / f"{cls.version}.html").read_text(encoding="utf-8")
    return cls(HttpResponse(NewspimSpider.canonical(KEY), html.encode(), encoding="utf-8"))


NEW, MIDDLE, OLD = NewspimSpider.pages


@pytest.mark.parametrize("cls", NewspimSpider.pages, ids=lambda c: c.version)
def test_a_layout_is_probed_as_itself_alone(cls: type[ArticlePage]) -> None:
    tree = page(cls).tree
    assert [c for c in NewspimSpider.pages if c.probe(tree)] == [cls]


@pytest.mark.parametrize(
    ("cls", "name", "value"),
    [
        (NEW, "title", "정부, 인공지능 행정 지침 마련"),
        (NEW, "subtitle", "부처마다 책임관 두기로\n내년 상반기 시행"),
        (
            NEW,
            "paragraphs",
            (
                "[세종=뉴스핌] 도가온 기자 = 정부가 인공지능 행정 지침을 마련했다고 19일 밝혔다.",
                "지침은 부처마다 책임관을 두게 한다.",
                "시행은 내년 상반기다.",
            ),
        ),
        (
            NEW,
            "captions",
            (
                "[서울=뉴스핌] 한누리 기자 = 지침 발표 자리. 2026.01.19 nuri@newspim.com",
                "청사 전경 [사진=독자 제공]",
            ),
        ),
        (NEW, "bylines", (Byline("도가온", "기자", "gaon@newspim.com"),)),
        (NEW, "section", "경제 > 과학기술"),
        (NEW, "image_url", "https://img.newspim.example/n1.jpg"),
        (MIDDLE, "title", "도, 인공지능 교실 열어"),
        (MIDDLE, "subtitle", "첫해 학교 열 곳"),
        (
            MIDDLE,
            "paragraphs",
            ("[안동=뉴스핌] 도가온 기자 = 도가 인공지능 교실을 연다.", "첫해에는 학교 열 곳이다."),
        ),
        (MIDDLE, "captions", ("교실 모습 [사진=도]",)),
        (MIDDLE, "bylines", (Byline("도가온", "기자", "gaon@newspim.com"),)),
        (MIDDLE, "section", "전국"),
        (OLD, "title", "시, 인공지능 산업 조례"),
        (OLD, "subtitle", "의회 본회의 통과"),
        (
            OLD,
            "paragraphs",
            (
                "[뉴욕 = 뉴스핌] 도가온 특파원 = 시의 인공지능 산업 조례가 본회의를 지났다.",
                "조례는 내년 1월부터 시행한다.",
            ),
        ),
        (OLD, "captions", ("본회의장 [사진=의회]",)),
        (OLD, "bylines", (Byline("도가온", "특파원", "gaon@newspim.com"),)),
    ],
)
def test_a_field_of_a_layout(cls: type[ArticlePage], name: str, value: object) -> None:
    assert getattr(page(cls), name) == value


@pytest.mark.parametrize(
    ("cls", "name", "utc", "precision"),
    [
        (NEW, "published", "2026-01-19T00:00:12+00:00", "second"),
        (NEW, "modified", "2026-01-19T00:37:00+00:00", "minute"),
        (MIDDLE, "published", "2024-01-19T00:00:00+00:00", "minute"),
        (MIDDLE, "modified", "2024-01-19T00:37:00+00:00", "minute"),
        (OLD, "published", "2018-11-05T05:20:00+00:00", "minute"),
        (OLD, "modified", "2018-11-05T06:00:00+00:00", "minute"),
    ],
)
def test_a_time_of_a_layout(cls: type[ArticlePage], name: str, utc: str, precision: str) -> None:
    moment = getattr(page(cls), name)
    assert (moment.at.isoformat(), moment.precision) == (utc, precision)


@pytest.mark.parametrize("cls", NewspimSpider.pages, ids=lambda c: c.version)
def test_a_notice_on_the_page_is_read(cls: type[ArticlePage]) -> None:
    rights = page(cls).rights
    assert rights is not None
    assert rights.licence == "all-rights-reserved"


def new_with(old: str, new: str) -> ArticlePage:
    html = (FIXTURES / "newspim.2026.html").read_text(encoding="utf-8")
    assert old in html
    return page(NEW, html.replace(old, new))


def test_an_empty_modified_label_is_no_time() -> None:
    assert new_with("2026년01월19일 09:37", "").modified is None


def test_a_sentence_before_the_dateline_is_no_subtitle() -> None:
    shown = new_with(
        "<p><strong>부처마다 책임관 두기로<br>내년 상반기 시행</strong></p>",
        "<p>이 기사는 앞서 보도한 내용을 고친 것입니다.</p>",
    )
    assert shown.subtitle is None
    assert len(shown.paragraphs) == 4


def test_a_long_caption_is_known_by_its_credit() -> None:
    long = "장비를 관계자들이 살펴보고 있다. 방청 제공 [사진=독자 제공] 2026.01.19 nuri@newspim.com"
    shown = new_with("청사 전경 [사진=독자 제공]", long)
    assert long in shown.captions
    assert len(shown.paragraphs) == 3


def test_a_text_without_dateline_loses_nothing() -> None:
    shown = new_with("[세종=뉴스핌] 도가온 기자 = ", "")
    assert shown.paragraphs[0] == "부처마다 책임관 두기로"


REFUSED = {
    "an alert": "<script>alert('삭제된 기사입니다');history.back();</script>",
    "a challenge": "<html><head><title>Just a moment...</title></head><body></body></html>",
    "a list": html(ROW),
    "nothing": "<html></html>",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("cls", NewspimSpider.pages, ids=lambda c: c.version)
def test_what_is_no_article_is_refused(cls: type[ArticlePage], name: str) -> None:
    assert page(cls, REFUSED[name]).refused()


@pytest.mark.parametrize("cls", NewspimSpider.pages, ids=lambda c: c.version)
def test_an_article_is_not_refused(cls: type[ArticlePage]) -> None:
    assert page(cls).refused() is None


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("field", ["title", "subtitle", "paragraphs", "published", "bylines"])
@pytest.mark.parametrize("cls", NewspimSpider.pages, ids=lambda c: c.version)
def test_no_field_fails_or_invents_on_a_hostile_page(
    cls: type[ArticlePage], field: str, name: str
) -> None:
    assert not getattr(page(cls, REFUSED[name]), field)
