"""이투데이 (Etoday), a national business daily: everything known about it.

Facts as of November 2026, from public crawlers and page texts; no live request was made.

- Article: ``https://www.etoday.co.kr/news/view/N``. Aliases: ``m.`` and ``m1.etoday.co.kr/view.php
  ?idxno=N``, ``?trc=``, http.
- Feeds: ``rss.etoday.co.kr/eto/{name}.xml``; the one of all news held 231 items at one reading,
  about a day. A Google News sitemap stands at ``/rss/news_sitemap``.
- Lists (``/news/section/subsection?MID=1202`` is the only number known) and the search share one
  markup; both are static HTML. What ``fldTermStart``, ``fldTermEnd`` and ``fldTermType`` mean is a
  guess: the answer is checked, and without them the search is paged to the window's edge.
- Subtitle, captions, tags and advertisements are described in `pages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from scrapy.http import Response

from spiders.addresses import address
from spiders.base import OutletSpider
from spiders.feeds import rss_source
from spiders.htmllists import Markup, page_number, parser
from spiders.keywords import BROAD
from spiders.outlet import Outlet
from spiders.outlets.etoday.pages import Etoday2022, EtodayCurrent, EtodayMobile
from spiders.sitemaps import sitemap_source
from spiders.slices import slices
from spiders.source import Listing, Page, Row, Source
from spiders.window import KST, aware

FEEDS = tuple(
    f"https://rss.etoday.co.kr/eto/{name}.xml"
    for name in (
        *("etoday_news_all", "politics_news", "economy_news", "industry_news", "company_news"),
        *("society_news", "global_news", "finance_news", "market_news", "land_news"),
        *("opinion_news", "culture-life_news"),
    )
)
NEWS_SITEMAP = "https://www.etoday.co.kr/rss/news_sitemap"
SECTION = "https://www.etoday.co.kr/news/section/subsection"
SEARCH = "https://www.etoday.co.kr/search/"
LIST = Markup(
    container="ul#list_W",
    row="li.sp_newslist",
    title=".cluster_text_headline21",
    summary=".cluster_text_lede21",
    date=".cluster_text_press21",
)
#: Pages of a list read to close the gap since the last run; the stop is 20 known rows in a row.
GAP_PAGES = 50
SLICE_DAYS = 31

OUTLET = Outlet(
    code="etoday",
    name="이투데이",
    domain="etoday.co.kr",
    region="전국",
    kind="national",
    family="etoday",
    hosts=(
        "www.etoday.co.kr",
        "etoday.co.kr",
        "m.etoday.co.kr",
        "m1.etoday.co.kr",
        "rss.etoday.co.kr",
    ),
    feeds=(*FEEDS, NEWS_SITEMAP),
    lists=(f"{SECTION}?MID=1202",),
    rights="all-rights-reserved",
    rights_notice="Copyright 이투데이. All rights reserved.",
    expected_daily=230,
    evidence="E2",
)

_ID = re.compile(r"[1-9]\d{0,11}")
_VIEW = re.compile(r"/(?:amp/)?news/view(?:amp)?/(\d{1,12})(?:/amp)?/?", re.IGNORECASE)
_MOBILE_VIEW = re.compile(r"/(?:news/)?view\.php", re.IGNORECASE)


class EtodaySpider(OutletSpider):
    outlet = OUTLET
    pages = (EtodayCurrent, Etoday2022, EtodayMobile)

    @classmethod
    def key_of(cls, url: str) -> str | None:
        return key_of(url)

    @classmethod
    def canonical(cls, key: str) -> str:
        return canonical(key)

    def sources(self) -> Sequence[Source]:
        """Feeds and news sitemap reach back about a day; the lists close the gap behind them."""
        return (
            *(rss_source(url, key_of, canonical) for url in FEEDS),
            sitemap_source(NEWS_SITEMAP, key_of, canonical),
            _section(GAP_PAGES),
            *(_search(keyword, GAP_PAGES) for keyword in BROAD),
        )

    def window_sources(self, since: date, until: date) -> Sequence[Source]:
        """The search month by month, then the section's list back to the window's edge."""
        searches = (s for keyword in BROAD for s in _dated(keyword, since, until))
        return (*searches, _section(1000))


def key_of(url: str) -> str | None:
    """The number of any of an article's addresses; None when it is no article's."""
    parts = address(url, OUTLET)
    if parts is None:
        return None
    if viewed := _VIEW.fullmatch(parts.path):
        number = viewed[1]
    elif _MOBILE_VIEW.fullmatch(parts.path):
        number = parts.query.get("idxno", "")
    else:
        return None
    return number if _ID.fullmatch(number) else None


def canonical(key: str) -> str:
    return f"https://www.etoday.co.kr/news/view/{key}"


# -- lists and search ----------------------------------------------------------------------------

parse_list = parser(LIST, key_of, canonical)


def _section(max_pages: int) -> Source:
    page = Page(f"{SECTION}?{urlencode({'MID': '1202', 'page': '1'})}")
    return Source("list", page, parse_list, max_pages=max_pages, name="etoday section 1202")


def _search(keyword: str, max_pages: int = 1000, first: str = "", last: str = "") -> Source:
    """The search, newest first."""
    query = {
        "keyword": keyword,
        "fldTermStart": first,
        "fldTermEnd": last,
        "fldTermType": "1",
        "fldSort": "1",
        "page": "1",
    }
    return Source(
        "search",
        Page(f"{SEARCH}?{urlencode(query)}"),
        parse_list,
        max_pages=max_pages,
        name=f"etoday search {keyword} {first} {last}".rstrip(),
    )


def _dated(keyword: str, since: date, until: date) -> Iterator[Source]:
    """The window in slices, newest first. When the site does not heed the newest slice's dates,
    the search without dates is read instead, and the other slices end at once."""
    for first, last in slices(since, until, SLICE_DAYS):
        instead = (_search(keyword),) if last == until else ()
        source = _search(keyword, first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
        yield replace(source, parse=_heeding(first, last, instead), ordered=False)


def _heeding(first: date, last: date, instead: tuple[Source, ...]) -> Callable[[Response], Listing]:
    """A parse that believes a page only when all its rows are of the days asked for."""

    def parse(response: Response) -> Listing:
        listing = parse_list(response)
        if listing.rows and all(_within(row, first, last) for row in listing.rows):
            return listing
        return Listing(more=instead if page_number(response.url) == 1 else ())

    return parse


def _within(row: Row, first: date, last: date) -> bool:
    when = aware(row.listed.published)
    return when is None or first <= when.astimezone(KST).date() <= last
