"""A crawl goes on only while the run that began it may fetch from its outlets.

The run leaves the time until which it holds each outlet in ``<home>/runs/<run>/leash.json``, and puts
it off again and again. A crawl that finds the time over stops: the run was killed, stopped or cut off
from the database, and another machine may be fetching from the same site by now. A crawl without such
a file (by hand, to look around) is on no leash.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any, Protocol

LEASH = "leash.json"
#: Seconds between two looks.
EVERY = 5.0
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

log = logging.getLogger(__name__)


class Leashed(Protocol):
    """What `spiders.crawl.Crawl` has: crawlers by outlet, and the outlets that are over."""

    run_id: str
    home: Path
    crawlers: dict[str, Any]
    over: set[str]


def boottime() -> float:
    """Seconds since this machine was started: the same for all its processes, never set back, and
    counting sleep (which Linux's monotonic clock does not).
    """
    return time.clock_gettime(_CLOCK)


def over(folder: Path, outlet: str) -> bool:
    """May the run of this folder no longer fetch from the outlet? So it is where that cannot be
    read.
    """
    try:
        until = json.loads((folder / LEASH).read_text(encoding="utf-8"))["until"]
        return boottime() >= float(until.get(f"outlet:{outlet}", 0.0))
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.exception("%s: the leash cannot be read", outlet)
        return True


async def follow(crawl: Leashed, every: float = EVERY) -> None:
    """Stop the outlets that the run no longer holds; goes on until it is cancelled."""
    folder = crawl.home / "runs" / crawl.run_id
    while True:
        for code, crawler in list(crawl.crawlers.items()):
            if code in crawl.over or crawler.spider is None or crawler.spider.stopping:
                continue
            if over(folder, code):
                log.error("%s: the run may no longer fetch from it, the crawl is ended", code)
                crawler.spider.stop("shutdown")
        await asyncio.sleep(every)
