"""What the words of a person's phrase are: the name, the office, the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from korean.quotes import lexicon
from korean.quotes.person import Head, Span
from korean.quotes.phrase import LEGAL_FORMS, Word

#: Ends of words that read like a name and stand before the real one: verbs, 인, schools.
_NO_NAME_ENDS = ("한", "된", "인", "초", "중", "고")

_CLEAR_ENDS = tuple(lexicon.words("organisations", "ends"))


def name_at(before: Sequence[Word]) -> tuple[int, int] | None:
    """First and last index of the words that are the name; None where nobody is named.

    “아모레퍼시픽 김승환 대표” and “류제명 과기정통부 실장”: the first clear name.
    """
    scores = [lexicon.name_score(word.text) for word in before]
    if 2 in scores:
        at = scores.index(2)
        if before[at].text.endswith(_NO_NAME_ENDS) and 2 in scores[at + 1 :]:
            at = scores.index(
                2, at + 1
            )  # 임명한 김하늘 수석, 상관인 김하늘 차장, 송도초 김하늘 교사
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
    if len(before) > 1 and before[-2].is_owner and _is_owned_name(before[-2], before[-1]):
        return len(before) - 1, len(before) - 1
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


def _is_owned_name(owner: Word, word: Word) -> bool:
    """``외교부의 마오닝 대변인``: three syllables behind a body's 의, that begin like a family name."""
    text = word.text
    if len(text) != 3 or lexicon.is_body(text) or lexicon.is_common(text):
        return False
    return (
        lexicon.is_surname(text[0])
        and text not in lexicon.MODIFIERS | lexicon.GENERIC | lexicon.HEADS
        and lexicon.is_clear_body(owner.text[:-1])
    )


def is_mayors_name(head: str, word: str) -> bool:
    """``신현국 문경시장``: what stands before a place's head, though 국 ends bodies as well."""
    office = next((o for o in ("시장", "군수", "구청장", "도지사") if head.endswith(o)), "")
    place = head.removesuffix(office)
    return bool(
        office and place and lexicon.is_place(place + office[0])
        and len(word) == 3 and lexicon.is_surname(word[0])
        and not lexicon.is_common(word) and not lexicon.is_place(word)
    )  # fmt: skip


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
    while words and words[-1].text in lexicon.HEADS and not lexicon.is_body(words[-1].text):
        words.pop()  # 누리모델의 창업자 김하늘 대표, 담당 공무원 김하늘 주무관
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
    if last.text in lexicon.NO_BODIES or _holds_somebody(words):
        return None
    owner = last.is_owner and len(last.text) > 1 + (last.end == last.bare_end)
    state = words[0].text in lexicon.COUNTRIES and lexicon.is_state_body(last.text[:-1])
    if (
        owner
        and not (state and len(words) == 2)
        and (
            len(words) > 2
            or words[0].text in lexicon.COUNTRIES
            or not lexicon.is_body(words[0].text)
        )
    ):
        legal = len(words) > 1 and words[-2].text in LEGAL_FORMS  # 법무법인 온의
        words = words[-2:] if legal else words[-1:]  # 홍콩 유통업체 골든하버의
    return Span(words[0].start, last.end - owner)


def _holds_somebody(words: Sequence[Word]) -> bool:
    """A list of people that lost its commas (``강하늘 한빛원장김바다 가람국장``) is no body.

    A body may begin with a calling (이장 협의회), but not with an office of some body (산업국장).
    """
    texts = [word.text for word in words]
    first = texts[0]
    if first.endswith("장") and first not in lexicon.HEADS and _holds_office(first):
        return True
    if any(_ends_in_name(text) for text in texts):
        return True
    return any(
        (lexicon.name_score(one) == 2 and _holds_office(two))
        or (_holds_office(one) and lexicon.name_score(two) == 2)
        for one, two in pairwise(texts)
    )


def _holds_office(word: str) -> bool:
    return lexicon.is_office(word) and not lexicon.is_body(word)


def _ends_in_name(word: str) -> bool:
    """``경과원장김하늘``: an office and a full name without a space; 이장연합회 is a body."""
    office, name = word[:-3], word[-3:]
    return (
        office not in {"", "시장"}
        and not word.endswith(_CLEAR_ENDS)
        and lexicon.name_score(name) > 0
        and _holds_office(office)
    )


def noted(text: str, note: Span) -> Span | None:
    """The body in ``상무(LG유플러스 그룹장)``; ``(45)`` and ``(CEO)`` are none."""
    if not re.search("[가-힣]", note.of(text)):
        return None
    if note.of(text) in lexicon.NO_NOTES:
        return None  # 의원(비례)
    if "·" in note.of(text):  # 더불어민주당·경북 포항
        return Span(note.start, text.index("·", note.start))
    cut = text.rfind(" ", note.start, note.end)
    if cut > 0 and lexicon.is_office(text[cut + 1 : note.end]):
        return Span(note.start, cut)
    return note if cut < 0 else None
