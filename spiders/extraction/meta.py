"""What a page's head says: OpenGraph, plain meta tags, microdata, ``<title>``."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from parsel import Selector

from korean.article import Byline, Moment
from korean.text import clean
from spiders import markup
from spiders.extraction import header
from spiders.extraction.addresses import absolute
from spiders.extraction.moments import moment
from spiders.extraction.people import bylines
from spiders.extraction.values import Reading

#: Between a title and the names of sites around it.
_SEPARATORS = re.compile(r"\s+[<|:\-–—>·]\s+|\s*(?:::|\||＜|«|≪|&lt;)\s*|>(?=[^<>]+$)")
_NOTHING = Reading()
_MAX_HEADINGS = 400  # elements looked at
_LEAST = 8  # letters from which a title is more than a site's name
#: Pictures that stand for the site, not for the article.
_SITE_PICTURE = re.compile(
    r"logo|share_?(?:img|image|logo)?\.|static_?og|og_?(?:image|img|default|main)\.|no_?image|default|/layout/",
    re.I,
)


class _Lazy:
    """A method's values, each read when it is asked for; fields it does not have are empty."""

    def __init__(self, tree: Selector, url: str, captured_at: datetime) -> None:
        self.tree = tree
        self.url = url
        self.captured_at = captured_at
        self.meta = _meta(tree)

    def __getattr__(self, name: str) -> Any:
        return getattr(_NOTHING, name)

    def _moment(self, *names: str, item: str | None = None) -> Moment | None:
        printed = self.meta.line(*names) or (_itemprop(self.tree, item) if item else None)
        return moment(printed, self.captured_at)


class OpenGraph(_Lazy):
    """``og:*`` and ``article:*``. A title that is only the site's name is none."""

    @property
    def title(self) -> str | None:
        title = self.meta.line("og:title")
        return title if title is not None and _confirmed(title, self.tree) else None

    @property
    def published(self) -> Moment | None:
        return self._moment("article:published_time", "og:article:published_time")

    @property
    def modified(self) -> Moment | None:
        return self._moment("article:modified_time", "og:updated_time")

    @property
    def bylines(self) -> tuple[Byline, ...]:
        author = self.meta.line("article:author") or ""
        return () if "/" in author or ":" in author else bylines(author)

    @property
    def section(self) -> str | None:
        names = ("article:section", "article:section1", "article:section2")
        return " > ".join(dict.fromkeys(s for n in names for s in self.meta.all(n))) or None

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.meta.all("article:tag")))

    @property
    def image_url(self) -> str | None:
        return _picture(self.meta.line("og:image"), self.url)

    @property
    def canonical_url(self) -> str | None:
        return absolute(self.meta.line("og:url"), self.url)


class Plain(_Lazy):
    """Plain meta tags, microdata, ``<title>`` and the canonical link."""

    @property
    def title(self) -> str | None:
        return _title(self.meta, self.tree)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return markup.prose(self.tree.xpath('(//*[@itemprop="articleBody"])[1]'), ("figure",))

    @property
    def published(self) -> Moment | None:
        names = ("datepublished", "pubdate", "publish-date", "date", "dc.date", "dc.date.issued")
        return self._moment(*names, item="datePublished")

    @property
    def modified(self) -> Moment | None:
        return self._moment("datemodified", "lastmod", item="dateModified")

    @property
    def bylines(self) -> tuple[Byline, ...]:
        return bylines(self.meta.line("author", "dc.creator", "byl") or "")

    @property
    def tags(self) -> tuple[str, ...]:
        return _words(self.meta.line("news_keywords"))

    @property
    def canonical_url(self) -> str | None:
        return absolute(self.tree.xpath('//link[@rel="canonical"]/@href').get(), self.url)


def _title(meta: _Meta, tree: Selector) -> str | None:
    """The article's part of ``<title>`` where a heading prints it, else a meta tag's title."""
    printed = page_title(tree)
    if printed is not None and header.heading(tree, printed) is not None:
        return printed
    named = meta.line("title", "dc.title", "twitter:title")
    return named if named is not None and _confirmed(named, tree) else printed or named


def _confirmed(title: str, tree: Selector) -> bool:
    """Is it the article's? Boards put the site's name, or all its names, into ``og:title``: then
    neither ``<title>`` nor a heading says the same."""
    if title in site_names(tree):
        return False
    whole = clean(" ".join(tree.xpath("(//head//title)[1]//text()").getall()))
    bare = header.bare(title)
    if not whole or (len(bare) >= _LEAST and bare in header.bare(whole)):
        return True
    parts = (header.bare(part) for part in _SEPARATORS.split(whole))
    return (
        any(len(p) >= _LEAST and p in bare for p in parts)
        or header.heading(tree, title) is not None
    )


def _picture(address: str | None, url: str) -> str | None:
    return None if address is None or _SITE_PICTURE.search(address) else absolute(address, url)


def _words(value: str | None) -> tuple[str, ...]:
    """A comma-separated list. ``keywords`` is not read: on Korean sites it is the site's own."""
    return tuple(dict.fromkeys(w for part in (value or "").split(",") if (w := clean(part))))


class _Meta:
    """Meta tags by lower-cased name or property, in one pass."""

    def __init__(self, tree: Selector) -> None:
        self.values: dict[str, list[str]] = {}
        for tag in tree.root.iter("meta"):
            name = tag.get("property") or tag.get("name") or tag.get("itemprop")
            if name and (value := clean(tag.get("content") or "")):
                self.values.setdefault(name.strip().lower(), []).append(value)

    def line(self, *names: str) -> str | None:
        return next((self.values[n][0] for n in names if n in self.values), None)

    def all(self, name: str) -> list[str]:
        return self.values.get(name, [])


@lru_cache(maxsize=1)
def _meta(tree: Selector) -> _Meta:
    """A page is asked by several methods in a row: one pass serves them all."""
    return _Meta(tree)


def _itemprop(tree: Selector, name: str) -> str | None:
    node = tree.xpath(f'(//*[@itemprop="{name}"])[1]')
    if not node:
        return None
    return (
        markup.attribute(node, "datetime")
        or markup.attribute(node, "content")
        or clean(node.xpath("string()").get() or "")
    )


def site_names(tree: Selector) -> tuple[str, ...]:
    """What the site calls itself: ``og:site_name`` and ``application-name``."""
    meta = _meta(tree)
    return tuple(
        dict.fromkeys(v for n in ("og:site_name", "application-name") if (v := meta.line(n)))
    )


def page_title(tree: Selector) -> str | None:
    """The article's part of ``<title>``: the part a heading repeats, else the longest one."""
    whole = clean(" ".join(tree.xpath("(//head//title)[1]//text()").getall()))
    if not whole:
        return None
    names = site_names(tree)
    parts = [p for part in _SEPARATORS.split(whole) if (p := clean(part)) and p not in names]
    headings = {
        clean(header.first_text(h)) for h in tree.xpath("//h1|//h2|//h3|//h4")[:_MAX_HEADINGS]
    }
    for candidate in (whole, *parts):
        if candidate in headings and len(candidate) >= 8:
            return candidate
    return max(parts, key=len, default=None)


def without_site(title: str, names: tuple[str, ...]) -> str:
    """A title without the site's name behind a separator: "… - 전남일보", "… | 뉴스핌"."""
    for name in names:
        pattern = rf"\s*(?:[-–—|<>:·]|::|&lt;)\s*(?:\(?주\)?\s*)?{re.escape(name)}\s*$"
        shorter = re.sub(pattern, "", title)
        if shorter and shorter != title:
            return shorter.strip()
    return title
