"""What stands in each of two texts at a place where all around they say the same.

A copy that lost paragraphs or got a new lead differs in whole passages; a text written over another
one's mould differs in many small places between words that are the same: the date, the town, the
name. Such a place has the same 5-gram before it and the same behind it in both texts. The opening,
where a release says whose it is, has nothing before it in either; at the end stand notices and
other articles' headlines, which are no such place.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from os.path import commonprefix
from typing import NamedTuple

import numpy as np

from korean.matching.grams import Codes, Mask

_LONGEST = 40  # letters; what is longer is another sentence, not another fact
_OPENING = -1  # "before" of the opening; a gram's code is never negative


class Slot(NamedTuple):
    """A place: codes of the grams before and behind, and where the letters in between stand."""

    before: int
    behind: int
    start: int
    end: int


def slots(codes: Codes, shared: Mask, n: int) -> Iterator[Slot]:
    """The short stretches that no shared gram covers, between two that are shared.

    ``shared`` tells for each gram, in order, whether the other text has it. Where nothing stands
    between, the other text says more, or the passages have another order: no place of that kind.
    """
    edges = np.flatnonzero(shared[1:] != shared[:-1])
    # Pairs of edges: the last shared gram before a hole, and the first one behind it.
    first = 0 if len(edges) and shared[0] else 1
    lefts, rights = edges[first::2], edges[first + 1 :: 2] + 1
    lefts = lefts[: len(rights)]
    between = rights - lefts - n
    told = (between > 0) & (between <= _LONGEST)
    lefts, rights = lefts[told], rights[told]
    fields = (codes[lefts], codes[rights], lefts + n, rights)
    found = map(Slot, *(field.tolist() for field in fields))
    opening = _opening(codes, shared)
    return chain((opening,), found) if opening else found


def _opening(codes: Codes, shared: Mask) -> Slot | None:
    """What stands before the first shared gram, if the text does not begin with it."""
    if not len(shared) or shared[0]:
        return None
    first = int(np.argmax(shared))
    return Slot(_OPENING, int(codes[first]), 0, first) if 0 < first <= _LONGEST else None


class Swap(NamedTuple):
    """What one text says where the other says something else, and what follows in both."""

    here: str
    there: str
    before: str
    behind: str
    opens: bool = False  # the texts begin with it, so that nothing before it speaks for one place


def swaps(a: str, b: str, of_a: Iterator[Slot], of_b: Iterator[Slot], context: int) -> list[Swap]:
    """The places that two texts fill differently, each in order of ``a``."""
    said: dict[tuple[int, int], list[str]] = {}
    for slot in of_b:
        said.setdefault((slot.before, slot.behind), []).append(b[slot.start : slot.end])
    found = []
    for slot in of_a:
        others = said.get((slot.before, slot.behind))
        if not others or (here := a[slot.start : slot.end]) in others:
            continue
        # A mould that repeats itself ("최저기온은 …") fills one place several times: in turn.
        there = others.pop(0) if len(others) > 1 else others[0]
        behind = a[slot.end : slot.end + context]
        if slot.before != _OPENING:
            before = a[max(0, slot.start - context) : slot.start]
            found.append(Swap(here, there, before, behind))
        elif swap := _trimmed(here, there, behind):
            found.append(swap)
    return found


def _trimmed(here: str, there: str, behind: str) -> Swap | None:
    """The opening without the letters that both begin with: too few for a gram ("기상청은안동…")."""
    same = len(commonprefix([here, there]))
    if same == min(len(here), len(there)):
        return None  # one of them only says more
    return Swap(here[same:], there[same:], here[:same], behind, opens=True)
