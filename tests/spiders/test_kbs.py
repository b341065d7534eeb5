"""KBS: one report, one key; no list is believed that is none; every layout is read whole."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response, TextResponse
from web_poet import HttpResponse

from korean.article import Byline
from spiders.events import Listed
from spiders.outlets.kbs import KbsSpider, sources
from spiders.outlets.kbs.pages import unescaped
from spiders.page import ArticlePage
from spiders.source import Listing, Row, Source, SourceError, WrongDates

FIXTURES = Path(__file__).parent / "fixtures" / "kbs"
SHARED = Path(__file__).parents[2].parent / "shared"

# -- keys ------------------------------------------------------------------------------------------

ALIASES = (
    "https://news.kbs.co.kr/news/pc/view/view.do?ncd={}",
    "http://news.kbs.co.kr/news/pc/view/view.do?ncd={}&ref=A",
    "https://news.kbs.co.kr/news/view.do?ncd={}",
    "http://news.kbs.co.kr/news/view.do?ncd={}&ref=DT",
    "https://news.kbs.co.kr/mobile/news/view.do?ncd={}",
    "https://news.kbs.co.kr/news/mobile/view/view.do?ncd={}&utm_source=x",
    "https://news.kbs.co.kr/news/view.do;jsessionid=A1?ref=A&ncd={}#top",
    "https://NEWS.KBS.CO.KR/news/view.do?ref=A&amp;ncd={}",
)


@given(st.integers(1, 10**12 - 1), st.sampled_from(ALIASES))
def test_every_alias_folds_into_the_key(number: int, alias: str) -> None:
    assert KbsSpider.key_of(alias.format(number)) == str(number)


@given(st.integers(1, 10**12 - 1).map(str))
def test_the_canonical_url_gives_its_key_back(key: str) -> None:
    assert KbsSpider.key_of(KbsSpider.canonical(key)) == key


@given(st.text())
def test_no_text_makes_the_key_fail(url: str) -> None:
    assert KbsSpider.key_of(url) is None or url.strip().lower().startswith("http")


@pytest.mark.parametrize(
    "url",
    [
        "https://news.kbs.co.kr/news/pc/view/view.do",
        "https://news.kbs.co.kr/news/view.do?ncd=abc",
        "https://news.kbs.co.kr/news/view.do?ncd=0",
        "https://news.kbs.co.kr/news/list.do?ncd=1",
        "https://news.kbs.co.kr.evil.example/news/view.do?ncd=1",
        "https://other.example/news/view.do?ncd=1",
        "javascript:view.do?ncd=1",
        "http://[broken/news/view.do?ncd=1",
        "",
    ],
)
def test_what_is_no_report_has_no_key(url: str) -> None:
    assert KbsSpider.key_of(url) is None


# -- the list --------------------------------------------------------------------------------------

ITEM: dict[str, Any] = {
    "newsCode": 8412207,
    "newsTitle": "[시험경제] 도청에 &lsquo;인공지능&rsquo; 도우미",
    "newsContents": "[앵커]<br /><br />도청이 도우미를 두었습니다.<br /><br />내년에는 넓힙니다.",
    "broadDate": "20261120",
    "broadName": "뉴스7(대구)",
    "menuName": "경제",
    "imgUrl": "/data/news/1.jpg",
    "deskTime": "20261120180102",
    "localCode": "20",
    "reporters": [
        {"reporterName": "서하람", "email": "haram@kbs.example", "jobName": "기자"},
        {"reporterName": "민다온", "email": None, "jobName": ""},
    ],
}
LIST_URL = sources.latest().page.url
HTML = "<!doctype html><html><body>잠시 후 다시 이용해 주세요</body></html>"


def answer(url: str, body: object) -> Response:
    text = body if isinstance(body, str) else json.dumps(body)
    return TextResponse(url, body=text.encode(), encoding="utf-8")


def listed(*items: dict[str, Any], url: str = LIST_URL) -> Listing:
    return sources.parse_list(answer(url, {"success": True, "data": list(items)}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "[시험경제] 도청에 ‘인공지능’ 도우미"),
        ("body", "[앵커]\n\n도청이 도우미를 두었습니다.\n\n내년에는 넓힙니다."),
        ("published", "2026-11-20T09:01:02+00:00"),
        ("author", "서하람 기자 haram@kbs.example, 민다온"),
        ("section", "경제"),
        ("programme", "뉴스7(대구)"),
        ("image_url", "https://news.kbs.co.kr/data/news/1.jpg"),
    ],
)
def test_a_listed_report_is_read_field_by_field(name: str, value: str) -> None:
    assert getattr(listed(ITEM).rows[0].listed, name) == value


def test_a_listed_report_is_named_by_its_ncd() -> None:
    row = listed(ITEM).rows[0]
    assert (row.key, row.url) == ("8412207", KbsSpider.canonical("8412207"))


def test_the_service_time_comes_before_the_desk_time() -> None:
    item = ITEM | {"serviceTime": "2026-11-20 17:30:00"}
    assert listed(item).rows[0].listed.published == "2026-11-20T08:30:00+00:00"


def test_the_day_of_broadcast_is_no_published_time() -> None:
    assert listed(ITEM | {"deskTime": "", "newsTime": "180102"}).rows[0].listed.published is None


def test_the_next_page_is_asked_for_even_after_a_short_one() -> None:
    following = listed(ITEM).next
    assert following is not None
    assert parse_qs(urlsplit(following.url).query)["currentPageNo"] == ["2"]


def test_an_empty_later_page_is_the_end() -> None:
    last = LIST_URL.replace("currentPageNo=1", "currentPageNo=4")
    assert listed(url=last) == Listing()


def test_an_empty_first_page_is_asked_again_for_national_news() -> None:
    (again,) = listed().more
    assert parse_qs(urlsplit(again.page.url).query)["localCode"] == ["00"]


def test_an_empty_national_list_is_empty() -> None:
    (again,) = listed().more
    assert listed(url=again.page.url) == Listing()


def test_a_window_is_read_day_by_day_newest_first() -> None:
    days = sources.daily_lists(date(2026, 10, 30), date(2026, 11, 1))
    begins = [parse_qs(urlsplit(s.page.url).query)["datetimeBegin"][0] for s in days]
    assert begins == ["20261101000000", "20261031000000", "20261030000000"]


def test_a_list_that_ignores_the_dates_asked_for_is_an_error() -> None:
    (day,) = sources.daily_lists(date(2025, 1, 1), date(2025, 1, 1))
    with pytest.raises(WrongDates, match=r"asked for 2025-01-01 to 2025-01-01, shown .* ignored"):
        listed(ITEM, url=day.page.url)


def test_a_list_that_shows_the_day_asked_for_among_many_ignores_it() -> None:
    (day,) = sources.daily_lists(date(2026, 11, 18), date(2026, 11, 18))
    times = [f"202611{n:02}120000" for n in (20, 19, 18, 16, 15, 14, 13, 12)]
    items = [ITEM | {"newsCode": str(n), "serviceTime": time} for n, time in enumerate(times, 1)]
    with pytest.raises(WrongDates, match="shown 2026-11-12 to 2026-11-20"):
        listed(*items, url=day.page.url)
    assert len(listed(*items[1:4], url=day.page.url).rows) == 3  # one is listed by another time


HOSTILE: dict[str, tuple[object, bool]] = {
    "HTML": (HTML, True),
    "an alert": ("<script>alert('잘못된 접근입니다');history.back();</script>", True),
    "broken JSON": ('{"success": true, "data": [', False),
    "a list": ([1, 2], False),
    "no data": ({"success": True}, False),
    "a failure": ({"success": False, "data": [], "message": "no"}, False),
    "data of another kind": ({"success": True, "data": "x"}, False),
    "rows without ids": ({"success": True, "data": [{"id": 1}]}, False),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_an_error(name: str) -> None:
    body, blocked = HOSTILE[name]
    with pytest.raises(SourceError) as caught:
        sources.parse_list(answer(LIST_URL, body))
    assert caught.value.blocked is blocked


# -- the search ------------------------------------------------------------------------------------

FOUND: dict[str, Any] = {
    "contents_id": 2013058,
    "title": "도의회, <b>인공지능</b> 조례",
    "contents": "도의회가 조례를 …",
    "target_url": "http://news.kbs.co.kr/news/view.do?ncd=2013058",
    "root_contents_code_name": "경제",
    "service_time": "20261118 135822",
    "rdatetime": "20261120",
}
WEEK = sources.search("인공지능", date(2026, 11, 14), date(2026, 11, 20))
DAY = sources.search("AI", date(2026, 11, 18), date(2026, 11, 18))


def found(source: Source, *items: dict[str, Any], total: int = 0) -> Listing:
    body = {"status": 200, "reason": "OK", "data": list(items), "total_count": total or len(items)}
    return source.parse(answer(source.page.url, body))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "도의회, 인공지능 조례"),
        ("summary", "도의회가 조례를 …"),
        ("section", "경제"),
        ("published", "2026-11-18T04:58:22+00:00"),
        ("body", None),
    ],
)
def test_a_found_report_is_read_field_by_field(name: str, value: str | None) -> None:
    assert getattr(found(WEEK, FOUND).rows[0].listed, name) == value


def test_an_answer_leaves_the_callback_out() -> None:
    assert "callback" not in WEEK.page.url


def test_a_search_without_results_ends() -> None:
    assert found(WEEK) == Listing(total=0)


def test_more_results_than_can_be_reached_are_asked_for_in_halves() -> None:
    parts = [parse_qs(urlsplit(s.page.url).query) for s in found(WEEK, FOUND, total=388).more]
    assert [(q["sdate"][0], q["edate"][0]) for q in parts] == [
        ("2026.11.18", "2026.11.20"),
        ("2026.11.14", "2026.11.17"),
    ]


def test_a_day_with_too_many_results_is_asked_section_by_section() -> None:
    parts = found(DAY, FOUND, total=250).more
    fields = [parse_qs(urlsplit(s.page.url).query)["categoryfield"][0] for s in parts]
    assert fields == list(sources.SECTIONS)


def test_a_slice_that_cannot_be_divided_says_how_much_there_is() -> None:
    """The base compares the total with what it read, and notes the difference."""
    section = found(DAY, FOUND, total=250).more[0]
    listing = found(section, FOUND, total=250)
    assert (listing.total, len(listing.rows), listing.more) == (250, 1, ())


def test_the_next_page_of_a_search_follows_its_total() -> None:
    listing = found(WEEK, FOUND, total=150)
    assert listing.next is not None
    assert "page=2" in listing.next.url


def test_a_search_that_ignores_the_dates_asked_for_is_an_error() -> None:
    with pytest.raises(WrongDates, match="ignored"):
        found(WEEK, FOUND | {"service_time": "20091218 135822"})


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_search_answer_is_an_error(name: str) -> None:
    body, blocked = HOSTILE[name]
    with pytest.raises(SourceError) as caught:
        WEEK.parse(answer(WEEK.page.url, body))
    assert caught.value.blocked is blocked


def test_the_slices_of_a_window_leave_no_day_out() -> None:
    first, last = date(2026, 9, 1), date(2026, 11, 20)
    queries = [parse_qs(urlsplit(s.page.url).query) for s in sources.searches(first, last)]
    for keyword in ("인공지능", "AI"):
        mine = [(q["sdate"][0], q["edate"][0]) for q in queries if q["keyword"] == [keyword]]
        days = {day for begin, end in mine for day in range(_ordinal(begin), _ordinal(end) + 1)}
        assert days == set(range(first.toordinal(), last.toordinal() + 1))


def _ordinal(text: str) -> int:
    return date(*map(int, text.split("."))).toordinal()


@pytest.mark.skipif(not SHARED.exists(), reason="the folder of real pages is not here")
def test_a_real_answer_of_the_search_is_read() -> None:
    body = (SHARED / "pages" / "kbs_search_answer_2019.json").read_text(encoding="utf-8")
    source = sources.search("조선", date(2009, 12, 18), date(2009, 12, 18), ("0004",))
    row = source.parse(answer(source.page.url, body)).rows[0]
    assert (row.key, row.listed.published) == ("2013058", "2009-12-18T04:58:22+00:00")


# -- the spider ------------------------------------------------------------------------------------

POLICY = "\n\n".join(
    [
        "경상북도는 인공지능 산업을 키우는 조례를 만들고 예산 백억 원을 편성했습니다.",
        "도지사는 인공지능 인재를 기르고 데이터센터를 세우는 정책을 밝혔습니다.",
    ]
    * 3
)
WEATHER = "\n\n".join(
    ["내일은 전국이 맑고 낮 기온이 오르겠습니다.", "바다의 물결은 잔잔하겠습니다."] * 3
)


def judged(title: str, body: str | None) -> str | None:
    row = Row("1", KbsSpider.canonical("1"), Listed(title=title, body=body))
    return KbsSpider().judge_listed(row)


@pytest.mark.parametrize(
    "title",
    [
        "[뉴스9] 오프닝",
        "[뉴스 9] 클로징",
        "[뉴스7(대구)] 헤드라인",
        "[뉴스광장] 주요 헤드라인",
        "[뉴스12] 이 시각 헤드라인 (11월 20일)",
    ],
)
def test_fillers_are_not_fetched(title: str) -> None:
    assert judged(title, None) == "filler"


def test_a_report_about_a_closing_is_no_filler() -> None:
    assert judged("[같은경제] 클로징벨 인공지능 관련주", None) is None


def test_a_text_clearly_off_topic_is_not_fetched() -> None:
    assert judged("내일 전국 맑음", WEATHER) is not None


def test_a_policy_report_is_fetched() -> None:
    assert judged("경북도, 인공지능 산업 조례 제정", POLICY) is None


def test_a_title_alone_is_not_judged() -> None:
    assert judged("내일 전국 맑음", None) is None


def test_the_list_with_texts_is_read_before_the_sitemap() -> None:
    assert [s.kind for s in KbsSpider().sources()] == ["api", "sitemap", "sitemap"]


def test_requests_come_from_the_site_itself() -> None:
    assert KbsSpider.request_headers["Referer"] == "https://news.kbs.co.kr/"


# -- pages -----------------------------------------------------------------------------------------


def page(cls: type[ArticlePage], html: str | None = None) -> ArticlePage:
    html = html or (FIXTURES / f"{cls.version}.html").read_text(encoding="utf-8")
    return cls(HttpResponse(KbsSpider.canonical("1"), html.encode(), encoding="utf-8"))


CURRENT, OLD = KbsSpider.pages


@pytest.mark.parametrize("cls", KbsSpider.pages, ids=lambda c: c.version)
def test_a_layout_is_probed_as_itself_alone(cls: type[ArticlePage]) -> None:
    tree = page(cls).tree
    assert [c for c in KbsSpider.pages if c.probe(tree)] == [cls]


@pytest.mark.parametrize(
    ("cls", "name", "value"),
    [
        (CURRENT, "title", "[시험경제] 도청 민원실에 인공지능 도우미"),
        (CURRENT, "section", "경제"),
        (CURRENT, "programme", "뉴스7(대구)"),
        (CURRENT, "captions", ("도우미 앞에 선 민원인",)),
        (CURRENT, "image_url", "https://news.kbs.co.kr/data/fixture/thumb.jpg"),
        (CURRENT, "subtitle", None),
        (
            CURRENT,
            "bylines",
            (Byline("서하람", "기자", "haram@kbs.example"), Byline("민다온", "기자", None)),
        ),
        (
            CURRENT,
            "paragraphs",
            (
                "[앵커]",
                '도청이 인공지능 "도우미"를 민원실에 두었습니다.',
                "[리포트]",
                "내년에는 모든 시군으로 넓힙니다.",
                "촬영기자:가나다/그래픽:라마바",
                "■ 제보하기",
                "▷ 전화 : 02-000-0000",
            ),
        ),
        (OLD, "title", "농가에 인공지능 병충해 알림"),
        (OLD, "section", "사회"),
        (OLD, "captions", ("사과밭의 감지기",)),
        (OLD, "image_url", "https://news.kbs.co.kr/data/fixture/old.jpg"),
        (
            OLD,
            "bylines",
            (Byline("서하람", "기자", "haram@kbs.example"), Byline("민다온", None, None)),
        ),
        (
            OLD,
            "paragraphs",
            (
                "군이 사과 농가에 인공지능 병충해 알림을 보냅니다.",
                "올해는 삼백 농가가 받습니다.",
            ),
        ),
    ],
)
def test_a_field_of_a_layout(cls: type[ArticlePage], name: str, value: object) -> None:
    assert getattr(page(cls), name) == value


@pytest.mark.parametrize(
    ("cls", "name", "utc", "precision"),
    [
        (CURRENT, "published", "2026-01-06T08:45:31+00:00", "second"),
        (CURRENT, "modified", "2026-01-06T09:10:02+00:00", "second"),
        (OLD, "published", "2021-05-19T22:41:00+00:00", "minute"),
        (OLD, "modified", "2021-05-19T23:02:00+00:00", "minute"),
    ],
)
def test_a_time_of_a_layout(cls: type[ArticlePage], name: str, utc: str, precision: str) -> None:
    moment = getattr(page(cls), name)
    assert (moment.at.isoformat(), moment.precision) == (utc, precision)


@pytest.mark.parametrize("cls", KbsSpider.pages, ids=lambda c: c.version)
def test_the_notice_forbids_training(cls: type[ArticlePage]) -> None:
    rights = page(cls).rights
    assert rights is not None
    assert (rights.licence, rights.ai_training, rights.source) == (
        "all-rights-reserved",
        False,
        "page",
    )


def current_without(*pieces: str) -> ArticlePage:
    html = (FIXTURES / "kbs.current.html").read_text(encoding="utf-8")
    for piece in pieces:
        assert piece in html
        html = html.replace(piece, "")
    return page(CURRENT, html)


def test_the_programme_is_found_in_the_print_area_too() -> None:
    shown = current_without('<a class="program-name" href="#">뉴스7(대구)</a>')
    assert shown.programme == "뉴스7(대구)"


def test_a_page_without_programme_takes_no_text_for_one() -> None:
    shown = current_without('<a class="program-name" href="#">뉴스7(대구)</a>', "뉴스7(대구)")
    assert shown.programme is None


def test_an_unedited_report_has_no_modified_time() -> None:
    assert current_without('<em class="edit-date">수정 2026.01.06 (18:10)</em>').modified is None


BODY = "\n\n".join(
    ['도청이 인공지능 "도우미"를 민원실에 두었습니다.', "내년에는 모든 시군으로 넓힙니다."]
)


def emptied(*containers: str) -> ArticlePage:
    """The current page with these containers left to a script, as after a redesign."""
    html = (FIXTURES / "kbs.current.html").read_text(encoding="utf-8")
    for opening in containers:
        begin = html.index(opening) + len(opening)
        html = html[:begin] + html[html.index("</div>", begin) :]
    return page(CURRENT, html)


_TEXT = '<div class="detail-body font-size" id="cont_newstext">'
_PRINT = '<div class="view_con_text">'


def test_an_empty_container_is_no_text() -> None:
    assert "\n\n".join(emptied(_TEXT).paragraphs) == BODY


def test_the_script_variable_is_the_last_resort() -> None:
    assert "\n\n".join(emptied(_TEXT, _PRINT).paragraphs) == BODY


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r"a\"b\/c", 'a"b/c'),
        (r"\uc778\uacf5", "인공"),
        (r"\ud83d\ude00", "😀"),
        (r"a\nb\x41", "a\nbA"),
        ("a\\\nb", "ab"),
    ],
)
def test_a_script_string_is_unescaped(literal: str, value: str) -> None:
    assert unescaped(literal) == value


@given(st.text())
def test_no_script_string_fails(literal: str) -> None:
    assert isinstance(unescaped(literal), str)


REFUSED = {
    "an alert": "<script>alert('삭제된 기사입니다');history.back();</script>",
    "a challenge": "<html><head><title>Just a moment...</title></head><body></body></html>",
    "a list": "<html><body><ul><li><a href='/news/view.do?ncd=1'>하나</a></li></ul></body></html>",
    "nothing": "<html></html>",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("cls", KbsSpider.pages, ids=lambda c: c.version)
def test_what_is_no_report_is_refused(cls: type[ArticlePage], name: str) -> None:
    assert page(cls, REFUSED[name]).refused()


@pytest.mark.parametrize("cls", KbsSpider.pages, ids=lambda c: c.version)
def test_a_report_is_not_refused(cls: type[ArticlePage]) -> None:
    assert page(cls).refused() is None


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("field", ["title", "paragraphs", "published", "bylines", "programme"])
@pytest.mark.parametrize("cls", KbsSpider.pages, ids=lambda c: c.version)
def test_no_field_fails_or_invents_on_a_hostile_page(
    cls: type[ArticlePage], field: str, name: str
) -> None:
    assert not getattr(page(cls, REFUSED[name]), field)
