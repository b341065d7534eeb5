"""A spider discovers, skips what is known, fetches newest first, and accounts for every key."""

from __future__ import annotations

import gzip
import socket
import struct
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from scrapy.http import Response

from spiders.errors import DeclarationError, SpiderError, WindowError
from spiders.events import Capture, Discovered, Ended
from spiders.known import Due, FeedMemory, Known
from spiders.source import Listing, Page, Row
from tests.spiders.conftest import (
    HOST,
    Answer,
    Asked,
    Crawling,
    Sinmun,
    Site,
    a_source,
    article,
    crawled,
    spider_with,
)


def rows(*keys: str, published: str | None = None) -> list[dict[str, Any]]:
    return [{"key": key, "published": published} for key in keys]


# -- the ledger ------------------------------------------------------------------------------------


def test_listed_articles_are_discovered_fetched_and_captured(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1", "2", "3"))
    site.articles("1", "2", "3")
    got = crawl()
    assert got.discovered == ["1", "2", "3"]
    assert sorted(got.captured) == ["1", "2", "3"]
    assert got.stats.finished
    assert got.stats.errors == 0


def test_every_key_ends_exactly_once_whatever_happens_to_it(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [*rows("ok", "gone", "closed", "known", "ok", "lost")])
    site.articles("ok")
    site.put("/article/closed", Answer(b"no", 403))
    site.put("/article/lost", Answer(b"oops", 500))
    got = crawl(known=Known(frozenset({"known"})))
    ends = Counter(e.key for e in got.events if isinstance(e, Ended))
    ends.update(e.key for e in got.events if isinstance(e, Capture) and e.kind == "article")
    assert ends == Counter(dict.fromkeys(got.discovered, 1))
    assert got.outcomes == {
        "gone": "http_error", "closed": "blocked", "known": "unchanged", "lost": "unreachable",
    }  # fmt: skip


def test_discovery_comes_before_the_end_of_a_key(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("gone"))
    got = crawl()
    order = [type(e) for e in got.events if isinstance(e, Discovered | Ended)]
    assert order == [Discovered, Ended]


def test_a_key_listed_by_two_sources_is_discovered_once(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1"))
    site.listing("/more", rows("1", "2"))
    site.articles("1", "2")
    got = crawl(spider_with(a_source("/list"), a_source("/more")))
    assert got.discovered == ["1", "2"]


def test_articles_are_fetched_newest_first(crawl: Crawling, site: Site) -> None:
    days = {"a": "03", "b": "20", "c": "11"}
    site.listing(
        "/list", [{"key": k, "published": f"2026-11-{d}T09:00:00+09:00"} for k, d in days.items()]
    )
    site.articles(*days)
    # The first one starts before the second is listed; the rest is ordered in the queue.
    got = crawl(spider_with(a_source(ordered=False)), {"CONCURRENT_REQUESTS": 1})
    assert got.captured[1:] == sorted(got.captured[1:], key=lambda k: days[k], reverse=True)


def test_the_row_s_own_address_is_asked_and_the_canonical_one_recorded(
    crawl: Crawling, site: Site
) -> None:
    site.listing("/list", [{"key": "1", "fetch_url": f"https://{HOST}/print/article/1"}])
    site.put("/print/article/1", article("1"))
    got = crawl()
    assert site.paths() == ["/list", "/print/article/1"]
    assert got.of(Discovered)[0].url == f"https://{HOST}/article/1"


def test_only_the_keys_asked_for_are_fetched(crawl: Crawling, site: Site) -> None:
    site.articles("7", "8")
    got = crawl(keys="7, 8", known=Known(frozenset({"7"})))
    assert sorted(site.paths()) == ["/article/7", "/article/8"]
    assert {e.source for e in got.of(Discovered)} == {"seed"}


def test_a_text_judged_off_topic_in_the_list_is_not_fetched(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1"))
    got = crawl(spider_with(a_source(), judge_listed=lambda self, row: "weather"))
    assert got.ended == {"1": ("off_topic", "weather")}
    assert site.paths() == ["/list"]


# -- what is known ---------------------------------------------------------------------------------


def test_known_keys_are_not_fetched_again(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1", "2"))
    site.articles("1", "2")
    got = crawl(known=Known(frozenset({"1"})))
    assert got.ended["1"] == ("unchanged", "known")
    assert got.captured == ["2"]


@pytest.mark.parametrize("listed", [True, False])
def test_an_article_due_for_a_look_is_fetched_whether_listed_or_not(
    crawl: Crawling, site: Site, listed: bool
) -> None:
    site.listing("/list", rows("1") if listed else rows("2"))
    site.articles("1", "2")
    due = Due("1", Sinmun.canonical("1"), "recheck")
    got = crawl(known=Known(frozenset({"1"}), (due,)))
    source = {e.key: e.source for e in got.of(Discovered)}
    assert source["1"] == ("list" if listed else "recheck")
    assert "1" in got.captured


def test_what_is_due_waits_while_no_source_answers(crawl: Crawling, site: Site) -> None:
    """Else an outage of a day would use up every retry."""
    site.put("/list", Answer(b"", 500))
    got = crawl(known=Known(due=(Due("1", Sinmun.canonical("1"), "retry"),)))
    assert got.discovered == []


def test_a_window_run_adds_nothing_that_is_due(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [])
    due = Due("1", Sinmun.canonical("1"), "recheck")
    assert crawl(since="2026-11-01", known=Known(frozenset({"1"}), (due,))).discovered == []


# -- windows ---------------------------------------------------------------------------------------


def test_a_row_outside_the_window_ends_there(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [
        {"key": "late", "published": "2026-11-11T00:00:00+09:00"},
        {"key": "in", "published": "2026-11-10T23:59:59+09:00"},
        {"key": "undated"},
        {"key": "early", "published": "2026-11-09T23:59:59+09:00"},
    ])  # fmt: skip
    site.articles("late", "in", "undated", "early")
    got = crawl(since="2026-11-10", until="2026-11-10")
    assert got.outcomes == {"late": "outside_window", "early": "outside_window"}
    assert sorted(got.captured) == ["in", "undated"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"since": "11/01/2026"}, "is not a date"),
        ({"until": "2026-02-30"}, "is not a date"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "ends before it begins"),
    ],
)
def test_a_wrong_date_is_named_with_the_right_form(arguments: dict[str, str], says: str) -> None:
    with pytest.raises(WindowError, match=says):
        Sinmun(**arguments)


def test_an_unknown_mode_is_named() -> None:
    with pytest.raises(SpiderError, match="incremental or window"):
        Sinmun(mode="all")


def test_a_spider_without_an_outlet_cannot_be_made() -> None:
    class Nobody(Sinmun.__base__):  # type: ignore[misc,name-defined]
        name = "nobody"

    with pytest.raises(DeclarationError, match="declares no outlet"):
        Nobody()


#: Every key of the paged lists below.
ALL = frozenset(str(n) for n in range(100))

# -- paging ----------------------------------------------------------------------------------------


def pages(site: Site, count: int, per_page: int = 10, **more: Any) -> None:
    for n in range(count):
        keys = [str(n * per_page + i) for i in range(per_page)]
        following = f"https://{HOST}/list?page={n + 1}" if n + 1 < count else None
        site.listing("/list" if n == 0 else f"/list?page={n}", rows(*keys), next=following, **more)
        site.articles(*keys)


def test_pages_are_turned_to_the_end(crawl: Crawling, site: Site) -> None:
    pages(site, 3)
    assert len(crawl().captured) == 30


def test_paging_stops_after_twenty_known_rows_in_a_row(crawl: Crawling, site: Site) -> None:
    pages(site, 5)
    crawl(known=Known(ALL, feeds={f"https://{HOST}/list": FeedMemory()}))
    assert site.paths() == ["/list", "/list?page=1"]


def test_after_a_visit_that_was_cut_off_known_rows_do_not_stop_the_paging(
    crawl: Crawling, site: Site
) -> None:
    """It stored the articles of page one, and never saw those of page three."""
    pages(site, 3)
    got = crawl(known=Known(frozenset(str(n) for n in range(20))))
    assert sorted(got.captured) == [str(n) for n in range(20, 30)]


def test_paging_goes_back_to_where_the_last_whole_visit_began(crawl: Crawling, site: Site) -> None:
    new, old = "2026-11-20T09:00:00+09:00", "2026-11-10T09:00:00+09:00"
    for page, published in ((1, new), (2, new), (3, old), (4, old)):
        keys = [f"{page}-{n}" for n in range(20)]
        site.listing(
            f"/list?page={page}", rows(*keys, published=published),
            next=f"https://{HOST}/list?page={page + 1}",
        )  # fmt: skip
    known = frozenset(f"{page}-{n}" for page in (1, 3, 4) for n in range(20))
    memory = FeedMemory(newest=datetime.fromisoformat("2026-11-11T00:00:00+09:00"))
    source = a_source("/list?page=1")
    got = crawl(spider_with(source), known=Known(known, feeds={source.page.url: memory}))
    assert [p for p in site.paths() if "list" in p] == [f"/list?page={n}" for n in (1, 2, 3)]
    assert len(got.outcomes) == 60


def test_a_window_run_pages_on_through_known_rows(crawl: Crawling, site: Site) -> None:
    pages(site, 3)
    got = crawl(since="2026-11-01", known=Known(frozenset(str(n) for n in range(100))))
    assert len(got.discovered) == 30


def test_paging_stops_at_the_window_s_edge(crawl: Crawling, site: Site) -> None:
    site.listing(
        "/list", rows("a", "b", "c", published="2026-10-31T12:00:00+09:00"),
        next=f"https://{HOST}/list?page=2",
    )  # fmt: skip
    crawl(since="2026-11-01")
    assert site.paths() == ["/list"]


def test_one_pinned_old_row_is_not_the_window_s_edge(crawl: Crawling, site: Site) -> None:
    old, new = "2024-01-01T12:00:00+09:00", "2026-11-05T12:00:00+09:00"
    site.listing(
        "/list", [*rows("b", "c", published=new), *rows("pinned", published=old)],
        next=f"https://{HOST}/list?page=2",
    )  # fmt: skip
    site.listing("/list?page=2", rows("d", published=new))
    site.articles("b", "c", "d")
    assert sorted(crawl(since="2026-11-01").captured) == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("note", "second", "options"),
    [
        ("repeated", {"rows": rows("1"), "next": f"https://{HOST}/list?page=3"}, {}),
        ("max_pages", {"rows": rows("2"), "next": f"https://{HOST}/list?page=3"}, {"max_pages": 2}),
        ("capped", {"rows": rows("2"), "total": 500}, {}),
    ],
)
def test_no_cap_is_silent(
    crawl: Crawling, site: Site, note: str, second: dict[str, Any], options: dict[str, Any]
) -> None:
    site.listing("/list", rows("1"), next=f"https://{HOST}/list?page=2")
    site.listing("/list?page=2", second.pop("rows"), **second)
    got = crawl(spider_with(a_source(**options)))
    assert note in got.notes
    assert "/list?page=3" not in site.paths()


