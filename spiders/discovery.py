"""How an outlet's sources are read: in order, page by page, until a rule says stop.

Every source that was asked is judged by the contract (`spiders.contract`): at once, so that a feed
which died opens the way to the list behind it, and again when all of them are known. Where the
lists died the search of the last days takes over, where everything died new sources are looked for
(`spiders.rediscovery`).
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from scrapy import Request

from spiders import resorts
from spiders.asking import Answer, ask
from spiders.contract import Breach
from spiders.paging import WORRYING, Reading, wrong_dates
from spiders.rediscovery import Candidate, Rediscovery
from spiders.source import Listing, Page, Source, SourceError, WrongDates
from spiders.tried import Tried
from spiders.verdicts import Verdicts

if TYPE_CHECKING:
    from spiders.base import OutletSpider


class Discovery:
    """Reads the sources of one spider and yields the requests of its articles."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider
        self.verdicts = Verdicts(spider)
        self._undeclared = 0  # the leaf's list of sources crashed

    @property
    def tried(self) -> list[Tried]:
        return self.verdicts.tried

    @property
    def failures(self) -> list[str]:
        """Of every failure "address: what happened"."""
        return self.verdicts.failures

    @property
    def read(self) -> int:
        """An index is not counted: those it names are."""
        return sum(not (t.failed or t.unchanged or t.index) for t in self.tried)

    @property
    def unchanged(self) -> int:
        return sum(t.unchanged and not t.failed for t in self.tried)

    @property
    def failed(self) -> int:
        return sum(t.failed for t in self.tried) + self._undeclared

    @property
    def answered(self) -> int:
        return self.read + self.unchanged

    @property
    def goes_on(self) -> bool:
        return not (self.spider.is_closing or self.spider.is_full)

    def conclude(self) -> None:
        """The last verdicts, and a `FeedSeen` for every source. Safe to repeat."""
        self.verdicts.conclude()

    async def requests(self) -> AsyncIterator[Request]:
        spider = self.spider
        async for request in self._all(self._declared()):
            yield request
        if self.verdicts.asks_for_news and self.goes_on:
            async for request in self._last_resorts():
                yield request
        self.conclude()
        if self.verdicts.asks_for_news and (self.answered or not self.failed):
            for due in spider.known.due:
                wanted = spider.admit_due(due)
                if wanted is not None:
                    yield wanted

    async def _all(self, sources: Iterable[Source]) -> AsyncIterator[Request]:
        queue = deque(sources)
        while queue and self.goes_on:
            source = queue.popleft()
            if source.fallback and not self._needs_fallback():
                continue
            more: list[Source] = []
            async for request in self._source(source, more):
                yield request
            queue.extendleft(reversed(more))

    def _needs_fallback(self) -> bool:
        """In a window every source holds days of its own: one that failed leaves a gap, though
        others answered. What is new is in any of them.
        """
        if self.spider.incremental:
            return not self.verdicts.lives
        return not self.answered or self.failed > 0

    def _declared(self) -> Sequence[Source]:
        spider = self.spider
        if spider.incremental:
            return self._from_leaf(spider.sources)
        return self._from_leaf(lambda: spider.window_sources(*spider.window.days()))

    def _from_leaf(self, declare: Callable[[], Sequence[Source]]) -> Sequence[Source]:
        try:
            return list(declare())
        except Exception as error:  # a leaf's fault ends its sources, not the log
            self._undeclared += 1
            self._crashed(error, None)
            return []

    async def _last_resorts(self) -> AsyncIterator[Request]:
        """What takes over where the declared sources do not show what is new."""
        spider = self.spider
        if resorts.lists_died(self.tried) and spider.look is None:
            since, until = resorts.last_days(self.verdicts.reference)
            offered = self._from_leaf(lambda: spider.window_sources(since, until))
            searches = resorts.searches(offered, self.tried)
            if searches:
                spider.note(
                    "warning", "lists-dead",
                    f"every list failed: the search of {since} to {until} is read instead",
                )  # fmt: skip
            async for request in self._all(searches):
                yield request
        if not self.verdicts.lives and self.goes_on and resorts.may_look_further(self.tried):
            found = await self._rediscovered()
            if found is not None:
                spider.note("warning", "source-proposed", found.told, found.source.page.url)
                async for request in self._source(found.source, [], found):
                    yield request

    async def _rediscovered(self) -> Candidate | None:
        try:
            return await Rediscovery(self).best()
        except Exception as error:  # the crawl's end is not to hang on a guess
            self._crashed(error, None)
            return None

    # -- one source ----------------------------------------------------------------------------

    async def _source(
        self, source: Source, more: list[Source], candidate: Candidate | None = None
    ) -> AsyncIterator[Request]:
        """Read one source to its end. A failure becomes a note; what came before it stays.
        ``candidate`` is how it was found, where it was: its first answer is there already.
        """
        spider = self.spider
        memory = spider.known.feeds.get(source.page.url)
        reading = Reading(
            source, spider.window, spider.skipped, memory, incremental=spider.incremental
        )
        tried = Tried(source, fed=memory is not None and memory.newest is not None)
        self.tried.append(tried)
        new_before = spider.admitted
        try:
            given = candidate.answer if candidate is not None else None
            async for request in self._pages(tried, reading, more, given):
                yield request
        except SourceError as error:
            self.verdicts.failed(tried, error, partly=reading.pages > 0)
        except Exception as error:
            tried.breach = Breach("crashed", self._crashed(error, tried.page or source.page))
        else:
            self.verdicts.judge(tried)
        finally:
            tried.new = spider.admitted - new_before
            tried.whole = self.verdicts.is_whole
            tried.response = None
            if candidate is not None:
                # A plain sitemap tells only when its pages were changed last.
                tried.found, tried.newest = candidate.found, tried.newest or candidate.newest

    async def _pages(
        self, tried: Tried, reading: Reading, more: list[Source], given: Answer | None
    ) -> AsyncIterator[Request]:
        spider, source = self.spider, tried.source
        page: Page | None = source.page
        while page is not None and self.goes_on:
            tried.page = page
            answer = given or await self._ask(tried, page, first=reading.pages == 0)
            given = None
            tried.response = answer.response
            if reading.pages == 0:
                tried.answered(answer)
                self.verdicts.look_at_hosts(tried)
            if answer.unchanged:
                return
            listing = source.parse(answer.response)
            self._check_dates(listing)
            more.extend(listing.more)
            turn = reading.take(listing)
            tried.rows, tried.newest = reading.rows, reading.newest
            tried.index = not reading.rows and bool(listing.more)
            if self.verdicts.leaves(tried, last=turn.next is None):
                return
            for row in listing.rows:
                wanted = spider.admit(row, source.kind, page.url)
                if wanted is not None:
                    yield wanted
            if reading.pages == 1 and not listing.rows and not listing.more:
                self.verdicts.silence(tried)
            if turn.stop in WORRYING:
                self.verdicts.stopped(tried, turn.stop)
            page = turn.next if spider.look is None else None

    async def _ask(self, tried: Tried, page: Page, *, first: bool) -> Answer:
        conditional = tried.source.conditional and first and self.spider.incremental
        return await ask(
            self.spider,
            page,
            tried.source.kind,
            conditional=tried.source.conditional,
            memory=self.spider.known.feeds.get(page.url) if conditional else None,
        )

    def _check_dates(self, listing: Listing) -> None:
        if self.spider.incremental:
            return
        reason = wrong_dates(listing.shown, self.spider.window.days())
        if reason is not None:
            raise WrongDates(reason)

    # -- faults of ours ------------------------------------------------------------------------

    def _crashed(self, error: Exception, page: Page | None) -> str:
        """Our parser's fault: told with its place, counted as an error of the crawl."""
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
        message = f"{type(error).__name__} at {where}: {error}"
        url = page.url if page is not None else None
        self.failures.append(f"{url or self.spider.name}: {message}")
        self.spider.crashes += 1
        self.spider.note("error", "source-crashed", message, url)
        self.spider.logger.debug("a source crashed", exc_info=error)
        return message
