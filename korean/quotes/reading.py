"""A phrase as a person: who is named, who holds which office of what body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from korean.quotes import lexicon
from korean.quotes.parts import is_mayors_name, name_at, noted, organisation_of, with_modifiers
from korean.quotes.person import Head, Person, Span
from korean.quotes.phrase import LEGAL_FORMS, Word, phrase_before, word_in_front, word_start

_DETERMINERS = frozenset("이한그저전현양두세네각도시군구국당본동")
_POINTING = frozenset(("이", "그", "저", "해당"))
_SEVERAL = frozenset(("두", "세", "네", "다섯", "여섯", "양", "각", "일부", "다른", "여러"))
_OF_STATE = tuple(lexicon.OF_STATE)
_ATTACHED = re.compile(r"(?P<name>[가-힣]{1,4}|[A-Z])(?:\([^()\s]{1,10}\))?씨$")


_AGED = re.compile(r"\(\d{2}(?:세)?[)·,]")


def read(text: str, head: Head, first: int) -> Person | None:
    """The person whose phrase ends in ``head``; None where the word is no office here. ``first``: the
    offset before which nothing is looked at.
    """
    office, before = head.word.text, head.before
    if office in lexicon.HONORIFICS:
        return _with_honorific(head)
    common = office in lexicon.NAMELESS or office in lexicon.ROLES
    if (
        len(before) > 1
        and lexicon.is_first_name(before[-2].text)
        and lexicon.is_surname(before[-1].text)
    ):
        return _named(text, head, len(before) - 2, len(before) - 1)  # 엔비디아의 젠슨 황 최고경영자
    if before and _AGED.match(text, before[-1].bare_end):
        return _named(text, head, len(before) - 1, len(before) - 1)  # 남상국(58) 사장
    if before and _is_surname_here(before, common):
        return _surname(head, Span(before[-1].start, before[-1].bare_end))
    if (at := name_at(before)) is not None:
        return _named(text, head, *at)
    if before and is_mayors_name(office, before[-1].text):
        return _named(text, head, len(before) - 1, len(before) - 1)
    abroad = len(before) in {2, 3, 4} and before[-1].text in lexicon.COUNTRIES
    if abroad and office.endswith(_OF_STATE) and not lexicon.is_body(before[0].text):
        return _named(text, head, 0, len(before) - 2)  # 시진핑 중국 국가주석
    word = word_in_front(text, before[0].start if before else head.word.start, first)
    if lexicon.is_glued_surname(office):  # 최부총장은
        return Person(
            head.word.start, head.end, "surname", Span(head.word.start, head.word.start + 1),
            Span(head.word.start + 1, head.word.end), None, head.particle,
        )  # fmt: skip
    if not before and word in _SEVERAL:
        return nameless(text, head, first)
    if not before and lexicon.is_surname(word) and not (common and word in _DETERMINERS):
        start = text.rfind(word, first, head.word.start)
        return _surname(head, Span(start, start + len(word)))
    if common:
        return nameless(text, head, first)
    if not before and (office in lexicon.NEEDS_A_NAME or office == "시장"):
        return None
    if office == "시장" and not lexicon.is_government(before[-1].text):
        return None  # 국내 AI 시장
    if office in lexicon.OF_STATE and before and lexicon.is_transcribed(before[-1].text):
        name = Span(before[-1].start, before[-1].bare_end)  # 트럼프 대통령
        return Person(name.start, head.end, "named", name, _office(head), None, head.particle)
    return Person(
        before[0].start if before else head.word.start, head.end, "office", None, _office(head),
        None if word in _POINTING else organisation_of(before), head.particle,
    )  # fmt: skip


def _is_surname_here(before: Sequence[Word], common: bool) -> bool:
    """``도 의원`` is a person, ``도 관계자`` the province's, ``법무법인 온 변호사`` a firm's."""
    word = before[-1].text
    if len(before) > 1 and before[-2].text in LEGAL_FORMS:
        return False
    if len(word) == 1:
        return lexicon.is_surname(word) and not (common and word in _DETERMINERS)
    return word in lexicon.DOUBLE_SURNAMES


def _surname(head: Head, name: Span) -> Person:
    office = Span(head.word.start, head.word.end)
    return Person(name.start, head.end, "surname", name, office, None, head.particle)


def _named(text: str, head: Head, first: int, last: int) -> Person:
    ahead, between = head.before[:first], head.before[last + 1 :]
    name = Span(head.before[first].start, head.before[last].bare_end)
    office, between = with_modifiers(head, between)
    for at, word in enumerate(between):
        if word.text == "겸":  # 부총리 겸 과기정통부 장관
            office, between = Span(between[0].start, office.end), between[at + 1 :]
            break
    if head.word.text in lexicon.ROLES:
        ahead = []  # 현장을 찾은 대구 김하늘 주민
        if between and lexicon.is_place(between[-1].text):
            between = []  # 최도호 성주군 상인
    organisation = organisation_of(between) or organisation_of(ahead)
    if head.note and organisation is None:
        organisation = noted(text, head.note)
    if organisation and organisation.of(text) == "당":
        organisation = None  # 같은 당 김하늘 의원
    return Person(name.start, head.end, "named", name, office, organisation, head.particle)


def _with_honorific(head: Head) -> Person | None:
    """``예약 구매자 김주형 씨``, ``김 씨``."""
    if not head.before:
        return None
    *ahead, last = head.before
    name = Span(last.start, last.bare_end)
    if lexicon.is_surname(last.text):
        return Person(name.start, head.end, "surname", name, None, None, head.particle)
    if not (_is_called(last.text) or last.text[-1] == "모"):
        return None
    if ahead and lexicon.is_foreign_name(ahead[-1].text, last.text):
        name = Span(ahead.pop().start, last.bare_end)
    office = organisation = None
    if ahead and lexicon.is_office(ahead[-1].text):
        inner = Head(ahead[-1], ahead[:-1], None, "", ahead[-1].end)
        office, rest = with_modifiers(inner, ahead[:-1])
        organisation = organisation_of(rest)
        if ahead[-1].text in lexicon.ROLES and rest and lexicon.is_place(rest[-1].text):
            organisation = None
    return Person(name.start, head.end, "named", name, office, organisation, head.particle)


def _is_called(word: str) -> bool:
    """Whether a word in front of 씨 is a name; hardly anything else stands there (응우옌티란 씨, 반옥분 씨)."""
    if lexicon.name_score(word):
        return True
    if lexicon.is_common(word) or lexicon.is_office(word):
        return False
    native = len(word) in {3, 4} and lexicon.is_surname(word[0])
    return native or (len(word) > 3 and lexicon.is_foreign_part(word))


def attached(text: str, head: Head, first: int) -> Person | None:
    """``김모(34)씨``, ``홍길동씨``, ``A씨``: the title of respect without a space."""
    low = max(first, head.word.end - 20)
    found = _ATTACHED.search(text, low, head.word.end)
    if not found or not (found.start() == first or text[found.start() - 1] in " \n·("):
        return None
    name = found["name"]
    if len(name) == 1 and not lexicon.is_surname(name) and not name.isascii():
        return None
    before = phrase_before(text, found.start(), first)
    word = Word(found.end() - 1, found.end(), "씨")
    if name.isascii():  # A씨 is nobody's name
        if before and lexicon.is_office(before[-1].text):
            inner = Head(before[-1], before[:-1], None, head.particle, head.end)
            return nameless(text, inner, first)
        return Person(found.start(), head.end, "nameless", particle=head.particle)
    named = Word(found.start(), found.end() - 1, name)
    return _with_honorific(Head(word, [*before, named], None, head.particle, head.end))


def nameless(text: str, head: Head, first: int) -> Person:
    before = head.before
    start = before[0].start if before else head.word.start
    in_front = word_in_front(text, start, first)
    if not before and in_front in {"한", "다른"}:
        before = phrase_before(text, start - len(in_front) - 1, first)  # 업계 한 관계자
        in_front = ""
    office, rest = with_modifiers(head, before)
    organisation = None if in_front in _POINTING else organisation_of(rest, with_side=True)
    if head.word.text in lexicon.ROLES and rest and lexicon.is_place(rest[-1].text):
        organisation = None
    return Person(start, head.end, "nameless", None, office, organisation, head.particle)


def label(text: str, name: Span, start: int, end: int) -> Person:
    """A person whose office and body a label prints: ``경북대 인공지능학과장``."""
    start = word_start(text, end, start)
    head = Head(
        Word(start, end, text[start:end]), phrase_before(text, start, name.end + 1), None, "", end
    )
    office, rest = with_modifiers(head, head.before)
    if head.word.text in lexicon.ROLES and rest and lexicon.is_place(rest[-1].text):
        rest = []
    return Person(name.start, end, "named", name, office, organisation_of(rest))


def topic_person(text: str, word: Span, particle: str, end: int, first: int) -> Person | None:
    """A person whose office no table knows, or stands in front: a full name and a topic."""
    before = phrase_before(text, word.start, first)
    if lexicon.name_score(word.of(text)) == 2 and before and lexicon.is_office(before[-1].text):
        inner = Head(before[-1], before[:-1], None, "", end)  # 대표이사 김하늘은
        office, rest = with_modifiers(inner, before[:-1])
        return Person(word.start, end, "named", word, office, organisation_of(rest), particle)
    printed = word.of(text)
    if (
        len(before) > 1
        and lexicon.is_office(before[-2].text)
        and lexicon.is_first_name(before[-1].text)
    ):
        inner = Head(before[-2], before[:-2], None, "", end)  # 대변인 션 파넬은
        office, rest = with_modifiers(inner, before[:-2])
        name = Span(before[-1].start, word.end)
        return Person(name.start, end, "named", name, office, organisation_of(rest), particle)
    at = name_at(before)
    if at is None or at[1] != len(before) - 1 or not _is_calling(printed):
        return None
    if at[0] == at[1] and lexicon.name_score(before[at[0]].text) != 2:
        return None  # 오래 있었냐는, 비가 오는
    head = Head(Word(word.start, word.end, printed), before, None, particle, end)
    return _named(text, head, *at)


_NO_CALLING = re.compile(
    r"[0-9](?!단$)|[A-Za-z]|[았었였했겠]|[고서며면냐지려게]$|(?:소속사|측|지부|본부|지회|지사|지점|대책위|연대)$"
)


def _is_calling(word: str) -> bool:
    """Whether a word behind a name can be what somebody is: no second name, body or verb."""
    return (
        len(word) > 1 and not _NO_CALLING.search(word)
        and not lexicon.name_score(word) and not lexicon.is_body(word)
    )  # fmt: skip


def _office(head: Head) -> Span:
    return Span(head.word.start, head.word.end)