def test_a_site_that_shows_other_dates_than_asked_for_fails_the_source(
    crawl: Crawling, site: Site
) -> None:
    site.listing("/list", rows("1"), shown=["2026-11-20", "2026-11-20"])
    got = crawl(since="2026-10-01", until="2026-10-02")
    assert got.discovered == []
    assert got.stats.sources["failed"] == 1
    assert "asked for 2026-10-01" in (got.stats.message or "")


def test_a_first_visit_reaches_back_ninety_days_from_the_newest_row(
    crawl: Crawling, site: Site
) -> None:
    for page, day in ((1, "2026-11-20"), (2, "2026-08-25"), (3, "2026-08-20"), (4, "2026-08-10")):
        listed = rows(f"{page}a", f"{page}b", f"{page}c", published=f"{day}T09:00:00+09:00")
        site.listing(f"/list?page={page}", listed, next=f"https://{HOST}/list?page={page + 1}")
    crawl(spider_with(a_source("/list?page=1")))
    assert [p for p in site.paths() if "list" in p] == [f"/list?page={n}" for n in (1, 2, 3)]


def test_a_limit_ends_the_discovery(crawl: Crawling, site: Site) -> None:
    pages(site, 3)
    got = crawl(spider_with(a_source(), a_source("/more")), limit=13)
    assert len(got.captured) == len(got.discovered) == 13
    assert [p for p in site.paths() if "article" not in p] == ["/list", "/list?page=1"]


