"""How a run tells whoever watches: the command line draws bars, a worker logs, tests collect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One outlet moved. ``stage``: crawl, process, done, failed or skipped."""

    outlet: str
    stage: str
    discovered: int = 0
    finished: int = 0
    message: str | None = None


Watcher = Callable[[Step], None]
_watchers: list[Watcher] = []


def tell(step: Step) -> None:
    """Tell every watcher."""
    for watcher in _watchers:
        watcher(step)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """While inside, ``watcher`` hears every step. It may be called from any thread."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)
