"""The crawl asks as a guest does: robots.txt, delays, Retry-After, and leaving when refused."""

from __future__ import annotations

import runpy
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

import spiders
from spiders.errors import SettingError
from spiders.events import Capture
from spiders.middlewares.politeness import retry_after
from tests.spiders.conftest import HOST, Answer, Asked, Crawling, Site, a_source, spider_with
from tests.spiders.test_base import rows

ROBOTS = {"Content-Type": "text/plain"}


def robots(site: Site, text: str, *, delay: float = 0.0, status: int = 200) -> None:
    site.put("/robots.txt", Answer(text.encode(), status, ROBOTS, delay))


# -- robots.txt ------------------------------------------------------------------------------------


def test_none_of_sixteen_disallowed_urls_leaks_while_robots_is_still_loading(
    crawl: Crawling, site: Site
) -> None:
    """The list is on one host, the articles on another whose robots.txt is slow to come."""
    keys = [str(n) for n in range(16)]
    mobile = [{"key": k, "fetch_url": f"https://m.sinmun.kr/article/{k}"} for k in keys]
    site.listing("/list", mobile)
    for key in keys:
        site.put(f"/article/{key}", Answer(b"secret"), host="m.sinmun.kr")
    slow = Answer(b"User-agent: *\nDisallow: /article/", headers=ROBOTS, delay=0.5)
    site.put("/robots.txt", slow, host="m.sinmun.kr")
    got = crawl()
    assert site.paths("m.sinmun.kr") == []
    assert got.outcomes == dict.fromkeys(keys, "robots")
    assert sum(a.path == "/m.sinmun.kr/robots.txt" for a in site.asked) == 1


def test_robots_rules_for_us_by_name_win_over_those_for_all(crawl: Crawling, site: Site) -> None:
    robots(site, "User-agent: *\nDisallow: /\n\nUser-agent: aipolicy\nDisallow: /article/2\n")
    site.listing("/list", rows("1", "2"))
    site.articles("1", "2")
    got = crawl()
    assert (got.captured, got.outcomes) == (["1"], {"2": "robots"})


def test_a_source_that_robots_forbids_is_not_asked(crawl: Crawling, site: Site) -> None:
    robots(site, "User-agent: *\nDisallow: /list")
    site.listing("/list", rows("1"))
    got = crawl()
    assert site.paths() == []
    assert got.stats.message == f"https://{HOST}/list: robots.txt forbids it"


@pytest.mark.parametrize("status", [404, 403, 401])
def test_without_a_robots_file_everything_is_allowed(
    crawl: Crawling, site: Site, status: int
) -> None:
    robots(site, "", status=status)
    site.listing("/list", rows("1"))
    site.articles("1")
    assert crawl().captured == ["1"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_file_that_cannot_be_read_closes_its_host_for_this_run(
    crawl: Crawling, site: Site, status: int
) -> None:
    mobile = "https://m.sinmun.kr/article/1"
    site.listing("/list", [{"key": "1", "fetch_url": mobile}])
    site.put("/robots.txt", Answer(b"", status), host="m.sinmun.kr")
    got = crawl(settings={"REFUSALS_MAX": 99})
    assert site.paths("m.sinmun.kr") == []
    assert "robots-unreadable" in got.notes
    # Not `robots`: the next run has to try again.
    assert got.outcomes == {"1": "unreachable"}


def test_robots_is_archived_like_any_response(crawl: Crawling, site: Site) -> None:
    robots(site, "User-agent: *\nDisallow:")
    site.listing("/list", [])
    got = crawl()
    kinds = [(e.kind, e.url) for e in got.of(Capture)]
    assert ("robots", f"https://{HOST}/robots.txt") in kinds


def test_crawl_delay_spaces_every_request_to_its_host(crawl: Crawling, site: Site) -> None:
    robots(site, "User-agent: *\nCrawl-delay: 0.3")
    site.listing("/list", rows("1", "2", "3"))
    site.articles("1", "2", "3")
    crawl(settings={"AIPOLICY_DELAY_FACTOR": 1})
    times = [a.at for a in site.asked if not a.path.endswith("/robots.txt")]
    assert len(times) == 4
    assert all(later - earlier > 0.28 for earlier, later in pairwise(times))


def test_autothrottle_cannot_undercut_the_crawl_delay(crawl: Crawling, site: Site) -> None:
    robots(site, "User-agent: *\nCrawl-delay: 0.3")
    site.listing("/list", rows("1", "2", "3"))
    site.articles("1", "2", "3")
    crawl(settings={
        "AIPOLICY_DELAY_FACTOR": 1, "AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.01,
    })  # fmt: skip
    times = [a.at for a in site.asked if "/article/" in a.path]
    assert all(later - earlier > 0.28 for earlier, later in pairwise(times))


def test_a_crawl_delay_of_an_hour_is_capped_and_told(crawl: Crawling, site: Site) -> None:
    robots(site, "User-agent: *\nCrawl-delay: 3600")
    site.listing("/list", rows("1"))
    site.articles("1")
    got = crawl(settings={"AIPOLICY_DELAY_FACTOR": 1, "CRAWL_DELAY_MAX": 0.1})
    assert got.captured == ["1"]
    assert "crawl-delay-capped" in got.notes


# -- Retry-After -----------------------------------------------------------------------------------

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"30", 30.0),
        (b"Fri, 20 Nov 2026 12:01:00 GMT", 60.0),
        (b"Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        (b"soon", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(
    header: bytes | None, seconds: float | None
) -> None:
    assert retry_after(header, NOON) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_pauses_the_whole_host(crawl: Crawling, site: Site, status: int) -> None:
    site.listing("/list", rows("1", "2", "3"))
    site.articles("2", "3")
    answers = iter([Answer(b"", status, {"Retry-After": "1"})])

    def busy_once(asked: Asked) -> Answer:
        return next(answers, Answer(b"<html>fine</html>"))

    site.put("/article/1", busy_once)
    got = crawl(settings={"AIPOLICY_DELAY_FACTOR": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    times = [a.at for a in site.asked if "/article/" in a.path]
    assert sorted(got.captured) == ["1", "2", "3"]
    assert any(later - earlier > 0.95 for earlier, later in pairwise(times))
    refused = next(a.at for a in site.asked if a.path.endswith("/article/1"))
    assert all(at - refused > 0.95 for at in times if at > refused)


def test_a_wait_beyond_our_patience_counts_as_blocked(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1"))
    site.put("/article/1", Answer(b"", 429, {"Retry-After": "86400"}))
    got = crawl()
    assert got.ended["1"] == ("blocked", "HTTP 429, asks us to wait 86400 s")
    assert site.paths().count("/article/1") == 1


def test_a_fault_without_retry_after_is_retried_after_a_growing_pause(
    crawl: Crawling, site: Site
) -> None:
    site.listing("/list", rows("1"))
    site.put("/article/1", Answer(b"", 500))
    crawl(settings={"AIPOLICY_DELAY_FACTOR": 1, "RETRY_BACKOFF": 0.2})
    first, second, third = (a.at for a in site.asked if "/article/" in a.path)
    assert second - first > 0.19
    assert third - second > 0.39


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 429])
def test_five_refusals_in_a_row_stop_the_outlet(crawl: Crawling, site: Site, status: int) -> None:
    keys = [str(n) for n in range(30)]
    site.listing("/list", rows(*keys))
    for key in keys:
        site.put(f"/article/{key}", Answer(b"", status))
    got = crawl(settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "RETRY_TIMES": 0})
    asked = [path for path in site.paths() if "/article/" in path]
    assert len(asked) == 5
    assert got.stats.finish_reason == "blocked"
    assert got.outcomes == dict.fromkeys(keys, "blocked")


