"""People in a text: name, office and organisation of each phrase that ends in an office.

``이철우 경북도지사는``, ``LG AI연구원 배경훈 원장은``, ``예약 구매자 김주형(45) 씨는``, ``시 관계자는``,
``젠슨 황 엔비디아 최고경영자(CEO)는``, ``이 장관은``, ``그는``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from korean.quotes import lexicon
from korean.quotes.person import Head, Person, Span
from korean.quotes.phrase import Word, phrase_before, word_start
from korean.quotes.reading import attached, nameless, read

_PARTICLES = r"은|는|이|가|도|의|께서는|께서|에게|과|와|을|를|만|에|이나|처럼|으로|로|까지|뿐|라며|이며|측은|측이|만은"


def _heads() -> str:
    """A pattern of how office words end. Each branch begins with a letter, so that the search can
    leap: what stands before is looked at behind it."""
    before: dict[str, set[str]] = {}
    for word in lexicon.HEADS:
        if len(word) > 1 and not word.isascii():
            before.setdefault(word[-1], set()).add(word[-2])
    hangul = [
        f"{last}(?<=[{''.join(sorted(ones))}]{last})" for last, ones in sorted(before.items())
    ]
    latin = sorted((w for w in lexicon.LATIN_OFFICES if w.isascii()), key=lambda w: (-len(w), w))
    return "|".join(
        [*hangul, *(f"{word}(?<![A-Za-z]{word})" for word in latin)]
        + ["씨(?<=[가-힣)A-Z]씨)"]
        + [rf"{word}(?<=\s{word})" for word in sorted(lexicon.HONORIFICS) if len(word) == 1]
    )


_HEAD = re.compile(
    rf"(?:{_heads()})"
    rf"(?P<plural>들)?(?P<note>\([^()\n]{{1,60}}\))?"
    rf"(?P<particle>{_PARTICLES}|\s(?:측은|측이|역시))?(?![가-힣A-Za-z0-9(])"
    rf"|그(?P<pronoun>(?<![가-힣A-Za-z0-9]그)녀?)(?P<its>는|가|도|의)(?![가-힣])"
)
#: 국토교통부(장관 문가든)과: the body first, its head in brackets.
_HEADED = re.compile(r"\((?P<office>[가-힣]{2,8})\s(?P<name>[가-힣]{2,4})\)")


def people(text: str, start: int, end: int) -> Iterator[Person]:
    """Everybody mentioned between two offsets, in order."""
    for found in _HEAD.finditer(text, start, end):
        if found["its"]:
            yield Person(found.start(), found.end(), "pronoun", particle=found["its"])
        elif person := _person(text, found, start):
            yield person


def headed(text: str) -> Iterator[Person]:
    """Heads in brackets behind their body."""
    for found in _HEADED.finditer(text):
        start = word_start(text, found.start(), 0)
        if (
            start < found.start()
            and lexicon.is_office(found["office"])
            and lexicon.name_score(found["name"])
        ):
            yield Person(
                    start, found.end(), "named", Span(*found.span("name")),
                    Span(*found.span("office")), Span(start, found.start()),
                )  # fmt: skip


def _person(text: str, found: re.Match[str], first: int) -> Person | None:
    note, plural = found["note"] or "", found["plural"] or ""
    printed = found["particle"] or ""
    end = found.end() - len(printed) - len(note)
    start = word_start(text, end, first)
    office = text[start : end - len(plural)]
    if office.endswith("씨") and len(office) > 1:
        return attached(text, Head(Word(start, end, office), [], None, printed, found.end()), first)
    if not lexicon.is_office(office):
        return None
    word = Word(start, end - len(plural), office)
    head = Head(
        word, phrase_before(text, start, first), Span(end + 1, end + len(note) - 1) if note else None,
        printed.strip(), found.end(),
    )  # fmt: skip
    if plural:
        return nameless(text, head, first)
    return read(text, head, first)
