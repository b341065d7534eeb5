"""Looking around: page one of every source, the newest articles of them all, and a whole ledger."""

from __future__ import annotations

import pytest

from spiders.errors import SpiderError
from spiders.known import Due, Known
from spiders.source import Row
from tests.spiders.conftest import HOST, Crawling, Sinmun, Site, a_source, spider_with


def listed(key: str, day: str | None) -> dict[str, str]:
    return {"key": key} | ({"published": f"{day}T09:00:00+09:00"} if day else {})


@pytest.fixture
def two_lists(site: Site) -> type[Sinmun]:
    """An older list of two pages, and a newer one."""
    site.listing(
        "/old", [listed("a", "2026-11-01"), listed("b", "2026-11-03"), listed("c", None)],
        next=f"https://{HOST}/old?page=2",
    )  # fmt: skip
    site.listing("/old?page=2", [listed("z", "2026-11-30")])
    site.listing("/new", [listed("d", "2026-11-05"), listed("e", "2026-11-02")])
    site.articles(*"abcdez")
    return spider_with(a_source("/old"), a_source("/new"))


def test_the_newest_of_all_sources_are_fetched(
    crawl: Crawling, site: Site, two_lists: type[Sinmun]
) -> None:
    assert sorted(crawl(two_lists, look=2).captured) == ["b", "d"]


def test_the_others_end_without_being_fetched(crawl: Crawling, two_lists: type[Sinmun]) -> None:
    got = crawl(two_lists, look=2)
    assert got.ended == dict.fromkeys("ace", ("outside_window", "limit"))
    assert got.stats.finished


def test_only_the_first_page_of_a_source_is_asked(
    crawl: Crawling, site: Site, two_lists: type[Sinmun]
) -> None:
    crawl(two_lists, look=1)
    assert [path for path in site.paths() if "article" not in path] == ["/old", "/new"]


def test_what_is_clearly_off_topic_may_be_looked_at_too(
    crawl: Crawling, site: Site, two_lists: type[Sinmun]
) -> None:
    """Else a quiet day would show nothing of the article pages."""

    def judge(self: Sinmun, row: Row) -> str | None:
        return "no_ai"

    two_lists.judge_listed = judge  # type: ignore[method-assign]
    got = crawl(two_lists, look=2)
    assert sorted(got.captured) == ["b", "d"]
    assert got.outcomes == dict.fromkeys("ace", "off_topic")


def test_it_is_remembered_of_no_source(crawl: Crawling, two_lists: type[Sinmun]) -> None:
    assert [feed.whole for feed in crawl(two_lists, look=1).feeds] == [False, False]


def test_fewer_articles_than_asked_for_are_all_fetched(
    crawl: Crawling, two_lists: type[Sinmun]
) -> None:
    assert sorted(crawl(two_lists, look=20).captured) == list("abcde")


def test_a_wrong_number_is_named() -> None:
    with pytest.raises(SpiderError, match="look="):
        Sinmun(look="many")


def test_a_due_article_is_fetched_though_its_list_dates_it_before_an_incremental_window(
    crawl: Crawling, site: Site
) -> None:
    site.listing("/list", [listed("a", "2026-11-10"), listed("b", "2026-11-09")])
    site.articles("a", "b")
    known = Known(frozenset("ab"), (Due("a", Sinmun.canonical("a"), "recheck"),))
    got = crawl(known=known, mode="incremental", since="2026-11-15")
    assert (got.captured, got.outcomes) == (["a"], {"b": "outside_window"})
