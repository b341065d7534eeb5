"""Where cuts stand: those of the rules behind count in the text they got, people in the page's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from korean.article import Cut
from korean.text import clean


def moved(cuts: Sequence[Cut], paragraphs: Sequence[str], starts: Sequence[int]) -> tuple[Cut, ...]:
    """Cuts that count in ``paragraphs`` (cleaned, joined by an empty line), with offsets in the
    page's lines, where the paragraphs begin at ``starts``. No cut is longer than its paragraph."""
    here, at = [], 0
    for paragraph in paragraphs:
        here.append(at)
        at += len(clean(paragraph)) + 2
    found = []
    for cut in cuts:
        number = max(0, bisect_right(here, cut.start) - 1)
        shift = starts[number] - here[number]
        found.append(replace(cut, start=cut.start + shift, end=cut.end + shift))
    return tuple(found)


def in_order(*cuts: Sequence[Cut]) -> tuple[Cut, ...]:
    return tuple(sorted((c for some in cuts for c in some), key=lambda c: (c.start, c.end)))
