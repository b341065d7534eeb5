"""The press room serves what it publishes, under the sites' own addresses."""

from __future__ import annotations

import gzip
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import html as lxml_html

from pressroom.clock import START
from pressroom.gold import expected
from pressroom.newsroom import build_world
from pressroom.server import PressRoom
from pressroom.sites import etoday, etoday_pages, insnews_pages, kbs, ndsoft_papers, newspim
from pressroom.sites.registry import all_sites
from tests.pressroom.client import Got, ask, request_for
from tests.pressroom.tiny_world import COUNT, tiny_world

ROOT = Path(__file__).parents[2]
WORLD = tiny_world()
OUTLETS = tuple(WORLD.outlets)
NDSOFT = {p.code: p for p in ndsoft_papers.PAPERS}
INSNEWS = {p.code: p for p in insnews_pages.PAPERS}


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(WORLD) as served:
        yield served


@pytest.fixture
def own_room() -> Iterator[PressRoom]:
    """One whose clock may be moved."""
    with PressRoom(WORLD) as served:
        yield served


def keys_out(outlet: str) -> set[str]:
    return {p.key for p in WORLD.outlets[outlet] if p.published <= START}


def canonical(outlet: str, number: int = 3) -> str:
    return str(expected(WORLD.outlets[outlet][number], START)["canonical_url"])


# Lists reach everything

Walk = tuple[Callable[[int], str], str]  # address of page n, pattern of the key


def walks(outlet: str) -> list[Walk]:
    """How a reader pages through all of an outlet."""
    if outlet == "kbs":
        return [
            (lambda n: f"news.kbs.co.kr/api/getNewsList?currentPageNo={n}", r'"newsCode": "(\d+)"')
        ]
    if outlet == "etoday":
        return [
            (
                lambda n, m=m: f"www.etoday.co.kr/news/section/subsection?MID={m}&page={n}",
                r"/news/view/(\d+)\?trc=subsection",
            )
            for m in etoday_pages.MIDS
        ]
    if outlet == "newspim":
        return [
            (
                lambda n: f"www.newspim.com/search?searchword=&page={n}",
                r'subject"><a href="/news/view/(\d{14})"',
            )
        ]
    if outlet == "gyeongbuk":
        old = "www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=1&Start="
        return [
            (lambda n: f"{old}{10 * n - 10}", r"<p><a href=\"[^\"]*B_NUM=(\d+)"),
            (
                lambda n: f"www.gb.go.kr/page/10107/10004.do?pageNo={n}",
                r"boardList\.view\('(\d+)'\)",
            ),
        ]
    if outlet in NDSOFT:
        host = NDSOFT[outlet].host
        found = r'(?:titles"><a|subject"><a|ArtList_Title"><a|linked|<h\d class="titles"><a) [^>]*idxno=(\d+)'
        return [(lambda n: f"{host}/news/articleList.html?page={n}&view_type=sm", found)]
    host = INSNEWS[outlet].host
    return [
        (
            lambda n: f"{host}/sub_view.html?page={n}",
            r"(?:title\"><a href=\"[^\"]*?|text_9_2|<td[^>]*><a href='sub_read\.html\?uid=)(\d{6})",
        )
    ]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_lists_of_a_site_reach_every_publication_and_then_end(
    room: PressRoom, outlet: str
) -> None:
    reached: set[str] = set()
    for address, pattern in walks(outlet):
        for number in range(1, 9):
            found = set(
                re.findall(pattern, ask(room, address(number)).body.decode("utf-8", "replace"))
            )
            found.discard("1")
            if not found:
                break
            reached |= found
        else:
            pytest.fail(f"the list of {outlet} never ends")
    assert reached == {key.split(":")[-1] for key in keys_out(outlet)}


