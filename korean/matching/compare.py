"""Are two texts one text? Copy, related, template or none, with the figures and the reason.

Copies share most of the smaller text's 5-grams. Whatever else shares so much is a template: weather,
markets, appointments, obituaries, counts of poultry farms, and releases of one mould. It tells other
facts in the same words, so the facts are compared as well (`korean.matching.evidence`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from korean.matching.evidence import Evidence, Reading, weigh
from korean.matching.sketch import long_enough

Kind = Literal["copy", "related", "template", "none"]

#: Share of the smaller text's 5-grams from which on two texts are a copy, with so many shared …
COPY_CONTAINMENT, COPY_SHARED = 0.6, 120
#: … or share of all their grams, whatever their number.
COPY_JACCARD = 0.4
#: The least of both where the facts in the shared passages speak for a copy: a new lead over what is
#: left of a release after cuts shares no more. Of 9,000 pairs of other texts of one mould, none did;
#: but a follow-up that reprints two sentences shares some 80 grams with the first report.
TOLD_CONTAINMENT, TOLD_SHARED = 0.45, 90
RELATED_CONTAINMENT = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """How two texts relate. ``containment``: share of the smaller one's 5-grams that the other has;
    ``jaccard``: of all their 5-grams; ``shared``: how many; ``why``: a phrase for people. All are zero
    where a sample told the two apart.
    """

    kind: Kind
    containment: float
    jaccard: float
    shared: int
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A text made ready once for many comparisons."""

    reading: Reading
    telling: bool  # long enough to be evidence of a copy
    title: str | None = None
    published_at: datetime | None = None

    @classmethod
    def of(
        cls, text: str, *, title: str | None = None, published_at: datetime | None = None
    ) -> Prepared:
        return cls(Reading(text), long_enough(text), title, published_at)


def compare(a: Prepared, b: Prepared, *, same_article: bool = False) -> Finding:
    """How two texts relate; the same whichever comes first.

    ``same_article``: two texts of one article, which may change its figures and stays itself.
    """
    if not (a.telling and b.telling):
        return Finding("none", 0.0, 0.0, 0, "too short to be evidence of a copy")
    one, other = sorted((a.reading, b.reading), key=lambda r: (len(r.letters), r.letters))
    if one.letters == other.letters and one.letters:
        return Finding("copy", 1.0, 1.0, len(one.distinct), "the same text")
    if one.is_unlike(other):
        return Finding("none", 0.0, 0.0, 0, "hardly anything in common")
    shared = int(np.count_nonzero(other.has(one.distinct)))
    sizes = len(one.distinct), len(other.distinct)
    containment = shared / min(sizes) if min(sizes) else 0.0
    jaccard = shared / (sum(sizes) - shared) if sum(sizes) else 0.0
    kind, why = _kind(one, other, shared, containment, jaccard, same_article)
    return Finding(kind, containment, jaccard, shared, why)


def _kind(
    a: Reading, b: Reading, shared: int, containment: float, jaccard: float, same_article: bool
) -> tuple[Kind, str]:
    held = f"{containment:.0%} of the shorter text in the other"
    much = (containment >= COPY_CONTAINMENT and shared >= COPY_SHARED) or jaccard >= COPY_JACCARD
    if much and same_article:
        return "copy", f"{held}, both of one article"
    if not much and (containment < TOLD_CONTAINMENT or shared < TOLD_SHARED):
        return ("related" if containment >= RELATED_CONTAINMENT else "none"), held
    evidence = weigh(a, b, passages=not much)
    return _by_evidence(evidence, much, containment, held)


def _by_evidence(evidence: Evidence, much: bool, containment: float, held: str) -> tuple[Kind, str]:
    if evidence.is_template:
        if much or containment >= RELATED_CONTAINMENT:
            return "template", f"{held}, with other facts: {evidence.told or 'other numbers'}"
        return "none", held
    if much and not evidence.is_strange(containment):
        return "copy", held
    if evidence.speaks_for_copy(containment):
        return "copy", f"{held}, with {evidence.agreed} facts"
    return ("related" if containment >= RELATED_CONTAINMENT else "none"), held
