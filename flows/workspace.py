"""Where a run keeps its files on this machine, and who may touch them.

``<home>/runs/<run>/run.lock`` is held for as long as the run's process lives: a run whose lock can
be taken is dead. ``<home>/locks/<outlet>.lock`` keeps two runs of this machine from crawling one
outlet at once, a lease in the database those of other machines (`flows.holding`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from flows.holding import hold, lock_file, outlet_lease, run_lease
from flows.locks import locked
from flows.machine import machine


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
        return lock_file(self.home, run_lease(self.run_id))


@contextmanager
def claim(
    engine: Engine, home: Path, outlets: tuple[str, ...], run_id: str | None = None
) -> Iterator[tuple[str, ...]]:
    """Take the outlets no other run is working on, here or elsewhere; yields those. Order is kept."""
    names = {outlet_lease(code): code for code in outlets}
    with hold(engine, home, names, run_id) as held:
        yield tuple(names[name] for name in held.names)


__all__ = ["Workspace", "claim", "locked", "machine"]
