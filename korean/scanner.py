"""One scanner that finds every term of every table in one pass over a text."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

AI_FORMS = ("인공지능(AI)", "AI(인공지능)", "인공지능", "AI")
"""How newspapers write the word; ``{AI}`` in a term stands for each of them."""


class VocabError(ValueError):
    """A table in ``korean/data`` is wrong. The message names file, entry and what to change."""


@dataclass(frozen=True, slots=True)
class Term:
    """One spelling to look for. ``key`` is what it means (a topic, a region, an agency's name)."""

    text: str
    table: str
    key: str
    weight: float = 1.0
    word: bool = False  # must begin a word: no Hangul or Latin letter in front


class Hit(NamedTuple):
    start: int
    end: int
    term: Term


def is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def spellings(pattern: str) -> list[str]:
    """Every spelling of a term: each form of AI, each space present or absent."""
    forms = AI_FORMS if "{AI}" in pattern else ("",)
    found: dict[str, None] = {}
    for form in forms:
        words = pattern.replace("{AI}", form).split(" ")
        for gaps in itertools.product((" ", ""), repeat=len(words) - 1):
            found["".join(itertools.chain(*zip(words, (*gaps, ""), strict=True)))] = None
    return list(found)


Spelled = tuple[tuple[Term, bool, bool], ...]
"""The terms of one spelling, each with whether what stands before and behind must be looked at."""


class Scanner:
    """Finds every term of every table in one pass over the text.

    Terms are indexed by their first two characters, then by the third, then by length and spelling,
    so the cost is about one dictionary look-up per character, whatever the number of terms. Within
    one table the leftmost, longest term wins; terms of different tables may overlap.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        spelled: dict[str, list[tuple[Term, bool, bool]]] = {}
        for term in terms:
            if len(term.text) < 2:
                raise VocabError(f"{term.table}: {term.text!r} is too short; use two characters")
            edges = (term.word or is_latin(term.text[0]), is_latin(term.text[-1]))
            spelled.setdefault(term.text, []).append((term, *edges))
        self._spelled: dict[str, Spelled] = {text: tuple(found) for text, found in spelled.items()}
        self._starts: dict[str, tuple[dict[str, list[int]], Spelled]] = {}
        for text in sorted(spelled, key=len, reverse=True):
            longer, _ = self._starts.setdefault(text[:2], ({}, self._spelled.get(text[:2], ())))
            if len(text) > 2 and len(text) not in longer.setdefault(text[2], []):
                longer[text[2]].append(len(text))

    def scan(self, text: str) -> list[Hit]:
        spelled = self._spelled.get
        hits: list[Hit] = []
        busy: dict[str, int] = {}
        # One look-up a character, without a line of Python for those that begin no term.
        nodes = list(map(self._starts.get, map(operator.add, text, text[1:])))
        found = zip(itertools.compress(itertools.count(), nodes), filter(None, nodes), strict=True)
        for start, (longer, short) in found:
            for length in longer.get(text[start + 2 : start + 3], ()):
                terms = spelled(text[start : start + length])
                if terms:
                    _take(terms, text, start, start + length, busy, hits)
            if short:
                _take(short, text, start, start + 2, busy, hits)
        return hits


def _take(
    found: Spelled, text: str, start: int, end: int, busy: dict[str, int], hits: list[Hit]
) -> None:
    for term, left, right in found:
        if busy.get(term.table, 0) > start:
            continue
        if left and start and _goes_on(text[start - 1], term.word):
            continue
        if right and end < len(text) and is_latin(text[end]):
            continue
        busy[term.table] = end
        hits.append(Hit(start, end, term))


def _goes_on(before: str, word: bool) -> bool:
    """Whether the character in front makes the term the rest of a longer word."""
    if before == " " or before == "\n":
        return False
    return is_latin(before) or (word and is_hangul(before))
