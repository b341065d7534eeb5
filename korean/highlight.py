"""Where a query hits a text: marks, and snippets made of plain parts. Never HTML: whoever shows them
escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import or_

from korean.query import Phrase, Query
from korean.sighting import pattern
from korean.tokens import Token, aligned, first_end, fold, tokenize

Parts = tuple[tuple[str, bool], ...]
"""A text in pieces, in order, each with whether it is a hit; no piece is empty."""

Mark = tuple[int, int]

_CUT, _BETWEEN = "…", " … "
#: Windows that are tried two by two.
_MOST_PAIRED = 40
_BLANKS = re.compile(r"\s+")
#: Where a subtitle's line ends, and the subtitle: as one blank of the text, and as it is shown.
_LINE, _END = "\x1e", "\x1f"
_SHOWN = ((_END, " — "), (_LINE, " · "))
_ENDED = re.compile(r"\s*\n\s*")
_EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Snippet:
    """``title``: all of it. ``text``: one or two stretches of the body on one line, ``…`` where it is cut."""

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


def snippet(query: Query, title: str, body: str, width: int = 160, *, lead: int = 0) -> Snippet:
    """The title, and about ``width`` characters of the body that show as many of the query's terms as
    they can: one stretch, or two where these show more; its beginning where nothing of it hits the body.

    ``lead``: so many characters at the body's beginning are a subtitle, which is left out where nothing
    of it is a hit. Else its lines are told apart by a dot, and the text behind it by a dash.
    """
    body = body.replace(_LINE, " ").replace(_END, " ")
    found = _found(query, body, title=False)
    if lead and body[lead:].strip() and all(start >= lead for start, _, _ in found):
        body = body[lead:]
        found = [(start - lead, end - lead, wanted) for start, end, wanted in found]
    elif lead:
        body = _gaps(body, lead)
    shown: list[tuple[str, bool]] = []
    at = 0
    for start, end in _stretches_of(body, found, _units(query), width):
        if body[at:start].strip():
            shown.append((_BETWEEN if at else _CUT, False))
        inside = [
            (max(s, start) - start, min(e, end) - start)
            for s, e, _ in found
            if s < end and e > start
        ]
        shown += _on_one_line(parts(body[start:end], _merged(inside)))
        at = end
    if body[at:].strip():
        shown.append((_CUT, False))
    return Snippet(parts(title, marks(query, title, title=True)), tuple(shown))


def _gaps(body: str, lead: int) -> str:
    """As long as the body, with its subtitle's gaps as signs: places in it stay what they are."""
    lines = _ENDED.sub(lambda gap: _LINE * len(gap[0]), body[:lead].rstrip())
    text = body[lead:].lstrip()
    return lines + _END * (len(body) - len(lines) - len(text)) + text


Found = tuple[int, int, Phrase]
"""Start, end, and which of the query's phrases it is."""


def _found(query: Query, text: str, title: bool) -> list[Found]:
    phrases = [p for p in dict.fromkeys(query.phrases()) if title or not p.title]
    found: list[Found] = []
    folded = aligned(text) if phrases else None
    cut = []
    for wanted in phrases:
        if folded is None or (expression := pattern(wanted)) is None:
            cut.append(wanted)
        else:
            found += [(*hit.span(1), wanted) for hit in expression.finditer(folded)]
    if cut:
        found += _by_tokens(cut, text)
    return sorted(found, key=lambda one: one[:2])


def _by_tokens(phrases: Sequence[Phrase], text: str) -> Iterator[Found]:
    """For the phrases, or texts, that need it: cutting a text into tokens is what costs time."""
    for offset, stretch in _paragraphs(text, phrases):
        folded = aligned(stretch)
        plain = "".join((fold(stretch) if folded is None else folded).split()).replace(",", "")
        here = []
        for wanted in phrases:
            expression = pattern(wanted)
            if folded is not None and expression is not None:
                for hit in expression.finditer(folded):
                    yield offset + hit.start(1), offset + hit.end(1), wanted
            elif wanted.pieces[0].text in plain:
                here.append(wanted)
        if not here:
            continue
        tokens = tokenize(stretch)
        places: dict[str, list[int]] = {}
        for at, token in enumerate(tokens):
            places.setdefault(token.text, []).append(at)
        for wanted in here:
            for start, end in _places(wanted, stretch, tokens, places):
                yield offset + start, offset + end, wanted


