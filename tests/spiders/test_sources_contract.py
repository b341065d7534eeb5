"""The contract kept at every fetch of a source: what breaks it is named, and told; what does not,
however quiet, is no breach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from spiders import contract, registry, resorts
from spiders.contract import Unanswered
from spiders.events import CaptureKind, FeedSeen, Note
from spiders.known import FeedMemory, Known
from spiders.source import Listing, Source, SourceError
from spiders.tried import Tried
from tests.spiders.conftest import (
    HOST,
    OUTLET,
    Answer,
    Crawled,
    Crawling,
    Sinmun,
    Site,
    a_source,
    spider_with,
)

URL = f"https://{HOST}/list"
NOW = datetime.now(UTC).replace(microsecond=0)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def row(key: str, days: float) -> dict[str, str]:
    return {"key": key, "published": ago(days).isoformat()}


def source(path: str = "/list", kind: CaptureKind = "list", **options: object) -> Source:
    return replace(a_source(path), kind=kind, **options)  # type: ignore[arg-type]


def said(got: Crawled) -> list[str | None]:
    """The code of each source's problem, in the order they were asked."""
    return [f.problem.partition(":")[0] if f.problem else None for f in got.feeds]


def past(*, newest: datetime | None = None, path: str | None = None, keys: str = "xyz") -> Known:
    """A corpus of some articles; ``path`` is a source that had rows."""
    feeds = {f"https://{HOST}{path}": FeedMemory(newest=newest or ago(1))} if path else {}
    return Known(frozenset(keys), feeds=feeds, newest=newest)


# -- fresh -----------------------------------------------------------------------------------------


def test_a_feed_of_2012_is_stale_beside_a_list_of_today(crawl: Crawling, site: Site) -> None:
    site.listing("/rss", [{"key": "1", "published": "2012-11-20T09:00:00+09:00"}])
    site.listing("/list", [row("2", 0.1)])
    site.articles("1", "2")
    got = crawl(spider_with(source("/rss", "feed"), source()))
    assert said(got) == ["stale", None]
    assert "2012-11-20" in (got.feeds[0].problem or "")
    assert [f.whole for f in got.feeds] == [False, True]
    assert "source-stale" in got.notes


def test_a_feed_is_stale_beside_the_corpus_so_that_what_stands_behind_it_is_read(
    crawl: Crawling, site: Site
) -> None:
    site.listing("/rss", [row("1", 90)])
    site.listing("/list", [row("2", 0.1)])
    site.articles("1", "2")
    spider = spider_with(source("/rss", "feed"), source(fallback=True))
    assert said(crawl(spider, known=past(newest=ago(1)))) == ["stale", None]
    # A quiet outlet's feed is as old as the outlet: nothing else is asked.
    assert said(crawl(spider, known=past(newest=ago(90)))) == [None]


def test_the_list_tells_the_dates_of_what_a_stale_feed_lists_too(
    crawl: Crawling, site: Site
) -> None:
    """By the feed's dates its rows would lie outside the window, and the list could not bring them."""
    site.listing("/rss", [row("1", 5000), row("2", 5001), row("old", 5002)])
    site.listing("/list", [row("1", 0.1), row("2", 0.2)])
    site.articles("1", "2")
    spider = spider_with(source("/rss", "feed"), source(fallback=True))
    got = crawl(spider, known=past(newest=ago(1)), mode="incremental",
                since=f"{ago(3):%Y-%m-%d}")  # fmt: skip
    assert sorted(got.captured) == ["1", "2"]
    assert got.ended == {}
    assert (got.feeds[0].rows, got.feeds[0].new, got.feeds[1].new) == (3, 0, 2)
    assert (got.feeds[0].problem or "").endswith("its 3 rows are left to the other sources")


def test_rows_of_pages_that_newer_ones_may_follow_are_taken(crawl: Crawling, site: Site) -> None:
    following = f"https://{HOST}/rss2"
    site.listing("/rss", [row("1", 90)], next=following)
    site.listing("/rss2", [row("2", 0.1)])
    site.articles("1", "2")
    spider = spider_with(source("/rss", "feed", ordered=False))
    got = crawl(spider, known=past(newest=ago(1)))
    assert (said(got), sorted(got.captured)) == ([None], ["1", "2"])


