"""Every spider of the registry, crawled for real: on empty lists, on lists where all is known, and on
sites that answer anything but what they should. None ends in a traceback; every ledger adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from spiders import registry
from spiders.events import Note
from spiders.known import Known
from tests.spiders.conftest import Answer, Asked, Crawled, Crawling, Site
from tests.spiders.contract_data import (
    BAD_ANSWERS,
    CODES,
    NONSENSE,
    OF_FAMILY,
    SHAPES,
    html,
    listing,
)

#: No refusal ends the crawl: every source is asked.
EAGER = {"REFUSALS_MAX": 999, "RETRY_TIMES": 0}
MODES = {"incremental": {}, "window": {"since": "2026-10-01", "until": "2026-11-19"}}
#: Twenty known rows in a row are needed to stop; a list shorter than that is read to its end.
MANY = 24

#: The members of a family differ in their addresses alone; `test_contract.py` reads those of all.
every_spider = pytest.mark.parametrize(
    "code",
    [
        pytest.param(code, marks=() if code in OF_FAMILY.values() else pytest.mark.long)
        for code in CODES
    ],
)
each_family = pytest.mark.parametrize("code", OF_FAMILY.values())
each_mode = pytest.mark.parametrize("mode", MODES)


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    """One for all: to start and stop one takes longer than a crawl."""
    server = Site()
    yield server
    server.close()


@pytest.fixture
def site(server: Site) -> Site:
    server.routes.clear()
    server.asked.clear()
    server.default = Answer(b"gone", 404)
    return server


def keys_of(code: str) -> tuple[str, ...]:
    """Keys as the outlet numbers them, of every namespace it has."""
    samples = SHAPES[registry.outlet(code).family].keys
    found = []
    for sample in samples:
        board, colon, number = sample.rpartition(":")
        found += [f"{board}{colon}{int(number) + n}" for n in range(MANY)]
    return tuple(found)


def url_of(asked: Asked) -> str:
    return f"https:/{asked.path}"


def lists(site: Site, code: str, keys: tuple[str, ...], articles: Answer) -> None:
    """The site's sources list these keys on their first page and nothing after; whatever else is
    asked for is an article and answers ``articles``."""
    spider = registry.spider(code)
    urls = [spider.canonical(key) for key in keys]

    def answer(asked: Asked) -> Answer:
        url = url_of(asked)
        if url.endswith("/robots.txt"):
            return Answer(b"", 404)
        if spider.key_of(url) is not None:
            return articles
        further = any(f"{name}=2" in url for name in ("page", "currentPageNo", "pageIndex"))
        return listing(spider.outlet, url, () if further else urls)

    site.default = answer


def whole(got: Crawled) -> None:
    """No fault of ours, and every discovered key came to exactly one end."""
    assert not [e for e in got.of(Note) if "crashed" in e.code or e.code == "lost"]
    assert got.stats.errors == 0
    assert "Traceback" not in got.log
    assert sorted([*got.captured, *got.ended]) == sorted(got.discovered)
    assert got.stats.discovered == got.stats.captured + sum(got.stats.ended.values())


@every_spider
def test_an_empty_list_is_no_fault(crawl: Crawling, site: Site, code: str) -> None:
    lists(site, code, (), Answer(b"gone", 404))
    got = crawl(registry.spider(code))
    whole(got)
    assert got.discovered == []
    # A board of the government that holds no release at all has moved, and says so.
    moved = registry.outlet(code).kind == "government"
    assert got.stats.finish_reason == ("no_source" if moved else "finished")


@each_family
def test_an_empty_list_is_a_fault_where_the_past_has_articles(
    crawl: Crawling, site: Site, code: str
) -> None:
    """All that is tried in its place is empty as well."""
    lists(site, code, (), Answer(b"gone", 404))
    got = crawl(registry.spider(code), known=Known(keys=frozenset(keys_of(code))))
    whole(got)
    assert got.discovered == []
    assert got.stats.finish_reason == "no_source"
    # A list that names others to ask instead has no say of its own.
    assert not [f.url for f in got.feeds if f.problem is None and not re.search("News|Term", f.url)]


def known_list(crawl: Crawling, site: Site, code: str, mode: str) -> Crawled:
    keys = keys_of(code)
    lists(site, code, keys, Answer(b"an article was asked for", 500))
    return crawl(registry.spider(code), known=Known(keys=frozenset(keys)), mode=mode, **MODES[mode])


def nothing_new(got: Crawled, code: str) -> None:
    whole(got)
    assert got.stats.finish_reason == "finished"
    assert set(got.discovered) == set(keys_of(code))
    assert set(got.outcomes.values()) == {"unchanged"}


@every_spider
def test_where_all_is_known_nothing_is_fetched(crawl: Crawling, site: Site, code: str) -> None:
    nothing_new(known_list(crawl, site, code, "incremental"), code)


@each_family
def test_where_a_window_is_all_known_nothing_is_fetched(
    crawl: Crawling, site: Site, code: str
) -> None:
    nothing_new(known_list(crawl, site, code, "window"), code)


@every_spider
def test_the_new_ones_among_the_known_are_fetched_though_their_pages_are_hostile(
    crawl: Crawling, site: Site, code: str
) -> None:
    keys = keys_of(code)
    new = {keys[0], keys[-1]}
    lists(site, code, keys, html("<script>alert('삭제된 기사입니다.');history.back();</script>"))
    got = crawl(registry.spider(code), EAGER, known=Known(keys=frozenset(keys) - new))
    whole(got)
    assert {*got.captured} | {k for k, o in got.outcomes.items() if o != "unchanged"} == new


@every_spider
def test_a_hostile_site_leaves_no_traceback(crawl: Crawling, site: Site, code: str) -> None:
    """Each address in turn answers something else that is no listing; so does all that is tried in
    the place of the sources."""
    bodies = tuple(BAD_ANSWERS.values())
    types = ("text/html", "application/xml", "application/json", "image/png")

    def answer(asked: Asked) -> Answer:
        number = sum(asked.path.encode())
        kind = types[number % len(types)]
        return Answer(bodies[number % len(bodies)], headers={"Content-Type": kind})

    site.default = answer
    got = crawl(registry.spider(code), EAGER, known=Known(keys=frozenset(keys_of(code))))
    whole(got)
    assert all(feed.problem for feed in got.feeds if not feed.rows and feed.status == 200)


def _torn(answer: Answer) -> Answer:
    """The first half of the answer, as a server that runs out of time gives it."""
    half = answer.body[: len(answer.body) // 2]
    return Answer(half, headers=answer.headers)


@pytest.mark.parametrize("name", [*BAD_ANSWERS, "nonsense"])
@each_family
def test_a_family_survives_each_hostile_answer(
    crawl: Crawling, site: Site, code: str, name: str
) -> None:
    body = BAD_ANSWERS.get(name, NONSENSE)
    site.default = Answer(body, headers={"Content-Type": "text/html; charset=utf-8"})
    got = crawl(registry.spider(code), EAGER)
    whole(got)
    assert got.discovered == []


@each_family
def test_a_list_that_breaks_off_gives_what_it_holds(crawl: Crawling, site: Site, code: str) -> None:
    spider = registry.spider(code)
    keys = keys_of(code)
    urls = [spider.canonical(key) for key in keys]

    def answer(asked: Asked) -> Answer:
        url = url_of(asked)
        if url.endswith("/robots.txt") or spider.key_of(url) is not None:
            return Answer(b"gone", 404)
        return _torn(listing(spider.outlet, url, urls))

    site.default = answer
    got = crawl(spider, EAGER)
    whole(got)
    assert set(got.discovered) <= set(keys)


@each_mode
@each_family
def test_a_site_that_is_gone_ends_as_no_source(
    crawl: Crawling, site: Site, code: str, mode: str
) -> None:
    got = crawl(registry.spider(code), since="2026-11-18", until="2026-11-19", mode=mode)
    assert got.stats.finish_reason == "no_source"
    assert "HTTP 404" in (got.stats.message or "")
