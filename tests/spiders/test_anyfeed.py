"""What a row names as a feed may be a sitemap: read as what it answers, and of it only what is recent."""

from __future__ import annotations

import pytest
from scrapy.http import TextResponse

from spiders import registry
from spiders.anyfeed import MOST_UNDATED, feed_source
from spiders.source import SourceError

PAPER = registry.spider("kyongbuk")
URL = "https://www.kyongbuk.co.kr/sitemap.xml"


def rows(*entries: str, url: str = URL, root: str = "urlset") -> list[str]:
    text = f"<{root}>{''.join(entries)}</{root}>"
    answer = TextResponse(url, body=text.encode(), encoding="utf-8")
    source = feed_source(url, PAPER.key_of, PAPER.canonical)
    return [row.key for row in source.parse(answer).rows]


def entry(key: int, changed: str = "") -> str:
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{PAPER.canonical(str(key))}</loc>{lastmod}</url>"


def test_of_a_sitemap_of_all_times_the_last_month_is_read() -> None:
    assert rows(
        entry(1, "2026-11-20T09:00:00+09:00"), entry(2, "2026-10-25T09:00:00+09:00"),
        entry(3, "2016-11-20T09:00:00+09:00"), entry(4),
    ) == ["1", "2"]  # fmt: skip


def test_a_few_addresses_without_a_time_are_read() -> None:
    assert rows(entry(1), entry(2)) == ["1", "2"]


def test_an_archive_without_any_time_is_refused() -> None:
    with pytest.raises(SourceError, match="not one time"):
        rows(*(entry(n) for n in range(1, MOST_UNDATED + 2)))


def test_a_feed_under_a_sitemaps_name_is_read_as_a_feed() -> None:
    item = f"<item><title>기사</title><link>{PAPER.canonical('7')}</link></item>"
    assert rows("<channel>", item, "</channel>", root="rss") == ["7"]


@pytest.mark.parametrize(
    ("url", "kind"), [(URL, "sitemap"), ("https://www.kyongbuk.co.kr/rss/allArticle.xml", "feed")]
)
def test_its_kind_is_what_its_address_says(url: str, kind: str) -> None:
    assert feed_source(url, PAPER.key_of, PAPER.canonical).kind == kind
