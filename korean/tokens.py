"""Search tokens: one pure way to cut Korean text, for the index, for queries, and for highlights.

Hangul is cut into overlapping pairs of syllables, over spaces and line ends, because people write
인공지능기본법 and 인공지능 기본법 alike: 인공 공지 지능 능기 기본 본법 법. The last syllable of a run
stands alone, so a phrase can tell where a run ended. Latin letters and digits are kept in whole runs
(GPT-4 = GPT4 = gpt 4; 1,000 = 1000), Hanja and kana go one by one. What else is not a space is
punctuation; it and an empty line are a gap, which no phrase runs across unnoticed.

Text is compared in NFKC and casefolded. Offsets always point into the text that was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat
from operator import add
from typing import NamedTuple

GAP = "\u318d"
"""Stands for a gap among `texts`. HANGUL LETTER ARAEA is a letter to FTS5, and never comes out of the
tokenizer as text: NFKC has another character for it, and that is punctuation here (서울ㆍ부산)."""


class Token(NamedTuple):
    """``text`` is folded; ``text[start:end]`` of the original is what it stands for; ``gap``: there is
    punctuation or an empty line before it."""

    text: str
    start: int
    end: int
    gap: bool


# Hanja (also 々 〆 〇, and the rare ones of names beyond the Basic Multilingual Plane) and kana: no spaces
# between words, so each character is a token.
IDEOGRAPH = "\U00020000-\U0003134f\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HANGUL = "가-힣"
# Other letters beyond that plane (hieroglyphs) count as punctuation, as emoji do. Mathematical 𝐀 is folded to a
# before.
LETTER = rf"[^\W\d_{HANGUL}{IDEOGRAPH}\U00010000-\U0010ffff]"
_LETTER_OR_DIGIT = rf"[^\W_{HANGUL}{IDEOGRAPH}\U00010000-\U0010ffff]"
BREAK = r"(?:[^\S\n]++(?:\n[^\S\n]*+)?+|\n[^\S\n]*+)"  # blanks with one line end at most

_UNIT = re.compile(
    rf"([{HANGUL}]++(?:{BREAK}[{HANGUL}]++)*+)"  # 1 a run of Hangul
    r"|((?<!\d)\d{1,3}(?:,\d{3})++(?!\d)|\d++)"  # 2 a number
    rf"|({LETTER}++)"  # 3 letters
    rf"|([{IDEOGRAPH}])"  # 4 Hanja, kana
    # R&D, GPT-4o, 24/7, it's, 3.5: signs that hold a name or number together
    rf"|(?<={_LETTER_OR_DIGIT})[-‐–−&/'’](?={_LETTER_OR_DIGIT})|(?<=\d)\.(?=\d)"
    r"|(\n\s*\n|[^\w\s]|[_\U00010000-\U0010ffff])"  # 5 a gap
)
_RUN, _NUMBER, _LETTERS, _SIGN, _GAP = range(1, 6)


def texts(text: str) -> list[str]:
    """The tokens' texts in order with `GAP` where a gap is: what the index is fed with."""
    found: list[str] = []
    gap = False
    for unit in _UNIT.finditer(fold(text)):
        kind = unit.lastindex
        if kind is None:
            continue
        if kind == _GAP:
            gap = bool(found)
            continue
        if gap:
            found.append(GAP)
            gap = False
        part = unit[kind]
        if kind == _RUN:
            run = "".join(part.split())
            found.extend(map(add, run, run[1:]))
            found.append(run[-1])
        elif kind == _NUMBER:
            found.append(part.replace(",", ""))
        else:
            found.append(part)
    return found


def tokenize(text: str) -> list[Token]:
    """The same tokens with their places. The first one has no gap before it."""
    folded, starts, ends = _placed(text)
    found: list[Token] = []
    gap = False
    for unit in _UNIT.finditer(folded):
        kind = unit.lastindex
        if kind is None:
            continue
        if kind == _GAP:
            gap = bool(found)
            continue
        if kind == _RUN:
            # Every blank comes before 가 in Unicode once it is folded.
            places = [i for i, c in enumerate(unit[_RUN], unit.start()) if c >= "가"]
            run = "".join(unit[_RUN].split())
            begin, end = starts.__getitem__, ends.__getitem__
            gaps = chain((gap,), repeat(False))
            pairs = chain(map(add, run, run[1:]), run[-1])
            after = chain(places[1:], places[-1:])
            found.extend(map(Token, pairs, map(begin, places), map(end, after), gaps))
        else:
            part = unit[kind].replace(",", "") if kind == _NUMBER else unit[kind]
            found.append(Token(part, starts[unit.start()], ends[unit.end() - 1], gap))
        gap = False
    return found


