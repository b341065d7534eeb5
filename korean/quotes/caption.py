"""The caption of a broadcast voice: ``[정호영/경북대 인공지능학과장 : "…"]``."""

from __future__ import annotations

import re

from korean.quotes import lexicon
from korean.quotes.marks import Pair
from korean.quotes.people import people
from korean.quotes.person import Person, Span
from korean.quotes.reading import label
from korean.quotes.speech import ANNOUNCED_VOICE

_LABEL = re.compile(r"[\[(【<]?\s*(?P<label>[^\[\]\n\"“”:：]{2,60}?)\s*(?:[:：]|[\]>])\s*$")
_NAME = re.compile(r"\s*(?P<name>[^/(]{1,20}?)(?:\s씨)?(?:\([^)]*\))?\s*/\s*")

_DISGUISED = frozenset(("음성변조", "변조", "대역", "가명"))
#: <인터뷰> 김하늘(포항시 과장)
_NOTED = re.compile(r"(?:.{0,12}[>\]】]\s*)?(?P<name>[가-힣]{2,4})\((?P<office>[^()]{2,40})\)$")


def voice(text: str, pair: Pair) -> Person | None:
    """Whose voice a caption announces; None where the label is no person's."""
    low = max(text.rfind("\n", 0, pair.start) + 1, pair.start - 80)
    found = _LABEL.search(text, low, pair.start - 1)
    line = text.rfind("\n", 0, pair.start) + 1
    if not found:
        found = ANNOUNCED_VOICE.search(text, max(0, line - 80), line)
    if not found:
        return None
    start, end = found.span("label")
    if named := _NAME.match(text, start, end):
        name = Span(*named.span("name"))
        called = name.of(text)
        if called in lexicon.HEADS:
            return Person(start, end, "nameless", None, name)  # 민원인/음성변조
        if called.split()[-1] in lexicon.NAMELESS:  # 구청 관계자/음성변조
            persons = list(people(text, name.start, name.end))
            return persons[-1] if persons else None
        if text[end - 1] == ")" and (note := text.rfind("(", named.end(), end)) > 0:
            end = note  # 시장('…' 기자회견)
        if (more := text.find("/", named.end(), end)) > 0:
            end = more  # 이름/고용노동부 장관/지난 20일
        held = text[named.end() : end].split()
        if (
            not held
            or held[-1] in _DISGUISED
            or (lexicon.is_place(held[-1]) and not lexicon.is_office(held[-1]))
        ):
            return Person(start, end, "named", name)
        return label(text, name, named.end(), end)
    if noted := _NOTED.match(text, start, end):
        name = Span(*noted.span("name"))
        if lexicon.name_score(name.of(text)):
            return label(text, name, *noted.span("office"))
    persons = [p for p in people(text, start, end) if p.office or p.name]
    if persons:
        return persons[-1]
    first = text[start:end].split(" ")[0]
    if lexicon.name_score(first) < 2:
        return None
    name = Span(start, start + len(first))
    return (
        label(text, name, name.end + 1, end)
        if name.end < end
        else Person(start, end, "named", name)
    )
