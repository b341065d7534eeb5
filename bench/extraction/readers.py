"""The readers: ours in three ways, and those other people wrote, where they are installed."""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from importlib.metadata import version
from typing import Any
from unittest.mock import patch

import trafilatura
from lxml import html
from trafilatura.settings import Document

from bench.extraction.sets import Page
from korean.article import Article
from korean.dates import kst
from spiders import registry
from spiders.extraction import Refused, extract

#: An address of nobody: no outlet, no key, no help from a path.
NOBODY = "https://nobody.example/1"
#: Names of methods that are not page objects; a page version's name has a dot in it.
_PAGE_VERSION = re.compile(r"[a-z0-9]+\.[a-z0-9]")


@dataclass(frozen=True)
class Found:
    """What a reader made of a page. ``captions`` is None, and ``edits`` False, of readers that never
    tell captions, or when a text was edited."""

    body: str = ""
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    bylines: tuple[str, ...] = ()
    captions: tuple[str, ...] | None = None
    edits: bool = False
    outcome: str = "article"


Read = Callable[[Page], Found]


@dataclass(frozen=True)
class Reader:
    """``module`` is what must be installed, ``what`` how it is called in the telling."""

    name: str
    what: str
    read: Read
    package: str | None = None
    ours: bool = False

    @property
    def absent(self) -> bool:
        return self.package is not None and not _installed(self.package)


def _installed(package: str) -> bool:
    try:
        version(package)
    except ImportError:  # PackageNotFoundError is one
        return False
    return True


class SwitchBroken(RuntimeError):
    """The page objects were taken away, and one read a page all the same."""


# -- ours ------------------------------------------------------------------------------------------


def ours(page: Page) -> Found:
    """As in a run: the outlet known by its address."""
    return _found(extract(page.fetched))


def unknown(page: Page) -> Found:
    """A page of an address of nobody: the families' layouts are tried, then any page's way."""
    return _found(extract(_anonymous(page)))


def generic(page: Page) -> Found:
    """No page object at all, not even a family's."""
    with no_page_objects():
        found = extract(_anonymous(page))
    if isinstance(found, Article):
        used = [m for m in found.methods.values() if _PAGE_VERSION.match(m)]
        if used:
            raise SwitchBroken(
                f"{page.name} was read by {used[0]} although no page object was to be had; "
                "`no_page_objects` must take away what spiders.extraction asks for them today"
            )
    return _found(found)


@contextmanager
def no_page_objects() -> Iterator[None]:
    """Families are not probed while this lasts."""
    with patch.object(registry, "family_pages", tuple):
        yield


def _anonymous(page: Page) -> Any:
    return replace(page.fetched, url=NOBODY, outlet=None, key=None, listed=None)


def _found(read: Article | Refused) -> Found:
    if isinstance(read, Refused):
        return Found(captions=(), edits=True, outcome=read.outcome)
    return Found(
        read.body,
        read.title,
        read.published.at if read.published else None,
        read.modified.at if read.modified else None,
        tuple(byline.name for byline in read.bylines),
        read.captions,
        edits=True,
    )


# -- theirs ----------------------------------------------------------------------------------------


def by_trafilatura(page: Page) -> Found:
    """As it is recommended for precision, with metadata, as ours reads it too."""
    found = trafilatura.bare_extraction(
        page.text, url=page.fetched.url, favor_precision=True, include_comments=False,
        with_metadata=True, deduplicate=False, target_language=None,
    )  # fmt: skip
    if not isinstance(found, Document):
        return Found(outcome="nothing")
    return Found(
        found.text or "", found.title, _time(found.date), None, _people(found.author or "")
    )


@cache
def _korean_words() -> None:
    """newspaper4k takes Korean apart by nltk, which splits sentences first and wants data from the
    network for that. Words are split line by line instead: the same words, and no download."""
    words = importlib.import_module("nltk").word_tokenize
    korean: Any = importlib.import_module("newspaper.languages.ko")
    korean.tokenizer = partial(words, preserve_line=True)


def by_newspaper(page: Page) -> Found:
    """newspaper4k's parser, told that the page is Korean."""
    _korean_words()
    article = importlib.import_module("newspaper").Article(
        page.fetched.url, language="ko", fetch_images=False
    )
    article.download(input_html=page.text)
    article.parse()
    return Found(
        article.text, article.title, _time(article.publish_date), None, _people(*article.authors)
    )


def by_readability(page: Page) -> Found:
    """Mozilla's algorithm in Python: a title and a piece of markup, of which the text is taken."""
    document = importlib.import_module("readability").Document(page.text)
    summary = document.summary(html_partial=True)
    if not summary.strip():
        return Found(title=document.short_title())
    text = str(html.document_fromstring(summary).xpath("string()"))
    return Found(text, document.short_title())


def by_newsplease(page: Page) -> Found:
    """news-please's pipeline of extractors over saved markup; it fetches no pictures."""
    _korean_words()
    article = importlib.import_module("newsplease").NewsPlease.from_html(
        page.text, url=page.fetched.url, fetch_images=False
    )
    return Found(
        article.maintext or "",
        article.title,
        _time(article.date_publish),
        None,
        _people(*(article.authors or ())),
    )


def _people(*authors: str) -> tuple[str, ...]:
    """Names as we write them: apart, and without office and address, which peers leave on."""
    found = (part for author in authors for part in re.split(r"[;,·]", author))
    names = (
        re.sub(r"\s*(?:[\w가-힣]*기자|특파원)?\s*(?:\(?\S+@\S*)?$", "", p.strip()) for p in found
    )
    return tuple(dict.fromkeys(name for name in names if name))


def _time(value: datetime | str | None) -> datetime | None:
    """A peer's date as a moment; without a zone it is taken for Korean time."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return None if value is None else kst(value)


READERS: Sequence[Reader] = (
    Reader("ours", "ours, the outlet known", ours, ours=True),
    Reader("unknown", "ours, an address of nobody", unknown, ours=True),
    Reader("generic", "ours, without page objects", generic, ours=True),
    Reader("trafilatura", "trafilatura", by_trafilatura, "trafilatura"),
    Reader("newspaper4k", "newspaper4k", by_newspaper, "newspaper4k"),
    Reader("readability", "readability-lxml", by_readability, "readability-lxml"),
    Reader("news-please", "news-please", by_newsplease, "news-please"),
)
BY_NAME = {reader.name: reader for reader in READERS}


@contextmanager
def quiet() -> Iterator[None]:
    """Peers log every page they cannot read; the table tells."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
