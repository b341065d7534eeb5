"""What the words of a person's phrase are: the name, the office, the body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from korean.quotes import lexicon
from korean.quotes.person import Head, Span
from korean.quotes.phrase import Word


def name_at(before: Sequence[Word]) -> tuple[int, int] | None:
    """First and last index of the words that are the name; None where nobody is named.

    “아모레퍼시픽 김승환 대표” and “류제명 과기정통부 실장”: the first clear name.
    """
    scores = [lexicon.name_score(word.text) for word in before]
    if 2 in scores:
        at = scores.index(2)
        if before[at].text.endswith(("한", "된")) and 2 in scores[at + 1 :]:
            at = scores.index(2, at + 1)  # 임명한 김하늘 수석
        return at, at
    for at in range(len(before) - 1):
        if lexicon.is_foreign_name(before[at].text, before[at + 1].text):
            rest = before[at + 2 :]
            if (
                len(rest) > 1
                and rest[1].text in lexicon.COUNTRIES
                and lexicon.is_foreign_part(rest[0].text)
            ):
                return at, at + 2  # 장 피에르 로랑 프랑스 대통령
            if rest or lexicon.is_surely_foreign(before[at].text, before[at + 1].text):
                return at, at + 1
    for at in (len(before) - 1, 0):
        if before and scores[at] == 1:
            return at, at
    if len(before) > 1 and _stands_like_a_name(before[0].text, before[1].text):
        return 0, 0
    return None


def _stands_like_a_name(word: str, following: str) -> bool:
    """Three syllables in front of a body, of which the family name or the given name is known."""
    if len(word) != 3 or lexicon.is_body(word) or lexicon.is_common(word):
        return False
    if lexicon.is_given(word[1:]) and lexicon.is_clear_body(following):
        return True
    return lexicon.is_surname(word[0]) and (
        lexicon.is_clear_body(following) or lexicon.is_place(following)
    )


def with_modifiers(head: Head, before: list[Word]) -> tuple[Span, list[Word]]:
    """The office with the words that belong to it, and the words that are left."""
    start = head.word.start
    rest = list(before)
    while rest and lexicon.is_joined(head.word.text, rest[-1].text):
        start = rest.pop().start  # 대구광역시장 권한대행, 대표 내정자
    common = head.word.text in lexicon.ROLES or head.word.text in lexicon.COMMON_OFFICES
    while rest and (
        rest[-1].text in lexicon.MODIFIERS or (common and rest[-1].text in lexicon.GENERIC)
    ):
        start = rest.pop().start
    return Span(start, head.word.end), rest


def organisation_of(found: Sequence[Word], *, with_side: bool = False) -> Span | None:
    """The body a few words name, without its departments (한빛대 전기공학과) and its 의.

    ``정부 측`` is a body that speaks without a name, but not a lawyer's employer.
    """
    words = list(found)
    if words and words[-1].text == "소속":
        words.pop()
    if not words or words[-1].text.endswith("출신"):
        return None
    if words[-1].text.endswith(("측", "측의")) and not with_side:
        return None
    while (
        len(words) > 1 and words[-1].text.endswith(lexicon.UNITS) and lexicon.is_body(words[0].text)
    ):
        words.pop()
    while len(words) > 1 and words[0].text in lexicon.LEADING:
        words.pop(0)
    for at in range(len(words) - 2, -1, -1):
        if words[at].is_owner:
            words = words[at + 1 :]
            break
    last = words[-1]
    if last.text in lexicon.NO_BODIES:
        return None
    owner = last.is_owner and len(last.text) > 1 + (last.end == last.bare_end)
    if owner and (
        len(words) > 2 or words[0].text in lexicon.COUNTRIES or not lexicon.is_body(words[0].text)
    ):
        words = words[-1:]  # 홍콩 유통업체 골든하버의
    return Span(words[0].start, last.end - owner)


def noted(text: str, note: Span) -> Span | None:
    """The body in ``상무(LG유플러스 그룹장)``; ``(45)`` and ``(CEO)`` are none."""
    if not re.search("[가-힣]", note.of(text)):
        return None
    if "·" in note.of(text):  # 더불어민주당·경북 포항
        return Span(note.start, text.index("·", note.start))
    cut = text.rfind(" ", note.start, note.end)
    if cut > 0 and lexicon.is_office(text[cut + 1 : note.end]):
        return Span(note.start, cut)
    return note if cut < 0 else None
