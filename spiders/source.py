"""Where an outlet's articles are discovered, as data and pure functions.

An outlet declares sources; `spiders.base.OutletSpider` fetches them, turns pages, knows what is
known and when to stop. A source's ``parse`` sees one response and returns a `Listing`: it makes no
requests, keeps no state and may raise `SourceError` when the answer is not what it should be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scrapy.http import Response

from spiders.events import CaptureKind, Listed


class SourceError(Exception):
    """A source answered something that is not its listing (an alert page, HTML instead of JSON).

    Raised by a source's ``parse``. ``blocked`` is True when the answer looks like a refusal.
    """

    def __init__(self, message: str, *, blocked: bool = False) -> None:
        super().__init__(message)
        self.blocked = blocked


class WrongDates(SourceError):
    """A source shows other days than those asked for: some sites ignore them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article as a source lists it. ``key`` is the outlet's id, ``url`` the canonical URL.

    ``fetch_url`` is the address to ask for where it differs from the canonical one.
    """

    key: str
    url: str
    listed: Listed = Listed()
    fetch_url: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a source to ask for: an address, and what a POST or an API needs besides."""

    url: str
    form: Mapping[str, str] | None = None  # POSTed when given
    headers: Mapping[str, str] = field(default_factory=dict)
    number: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """What one response of a source said.

    ``next`` is the next page, None at the end. ``total`` is the number of rows the source claims to
    have in all, where it says so. ``shown`` are the dates (ISO days, inclusive) the answer covers,
    where the page shows them: compared with the dates asked for, since some sites ignore them.
    """

    rows: tuple[Row, ...] = ()
    next: Page | None = None
    total: int | None = None
    shown: tuple[str, str] | None = None
    #: Of an index (a sitemap of sitemaps): further sources to read.
    more: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One way to discover articles.

    ``ordered`` says that rows come newest first, so that paging may stop at the first known rows or
    at the window's edge. ``conditional`` sends ETag/Last-Modified of the last visit.
    ``fallback`` is read only when every source before it failed. ``lively`` is False for a source
    that may rest for months without being dead: the old board of an office that has a new one.
    ``guess``: an address the outlet's CMS may have, and no row names: where it is not there, it is
    no source that died.
    """

    kind: CaptureKind
    page: Page
    parse: Callable[[Response], Listing]
    ordered: bool = True
    conditional: bool = False
    fallback: bool = False
    max_pages: int = 1000
    name: str = ""
    lively: bool = True
    guess: bool = False
