"""The policy gate: does a public actor, or a policy debate, act on the artificial intelligence?"""

from __future__ import annotations

import re

from korean.reading import Field, Reading, note

PRIORS = {"government": 0.30, "regional": 0.0, "national": 0.0}
"""What the publisher alone says about a public actor being at work."""

_ACTORS = frozenset({"agency", "government", "body", "official"})
_FOREIGN_BEFORE = re.compile(
    r"(?:미국?|美|중국|中|일본|日|영국|英|프랑스|독일|러시아|대만|인도|유럽|EU|도널드 트럼프|트럼프|바이든|시진핑|마크롱|푸틴)\s*$"
)


def policy_gate(reading: Reading, kind: str, section: str | None) -> tuple[float, bool, str | None]:
    """(policy 0–1, foreign?, what speaks against it)."""
    score = PRIORS.get(kind, 0.0)
    if section and any(word in section for word in ("정치", "행정", "자치", "정책")):
        score += 0.05
    near = _near_ai(reading)
    score += _programmes(reading)
    own, abroad = _actors(reading, near)
    score += own + abroad
    score += _actions(reading, near, has_actor=own + abroad > 0)
    against, word = _against(reading)
    if own + abroad > 0.4:
        against *= 0.6  # a ministry's plan may speak of sales and prices
    return max(0.0, min(score - against, 1.0)), abroad > own, word


def _near_ai(reading: Reading) -> dict[str, list[tuple[int, int]]]:
    """Sentences that mention artificial intelligence, and the sentence after each: it often says
    what the office does about it (도는 5년간 150억 원을 댄다) without the word."""
    result: dict[str, list[tuple[int, int]]] = {}
    for field in reading.fields:
        starts = [m.start for name, m in reading.mentions if name == field.name]
        named = [any(s <= at < e for at in starts) for s, e in field.sentences]
        result[field.name] = [
            span for i, span in enumerate(field.sentences) if named[i] or (i and named[i - 1])
        ]
    return result


def _programmes(reading: Reading) -> float:
    """Programme names suffice by themselves: the heaviest counts whole, each further one a bit."""
    weights: dict[str, float] = {}
    for field in reading.fields:
        for hit in field.hits:
            if hit.term.table == "programme" and hit.term.text not in weights:
                weights[hit.term.text] = hit.term.weight * (1.0 if field.name == "title" else 0.7)
                note(
                    reading,
                    "policy",
                    f"programme.{hit.term.key}",
                    field.name,
                    hit.start,
                    hit.end,
                    weights[hit.term.text],
                )
    ordered = sorted(weights.values(), reverse=True)
    return min(ordered[0] + 0.06 * (len(ordered) - 1), 0.7) if ordered else 0.0


def _actors(reading: Reading, near: dict[str, list[tuple[int, int]]]) -> tuple[float, float]:
    """(Korean public actors, foreign states), each 0–0.6, by where they stand."""
    totals = {"own": 0.0, "abroad": 0.0}
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.hits:
            abroad = hit.term.table == "foreign"
            if not abroad:
                if hit.term.table not in _ACTORS:
                    continue
                abroad = bool(_FOREIGN_BEFORE.search(field.text[max(hit.start - 9, 0) : hit.start]))
            key = hit.term.text
            place = _place(field, hit.start, near)
            if f"{place}{key}" in seen:
                continue
            seen.add(f"{place}{key}")
            weight = _PLACES[place] * min(hit.term.weight, 1.0)
            totals["abroad" if abroad else "own"] += weight
            rule = "foreign" if abroad else hit.term.table
            note(reading, "policy", f"actor.{rule}", field.name, hit.start, hit.end, weight)
    return min(totals["own"], 0.6), min(totals["abroad"], 0.6)


_PLACES = {"title": 0.32, "near-lead": 0.30, "near": 0.16, "lead": 0.14, "far": 0.04}
"""What an actor (and, scaled, an action) is worth by its place; near: in a sentence about AI."""


def _place(field: Field, at: int, near: dict[str, list[tuple[int, int]]]) -> str:
    if field.name != "body":
        return "title"
    beside = any(start <= at < end for start, end in near.get("body", ()))
    if at < field.lead:
        return "near-lead" if beside else "lead"
    return "near" if beside else "far"


def _actions(reading: Reading, near: dict[str, list[tuple[int, int]]], *, has_actor: bool) -> float:
    """Action and debate words, distinct, over the whole body; without any actor they count half."""
    score = 0.0
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.hits:
            if hit.term.table not in {"action", "debate"} or hit.term.text in seen:
                continue
            seen.add(hit.term.text)
            weight = _PLACES[_place(field, hit.start, near)] * 0.4
            score += weight
            note(reading, "policy", hit.term.table, field.name, hit.start, hit.end, weight)
    return min(score, 0.35) * (1.0 if has_actor else 0.5)


def _against(reading: Reading) -> tuple[float, str | None]:
    """Corporate, market and leisure words: (what they take away, the heaviest kind)."""
    totals = {"corporate": 0.0, "market": 0.0, "leisure": 0.0}
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.hits:
            if hit.term.table not in totals or hit.term.text in seen:
                continue
            seen.add(hit.term.text)
            heavy = field.name == "title" or hit.start < field.lead
            weight = (0.10 if heavy else 0.04) * _KIND_WEIGHT[hit.term.table]
            totals[hit.term.table] += weight
            note(reading, "policy", hit.term.table, field.name, hit.start, hit.end, -weight)
    heaviest = max(totals, key=lambda name: totals[name])
    return min(sum(totals.values()), 0.6), heaviest if totals[heaviest] > 0 else None


_KIND_WEIGHT = {"corporate": 1.0, "market": 1.3, "leisure": 1.3}
