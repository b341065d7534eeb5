"""Drift: what an outlet's pages gave on its last visits and give no longer, seen within one run.

Shares that are watched: each field's coverage; ``own_page``, the articles whose body the outlet's own
page version of today read, and ``own_page:FIELD``, the same of another field (a byline's element with
a new name: the byline still comes, from the head, until that goes too); ``readable``, the pages that
are articles at all; ``agreement``, the sampled bodies that trafilatura reads alike; ``on_topic``, the
new articles that are of our matter (a number that leads to another board now shows in nothing else);
``clean``, the bodies without a line that most bodies of the visit have (a menu within the element).

When a share has fallen
-----------------------
1. It counts against the outlet's own last `VISITS` visits with articles, pooled: each article counts
   the same, a visit of one article says as much as one article does. A visit at which the share had
   fallen already is no measure: else ten bad visits would be the new normal.
2. The fall is *material* (`material`). A field that nearly every article has is printed by the page:
   ten points less is a fault. One that some articles have (captions, a subtitle) comes and goes with
   the news: only its halving is one.
3. It is no chance: by Fisher's exact test (one-sided) as few as now would be met less than once in
   1,000 times if nothing had changed. The test takes both samples as they are, however small: where
   all of 20 articles had a date, three without one in a row are drift, one is not. Some 17 shares of
   100 outlets are tested a few times a day, but hardly one of them ever moves, and (2) is asked too.
4. A small outlet has one article a visit. So the visits right before this one that fell short in the
   same way count with it, up to `RUN` of them.

``on_topic`` goes up and down with the news: it has fallen only when nothing is left of it.

``agreement`` rests on few comparisons, so it is held against what is known of sound pages: on the
press room's layouts and the real pages at hand none was found far apart, `FAR` is generous.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import comb, exp, lgamma
from typing import Any

from db import coverage
from db.coverage import PastVisit
from flows.stages.tally import FIELDS, Tally

#: Past visits that a share is held against.
VISITS = 10
#: Visits that count as "now" at most, this one included.
RUN = 5
#: How rarely chance alone may look like drift.
CHANCE = 0.001
#: A share from which a field is the page's own, and how far such a one may fall.
STEADY = 0.9
SLACK = 0.1
#: How often a sound body is far from trafilatura's.
FAR = 0.01

OWN = "own_page"
READABLE = "readable"
AGREEMENT = "agreement"
ON_TOPIC = "on_topic"
CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Share:
    """So many ``of`` so many."""

    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.count + other.count, self.of + other.of)


@dataclass(frozen=True, slots=True)
class Fall:
    """A share that has fallen: what it was on the last visits, what it is now."""

    field: str
    was: float
    now: float

    def row(self) -> dict[str, Any]:
        """As ``run_outlet.drift`` keeps it."""
        return {"field": self.field, "was": round(self.was, 4), "now": round(self.now, 4)}

    def __str__(self) -> str:
        """A sentence for people."""
        figures = f"{self.was:.0%} before, {self.now:.0%} now"
        name, _, part = self.field.partition(":")
        if name == OWN:
            what = part or "body"
            return f"{what} read by the outlet's own page version: {figures}"
        if self.field == READABLE:
            return f"pages that can be read as articles: {figures}"
        if self.field == AGREEMENT:
            return f"bodies that trafilatura reads alike: {figures}"
        if self.field == CLEAN:
            return f"bodies without lines that most of them have: {figures}; menus among the text?"
        if self.field == ON_TOPIC:
            return f"new articles on topic: {figures}; does its list still lead to the same board?"
        return f"articles with {self.field}: {figures}"


def shares(
    tally: Tally, versions: Sequence[str], *, outcomes: Mapping[str, int], compared: Share
) -> dict[str, Share]:
    """Every watched share of this visit. ``versions`` are the outlet's own pages' names,
    ``compared`` bodies were held against trafilatura's.
    """
    unread = sum(outcomes.get(outcome, 0) for outcome in coverage.UNREAD)
    new = [outcomes.get(outcome, 0) for outcome in coverage.JUDGED]
    found: dict[str, Share] = {}
    if tally.articles + unread:
        found[READABLE] = Share(tally.articles, tally.articles + unread)
    if not tally.articles:
        return found
    if sum(new):
        found[ON_TOPIC] = Share(sum(new[:-1]), sum(new))
    found[CLEAN] = Share(*tally.clean)
    found |= {name: Share(tally.filled[name], tally.articles) for name in FIELDS}
    if versions:
        found[OWN] = Share(tally.own("body", versions), tally.articles)
        for name in FIELDS:
            if name != "body" and tally.filled[name]:
                found[f"{OWN}:{name}"] = Share(tally.own(name, versions), tally.articles)
    if compared.of:
        found[AGREEMENT] = compared
    return found


def falls(now: Mapping[str, Share], past: Sequence[PastVisit]) -> list[Fall]:
    """The shares that have fallen, the deepest fall first. ``past`` is newest first."""
    found = [
        fall for name, share in now.items() if (fall := _fall(name, share, past)) is not None
    ]  # fmt: skip
    lost = {fall.field for fall in found}
    # A field that is gone altogether is said once.
    found = [f for f in found if f.field.removeprefix(f"{OWN}:") not in lost - {f.field}]
    return sorted(found, key=lambda fall: (fall.now - fall.was, fall.field))


def _fall(name: str, now: Share, past: Sequence[PastVisit]) -> Fall | None:
    told = [(share, name in visit.drift) for visit in past if (share := _past(name, visit)).of]
    sound = [share for share, drifted in told if not drifted]
    usual = _pooled(sound[:VISITS])
    matters = _gone if name == ON_TOPIC else material
    if not usual.of or not matters(usual, now):
        return None
    before = list(takewhile(lambda one: matters(usual, one[0]), told[: RUN - 1]))
    recent = _pooled([now, *(share for share, _ in before)])
    passed = sum(not drifted for _, drifted in before)
    usual = _pooled(sound[passed:][:VISITS])
    if not usual.of or not matters(usual, recent):
        return None
    rare = _far_apart if name == AGREEMENT else by_chance
    return Fall(name, usual.value, recent.value) if rare(usual, recent) < CHANCE else None


def _past(name: str, visit: PastVisit) -> Share:
    """The share as that visit had it; of nothing where it does not tell."""
    if name == READABLE:
        return Share(visit.articles, visit.articles + visit.unread)
    if name == ON_TOPIC:
        return Share(visit.on_topic, visit.judged)
    value = visit.coverage.get(name)
    if value is None and name.startswith(OWN) and OWN in visit.coverage:
        value = 0.0  # no article had the field
    if value is None:
        return Share(0, 0)
    of = max(1, visit.articles // 100) if name == AGREEMENT else visit.articles
    return Share(round(value * of), of)


def _pooled(shares: Sequence[Share]) -> Share:
    return sum(shares, Share(0, 0))


def material(was: Share, now: Share) -> bool:
    """Would such a fall matter, if it were none of chance?"""
    if was.value >= STEADY:
        return now.value < was.value - SLACK
    return now.value <= was.value / 2


def _gone(was: Share, now: Share) -> bool:
    return was.count > 0 and now.count == 0


def by_chance(was: Share, now: Share) -> float:
    """Fisher's exact test, one-sided: how often would at most ``now.count`` of ``now.of`` be drawn
    from both samples thrown together?
    """
    filled, total = was.count + now.count, was.of + now.of
    least = max(0, now.of - (total - filled))
    whole = _log_comb(total, now.of)
    return sum(
        exp(_log_comb(filled, i) + _log_comb(total - filled, now.of - i) - whole)
        for i in range(least, now.count + 1)
    )


def _far_apart(was: Share, now: Share) -> float:
    """How often would at least so many bodies be far from trafilatura's, if the page were sound?"""
    rate, far = max(FAR, 1 - was.value), now.of - now.count
    return sum(
        comb(now.of, i) * rate**i * (1 - rate) ** (now.of - i) for i in range(far, now.of + 1)
    )


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def rounded(found: Mapping[str, Share]) -> dict[str, float]:
    """As ``run_outlet.coverage`` keeps them: name → share."""
    return {name: round(share.value, 4) for name, share in found.items()}
