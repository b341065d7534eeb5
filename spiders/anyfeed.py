"""An address that a registry row names as a feed: RSS, Atom, or a sitemap, by what it answers.

A plain sitemap may list all that ever was, most of it without a time. Of such a one the last month is
read, counted from its newest entry; what lies before is a window's work.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scrapy.http import Response

from spiders.contract import latest
from spiders.decoding import decoded
from spiders.feeds import rss_source
from spiders.sitemaps import sitemap_source
from spiders.source import Listing, Row, Source, SourceError
from spiders.window import aware
from spiders.xmlanswers import Canonical, KeyOf

REACH = timedelta(days=30)
#: More rows than this without any time are an archive, of which nothing can be said.
MOST_UNDATED = 100

_SITEMAP = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)


def is_sitemap(response: Response) -> bool:
    """Does this answer begin as a sitemap or an index of them? Raises SourceError for no text."""
    return _SITEMAP.search(decoded(response)[:5000]) is not None


def feed_source(
    url: str, key_of: KeyOf, canonical: Canonical, *, name: str = "", fallback: bool = False
) -> Source:
    """A feed or sitemap as a source. Its kind is what its address says."""
    feed = rss_source(url, key_of, canonical, name=name, fallback=fallback)
    sitemap = sitemap_source(url, key_of, canonical, name=name, fallback=fallback)

    def parse(response: Response) -> Listing:
        return recent(sitemap.parse(response)) if is_sitemap(response) else feed.parse(response)

    return replace(sitemap if "sitemap" in urlsplit(url).path.lower() else feed, parse=parse)


def time_of(row: Row) -> datetime | None:
    """When a row was published, else when it was changed last."""
    return aware(row.listed.published) or aware(row.listed.modified)


def recent(listing: Listing) -> Listing:
    """The rows of a sitemap's last month. Raises SourceError for an archive without any time."""
    newest = latest(time_of(row) for row in listing.rows)
    if newest is not None:
        edge = newest - REACH
        rows = [r for r in listing.rows if (when := time_of(r)) is not None and when >= edge]
        return replace(listing, rows=tuple(rows))
    if len(listing.rows) > MOST_UNDATED:
        raise SourceError(
            f"{len(listing.rows)} addresses and not one time: name the sitemap of the newest news"
        )
    return listing