def test_refusals_with_answers_between_them_stop_nothing(crawl: Crawling, site: Site) -> None:
    keys = [str(n) for n in range(20)]
    site.listing("/list", rows(*keys))
    site.articles(*keys[::2])
    for key in keys[1::2]:
        site.put(f"/article/{key}", Answer(b"", 403))
    got = crawl(settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    assert got.stats.finished
    assert len(got.captured) == 10


def test_lists_that_refuse_count_as_well(crawl: Crawling, site: Site) -> None:
    sources = [a_source(f"/list/{n}") for n in range(8)]
    for n in range(8):
        site.put(f"/list/{n}", Answer(b"", 403))
    got = crawl(spider_with(*sources))
    assert len(site.paths()) == 5
    assert got.stats.finish_reason == "blocked"


def test_a_host_never_serves_more_of_us_at_once_than_the_limit(crawl: Crawling, site: Site) -> None:
    """Also not those that waited together for its robots.txt."""
    keys = [str(n) for n in range(12)]
    site.listing("/list", [{"key": k, "fetch_url": f"https://m.sinmun.kr/{k}"} for k in keys])
    inside = {"now": 0, "most": 0}

    def busy(asked: Asked) -> Answer:
        inside["now"] += 1
        inside["most"] = max(inside["most"], inside["now"])
        time.sleep(0.02)
        inside["now"] -= 1
        return Answer(b"<html>")

    site.put("/robots.txt", Answer(b"", headers=ROBOTS, delay=0.1), host="m.sinmun.kr")
    for key in keys:
        site.put(f"/{key}", busy, host="m.sinmun.kr")
    crawl(settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 2})
    assert inside["most"] == 2


# -- manners ---------------------------------------------------------------------------------------


def test_we_say_who_we_are_and_that_we_read_korean(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [])
    crawl()
    headers = site.asked[-1].headers
    assert headers["User-Agent"].startswith("aipolicy/")
    assert headers["Accept-Language"].startswith("ko")
    assert "Cookie" not in headers


def test_the_contact_stands_in_the_user_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        "+https://corpus.example"
        in fresh_settings(monkeypatch, AIPOLICY_CONTACT="https://corpus.example")["USER_AGENT"]
    )


@pytest.mark.parametrize("wrong", ["fast", "-1", "nan"])
def test_a_delay_factor_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    with pytest.raises(SettingError, match="AIPOLICY_DELAY_FACTOR"):
        fresh_settings(monkeypatch, AIPOLICY_DELAY_FACTOR=wrong)


def test_the_delay_factor_scales_every_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = fresh_settings(monkeypatch, AIPOLICY_DELAY_FACTOR="2")
    assert (settings["DOWNLOAD_DELAY"], settings["AUTOTHROTTLE_MAX_DELAY"]) == (2.0, 60.0)


def test_no_delay_at_all_turns_autothrottle_off(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = fresh_settings(monkeypatch, AIPOLICY_DELAY_FACTOR="0")
    assert (settings["DOWNLOAD_DELAY"], settings["AUTOTHROTTLE_ENABLED"]) == (0.0, False)


def fresh_settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, object]:
    """The settings module as a new process with this environment would read it."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(Path(spiders.__file__).with_name("settings.py")))


def test_cookies_are_sent_only_where_an_outlet_needs_them(crawl: Crawling, site: Site) -> None:
    def asks_for_cookies(asked: Asked) -> Answer:
        return Answer(b'{"rows": [{"key": "1"}]}', headers={"Set-Cookie": "session=1; path=/"})

    site.put("/list", asks_for_cookies)
    site.articles("1")
    for needed in (False, True):
        crawl(spider_with(a_source(), needs_cookies=needed))
        assert ("Cookie" in site.asked[-1].headers) is needed