# Articles


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("number", range(0, COUNT, 4))
def test_an_article_page_prints_what_gold_says_it_prints(
    room: PressRoom, outlet: str, number: int
) -> None:
    publication = WORLD.outlets[outlet][number]
    gold = expected(publication, START)
    got = ask(room, gold["canonical_url"])
    text = got.body.decode("cp949" if outlet == "breaknews" else "utf-8")
    printed = " ".join(lxml_html.fromstring(text).text_content().split())
    assert got.status == 200
    for part in (gold["title"], *gold["paragraphs"], *gold["captions"], *gold["attachments"]):
        assert part in printed, f"{part!r} is not on the page"
    for line in (gold["subtitle"] or "").split("\n"):
        assert line in printed
    for name, role, email in gold["bylines"]:
        assert name in printed
        assert role is None or role in text
        assert email is None or email in printed
    for field in ("department", "contact", "programme"):
        assert gold[field] is None or gold[field] in printed
    for field in ("section", "place"):
        assert all(part in text for part in (gold[field] or "").split(" > "))


def test_the_newsrooms_own_articles_stand_on_their_pages_word_for_word() -> None:
    world = build_world(scale=0.02)
    room = PressRoom(world)
    out = [p for p in world.publications if p.published <= world.now]
    missing = []
    for publication in out:
        gold = expected(publication, world.now)
        request = request_for(gold["canonical_url"])
        answer = room.answer(request)
        text = answer.body.decode("cp949" if publication.outlet == "breaknews" else "utf-8")
        printed = " ".join(lxml_html.fromstring(text).text_content().split())
        wanted = (gold["title"], *gold["paragraphs"], *gold["captions"])
        missing += [
            (publication.key, part) for part in wanted if " ".join(part.split()) not in printed
        ]
    room.stop()
    assert not missing
    assert len(out) > 100


FORMS = {
    "second": ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S+09:00"),
    "minute": ("%Y.%m.%d (%H:%M)", "%Y-%m-%d %H:%M", "%Y.%m.%d %H:%M", "%Y.%m.%d  %H:%M", "%Y/%m/%d [%H:%M]", "%Y년%m월%d일 %H:%M"),
    "day": ("%Y-%m-%d",),
}  # fmt: skip


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("number", [0, 5, 10, 24, 40])
def test_the_times_of_gold_are_printed_as_precisely_as_gold_says(
    room: PressRoom, outlet: str, number: int
) -> None:
    gold = expected(WORLD.outlets[outlet][number], START)
    text = ask(room, gold["canonical_url"]).body.decode(
        "cp949" if outlet == "breaknews" else "utf-8"
    )
    for name in ("published", "modified"):
        if gold[name] is None:
            continue
        moment = datetime.fromisoformat(gold[name])
        forms = FORMS[gold[f"{name}_precision"]]
        assert any(moment.strftime(form) in text for form in forms)


@pytest.mark.parametrize("outlet", [o for o in OUTLETS if o != "gyeongbuk"])
def test_an_edit_shows_on_the_page_when_its_time_has_come(own_room: PressRoom, outlet: str) -> None:
    publication = WORLD.outlets[outlet][5]
    address = canonical(outlet, 5)
    codec = "cp949" if outlet == "breaknews" else "utf-8"
    own_room.clock.now = publication.published + timedelta(minutes=1)
    before = ask(own_room, address).body.decode(codec)
    own_room.clock.advance(timedelta(hours=1))
    after = ask(own_room, address).body.decode(codec)
    assert publication.texts[1].paragraphs[-1].split("·")[0] not in before
    assert publication.texts[1].paragraphs[-1].split("·")[0] in after


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_is_not_published_yet_does_not_exist(own_room: PressRoom, outlet: str) -> None:
    tomorrow = canonical(outlet, COUNT)
    early = ask(own_room, tomorrow)
    assert early.status == 404 or len(early.body) < 300
    own_room.clock.advance(timedelta(days=2))
    late = ask(own_room, tomorrow)
    assert late.status == 200
    assert len(late.body) > 10_000


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_page_weighs_what_real_pages_weigh(room: PressRoom, outlet: str) -> None:
    assert 15_000 < len(ask(room, canonical(outlet)).body) < 62_000


