"""Near-duplicates among texts as they come, in memory: each is compared with those before it."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from korean.matching.compare import Prepared, compare
from korean.matching.sketch import LEAST_SHARED, MOST_CANDIDATES, bucket, long_enough, sketch
from korean.skeleton import content_hash

Relation = Literal["copy", "related", "template"]

_KOREA = ZoneInfo("Asia/Seoul")
_READY = 8192  # texts kept prepared
_CROWD = 16  # holders from which on a hash is no rare one
_MOST_SEEN = 2_000  # holders of hashes looked at for a text


@dataclass(frozen=True, slots=True)
class Match:
    """How a text relates to one before it: ``id_a`` the earlier, ``id_b`` the text itself."""

    id_a: str
    id_b: str
    relation: Relation
    containment: float
    jaccard: float
    why: str


class DuplicateId(ValueError):
    """Raised by `Matcher.add` for an id that it has seen."""


@dataclass(frozen=True, slots=True)
class _Kept:
    id: str
    text: str
    bucket: int | None  # None: of unknown time, a candidate at any


class Matcher:
    """Finds copies of each text among the texts added before it.

    Candidates share hashes of the sketch and lie in neighbouring buckets of 30 days; texts that are
    letter for letter the same meet at any distance of time, and so does a text without a time.
    """

    def __init__(self) -> None:
        self._texts: list[_Kept] = []
        self._ids: set[str] = set()
        self._holders: dict[int, list[int]] = {}
        self._exact: dict[str, list[int]] = {}
        self._ready: OrderedDict[int, Prepared] = OrderedDict()

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, id: str, text: str, published_at: datetime | None = None) -> list[Match]:
        """What the text has among those before it, in their order, and keep it.

        Args:
            published_at: aware; None makes the text a candidate for any time.

        Raises:
            DuplicateId: the id was added before.
        """
        if id in self._ids:
            raise DuplicateId(f"the id {id!r} was given before; every text needs its own")
        hashes = sketch(text)
        when = bucket(published_at.astimezone(_KOREA).date()) if published_at else None
        # Texts too short for a sketch are no evidence of a copy, not even when equal.
        twin = content_hash(text) if long_enough(text) else None
        candidates = self._candidates(hashes, when, twin)
        number = len(self._texts)
        self._keep(_Kept(id, text, when), hashes, twin)
        return [found for other in candidates if (found := self._compared(other, number))]

    def _candidates(self, hashes: tuple[int, ...], when: int | None, twin: str | None) -> list[int]:
        shared: Counter[int] = Counter()
        rare: dict[int, int] = {}
        seen = 0
        # Rare hashes first: those that thousands hold are boilerplate, and tell least.
        for holders in sorted((self._holders.get(h, []) for h in hashes), key=len):
            if len(holders) > _CROWD and not rare:
                rare = dict(shared)
            seen += len(holders)
            if seen > _MOST_SEEN and len(shared) > MOST_CANDIDATES:
                break
            shared.update(holders)
        near = [
            (-rare.get(other, 0), -count, other)
            for other, count in shared.items()
            if count >= LEAST_SHARED and _near(when, self._texts[other].bucket)
        ]
        near.sort()
        equal = self._exact.get(twin, ()) if twin else ()
        return sorted({other for *_, other in near[:MOST_CANDIDATES]}.union(equal))

    def _keep(self, kept: _Kept, hashes: tuple[int, ...], twin: str | None) -> None:
        number = len(self._texts)
        self._texts.append(kept)
        self._ids.add(kept.id)
        for h in hashes:
            self._holders.setdefault(h, []).append(number)
        if twin:
            self._exact.setdefault(twin, []).append(number)

    def _compared(self, earlier: int, number: int) -> Match | None:
        finding = compare(self._prepared(earlier), self._prepared(number))
        if finding.kind == "none":
            return None
        return Match(
            self._texts[earlier].id,
            self._texts[number].id,
            finding.kind,
            finding.containment,
            finding.jaccard,
            finding.why,
        )

    def _prepared(self, number: int) -> Prepared:
        if (ready := self._ready.get(number)) is not None:
            self._ready.move_to_end(number)
            return ready
        prepared = self._ready[number] = Prepared.of(self._texts[number].text)
        if len(self._ready) > _READY:
            self._ready.popitem(last=False)
        return prepared


def _near(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= 1
