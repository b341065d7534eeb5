"""The matchers over one stream of texts: ours, the design's baseline, and other people's.

Peers are given the text a careful user would give them: NFKC, lower case, no white space; character
5-grams as shingles; signatures of 128. All processor time from the raw text to the last pair is
counted.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

import numpy as np

from bench.matching.baseline import Baseline
from bench.matching.score import Pair
from bench.matching.sets import Text
from korean.matching.stream import Matcher

_SHINGLE = 5
_PERMUTATIONS = 128
_LOOSE = 0.2  # candidates from here on, so that a best threshold can be looked for
_BANDS = 32  # of four rows: half of the pairs at a Jaccard of .42 are candidates
SWEEP = tuple(round(0.2 + 0.025 * step, 3) for step in range(29))


@dataclass(frozen=True)
class Matched:
    """Pairs with how alike the matcher takes them to be (1 where it only says that they are), and
    the seconds of processor time it took."""

    pairs: Mapping[Pair, float]
    seconds: float

    def above(self, threshold: float) -> frozenset[Pair]:
        return frozenset(pair for pair, alike in self.pairs.items() if alike >= threshold)


@dataclass(frozen=True)
class Peer:
    """``thresholds``: those to be told as they are. ``swept``: the best one is looked for too, which
    nobody can do who does not know the truth."""

    name: str
    what: str
    match: Callable[[Sequence[Text]], Matched]
    thresholds: tuple[float, ...] = (1.0,)
    swept: tuple[float, ...] = ()
    package: str | None = None

    @property
    def absent(self) -> bool:
        return self.package is not None and not _installed(self.package)


def _installed(package: str) -> bool:
    try:
        version(package)
    except ImportError:  # PackageNotFoundError is one
        return False
    return True


def _clock(work: Callable[[], dict[Pair, float]]) -> Matched:
    started = time.process_time()
    pairs = work()
    return Matched(pairs, time.process_time() - started)


def _shingles(text: str) -> set[str]:
    bare = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return {bare[i : i + _SHINGLE] for i in range(max(1, len(bare) - _SHINGLE + 1))}


# -- ours and the baseline -------------------------------------------------------------------------


def ours(texts: Sequence[Text]) -> Matched:
    def work() -> dict[Pair, float]:
        matcher, number = Matcher(), {text.id: n for n, text in enumerate(texts)}
        return {
            (number[match.id_a], now): 1.0
            for now, text in enumerate(texts)
            for match in matcher.add(text.id, text.text, text.published)
            if match.relation == "copy"
        }

    return _clock(work)


def baseline(texts: Sequence[Text]) -> Matched:
    def work() -> dict[Pair, float]:
        matcher = Baseline()
        return {
            (earlier, now): 1.0
            for now, text in enumerate(texts)
            for earlier in matcher.add(text.text, text.published)
        }

    return _clock(work)


# -- other people's --------------------------------------------------------------------------------


def _datasketch(threshold: float) -> Callable[[Sequence[Text]], Matched]:
    """LSH's own answers; where it was asked loosely, with the Jaccard that the signatures tell."""

    def work(texts: Sequence[Text]) -> dict[Pair, float]:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]

        index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
        kept: list[Any] = []
        pairs: dict[Pair, float] = {}
        for now, text in enumerate(texts):
            mine = MinHash(num_perm=_PERMUTATIONS)
            mine.update_batch([gram.encode() for gram in _shingles(text.text)])
            for earlier in index.query(mine):
                alike = mine.jaccard(kept[earlier]) if threshold == _LOOSE else 1.0
                pairs[earlier, now] = float(alike)
            index.insert(now, mine)
            kept.append(mine)
        return pairs

    return lambda texts: _clock(lambda: work(texts))


def _rensa(threshold: float) -> Callable[[Sequence[Text]], Matched]:
    def work(texts: Sequence[Text]) -> dict[Pair, float]:
        from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

        bands = _BANDS if threshold == _LOOSE else _BANDS // 2
        index = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=bands)
        kept: list[Any] = []
        pairs: dict[Pair, float] = {}
        for now, text in enumerate(texts):
            mine = RMinHash(num_perm=_PERMUTATIONS, seed=42)
            mine.update(list(_shingles(text.text)))
            for earlier in index.query(mine):
                alike = mine.jaccard(kept[earlier])
                if alike >= threshold:
                    pairs[earlier, now] = float(alike)
            index.insert(now, mine)
            kept.append(mine)
        return pairs

    return lambda texts: _clock(lambda: work(texts))


def simhash(texts: Sequence[Text]) -> Matched:
    """64 bits over 5-grams; how alike is 1 less the share of bits that differ. Every text against
    every earlier one: no index is as right."""

    def work() -> dict[Pair, float]:
        signatures = np.array([_simhash(text.text) for text in texts], dtype=np.uint64)
        pairs: dict[Pair, float] = {}
        for now in range(1, len(texts)):
            distance = np.bitwise_count(signatures[:now] ^ signatures[now])
            for earlier in np.flatnonzero(distance <= 12):
                pairs[int(earlier), now] = 1 - int(distance[earlier]) / 64
        return pairs

    return _clock(work)


def _simhash(text: str) -> int:
    digests = b"".join(blake2b(g.encode(), digest_size=8).digest() for g in _shingles(text))
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8).reshape(-1, 8), axis=1)
    votes = bits.sum(axis=0) * 2 > len(bits)
    return int.from_bytes(np.packbits(votes).tobytes(), "big")


PEERS: tuple[Peer, ...] = (
    Peer("ours", "ours", ours),
    Peer("baseline", "the design's baseline", baseline),
    Peer("datasketch", "datasketch LSH", _datasketch(0.5), package="datasketch"),
    Peer("datasketch-best", "datasketch", _datasketch(_LOOSE), (), SWEEP, package="datasketch"),
    Peer("rensa", "rensa LSH ≥ .5", _rensa(0.5), (0.5,), package="rensa"),
    Peer("rensa-best", "rensa", _rensa(_LOOSE), (), SWEEP, package="rensa"),
    Peer("simhash", "SimHash", simhash, (1 - 3 / 64, 1 - 8 / 64)),
)
BY_NAME = {peer.name: peer for peer in PEERS}
