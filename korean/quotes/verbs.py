"""The word of saying behind a quotation, as printed: 밝혔다, 강조하며, 선을 그었다, 하자."""

from __future__ import annotations

import re

from korean.quotes import lexicon
from korean.quotes.person import Span
from korean.quotes.speech import Form

_SYLLABLES = range(0xAC00, 0xD7A4)
_PAST = "".join(chr(c) for c in _SYLLABLES if (c - 0xAC00) % 28 == 20 and chr(c) != "겠")
_PRESENT = "".join(chr(c) for c in _SYLLABLES if (c - 0xAC00) % 28 == 4)
#: Any finite verb: a past syllable or a present one in front of its ending.
_FINITE = rf"[가-힣]*(?:[{_PAST}](?:다|습니다|고|으며|지만|는데|으나|던|어요)|[{_PRESENT}]다|[합습]니다)(?![가-힣])"
_LINKED = r"[가-힣]{2,}(?:며|면서|자)(?=[\s,])"
_DID = re.compile(
    r"\s?(?P<verb>(?:했|한다|한|하|합)(?:다|고|으며|며|면서|자|지만|던|습니다|니다|는데|으나)?)(?=[\s.,]|$)"
)
_ANY = re.compile(rf"{lexicon.VERB.pattern}|(?<![가-힣])(?:{_FINITE}|{_LINKED})")
_OWN = re.compile(rf"(?:을|를|도)?\s(?P<verb>{lexicon.VERB.pattern})")
_BESIDE = re.compile(rf",?\s(?P<verb>{_FINITE})(?=[.!]|$)")
_HANDED_ON = re.compile(r"(?<=다)(?:고|며|면서|는)$")
_TOLD = re.compile(r"(?:고|며|면서|는)(?![가-힣])")
_FINAL = re.compile(r"(?:다|요)$")
_SAID = ("고", "라고", "이라고", "라", "이라", "하고")


def verb_behind(text: str, form: Form, stop: int) -> Span | None:
    """The verb a quotation is tied to by its form, before ``stop``.

    Behind 고 and 라고 stands a verb of saying, whichever it is; behind 며 a known one, or a word by
    itself (며 한숨지었다); behind a noun only the noun's own verb (라는 뜻을 밝혔다).
    """
    word, start = form.word, form.end
    if not word:
        return None
    if form.noun:
        own = _OWN.match(text, form.noun_end, stop)
        return Span(own.start("verb"), own.end("verb")) if own else None
    if word.startswith(_SAID):
        return _finite(text, _said(text, start, stop))
    first = None
    for found in lexicon.VERB.finditer(text, start, stop):
        span = Span(found.start(), found.end())
        if _FINAL.search(found.group()):
            return span
        first = first or span
    if first is None and (alone := _BESIDE.match(text, start, stop)):
        return Span(alone.start("verb"), alone.end("verb"))
    return _finite(text, first)


def is_told(text: str, verb: Span | None) -> bool:
    """Whether the saying is itself told by somebody: “…”고 지시했다고 전했다."""
    return bool(verb and _TOLD.match(text, verb.end))


def _finite(text: str, verb: Span | None) -> Span | None:
    """지시했다고 without the particle that hands it on."""
    if verb and (told := _HANDED_ON.search(verb.of(text))):
        return Span(verb.start, verb.end - len(told.group()))
    return verb


def _said(text: str, start: int, stop: int) -> Span | None:
    if did := _DID.match(text, start, stop):
        return Span(did.start("verb"), did.end("verb"))
    found = _ANY.search(text, start, stop)
    return Span(found.start(), found.end()) if found else None


def last_verb(text: str, start: int, stop: int) -> Span | None:
    """The last word of saying between two offsets."""
    found = [Span(*match.span()) for match in lexicon.VERB.finditer(text, start, stop)]
    return found[-1] if found else None
