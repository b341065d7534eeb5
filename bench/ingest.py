"""``make bench``: pages a second of the crawl and of archive → stored, beside a peer, in one run.

The pages are the press room's, fetched by a crawl process as in every run, without delays. The peer
is trafilatura on the same bodies (decoded by us, since it is given text). Figures depend on the
machine; the ratios less so. Where other work shares the machine, read the figures per second of
processor time (CPU).
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import trafilatura

from db import runs, schema
from db.session import open_engine, writing
from flows.plan import groups, record
from flows.stages import process
from flows.stages.crawl import CrawlOrder, crawl
from flows.stages.log import OutletLog
from flows.stages.work import Work
from korean import encoding
from korean.article import Article
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.world import World
from spiders import archive, registry
from spiders.events import Capture
from spiders.extraction import Fetched, extract

RUN = "bench"
SINCE = "2026-09-21"
STAGES = ("extract", "judge", "match", "store")


@dataclass(frozen=True)
class Page:
    """One article page as the archive holds it, and the body a perfect reader finds."""

    outlet: str
    key: str
    fetched: Fetched
    text: str
    gold: str


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


def pages(home: Path, world: World) -> list[Page]:
    """Every captured article page in Korean, with its gold."""
    gold = {
        (p.outlet, p.key): "\n\n".join(expected(p, world.now)["paragraphs"])
        for p in world.publications
        if not p.text_at(world.now).title.isascii()
    }
    found = []
    for code in world.outlets:
        outlet = registry.outlet(code)
        for key, capture in OutletLog.load(Work(RUN, outlet, home).folder).articles.items():
            if (code, key) in gold:
                found.append(_page(home, code, key, capture, gold[code, key]))
    return found


def _page(home: Path, code: str, key: str, capture: Capture, gold: str) -> Page:
    body = archive.read(
        capture.file, capture.offset, capture.length, root=archive.archive_root(home)
    ).body
    fetched = Fetched(
        capture.final_url, body, capture.content_type, datetime.now(UTC), registry.outlet(code), key
    )
    text = encoding.decode(body, header=capture.content_type).text
    return Page(code, key, fetched, text, gold)


# -- readers ---------------------------------------------------------------------------------------


def ours(page: Page) -> str:
    found = extract(page.fetched)
    return found.body if isinstance(found, Article) else ""


def generic(page: Page) -> str:
    """Ours for a site we know nothing of: an address of nobody, no key; families still probe."""
    fetched = page.fetched
    found = extract(
        Fetched(
            "https://nobody.example/1",
            fetched.body,
            fetched.content_type,
            fetched.captured_at,
        )
    )
    return found.body if isinstance(found, Article) else ""


def peer(page: Page) -> str:
    """trafilatura as it is recommended for precision, with metadata, as ours reads it too."""
    found = trafilatura.bare_extraction(
        page.text, url=page.fetched.url, favor_precision=True, include_comments=False,
        with_metadata=True, deduplicate=False, target_language=None,
    )  # fmt: skip
    return getattr(found, "text", None) or ""


def clock(reader: Callable[[Page], str], found: Sequence[Page]) -> tuple[float, list[str]]:
    """Milliseconds of processor time a page, the better of two passes, and the bodies.

    Processor time, so that what else the machine does counts for neither reader.
    """
    best, bodies = float("inf"), [""]
    for _ in range(2):
        started = time.process_time()
        bodies = [reader(page) for page in found]
        best = min(best, (time.process_time() - started) / len(found) * 1000)
    return best, bodies


def f1(body: str, gold: str, size: int = 4) -> float:
    """Of the two bodies' character 4-grams (with counts), without white space."""
    a, b = ("".join(text.split()) for text in (body, gold))
    grams = [Counter(t[i : i + size] for i in range(len(t) - size + 1)) for t in (a, b)]
    shared = (grams[0] & grams[1]).total()
    whole = grams[0].total() + grams[1].total()
    return 2 * shared / whole if whole else 0.0


# -- telling ---------------------------------------------------------------------------------------


def compare(found: Sequence[Page]) -> None:
    readers = {"ours": ours, "ours, site unknown": generic, "trafilatura": peer}
    for reader in readers.values():
        reader(found[0])  # imports and compiled patterns are no page's cost
    results = {name: clock(reader, found) for name, reader in readers.items()}
    theirs = results["trafilatura"][0]
    kilobytes = mean(len(page.fetched.body) for page in found) / 1000
    print(f"\nextraction, {len(found)} pages of {kilobytes:.0f} kB on average")
    print(f"  {'reader':<20}{'CPU ms':>10}{'ratio':>8}{'F1 mean':>9}{'F1 worst':>10}{'exact':>8}")
    for name, (milliseconds, bodies) in results.items():
        scores = [f1(body, page.gold) for body, page in zip(bodies, found, strict=True)]
        exact = mean(
            "".join(body.split()) == "".join(page.gold.split())
            for body, page in zip(bodies, found, strict=True)
        )
        print(
            f"  {name:<20}{milliseconds:>10.2f}{theirs / milliseconds:>8.1f}"
            f"{mean(scores):>9.4f}{min(scores):>10.4f}{exact:>8.1%}"
        )
    print("  (ratio: how many times as fast as trafilatura; exact: the body but for white space)")


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
        compare(pages(home, room.world))
    return 0


if __name__ == "__main__":
    sys.exit(main())
