"""RSS, Atom and sitemaps of any outlet, read from bytes into rows.

The declared charset is not believed (feeds in UTF-8 that say EUC-KR, and the other way round, are
common): the bytes decide. Times without a zone are Korean time: NDSoft feeds print
``2026-11-20 09:00:00``. Broken XML gives what could still be read; an answer that is no feed at all
raises `SourceError`, so that it is never mistaken for "nothing new".
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import feedparser
from lxml import etree
from parsel import Selector
from scrapy.http import Response

from korean import dates, text
from spiders.decoding import decoded
from spiders.events import Listed
from spiders.markup import line, prose
from spiders.refusals import is_html, refusal
from spiders.source import Listing, Page, Row, Source, SourceError
from spiders.window import KST, aware, iso

KeyOf = Callable[[str], str | None]
Canonical = Callable[[str], str]

_XML_DECLARATION = re.compile(r"^﻿?\s*<\?xml[^>]*\?>", re.IGNORECASE)
_SITEMAP_MARK = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_FEED_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>", re.IGNORECASE)
_SITEMAP_END = re.compile(r"</(?:\w+:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
#: Not text of the article: what stands in ``content:encoded`` besides it.
_NOT_TEXT = ("figure", "figcaption")


# -- sources -------------------------------------------------------------------------------------


def rss_source(
    url: str, key_of: KeyOf, canonical: Canonical, *, name: str = "", fallback: bool = False
) -> Source:
    """A feed as a source. Not ordered: feeds pin and reorder items."""
    return Source(
        kind="feed",
        page=Page(url),
        parse=lambda response: Listing(rss_rows(response, key_of, canonical)),
        ordered=False,
        conditional=True,
        fallback=fallback,
        name=name or url,
    )


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


# -- parsing -------------------------------------------------------------------------------------


def rss_rows(response: Response, key_of: KeyOf, canonical: Canonical) -> tuple[Row, ...]:
    """The articles of an RSS or Atom feed, in its order, each key once.

    Raises SourceError when the answer is no feed, or when none of its links is an article's.
    """
    content = decoded(response)
    _refuse_html(response, content)
    # A stream, not a string: given a string feedparser would try it as an address or a file name.
    stream = io.BytesIO(_XML_DECLARATION.sub("", content).encode("utf-8", "replace"))
    feed = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries and not feed.version:
        raise SourceError(f"{response.url}: this is no feed ({_beginning(content)}); {_LOOK}")
    if not feed.entries and feed.bozo:
        raise SourceError(f"{response.url}: broken XML without one item; {_LOOK}")
    entries = feed.entries
    if not _FEED_END.search(content):
        entries = entries[:-1]  # a torn feed: the last item's link and text may be cut anywhere
    rows = _unique(_entry_row(entry, response, key_of, canonical) for entry in entries)
    if entries and not rows:
        raise SourceError(
            f"{response.url}: none of {len(entries)} links is an article of this outlet; "
            "compare them with the outlet's key"
        )
    return rows


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
    return _unique(rows)


def sitemap_children(response: Response) -> tuple[str, ...]:
    """The sitemaps an index names; empty for a sitemap of pages. Raises as `news_sitemap_rows`."""
    tree = _sitemap_tree(response)
    if etree.QName(tree).localname.lower() != "sitemapindex":
        return ()
    found = (_child(sitemap, "loc") for sitemap in tree.iter("{*}sitemap"))
    return tuple(dict.fromkeys(response.urljoin(loc) for loc in found if loc))


def newest(rows: Iterable[Row]) -> datetime | None:
    """The newest time the rows carry: how fresh a feed is. None when it prints no times."""
    times = (aware(row.listed.published or row.listed.modified) for row in rows)
    return max((when for when in times if when is not None), default=None)


# -- times and texts -----------------------------------------------------------------------------


def timestamp(raw: str | None) -> str | None:
    """A feed's time as aware ISO 8601 in UTC: RFC 822, ISO, or Korean forms; naive is KST."""
    raw = (raw or "").strip()
    if not raw:
        return None
    try:
        when = datetime.fromisoformat(raw)
    except ValueError:
        moment = dates.parse(raw)
        return iso(moment.at) if moment else None
    return iso(when if when.tzinfo is not None else when.replace(tzinfo=KST))


