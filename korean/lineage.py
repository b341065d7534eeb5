"""What an article took from a press release: letters, and sentence by sentence.

Letters are counted on skeletons (letters and digits alone), so typography, spaces and quotation
marks make no difference. A letter is the release's when it stands in a run of `RUN` letters that the
release has as well: about three Korean words, more than a name or an office, less than a clause.
Studies by hand of Korean dailies count sentences and words copied from releases and find a half to
four fifths of them reused; this is the same count, made by rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from korean.sentences import sentences
from korean.skeleton import skeleton

ALGORITHM = 1
RUN = 12
KEPT = 0.95
"""Share of a sentence's letters in the release from which it counts as kept word for word."""
CHANGED = 0.4
"""Share of its letters, or likeness to one sentence of the release, from which it is that, altered."""
_GRAM = 3  # letters, for the likeness of two sentences
_SHORT = 6  # letters below which a sentence tells nothing (a subheading, "끝")

Change = Literal["kept", "changed", "added"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the article: its span there, what became of the release's, the share of its
    letters that the release has, and the release's sentence it comes from (index; None: added).
    """

    start: int
    end: int
    text: str
    change: Change
    share: float
    source: int | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """``share``: of the article's letters that stand in the release; ``coverage``: of the release's
    that stand in the article; both 0 to 1. ``dropped`` are the release's sentences that the article
    has not.
    """

    share: float
    coverage: float
    sentences: tuple[Sentence, ...]
    release: tuple[str, ...]
    dropped: tuple[int, ...]

    def count(self, change: Change) -> int:
        return sum(sentence.change == change for sentence in self.sentences)


def lineage(release: str, article: str) -> Lineage:
    """Compare the bodies of a release and of an article."""
    theirs, ours = _Text(release), _Text(article)
    taken, given = ours.held_by(theirs), theirs.held_by(ours)
    made = tuple(_sentence(ours, theirs, number, taken) for number in range(len(ours.spans)))
    used = {one.source for one in made if one.source is not None}
    dropped = tuple(
        number
        for number in range(len(theirs.spans))
        if number not in used
        and len(theirs.parts[number]) >= _SHORT
        and _mean(given, theirs.places[number]) < CHANGED
    )
    texts = tuple(release[start:end] for start, end in theirs.spans)
    return Lineage(_mean(taken), _mean(given), made, texts, dropped)


class _Text:
    """A body as sentences and as one run of letters; ``places[i]`` is where sentence i lies in it."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.spans = sentences(body)
        self.parts = [skeleton(body[start:end]) for start, end in self.spans]
        self.letters = "".join(self.parts)
        self.places: list[slice] = []
        at = 0
        for part in self.parts:
            self.places.append(slice(at, at + len(part)))
            at += len(part)
        self.runs = {self.letters[i : i + RUN] for i in range(len(self.letters) - RUN + 1)}
        self.grams = [_grams(part) for part in self.parts]

    def held_by(self, other: _Text) -> bytearray:
        """One byte a letter: does it stand in a run that the other text has?"""
        held = bytearray(len(self.letters))
        ones = b"\x01" * RUN
        for i in range(len(self.letters) - RUN + 1):
            if self.letters[i : i + RUN] in other.runs:
                held[i : i + RUN] = ones
        return held


def _sentence(ours: _Text, theirs: _Text, number: int, taken: bytearray) -> Sentence:
    start, end = ours.spans[number]
    part = ours.parts[number]
    share = _mean(taken, ours.places[number])
    source, likeness = _nearest(ours.grams[number], theirs.grams)
    change: Change
    if len(part) < _SHORT:
        change = "kept" if part and part in theirs.letters else "added"
    elif share >= KEPT or part in theirs.letters:
        change = "kept"
    elif max(share, likeness) >= CHANGED:
        change = "changed"
    else:
        change = "added"
    held = source if change != "added" and likeness > 0 else None
    return Sentence(start, end, ours.body[start:end], change, share, held)


def _nearest(grams: Counter[str], others: list[Counter[str]]) -> tuple[int | None, float]:
    """The most alike sentence and its likeness: shared grams by the shorter one's, where that is
    long enough to be told by.
    """
    best: tuple[int | None, float] = (None, 0.0)
    size = grams.total()
    for number, other in enumerate(others):
        smaller = min(size, other.total())
        if smaller < _SHORT:
            continue
        shared = (grams & other).total()
        likeness = shared / max(smaller, 0.5 * max(size, other.total()))
        if likeness > best[1]:
            best = (number, likeness)
    return best


def _grams(letters: str) -> Counter[str]:
    return Counter(letters[i : i + _GRAM] for i in range(len(letters) - _GRAM + 1))


def _mean(held: bytearray, where: slice = slice(None)) -> float:
    part = held[where]
    return sum(part) / len(part) if part else 0.0


def runs_of(result: Lineage) -> list[tuple[Change, tuple[Sentence, ...]]]:
    """The sentences in the article's order, neighbours of one kind together."""
    return [(kind, tuple(group)) for kind, group in groupby(result.sentences, lambda s: s.change)]
