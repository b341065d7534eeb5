"""Every kind of fault can be seen from outside, by a plain client on loopback."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import time
import unicodedata
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

import pytest

from pressroom.faults import CHAOS, KINDS, FaultError, Faults, read_spec
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.sites.base import Request
from tests.pressroom.client import ask, request_for
from tests.pressroom.tiny_world import tiny_world

WORLD = tiny_world()
HOST = "www.idaegu.com"
LIST = f"{HOST}/news/articleList.html?page=1&view_type=sm"
FEED = f"{HOST}/rss/allArticle.xml"
ARTICLE = str(expected(WORLD.outlets["idaegu"][7], WORLD.now)["canonical_url"]).removeprefix(
    "https://"
)
PARAGRAPH = escape(WORLD.outlets["idaegu"][7].texts[0].paragraphs[0], quote=False)


@pytest.fixture
def room() -> Iterator[PressRoom]:
    with PressRoom(WORLD) as served:
        yield served


SHOWN = PressRoom(WORLD)  # never started: asked without a connection
SHOWN.stop()
SEEN: set[str] = set()


def misbehave(
    room: PressRoom, kind: str, *, host: str = HOST, path: str = "", **params: object
) -> None:
    SEEN.add(kind)
    room.faults.add(kind=kind, host=host, path=path, **params)  # type: ignore[arg-type]


# Refusals


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
def test_a_status_is_answered(room: PressRoom, status: int) -> None:
    misbehave(room, str(status))
    assert ask(room, ARTICLE).status == status


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_tells_how_long(room: PressRoom, status: int) -> None:
    misbehave(room, str(status), seconds=7)
    assert ask(room, ARTICLE).headers["retry-after"] == "7"


def test_an_alert_page_is_196_bytes_with_status_200(room: PressRoom) -> None:
    misbehave(room, "alert")
    got = ask(room, ARTICLE)
    assert (got.status, len(got.body)) == (200, 196)
    assert "잘못된 접근입니다" in got.text


def test_a_challenge_is_answered_with_status_200(room: PressRoom) -> None:
    misbehave(room, "challenge")
    got = ask(room, ARTICLE)
    assert got.status == 200
    assert "challenge-form" in got.text


def test_a_login_page_stands_in_for_the_article(room: PressRoom) -> None:
    misbehave(room, "login")
    assert "type='password'" in ask(room, ARTICLE).text


def test_agents_with_bot_in_their_name_get_488_bytes(room: PressRoom) -> None:
    misbehave(room, "bots")
    refused = ask(room, ARTICLE, headers={"User-Agent": "newsbot/1"})
    served = ask(room, ARTICLE, headers={"User-Agent": "reader/1"})
    assert len(refused.body) == 488
    assert PARAGRAPH in served.text


def test_an_answer_may_have_no_body(room: PressRoom) -> None:
    misbehave(room, "nothing")
    got = ask(room, ARTICLE)
    assert (got.status, got.body) == (200, b"")


def test_html_comes_where_json_was_asked_for(room: PressRoom) -> None:
    misbehave(room, "html", host="reco.kbs.co.kr")
    text = ask(room, "reco.kbs.co.kr/v2/search?keyword=AI").text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


# The wire


def test_a_hanging_host_does_not_answer(room: PressRoom) -> None:
    misbehave(room, "hang")
    with pytest.raises(TimeoutError):
        ask(room, ARTICLE, timeout=0.3)


def test_leaving_the_room_lets_a_hanging_answer_go() -> None:
    with PressRoom(WORLD) as room:
        misbehave(room, "hang")
        with pytest.raises(TimeoutError):
            ask(room, ARTICLE, timeout=0.2)
    assert room.closing.is_set()


@pytest.mark.parametrize("sent", [0, 100])
def test_a_connection_is_reset(room: PressRoom, sent: int) -> None:
    misbehave(room, "reset", bytes=sent)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(room, ARTICLE)


def test_a_truncated_body_is_shorter_than_promised(room: PressRoom) -> None:
    misbehave(room, "truncated", bytes=500)
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(room, ARTICLE)
    assert len(cut.value.partial) == 500


def test_a_late_answer_comes_whole(room: PressRoom) -> None:
    misbehave(room, "late", seconds=0.2)
    began = time.monotonic()
    assert PARAGRAPH in ask(room, ARTICLE).text
    assert time.monotonic() - began >= 0.2


def test_a_slow_answer_drips(room: PressRoom) -> None:
    misbehave(room, "slow", seconds=0.05, bytes=10)
    began = time.monotonic()
    ask(room, f"{HOST}/robots.txt")
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("length", ["yes", "no"])
def test_a_huge_body_is_as_large_as_it_says(room: PressRoom, length: str) -> None:
    misbehave(room, "huge", megabytes=3, length=length)
    got = ask(room, ARTICLE)
    assert len(got.body) == 3 << 20
    assert ("content-length" in got.headers) is (length == "yes")


def test_a_gzip_bomb_unpacks_to_far_more_than_it_weighs(room: PressRoom) -> None:
    misbehave(room, "bomb", megabytes=8)
    got = ask(room, ARTICLE)
    assert got.headers["content-encoding"] == "gzip"
    assert len(got.body) < 20_000
    assert len(gzip.decompress(got.body)) == 8 << 20


# Redirects


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("private", "http://127.0.0.1:1/"),
        ("metadata", "http://169.254.169.254/"),
        ("intranet", "http://10.0.0.1/"),
        ("offsite", "https://www.hijacked-news.example/"),
        ("file", "file:///"),
    ],
)
def test_a_redirect_leads_where_nobody_should_go(room: PressRoom, kind: str, start: str) -> None:
    misbehave(room, kind)
    got = ask(room, ARTICLE)
    assert got.status == 302
    assert got.headers["location"].startswith(start)


def test_hops_lead_to_a_new_address_each_time(room: PressRoom) -> None:
    misbehave(room, "hops")
    seen = {address := ARTICLE}
    for _ in range(6):
        address = ask(room, address).headers["location"].removeprefix("https://")
        assert address not in seen
        seen.add(address)


def test_a_loop_leads_to_itself(room: PressRoom) -> None:
    misbehave(room, "loop")
    assert ask(room, ARTICLE).headers["location"] == f"https://{ARTICLE}"


# Encodings and text


def test_the_header_may_name_a_wrong_charset(room: PressRoom) -> None:
    misbehave(room, "charset")
    got = ask(room, ARTICLE)
    assert got.headers["content-type"] == "text/html; charset=ISO-8859-1"
    assert PARAGRAPH in got.text


def test_the_meta_tag_may_lie_while_the_header_is_silent(room: PressRoom) -> None:
    misbehave(room, "meta")
    got = ask(room, ARTICLE)
    assert got.headers["content-type"] == "text/html"
    assert 'charset="euc-kr"' in got.text


def test_cp949_may_come_undeclared(room: PressRoom) -> None:
    misbehave(room, "euckr")
    got = ask(room, ARTICLE)
    assert PARAGRAPH in got.body.decode("cp949")
    assert b"charset" not in got.body.lower().split(b"</head>")[0]


def test_mojibake_can_be_undone_only_by_who_knows(room: PressRoom) -> None:
    misbehave(room, "mojibake")
    got = ask(room, ARTICLE)
    assert PARAGRAPH not in got.text
    assert PARAGRAPH in got.text.encode("latin-1").decode()


def test_invalid_bytes_break_strict_decoding(room: PressRoom) -> None:
    misbehave(room, "bytes")
    with pytest.raises(UnicodeDecodeError):
        ask(room, ARTICLE).body.decode()


def test_hangul_may_come_decomposed(room: PressRoom) -> None:
    misbehave(room, "nfd")
    text = ask(room, ARTICLE).text
    assert PARAGRAPH not in text
    assert PARAGRAPH in unicodedata.normalize("NFC", text)


def test_entities_may_be_escaped_twice(room: PressRoom) -> None:
    misbehave(room, "entities")
    assert "&amp;middot;" in ask(room, ARTICLE).text


def test_invisible_characters_stand_between_words(room: PressRoom) -> None:
    misbehave(room, "invisible")
    assert "\u200b" in ask(room, ARTICLE).text


# Feeds and lists


def test_a_broken_feed_is_not_well_formed(room: PressRoom) -> None:
    misbehave(room, "broken")
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(ask(room, FEED).body)


def test_a_stale_feed_is_of_2012(room: PressRoom) -> None:
    misbehave(room, "stale")
    dates = re.findall(r"<pubDate>(\d{4})", ask(room, FEED).text)
    assert set(dates) == {"2012"}


def test_a_stale_sitemap_is_of_2012(room: PressRoom) -> None:
    misbehave(room, "stale", host="www.etoday.co.kr")
    text = ask(room, "www.etoday.co.kr/rss/news_sitemap").text
    assert set(re.findall(r"publication_date>(\d{4})", text)) == {"2012"}


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        (FEED, "<item>"),
        (LIST, r"idxno=9\d"),
        ("news.kbs.co.kr/api/getNewsList", "newsCode"),
        ("www.newspim.com/search?searchword=AI", "thumb_h"),
        ("www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo", "B_NUM="),
        ("www.breaknews.com/sub_view.html", r"uid=\d{6}"),
    ],
)
def test_lists_may_be_empty(room: PressRoom, address: str, pattern: str) -> None:
    misbehave(room, "empty", host="*")
    got = ask(room, address)
    assert got.status == 200
    assert not re.search(pattern, got.body.decode("utf-8", "replace"))


def test_a_list_may_ignore_the_days_asked_for(room: PressRoom) -> None:
    window = f"{LIST}&sc_sdate=2026-11-13&sc_edate=2026-11-13"
    asked = ask(room, window).body
    misbehave(room, "dates")
    assert asked != ask(room, window).body
    assert re.findall(r"idxno=(9\d+)", ask(room, window).text)[0] == "900044"


def test_a_list_may_show_its_first_page_for_ever(room: PressRoom) -> None:
    misbehave(room, "same_page")
    keys = [
        re.findall(r"idxno=(9\d+)", ask(room, f"{HOST}/news/articleList.html?page={n}").text)
        for n in (1, 2)
    ]
    assert keys[0] == keys[1]


def test_links_may_carry_sessions(room: PressRoom) -> None:
    misbehave(room, "sessions")
    link = re.findall(r'href="(/news/articleView\.html;jsessionid=[^"]+)"', ask(room, LIST).text)[0]
    assert "?idxno=" in link
    assert ask(room, HOST + link.replace("&amp;", "&")).status == 200


def test_titles_in_lists_may_carry_badges(room: PressRoom) -> None:
    misbehave(room, "badges")
    assert re.search(r"함께… 새글 NEW</a>", ask(room, LIST).text)


def test_the_order_of_parameters_may_change(room: PressRoom) -> None:
    misbehave(room, "order", host="www.gb.go.kr")
    text = ask(room, "www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo").text
    link = re.findall(r'<p><a href="([^"]+)"', text)[0]
    assert link.index("B_NUM") < link.index("mnu_uid")


# Article pages


def test_a_decoy_stands_before_the_body(room: PressRoom) -> None:
    misbehave(room, "decoy")
    text = ask(room, ARTICLE).text
    assert re.search(r'<div id="article-view-content-div"[^>]*></div>', text)
    assert PARAGRAPH in text


def test_a_body_may_sit_in_a_script(room: PressRoom) -> None:
    misbehave(room, "script", host="news.kbs.co.kr")
    url = str(expected(WORLD.outlets["kbs"][7], WORLD.now)["canonical_url"])
    assert re.search(r'id="cont_newstext"></div><script>', ask(room, url).text)


def test_a_redesign_renames_the_body(room: PressRoom) -> None:
    misbehave(room, "redesign")
    text = ask(room, ARTICLE).text
    assert 'id="article-view-content-div"' not in text
    assert PARAGRAPH in text


def test_a_body_may_be_a_stub(room: PressRoom) -> None:
    misbehave(room, "stub")
    text = ask(room, ARTICLE).text
    assert re.search(r'article-view-content-div"[^>]*>자세한 내용은 첨부', text)
    assert f"<p>{PARAGRAPH}" not in text


def test_a_page_may_have_no_date(room: PressRoom) -> None:
    misbehave(room, "undated")
    text = ask(room, ARTICLE).text
    assert PARAGRAPH in text
    assert not re.search(r"20\d\d[-.]\d\d[-.]\d\d[T ]", text)


def test_dates_may_lie_in_the_future(room: PressRoom) -> None:
    misbehave(room, "future")
    assert set(re.findall(r"<pubDate>(\d{4})", ask(room, FEED).text)) == {"2029"}


def test_a_list_may_be_of_another_board(room: PressRoom) -> None:
    misbehave(room, "board")
    titles = re.findall(r'altlist-subject"><a[^>]*target[^>]*>([^<]+)<', ask(room, LIST).text)
    assert titles
    assert all("신발" in title or "고무" in title for title in titles)


@pytest.mark.parametrize("address", [LIST, FEED])
def test_links_may_lead_to_a_host_that_looks_alike(room: PressRoom, address: str) -> None:
    misbehave(room, "lookalike")
    text = ask(room, address).text
    assert "https://www.kyongbuk.co.kr.news-mirror.example/news/articleView" in text
    assert 'href="/news/articleView' not in text
    assert f"<link>https://{HOST}/news/articleView" not in text


# Mishaps of editors, boards and their software

BOARD = str(expected(WORLD.outlets["gyeongbuk"][40], WORLD.now)["canonical_url"])


def test_the_element_of_one_field_may_have_another_name(room: PressRoom) -> None:
    before = ask(room, ARTICLE).text
    misbehave(room, "renamed", field="byline")
    after = ask(room, ARTICLE).text
    assert 'class="nx-renewed"' in after
    assert 'name="author"' in before
    assert 'name="author"' not in after
    shown = [re.sub("<[^>]+>", "", text.partition("<body")[2]) for text in (before, after)]
    assert shown[0] == shown[1]


def test_a_body_may_begin_with_its_attachments(room: PressRoom) -> None:
    misbehave(room, "attachments", host="*")
    text = ask(room, BOARD).text
    assert re.search(r'class="text"><p>첨부파일</p><ul><li>붙임 1', text)


def test_furniture_may_stand_in_the_body(room: PressRoom) -> None:
    misbehave(room, "furniture")
    text = ask(room, ARTICLE).text
    assert re.search(r"article-view-content-div\"[^>]*><ul class='gnb'>", text)
    assert text.index(PARAGRAPH) < text.index("이전글")


def test_furniture_may_be_lines_like_those_of_the_text(room: PressRoom) -> None:
    misbehave(room, "furniture", plain=True)
    text = ask(room, ARTICLE).text
    assert re.search(r"article-view-content-div\"[^>]*><div>처음으로<br>", text)
    assert "<ul class='gnb'>" not in text


def test_a_lists_links_may_hold_the_whole_row(room: PressRoom) -> None:
    misbehave(room, "rows")
    rows = re.findall(r"<a [^>]*idxno=[^>]*>([^<]+)<", ask(room, LIST).text)
    assert max(map(len, rows)) == 762


def test_a_printed_title_may_carry_a_badge(room: PressRoom) -> None:
    misbehave(room, "marks")
    assert "<span class='new'>새로운글</span></h1>" in ask(room, ARTICLE).text


def test_a_title_may_stand_behind_half_commented_markup(room: PressRoom) -> None:
    misbehave(room, "comments", host="*")
    assert re.search(
        r"<!--div class='tit_old'>.*</div--><!--/div></div--><h4", ask(room, BOARD).text
    )


def test_years_may_have_two_digits(room: PressRoom) -> None:
    misbehave(room, "two_digits", host="*")
    assert re.search(r"<dd>26-11-\d\d</dd>", ask(room, BOARD).text)


def test_the_heads_times_may_be_midnight_in_utc(room: PressRoom) -> None:
    misbehave(room, "midnight")
    assert re.search(r'published_time" content="2026-11-\d\dT00:00:00Z"', ask(room, ARTICLE).text)


def test_rows_may_have_their_neighbours_dates(room: PressRoom) -> None:
    address = "www.gb.go.kr/page/10107/10004.do"
    days = r"20\d\d-\d\d-\d\d"
    before = re.findall(days, ask(room, address).text)
    misbehave(room, "neighbours", host="www.gb.go.kr")
    after = re.findall(days, ask(room, address).text)
    assert after != before
    assert sorted(after) == sorted(before)


def test_a_copyright_line_may_forbid_ai_training(room: PressRoom) -> None:
    misbehave(room, "ai_footer")
    assert ask(room, ARTICLE).text.count("(AI 학습 포함) 금지") >= 2


def test_a_number_may_lead_to_another_board(room: PressRoom) -> None:
    misbehave(room, "notices")
    text = ask(room, ARTICLE).text
    assert ">가을 야간 강좌 수강생 모집</h1>" in text
    assert f"<p>{PARAGRAPH}" not in text


# robots.txt


def test_robots_may_be_slow(room: PressRoom) -> None:
    misbehave(room, "robots_slow", seconds=0.2)
    began = time.monotonic()
    ask(room, f"{HOST}/robots.txt")
    assert time.monotonic() - began >= 0.2


def test_robots_may_answer_500_while_pages_are_served(room: PressRoom) -> None:
    misbehave(room, "robots_500")
    assert ask(room, f"{HOST}/robots.txt").status == 500
    assert ask(room, ARTICLE).status == 200


def test_robots_may_be_huge(room: PressRoom) -> None:
    misbehave(room, "robots_huge")
    assert len(ask(room, f"{HOST}/robots.txt").body) > 500_000


def test_robots_may_say_anything(room: PressRoom) -> None:
    misbehave(room, "robots", text="User-agent: *|Crawl-delay: 9|Disallow: /news/")
    assert ask(room, f"{HOST}/robots.txt").text.split("\n")[1] == "Crawl-delay: 9"


# Rules


def test_a_fault_strikes_as_often_as_it_was_told(room: PressRoom) -> None:
    room.faults.add(kind="500", host=HOST, times=2)
    assert [ask(room, ARTICLE).status for _ in range(3)] == [500, 500, 200]


def test_a_fault_may_begin_under_way(room: PressRoom) -> None:
    room.faults.add(kind="500", host=HOST, path="articleView", after=2)
    assert [ask(room, ARTICLE).status for _ in range(4)] == [200, 200, 500, 500]


def test_a_fault_stays_on_its_host_and_path(room: PressRoom) -> None:
    room.faults.add(kind="500", host=HOST, path=r"articleView.*idxno=900007")
    assert ask(room, ARTICLE).status == 500
    assert ask(room, LIST).status == 200
    assert ask(room, ARTICLE.replace(HOST, "www.kado.net")).status == 200


def test_clearing_ends_every_fault(room: PressRoom) -> None:
    room.faults.add(kind="500")
    room.faults.clear()
    assert ask(room, ARTICLE).status == 200


def test_two_faults_work_together(room: PressRoom) -> None:
    room.faults.add(kind="nfd", host=HOST)
    room.faults.add(kind="charset", host=HOST)
    got = ask(room, ARTICLE)
    assert "ISO-8859-1" in got.headers["content-type"]
    assert not unicodedata.is_normalized("NFC", got.text)


@pytest.mark.parametrize(
    ("spec", "kind", "host", "path", "params"),
    [
        ("www.kado.net:/news/.*:429:7", "429", "www.kado.net", "/news/.*", {"seconds": "7"}),
        ("*::500", "500", "*", "", {}),
        ("a.kr:/x(?:y|z):private:http://10.0.0.1:8/", "private", "a.kr", "/x(?:y|z)", {"to": "http://10.0.0.1:8/"}),
        ("a.kr:/robots:robots_slow:2", "robots_slow", "a.kr", "/robots", {"seconds": "2"}),
        ("chaos:4", "chaos", "*", "", {"seed": 4}),
    ],
)  # fmt: skip
def test_a_fault_is_read_from_the_command_line(
    spec: str, kind: str, host: str, path: str, params: dict[str, object]
) -> None:
    rule = read_spec(spec)
    assert (rule.kind, rule.host, rule.path, rule.params) == (kind, host, path, params)


@pytest.mark.parametrize("spec", ["", "nowhere", "a.kr:/x", "a.kr:/x:gremlin", "a.kr:(:500"])
def test_a_specification_that_makes_no_sense_is_refused(spec: str) -> None:
    with pytest.raises(FaultError):
        read_spec(spec)


def test_a_room_takes_faults_as_they_are_written_on_the_command_line() -> None:
    with PressRoom(WORLD, faults=[f"{HOST}:articleView:403"]) as room:
        assert ask(room, ARTICLE).status == 403


def request(number: int) -> Request:
    target = f"/news/articleView.html?idxno={number}"
    return Request("GET", HOST, "/news/articleView.html", {"idxno": str(number)}, {}, {}, target)


def struck(seed: int, room: PressRoom) -> list[tuple[int, int]]:
    faults = Faults()
    faults.add(kind="chaos", seed=seed)
    site = room.sites[HOST]
    answers = (faults.answer(request(n), room.desk, site.answer) for n in range(900_000, 900_045))
    return [(a.status, len(a.body)) for a in answers]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "address",
    [ARTICLE, FEED, f"{HOST}/robots.txt", "www.breaknews.com/sub_view.html", "news.kbs.co.kr/api/getNewsList", f"{HOST}/none"],
)  # fmt: skip
def test_no_fault_breaks_the_room_itself(address: str, kind: str) -> None:
    faults = Faults()
    faults.add(kind=kind, megabytes=1, path="/")
    asked = request_for(f"https://{address}")
    answer = faults.answer(asked, SHOWN.desk, SHOWN.sites[asked.host].answer)
    assert 200 <= answer.status < 600
    assert isinstance(answer.body, bytes)


def test_chaos_is_the_same_for_one_seed_and_another_for_the_next(room: PressRoom) -> None:
    assert struck(1, room) == struck(1, room)
    assert struck(1, room) != struck(2, room)


def test_chaos_spares_most_addresses(room: PressRoom) -> None:
    kept = sum(size > 10_000 for _, size in struck(1, room))
    assert 30 < kept < 45


def test_chaos_strikes_a_passing_fault_once(room: PressRoom) -> None:
    faults = Faults()
    faults.add(kind="chaos", seed=3, rate=100)
    site = room.sites[HOST]
    first = {n: faults.answer(request(n), room.desk, site.answer) for n in range(900_000, 900_045)}
    passing = [n for n, a in first.items() if a.status in (429, 500, 503)]
    again = [faults.answer(request(n), room.desk, site.answer).status for n in passing]
    assert passing
    assert set(again) == {200}


def test_chaos_draws_only_kinds_that_exist() -> None:
    assert {name for name, _, _ in CHAOS} <= set(KINDS)


def test_every_kind_of_fault_was_seen() -> None:
    """Last in the file: the tests above misbehaved in every way there is."""
    assert set(KINDS) == SEEN
