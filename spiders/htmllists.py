"""HTML lists and searches: the tree of an answer, rows by CSS, pages by number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from parsel import Selector
from scrapy.http import Response

from korean import dates
from spiders.addresses import joined
from spiders.decoding import decoded
from spiders.events import Listed
from spiders.markup import text_of
from spiders.refusals import alert_text, refusal
from spiders.source import Listing, Page, Row, SourceError
from spiders.window import iso
from spiders.xmlanswers import Canonical, KeyOf

_NOTHING_FOUND = re.compile(
    r"(?:검색\s*(?:결과|된)|등록된|해당하는|일치하는)[^.<]{0,30}(?:없습니다|없음)|(?<!\d)0\s*건"
)
_TOTAL = re.compile(r"(?:총|검색\s*결과)\s*:?\s*([\d,]+)\s*건")


@dataclass(frozen=True, slots=True)
class Markup:
    """Where a list keeps its parts. All CSS; ``title``, ``summary`` and ``date`` within a row.

    ``container`` tells an empty list from a page that is no list.
    """

    container: str
    row: str
    title: str
    summary: str
    date: str


def parser(markup: Markup, key_of: KeyOf, canonical: Canonical) -> Callable[[Response], Listing]:
    """The ``parse`` of a list whose page number is the parameter ``page``: its next page is the
    next number, and a page without rows is the end."""

    def parse(response: Response) -> Listing:
        tree = tree_of(response)
        elements = tree.css(markup.row)
        number = page_number(response.url)
        if not elements:
            if number == 1 and not tree.css(markup.container) and not _says_nothing(tree):
                raise SourceError(
                    f"{response.url}: no list ({markup.container}) on the page; "
                    "look at it: its markup has changed or it refuses us"
                )
            return Listing(total=_total(tree, None))
        rows: dict[str, Row] = {}
        for element in elements:
            if (row := _row(element, markup, response, key_of, canonical)) is not None:
                rows.setdefault(row.key, row)
        if not rows:
            raise SourceError(
                f"{response.url}: {len(elements)} rows without an article's link; "
                "compare them with the outlet's key"
            )
        return Listing(
            tuple(rows.values()),
            next=page_after(response.url),
            total=_total(tree, markup.row),
        )

    return parse


def page_number(url: str) -> int:
    found = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    return int(found) if found.isdecimal() else 1


def with_query(url: str, **values: str) -> str:
    """The URL with these parameters set, in place or at the end."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | values
    return parts._replace(query=urlencode(query)).geturl()


def page_after(url: str) -> Page:
    """The next number of our own address: a paging link of a search loses its dates at some sites."""
    number = page_number(url) + 1
    return Page(with_query(url, page=str(number)), number=number)


def offered_page(tree: Selector, url: str, links: str) -> Page | None:
    """The next page, unless the paging ``links`` (CSS) end at this one. Without any the list goes on
    until a page has no rows."""
    hrefs = tree.css(links).xpath("@href").getall()
    offered = [int(found) for href in hrefs for found in re.findall(r"[?&]page=(\d{1,9})\b", href)]
    return None if offered and max(offered) <= page_number(url) else page_after(url)


def tree_of(response: Response) -> Selector:
    """An answer as a tree. Raises SourceError for what is no HTML, and for a refusal."""
    html = decoded(response)
    if not html.lstrip("\ufeff \r\n\t").startswith("<"):
        raise SourceError(
            f"{response.url}: not an HTML page; open the address to see what it answers now"
        )
    if reason := refusal(html):
        said = alert_text(html)
        raise SourceError(
            f"{response.url}: a refusal with status 200 ({reason}{f': {said}' if said else ''}); "
            "wait before the next try",
            blocked=True,
        )
    return Selector(text=html, type="html")


def _row(
    element: Selector, markup: Markup, response: Response, key_of: KeyOf, canonical: Canonical
) -> Row | None:
    key = None
    for href in element.css("a::attr(href)").getall():
        key = key_of(joined(response.url, href) or "")
        if key is not None:
            break
    if key is None:
        return None
    raw = text_of(element.css(markup.date))
    moment = dates.parse(raw) if raw else None
    return Row(
        key,
        canonical(key),
        Listed(
            title=text_of(element.css(markup.title)),
            summary=text_of(element.css(markup.summary)),
            published=iso(moment.at) if moment and moment.precision != "day" else None,
            published_raw=moment.raw if moment else raw,
        ),
    )


def _says_nothing(tree: Selector) -> bool:
    words = " ".join(tree.xpath("//body//text()[not(parent::script or parent::style)]").getall())
    return _NOTHING_FOUND.search(words) is not None


def _total(tree: Selector, row: str | None) -> int | None:
    """The count a list prints above its first row; titles may hold counts of their own."""
    first = tree.css(row)[:1] if row else tree.css("body")
    axis = "preceding::text()" if row else ".//text()"
    words = " ".join(first.xpath(f"{axis}[not(parent::script or parent::style)]").getall())
    found = _TOTAL.search(" ".join(words.split()))
    return int(found[1].replace(",", "")) if found else None
