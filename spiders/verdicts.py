"""Judging the sources of one visit by the contract, and telling what broke it.

Each is judged twice: when it was read, so that what stands behind it can take over, and when all of
them are known, since only then is it clear which one is stale or silent.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from scrapy.http import TextResponse

from spiders import contract
from spiders.contract import INTERRUPTED, LIVING, Breach, Unanswered
from spiders.ignored import Interrupted, RobotsUnreadable
from spiders.paging import WORRYING, Stop
from spiders.source import SourceError
from spiders.tried import Tried
from spiders.window import KST

if TYPE_CHECKING:
    from spiders.base import OutletSpider

#: Stops after which rows may be missing for good: the contract is broken.
_BROKEN_OFF: tuple[Stop, ...] = ("repeated", "capped")
#: How a request ends that our own stop cut off; while its host's robots.txt was loading, by the second.
_CUT = (Interrupted, RobotsUnreadable)


class Verdicts:
    """What was tried in this visit. ``failures`` is "address: what happened" of every failure."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider
        self.tried: list[Tried] = []
        self.failures: list[str] = []
        self._concluded = False
        self._strangers: set[str] = set()  # foreign hosts told of

    @property
    def lives(self) -> bool:
        """Does any source show what is new?"""
        return any(t.lives for t in self.tried)

    @property
    def asks_for_news(self) -> bool:
        return self.spider.incremental and self.spider.window.until is None

    @property
    def is_whole(self) -> bool:
        """Did this visit see all there is up to now? A floor under the window takes nothing away:
        what lies below it is old.
        """
        return self.asks_for_news and not (self.spider.is_full or self.spider.look)

    @property
    def reference(self) -> datetime | None:
        """The newest thing known of this outlet, from the corpus and from this visit."""
        known = self.spider.known
        remembered = (memory.newest for memory in known.feeds.values())
        seen = (t.newest for t in self.tried if not t.failed)
        return contract.latest((known.newest, *remembered, *seen))

    def look_at_hosts(self, tried: Tried) -> None:
        """Links that look like articles of ours and lead elsewhere are counted and told, each host
        once; who only looks like the outlet is named.
        """
        response = tried.response
        if not isinstance(response, TextResponse):
            return
        foreign = contract.strangers(response, self.spider.outlet, self.spider.key_of)
        if foreign is None:
            return
        tried.foreign = foreign
        if not {host for host, _ in foreign.hosts} <= self._strangers:
            self._strangers |= {host for host, _ in foreign.hosts}
            code = "lookalike-host" if foreign.alike else "foreign-rows"
            self._note(tried, code, str(foreign), level="warning" if foreign.alike else "info")

    def silence(self, tried: Tried) -> None:
        """A first page without a row. Whether that is a breach the outlet's past must say, and for
        a news sitemap, which holds two days, what the others show.
        """
        assert tried.response is not None
        if not self.asks_for_news:
            return
        if tried.foreign is not None and tried.tells_time:
            self._breaks(tried, Breach("foreign", f"{tried.foreign}; no row leads to the outlet"))
            return
        keys = len(self.spider.known.keys)
        before = [t for t in self.tried if t is not tried and not t.index]
        stands_in = bool(before) and not any(t.lives for t in before)
        if tried.source.kind not in LIVING and not stands_in:
            return
        if not (keys or tried.fed or stands_in):
            return
        silent = contract.of_silence(tried.response, keys, fed=tried.fed)
        if tried.fed and tried.source.kind != "sitemap":
            self._breaks(tried, silent)
        else:
            tried.silent = silent

    def stopped(self, tried: Tried, stop: Stop) -> None:
        """Paging that ended where rows may be missing. No cap is silent."""
        why = f"{WORRYING[stop]} ({tried.rows} rows)"
        self._note(tried, stop, why)
        if stop in _BROKEN_OFF and tried.breach is None:
            tried.breach = Breach("incomplete", why)

    def judge(self, tried: Tried) -> None:
        """A source that was read without a fault: is it fresh?"""
        if self.spider.is_closing:
            tried.breach = tried.breach or INTERRUPTED
        else:
            tried.ended = True
            self._check_freshness(tried)

    def leaves(self, tried: Tried, *, last: bool) -> bool:
        """Is this page's listing so old that its rows are left to the other sources? What dates them
        cannot be believed, and an article that ended by such a date could not come by another.
        ``last``: no page follows that could show newer ones.
        """
        if not (tried.source.ordered or last) or self._staleness(tried) is None:
            return False
        tried.left = tried.rows
        return True

    def _check_freshness(self, tried: Tried) -> None:
        breach = self._staleness(tried)
        if breach is not None:
            self._breaks(tried, breach)

    def _staleness(self, tried: Tried) -> Breach | None:
        reference = self.reference
        if tried.failed or not (self.asks_for_news and tried.tells_time):
            return None
        if not contract.is_stale(tried.newest, reference):
            return None
        assert tried.newest is not None
        assert reference is not None
        left = f"; its {tried.left} rows are left to the other sources" if tried.left else ""
        return Breach(
            "stale",
            f"its newest row is of {tried.newest.astimezone(KST):%Y-%m-%d}, though there "
            f"are articles of {reference.astimezone(KST):%Y-%m-%d}{left}",
        )

    def conclude(self) -> None:
        """The verdicts that need every source, then one `FeedSeen` for each. Safe to repeat."""
        if self._concluded:
            return
        self._concluded = True
        for tried in self.tried:
            self._check_freshness(tried)
        # What was found anew excuses nobody: it was looked for because all of them were silent.
        alive, fresh = any(t.lives and not t.found for t in self.tried), self._shows_recent()
        for tried in self.tried:
            silent, tried.silent = tried.silent, None
            if silent is not None and (not alive or (tried.fed and fresh)):
                self._breaks(tried, silent)
        for tried in self.tried:
            if not tried.ended and tried.breach is None:
                tried.breach = INTERRUPTED
            if not tried.absent:
                self.spider.record(tried.event())

    def _shows_recent(self) -> bool:
        newest = contract.latest(t.newest for t in self.tried if t.lives)
        return newest is not None and newest > datetime.now(UTC) - contract.RECENT

    # -- telling -------------------------------------------------------------------------------

    def _breaks(self, tried: Tried, breach: Breach) -> None:
        """The contract is broken by an answer that could be read."""
        tried.breach = breach
        self.failures.append(f"{tried.url}: {breach}")
        self._note(tried, f"source-{breach.code}", f"{tried.source.kind} {breach}")

    def failed(self, tried: Tried, error: SourceError, *, partly: bool) -> None:
        if self.spider.is_closing and isinstance(error.__cause__, _CUT):
            tried.breach = INTERRUPTED  # by our own stop: nothing is known of the source
            return
        response = tried.response
        if isinstance(error, Unanswered):
            response = None
            tried.status = tried.status if partly else error.status
        url = tried.page.url if tried.page is not None else tried.url
        breach = contract.of_error(error, response, tried.foreign, url)
        kind = tried.source.kind
        if partly:
            tried.breach = Breach("incomplete", str(breach))
            self._note(tried, "source-incomplete", f"{kind} was read in part: {breach}", url)
        else:
            tried.breach = breach
            self.failures.append(f"{url}: {breach.why}")
            tried.absent = tried.source.guess and not tried.fed and tried.status in (404, 410)
            if tried.absent:
                self._note(tried, "source-absent", f"no such {kind} here", url, "info")
            else:
                self._note(tried, "source-failed", f"{kind} failed: {breach}", url)

    def _note(
        self,
        tried: Tried,
        code: str,
        message: str,
        url: str | None = None,
        level: Literal["info", "warning"] = "warning",
    ) -> None:
        name = f"{tried.source.name}: " if tried.source.name else ""
        self.spider.note(level, code, name + message, url or tried.url)
