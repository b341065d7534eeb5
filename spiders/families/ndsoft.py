"""NDSoft (엔디소프트): the CMS of most regional dailies.

Known since November 2026 from crawlers, feeds and one raw article fragment; no live request.

- Article: ``/news/articleView.html?idxno=N``. Only ``idxno`` matters; it is a string (전남일보 has
  11 digits). Aliases: ``articleViewAmp.html``, ``/?mod=news&act=articleView&idxno=``, any host of
  the outlet, http, section and search parameters.
- Feeds: ``https://cdn.{domain}/rss/gn_rss_allArticle.xml`` (or ``gns_allArticle.xml``) carries the
  full text, ``/rss/allArticle.xml`` and ``/rss/S1N{n}.xml`` an excerpt; 50 items each.
- List: ``/news/articleList.html?page=N&view_type=sm``, 20 rows, newest first; ``sc_sdate`` and
  ``sc_edate`` (KST days, inclusive) narrow it.
- Four skins of lists and pages: table (to 2013, some to 2022), auto (2014-20), 2020, atl (2024).
  The markup tells them apart, the domain does not: outlets change skins without notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import Response

from spiders.addresses import address, joined
from spiders.anyfeed import feed_source
from spiders.base import OutletSpider
from spiders.events import Listed
from spiders.families.members import member
from spiders.families.ndsoft_pages import PAGES
from spiders.htmllists import offered_page, tree_of
from spiders.listdates import listed_date, seen_at
from spiders.markup import attribute, line, text_of
from spiders.outlet import Outlet
from spiders.slices import slices
from spiders.source import Listing, Page, Row, Source, SourceError, WrongDates
from spiders.window import KST, aware

__all__ = ["PAGES", "NDSoftSpider", "spider_for"]

_IDXNO = re.compile(r"[1-9][0-9]{0,19}")
_VIEW = re.compile(r"/articleView(?:Amp)?\.html$", re.IGNORECASE)
_PAGING = "[class*=pagination] a, .paging a"
_FULL_TEXT = ("gn_rss_allArticle.xml", "gns_allArticle.xml")
#: A window is asked for in slices of this many days, so that no list grows past ``max_pages``.
SLICE_DAYS = 31


@dataclass(frozen=True, slots=True)
class ListSkin:
    """Where a list's rows and their parts stand. CSS; ``info`` holds section, byline and date."""

    name: str
    container: str
    row: str
    title: str
    info: str
    summary: str | None = None


LIST_SKINS = (
    ListSkin(
        "atl",
        "ul.altlist-webzine, ul.altlist-text, [class*=altlist]",
        # li#sample is the template that the site's script copies.
        "li.altlist-webzine-item:not(#sample), li.altlist-text-item:not(#sample)",
        ".altlist-subject a, dt a",
        ".altlist-info-item",
        ".altlist-summary",
    ),
    ListSkin(
        "2020",
        "#section-list",
        "#section-list > ul > li:not(#sample)",
        ".titles a",
        ".byline em, em.date",
        ".lead",
    ),
    ListSkin(
        "auto",
        ".article-list-content, .list-block",
        ".list-block",
        ".list-titles a",
        ".list-dated",
        ".list-summary",
    ),
    ListSkin(
        "table",
        "#ND_Warp, td.ArtList_Title",
        "tr:has(> td.ArtList_Title)",
        "td.ArtList_Title a",
        "td:not(.ArtList_Title)",
    ),
)