def test_only_a_whole_visit_may_be_remembered(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1", "2"))
    site.articles("1", "2")
    assert [f.whole for f in crawl().feeds] == [True]
    assert [f.whole for f in crawl(limit=1).feeds] == [False]
    assert [f.whole for f in crawl(since="2026-11-01").feeds] == [False]


def test_a_judge_that_crashes_costs_a_fetch_and_not_the_row(crawl: Crawling, site: Site) -> None:
    def judge(self: Sinmun, row: Row) -> str | None:
        raise ZeroDivisionError("ours")

    site.listing("/list", rows("1", "2"))
    site.articles("1", "2")
    got = crawl(spider_with(a_source(), judge_listed=judge))
    assert sorted(got.captured) == ["1", "2"]
    assert got.stats.errors == 2


@pytest.mark.parametrize("wrong", ["0", "-1", "many"])
def test_a_wrong_limit_is_named(wrong: str) -> None:
    with pytest.raises(SpiderError, match="limit="):
        Sinmun(limit=wrong)


# -- sources that fail -----------------------------------------------------------------------------


def test_a_fallback_is_read_only_when_all_before_it_failed(crawl: Crawling, site: Site) -> None:
    spider = spider_with(a_source("/a"), a_source("/b"), a_source("/fallback", fallback=True))
    site.listing("/b", rows("1"))
    site.listing("/fallback", rows("2"))
    site.articles("1", "2")
    assert crawl(spider).discovered == ["1"]
    del site.routes[f"/{HOST}/b"]
    assert crawl(spider).discovered == ["2"]


def test_in_a_window_one_failed_source_is_enough_for_the_fallback(
    crawl: Crawling, site: Site
) -> None:
    sources = (a_source("/a"), a_source("/b"), a_source("/fallback", fallback=True))
    spider = spider_with(*sources)
    site.listing("/b", rows("1"))
    site.listing("/fallback", rows("2"))
    site.articles("1", "2")
    assert sorted(crawl(spider, since="2026-11-01").discovered) == ["1", "2"]


def test_an_alert_page_instead_of_a_list_is_a_failure_not_an_empty_list(
    crawl: Crawling, site: Site
) -> None:
    site.put("/list", Answer("<script>alert('잘못된 접근입니다')</script>".encode()))
    got = crawl()
    assert got.stats.finish_reason == "no_source"
    assert got.notes == ["source-failed"]


@pytest.mark.parametrize("second", [b"not json", b'{"rows": [{}]}'])
def test_a_source_that_breaks_on_page_two_keeps_the_rows_of_page_one(
    crawl: Crawling, site: Site, second: bytes
) -> None:
    site.listing("/list", rows("1"), next=f"https://{HOST}/list?page=2")
    site.put("/list?page=2", Answer(second))
    site.articles("1")
    assert crawl().captured == ["1"]


def test_a_parser_that_crashes_is_an_error_without_a_traceback(crawl: Crawling, site: Site) -> None:
    def parse(response: Response) -> Listing:
        raise ZeroDivisionError("hostile")

    site.put("/list", Answer(b"<<<\x00\xff"))
    site.listing("/more", rows("1"))
    site.articles("1")
    broken = a_source("/list")
    from dataclasses import replace

    got = crawl(spider_with(replace(broken, parse=parse), a_source("/more")))
    assert got.notes == ["source-crashed"]
    assert got.stats.errors == 1
    assert got.captured == ["1"]
    assert "Traceback" not in got.log


@pytest.mark.parametrize(
    "body", [b"", b"\x00" * 100, b"<html>", b"[]", b'{"rows": null}', b"\xff\xfe<rss>"]
)
def test_a_hostile_list_page_leaves_no_traceback(crawl: Crawling, site: Site, body: bytes) -> None:
    site.put("/list", Answer(body))
    got = crawl()
    assert "Traceback" not in got.log
    assert got.discovered == []


def test_an_empty_list_finishes(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [])
    got = crawl()
    assert (got.stats.finish_reason, got.stats.discovered) == ("finished", 0)


def test_sources_found_in_an_index_are_read_after_it(crawl: Crawling, site: Site) -> None:
    def parse(response: Response) -> Listing:
        return Listing(more=(a_source("/one"), a_source("/two")))

    from dataclasses import replace

    site.put("/index", Answer(b"{}"))
    site.listing("/one", rows("1"))
    site.listing("/two", rows("2"))
    site.listing("/last", rows("3"))
    site.articles("1", "2", "3")
    got = crawl(spider_with(replace(a_source("/index"), parse=parse), a_source("/last")))
    assert got.discovered == ["1", "2", "3"]


def test_a_form_is_posted(crawl: Crawling, site: Site) -> None:
    from dataclasses import replace

    page = Page(f"https://{HOST}/search", form={"query": "인공지능"})
    site.listing("/search", rows("1"))
    site.articles("1")
    crawl(spider_with(replace(a_source(), page=page)))
    assert [a.method for a in site.asked if a.path.endswith("/search")] == ["POST"]


# -- conditional requests --------------------------------------------------------------------------


def with_validators(asked: Asked) -> Answer:
    headers = {"ETag": '"v1"', "Last-Modified": "Fri, 20 Nov 2026 09:00:00 GMT"}
    if asked.headers.get("If-None-Match") == '"v1"':
        return Answer(b"", 304, headers)
    return Answer(b'{"rows": [{"key": "1"}]}', 200, headers)


def test_the_second_run_of_an_unchanged_feed_transfers_no_body(crawl: Crawling, site: Site) -> None:
    site.put("/list", with_validators)
    site.articles("1")
    spider = spider_with(a_source(conditional=True))
    first = crawl(spider).feeds[0]
    memory = FeedMemory(first.etag, first.last_modified, first.body_hash)
    second = crawl(spider, known=Known(frozenset({"1"}), feeds={first.url: memory}))
    assert (second.feeds[0].status, second.feeds[0].rows) == (304, 0)
    assert second.feeds[0].etag == '"v1"'
    assert second.discovered == []
    assert [e.kind for e in second.of(Capture)] == ["robots"]
    assert second.stats.finished


def test_an_unchanged_body_without_validators_is_not_read_again(
    crawl: Crawling, site: Site
) -> None:
    site.listing("/list", rows("1"))
    site.articles("1")
    spider = spider_with(a_source(conditional=True))
    first = crawl(spider).feeds[0]
    assert first.body_hash
    memory = FeedMemory(body_hash=first.body_hash)
    second = crawl(spider, known=Known(feeds={first.url: memory}))
    assert (second.feeds[0].status, second.feeds[0].rows) == (200, 0)
    assert second.discovered == []


def test_a_window_run_asks_without_conditions(crawl: Crawling, site: Site) -> None:
    site.put("/list", with_validators)
    site.articles("1")
    memory = FeedMemory('"v1"')
    spider = spider_with(a_source(conditional=True))
    got = crawl(spider, since="2026-11-01", known=Known(feeds={f"https://{HOST}/list": memory}))
    assert got.captured == ["1"]


def test_a_source_that_failed_leaves_no_state_behind(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1"), next=f"https://{HOST}/list?page=2")
    site.articles("1")
    (seen,) = crawl(spider_with(a_source(conditional=True))).feeds
    assert (seen.whole, seen.problem) == (False, "incomplete: http: HTTP 404")


# -- how a fetch can end ---------------------------------------------------------------------------


def reset(handler: BaseHTTPRequestHandler) -> None:
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<html>half")
    handler.wfile.flush()


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    try:
        for _ in range(800):
            handler.wfile.write(b"x" * 65536)
    except OSError:
        handler.connection.close()


GZIP = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
BOMB = gzip.compress(b"\0" * 50_000_000, 9)
CHALLENGE = b"<html><title>Just a moment...</title><div id=cf-challenge></div></html>"

FATES: dict[str, tuple[Answer, str, str]] = {
    "404": (Answer(b"", 404), "http_error", "HTTP 404"),
    "410": (Answer(b"", 410), "http_error", "HTTP 410"),
    "403": (Answer(b"", 403), "blocked", "HTTP 403"),
    "429": (Answer(b"", 429), "blocked", "HTTP 429"),
    "500": (Answer(b"", 500), "unreachable", "HTTP 500"),
    "challenge": (Answer(CHALLENGE, headers={"Content-Type": "text/html"}), "blocked", "challenge"),
    "loop": (Answer(b"", 302, {"Location": "/article/1"}), "http_error", "too many redirects"),
    "elsewhere": (
        Answer(b"", 302, {"Location": "https://evil.example/x"}), "http_error", "not a host of",
    ),
    "private": (
        Answer(b"", 302, {"Location": "http://169.254.169.254/meta"}), "http_error", "IP address",
    ),
    "file": (Answer(b"", 302, {"Location": "file:///etc/passwd"}), "http_error", "302"),
    "home": (Answer(b"", 302, {"Location": "/"}), "http_error", "another page"),
    "timeout": (Answer(b"", delay=1.5), "unreachable", "no answer in time"),
    "reset": (Answer(script=reset), "unreachable", "connection"),
    "cut off": (Answer(script=cut_off), "unreachable", "cut off"),
    "endless": (Answer(script=endless), "too_large", "larger than"),
    "bomb": (Answer(BOMB, headers=GZIP), "too_large", "when decompressed"),
    "not gzip": (Answer(b"<html>plain", headers=GZIP), "undecodable", "not gzip"),
}  # fmt: skip


@pytest.mark.parametrize("case", FATES)
def test_a_fetch_that_fails_ends_with_its_reason(crawl: Crawling, site: Site, case: str) -> None:
    answer, outcome, reason = FATES[case]
    site.listing("/list", rows("1"))
    site.put("/article/1", answer)
    site.put("/", article("front"))
    got = crawl(settings={"RETRY_TIMES": 1, "DOWNLOAD_TIMEOUT": 1})
    assert got.ended["1"][0] == outcome
    assert reason in got.ended["1"][1]
    assert got.stats.errors == 0
    assert got.stats.finished


def test_a_redirect_to_an_alias_of_the_same_article_is_followed(
    crawl: Crawling, site: Site
) -> None:
    site.listing("/list", rows("1"))
    site.put("/article/1", Answer(b"", 301, {"Location": "https://m.sinmun.kr/article/1"}))
    site.put("/article/1", article("1"), host="m.sinmun.kr")
    got = crawl()
    capture = next(e for e in got.of(Capture) if e.kind == "article")
    assert capture.url == f"https://{HOST}/article/1"
    assert capture.final_url == "https://m.sinmun.kr/article/1"


def test_a_passing_fault_is_retried(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1"))
    answers = iter([Answer(b"", 500), Answer(script=reset), article("1")])
    site.put("/article/1", lambda asked: next(answers))
    assert crawl().captured == ["1"]


# -- closing early ---------------------------------------------------------------------------------


def test_what_is_pending_when_scrapy_closes_a_spider_ends_as_interrupted(
    crawl: Crawling, site: Site
) -> None:
    keys = [str(n) for n in range(30)]
    site.listing("/list", rows(*keys))
    for key in keys:
        site.put(f"/article/{key}", Answer(b"<html>", delay=0.05))
    got = crawl(settings={"CLOSESPIDER_PAGECOUNT": 3, "CONCURRENT_REQUESTS_PER_DOMAIN": 2})
    assert got.stats.finish_reason == "closespider_pagecount"
    assert sorted([*got.captured, *got.ended]) == sorted(keys)
    assert set(got.ended.values()) == {("unreachable", "interrupted")}


def test_a_stopped_spider_gives_up_what_waits(
    start: Callable[..., Any], site: Site, loop: Any
) -> None:
    keys = [str(n) for n in range(30)]
    site.listing("/list", rows(*keys))

    def stop(asked: Asked) -> Answer:
        loop.call_soon_threadsafe(crawler.spider.stop, "deadline")
        return article("0")

    for key in keys:
        site.put(f"/article/{key}", stop)
    crawler, future, folder = start(settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    future.result(30)
    got = crawled(folder)
    assert got.stats.finish_reason == "deadline"
    assert sorted([*got.captured, *got.ended]) == sorted(keys)
    assert len(got.ended) > 25


@pytest.mark.parametrize("hanging", ["/robots.txt", "/list", "/article/7"])
def test_what_hangs_when_a_spider_is_stopped_is_given_up(
    start: Callable[..., Any], site: Site, loop: Any, hanging: str
) -> None:
    """Not after the timeout of a download, which is far off: after ``STOP_GRACE``."""
    keys = [str(n) for n in range(10)]
    site.listing("/list", rows(*keys))
    site.articles(*keys)

    def hang(asked: Asked) -> Answer:
        loop.call_soon_threadsafe(crawler.spider.stop, "deadline")
        return Answer(b"<html>", delay=20)

    site.put(hanging, hang)
    crawler, future, folder = start(settings={"STOP_GRACE": 0.2, "DOWNLOAD_TIMEOUT": 600})
    future.result(15)
    got = crawled(folder)
    assert got.stats.finish_reason == "deadline"
    if hanging != "/article/7":
        assert [f.problem for f in got.feeds] == ["interrupted: the visit ended while it was read"]
    else:
        assert sorted([*got.captured, *got.ended]) == sorted(keys)
        assert got.ended["7"] == ("unreachable", "interrupted")


def test_what_is_in_flight_when_a_spider_is_stopped_comes_home(
    start: Callable[..., Any], site: Site, loop: Any
) -> None:
    site.listing("/list", rows("1"))

    def slow(asked: Asked) -> Answer:
        loop.call_soon_threadsafe(crawler.spider.stop, "deadline")
        return Answer(article("1").body, delay=0.3)

    site.put("/article/1", slow)
    crawler, future, folder = start()
    future.result(15)
    got = crawled(folder)
    assert (got.stats.finish_reason, got.captured) == ("deadline", ["1"])


def test_a_callback_that_crashes_is_told_and_its_key_still_ends(
    crawl: Crawling, site: Site
) -> None:
    def elsewhere(self: Sinmun, response: Response, key: str) -> None:
        raise ZeroDivisionError("ours")

    site.listing("/list", rows("1"))
    site.articles("1")
    got = crawl(spider_with(a_source(), _elsewhere=elsewhere))
    assert "callback-crashed" in got.notes
    assert got.stats.errors > 0
    assert got.outcomes == {"1": "unreachable"}


def test_a_run_crawls_an_outlet_once(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [])
    crawl(run="same")
    with pytest.raises(SpiderError, match="already holds a crawl"):
        crawl(run="same")
