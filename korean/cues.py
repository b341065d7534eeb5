"""What words a text must hold for a regular expression to match in it."""

from __future__ import annotations

import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Sequence
from re._constants import (  # type: ignore[import-not-found]
    ATOMIC_GROUP,
    BRANCH,
    LITERAL,
    MAX_REPEAT,
    MIN_REPEAT,
    POSSESSIVE_REPEAT,
    SUBPATTERN,
)
from typing import Any

_REPEATS = (MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT)
_NONE: frozenset[str] = frozenset()


def cues(pattern: str) -> frozenset[str]:
    """Words of which every match of ``pattern`` holds at least one; empty where that is not sure.

    Read off the pattern's own parse, so that a rule and its cues cannot come apart. Raises re.error
    for a pattern that does not compile.
    """
    parsed = parser.parse(pattern)
    return _NONE if parsed.state.flags & re.IGNORECASE else _of_sequence(parsed)


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """The best of what the parts of a sequence demand: all of them must match."""
    offers: list[frozenset[str]] = []
    run = ""
    for kind, value in items:
        if kind is LITERAL:
            run += chr(value)
            continue
        offers.append(_word(run))
        run = ""
        offers.append(_of_part(kind, value))
    offers.append(_word(run))
    return max(offers, key=_worth)


def _of_part(kind: Any, value: Any) -> frozenset[str]:
    if kind is SUBPATTERN:
        _, added, _, inner = value
        return _NONE if added & re.IGNORECASE else _of_sequence(inner)
    if kind is ATOMIC_GROUP:
        return _of_sequence(value)
    if kind is BRANCH:
        return _of_branches(value[1])
    if kind in _REPEATS and value[0] >= 1:
        return _of_sequence(value[2])
    return _NONE


def _of_branches(branches: Sequence[Iterable[tuple[Any, Any]]]) -> frozenset[str]:
    found = [_of_sequence(branch) for branch in branches]
    return frozenset().union(*found) if all(found) else _NONE


def _word(run: str) -> frozenset[str]:
    return frozenset({run}) if run else _NONE


def _worth(words: frozenset[str]) -> tuple[int, int]:
    """Long words are rare in texts, few of them are quickly looked for."""
    return (min(map(len, words)), -len(words)) if words else (0, 0)
