"""뉴스핌 (Newspim), a national news agency: everything known about it.

Facts as of November 2026, from public crawlers and page texts; no live request was made.

- Article: ``https://www.newspim.com/news/view/`` and 14 digits, ``yyyymmdd`` and a number. Aliases:
  the hosts without ``www.``, ``search.``, ``ir.``, ``member.``, ``m.newspim.com/newsamp/view/``
  (2018), http (the feeds link so), ``ref``, ``inflow``, ``utm_*``.
- Feeds: ``http://rss.newspim.com/news/category/{n}``; news sitemaps ``/sitemap/recent/all_1``, ``_2``.
- Search: static HTML, newest first. No dates can be asked for, as far as is known: a window is
  paged to its edge, and narrower words are asked for as well, should results end after some pages.
- Subtitle, dateline, captions and the reporter's e-mail are all ``<p>`` of the body; machine-made
  summary, translation, stock box and 뉴스핌 베스트 기사 (other articles in full) stand outside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from spiders.addresses import address
from spiders.base import OutletSpider
from spiders.feeds import rss_source
from spiders.htmllists import Markup, parser
from spiders.keywords import BROAD, NARROW
from spiders.outlet import Outlet
from spiders.outlets.newspim.pages import Newspim2019, Newspim2025, Newspim2026
from spiders.sitemaps import sitemap_source
from spiders.source import Page, Source
from spiders.window import KST

#: 전체 first; 101 정치, 102 사회, 103 경제, 104 부동산, 105 증권·금융, 106 산업, 107 글로벌, 108 전국,
#: 110 문화·연예, 111 스포츠, 112 라이프·여행, 120 중국.
CATEGORIES = (1, 101, 103, 106, 108, 102, 107, 105, 104, 112, 120, 110, 111)
FEEDS = tuple(f"http://rss.newspim.com/news/category/{number}" for number in CATEGORIES)
SITEMAPS = tuple(f"https://www.newspim.com/sitemap/recent/all_{n}" for n in (1, 2))
SEARCH = "https://www.newspim.com/search"
LIST = Markup(
    container="div.result, article.thumb_h, .search_list",
    row="article.thumb_h",
    title="div.txt > strong.subject, .subject",
    summary=".summary",
    date="span.date, .date",
)
#: Pages of the search read to close the gap since the last run.
GAP_PAGES = 50

OUTLET = Outlet(
    code="newspim",
    name="뉴스핌",
    domain="newspim.com",
    region="전국",
    kind="national",
    family="newspim",
    hosts=(
        "www.newspim.com",
        "newspim.com",
        "m.newspim.com",
        "search.newspim.com",
        "ir.newspim.com",
        "member.newspim.com",
        "rss.newspim.com",
    ),
    feeds=(*FEEDS, *SITEMAPS),
    rights="all-rights-reserved",
    evidence="E2",
    note="No rights line was seen on its pages.",
)

_VIEW = re.compile(r"/(?:news|newsamp|anda)/view/(\d{14})/?", re.IGNORECASE)


class NewspimSpider(OutletSpider):
    outlet = OUTLET
    pages = (Newspim2026, Newspim2025, Newspim2019)

    @classmethod
    def key_of(cls, url: str) -> str | None:
        return key_of(url)

    @classmethod
    def canonical(cls, key: str) -> str:
        return canonical(key)

    def sources(self) -> Sequence[Source]:
        """Feeds and sitemaps first; the search closes the gap behind them."""
        return (*_recent(), *(_search(keyword, GAP_PAGES) for keyword in BROAD))

    def window_sources(self, since: date, until: date) -> Sequence[Source]:
        """The search back to the window's edge, and what is recent, which may hold the window's end."""
        return (*(_search(keyword) for keyword in (*BROAD, *NARROW)), *_recent())


def key_of(url: str) -> str | None:
    """The 14 digits of any of an article's addresses; None when it is no article's."""
    parts = address(url, OUTLET)
    viewed = _VIEW.fullmatch(parts.path) if parts is not None else None
    if viewed is None:
        return None
    try:
        datetime.strptime(viewed[1][:8], "%Y%m%d").replace(tzinfo=KST)
    except ValueError:
        return None
    return viewed[1]


def canonical(key: str) -> str:
    return f"https://www.newspim.com/news/view/{key}"


# -- feeds and search ----------------------------------------------------------------------------

parse_search = parser(LIST, key_of, canonical)


def _recent() -> tuple[Source, ...]:
    return (
        *(rss_source(url, key_of, canonical) for url in FEEDS),
        *(sitemap_source(url, key_of, canonical) for url in SITEMAPS),
    )


def _search(keyword: str, max_pages: int = 1000) -> Source:
    """Titles and texts, newest first."""
    query = {
        "searchword": keyword,
        "type": "news",
        "searchfor[0]": "1",
        "sort": "desc",
        "period": "all",
        "searchrange[0]": "title",
        "searchrange[1]": "contents",
        "page": "1",
    }
    page = Page(f"{SEARCH}?{urlencode(query)}")
    name = f"newspim search {keyword}"
    return Source("search", page, parse_search, max_pages=max_pages, name=name)
