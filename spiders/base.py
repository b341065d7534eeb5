"""The base of every outlet's spider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import scrapy

from spiders.errors import DeclarationError
from spiders.outlet import Outlet
from spiders.page import ArticlePage
from spiders.source import Page, Row, Source
from spiders.window import Window


class OutletSpider(scrapy.Spider):
    """One outlet: how its articles are named, where they are listed, how their pages are read.

    How to write one:

    1. Set ``outlet``; the spider's name becomes its code.
    2. Write `key_of`: the outlet's own id from any of its article URLs, folding every alias
       (mobile, AMP, http, tracking parameters); None when the URL is no article.
    3. Write `canonical`: the one URL of a key. ``key_of(canonical(key)) == key`` must hold.
    4. Set ``pages``: the article layouts, newest first.
    5. Write `sources`: what an incremental run reads, in order of preference. A source with
       ``fallback=True`` is read only when all before it failed.
    6. Write `window_sources`: lists or search that reach back to any window. Slice it where a
       site caps its results. Without it a window run reads `sources`.

    The base fetches, pages, stops, dedupes, skips what is known, and writes the capture log. A
    source's ``parse`` stays a pure function.

    Arguments (``-a name=value``): ``since``, ``until`` (KST days or ISO times), ``mode``
    (``incremental`` | ``window``; window when a since or until is given), ``run``, ``home``,
    ``keys`` (comma separated: fetch just these).
    """

    outlet: ClassVar[Outlet]
    pages: ClassVar[tuple[type[ArticlePage], ...]] = ()
    #: Sent with every request of this outlet.
    request_headers: ClassVar[Mapping[str, str]] = {}
    #: True where a site serves nothing without its own session cookie.
    needs_cookies: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "outlet" in cls.__dict__:
            cls.name = cls.outlet.code

    def __init__(
        self,
        *args: Any,
        since: str | None = None,
        until: str | None = None,
        mode: str | None = None,
        run: str | None = None,
        home: str | None = None,
        keys: str | None = None,
        **kwargs: Any,
    ) -> None:
        if not hasattr(self, "outlet"):
            raise DeclarationError(f"{type(self).__name__} declares no outlet; set `outlet`")
        self.window = Window.parse(since, until)
        super().__init__(*args, **kwargs)

    # -- what a leaf writes ------------------------------------------------------------------

    @classmethod
    def key_of(cls, url: str) -> str | None:
        """The outlet's id of an article from any of its URLs; None when it is no article's URL."""
        raise NotImplementedError

    @classmethod
    def canonical(cls, key: str) -> str:
        """The one URL of a key."""
        raise NotImplementedError

    def sources(self) -> Sequence[Source]:
        """What an incremental run reads, in order of preference."""
        return ()

    def window_sources(self, since: date, until: date) -> Sequence[Source]:
        """What reaches back to this window: KST days, both inclusive."""
        return self.sources()

    def article_request(self, key: str, url: str, row: Row | None) -> Page:
        """What to ask for to get an article; override where it differs from the canonical URL."""
        return Page(row.fetch_url if row is not None and row.fetch_url else url)

    def judge_listed(self, row: Row) -> str | None:
        """A reason when the full text in the list is clearly off topic, else None (fetch it)."""
        return None