def plain(markup: str | None) -> str | None:
    """An excerpt's markup as one line of text; None when nothing is left."""
    return line(" ".join(_blocks(markup))) if markup else None


def full_text(markup: str | None) -> str | None:
    """``content:encoded`` as paragraphs joined by blank lines, without figures and scripts."""
    return "\n\n".join(_blocks(markup)) or None if markup else None


# -- small parts ---------------------------------------------------------------------------------

_LOOK = "open the address in a browser to see what it answers now"


def _refuse_html(response: Response, content: str) -> None:
    if not content.strip():
        raise SourceError(f"{response.url}: an empty answer instead of XML; {_LOOK}")
    if is_html(content):
        reason = refusal(content)
        raise SourceError(
            f"{response.url}: an HTML page instead of XML"
            f"{f' ({reason})' if reason else ''}; {_LOOK}",
            blocked=reason is not None,
        )


def _beginning(content: str) -> str:
    return repr(" ".join(content.split())[:40])


def _sitemap_tree(response: Response) -> etree._Element:
    content = decoded(response)
    _refuse_html(response, content)
    if not _SITEMAP_MARK.search(content[:5000]):
        raise SourceError(f"{response.url}: this is no sitemap ({_beginning(content)}); {_LOOK}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    tree = etree.fromstring(_XML_DECLARATION.sub("", content).encode("utf-8", "replace"), parser)
    if tree is None:
        raise SourceError(f"{response.url}: XML too broken to read; {_LOOK}")
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


def _entry_row(entry: Any, response: Response, key_of: KeyOf, canonical: Canonical) -> Row | None:
    """``link`` first, then the guid: some feeds leave the link empty or point it at the front."""
    key = None
    for address in (entry.get("link"), entry.get("id")):
        key = key_of(response.urljoin(address.strip())) if address else None
        if key is not None:
            break
    if key is None:
        return None
    updated = entry.get("updated")
    # dc:date arrives as "updated"; alone it is the only time there is.
    raw = entry.get("published") or entry.get("created") or updated
    content = max((c.get("value") or "" for c in entry.get("content", ())), key=len, default="")
    return Row(
        key,
        canonical(key),
        Listed(
            title=_entry_line(entry, "title"),
            summary=_entry_line(entry, "summary"),
            published=timestamp(raw),
            published_raw=raw.strip() if raw else None,
            modified=timestamp(updated) if updated != raw else None,
            author=line(entry.get("author")),
            section=line(next((tag.get("term") for tag in entry.get("tags", ())), None)),
            body=full_text(content),
            image_url=_entry_image(entry),
        ),
    )


def _entry_line(entry: Any, name: str) -> str | None:
    """Plain text stays as it is: "AI < 사람" holds no tag."""
    markup = (entry.get(f"{name}_detail") or {}).get("type") != "text/plain"
    return plain(entry.get(name)) if markup else line(entry.get(name))


def _entry_image(entry: Any) -> str | None:
    offered = [
        *entry.get("media_content", ()),
        *entry.get("media_thumbnail", ()),
        *(e for e in entry.get("enclosures", ()) if "image" in (e.get("type") or "image")),
    ]
    return next((url for media in offered if (url := media.get("url") or media.get("href"))), None)


def _unique(rows: Iterable[Row | None]) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for row in rows:
        if row is not None:
            found.setdefault(row.key, row)
    return tuple(found.values())


def _blocks(markup: str) -> tuple[str, ...]:
    """The paragraphs of a piece of HTML, or of plain text."""
    if "<" not in markup and "&" not in markup:
        return text.paragraphs(markup)
    return prose(Selector(text=markup).css("body"), drop=_NOT_TEXT)
