"""How every benchmark ends: floors are lifted or held against what was reached."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

Figures = Mapping[str, Mapping[str, float]]


class Floors(Protocol):
    """A benchmark's own `floors` module."""

    FILE: Path

    def load(self) -> Figures: ...
    def raised(self, figures: Figures, floors: Figures) -> Figures: ...
    def write(self, floors: Figures) -> None: ...
    def below(self, figures: Figures, floors: Figures) -> list[str]: ...


def close(floors: Floors, reached: Figures, *, lift: bool, check: bool) -> int:
    """The exit code: 1 when a figure is under its floor and ``check`` was asked for. ``lift`` writes
    the floors anew where more was reached.
    """
    if lift:
        floors.write(floors.raised(reached, floors.load()))
        print(f"\nfloors lifted where they could be: {floors.FILE}")
    under = floors.below(reached, floors.load()) if check else []
    for line in under:
        print(f"✗ {line}")
    if check and not under:
        print("\nevery figure is on or above its floor")
    return 1 if under else 0
