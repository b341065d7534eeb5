"""A downloader whose slots can be paused, have a floor under their delay, and keep their limit.

Scrapy 2.19 knows neither Retry-After nor robots' Crawl-delay, drops idle slots (and with them any
delay set on them), lets AutoThrottle shorten every delay, and keeps a redirected request in the
slot of the host it came from. Without a delay it also overruns CONCURRENT_REQUESTS_PER_DOMAIN: it
counts a transfer only when its task begins, so that requests queued together all find room (up to
16 at once with a limit of 1, as they come when a robots.txt has loaded).
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader import Downloader, Slot
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from spiders.ignored import Interrupted

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from scrapy.utils.asyncio import CallLaterResult


class _Queue(deque[Any]):
    """A slot's queue that counts what was taken out and has not begun."""

    begun_soon = 0

    def popleft(self) -> Any:
        self.begun_soon += 1
        return super().popleft()


class PoliteSlot(Slot):
    """A slot that never goes faster than ``floor`` seconds a request, nor beyond its limit."""

    floor: float

    def __init__(self, concurrency: int, delay: float, jitter: float, floor: float) -> None:
        super().__init__(concurrency, delay, jitter)
        self.queue: _Queue = _Queue()
        self.floor = floor

    def download_delay(self) -> float:
        return max(self.floor, super().download_delay())

    def free_transfer_slots(self) -> int:
        return super().free_transfer_slots() - self.queue.begun_soon


class PoliteDownloader(Downloader):
    """One slot a host name, with `pause`, `slow_down` and `abandon`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._floors: dict[str, float] = {}
        self._paused_until: dict[str, float] = {}
        self._abandoned = False
        self._transfers: set[asyncio.Task[Response]] = set()
        self._cutting: CallLaterResult | None = None

    def get_slot_key(self, request: Request) -> str:
        return urlparse_cached(request).hostname or ""

    def _get_slot(self, request: Request, spider: Spider | None = None) -> tuple[str, Slot]:
        fresh = self.get_slot_key(request) not in self.slots
        key, slot = super()._get_slot(request)
        if fresh:
            floor = self._floors.get(key, 0.0)
            slot = PoliteSlot(slot.concurrency, slot.delay, slot.jitter, floor)
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

    async def _download(self, slot: Slot, request: Request) -> Response:
        transfer = asyncio.ensure_future(self._transfer(slot, request))
        self._transfers.add(transfer)
        try:
            return await transfer
        except asyncio.CancelledError:
            if transfer.cancelled() and self._abandoned:
                raise Interrupted("the crawl was stopped before this answer") from None
            raise
        finally:
            self._transfers.discard(transfer)

    async def _transfer(self, slot: Slot, request: Request) -> Response:
        if isinstance(slot.queue, _Queue):
            slot.queue.begun_soon -= 1  # in the same step as it is counted in
        return await super()._download(slot, request)

    async def _enqueue_request(self, request: Request) -> Response:
        if self._abandoned:
            raise Interrupted("the crawl was stopped before this request")
        return await super()._enqueue_request(request)

    def abandon(self, grace: float) -> None:
        """Give up every request that waits, so that a spider can close at once, and after ``grace``
        seconds what is still in flight: a site that hangs would hold the crawl for its whole timeout.
        """
        self._abandoned = True
        if self._cutting is None:
            self._cutting = call_later(grace, self._cut)
        for slot in self.slots.values():
            waiting = list(slot.queue)
            slot.queue.clear()
            error = Interrupted("the crawl was stopped before this request")
            for _, answer in waiting:
                answer.errback(Failure(error))  # type: ignore[no-untyped-call]

    def _cut(self) -> None:
        self._cutting = None
        for transfer in tuple(self._transfers):
            transfer.cancel()

    def close(self) -> None:
        if self._cutting is not None:
            self._cutting.cancel()
            self._cutting = None
        super().close()
