"""Korean grammar for generated prose: particles by sound, broadcast endings, filling of sentences.

Templates name facts in braces. ``{org|은}`` takes the fact ``org`` and the particle that fits its
last sound (은/는, 이/가, 을/를, 과/와, 으로/로, 이라/라, 이나/나, 이며/며).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

_PARTICLES = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
    "이라": ("이라", "라"),
    "이나": ("이나", "나"),
    "이며": ("이며", "며"),
}
_RIEUL = 8  # index of the final consonant ㄹ in a Hangul syllable
_BIEUP = 17
_NIEUN = 4
#: How digits and Latin letters end when read aloud in Korean: index of the final, 0 for a vowel.
_DIGITS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
_LETTERS = {"l": 8, "m": 16, "n": 4, "r": 8}
_SLOT = re.compile(r"\{(\w+)(?:\|([가-힣]+))?\}")
_TAIL = re.compile(r"\([^()]*\)$")
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")


class UnknownFact(KeyError):
    """A sentence names a fact that the writer did not provide: raised by :func:`fill`."""


def final_of(word: str) -> int:
    """Index of the final consonant a word ends with when read aloud, 0 for a vowel.

    A trailing gloss in parentheses is not read: 인공지능(AI) ends like 인공지능.
    """
    bare = word.rstrip("”’\"'」』》 ")
    bare = _TAIL.sub("", bare).rstrip("”’\"'」』》 ") or bare
    if not bare:
        return 0
    last = bare[-1]
    if "가" <= last <= "힣":
        return (ord(last) - 0xAC00) % 28
    return _DIGITS.get(last, _LETTERS.get(last.lower(), 0))


def with_particle(word: str, particle: str) -> str:
    """The word and the form of the particle that its last sound asks for."""
    closed, open_ = _PARTICLES[particle]
    final = final_of(word)
    if particle == "으로" and final == _RIEUL:
        return word + open_
    return word + (closed if final else open_)


def fill(template: str, facts: Mapping[str, str]) -> str:
    """The sentence with its facts in place.

    Raises:
        UnknownFact: the template names a fact that is missing; add it where the facts are made.
    """

    def put(match: re.Match[str]) -> str:
        name, particle = match.groups()
        try:
            word = facts[name]
        except KeyError:
            raise UnknownFact(f"{name} in: {template}") from None
        return with_particle(word, particle) if particle else word

    return _SLOT.sub(put, template)


def polite(sentence: str) -> str:
    """A plain-style ending (했다) as broadcasters say it (했습니다)."""
    match = re.fullmatch(r"(.*[가-힣])다(\.?)", sentence, re.DOTALL)
    if match is None:
        return sentence
    stem, stop = match.groups()
    last = ord(stem[-1]) - 0xAC00
    final = last % 28
    if stem.endswith("는") and len(stem) > 1 and final_of(stem[-2]):
        return f"{stem[:-1]}습니다{stop}"
    if final in (0, _NIEUN, _RIEUL):
        return f"{stem[:-1]}{chr(0xAC00 + last - final + _BIEUP)}니다{stop}"
    return f"{stem}습니다{stop}"


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; full stops inside quotation marks do not end one."""
    hidden = _QUOTED.sub(lambda m: m.group().replace(". ", ".\x00"), paragraph)
    parts = re.split(r"(?<=다\.) (?=\S)", hidden)
    return [p.replace("\x00", " ") for p in parts]


class Telling(dict[str, str]):
    """A story's facts for one sentence: loose numbers are drawn when the sentence asks for them."""

    def __init__(
        self, fixed: Mapping[str, str], draws: Mapping[str, Callable[[Random], str]], rng: Random
    ) -> None:
        super().__init__(fixed)
        self._draws, self._rng = draws, rng

    def __missing__(self, name: str) -> str:
        if name not in self._draws:
            raise KeyError(name)
        value = self[name] = self._draws[name](self._rng)
        return value
