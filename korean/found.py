"""What the rooms of `korean.tags` hand over: a find in one field, and a field that was scanned."""

from __future__ import annotations

from typing import Literal, NamedTuple

from korean.scanner import Hit

Kind = Literal["topic", "region", "agency", "programme", "amount"]


class Scanned(NamedTuple):
    """One field of an article (title, subtitle or body): its text and the words found in it."""

    name: str
    text: str
    hits: list[Hit]


class Found(NamedTuple):
    """One reason for one tag. ``start`` and ``end`` are characters in the field's text."""

    kind: Kind
    value: str
    field: str
    start: int
    end: int
    rule: str
    weight: float = 1.0
