"""A downloader whose slots can be paused and have a floor under their delay.

Scrapy 2.19 knows neither Retry-After nor robots' Crawl-delay, drops idle slots (and with them any
delay set on them), lets AutoThrottle shorten every delay, and keeps a redirected request in the
slot of the host it came from.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader import Downloader, Slot
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from spiders.errors import Interrupted

if TYPE_CHECKING:
    from scrapy import Request, Spider


class PoliteSlot(Slot):
    """A slot that never goes faster than ``floor`` seconds a request."""

    floor: float = 0.0

    def download_delay(self) -> float:
        return max(self.floor, super().download_delay())


class PoliteDownloader(Downloader):
    """One slot a host name, with `pause`, `slow_down` and `abandon`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._floors: dict[str, float] = {}
        self._paused_until: dict[str, float] = {}

    def get_slot_key(self, request: Request) -> str:
        return urlparse_cached(request).hostname or ""

    def _get_slot(self, request: Request, spider: Spider | None = None) -> tuple[str, Slot]:
        fresh = self.get_slot_key(request) not in self.slots
        key, slot = super()._get_slot(request)
        if fresh:
            slot = PoliteSlot(slot.concurrency, slot.delay, slot.jitter)
            slot.floor = self._floors.get(key, 0.0)
            self.slots[key] = slot
            self._hold(key)
        return key, slot

    def slow_down(self, host: str, seconds: float) -> None:
        """From now on at most one request in this many seconds to this host."""
        self._floors[host] = max(seconds, self._floors.get(host, 0.0))
        slot = self.slots.get(host)
        if isinstance(slot, PoliteSlot):
            slot.floor = self._floors[host]

    def pause(self, host: str, seconds: float) -> None:
        """No request to this host for this many seconds; those in flight come home."""
        if seconds <= 0:
            return
        until = monotonic() + seconds
        if until > self._paused_until.get(host, 0.0):
            self._paused_until[host] = until
            self._hold(host)

    def _hold(self, host: str) -> None:
        rest = self._paused_until.get(host, 0.0) - monotonic()
        slot = self.slots.get(host)
        if slot is None or rest <= 0:
            return
        if slot.latercall is not None:
            slot.latercall.cancel()
        slot.latercall = call_later(rest, self._latercall, slot)

    def abandon(self) -> None:
        """Give up every request that waits in a slot, so that a spider can close at once."""
        for slot in self.slots.values():
            waiting = list(slot.queue)
            slot.queue.clear()
            error = Interrupted("the crawl was stopped before this request")
            for _, answer in waiting:
                answer.errback(Failure(error))  # type: ignore[no-untyped-call]
