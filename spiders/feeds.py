"""RSS and Atom feeds of any outlet, read from bytes into rows.

The declared charset is not believed (feeds in UTF-8 that say EUC-KR, and the other way round, are
common): the bytes decide. Times without a zone are Korean time: NDSoft feeds print
``2026-11-20 09:00:00``. Broken XML gives what could still be read; an answer that is no feed at all
raises `SourceError`, so that it is never mistaken for "nothing new".
"""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import feedparser
from parsel import Selector
from scrapy.http import Response

from korean import text
from spiders.addresses import joined
from spiders.decoding import decoded
from spiders.events import Listed
from spiders.markup import line, prose
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

_FEED_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>", re.IGNORECASE)
#: Not text of the article: what stands in ``content:encoded`` besides it.
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]+|[0-9]+);?")
_NOT_TEXT = ("figure", "figcaption")


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


def rss_rows(response: Response, key_of: KeyOf, canonical: Canonical) -> tuple[Row, ...]:
    """The articles of an RSS or Atom feed, in its order, each key once.

    Raises SourceError when the answer is no feed, or when none of its links is an article's.
    """
    content = decoded(response)
    refuse_html(response, content)
    # A stream, not a string: given a string feedparser would try it as an address or a file name.
    content = _REFERENCE.sub(_possible, XML_DECLARATION.sub("", content))
    stream = io.BytesIO(content.encode("utf-8", "replace"))
    try:
        feed = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # feedparser means never to raise, and does on elements in impossible places (KeyError).
        raise SourceError(
            f"{response.url}: a feed too broken to read ({type(error).__name__}: {error}); {LOOK}"
        ) from error
    if not feed.entries and not feed.version:
        raise SourceError(f"{response.url}: this is no feed ({beginning(content)}); {LOOK}")
    if not feed.entries and feed.bozo:
        raise SourceError(f"{response.url}: broken XML without one item; {LOOK}")
    entries = feed.entries
    if not _FEED_END.search(content):
        entries = entries[:-1]  # a torn feed: the last item's link and text may be cut anywhere
    rows = unique_rows(_entry_row(entry, response, key_of, canonical) for entry in entries)
    if entries and not rows:
        raise SourceError(
            f"{response.url}: none of {len(entries)} links is an article of this outlet; "
            "compare them with the outlet's key"
        )
    return rows


def _possible(reference: re.Match[str]) -> str:
    """A character reference as it stands; nothing for one that no character has: feedparser gives
    up the whole feed at it."""
    digits = reference[1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return reference[0] if code <= sys.maxunicode else ""


# -- texts ---------------------------------------------------------------------------------------


def plain(markup: str | None) -> str | None:
    """An excerpt's markup as one line of text; None when nothing is left."""
    return line(" ".join(_blocks(markup))) if markup else None


def full_text(markup: str | None) -> str | None:
    """``content:encoded`` as paragraphs joined by blank lines, without figures and scripts."""
    return "\n\n".join(_blocks(markup)) or None if markup else None


# -- small parts ---------------------------------------------------------------------------------


def _entry_row(entry: Any, response: Response, key_of: KeyOf, canonical: Canonical) -> Row | None:
    """``link`` first, then the guid: some feeds leave the link empty or point it at the front."""
    key = None
    for address in (entry.get("link"), entry.get("id")):
        key = key_of(joined(response.url, address) or "")
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


def _blocks(markup: str) -> tuple[str, ...]:
    """The paragraphs of a piece of HTML, or of plain text."""
    if "<" not in markup and "&" not in markup:
        return text.paragraphs(markup)
    return prose(Selector(text=markup).css("body"), drop=_NOT_TEXT)
