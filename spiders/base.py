"""The base of every outlet's spider."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import scrapy
from scrapy import FormRequest, Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from spiders import closing, outcomes
from spiders import known as corpus
from spiders.capturelog import now
from spiders.discovery import Discovery
from spiders.errors import DeclarationError, SpiderError
from spiders.events import CaptureKind, Discovered, FeedSeen
from spiders.known import Due, Known
from spiders.look import Look
from spiders.outcomes import Fate
from spiders.outlet import Outlet
from spiders.page import ArticlePage
from spiders.recorder import Recorder
from spiders.source import Page, Row, Source
from spiders.window import Window, aware

_MODES = ("incremental", "window")


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
    7. Write `resorts` where the CMS is known to list articles at other addresses, too.

    The base fetches, pages, stops, dedupes, skips what is known, and writes the capture log. A
    source's ``parse`` stays a pure function.

    Arguments (``-a name=value``): ``since``, ``until`` (KST days or ISO times), ``mode``
    (``incremental`` | ``window``; window when a since or until is given), ``run``, ``home``,
    ``keys`` (comma separated: fetch just these), ``limit`` (articles to fetch at most; what is
    listed beyond it is not discovered), ``look`` (the first page of every source, and so many of
    the newest articles of them all: `spiders.look`).
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
        limit: int | str | None = None,
        look: int | str | None = None,
        known: Known | None = None,
        **kwargs: Any,
    ) -> None:
        if not hasattr(self, "outlet"):
            raise DeclarationError(f"{type(self).__name__} declares no outlet; set `outlet`")
        if mode not in (None, *_MODES):
            raise SpiderError(f"mode={mode!r} is not known; write {' or '.join(_MODES)}")
        super().__init__(*args, **kwargs)
        self.window = Window.parse(since, until)
        self.incremental = mode == "incremental" or (mode is None and self.window.is_open)
        self.run = run
        self.home = home
        self.keys = tuple(dict.fromkeys(re.split(r"[,\s]+", keys.strip()))) if keys else ()
        self.limit = _number(limit, "limit")
        self.look = Look(articles) if (articles := _number(look, "look")) else None
        self.known = known if known is not None else Known.NOTHING
        self._known_given = known is not None
        self.stopping: str | None = None
        self.refusals = 0  # in a row
        self.crashes = 0
        self.admitted = 0  # rows neither known nor outside the window
        self.asked = 0  # articles to fetch
        #: What each host's robots.txt names as its sitemaps (`spiders.middlewares.robots`).
        self.sitemaps: dict[str, tuple[str, ...]] = {}
        self.discovery = Discovery(self)

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

    def resorts(self) -> Sequence[str]:
        """Addresses the outlet's CMS is known to list articles at, likely ones first: tried when
        every declared source has failed (`spiders.rediscovery`).
        """
        return ()

    def article_request(self, key: str, url: str, row: Row | None) -> Page:
        """What to ask for to get an article; override where it differs from the canonical URL."""
        return Page(row.fetch_url if row is not None and row.fetch_url else url)

    def judge_listed(self, row: Row) -> str | None:
        """A reason when the full text in the list is clearly off topic, else None (fetch it)."""
        return None

    # -- a crawl -----------------------------------------------------------------------------

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        if cls.needs_cookies:
            settings.set("COOKIES_ENABLED", True, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> OutletSpider:
        """Opens the run's folder. Raises KnownError, SpiderError or WindowError before anything
        is fetched.
        """
        spider: OutletSpider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        home = Path(spider.home or settings["AIPOLICY_HOME"])
        run = spider.run or f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        if not spider._known_given:
            spider.known = corpus.load(spider.name, home, url=settings["AIPOLICY_DATABASE_URL"])
        spider.due = frozenset(due.key for due in spider.known.due)
        spider.skipped = spider.known.keys - spider.due
        software = f"{settings['BOT_NAME']}/{settings['VERSION']}"
        spider.recorder = Recorder(home, run, spider.name, software, settings["LOG_LEVEL"])
        spider.began = time.monotonic()
        crawler.signals.connect(spider._count_exception, signals.spider_error)
        return spider

    recorder: Recorder
    #: Keys to look at again: fetched also where a list shows them outside an incremental window.
    due: frozenset[str]
    skipped: frozenset[str]
    began: float

    async def start(self) -> AsyncIterator[Request]:
        if self.keys:
            for key in self.keys[: self.limit]:
                url = self.canonical(key)
                self._discover(Discovered(key, url, "seed", url, now()))
                yield self._article(key, url, None)
            return
        async for request in self.discovery.requests():
            yield request
        if self.look is not None:
            for row in self.look.newest(self):
                yield self._article(row.key, row.url, row)

    def admit(self, row: Row, kind: str, source_url: str) -> Request | None:
        """Take a listed row into the ledger; the request of its article when it is to be fetched."""
        if self.is_full or not self._discover(
            Discovered(row.key, row.url, kind, source_url, now(), row.listed)
        ):
            return None
        when = aware(row.listed.published)
        due = self.incremental and row.key in self.due
        if when is not None and not self.window.holds(when) and not due:
            self.recorder.log.end(row.key, "outside_window", f"published {row.listed.published}")
            return None
        if row.key in self.skipped:
            self.recorder.log.end(row.key, "unchanged", "known")
            return None
        self.admitted += 1
        if self.look is not None:
            self.look.rows.append(row)
            return None
        reason = self.judge(row)
        if reason is not None:
            self.recorder.log.end(row.key, "off_topic", reason)
            return None
        return self._article(row.key, row.url, row)

    def judge(self, row: Row) -> str | None:
        """`judge_listed`; a leaf's fault there costs a fetch, not the row."""
        try:
            return self.judge_listed(row)
        except Exception as error:
            self.crashes += 1
            self.note("error", "judge-crashed", f"{type(error).__name__}: {error}", row.url)
            return None

    @property
    def is_full(self) -> bool:
        """Has the limit been reached?"""
        return self.limit is not None and self.asked >= self.limit

    def admit_due(self, due: Due) -> Request | None:
        """Take an article that no source listed, but that is to be looked at again."""
        if (
            self.look is not None
            or self.is_full
            or not self._discover(Discovered(due.key, due.url, due.source, due.url, now()))
        ):
            return None
        return self._article(due.key, due.url, None)

    def _discover(self, event: Discovered) -> bool:
        return self.recorder.log.discover(event)

    def _article(self, key: str, url: str, row: Row | None) -> Request:
        self.asked += 1
        page = self.article_request(key, url, row)
        options: dict[str, Any] = {
            "headers": {**self.request_headers, **page.headers},
            "callback": self._on_article,
            "errback": self._on_error,
            "cb_kwargs": {"key": key},
            "priority": self._priority(row),
        }
        if page.form is not None:
            return FormRequest(page.url, formdata=dict(page.form), **options)
        return Request(page.url, **options)

    def _priority(self, row: Row | None) -> int:
        """Newest first, by the hour, or by the day in a backfill (each level is a queue)."""
        when = aware(row.listed.published) if row is not None else None
        return int(when.timestamp()) // (3600 if self.incremental else 86400) if when else 0

    # -- answers -----------------------------------------------------------------------------

    def _on_article(self, response: Response, key: str) -> None:
        fate = outcomes.of_response(response) or self._elsewhere(response, key)
        self.archive(response, "article" if fate is None else "other", key)
        if fate is None:
            self.refusals = 0
        else:
            self._ended(key, fate)

    def _elsewhere(self, response: Response, key: str) -> Fate | None:
        """A redirect to something that is not this article: sites send deleted ones home."""
        if not response.meta.get("redirect_times"):
            return None
        if self.key_of(response.url) == key:
            return None
        return Fate("http_error", f"redirected to {response.url}, another page", response.status)

    def _on_error(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        error: Any = failure.value
        if not outcomes.is_expected(error):
            self.crashes += 1
            self.note("error", "request-crashed", f"{type(error).__name__}: {error}", request.url)
        fate = outcomes.of_error(error, request.url)
        if fate.reason == "interrupted" and self.stopping is not None:
            return  # ended when the log closes, with the reason of the stop
        self._ended(request.cb_kwargs["key"], fate)

    def _ended(self, key: str, fate: Fate) -> None:
        self.recorder.log.end(key, fate.outcome, fate.reason, fate.status)
        if fate.is_hidden_refusal:
            self.refused()
        elif fate.outcome != "blocked" and fate.status is not None:
            self.refusals = 0

    def refused(self) -> None:
        """Count a refusal; after ``REFUSALS_MAX`` in a row the outlet is left alone."""
        self.refusals += 1
        limit = self.settings.getint("REFUSALS_MAX")
        if self.refusals >= limit and self.stopping is None:
            self.note(
                "error", "blocked",
                f"{self.refusals} refusals in a row: stopped; wait a day, then check the site's"
                " terms and robots.txt",
            )  # fmt: skip
            self.stop("blocked")

    # -- the log -----------------------------------------------------------------------------

    def archive(self, response: Response, kind: CaptureKind, key: str | None = None) -> None:
        """Store any response of this crawl."""
        self.recorder.archive(response, kind, key)

    def note(
        self,
        level: Literal["info", "warning", "error"],
        code: str,
        message: str,
        url: str | None = None,
    ) -> None:
        """Write something a person should read."""
        self.recorder.note(level, code, message, url)

    def record(self, event: FeedSeen) -> None:
        self.recorder.log.write(event)

    # -- the end -----------------------------------------------------------------------------

    @property
    def is_closing(self) -> bool:
        """Is the crawl being closed, by us or by Scrapy? No new request then."""
        if self.stopping is not None:
            return True
        slot = getattr(self.crawler.engine, "_slot", None)
        return slot is None or slot.closing is not None

    def stop(self, reason: str) -> None:
        """Close this crawl now: what waits is given up, what is in flight comes home within
        ``STOP_GRACE`` seconds or is given up as well.
        """
        if self.stopping is not None:
            return
        self.stopping = reason
        engine: Any = self.crawler.engine
        engine.downloader.abandon(self.settings.getfloat("STOP_GRACE"))
        if engine.spider is not None:
            self._closer = asyncio.ensure_future(engine.close_spider_async(reason=reason))

    def _count_exception(self, failure: Failure, spider: scrapy.Spider) -> None:
        self.crashes += 1
        self.note("error", "callback-crashed", f"{type(failure.value).__name__}: {failure.value}")

    def closed(self, reason: str) -> None:
        """Called by Scrapy, however the crawl ended."""
        closing.close(self, self.stopping or reason)


def _number(value: int | str | None, name: str) -> int | None:
    if value is None or value == "":
        return None
    if not str(value).isdigit() or int(value) < 1:
        raise SpiderError(f"{name}={value!r} is not a number from 1 up; leave it out for no limit")
    return int(value)
