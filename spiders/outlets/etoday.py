"""이투데이 (Etoday), a national business daily: everything known about it.

Facts as of November 2026, from public crawlers and page texts; no live request was made.

- Article: ``https://www.etoday.co.kr/news/view/N``. Aliases: ``m.`` and ``m1.etoday.co.kr/view.php
  ?idxno=N``, ``?trc=``, http.
- Feeds: ``rss.etoday.co.kr/eto/{name}.xml``; the one of all news held 231 items at one reading,
  about a day. A Google News sitemap stands at ``/rss/news_sitemap``.
- Lists (``/news/section/subsection?MID=1202`` is the only number known) and the search share one
  markup; both are static HTML. What ``fldTermStart``, ``fldTermEnd`` and ``fldTermType`` mean is a
  guess: the answer is checked, and without them the search is paged to the window's edge.
- Subtitle, captions, tags and advertisements are described at the pages below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import Response
from web_poet import field

from korean import dates
from korean.article import Byline, Moment, Rights
from korean.bylines import caption, merge, parse
from spiders.addresses import address
from spiders.base import OutletSpider
from spiders.feeds import rss_source, sitemap_source
from spiders.htmllists import Markup, page_number, parser
from spiders.keywords import BROAD
from spiders.markup import prose
from spiders.outlet import Outlet
from spiders.page import ArticlePage
from spiders.reading import (
    body_prose,
    every_text,
    finer,
    first_text,
    meta,
    notice,
    people,
    picture,
    refused,
    times,
    trail,
)
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
        slices = [s for keyword in BROAD for s in _slices(keyword, since, until)]
        return (*slices, _section(1000))


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


def _slices(keyword: str, since: date, until: date) -> Iterator[Source]:
    """The window in slices, newest first. When the site does not heed the newest slice's dates,
    the search without dates is read instead, and the other slices end at once."""
    last = until
    while last >= since:
        first = max(since, last - timedelta(days=SLICE_DAYS - 1))
        instead = (_search(keyword),) if last == until else ()
        source = _search(keyword, first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
        yield replace(source, parse=_heeding(first, last, instead), ordered=False)
        last = first - timedelta(days=1)


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


# -- pages ---------------------------------------------------------------------------------------

#: What stands among the paragraphs and is not theirs. ``.img_box_desc`` are the captions.
DROP = (
    ".img_box_C",
    ".img_box_desc",
    "figure",
    "[id^=div-gpt-ad]",
    ".relation_newslist",
    ".kwd_tags",
    ".card-container",
    ".reporter_topNews",
    ".recommend_btn",
    ".ico_share",
    ".sticky-content-spacer_sub",
    "ul[class^=bn_]",
)
_CREDIT = re.compile(r"\(([^()]*기자[^()]*@[^()]*)\)\s*$")
_SITE_SUFFIX = re.compile(r"\s*[-|]\s*이투데이\s*$")


class _EtodayPage(ArticlePage):
    """What all layouts share."""

    titles: tuple[str, ...]
    bodies: tuple[str, ...]

    def refused(self) -> str | None:
        return refused(self, *self.titles, *self.bodies)

    @field
    def title(self) -> str | None:
        named = _SITE_SUFFIX.sub("", meta(self, "og:title") or "")
        return first_text(self, *self.titles) or named or None

    @field
    def subtitle(self) -> str | None:
        for selector in ("section.subview_title", ".stitle"):
            if lines := prose(self.css(selector)):
                return "\n".join(lines)
        return None

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return body_prose(self, self.bodies, DROP)

    def _shown(self) -> dates.Labelled:
        return times(self, ".newsinfo", *self.titles)

    @field
    def published(self) -> Moment | None:
        return finer(self._shown().published, self._meta_time("published"))

    @field
    def modified(self) -> Moment | None:
        shown = self._shown()
        if shown.published is not None and shown.modified is None:
            return None  # the page prints 수정 where there was an edit
        return finer(shown.modified, self._meta_time("modified"))

    def _meta_time(self, kind: str) -> Moment | None:
        printed = meta(self, f"article:{kind}_time")
        return dates.parse(printed) if printed else None

    @field
    def bylines(self) -> tuple[Byline, ...]:
        """From the meta tag; the e-mail stands in the credit of the reporter's own picture. Where
        no author is named, the picture's is the only one there is."""
        credited = merge(
            *(parse(m[1]) for text in self._descriptions() if (m := _CREDIT.search(text)))
        )
        authors = people(filter(None, [meta(self, "author", "article:author", "dable:author")]))
        authors = authors or people(every_text(self, ".reporter_name", ".view_reporter .name"))
        if not authors:
            return credited[:1]
        names = {author.name for author in authors}
        return merge(authors, (c for c in credited if c.name in names))

    @field
    def section(self) -> str | None:
        return trail(self, ".view_location a", ".location a") or meta(self, "article:section")

    def _descriptions(self) -> tuple[str, ...]:
        """Caption texts; the desktop prints each of them twice."""
        return every_text(self, ".img_box_desc", *(f"{b} figcaption" for b in self.bodies))

    @field
    def captions(self) -> tuple[str, ...]:
        found = (caption(text) or text.lstrip("▲▴△ ") for text in self._descriptions())
        return tuple(dict.fromkeys(text for text in found if text))

    @field
    def tags(self) -> tuple[str, ...]:
        found = (text.lstrip("# ") for text in every_text(self, "div.kwd_tags a", ".kwd_tags a"))
        return tuple(dict.fromkeys(text for text in found if text))

    @field
    def image_url(self) -> str | None:
        return picture(self, *(f"{body} img" for body in self.bodies))

    @field
    def rights(self) -> Rights | None:
        return notice(self)


class EtodayCurrent(_EtodayPage):
    version = "etoday.current"
    valid_from = date(2022, 1, 1)
    titles = ("section.news_dtail_view_top_wrap h1.main_title", "h1.main_title")
    bodies = ("div.articleView[itemprop=articleBody]", "div.articleView", "[itemprop=articleBody]")

    @classmethod
    def probe(cls, tree: Selector) -> bool:
        return bool(tree.css("h1.main_title")) or (
            bool(tree.css("div.articleView")) and not tree.css("h2.main_title")
        )


class Etoday2022(_EtodayPage):
    """To about 2022: the title in an ``h2``."""

    version = "etoday.2022"
    valid_to = date(2022, 12, 31)
    titles = ("section.news_dtail_view_top_wrap h2.main_title", "h2.main_title")
    bodies = EtodayCurrent.bodies

    @classmethod
    def probe(cls, tree: Selector) -> bool:
        return bool(tree.css("h2.main_title"))


class EtodayMobile(_EtodayPage):
    """``m.etoday.co.kr``: advertisements stand in ``div[style]`` inside the body."""

    version = "etoday.mobile"
    titles = ("section.DetailView_Wrap.mboxcont div.view_mtitle h1", "div.view_mtitle h1")
    bodies = ("#contents_body", ".contents_body")

    @classmethod
    def probe(cls, tree: Selector) -> bool:
        return bool(tree.css("div.view_mtitle, section.DetailView_Wrap"))

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return body_prose(self, self.bodies, (*DROP, ".contents_body > div[style]"))


EtodaySpider.pages = (EtodayCurrent, Etoday2022, EtodayMobile)
