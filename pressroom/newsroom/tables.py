"""The newsroom's data files: names of things and sentence frames, one item a line."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

Table = dict[str, Any]
Lines = dict[str, tuple[str, ...]]


@cache
def table(name: str) -> Table:
    """A TOML file of this package as it stands."""
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def split(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())


@cache
def lines(name: str) -> Lines:
    """A flat TOML file of blocks: its blocks as tuples of lines."""
    return {key: split(value) for key, value in table(name).items()}


@cache
def sections(name: str) -> dict[str, Lines]:
    """A TOML file of sections of blocks."""
    return {
        section: {key: split(value) for key, value in blocks.items()}
        for section, blocks in table(name).items()
    }