class NDSoftSpider(OutletSpider):
    """A member of the family; `spider_for` gives it its outlet."""

    @classmethod
    def key_of(cls, url: str) -> str | None:
        parts = address(url, cls.outlet)
        if parts is None:
            return None
        legacy = (parts.query.get("mod"), parts.query.get("act")) == ("news", "articleView")
        key = parts.query.get("idxno", "")
        is_article = legacy or _VIEW.search(parts.path) is not None
        return key if is_article and _IDXNO.fullmatch(key) else None

    @classmethod
    def canonical(cls, key: str) -> str:
        return f"https://{cls.outlet.hosts[0]}/news/articleView.html?idxno={key}"

    def sources(self) -> Sequence[Source]:
        """The first feed that answers, and always the list: a feed holds 50 items, a busy night
        has more."""
        feeds = [
            replace(
                feed_source(
                    url, self.key_of, self.canonical, name=url.rpartition("/")[2], fallback=n > 0
                ),
                guess=url not in self.outlet.feeds,
            )
            for n, url in enumerate(self._feeds())
        ]
        return (*feeds, *self._lists())

    def window_sources(self, since: date, until: date) -> Sequence[Source]:
        """The dated list in slices, newest first; plain paging where the site ignores the dates."""
        dated = [self._dated(first, last) for first, last in slices(since, until, SLICE_DAYS)]
        return (*dated, *self._lists(fallback=True))

    def resorts(self) -> Sequence[str]:
        """Feeds of both kinds, of all news and of the first section, and the plain list."""
        host, domain = self.outlet.hosts[0], self.outlet.domain
        return (
            *(f"https://cdn.{domain}/rss/{name}" for name in _FULL_TEXT),
            f"https://{host}/rss/allArticle.xml",
            f"https://{host}/news/articleList.html?view_type=sm",
            f"https://{host}/rss/S1N1.xml",
            f"https://{host}/news/articleList.html",
        )

    def _feeds(self) -> tuple[str, ...]:
        outlet = self.outlet
        seen = [url for url in outlet.feeds if url.endswith(_FULL_TEXT)]
        guessed = [f"https://cdn.{outlet.domain}/rss/{name}" for name in _FULL_TEXT]
        excerpts = [url for url in outlet.feeds if url not in seen]
        default = f"https://{outlet.hosts[0]}/rss/allArticle.xml"
        return tuple(dict.fromkeys([*(seen or guessed), *excerpts, default]))

    def _lists(self, *, fallback: bool = False) -> tuple[Source, ...]:
        own = self.outlet.lists
        urls = own or (f"https://{self.outlet.hosts[0]}/news/articleList.html?page=1&view_type=sm",)
        return tuple(
            Source(
                kind="list",
                page=Page(url),
                parse=self.parse_list,
                fallback=fallback,
                name=f"articleList {n}" if own else "articleList",
            )
            for n, url in enumerate(urls, 1)
        )

    def _dated(self, first: date, last: date) -> Source:
        query = {"view_type": "sm", "sc_sdate": first, "sc_edate": last, "page": 1}

        def parse(response: Response) -> Listing:
            listing = self.parse_list(response)
            late = [d for d in _days(listing.rows) if d > last]
            if late:
                raise WrongDates(
                    f"{response.url}: asked for {first} to {last}, shown {max(late)}; "
                    "the site ignores the dates, its plain list is read instead"
                )
            return listing

        return Source(
            kind="search",
            page=Page(f"https://{self.outlet.hosts[0]}/news/articleList.html?{urlencode(query)}"),
            parse=parse,
            name=f"articleList {first}..{last}",
        )

    def parse_list(self, response: Response) -> Listing:
        """One page of articleList.html in any skin. Raises SourceError when it is no list."""
        tree = tree_of(response)
        skin = next((s for s in LIST_SKINS if tree.css(s.container)), None)
        if skin is None:
            raise SourceError(f"{response.url}: none of the known list layouts; look at its markup")
        rows = _rows(tree, skin, response.url, type(self), seen_at(response))
        count = re.sub(r"\D", "", tree.css("h1 strong::text").get("") if skin.name == "atl" else "")
        return Listing(
            rows=rows,
            next=offered_page(tree, response.url, _PAGING) if rows else None,
            total=int(count) if count else None,
        )


def spider_for(outlet: Outlet) -> type[OutletSpider]:
    """The spider of one row of ``outlets.toml``."""
    return member(NDSoftSpider, PAGES, outlet)


def _rows(
    tree: Selector, skin: ListSkin, base: str, spider: type[OutletSpider], now: datetime
) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for block in tree.css(skin.row):
        links = block.css(skin.title)
        key = spider.key_of(joined(base, attribute(links, "href")) or "") if links else None
        if key is None or key in found:
            continue
        section, author, raw = _info(block, skin, now)
        image = block.css("img::attr(src)").get()
        found[key] = Row(
            key,
            spider.canonical(key),
            Listed(
                title=text_of(links),
                summary=text_of(block.css(skin.summary)) if skin.summary else None,
                published=listed_date(raw, now),
                published_raw=raw,
                author=author,
                section=section,
                image_url=joined(base, image),
            ),
        )
    return tuple(found.values())


def _info(
    block: Selector, skin: ListSkin, now: datetime
) -> tuple[str | None, str | None, str | None]:
    """Section, byline and date of a row: the date by its shape, then "section, byline" or "byline".

    atl items begin with "| "; auto prints all three in one element, parted by "|".
    """
    cells = [text_of(item) or "" for item in block.css(skin.info)]
    if skin.name == "table":
        # Teasers tell times too ("5년 전에는"): the shortest cell with one is the row's own.
        cells = [cell for cell in _following_cells(block) if listed_date(cell, now)]
        cells = sorted(cells, key=len)[:1]
    pieces = [cleaned for cell in cells for piece in cell.split("|") if (cleaned := line(piece))]
    raw = next((piece for piece in reversed(pieces) if listed_date(piece, now)), None)
    words = [piece for piece in pieces if piece != raw]
    if len(words) > 1:
        return words[0], words[1], raw
    return None, words[0] if words else None, raw


def _following_cells(title_row: Selector) -> list[str]:
    """The cells of a table row and of those below it, up to the next article's."""
    rows = title_row.xpath("self::* | following-sibling::tr[position() < 6]")
    cells: list[str] = []
    for number, row in enumerate(rows):
        if number and row.css("td.ArtList_Title"):
            break
        cells += [text_of(cell) or "" for cell in row.css("td:not(.ArtList_Title)")]
    return cells


def _days(rows: Sequence[Row]) -> list[date]:
    times: list[datetime | Any] = [aware(row.listed.published) for row in rows]
    return [when.astimezone(KST).date() for when in times if when is not None]