def test_the_tables_skin_is_cp949_and_only_its_meta_tag_says_so(room: PressRoom) -> None:
    got = ask(room, canonical("breaknews"))
    assert got.headers["content-type"] == "text/html"
    assert "charset=euc-kr" in got.body.decode("cp949")
    with pytest.raises(UnicodeDecodeError):
        got.body.decode()


@pytest.mark.parametrize(
    ("name", "mark"),
    [("kbs", 'class="tit-s"'), ("etoday", '<h2 class="main_title">'), ("newspim", 'div id="news_contents"'), ("newspim", '<span id="send-time">'), ("newspim", 'itemprop="datePublished"')],
)  # fmt: skip
def test_every_layout_of_an_outlet_appears(room: PressRoom, name: str, mark: str) -> None:
    pages = (ask(room, canonical(name, n)).text for n in range(COUNT))
    assert any(mark in page for page in pages)


# Aliases


def aliases() -> list[tuple[str, str]]:
    found = []
    for outlet, forms in {
        "kbs": ("news.kbs.co.kr/news/view.do?ncd={k}", "news.kbs.co.kr/mobile/news/view.do?ncd={k}", "news.kbs.co.kr/news/pc/view/view.do?ncd={k}&ref=A"),
        "etoday": ("m.etoday.co.kr/view.php?idxno={k}", "m1.etoday.co.kr/view.php?idxno={k}", "www.etoday.co.kr/news/view/{k}?trc=x", "etoday.co.kr/news/view/{k}"),
        "newspim": ("newspim.com/news/view/{k}", "search.newspim.com/news/view/{k}?ref=x", "m.newspim.com/newsamp/view/{k}"),
        "gyeongbuk": ("gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2&B_NUM={k}&V_NUM=1", "inhen.gyeongbuk.go.kr/Main/page.do;jsessionid=A1?BD_CODE=bbs_bodo&B_NUM={k}&cmd=2&mnu_uid=6792"),
        "breaknews": ("www.breaknews.com/{k}", "www.breaknews.com/sub_read.html?uid={k}&section=sc4&section2="),
        "gipress": ("gipress.com/{k}", "www.gipress.com/sub_read.html?uid={k}"),
        **{code: (f"{p.domain}/news/articleView.html?idxno={{k}}", f"{p.host}/news/articleViewAmp.html?idxno={{k}}", f"{p.host}/?mod=news&act=articleView&idxno={{k}}", f"m.{p.domain}/news/articleView.html?sc_section_code=S1N4&idxno={{k}}") for code, p in NDSOFT.items()},
    }.items():  # fmt: skip
        found += [(outlet, form) for form in forms]
    return found


@pytest.mark.parametrize(("outlet", "form"), aliases())
def test_an_alias_serves_the_article_or_leads_to_it(
    room: PressRoom, outlet: str, form: str
) -> None:
    publication = WORLD.outlets[outlet][3]
    got = ask(room, form.format(k=publication.key.split(":")[-1]))
    if got.status in (301, 302):
        assert got.headers["location"] == canonical(outlet)
        got = ask(room, got.headers["location"])
    codec = "cp949" if outlet == "breaknews" else "utf-8"
    assert publication.texts[0].paragraphs[0].split("‘")[0] in got.body.decode(codec)


# Feeds, sitemaps, conditional requests


def feeds() -> list[str]:
    found = [f"news.kbs.co.kr/sitemap/{n}NewsList.xml" for n in ("recent", "daily")]
    found += [f"rss.etoday.co.kr/eto/{name}.xml" for name in etoday.FEED_SECTIONS]
    found += ["www.etoday.co.kr/rss/news_sitemap"]
    found += [f"rss.newspim.com/news/category/{n}" for n in newspim.CATEGORIES]
    found += [f"www.newspim.com/sitemap/recent/all_{n}" for n in (1, 2)]
    for paper in ndsoft_papers.PAPERS:
        found += [
            f"{paper.host}/rss/{n}.xml" for n in ("allArticle", "clickTop", "S1N1", "S1N4", "S2N87")
        ]
        if paper.full_feed:
            found.append(f"cdn.{paper.domain}/rss/gn_rss_allArticle.xml")
    return found


