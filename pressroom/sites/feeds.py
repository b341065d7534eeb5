"""Feeds and news sitemaps as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from pressroom.sites.base import iso


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an RSS feed. ``date`` is printed as it is given: sites differ."""

    title: str
    link: str
    date: str
    lead: str = ""
    author: str = ""
    category: str = ""
    creator: str = ""
    content: str = ""  # HTML for content:encoded


def _item(item: Item) -> str:
    parts = [
        f"<title><![CDATA[{item.title}]]></title>",
        f"<link>{escape(item.link)}</link>",
        f"<description><![CDATA[{item.lead}]]></description>",
    ]
    for tag, value in (
        ("author", item.author),
        ("dc:creator", item.creator),
        ("category", item.category),
    ):
        if value:
            parts.append(f"<{tag}><![CDATA[{value}]]></{tag}>")
    parts.append(f"<pubDate>{item.date}</pubDate>")
    if item.content:
        safe = item.content.replace("]]>", "]]]]><![CDATA[>")
        parts.append(f"<content:encoded><![CDATA[{safe}]]></content:encoded>")
    return "<item>\n" + "\n".join(parts) + "\n</item>"


def rss(title: str, link: str, items: Iterable[Item], built: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">\n<channel>\n'
        f"<title><![CDATA[{title}]]></title>\n<link>{escape(link)}</link>\n"
        f"<description><![CDATA[{title}]]></description>\n<language>ko</language>\n"
        f"<lastBuildDate>{built}</lastBuildDate>\n"
        + "\n".join(_item(item) for item in items)
        + "\n</channel>\n</rss>\n"
    )


def news_sitemap(name: str, rows: Iterable[tuple[str, datetime, str]]) -> str:
    """A Google News sitemap: (address, published, title) a row."""
    urls = "\n".join(
        f"<url><loc>{escape(url)}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>ko</news:language></news:publication>"
        f"<news:publication_date>{iso(moment)}</news:publication_date>"
        f"<news:title>{escape(title)}</news:title></news:news></url>"
        for url, moment, title in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}\n</urlset>\n'
    )


def sitemap(rows: Iterable[tuple[str, datetime]]) -> str:
    """A plain sitemap: (address, last change) a row."""
    urls = "\n".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{iso(moment)}</lastmod></url>"
        for url, moment in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'
    )


def sitemap_index(urls: Iterable[str]) -> str:
    """A sitemap of sitemaps."""
    named = "\n".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{named}\n</sitemapindex>\n"
    )