def first_end(text: str, start: int) -> int:
    """Where the character that starts here ends, with the marks and jamo that belong to it."""
    return start + len(next(_clusters(text[start : start + 16])))


def stream(text: str) -> str:
    """`texts` with a space before and behind each: a phrase is in the text where its own stream is a
    part of the text's."""
    return f" {' '.join(found)} " if (found := texts(text)) else " "


def fields(title: str, subtitle: str | None, body: str) -> tuple[str, str]:
    """The two searched texts of an article: its title, and subtitle and body with a gap between."""
    return title, f"{subtitle}\n\n{body}" if subtitle else body


# Folding. Nearly all of a Korean article is characters that fold to themselves (letters of ASCII: to
# small ones, one for one), or that are punctuation both before and after.
_PLAIN = r"\x00-\x7f가-힣\u4e00-\u9fff‘’“”…·「」『』〈〉《》【】△▲▷▶○●◇◆□■※→↑↓–—"
_FRAGMENT = re.compile(rf"(?:[{_PLAIN}])?[^{_PLAIN}]+")
"""What needs more, with the character before it, which a combining mark would change."""

_DROPPED = frozenset({"Cf", "Mn", "Me", "Mc"})  # zero-width spaces, marks that compose with nothing
_BLANK = frozenset("\u3164\uffa0\u115f\u1160\u2800")  # Hangul fillers, the empty Braille cell
_MIDDLE_DOT = "\u119e"  # what NFKC makes of ㆍ


def fold(text: str) -> str:
    """NFKC and casefolded, without invisible characters."""
    if _FRAGMENT.search(text):
        text = _FRAGMENT.sub(lambda m: "".join(map(_fold_cluster, _clusters(m[0]))), text)
    return text.lower()


_ODD = re.compile(f"[^{_PLAIN}]")


def aligned(text: str) -> str | None:
    """The folded text where folding leaves every character at its place, as it mostly does; or None."""
    odd = set(_ODD.findall(text))
    if odd:
        table = {ord(char): _fold_cluster(char) for char in odd}
        if any(map(_joins, odd)) or any(len(one) != 1 for one in table.values()):
            return None
        text = text.translate(table)
    return text.lower()


def _placed(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The folded text, and for each of its characters where the original one starts and ends."""
    if not _FRAGMENT.search(text):
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    starts: list[int] = []
    ends: list[int] = []
    folded: list[str] = []
    seen = 0
    for fragment in _FRAGMENT.finditer(text):
        start = fragment.start()
        _stay(starts, ends, seen, start)
        folded.append(text[seen:start])
        for cluster in _clusters(fragment[0]):
            part = _fold_cluster(cluster)
            folded.append(part)
            starts.extend(repeat(start, len(part)))
            start += len(cluster)
            ends.extend(repeat(start, len(part)))
        seen = fragment.end()
    _stay(starts, ends, seen, len(text))
    folded.append(text[seen:])
    return "".join(folded).lower(), starts, ends


def _stay(starts: list[int], ends: list[int], start: int, end: int) -> None:
    starts.extend(range(start, end))
    ends.extend(range(start + 1, end + 1))


def _clusters(text: str) -> Iterator[str]:
    """Cut where Unicode composition never reaches across."""
    start = 0
    for at in range(1, len(text)):
        if not _joins(text[at]):
            yield text[start:at]
            start = at
    yield text[start:]


@lru_cache(maxsize=20_000)
def _joins(char: str) -> bool:
    """May it melt into the character before: a mark, or a jamo that is a vowel or a final?"""
    first = unicodedata.normalize("NFKD", char)[0]
    return (
        unicodedata.category(first)[0] == "M"
        or "\u1161" <= first <= "\u1175"
        or "\u11a8" <= first <= "\u11c2"
    )


@lru_cache(maxsize=20_000)
def _fold_cluster(cluster: str) -> str:
    """One cluster folded. What NFKC makes of a letter may be folded by case once more, and back."""
    if cluster in _BLANK:
        return " "
    once = unicodedata.normalize("NFKC", cluster).casefold()
    folded = unicodedata.normalize("NFKC", once).lower()
    if folded == _MIDDLE_DOT:
        return "·"
    return "".join(c for c in folded if unicodedata.category(c) not in _DROPPED)
