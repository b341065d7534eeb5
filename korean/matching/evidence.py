"""What speaks for two similar texts being one text, and what against it.

For: passages that are the same with their facts in them. Against: places where both say the same
around, and another date, town or name in between (`slots`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from korean.matching import facts, weights
from korean.matching.form import form
from korean.matching.grams import Codes, Mask, among, codes, distinct, sampled
from korean.matching.slots import Swap, slots, swaps

#: Letters of a gram by which texts are compared.
GRAM = 5

# Of 80 sampled grams, fewer than a quarter are shared once in a million pairs that share 60 in 100,
# and once in ten thousand that share 45.
_SURE, _FAR = 80, 0.25
_PASSAGE = 40  # letters: longer than a phrase that moulds and offices repeat
# Of a short text that was rewritten sentence by sentence some such passages stay, none of them long.
_PIECE, _PIECES = 25, 3
_NEARLY_ALL = 0.75
_TOLD = 3  # swaps that the reason names


class Reading:
    """A text made ready once for many comparisons. ``letters`` is its form."""

    def __init__(self, text: str) -> None:
        self.letters = form(text)
        self.codes: Codes = codes(self.letters, GRAM)
        self.distinct: Codes = distinct(self.codes)
        self.sample: Codes = sampled(self.distinct)

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """Where each of the codes stands among the distinct ones."""
        return self.distinct.searchsorted(self.codes).astype(np.int32)

    @cached_property
    def facts(self) -> list[facts.Fact]:
        return [*facts.numbers(self.letters), *facts.named(self.letters)]

    @cached_property
    def told(self) -> frozenset[str]:
        """The facts' keys."""
        return frozenset(fact.key for fact in self.facts)

    @cached_property
    def figures(self) -> frozenset[str]:
        """Those of them that are numbers."""
        return frozenset(key for key in self.told if key[0].isdigit())

    def has(self, wanted: Codes) -> Mask:
        """Which of these grams the text has."""
        return among(wanted, self.distinct)

    def is_unlike(self, other: Reading) -> bool:
        """Told from the samples: surely far less in common than two texts of one origin."""
        fewer, more = sorted((self.sample, other.sample), key=len)
        shared = int(np.count_nonzero(among(fewer, more)))
        return len(fewer) >= _SURE and shared < _FAR * len(fewer)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which facts two texts have in common where they are the same text, and which they exchange."""

    swapped: float  # weight of the distinct swaps
    identities: int  # places where who or where is exchanged, each
    agreed: int  # distinct facts inside shared passages
    agreed_numbers: int
    facts: int  # of the text with fewer
    overlap: float  # share of the facts of the text with fewer that the other has, anywhere
    numbers_differ: bool  # both have two numbers, and fewer than half of them in common
    passages: float  # share of the shared grams that stand in long passages
    pieces: int  # runs of at least `_PIECE` shared grams, in the text with fewer
    told: str  # the first swaps, for people

    @property
    def is_template(self) -> bool:
        """Other facts in the same words. One corrected figure, or a name spelled otherwise, is not
        enough; who and where count for more, since no desk changes them."""
        if self.numbers_differ and (self.swapped or not self.agreed):
            return True
        if self.swapped and self.overlap < 0.5:
            return True
        if self.swapped < 1:
            return False
        share = self.swapped / (self.swapped + self.agreed)
        if self.identities and share >= 0.2 and self.agreed_numbers < 4:
            return True
        if self.identities >= 3 and share >= 0.1:
            return True
        if share >= 0.5 and (self.swapped > 1 or self.identities or not self.agreed):
            return True
        return self.swapped >= 3 and share >= 0.2

    def is_strange(self, containment: float) -> bool:
        """Facts in both texts, and none of them in common: a passage that anybody may reprint. Not
        where one text is nearly all in the other: its few facts may have been cut away with the rest."""
        if containment >= _NEARLY_ALL:
            return False
        return self.facts >= 3 and not self.agreed and self.overlap < 0.25

    def speaks_for_copy(self, containment: float) -> bool:
        """Facts in the shared passages, and few around them: whatever was put before or behind says
        little that is new. A follow-up has facts of its own."""
        if self.swapped > 0.5:
            return False
        if self.pieces >= _PIECES and self.agreed >= 3 and self.overlap >= 0.5:
            return True
        if self.overlap >= 0.75:
            return self.agreed >= 3 or (self.agreed >= 1 and containment >= 0.5)
        if containment >= 0.6 and self.agreed >= 2:
            return self.overlap >= 0.5
        solid = self.passages >= 0.5 or self.overlap >= 0.6
        return self.agreed >= 5 and self.overlap >= 0.5 and solid


def weigh(a: Reading, b: Reading, *, passages: bool = True) -> Evidence:
    """The evidence for and against; call it with the same text first each time. ``passages``: are
    they wanted?"""
    in_a, in_b = _shared(a, b)
    found = _swapped(a, b, in_a, in_b)
    exchanged: dict[tuple[str, str], float] = {}
    for swap, weight in found:
        pair = (swap.here, swap.there)
        exchanged[pair] = max(weight.fact, exchanged.get(pair, 0.0))
    covered = _covered(in_a).tobytes()
    agreed = b.told & {f.key for f in a.facts if b"\0" not in covered[f.start : f.end]}
    fewer = min(len(a.told), len(b.told))
    return Evidence(
        swapped=sum(exchanged.values()),
        identities=sum(weight.identity for _, weight in found),
        agreed=len(agreed),
        agreed_numbers=len(agreed & a.figures),
        facts=fewer,
        overlap=len(a.told & b.told) / fewer if fewer else 0.0,
        numbers_differ=_numbers_differ(a, b),
        passages=_in_passages(in_a) if passages else 0.0,
        pieces=min(_pieces(in_a), _pieces(in_b)) if passages else 0,
        told=", ".join([f"{a}/{b}" for (a, b), fact in exchanged.items() if fact][:_TOLD]),
    )


def _shared(a: Reading, b: Reading) -> tuple[Mask, Mask]:
    """Which grams of each, in their order, the other has. (Looked up once, in sorted order.)"""
    of_a = b.has(a.distinct)
    of_b = np.zeros(len(b.distinct), np.bool_)
    of_b[b.distinct.searchsorted(a.distinct[of_a])] = True
    return of_a[a.ranks], of_b[b.ranks]


def _swapped(a: Reading, b: Reading, in_a: Mask, in_b: Mask) -> list[tuple[Swap, weights.Weight]]:
    of_a, of_b = slots(a.codes, in_a, GRAM), slots(b.codes, in_b, GRAM)
    found = swaps(a.letters, b.letters, of_a, of_b, weights.CONTEXT)
    return [(swap, weights.weigh(swap)) for swap in found]


def _numbers_differ(a: Reading, b: Reading) -> bool:
    fewer = min(len(a.figures), len(b.figures))
    return fewer >= 2 and len(a.figures & b.figures) / fewer < 0.5


def _covered(shared: Mask) -> Mask:
    """Which letters stand in a shared gram."""
    covered = np.zeros(len(shared) + GRAM - 1, np.bool_)
    for k in range(GRAM):
        covered[k : k + len(shared)] |= shared
    return covered


def _in_passages(shared: Mask) -> float:
    """Share of the shared grams that stand in runs of at least `_PASSAGE`."""
    runs = _runs(shared)
    total = int(runs.sum())
    return float(runs[runs >= _PASSAGE].sum() / total) if total else 0.0


def _pieces(shared: Mask) -> int:
    return int(np.count_nonzero(_runs(shared) >= _PIECE))


def _runs(shared: Mask) -> NDArray[np.int64]:
    """How many shared grams each run of them has."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], shared, [False])).astype(np.int8)))
    return edges[1::2] - edges[::2]
