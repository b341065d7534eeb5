"""What a page's head says: OpenGraph, plain meta tags, microdata, ``<title>``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from lxml import etree

from korean.article import Byline, Moment
from korean.text import clean
from spiders.extraction.addresses import absolute
from spiders.extraction.moments import moment
from spiders.extraction.people import bylines
from spiders.extraction.values import Reading
from spiders.extraction.visible import headline, prune, titles
from spiders.tree import metas

_NOTHING = Reading()
_LONGEST_META = 20_000  # characters
_LONGEST_HEAD = 600  # characters: an unclosed <title> holds the whole page
_LEAST = 8  # letters from which a title is more than a site's name
#: Pictures that stand for the site, not for the article.
_SITE_PICTURE = re.compile(
    r"logo|share_?(?:img|image|logo)?\.|static_?og|og_?(?:image|img|default|main)\.|no_?image|default|/layout/",
    re.I,
)
#: Names under which sites put the article's times beside OpenGraph's own.
_PUBLISHED = (
    "datepublished", "pubdate", "publish-date", "publishdate", "published_date", "published_time",
    "dd:published_time", "dable:published_time", "parsely-pub-date", "sailthru.date", "article.published",
    "news:publication_date", "dc.date.issued", "dcterms.issued", "dc.date", "date", "regdate", "og:regdate",
)  # fmt: skip
_MODIFIED = (
    "datemodified", "lastmod", "last-modified", "dd:modified_time", "dcterms.modified", "article.updated",
)  # fmt: skip
_HEADS = (
    "title",
    "dc.title",
    "twitter:title",
    "dable:title",
    "dd:title",
    "taboola:title",
    "headline",
)
_TITLE: Any = etree.XPath("string((//head//title)[1])")
_CANONICAL: Any = etree.XPath("string(//link[@rel='canonical']/@href)")
_SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher")
_ITEM: Any = etree.XPath("(//@itemprop[.=$name])[1]/..")


class _Lazy:
    """A method's values, each read when it is asked for; fields it does not have are empty."""

    def __init__(self, root: Any, url: str, captured_at: datetime) -> None:
        self.root = root
        self.url = url
        self.captured_at = captured_at
        self.meta = _Meta(self.root)

    def __getattr__(self, name: str) -> Any:
        return getattr(_NOTHING, name)

    def _moment(self, *names: str, item: str | None = None) -> Moment | None:
        printed = self.meta.line(*names) or (_itemprop(self.root, item) if item else None)
        return moment(printed, self.captured_at)


class OpenGraph(_Lazy):
    """``og:*`` and ``article:*``. A title that is only the site's name is none."""

    @property
    def title(self) -> str | None:
        title = (self.meta.line("og:title") or "")[:_LONGEST_HEAD]
        if not title:
            return None
        names = site_names(self.root)
        if found := titles.printed(title, self.root, names):
            return found
        left = titles.article_part(title, self.root, names)
        return left if left and _confirmed(left, _head_title(self.root) or "") else None

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
        return _title(self.meta, self.root, site_names(self.root))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        for node in _ITEM(self.root, name="articleBody"):
            return prune.read([node], None).paragraphs
        return ()

    @property
    def published(self) -> Moment | None:
        return self._moment(*_PUBLISHED, item="datePublished")

    @property
    def modified(self) -> Moment | None:
        return self._moment(*_MODIFIED, item="dateModified")

    @property
    def bylines(self) -> tuple[Byline, ...]:
        return bylines(self.meta.line("author", "dc.creator", "byl") or "")

    @property
    def tags(self) -> tuple[str, ...]:
        return _words(self.meta.line("news_keywords"))

    @property
    def canonical_url(self) -> str | None:
        return absolute(_CANONICAL(self.root) or None, self.url)


def _title(meta: _Meta, root: Any, names: tuple[str, ...]) -> str | None:
    """The article's part of a head's titles: the one a heading prints; else the cell beside 제목;
    else what is left without the site's names; else the heading above the text."""
    heads = [head for head in (_head_title(root), *(meta.line(n) for n in _HEADS)) if head]
    heads = [head[:_LONGEST_HEAD] for head in heads]
    for head in dict.fromkeys(heads):
        if found := titles.printed(head, root, names):
            return found
    if found := titles.labelled(root, names):
        return found
    left = [part for head in heads if (part := titles.article_part(head, root, names))]
    above = headline.title_above(root, names) if len(set(left)) != 1 or not heads else None
    return above or next(iter(left), None)


def _confirmed(title: str, whole: str) -> bool:
    """Does ``<title>`` say the same? Boards put the site's name, or all its names, into
    ``og:title``."""
    bare = titles.bare(title)
    if not whole or (len(bare) >= _LEAST and bare in titles.bare(whole)):
        return True
    parts = (titles.bare(part) for part in titles.SEPARATORS.split(whole))
    return any(len(p) >= _LEAST and p in bare for p in parts)


def _head_title(root: Any) -> str | None:
    return clean(_TITLE(root)[:_LONGEST_HEAD])[:_LONGEST_HEAD] or None


def _picture(address: str | None, url: str) -> str | None:
    return None if address is None or _SITE_PICTURE.search(address) else absolute(address, url)


def _words(value: str | None) -> tuple[str, ...]:
    """A comma-separated list. ``keywords`` is not read: on Korean sites it is the site's own."""
    return tuple(dict.fromkeys(w for part in (value or "").split(",") if (w := clean(part))))


class _Meta:
    """Meta tags by lower-cased name or property."""

    def __init__(self, root: Any) -> None:
        self.values = metas(root)

    def line(self, *names: str) -> str | None:
        """The first of these that says anything."""
        offered = (value for n in names if n in self.values for value in self.values[n])
        return next((said for value in offered if (said := clean(value[:_LONGEST_META]))), None)

    def all(self, name: str) -> list[str]:
        return [
            said for value in self.values.get(name, ()) if (said := clean(value[:_LONGEST_META]))
        ]


def _itemprop(root: Any, name: str) -> str | None:
    for node in _ITEM(root, name=name):
        return node.get("datetime") or node.get("content") or titles.first_text(node)
    return None


def site_names(root: Any) -> tuple[str, ...]:
    """What the site calls itself: ``og:site_name``, ``application-name`` and the like."""
    meta = _Meta(root)
    return tuple(dict.fromkeys(v for n in _SITE_NAMES if (v := meta.line(n))))


def page_title(root: Any) -> str | None:
    """The article's part of ``<title>``: the part a heading repeats, else what is left of it
    without the names of site and menu."""
    whole = _head_title(root)
    return titles.article_part(whole, root, site_names(root)) if whole else None


def without_site(title: str, names: tuple[str, ...]) -> str:
    """A title without the site's name behind a separator: "… - 전남일보", "… | 뉴스핌"."""
    for name in names:
        pattern = rf"\s*(?:[-–—|<>:·]|::|&lt;)\s*(?:\(?주\)?\s*)?{re.escape(name)}\s*$"
        shorter = re.sub(pattern, "", title)
        if shorter and shorter != title:
            return shorter.strip()
    return title
