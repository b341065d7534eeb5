"""Sentences of a text whose quotations are masked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from korean.quotes.marks import CLOSING, OPENING, STRAIGHT, Pair

MASK = "\x00"
_END = re.compile(r"[.!?…]+[)\]]*(?=\s|$)|\n+")
_OPEN = frozenset(OPENING + STRAIGHT)
_CLOSE = frozenset(CLOSING + STRAIGHT + OPENING)


def masked(text: str, pairs: Sequence[Pair]) -> str:
    """The text with the inside of every pair blanked by a character that is in no phrase."""
    parts: list[str] = []
    at = 0
    for pair in pairs:
        parts += (text[at : pair.start], MASK * (pair.end - pair.start))
        at = pair.end
    parts.append(text[at:])
    return "".join(parts)


def ends(text: str, outside: str, pairs: Sequence[Pair]) -> list[int]:
    """Offsets behind which a new sentence begins, ascending. ``outside`` is the masked text.

    A quotation that ends a sentence itself (“….” 김 시장의 말이다.) is one; two in a row stay together.
    """
    found = [m.end() for m in _END.finditer(outside)]
    for pair in pairs:
        if pair.end <= pair.start or pair.end + 1 >= len(text):
            continue
        if text[pair.end] not in _CLOSE or text[pair.end - 1] not in ".!?…":
            continue
        if not text[pair.end + 1].isspace():
            continue
        following = text[pair.end + 1 : pair.end + 4].lstrip(" ")
        if following[:1] not in _OPEN:
            found.append(pair.end + 1)
    found.sort()
    return found
