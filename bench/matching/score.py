"""How well a matcher matched: pairs, pairs of an original and its rewrite, and stories as clusters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bench.matching.recipes import HEAVY
from bench.matching.sets import LOOKALIKES, ORIGINAL, Text

#: Two numbers of texts in the stream, the smaller first.
Pair = tuple[int, int]

#: The figures in the order they are told; what each is stands at `Score`.
METRICS = (
    "precision", "recall", "originals", "clustered_precision", "clustered_recall",
    "heavy", "lookalikes",
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """What is a copy of what in a stream. ``originals``: pairs of an original and its rewrite."""

    texts: Sequence[Text]
    pairs: frozenset[Pair]
    originals: Mapping[Pair, Text]

    @classmethod
    def of(cls, texts: Sequence[Text]) -> Truth:
        members: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            members[text.story].append(number)
        pairs = frozenset(p for found in members.values() for p in combinations(found, 2))
        originals = {(a, b): texts[b] for a, b in pairs if texts[a].recipe == ORIGINAL}
        return cls(texts, pairs, originals)


@dataclass(frozen=True)
class Score:
    """``precision``, ``recall``: over pairs. ``originals``: recall over pairs of an original and its
    rewrite; ``heavy``: of those that were rewritten heavily. ``clustered_*``: over pairs that stand
    in one story once copies of copies are joined. ``lookalikes``: share of the texts that look
    like others which are in no false pair.

    ``by_recipe`` and ``by_rewrite``: found and all of the original pairs. ``by_kind``: texts in a
    false pair, and all.
    """

    figures: Mapping[str, float]
    by_recipe: Mapping[str, tuple[int, int]]
    by_rewrite: Mapping[str, tuple[int, int]]
    by_kind: Mapping[str, tuple[int, int]]
    false: tuple[Pair, ...]
    missed: tuple[Pair, ...]


def score(found: Iterable[Pair], truth: Truth) -> Score:
    pairs = frozenset(found)
    right = pairs & truth.pairs
    false = pairs - truth.pairs
    clustered = joined(pairs, len(truth.texts))
    both = clustered & truth.pairs
    recipes = _counts(pairs, (((text.recipe,), p) for p, text in truth.originals.items()))
    rewrites = _counts(pairs, ((text.rewrites, p) for p, text in truth.originals.items()))
    wrong = {number for pair in false for number in pair}
    kinds = _kinds(truth.texts, wrong)
    alike = [kinds[kind] for kind in LOOKALIKES if kind in kinds]
    heavy = [recipes[name] for name in HEAVY if name in recipes]
    figures = {
        "precision": _share(len(right), len(pairs)),
        "recall": _share(len(right), len(truth.pairs)),
        "originals": _share(len(pairs & truth.originals.keys()), len(truth.originals)),
        "clustered_precision": _share(len(both), len(clustered)),
        "clustered_recall": _share(len(both), len(truth.pairs)),
        "heavy": _share(sum(n for n, _ in heavy), sum(n for _, n in heavy)),
        "lookalikes": _share(sum(n - bad for bad, n in alike), sum(n for _, n in alike)),
    }
    missed = tuple(sorted(truth.originals.keys() - pairs))
    return Score(figures, recipes, rewrites, kinds, tuple(sorted(false)), missed)


def _share(part: int, whole: int) -> float:
    """Of nothing, all."""
    return part / whole if whole else 1.0


def _counts(
    found: Collection[Pair], named: Iterable[tuple[Sequence[str], Pair]]
) -> dict[str, tuple[int, int]]:
    """By name: how many of its pairs were found, and how many there are."""
    every: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for names, pair in named:
        every.update(names)
        hit.update(names if pair in found else ())
    return {name: (hit[name], count) for name, count in every.most_common()}


def _kinds(texts: Sequence[Text], wrong: set[int]) -> dict[str, tuple[int, int]]:
    every = Counter(text.kind for text in texts)
    bad = Counter(texts[number].kind for number in wrong)
    return {kind: (bad[kind], count) for kind, count in every.most_common()}


def joined(pairs: Iterable[Pair], size: int) -> frozenset[Pair]:
    """All pairs within connected components."""
    root = list(range(size))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for a, b in pairs:
        first, second = sorted((find(a), find(b)))
        root[second] = first
    members: dict[int, list[int]] = defaultdict(list)
    for number in range(size):
        members[find(number)].append(number)
    return frozenset(p for found in members.values() for p in combinations(found, 2))
