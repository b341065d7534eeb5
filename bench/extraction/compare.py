"""Readers over a set of pages: how well, and in how much processor time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import TypeVar

from lxml import html

from bench.extraction import score
from bench.extraction.readers import Found, Reader, quiet
from bench.extraction.sets import Page

T = TypeVar("T")
PASSES = 2


@dataclass(frozen=True)
class Result:
    """One reader over one set. ``milliseconds`` of processor time, page by page, the best of
    `PASSES`; ``crashes`` pages over which it raised (peers do: that counts as nothing read)."""

    reader: Reader
    found: tuple[Found, ...]
    scores: tuple[score.Score, ...]
    milliseconds: tuple[float, ...]
    crashes: int = 0

    @property
    def figures(self) -> dict[str, float]:
        return score.summary(self.scores)


def run(reader: Reader, pages: Sequence[Page], passes: int = PASSES) -> Result:
    """Read every page; the first one is read once before, for imports and patterns are no page's
    cost. Processor time, so that what else the machine does counts for nobody."""
    crashes = 0

    def read(page: Page) -> Found:
        nonlocal crashes
        try:
            return reader.read(page)
        except Exception as error:
            if reader.ours:
                raise
            crashes += 1
            return Found(outcome=f"{type(error).__name__}")

    with quiet():
        read(pages[0])
        crashes = 0
        found, best = _timed(read, pages)
        for _ in range(passes - 1):
            best = [*map(min, best, _timed(read, pages)[1])]
    scores = [score.score(one, page.gold) for one, page in zip(found, pages, strict=True)]
    return Result(reader, tuple(found), tuple(scores), tuple(best), crashes // passes)


def _timed(work: Callable[[Page], T], pages: Iterable[Page]) -> tuple[list[T], list[float]]:
    """What became of each page, and the milliseconds it took."""
    gc.collect()
    results, spent = [], []
    for page in pages:
        started = time.process_time()
        results.append(work(page))
        spent.append((time.process_time() - started) * 1000)
    return results, spent


def bare(pages: Sequence[Page], passes: int = PASSES) -> tuple[float, ...]:
    """Milliseconds of ``lxml.html`` alone over the same bytes: nobody who builds a tree is faster."""
    best = [float("inf")] * len(pages)
    for _ in range(passes):
        best = [
            *map(min, best, _timed(lambda p: html.document_fromstring(p.fetched.body), pages)[1])
        ]
    return tuple(best)


def told(name: str, pages: Sequence[Page], results: Sequence[Result]) -> str:
    """The table of a set: a line a reader."""
    parse = bare(pages)
    kilobytes = mean(len(page.fetched.body) for page in pages) / 1000
    ours = next((mean(r.milliseconds) for r in results if r.reader.name == "ours"), None)
    lines = [
        f"\n{name}: {len(pages)} pages, {kilobytes:.0f} kB on average;"
        f" the bare lxml.html parse takes {mean(parse):.2f} ms ({median(parse):.2f} median)",
        "  (body: character 4-grams; dates to the minute; CPU ms a page, best of two passes)",
        f"  {'reader':<27}{'P':>7}{'R':>7}{'F1':>7}{'worst':>7}{'≥.95':>7}{'exact':>7}"
        f"{'title':>7}{'date':>7}{'edit':>7}{'by':>7}{'capt':>7}"
        f"{'median':>8}{'mean':>8}{'×parse':>8}{'×ours':>7}",
    ]
    for result in results:
        cells = "".join(_cell(result.figures.get(metric)) for metric in score.METRICS)
        cost = mean(result.milliseconds)
        note = f"  {result.crashes} crashes" if result.crashes else ""
        lines.append(
            f"  {result.reader.what:<27}{cells}{median(result.milliseconds):>8.2f}{cost:>8.2f}"
            f"{cost / mean(parse):>8.1f}{f'{cost / ours:.1f}' if ours else '–':>7}{note}"
        )
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return f"{'–':>7}" if value is None else f"{value:>7.4f}"
