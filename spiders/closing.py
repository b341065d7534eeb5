"""How a crawl ends: every pending key gets its end, then the statistics are written."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from spiders.capturelog import FINISHED, Stats, now
from spiders.window import iso

if TYPE_CHECKING:
    from spiders.base import OutletSpider

#: What a person reads of a crawl that was stopped; of one without a source, its first failure.
_MESSAGES = {
    "blocked": "the site refused us again and again (403, 429 or a challenge), so it is left alone",
    "deadline": "the deadline came before its end; the next run goes on from here",
    "shutdown": "it was stopped from outside before its end; the next run goes on from here",
}


def close(spider: OutletSpider, reason: str) -> None:
    """Close ledger, archive and log of a spider. ``reason`` is Scrapy's, or that of our own stop."""
    recorder, log = spider.recorder, spider.recorder.log
    spider.discovery.conclude()
    if reason == FINISHED and spider.discovery.failed and not spider.discovery.answered:
        reason = "no_source"
    if reason == FINISHED and log.pending:
        spider.crashes += 1
        spider.note("error", "lost", f"{len(log.pending)} articles came to no end")
    if reason == "blocked":
        log.close("blocked", "stopped after repeated refusals")
    else:
        log.close("unreachable", "interrupted")
    recorder.close()
    _stats(spider, reason).write(recorder.folder)


def _stats(spider: OutletSpider, reason: str) -> Stats:
    recorder, log, window = spider.recorder, spider.recorder.log, spider.window
    counted = spider.crawler.stats.get_stats()
    return Stats(
        run=recorder.run,
        outlet=spider.name,
        finish_reason=reason,
        started_at=iso(recorder.started),
        finished_at=now(),
        seconds=round(time.monotonic() - spider.began, 3),
        requests=counted.get("downloader/request_count", 0),
        bytes=counted.get("downloader/response_bytes", 0),
        errors=recorder.outlet_log.error_count + spider.crashes,
        discovered=log.discovered,
        captured=log.captured,
        ended=dict(log.ended),
        sources={
            "read": spider.discovery.read,
            "unchanged": spider.discovery.unchanged,
            "failed": spider.discovery.failed,
        },
        records=recorder.warc.records,
        warc=recorder.warc.name,
        mode="incremental" if spider.incremental else "window",
        since=iso(window.since) if window.since else None,
        until=iso(window.until) if window.until else None,
        message=_message(reason, spider.discovery.failures),
        notes=dict(log.notes),
    )


def _message(reason: str, failures: list[str]) -> str | None:
    if reason == FINISHED:
        return None
    return _MESSAGES.get(reason) or (failures[0] if failures else f"it closed with {reason!r}")