def _paragraphs(text: str, phrases: Sequence[Phrase]) -> Iterator[tuple[int, str]]:
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


Shown = Mapping[Phrase, int]
"""Phrase → which of a query's terms it shows, as bits."""


def _units(query: Query) -> Shown:
    """A term that may be met by several phrases together (AI 기본법) counts once for each, and the
    single phrase that says the same (인공지능기본법) for all of them.
    """
    shown: dict[Phrase, int] = {}
    first = 0
    for term in query.must:
        most = max(len(conjunct.phrases) for conjunct in term.any)
        for conjunct in term.any:
            for at, wanted in enumerate(conjunct.phrases, 1):
                behind = most if at == len(conjunct.phrases) else at
                bits = (1 << first + behind) - (1 << first + at - 1)
                shown[wanted] = shown.get(wanted, 0) | bits
        first += most
    return shown


def _stretches_of(text: str, found: Sequence[Found], units: Shown, width: int) -> Iterator[Mark]:
    """Where to cut: one stretch of the width, or two of half of it that show more terms."""
    hits = [(start, end, units[wanted]) for start, end, wanted in found]
    most = reduce(or_, {bits for *_, bits in hits}, 0)
    whole = _windows(hits, most, width)
    best = max(whole, key=int.bit_count, default=0)
    if best != most:
        halves = _windows(hits, most, width // 2)
        richest = sorted(halves, key=int.bit_count, reverse=True)[:_MOST_PAIRED]
        two = max(product(richest, richest), key=lambda both: or_(*both).bit_count())
        if or_(*two).bit_count() > best.bit_count():
            one, other = sorted(_window(text, *halves[bits], width // 2) for bits in two)
            if text[one[1] : other[0]].strip():
                yield one
                yield other
            else:
                yield one[0], max(one[1], other[1])
            return
    yield _window(text, *whole.get(best, (0, 0)), width)


def _windows(hits: Sequence[tuple[int, int, int]], most: int, width: int) -> dict[int, Mark]:
    """Terms → the earliest window that shows just these: its first mark's start, its last one's end.
    None is looked for behind one that shows all there are.
    """
    windows: dict[int, Mark] = {}
    for at, (start, end, shown) in enumerate(hits):
        for _, other, further in hits[at + 1 : at + 1 + width]:  # a mark has a character at least
            if shown == most or other > start + width * 3 // 4:
                break
            shown |= further
            end = max(end, other)
        windows.setdefault(shown, (start, end))
        if shown == most:
            break
    return windows


def _window(text: str, first: int, last: int, width: int) -> Mark:
    """Where to cut around marks, at word edges."""
    start = max(0, first - width // 4)
    if start:
        start = next((at + 1 for at in range(start - 1, first) if text[at].isspace()), start)
    end = min(len(text), start + max(width, 1))
    if end < len(text):
        end = next((at for at in range(end, max(last, start), -1) if text[at].isspace()), end)
    return start, end


def _on_one_line(cut: Parts) -> Parts:
    """Each row of blanks as one space, or what a subtitle's gap is shown as; none at the ends."""
    shown: list[tuple[str, bool]] = []
    blank = True
    for text, hit in cut:
        if line := text.lstrip() if blank else text:
            shown.append((line, hit))
            blank = line[-1].isspace()
    if shown and blank:
        text, hit = shown.pop()
        shown += [(text.rstrip(), hit)] if text.strip() else []
    return tuple((_BLANKS.sub(_blank, text), hit) for text, hit in shown)


def _blank(gap: re.Match[str]) -> str:
    return next((shown for sign, shown in _SHOWN if sign in gap[0]), " ")
