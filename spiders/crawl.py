"""Crawl outlets in one process: ``python -m spiders.crawl --run ID --home DIR OUTLET…``

A reactor cannot be started twice and a crawl process costs about a second and 107 MB, so a run's
outlets share a process, some beside each other; a fault of one never ends another. The process ends
when its parent dies, at its deadline, or on SIGTERM; each time the ledgers are closed first.

Exit 0 only when every outlet finished, 1 otherwise, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from spiders import leash
from spiders.base import OutletSpider
from spiders.capturelog import Stats, run_folder
from spiders.errors import SettingError, SpiderError
from spiders.mortal import die_with_parent
from spiders.window import Window

#: Seconds a stopped crawl has to come home before the process is ended hard.
GRACE = 45.0
#: Outlets crawled beside each other: each has hosts of its own, so this burdens no site.
BESIDE = 12

log = logging.getLogger(__name__)


class Crawl:
    """The crawls of one process. `run` never raises for an outlet's fault."""

    def __init__(
        self,
        run: str,
        home: Path,
        spiders: Sequence[type[OutletSpider]],
        settings: Settings,
        arguments: dict[str, Any],
        beside: int = BESIDE,
    ) -> None:
        self.run_id = run
        self.home = home
        self.spiders = spiders
        self.settings = settings
        self.arguments = arguments
        self.stopping: str | None = None
        self.crawlers: dict[str, Crawler] = {}
        self.over: set[str] = set()
        self._gate = asyncio.Semaphore(max(1, beside))

    async def run(self) -> bool:
        """Crawl them all. True when each one finished."""
        results = await asyncio.gather(*(self._one(cls) for cls in self.spiders))
        return all(results)

    async def _one(self, cls: type[OutletSpider]) -> bool:
        code = cls.outlet.code
        async with self._gate:
            if self.stopping is not None:
                self.over.add(code)
                return False
            try:
                crawler = Crawler(cls, self.settings)
                self.crawlers[code] = crawler
                await crawler.crawl_async(run=self.run_id, home=str(self.home), **self.arguments)
            except Exception as error:
                # One outlet's fault is that outlet's: the others go on, its statistics say why.
                log.exception("%s: the crawl failed", code)
                self._failed(code, error)
            finally:
                self.over.add(code)
        with contextlib.suppress(SpiderError, ValueError, TypeError):
            stats = Stats.read(run_folder(self.home, self.run_id, code))
            return stats is not None and stats.finished
        return False

    def _failed(self, code: str, error: Exception) -> None:
        folder = run_folder(self.home, self.run_id, code)
        if Stats.read(folder) is not None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        at = datetime.now(UTC).isoformat()
        Stats(
            run=self.run_id, outlet=code, finish_reason="crashed", started_at=at, finished_at=at,
            seconds=0.0, requests=0, bytes=0, errors=1, discovered=0, captured=0, ended={},
            sources={}, records=0, warc="", message=f"{type(error).__name__}: {error}",
        ).write(folder)  # fmt: skip

    def stop(self, reason: str) -> None:
        """Close every crawl that runs, begin no other."""
        if self.stopping is not None:
            return
        self.stopping = reason
        for code, crawler in self.crawlers.items():
            spider = crawler.spider
            if code not in self.over and isinstance(spider, OutletSpider):
                spider.stop(reason)

    def progress(self) -> list[dict[str, Any]]:
        """One record an outlet that has begun: counts so far, and whether it is over."""
        return [
            {
                "outlet": code,
                "discovered": spider.recorder.log.discovered,
                "fetched": spider.recorder.log.captured,
                "ended": spider.recorder.log.ended.total(),
                "pending": len(spider.recorder.log.pending),
                "done": code in self.over,
            }
            for code, crawler in self.crawlers.items()
            if isinstance(spider := crawler.spider, OutletSpider) and hasattr(spider, "recorder")
        ]


async def _report(crawl: Crawl, every: float) -> None:
    """Progress lines on standard output: one JSON object an outlet that changed."""
    told: dict[str, dict[str, Any]] = {}
    while True:
        _tell(crawl, told)
        await asyncio.sleep(every)


