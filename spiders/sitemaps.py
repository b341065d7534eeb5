"""Sitemaps: Google News sitemaps, plain ones, and indexes of them, read from bytes into rows.

As with feeds (`spiders.feeds`) the declared charset is not believed, broken XML gives what could
still be read, and an answer that is no sitemap raises `SourceError`.
"""

from __future__ import annotations

import re

from lxml import etree
from scrapy.http import Response

from spiders.addresses import joined
from spiders.decoding import decoded
from spiders.events import Listed
from spiders.markup import line
from spiders.source import Listing, Page, Row, Source, SourceError
from spiders.xmlanswers import (
    LOOK,
    XML_DECLARATION,
    Canonical,
    KeyOf,
    beginning,
    refuse_html,
    timestamp,
    unique_rows,
)

_SITEMAP_MARK = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_SITEMAP_END = re.compile(r"</(?:\w+:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)


def sitemap_source(
    url: str,
    key_of: KeyOf,
    canonical: Canonical,
    *,
    name: str = "",
    fallback: bool = False,
    depth: int = 2,
) -> Source:
    """A sitemap, a news sitemap or an index of sitemaps (read ``depth`` levels deep)."""

    def parse(response: Response) -> Listing:
        children = sitemap_children(response)
        if not children:
            return Listing(news_sitemap_rows(response, key_of, canonical))
        if depth <= 0:
            raise SourceError(
                f"{response.url}: sitemap indexes nest too deep; name the leaf itself"
            )
        return Listing(
            more=tuple(
                sitemap_source(child, key_of, canonical, fallback=fallback, depth=depth - 1)
                for child in children
            )
        )

    return Source(
        kind="sitemap",
        page=Page(url),
        parse=parse,
        ordered=False,
        conditional=True,
        fallback=fallback,
        name=name or url,
    )


def news_sitemap_rows(response: Response, key_of: KeyOf, canonical: Canonical) -> tuple[Row, ...]:
    """The articles of a Google News sitemap or a plain one, in its order, each key once.

    ``news:publication_date`` is the published time; ``lastmod`` the modified one. Addresses that
    are no articles (sections, the front page) are passed over. Raises SourceError when the answer
    is no sitemap.
    """
    rows = []
    urls = list(_sitemap_tree(response).iter("{*}url"))
    if not _SITEMAP_END.search(decoded(response)):
        urls = urls[:-1]  # torn: the last address may be cut
    for url in urls:
        key = key_of(_child(url, "loc") or "")
        if key is None:
            continue
        published_raw = _child(url, "publication_date")
        rows.append(
            Row(
                key,
                canonical(key),
                Listed(
                    title=line(_child(url, "title")),
                    published=timestamp(published_raw),
                    published_raw=published_raw,
                    modified=timestamp(_child(url, "lastmod")),
                    image_url=_first_image(url),
                ),
            )
        )
    return unique_rows(rows)


def sitemap_children(response: Response) -> tuple[str, ...]:
    """The sitemaps an index names; empty for a sitemap of pages. Raises as `news_sitemap_rows`."""
    tree = _sitemap_tree(response)
    if etree.QName(tree).localname.lower() != "sitemapindex":
        return ()
    found = (_child(sitemap, "loc") for sitemap in tree.iter("{*}sitemap"))
    addresses = (joined(response.url, loc) for loc in found)
    return tuple(dict.fromkeys(address for address in addresses if address))


def _sitemap_tree(response: Response) -> etree._Element:
    content = decoded(response)
    refuse_html(response, content)
    if not _SITEMAP_MARK.search(content[:5000]):
        raise SourceError(f"{response.url}: this is no sitemap ({beginning(content)}); {LOOK}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    tree = etree.fromstring(XML_DECLARATION.sub("", content).encode("utf-8", "replace"), parser)
    if tree is None:
        raise SourceError(f"{response.url}: XML too broken to read; {LOOK}")
    return tree


def _child(parent: etree._Element, name: str) -> str | None:
    """The text of the first descendant of this name, whatever its namespace."""
    for child in parent.iter("{*}" + name):
        found = (child.text or "").strip()
        if found:
            return found
    return None


def _first_image(url: etree._Element) -> str | None:
    for image in url.iter("{http://www.google.com/schemas/sitemap-image/1.1}image"):
        return _child(image, "loc")
    return None
