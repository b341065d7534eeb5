"""Insnews (newswave): the CMS of many small papers of the capital region.

Known since November 2026: the 2012 skin off a real page (브레이크뉴스), the new one from a text
rendering (경기IN) and crawlers; no live request.

- Article: ``/{N}`` (new) and ``/sub_read.html?uid=N`` (old and new); the same N. Number paths have
  three digits at least: shorter ones are menus.
- List: ``/sub_view.html?page=N`` (``dd.title a``); ``/sub_list.html?section=…&page=N`` (a guess).
  No feed was seen.
- Pages: the 2012 skin is EUC-KR in nested tables with the site's slogan in ``<title>``; the new one
  prints its header twice, for desktop and for mobile.
- Marker: ``/data/{domain with underscores}/banner/``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from parsel import Selector
from scrapy.http import Response

from spiders.addresses import address, joined
from spiders.anyfeed import feed_source
from spiders.base import OutletSpider
from spiders.events import Listed
from spiders.families.insnews_pages import PAGES
from spiders.families.members import member
from spiders.htmllists import offered_page, tree_of
from spiders.listdates import listed_date, seen_at
from spiders.markup import attribute, lines_of, text_of
from spiders.outlet import Outlet
from spiders.source import Listing, Page, Row, Source, SourceError

__all__ = ["PAGES", "InsnewsSpider", "spider_for"]

_UID = re.compile(r"[1-9][0-9]{0,11}")
_NUMBER_PATH = re.compile(r"/([1-9][0-9]{2,11})/?")
_LIST_MARK = "dd.title, a[href*='sub_view.html'], a[href*='sub_list.html']"
_ROW_TIME = re.compile(r"[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}(?:\s*\[?[0-9]{1,2}:[0-9]{2}\]?)?")
#: What a row can be made of; a list with a single row ends here, not at the page.
_ROW_TAGS = frozenset(
    ["a", "b", "dd", "dl", "dt", "font", "li", "p", "span", "strong", "table", "tbody", "td", "tr"]
)


class InsnewsSpider(OutletSpider):
    """A member of the family; `spider_for` gives it its outlet."""

    @classmethod
    def key_of(cls, url: str) -> str | None:
        parts = address(url, cls.outlet)
        if parts is None:
            return None
        if number := _NUMBER_PATH.fullmatch(parts.path):
            return number[1]
        uid = parts.query.get("uid", "")
        return uid if parts.path.endswith("/sub_read.html") and _UID.fullmatch(uid) else None

    @classmethod
    def canonical(cls, key: str) -> str:
        host = cls.outlet.hosts[0]
        # Keys of two digits have no number path: those are menus.
        if cls.outlet.skin == "new" and len(key) > 2:
            return f"https://{host}/{key}"
        return f"https://{host}/sub_read.html?uid={key}"

    def sources(self) -> Sequence[Source]:
        """Feeds of the row, if any was ever seen; the list of newest articles."""
        feeds = [feed_source(url, self.key_of, self.canonical) for url in self.outlet.feeds]
        return (*feeds, *self._lists())

    def window_sources(self, since: date, until: date) -> Sequence[Source]:
        """No dated search is known: the list is paged down to the window's edge."""
        return self._lists()

    def resorts(self) -> Sequence[str]:
        """The lists without a page number, and the front page: in this family it is a list."""
        host = self.outlet.hosts[0]
        return tuple(f"https://{host}/{name}" for name in ("sub_view.html", "sub_list.html", ""))

    def _lists(self) -> tuple[Source, ...]:
        """The row's own lists, else the list of newest articles, with the section list behind it."""
        host = self.outlet.hosts[0]
        guessed = [f"https://{host}/{name}?page=1" for name in ("sub_view.html", "sub_list.html")]
        own = self.outlet.lists
        return tuple(
            Source(
                kind="list",
                page=Page(url),
                parse=self.parse_list,
                fallback=not own and number > 0,
                name=url.partition(host)[2].lstrip("/").removesuffix("?page=1"),
            )
            for number, url in enumerate(own or guessed)
        )

    def parse_list(self, response: Response) -> Listing:
        """One page of sub_view.html or sub_list.html. Raises SourceError when it is no list."""
        tree = tree_of(response)
        if not tree.css(_LIST_MARK):
            raise SourceError(f"{response.url}: no known list layout; look at its markup")
        rows = _rows(tree, response.url, type(self), seen_at(response))
        return Listing(rows=rows, next=offered_page(tree, response.url, "a") if rows else None)


def spider_for(outlet: Outlet) -> type[OutletSpider]:
    """The spider of one row of ``outlets.toml``."""
    return member(InsnewsSpider, PAGES, outlet)


def _rows(tree: Selector, base: str, spider: type[OutletSpider], now: datetime) -> tuple[Row, ...]:
    """``dd.title a`` where the skin has it; else every dated block about one article.

    The 2012 skin gives its rows no class, and boxes of popular news stand beside them: those print
    no time.
    """
    links = [
        (key, link)
        for link in tree.css("a[href]")
        if (key := spider.key_of(joined(base, attribute(link, "href")) or ""))
    ]
    classed = {link.root for link in tree.css("dd.title a")}
    blocks = _blocks([(key, link.root) for key, link in links])
    found: dict[str, Row] = {}
    for key, link in links:
        title = text_of(link)
        if key in found or title is None or (classed and link.root not in classed):
            continue
        block = blocks[link.root]
        times = _ROW_TIME.findall(" ".join(lines_of(block)))
        if not classed and not times:
            continue
        raw = times[-1] if times else None  # a title may begin with a day of its own
        image = block.xpath("string(.//img/@src)")
        found[key] = Row(
            key,
            spider.canonical(key),
            Listed(
                title=title,
                published=listed_date(raw, now),
                published_raw=raw,
                image_url=joined(base, image),
            ),
        )
    return tuple(found.values())


def _blocks(links: Sequence[tuple[str, Any]]) -> dict[Any, Any]:
    """Of each link the largest element around it that links to its article alone: its row.

    So a time is never taken from the row before or after.
    """
    about: dict[Any, set[str]] = {}
    for key, link in links:
        for around in link.iterancestors():
            about.setdefault(around, set()).add(key)
    rows = {}
    for _, link in links:
        rows[link] = link
        for around in link.iterancestors():
            if len(about[around]) > 1 or around.tag not in _ROW_TAGS:
                break
            rows[link] = around
    return rows
