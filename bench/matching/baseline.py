"""The design's baseline (section 7) as it was measured, without what was added to it since.

Bottom-32 sketch of character 12-grams, candidates that share two hashes within a month, 5-gram
containment of .6 with 120 grams shared or Jaccard of .4, and the rule about numbers. Written from
the design; shares nothing with what is measured beside it.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

_NUMBER = re.compile(r"\d+")
_SIZE, _WIDTH, _GRAM = 32, 12, 5
_SHARED_HASHES = 2
_CONTAINED, _SHARED_GRAMS, _JACCARD = 0.6, 120, 0.4
_NUMBERS, _OVERLAP = 2, 0.5
_MIX, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class _Kept:
    grams: frozenset[str]
    numbers: frozenset[str]


class Baseline:
    """Texts in, the numbers of earlier ones they copy out."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._index: dict[tuple[int, int], list[int]] = defaultdict(list)

    def add(self, text: str, published: datetime) -> list[int]:
        bare = skeleton(text)
        kept = _Kept(
            frozenset(bare[i : i + _GRAM] for i in range(len(bare) - _GRAM + 1)),
            frozenset(_NUMBER.findall(unicodedata.normalize("NFKC", text))),
        )
        month = int(published.timestamp()) // 86_400 // 30
        hashes = sketch(bare)
        near = Counter(
            number
            for value in hashes
            for bucket in (month - 1, month, month + 1)
            for number in self._index.get((bucket, value), ())
        )
        found = [n for n, c in near.items() if c >= _SHARED_HASHES and _copy(kept, self._kept[n])]
        for value in hashes:
            self._index[month, value].append(len(self._kept))
        self._kept.append(kept)
        return found


def skeleton(text: str) -> str:
    """Letters and digits, NFKC, casefolded; U+318D is a dot to papers and a letter to Unicode."""
    folded = unicodedata.normalize("NFKC", text.replace("\u318d", "")).casefold()
    return "".join(filter(str.isalnum, folded))


def sketch(bare: str) -> tuple[int, ...]:
    data = [bare[i : i + _WIDTH].encode() for i in range(len(bare) - _WIDTH + 1)]
    return tuple(sorted({_hash(gram) for gram in data})[:_SIZE])


def _hash(gram: bytes) -> int:
    """Two CRCs mixed: spread well enough for a sketch."""
    low = zlib.crc32(gram)
    return ((low << 32 | zlib.adler32(gram)) * _MIX) & _MASK


def _copy(a: _Kept, b: _Kept) -> bool:
    shared = len(a.grams & b.grams)
    if not shared:
        return False
    contained = shared / min(len(a.grams), len(b.grams))
    jaccard = shared / (len(a.grams) + len(b.grams) - shared)
    alike = (contained >= _CONTAINED and shared >= _SHARED_GRAMS) or jaccard >= _JACCARD
    if alike and min(len(a.numbers), len(b.numbers)) >= _NUMBERS:
        overlap = len(a.numbers & b.numbers) / min(len(a.numbers), len(b.numbers))
        return overlap >= _OVERLAP
    return alike
