"""The floors under our figures: a file of them that is only ever raised."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("floors.toml")
HEAD = """\
# What our rules reach at least, set by set. `python -m bench.relevance --check` fails below a floor;
# `--raise` lifts the floors to what was reached and never lowers one. A lower figure is a regression to
# be mended, not a floor to be edited.
"""

#: "set.way" → figure → floor or value.
Figures = Mapping[str, Mapping[str, float]]


def load(path: Path = FILE) -> dict[str, dict[str, float]]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def below(figures: Figures, floors: Figures) -> list[str]:
    """A line for each figure under its floor; sets that were not measured are not judged."""
    return [
        f"{group} {name}: {figures[group].get(name, 0.0):.4f} is under the floor of {floor:.4f}"
        for group, values in floors.items()
        if group in figures
        for name, floor in values.items()
        if figures[group].get(name, 0.0) < floor
    ]


def raised(figures: Figures, floors: Figures) -> dict[str, dict[str, float]]:
    """The floors, each lifted to what was reached (cut to four digits), none lowered."""
    return {
        group: {
            name: max(
                floors.get(group, {}).get(name, 0.0),
                math.floor(figures.get(group, {}).get(name, 0.0) * 10_000) / 10_000,
            )
            for name in {**floors.get(group, {}), **figures.get(group, {})}
        }
        for group in sorted({*floors, *figures})
    }


def write(floors: Figures, path: Path = FILE) -> None:
    tables = (
        f'["{group}"]\n' + "".join(f"{name} = {value}\n" for name, value in values.items())
        for group, values in floors.items()
    )
    path.write_text(HEAD + "\n" + "\n".join(tables), encoding="utf-8")
