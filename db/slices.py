"""Long lists piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def parts(items: Sequence[Any], size: int = 300) -> Iterable[Sequence[Any]]:
    """Slices small enough for SQLite's limit on bound values."""
    return (items[i : i + size] for i in range(0, len(items), size))