@pytest.mark.parametrize("address", feeds())
def test_a_feed_is_well_formed_and_fresh(room: PressRoom, address: str) -> None:
    got = ask(room, address)
    root = ElementTree.fromstring(got.body)
    links = [e.text or "" for e in root.iter() if e.tag.endswith(("}loc", "link"))]
    assert got.status == 200
    assert all(link.startswith("http") for link in links)
    assert "2026" in got.text or len(links) <= 1


@pytest.mark.parametrize(
    "address",
    [*feeds()[:4], "www.idaegu.com/rss/allArticle.xml", "www.idaegu.com/news/articleList.html?page=2", "www.gb.go.kr/page/10107/10004.do", "www.breaknews.com/sub_view.html?page=1"],
)  # fmt: skip
@pytest.mark.parametrize("by", ["etag", "last-modified"])
def test_an_unchanged_list_is_answered_304_without_a_body(
    room: PressRoom, address: str, by: str
) -> None:
    first = ask(room, address)
    asked = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}[by]
    again = ask(room, address, headers={asked: first.headers[by]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_list_that_changed_is_sent_again(own_room: PressRoom) -> None:
    address = "www.idaegu.com/rss/allArticle.xml"
    tag = ask(own_room, address).headers["etag"]
    own_room.clock.advance(timedelta(days=2))
    assert ask(own_room, address, headers={"If-None-Match": tag}).status == 200


def test_the_full_text_feed_holds_every_paragraph(room: PressRoom) -> None:
    feed = ElementTree.fromstring(ask(room, "cdn.kado.net/rss/gn_rss_allArticle.xml").body)
    newest = feed.find("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded")
    assert newest is not None
    text = lxml_html.fromstring(newest.text or "").text_content()
    assert all(p in text for p in WORLD.outlets["kado"][COUNT - 1].texts[0].paragraphs)


# Windows and searches


def codes(got: Got) -> list[str]:
    return [row.get("newsCode") or str(row["contents_id"]) for row in json.loads(got.text)["data"]]


def published_in(outlet: str, first: str, last: str) -> set[str]:
    return {
        p.key.split(":")[-1]
        for p in WORLD.outlets[outlet]
        if first <= f"{p.published:%Y%m%d}" <= last
    }


WINDOWS = [
    ("kbs", "news.kbs.co.kr/api/getNewsList?rowsPerPage=100&datetimeBegin=20261113000000&datetimeEnd=20261115235959", r'"newsCode": "(\d+)"'),
    ("kbs", "reco.kbs.co.kr/v2/search?keyword=&page_size=100&sdate=2026.11.13&edate=2026.11.15", r'"contents_id": (\d+)'),
    ("etoday", "www.etoday.co.kr/search/?keyword=%EC%9D%B8%EA%B3%B5%EC%A7%80%EB%8A%A5&fldTermStart=2026-11-13&fldTermEnd=2026-11-15", r"/news/view/(\d+)\?trc=search"),
    ("idaegu", "www.idaegu.com/news/articleList.html?sc_sdate=2026-11-13&sc_edate=2026-11-15", r'subject"><a [^>]*idxno=(\d{2,})'),
    ("gwunion", "www.gwunion.co.kr/news/articleList.html?sc_sdate=2026-11-13&sc_edate=2026-11-15", r'ArtList_Title"><a [^>]*idxno=(\d+)'),
    ("gyeongbuk", "www.gb.go.kr/Main/page.do?mnu_uid=6792&period=1&B_START=2026-11-08&B_END=2026-11-10", r"<p><a href=\"[^\"]*B_NUM=(\d+)"),
]  # fmt: skip


@pytest.mark.parametrize(("outlet", "address", "pattern"), WINDOWS)
def test_a_window_is_respected(room: PressRoom, outlet: str, address: str, pattern: str) -> None:
    first, last = ("20261108", "20261110") if outlet == "gyeongbuk" else ("20261113", "20261115")
    found = set(re.findall(pattern, ask(room, address).text))
    assert found == published_in(outlet, first, last)
    assert found


def test_the_old_board_ignores_dates_without_period(room: PressRoom) -> None:
    address = "www.gb.go.kr/Main/page.do?mnu_uid=6792&B_START=2026-11-19&B_END=2026-11-20"
    assert "B_NUM=" in ask(room, address).text


def test_the_kbs_list_answers_a_posted_form_as_it_answers_a_query(room: PressRoom) -> None:
    asked = {"currentPageNo": "2", "rowsPerPage": "5", "contentsCode": "0004"}
    by_post = codes(ask(room, "news.kbs.co.kr/api/getNewsList", form=asked))
    by_get = codes(
        ask(
            room, "news.kbs.co.kr/api/getNewsList?" + "&".join(f"{k}={v}" for k, v in asked.items())
        )
    )
    assert by_post == by_get
    assert len(by_post) == 5


def test_the_kbs_list_names_reporters_only_when_asked(room: PressRoom) -> None:
    address = "news.kbs.co.kr/api/getNewsList?rowsPerPage=1"
    without, with_them = (
        json.loads(ask(room, a).text)["data"][0] for a in (address, address + "&needReporterInfo=Y")
    )
    assert without["reporters"] == []
    assert with_them["reporters"][0]["reporterName"] == "김가람"


def test_the_kbs_search_stops_at_its_cap_without_saying_so(
    own_room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kbs, "SEARCH_CAP", 20)
    address = "reco.kbs.co.kr/v2/search?keyword=&page_size=10&page="
    pages = [json.loads(ask(own_room, f"{address}{n}").text) for n in (1, 2, 3)]
    assert [len(p["data"]) for p in pages] == [10, 10, 0]
    assert pages[2]["total_count"] == COUNT


def test_a_callback_turns_the_search_into_a_script(room: PressRoom) -> None:
    text = ask(room, "reco.kbs.co.kr/v2/search?keyword=x&callback=cb1").text
    assert text.startswith("cb1(")


@pytest.mark.parametrize("by", ["get", "post"])
def test_a_family_search_finds_words_by_get_and_by_post(room: PressRoom, by: str) -> None:
    address = "www.kyongbuk.co.kr/news/articleList.html"
    asked = {"sc_area": "T", "sc_word": "kyongbuk 37번", "view_type": "sm"}
    got = (
        ask(room, address, form=asked)
        if by == "post"
        else ask(room, f"{address}?sc_area=T&sc_word=kyongbuk%2037%EB%B2%88")
    )
    assert re.findall(r'titles"><a [^>]*idxno=(\d+)', got.text) == ["900037"]


def test_page_numbers_under_a_search_lose_its_words(room: PressRoom) -> None:
    text = ask(
        room, "www.kyongbuk.co.kr/news/articleList.html?sc_word=AI&sc_section_code=S1N4"
    ).text
    links = re.findall(r'pagination-end"><a href="([^"]+)"', text)
    assert links
    assert "sc_word" not in links[0]
    assert "sc_section_code=S1N4" in links[0]


def test_a_wrong_menu_number_gets_an_alert_with_status_200(room: PressRoom) -> None:
    got = ask(room, "www.gb.go.kr/Main/page.do?mnu_uid=1&BD_CODE=bbs_bodo")
    assert got.status == 200
    assert "정상적인 메뉴접근이 아닙니다" in got.text
    assert len(got.body) < 300


def test_each_board_carries_its_own_namespace_only(room: PressRoom) -> None:
    new_number = WORLD.outlets["gyeongbuk"][COUNT - 1].key.split(":")[1]
    old = ask(
        room, f"www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2&B_NUM={new_number}"
    )
    assert "삭제된 글" in old.text


# robots.txt, unknown hosts, its own addresses


@pytest.mark.parametrize("site", all_sites(), ids=lambda s: s.outlet)
def test_every_host_has_a_robots_txt_that_forbids_something(room: PressRoom, site: object) -> None:
    for host in site.hosts:  # type: ignore[attr-defined]
        text = ask(room, f"{host}/robots.txt").text
        assert "Disallow: /private/" in text
        for url in re.findall(r"Sitemap: (\S+)", text):
            assert ask(room, url).status == 200


def test_some_hosts_ask_for_a_delay(room: PressRoom) -> None:
    assert "Crawl-delay: 0.1" in ask(room, "www.gwunion.co.kr/robots.txt").text


def test_a_page_that_robots_forbid_is_there(room: PressRoom) -> None:
    assert ask(room, "www.idaegu.com/private/1.html").status == 200


def test_an_unknown_host_is_a_bad_gateway(room: PressRoom) -> None:
    assert ask(room, "www.example.com/").status == 502


def test_some_sites_answer_in_gzip_when_asked(room: PressRoom) -> None:
    address = canonical("newspim")
    packed = ask(room, address, headers={"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == ask(room, address).body


def test_robots_that_may_fetch_nothing_are_named_apart(room: PressRoom) -> None:
    text = ask(room, "www.kado.net/robots.txt").text
    assert text.index("GPTBot") < text.index("User-agent: *")


@pytest.mark.parametrize(
    "odd", ["page=0", "page=-3", "page=zwei", "sc_sdate=2026-13-45", "sc_word=%FF"]
)
def test_an_odd_parameter_is_no_server_error(room: PressRoom, odd: str) -> None:
    assert ask(room, f"www.kyongbuk.co.kr/news/articleList.html?{odd}").status == 200


def test_the_log_has_what_was_asked(own_room: PressRoom) -> None:
    ask(own_room, "www.idaegu.com/robots.txt?x=1", headers={"User-Agent": "reader"})
    (entry,) = own_room.log
    assert (entry.method, entry.host, entry.path, entry.status) == (
        "GET",
        "www.idaegu.com",
        "/robots.txt?x=1",
        200,
    )
    assert entry.headers["user-agent"] == "reader"


def test_head_has_the_headers_and_no_body(room: PressRoom) -> None:
    got = ask(room, canonical("kbs"), method="HEAD")
    assert got.body == b""
    assert int(got.headers["content-length"]) > 10_000


def test_its_own_addresses_tell_and_change_its_state(own_room: PressRoom) -> None:
    assert json.loads(ask(own_room, "_pressroom/hosts").text)["reco.kbs.co.kr"] == "kbs"
    assert json.loads(ask(own_room, "_pressroom/status").text)["out"]["kbs"] == COUNT
    moved = ask(own_room, "_pressroom/clock?advance=3600", method="POST")
    assert json.loads(moved.text)["now"] == (START + timedelta(hours=1)).isoformat()
    added = ask(
        own_room,
        "_pressroom/faults",
        method="POST",
        body=b'{"kind": "403", "host": "www.idaegu.com"}',
    )
    assert json.loads(added.text)[0]["kind"] == "403"
    assert ask(own_room, "www.idaegu.com/").status == 403
    ask(own_room, "_pressroom/faults", method="DELETE")
    assert ask(own_room, "www.idaegu.com/").status == 200


def test_a_fault_that_does_not_exist_is_refused_in_words(own_room: PressRoom) -> None:
    got = ask(own_room, "_pressroom/faults", method="POST", body=b'{"kind": "gremlin"}')
    assert got.status == 400
    assert "no fault is called 'gremlin'" in got.text


# The command


def test_the_command_prints_its_address_serves_and_stops_on_sigterm() -> None:
    command = [sys.executable, "-m", "pressroom", "--outlets", "gwunion", "--scale", "0.05"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert re.fullmatch(r"press room at http://127\.0\.0\.1:\d+\n", line)


def test_the_command_refuses_a_fault_it_cannot_read() -> None:
    command = [sys.executable, "-m", "pressroom", "--fault", "nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert "host:path-regex:kind" in done.stderr
