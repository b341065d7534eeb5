"""How an outlet's sources are read: in order, page by page, until a rule says stop."""

from __future__ import annotations

import hashlib
import traceback
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import FormRequest, Request
from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from spiders import outcomes
from spiders.capturelog import now
from spiders.events import FeedSeen
from spiders.known import FeedMemory
from spiders.paging import WORRYING, Reading, wrong_dates
from spiders.source import Listing, Page, Source, SourceError
from spiders.window import iso

if TYPE_CHECKING:
    from spiders.base import OutletSpider


@dataclass(frozen=True, slots=True)
class _Answer:
    """A source's first answer, as the next visit's condition."""

    response: Response
    body_hash: str | None


class Discovery:
    """Reads the sources of one spider and yields the requests of its articles."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider
        self.read = 0
        self.unchanged = 0
        self.failed = 0
        self.failures: list[str] = []

    @property
    def answered(self) -> int:
        return self.read + self.unchanged

    @property
    def _is_whole(self) -> bool:
        spider = self.spider
        """Did this visit see all there is up to now? A floor under the window takes nothing away:
        what lies below it is old.
        """
        return (
            spider.incremental
            and spider.window.until is None
            and not (spider.is_full or spider.look)
        )

    async def requests(self) -> AsyncIterator[Request]:
        spider = self.spider
        queue: deque[Source] = deque(self._declared())
        while queue and not (spider.is_closing or spider.is_full):
            source = queue.popleft()
            if source.fallback and not self._needs_fallback():
                continue
            more: list[Source] = []
            async for request in self._source(source, more):
                yield request
            queue.extendleft(reversed(more))
        if (
            spider.incremental
            and spider.window.until is None
            and (self.answered or not self.failed)
        ):
            for due in spider.known.due:
                wanted = spider.admit_due(due)
                if wanted is not None:
                    yield wanted

    def _needs_fallback(self) -> bool:
        """In a window every source holds days of its own: one that failed leaves a gap, though
        others answered. What is new is in any of them.
        """
        return (
            not self.answered if self.spider.incremental else not self.answered or self.failed > 0
        )

    def _declared(self) -> list[Source]:
        spider = self.spider
        try:
            if spider.incremental:
                return list(spider.sources())
            return list(spider.window_sources(*spider.window.days()))
        except Exception as error:  # a leaf's fault ends its sources, not the log
            self._crashed(error, None)
            return []

    async def _source(self, source: Source, more: list[Source]) -> AsyncIterator[Request]:
        """Read one source to its end. A failure becomes a note; what came before it stays."""
        spider = self.spider
        reading = Reading(
            source,
            spider.window,
            spider.skipped,
            spider.known.feeds.get(source.page.url),
            incremental=spider.incremental,
        )
        new_before = self.spider.admitted
        page: Page | None = source.page
        first: _Answer | None = None
        try:
            while page is not None and not (spider.is_closing or spider.is_full):
                answer = await self._ask(source, page, reading.pages == 0)
                if answer is None:
                    self.unchanged += 1
                    return
                first = first or answer
                listing = source.parse(answer.response)
                self._check_dates(listing)
                more.extend(listing.more)
                turn = reading.take(listing)
                for row in listing.rows:
                    wanted = spider.admit(row, source.kind, page.url)
                    if wanted is not None:
                        yield wanted
                if turn.stop in WORRYING:
                    self._note(source, turn.stop, f"{WORRYING[turn.stop]} ({reading.rows} rows)")
                page = turn.next if spider.look is None else None
        except SourceError as error:
            self._failed(source, page or source.page, str(error), partly=reading.pages > 0)
        except Exception as error:
            self._crashed(error, page or source.page)
        else:
            self.read += 1
            if first is not None and not self.spider.is_closing:
                self._seen(source, first, reading, self.spider.admitted - new_before)

    # -- asking --------------------------------------------------------------------------------

    async def _ask(self, source: Source, page: Page, first: bool) -> _Answer | None:
        """The answer to a page; None when it says that nothing changed. Raises SourceError."""
        spider = self.spider
        conditional = source.conditional and first and spider.incremental
        memory = spider.known.feeds.get(page.url) if conditional else None
        request = _request(spider, page, memory)
        try:
            response = await spider.crawler.engine.download_async(request)
        except Exception as error:
            fate = outcomes.of_error(error, page.url)
            if not outcomes.is_expected(error):
                raise
            if fate.is_hidden_refusal:
                spider.refused()
            raise SourceError(fate.reason, blocked=fate.outcome in ("blocked", "robots")) from error
        if response.status == 304:
            self._unchanged(source, page, response, memory)
            return None
        spider.archive(response, source.kind)
        failed = outcomes.of_response(response)
        if failed is not None:
            if failed.is_hidden_refusal:
                spider.refused()
            raise SourceError(failed.reason, blocked=failed.outcome == "blocked")
        spider.refusals = 0
        body_hash = (
            hashlib.blake2b(response.body, digest_size=16).hexdigest()
            if source.conditional
            else None
        )
        if memory is not None and memory.body_hash == body_hash:
            self._unchanged(source, page, response, memory)
            return None
        return _Answer(_readable(response), body_hash)

    # -- telling -------------------------------------------------------------------------------

    def _seen(self, source: Source, first: _Answer, reading: Reading, new: int) -> None:
        headers = first.response.headers
        self.spider.record(
            FeedSeen(
                url=source.page.url,
                kind=source.kind,
                status=first.response.status,
                at=now(),
                rows=reading.rows,
                new=new,
                etag=_text(headers.get("ETag")),
                last_modified=_text(headers.get("Last-Modified")),
                body_hash=first.body_hash,
                newest=iso(reading.newest) if reading.newest else None,
                whole=self._is_whole,
            )
        )

    def _unchanged(
        self, source: Source, page: Page, response: Response, memory: FeedMemory | None
    ) -> None:
        memory = memory or FeedMemory()
        self.spider.record(
            FeedSeen(
                url=page.url,
                kind=source.kind,
                status=response.status,
                at=now(),
                rows=0,
                new=0,
                etag=_text(response.headers.get("ETag")) or memory.etag,
                last_modified=_text(response.headers.get("Last-Modified")) or memory.last_modified,
                body_hash=memory.body_hash,
                newest=iso(memory.newest) if memory.newest else None,
                whole=self._is_whole,
            )
        )

    def _check_dates(self, listing: Listing) -> None:
        if self.spider.incremental:
            return
        reason = wrong_dates(listing.shown, self.spider.window.days())
        if reason is not None:
            raise SourceError(reason)

    def _failed(self, source: Source, page: Page, why: str, *, partly: bool) -> None:
        if partly:
            self.read += 1
            code, what = "source-incomplete", "was read in part"
        else:
            self.failed += 1
            code, what = "source-failed", "failed"
            self.failures.append(f"{page.url}: {why}")
        self._note(source, code, f"{source.kind} {what}: {why}", page.url)

    def _crashed(self, error: Exception, page: Page | None) -> None:
        """Our parser's fault: told with its place, counted as an error of the crawl."""
        self.failed += 1
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
        message = f"{type(error).__name__} at {where}: {error}"
        url = page.url if page is not None else None
        self.failures.append(f"{url or self.spider.name}: {message}")
        self.spider.crashes += 1
        self.spider.note("error", "source-crashed", message, url)
        self.spider.logger.debug("a source crashed", exc_info=error)

    def _note(self, source: Source, code: str, message: str, url: str | None = None) -> None:
        name = f"{source.name}: " if source.name else ""
        self.spider.note("warning", code, name + message, url or source.page.url)


def _readable(response: Response) -> Response:
    """The answer as text with selectors, whatever type it claims. Raises SourceError for no text.

    A list that is suddenly JSON must fail in its parser's own words: parsel refuses CSS on JSON.
    """
    if isinstance(response, JsonResponse):
        return response.replace(cls=HtmlResponse)
    if not isinstance(response, TextResponse):
        kind = (response.headers.get("Content-Type") or b"no type").decode("latin-1")
        raise SourceError(f"answered {kind}, which is no text")
    return response


def _request(spider: OutletSpider, page: Page, memory: FeedMemory | None) -> Request:
    headers = {**spider.request_headers, **page.headers}
    if memory is not None and memory.etag:
        headers["If-None-Match"] = memory.etag
    if memory is not None and memory.last_modified:
        headers["If-Modified-Since"] = memory.last_modified
    if page.form is not None:
        return FormRequest(
            page.url, formdata=dict(page.form), headers=headers, callback=NO_CALLBACK
        )
    return Request(page.url, headers=headers, callback=NO_CALLBACK)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")
