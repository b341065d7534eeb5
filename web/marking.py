"""A text cut where its evidence begins and ends, so that a template can mark it. Never HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one field. ``kind`` becomes a class, ``id`` an anchor, ``note`` a title."""

    field: str
    start: int
    end: int
    kind: str
    note: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text over which the same spans hold; ids are those of the spans that begin here."""

    text: str
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def segments(text: str, spans: Iterable[Span], offset: int = 0) -> list[Segment]:
    """``text`` stands at ``offset`` in its field; spans reach over its ends or lie outside at will."""
    end = offset + len(text)
    held = sorted(
        (s for s in spans if s.start < s.end and s.start < end and s.end > offset),
        key=lambda s: (s.start, s.end),
    )
    borders = {offset, end}
    for span in held:
        borders |= {max(span.start, offset), min(span.end, end)}
    edges = sorted(borders)
    found = []
    for start, stop in pairwise(edges):
        here = [s for s in held if s.start <= start and s.end >= stop]
        found.append(
            Segment(
                text[start - offset : stop - offset],
                tuple(dict.fromkeys(s.kind for s in here)),
                tuple(dict.fromkeys(s.note for s in here if s.note)),
                tuple(s.id for s in here if s.id and max(s.start, offset) == start),
            )
        )
    return found


def paragraphs(body: str, spans: Sequence[Span]) -> list[list[Segment]]:
    """Each paragraph of a body (blank lines between them) in segments."""
    return [segments(text, spans, at) for at, text in _paragraphs(body) if text.strip()]


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    at = 0
    for text in body.split("\n\n"):
        yield at, text
        at += len(text) + 2
