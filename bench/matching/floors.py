"""The floors under our figures: a file of them that is only ever raised."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

from bench.extraction.floors import Figures, below
from bench.matching.score import METRICS

__all__ = ["FILE", "Figures", "below", "load", "raised", "write"]

FILE = Path(__file__).with_name("floors.toml")
HEAD = """\
# What our matcher reaches at least, stream by stream. `python -m bench.matching --check` fails below a
# floor; `--raise` lifts the floors to what was reached and never lowers one. A lower figure is a
# regression to be mended, not a floor to be edited.
"""


def load(path: Path = FILE) -> dict[str, dict[str, float]]:
    """All floors. An unknown metric is an error of the file: KeyError with its name."""
    read = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    unknown = {m for values in read.values() for m in values} - set(METRICS)
    if unknown:
        raise KeyError(f"{path.name} names unknown metrics: {', '.join(sorted(unknown))}")
    return read


def raised(figures: Figures, floors: Figures) -> dict[str, dict[str, float]]:
    """The floors, each lifted to what was reached (cut to four digits), none lowered."""
    return {
        group: {
            metric: max(
                floors.get(group, {}).get(metric, 0.0),
                math.floor(figures.get(group, {}).get(metric, 0.0) * 10_000) / 10_000,
            )
            for metric in METRICS
            if metric in floors.get(group, {}) or metric in figures.get(group, {})
        }
        for group in sorted({*floors, *figures})
    }


def write(floors: Figures, path: Path = FILE) -> None:
    tables = (
        f'["{group}"]\n' + "".join(f"{metric} = {value}\n" for metric, value in values.items())
        for group, values in floors.items()
    )
    path.write_text(HEAD + "\n" + "\n".join(tables), encoding="utf-8")
