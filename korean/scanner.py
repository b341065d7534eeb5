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


class Scanner:
    """Finds every term of every table in one pass over the text.

    Terms are indexed by their first two characters, then by length and spelling, so the cost is
    about one dictionary look-up per character, whatever the number of terms. Within one table the
    leftmost, longest term wins; terms of different tables may overlap.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        spelled: dict[str, list[Term]] = {}
        lengths: dict[str, set[int]] = {}
        for term in terms:
            if len(term.text) < 2:
                raise VocabError(f"{term.table}: {term.text!r} is too short; use two characters")
            spelled.setdefault(term.text, []).append(term)
            lengths.setdefault(term.text[:2], set()).add(len(term.text))
        self._spelled = {text: tuple(found) for text, found in spelled.items()}
        self._lengths = {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()}

    def scan(self, text: str) -> list[Hit]:
        spelled = self._spelled
        find = self._lengths.get
        hits: list[Hit] = []
        busy: dict[str, int] = {}
        for start, pair in enumerate(map(operator.add, text, text[1:])):
            lengths = find(pair)
            if lengths is None:
                continue
            for length in lengths:
                for term in spelled.get(text[start : start + length], ()):
                    if busy.get(term.table, 0) > start:
                        continue
                    end = start + length
                    if stands_free(text, start, end, term):
                        busy[term.table] = end
                        hits.append(Hit(start, end, term))
        return hits


def stands_free(text: str, start: int, end: int, term: Term) -> bool:
    """Latin letters never continue a term's Latin edge (AI in KAIST); ``word`` terms begin a word."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if is_latin(term.text[0]) and is_latin(before):
        return False
    if is_latin(term.text[-1]) and is_latin(after):
        return False
    return not (term.word and (is_hangul(before) or is_latin(before)))
