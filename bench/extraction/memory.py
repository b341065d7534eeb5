"""Does reading grow? Twenty thousand pages in one process, and what it holds at each step."""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.extraction.sets import Page
from spiders.extraction import extract

PAGES = 20_000
STEP = 2_000
#: Pages after which caches and pools are full, and how much more may come after them.
WARM = 4_000
ALLOWED = 0.10

_PAGE_BYTES = 4096
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True)
class Growth:
    """Resident megabytes after each `STEP` pages."""

    megabytes: tuple[float, ...]
    seconds: float

    @property
    def share(self) -> float:
        """The last over the one after `WARM` pages, less one."""
        return self.megabytes[-1] / self.megabytes[WARM // STEP - 1] - 1

    @property
    def flat(self) -> bool:
        return self.share <= ALLOWED


def resident() -> float:
    """Megabytes this process holds in memory now. Linux tells; elsewhere OSError."""
    return int(_STATM.read_text().split()[1]) * _PAGE_BYTES / 1e6


def watch(pages: Sequence[Page], tell: Callable[[str], None], count: int = PAGES) -> Growth:
    """Read ``count`` pages, going round ``pages``, and tell at each step."""
    held = []
    started = time.process_time()
    for number, page in enumerate(itertools.islice(itertools.cycle(pages), count), 1):
        extract(page.fetched)
        if number % STEP == 0:
            gc.collect()
            held.append(resident())
            tell(f"  {number:>6} pages: {held[-1]:7.1f} MB")
    return Growth(tuple(held), time.process_time() - started)
