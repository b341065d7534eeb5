"""A scorer's explained opinion: what it says, how sure it is, and the spans it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["on_topic", "off_topic"]
Band = Literal["accept", "review", "reject"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One span behind a verdict or a tag. ``field`` is title, subtitle or body; offsets are
    characters in that field; ``weight`` is what it added to the score (negative: took away)."""

    gate: str
    rule: str
    field: str
    start: int
    end: int
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """``score`` is 0 to 1. ``reason`` is a stable short code of the gate that decided
    (``policy``, ``no_ai``, ``avian``, ``passing``, ``corporate`` …)."""

    label: Label
    score: float
    band: Band
    reason: str
    ruleset: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A topic, region, agency, programme or amount of an article. ``value`` is the vocabulary's key
    (``경북``), of an amount the whole number of won, which ``krw`` holds as a number.
    """

    kind: Literal["topic", "region", "agency", "programme", "amount"]
    value: str
    count: int
    evidence: tuple[Evidence, ...] = ()
    krw: int | None = None