def _tell(crawl: Crawl, told: dict[str, dict[str, Any]]) -> None:
    for line in crawl.progress():
        if told.get(line["outlet"]) != line:
            told[line["outlet"]] = line
            with contextlib.suppress(BrokenPipeError):
                print(json.dumps(line), flush=True)


def settings_from_environment() -> Settings:
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    return settings


def execute(crawl_of: Any, *, deadline: float | None, progress: bool) -> int:
    """Start the reactor, run, stop it; the exit code. Once in a process."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    reactor: Any = installed
    crawl: Crawl = crawl_of()
    _install_resolver(crawl.settings, reactor)
    result = {"ok": False}
    tasks: list[asyncio.Future[None]] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _signalled, crawl)
        if deadline is not None:
            loop.call_later(deadline, crawl.stop, "deadline")
            _end_hard_after(deadline + GRACE)
        told: dict[str, dict[str, Any]] = {}
        reporter = asyncio.ensure_future(_report(crawl, 1.0)) if progress else None
        leashed = asyncio.ensure_future(leash.follow(crawl))
        try:
            result["ok"] = await crawl.run()
        finally:
            leashed.cancel()
            if reporter is not None:
                reporter.cancel()
                _tell(crawl, told)
            reactor.stop()

    reactor.callLater(0, lambda: tasks.append(asyncio.ensure_future(main())))
    reactor.run(installSignalHandlers=False)
    return 0 if result["ok"] else 1


def _signalled(crawl: Crawl) -> None:
    if crawl.stopping == "shutdown":
        os._exit(70)  # asked twice
    _end_hard_after(GRACE)
    crawl.stop("shutdown")


def _end_hard_after(seconds: float) -> None:
    """A thread of its own: it ends the process even when the reactor is stuck."""
    timer = threading.Timer(seconds, os._exit, args=(70,))
    timer.daemon = True
    timer.start()


def _install_resolver(settings: Settings, reactor: Any) -> None:
    from spiders.resolver import PublicResolver

    PublicResolver(
        reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT")
    ).install_on_reactor()


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m spiders.crawl", description=__doc__)
    parser.add_argument("outlets", nargs="+", metavar="OUTLET")
    parser.add_argument("--run", required=True, help="the run's id, names its folder")
    parser.add_argument("--home", required=True, type=Path, help="data folder")
    parser.add_argument("--since", help="first KST day, or an ISO time")
    parser.add_argument("--until", help="last KST day, or an ISO time")
    parser.add_argument("--mode", choices=("incremental", "window"))
    parser.add_argument("--keys", help="fetch just these, comma separated")
    parser.add_argument("--limit", type=int, help="articles to fetch of each outlet at most")
    parser.add_argument(
        "--look", type=int, help="page one of every source, and so many of the newest articles"
    )
    parser.add_argument("--beside", type=int, default=BESIDE, help="outlets at a time")
    parser.add_argument("--deadline", type=float, help="seconds until the crawls are closed")
    parser.add_argument("--progress", action="store_true", help="JSON lines on standard output")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    parent = os.getppid()
    options = _arguments(argv)
    die_with_parent(parent)
    try:
        Window.parse(options.since, options.until)
        settings = settings_from_environment()
        from spiders import registry

        classes = [registry.spider(code) for code in dict.fromkeys(options.outlets)]
    except (SettingError, SpiderError, ValueError, LookupError) as error:
        print(error, file=sys.stderr)
        return 2
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    configure_logging(settings)
    logging.root.setLevel(logging.INFO)
    logging.root.addHandler(logging.NullHandler())
    names = ("since", "until", "mode", "keys", "limit", "look")
    given = {name: value for name in names if (value := getattr(options, name)) is not None}
    return execute(
        lambda: Crawl(options.run, options.home, classes, settings, given, options.beside),
        deadline=options.deadline,
        progress=options.progress,
    )


if __name__ == "__main__":
    raise SystemExit(main())
