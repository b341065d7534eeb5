"""How far a body agrees with trafilatura's: the sampled check that a page object still reads the
article."""

from __future__ import annotations

from collections import Counter
from typing import Any

from spiders.extraction.visible import prose

_GRAM = 4  # characters
_MOST = 400_000  # characters compared


def agreement(root: Any, body: str) -> float:
    """F1 of character 4-grams between ``body`` and what trafilatura reads off the page, 0..1; blanks
    do not count.

    1.0 where trafilatura reads nothing (layouts of tables, pages too large for it): it says nothing
    against the body then. Takes as long as trafilatura, 50 to 200 ms: for samples only.
    """
    other = "".join(prose.read(root))
    return f1(body, other) if other.strip() else 1.0


def f1(one: str, other: str) -> float:
    """F1 of the character 4-grams of two texts, counted as often as they occur."""
    left, right = _grams(one), _grams(other)
    total = left.total() + right.total()
    if not total:
        return 1.0
    return 2 * (left & right).total() / total


def _grams(text: str) -> Counter[str]:
    solid = "".join(text.split())[:_MOST]
    if 0 < len(solid) < _GRAM:
        return Counter([solid])
    return Counter(solid[i : i + _GRAM] for i in range(len(solid) - _GRAM + 1))