def test_a_feed_that_is_unchanged_for_months_is_stale_as_well(crawl: Crawling, site: Site) -> None:
    site.put("/rss", Answer(status=304))
    site.listing("/list", [row("2", 0.1)])
    site.articles("2")
    memory = {f"https://{HOST}/rss": FeedMemory('"v1"', newest=ago(200))}
    spider = spider_with(source("/rss", "feed", conditional=True), source())
    assert said(crawl(spider, known=Known(feeds=memory))) == ["stale", None]


@pytest.mark.parametrize(
    ("kind", "options"), [("search", {}), ("list", {"lively": False})], ids=["search", "old board"]
)
def test_what_may_be_old_is_not_stale(
    crawl: Crawling, site: Site, kind: CaptureKind, options: dict[str, bool]
) -> None:
    site.listing("/old", [row("1", 200)])
    site.listing("/list", [row("2", 0.1)])
    site.articles("1", "2")
    assert said(crawl(spider_with(source("/old", kind, **options), source()))) == [None, None]


def test_a_date_in_the_future_makes_nothing_else_stale(crawl: Crawling, site: Site) -> None:
    site.listing("/rss", [row("1", -400)])
    site.listing("/list", [row("2", 1)])
    site.articles("1", "2")
    assert said(crawl(spider_with(source("/rss", "feed"), source()))) == [None, None]


def test_a_failure_names_its_address_once(crawl: Crawling, site: Site) -> None:
    def parse(response: Response) -> Listing:
        raise SourceError(f"{response.url}: this is no list")

    site.put("/list", Answer(b"x"))
    got = crawl(spider_with(source(parse=parse)))
    assert got.stats.message == f"{URL}: this is no list (1 bytes)"
    assert got.feeds[0].problem == "small: this is no list (1 bytes)"


# -- at least one row ------------------------------------------------------------------------------


def test_a_list_without_a_row_is_empty_where_it_had_some(crawl: Crawling, site: Site) -> None:
    site.put("/list", Answer(b'{"rows": []}' + b" " * 700))
    got = crawl(known=past(path="/list"))
    assert said(got) == ["empty"]
    assert got.stats.finish_reason == "no_source"
    assert "3 articles of this outlet are known" in (got.stats.message or "")


def test_a_few_bytes_without_a_row_are_called_small(crawl: Crawling, site: Site) -> None:
    site.put("/list", Answer(b'{"rows": []}'))
    got = crawl(known=past(path="/list"))
    assert got.feeds[0].problem == (
        "small: no row in 12 bytes, though 3 articles of this outlet are known"
    )


def test_an_outlet_without_a_past_may_be_empty(crawl: Crawling, site: Site) -> None:
    site.put("/list", Answer(b'{"rows": []}'))
    got = crawl()
    assert (said(got), got.stats.finish_reason) == ([None], "finished")


def test_a_section_that_never_had_a_row_is_no_breach_beside_one_that_has(
    crawl: Crawling, site: Site
) -> None:
    site.put("/section", Answer(b'{"rows": []}'))
    site.listing("/list", [row("x", 1)])
    got = crawl(spider_with(source("/section", "feed"), source()), known=past())
    assert said(got) == [None, None]


@pytest.mark.parametrize(("days", "code"), [(0.5, "small"), (4, None)], ids=["today", "holidays"])
def test_an_empty_news_sitemap_is_a_breach_only_while_others_show_news(
    crawl: Crawling, site: Site, days: float, code: str | None
) -> None:
    site.put("/map", Answer(b'{"rows": []}'))
    site.listing("/list", [row("x", days)])
    spider = spider_with(source("/map", "sitemap"), source())
    assert said(crawl(spider, known=past(path="/map", newest=ago(5)))) == [code, None]


def test_a_window_may_be_empty(crawl: Crawling, site: Site) -> None:
    site.put("/list", Answer(b'{"rows": []}'))
    got = crawl(known=past(path="/list"), since="2026-11-01", until="2026-11-02")
    assert said(got) == [None]


# -- size, alerts, refusals ------------------------------------------------------------------------

