"""Where a query hits a text: marks, and snippets made of plain parts. Never HTML: whoever shows them
escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from korean.query import Phrase, Query
from korean.tokens import Token, first_end, fold, tokenize

Parts = tuple[tuple[str, bool], ...]
"""A text in pieces, in order, each with whether it is a hit; no piece is empty."""

Mark = tuple[int, int]

_CUT = "…"
_BLANKS = re.compile(r"\s+")
_EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Snippet:
    """``title``: all of it. ``text``: a stretch of the body on one line, ``…`` where it is cut."""

    title: Parts
    text: Parts


def marks(query: Query, text: str, *, title: bool = False) -> list[Mark]:
    """The places a hit rests on, in order, not overlapping; ``title``: the text is a title."""
    return _merged([(start, end) for start, end, _ in _found(query, text, title)])


def parts(text: str, marks: Sequence[Mark]) -> Parts:
    """The whole text, cut at the marks."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for start, end in marks:
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    cut.append((text[at:], False))
    return tuple(part for part in cut if part[0])


def snippet(query: Query, title: str, body: str, width: int = 160) -> Snippet:
    """The title, and about ``width`` characters of the body where most of the query is together; its
    beginning where nothing of it hits the body."""
    found = _found(query, body, title=False)
    start, end = _window(body, found, width)
    inside = [(max(s, start), min(e, end)) for s, e, _ in found if s < end and e > start]
    shown = _on_one_line(
        parts(body[start:end], [(s - start, e - start) for s, e in _merged(inside)])
    )
    before = ((_CUT, False),) if body[:start].strip() else ()
    behind = ((_CUT, False),) if body[end:].strip() else ()
    return Snippet(parts(title, marks(query, title, title=True)), (*before, *shown, *behind))


Found = tuple[int, int, int]
"""Start, end, and which of the query's phrases it is."""


def _found(query: Query, text: str, title: bool) -> list[Found]:
    phrases = [p for p in dict.fromkeys(query.phrases()) if title or not p.title]
    if not phrases:
        return []
    found: list[Found] = []
    for offset, stretch in _stretches(text, phrases):
        plain = "".join(fold(stretch).split()).replace(",", "")
        here = [(n, p) for n, p in enumerate(phrases) if p.pieces[0].text in plain]
        if not here:
            continue  # most paragraphs; cutting them into tokens is what costs time
        tokens = tokenize(stretch)
        places: dict[str, list[int]] = {}
        for at, token in enumerate(tokens):
            places.setdefault(token.text, []).append(at)
        for number, wanted in here:
            spans = _places(wanted, stretch, tokens, places)
            found += [(offset + start, offset + end, number) for start, end in spans]
    return sorted(found)


def _stretches(text: str, phrases: Sequence[Phrase]) -> Iterator[tuple[int, str]]:
    """The paragraphs with their offsets; all as one where a phrase may run over a gap."""
    at = 0
    if not any(piece.gap for wanted in phrases for piece in wanted.pieces):
        for empty in _EMPTY_LINE.finditer(text):
            yield at, text[at : empty.start()]
            at = empty.end()
    yield at, text[at:]


def _places(
    wanted: Phrase, text: str, tokens: Sequence[Token], places: dict[str, list[int]]
) -> Iterator[Mark]:
    first, last = wanted.pieces[0], len(wanted.pieces) - 1
    if first.prefix:
        starts = [at for token, ats in places.items() if token[0] == first.text for at in ats]
    else:
        starts = places.get(first.text, [])
    for at in starts:
        row = tokens[at : at + last + 1]
        if len(row) <= last or not all(
            (token.text.startswith if piece.prefix else token.text.__eq__)(piece.text)
            and (number == 0 or token.gap == piece.gap)
            for number, (piece, token) in enumerate(zip(wanted.pieces, row, strict=True))
        ):
            continue
        # One syllable found a pair: 법 in 법률.
        end = first_end(text, row[-1].start) if wanted.pieces[-1].prefix else row[-1].end
        yield row[0].start, end


def _merged(marks: Sequence[Mark]) -> list[Mark]:
    merged: list[Mark] = []
    for start, end in sorted(marks):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, found: Sequence[Found], width: int) -> Mark:
    """Where to cut: most different phrases inside, the earliest such place, at word edges."""
    first, last = _best(found, width)
    start = max(0, first - width // 4)
    if start:
        start = next((at + 1 for at in range(start - 1, first) if text[at].isspace()), start)
    end = min(len(text), start + max(width, 1))
    if end < len(text):
        end = next((at for at in range(end, max(last, start), -1) if text[at].isspace()), end)
    return start, end


def _best(found: Sequence[Found], width: int) -> Mark:
    """The first mark's start and the last one's end of the window with most different phrases."""
    best, most = (0, 0), 0
    for at, (start, end, _) in enumerate(found):
        inside = {found[at][2]}
        for other in found[at + 1 :]:
            if other[1] > start + width * 3 // 4:
                break
            inside.add(other[2])
            end = max(end, other[1])
        if len(inside) > most:
            best, most = (start, end), len(inside)
    return best


def _on_one_line(cut: Parts) -> Parts:
    """Each row of blanks as one space, none at the ends."""
    shown: list[tuple[str, bool]] = []
    blank = True
    for text, hit in cut:
        line = _BLANKS.sub(" ", text)
        if line := line.lstrip(" ") if blank else line:
            shown.append((line, hit))
            blank = line[-1] == " "
    if shown and blank:
        text, hit = shown.pop()
        shown += [(text[:-1], hit)] if text[:-1] else []
    return tuple(shown)
