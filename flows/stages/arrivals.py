"""Outlets in the order in which their crawls end: none waits for the slowest of its process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import Any

from flows.stages.crawl import CrawlOrder

#: Begins a crawl of its own accord and comes back at once with a future of its return code; the
#: function it is given hears of outlets that are over before that (`flows.stages.crawl.crawl`).
Begin = Callable[[CrawlOrder, Callable[[str], None]], Any]


def arrivals(orders: Sequence[CrawlOrder], begin: Begin) -> Iterator[tuple[str, int | None]]:
    """Begin all crawls, and give out each outlet once: as soon as its own crawl is over, at the
    latest with its process. The number is the process's return code, None where it still runs or
    was never begun.
    """
    over: SimpleQueue[str | tuple[CrawlOrder, Any]] = SimpleQueue()
    for order in orders:
        future = begin(order, over.put)
        future.add_done_callback(lambda ended, order=order: over.put((order, ended)))
    given: set[str] = set()
    running = len(orders)
    while running:
        came = over.get()
        codes: tuple[str, ...] = (came,) if isinstance(came, str) else came[0].outlets
        returncode = None
        if not isinstance(came, str):
            running -= 1
            returncode = came[1].result(raise_on_failure=False)
        for code in codes:
            if code not in given:
                given.add(code)
                yield code, returncode if isinstance(returncode, int) else None