ALERT = "<script>alert('잘못된 접근입니다');history.back();</script>"
ANSWERS = {
    "alert": (200, ALERT.encode(), "alert"),
    "nothing": (200, b"", "small"),
    "a notice": (200, b"<html><body>" + b"<p>notice</p>" * 90 + b"</body></html>", "no-list"),
    "an HTML stub": (200, b"<html><body>moved</body></html>", "small"),
    "gone": (404, b"gone", "http"),
    "an error": (500, b"sorry", "unreachable"),
    "refused": (403, b"no", "blocked"),
    "a challenge": (200, b"<title>Just a moment...</title>", "blocked"),
    "by script": (
        200, b"<html><script>location.href='https://www.sinmun.kr/x'</script></html>",
        "redirect-page",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_no_list_is_named(crawl: Crawling, site: Site, name: str) -> None:
    status, body, code = ANSWERS[name]
    site.put("/list", Answer(body, status, {"Content-Type": "text/html; charset=utf-8"}))
    got = crawl(settings={"RETRY_TIMES": 0})
    assert said(got) == [code]
    assert got.feeds[0].status == status
    assert not got.feeds[0].whole
    assert got.stats.finish_reason == "no_source"


def test_the_words_of_an_alert_are_told(crawl: Crawling, site: Site) -> None:
    site.put("/list", Answer(ALERT.encode(), headers={"Content-Type": "text/html; charset=utf-8"}))
    got = crawl()
    assert "잘못된 접근입니다" in (got.feeds[0].problem or "")
    assert any("잘못된 접근입니다" in note.message for note in got.of(Note))


def test_no_answer_at_all_has_status_0(crawl: Crawling, site: Site) -> None:
    site.close()
    got = crawl(settings={"RETRY_TIMES": 0})
    assert [(f.status, said(got)) for f in got.feeds] == [(0, ["unreachable"])]


# -- dates, totals ---------------------------------------------------------------------------------


def test_other_days_than_those_asked_for_are_a_breach(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [row("1", 1)], shown=["2026-01-01", "2026-01-31"])
    got = crawl(since="2026-11-01", until="2026-11-10")
    assert said(got) == ["dates"]


@pytest.mark.parametrize(
    ("more", "code"),
    [({"total": 400}, "incomplete"), ({"total": 1}, None), ({}, None)],
    ids=["capped", "all of it", "says nothing"],
)
def test_a_list_must_give_as_many_rows_as_it_claims(
    crawl: Crawling, site: Site, more: dict[str, int], code: str | None
) -> None:
    site.listing("/list", [row("1", 1)], **more)
    site.articles("1")
    got = crawl()
    assert said(got) == [code]
    assert got.captured == ["1"]


def test_a_list_that_breaks_off_keeps_what_it_gave(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [row("1", 1)], next=f"https://{HOST}/list?page=2")
    site.articles("1")
    got = crawl()
    assert said(got) == ["incomplete"]
    assert (got.feeds[0].rows, got.feeds[0].new, got.captured) == (1, 1, ["1"])


# -- hosts -----------------------------------------------------------------------------------------


def page(*urls: str) -> TextResponse:
    links = "".join(f'<li><a href="{url}">기사</a></li>' for url in urls)
    return HtmlResponse(URL, body=f"<ul>{links}</ul>".encode(), encoding="utf-8")


def strange(*urls: str) -> contract.Strangers | None:
    return contract.strangers(page(*urls), OUTLET, Sinmun.key_of)


def test_links_of_its_own_and_of_no_article_are_no_strangers() -> None:
    own = (f"https://{HOST}/article/1", "https://m.sinmun.kr/article/2", "/article/3")
    assert strange(*own, "https://www.facebook.com/sinmun") is None


KEYS = registry.spider("kyongbuk")


@pytest.mark.parametrize(
    ("host", "alike"),
    [
        ("www.kyongbuk.co.kr.news-mirror.example", True),
        ("www.kyongbuk-news.com", True),
        ("www.kyungbuk.co.kr", True),
        ("www.hankyung.com", False),
    ],
)
def test_rows_that_lead_elsewhere_are_counted_and_a_look_alike_is_named(
    host: str, alike: bool
) -> None:
    links = [f"https://{host}/news/articleView.html?idxno={n}" for n in (1, 2)]
    found = contract.strangers(page(*links), KEYS.outlet, KEYS.key_of)
    assert found is not None
    assert found.hosts == ((host, 2),)
    assert found.alike == ((host,) if alike else ())
    assert ("only looks like" in str(found)) is alike


# -- one event a source, in the end ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "fed", "told"),
    [(404, False, None), (404, True, "http"), (500, False, "unreachable"), (403, False, "blocked")],
)
def test_a_guess_that_is_not_there_is_no_source(
    crawl: Crawling, site: Site, status: int, fed: bool, told: str | None
) -> None:
    """Unless it was there before, or is there and fails."""
    site.put("/guess", Answer(b"no", status))
    site.listing("/list", [row("1", 1)])
    site.articles("1")
    known = past(path="/guess") if fed else Known.NOTHING
    spider = spider_with(source("/guess", "feed", guess=True), source())
    got = crawl(spider, known=known, settings={"RETRY_TIMES": 0})
    assert said(got) == ([None] if told is None else [told, None])
    assert ("source-absent" in got.notes) is (told is None)


def test_a_source_that_was_not_reached_leaves_none(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [row("1", 1)])
    site.articles("1")
    got = crawl(spider_with(source(), source("/more", fallback=True)))
    assert [f.url for f in got.feeds] == [URL]


def test_a_visit_cut_short_says_so_of_the_source_it_was_reading(
    crawl: Crawling, site: Site
) -> None:
    """Five refusals of articles end it, while the list goes on for ever."""
    pages = iter(range(2, 10_000))

    def answer(_: object) -> Answer:
        number = next(pages)
        listed = ",".join(f'{{"key": "{number}-{n}"}}' for n in range(9))
        following = f"https://{HOST}/list?page={number}"
        return Answer(f'{{"rows": [{listed}], "next": "{following}"}}'.encode(), delay=0.02)

    site.default = lambda asked: answer(asked) if "/list" in asked.path else Answer(b"no", 403)
    got = crawl(settings={"RETRY_TIMES": 0})
    assert got.stats.finish_reason == "blocked"
    assert [(f.status, f.whole) for f in got.feeds] == [(200, False)]
    assert said(got) == ["interrupted"]


def test_a_crash_of_ours_is_a_breach_too(crawl: Crawling, site: Site) -> None:
    def parse(response: object) -> object:
        raise ZeroDivisionError("hostile")

    site.put("/list", Answer(b"<"))
    got = crawl(spider_with(source(parse=parse)))
    assert said(got) == ["crashed"]


# -- what a failure allows -------------------------------------------------------------------------


def tried(*breaches: SourceError | None, kinds: Sequence[CaptureKind] = ()) -> list[Tried]:
    found = []
    for number, error in enumerate(breaches):
        one = Tried(source(f"/{number}", kinds[number] if kinds else "list"))
        if error is not None:
            one.breach = contract.of_error(error, None, None)
            one.status = error.status if isinstance(error, Unanswered) else 200
        found.append(one)
    return found


AWAY = Unanswered("unreachable", "no such host")
DOWN = Unanswered("unreachable", "HTTP 500", 500)
GONE = Unanswered("http_error", "HTTP 404", 404)
NO = Unanswered("blocked", "HTTP 403", 403)
FORBIDDEN = Unanswered("robots", "robots.txt forbids it")


@pytest.mark.parametrize(
    ("breaches", "allowed"),
    [
        ([GONE, GONE], True),
        ([GONE, AWAY], True),
        ([DOWN, DOWN], True),
        ([AWAY, AWAY], False),
        ([GONE, NO], False),
        ([FORBIDDEN, FORBIDDEN], False),
        ([FORBIDDEN, GONE], True),
        ([], False),
    ],
)
def test_what_is_looked_for_depends_on_why_all_failed(
    breaches: list[SourceError], allowed: bool
) -> None:
    assert resorts.may_look_further(tried(*breaches)) is allowed


@pytest.mark.parametrize(
    ("breaches", "kinds", "died"),
    [
        ([None, GONE], ["feed", "list"], True),
        ([None, GONE, None], ["feed", "list", "list"], False),
        ([GONE, None], ["list", "search"], False),
        ([GONE, GONE], ["api", "search"], True),
        ([None, None], ["feed", "feed"], False),
        ([None, NO], ["feed", "list"], False),
    ],
)
def test_a_search_stands_in_only_for_lists_that_died(
    breaches: list[SourceError | None], kinds: list[CaptureKind], died: bool
) -> None:
    assert resorts.lists_died(tried(*breaches, kinds=kinds)) is died


@pytest.mark.parametrize(("newest", "first"), [(3, 4), (200, 30), (None, 7), (-5, 0)])
def test_the_search_reaches_back_to_the_newest_article_and_no_further_than_a_month(
    newest: float | None, first: int
) -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    known = None if newest is None else now - timedelta(days=newest)
    since, until = resorts.last_days(known, now)
    assert (until.isoformat(), (until - since).days) == ("2026-11-20", first)


def test_a_feed_seen_is_written_and_read_with_its_problem() -> None:
    from spiders.events import dump, load

    seen = FeedSeen("https://a.kr/rss", "feed", 200, "2026-11-20T00:00:00+00:00", 0, 0,
                    whole=False, problem="stale: of 2012", found="robots")  # fmt: skip
    assert load(dump(seen)) == seen
