"""``make bench``: pages a second of the crawl and of archive → stored.

The pages are the press room's, fetched by a crawl process as in every run, without delays. How well
and how fast a page is read, and by whom, is `bench.extraction`'s matter. Figures depend on the
machine; where other work shares it, read the figures per second of processor time (CPU).
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from db import runs, schema
from db.session import open_engine, writing
from flows.plan import groups, record
from flows.stages import process
from flows.stages.crawl import CrawlOrder, crawl
from flows.stages.log import OutletLog
from flows.stages.work import Work
from pressroom.server import PressRoom
from spiders import registry

RUN = "bench"
SINCE = "2026-09-21"
STAGES = ("extract", "judge", "match", "store")


def fetch(room: PressRoom, home: Path) -> tuple[float, int, int]:
    """Crawl all outlets, one process after another: seconds, article pages, requests."""
    os.environ.update(AIPOLICY_PRESSROOM=room.url, AIPOLICY_DELAY_FACTOR="0")
    started = time.perf_counter()
    outlets = [registry.outlet(code) for code in room.world.outlets]
    for group in groups(outlets):
        if crawl(CrawlOrder(home, RUN, group, mode="window", since=SINCE)):
            raise SystemExit(f"the crawl of {', '.join(group)} failed; see {home}/runs/{RUN}")
    seconds = time.perf_counter() - started
    logs = [OutletLog.load(Work(RUN, outlet, home).folder) for outlet in outlets]
    requests = sum(log.stats.requests for log in logs if log.stats)
    return seconds, sum(len(log.articles) for log in logs), requests


def store(home: Path, codes: Iterable[str]) -> tuple[float, Counter[str]]:
    """All captures through the stages into a fresh SQLite: seconds in all, and of each stage."""
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    schema.ensure(engine)
    outlets = [registry.outlet(code) for code in codes]
    now = datetime.now(UTC)
    with writing(engine) as session:
        runs.save_outlets(session, map(record, outlets), now)
        runs.begin(
            session, RUN, flow="bench", trigger="hand", params={}, now=now, code_version="bench",
            outlets=[o.code for o in outlets],
        )  # fmt: skip
    spent: Counter[str] = Counter()
    started = time.perf_counter()
    for outlet in outlets:
        work = Work(RUN, outlet, home)
        spent.update(process.process(engine, work, process.open_log(work)).seconds)
    seconds = time.perf_counter() - started
    engine.dispose()
    return seconds, spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=0.3, help="size of the press room's world")
    options = parser.parse_args()
    os.environ.pop("AIPOLICY_ARCHIVE", None)
    with tempfile.TemporaryDirectory() as folder, PressRoom(scale=options.scale) as room:
        home = Path(folder)
        codes = tuple(room.world.outlets)
        print(f"{len(room.world.publications)} publications of {len(codes)} outlets")
        seconds, articles, requests = fetch(room, home)
        spent_by = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = spent_by.ru_utime + spent_by.ru_stime
        print(
            f"crawl: {articles} article pages, {requests} requests in {seconds:.1f} s:"
            f" {articles / seconds:.0f} article pages/s, {requests / seconds:.0f} requests/s"
            f" ({requests / cpu:.0f} requests per CPU s)"
        )
        cpu = time.process_time()
        seconds, spent = store(home, codes)
        cpu = time.process_time() - cpu
        print(
            f"archive → stored: {articles / seconds:.0f} pages/s, {seconds * 1000 / articles:.1f}"
            f" ms a page ({articles / cpu:.0f} pages per CPU s, {cpu * 1000 / articles:.1f} CPU ms)"
        )
        for stage in STAGES:
            share = spent[stage] / seconds
            print(f"  {stage:<8}{spent[stage] * 1000 / articles:>7.2f} ms a page{share:>7.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
