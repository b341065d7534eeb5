"""Pairs of double quotation marks in one text, told by direction and by place.

Papers mix “ ”, straight ", „ ‟ and fullwidth marks, write a closing mark where an opening one
belongs (”이렇게”), and lose one of a pair. So a mark's role is told by what stands around it. A pair
never leaves its line, whatever is lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple

OPENING = "“„‟〝«"
CLOSING = "”〞»"
STRAIGHT = '"＂'
MARK = re.compile(f"[{OPENING}{CLOSING}{STRAIGHT}]")

#: What the quotative particles begin with: behind them a mark closes.
_QUOTATIVE = re.compile(
    r"\s?(?:이?라(?:고|며|면서|는|던|지|$|\s)|고(?![가-힣])|고[는도만] |며(?![가-힣])|면서|는 |란 |이란 |하고 |하며 )"
)
#: A clause that breaks off into a quotative although no mark closed it: “… 것이라며 “…”.
_UNCLOSED = re.compile(r"(?:이?라고|이?라며|이?라면서|며|면서|고),?\s*$")
_BEFORE_OPENING = " \t(<[{【〈《「『‘'·ㆍ,:;~=-–—…/▲△▶■◆◇○●"


class Pair(NamedTuple):
    """``start``:``end`` is what stands between the marks."""

    start: int
    end: int


def pairs(text: str) -> list[Pair]:
    """All outermost pairs, by start."""
    found: list[Pair] = []
    last = 0
    while mark := MARK.search(text, last):
        first = text.rfind("\n", last, mark.start()) + 1 or last
        last = text.find("\n", mark.end())
        last = len(text) if last < 0 else last
        found += _in_line(text, first, last)
    return found


def _in_line(text: str, first: int, last: int) -> list[Pair]:
    found: list[Pair] = []
    open_at: list[int] = []  # starts of the texts that are open, outermost first
    marks = [mark.start() for mark in MARK.finditer(text, first, last)]
    for at in marks:
        if _opens(text, at, first, last, bool(open_at)):
            if open_at and (cut := _UNCLOSED.search(text, max(open_at[0], at - 8), at)):
                found.append(Pair(open_at[0], max(cut.start(), open_at[0])))
                open_at.clear()
            elif open_at and text[at] in STRAIGHT:
                open_at.clear()  # straight marks do not nest: the one before was never closed
            if len(open_at) < 2:
                open_at.append(at + 1)
            else:
                open_at = [at + 1]
        elif open_at:
            start = open_at.pop()
            if open_at and at == marks[-1]:
                open_at.clear()  # the outer one is never closed
            if not open_at and start < at:
                found.append(Pair(start, at))
    return found


def _opens(text: str, at: int, first: int, last: int, is_open: bool) -> bool:
    """Whether the mark opens. A mark that does not, with nothing open, is passed over."""
    char = text[at]
    before = text[at - 1] if at > first else " "
    after = text[at + 1] if at + 1 < last else " "
    free_before = before in _BEFORE_OPENING or before in OPENING
    free_after = after.isspace() or after in ".,)]}>’'!?…" or after in CLOSING
    if char in OPENING:
        # “이렇게“라고: an opening mark in the closing one's place.
        acts_closing = is_open and not free_before
        return not (acts_closing and (free_after or bool(_QUOTATIVE.match(text, at + 1, last))))
    if char in CLOSING:
        return not is_open and free_before and not free_after
    if is_open:
        if not free_before or before in ".,…" or free_after:
            return False
        return before.isspace() and not _QUOTATIVE.match(text, at + 1, last)
    if before.isdigit():
        return False  # inches
    if free_before:
        return True
    return not free_after and not _QUOTATIVE.match(text, at + 1, last)
