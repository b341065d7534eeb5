"""Where a run keeps its files on this machine, and who may touch them.

``<home>/runs/<run>/run.lock`` is held for as long as the run's process lives: a run whose lock can
be taken is dead. ``<home>/locks/<outlet>.lock`` keeps two runs from crawling one outlet at once.
Both are advisory locks of the operating system: they fall with the process, kill -9 included.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workspace:
    """One run's folder under the data folder."""

    home: Path
    run_id: str

    @property
    def folder(self) -> Path:
        return self.home / "runs" / self.run_id

    def outlet(self, code: str) -> Path:
        return self.folder / code

    @property
    def lock(self) -> Path:
        return self.folder / "run.lock"


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold a lock file; yields False at once when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


@contextmanager
def claim(home: Path, outlets: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Take the outlets no other run is working on; yields those. Order is kept."""
    handles: list[int] = []
    mine: list[str] = []
    (home / "locks").mkdir(parents=True, exist_ok=True)
    try:
        for code in outlets:
            path = home / "locks" / f"{code}.lock"
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            handles.append(handle)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            mine.append(code)
        yield tuple(mine)
    finally:
        for handle in handles:
            os.close(handle)
