"""Who a sentence is about where no office tells: bodies (경북도는) and people of unknown calling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from korean.quotes import lexicon
from korean.quotes.person import Span
from korean.quotes.phrase import phrase_before

_NEVER = lexicon.words("organisations", "never")
_TOPIC = re.compile(
    r"(?<![^\s“”\"'‘’(])(?P<word>[가-힣A-Za-z0-9·&.-]{1,24}?)(?P<note>\([^()\n]{1,30}\))?(?P<side>\s?측)?(?P<particle>은|는|도|이|가)(?=[\s,])"
)


class Topic(NamedTuple):
    word: Span
    particle: str
    end: int
    is_side: bool  # 회사 측은


def topics(text: str, start: int, end: int) -> Iterator[Topic]:
    """The words with a topic's or subject's particle between two offsets: topics from the last, then
    subjects from the last."""
    found = [
        Topic(Span(m.start("word"), m.end("side") if m["side"] else m.end("word")), m["particle"], m.end(), bool(m["side"]))
        for m in _TOPIC.finditer(text, start, end)
    ]  # fmt: skip
    yield from (t for t in reversed(found) if t.particle in "은는도")
    yield from (t for t in reversed(found) if t.particle in "이가")


def body_at(text: str, topic: Topic, first: int) -> Span | None:
    """The body a topic names, with what of its name stands before it."""
    word = topic.word.of(text)
    if word + topic.particle in _NEVER or word.endswith(("에서", "으로", "에")):
        return None
    if topic.particle in "이가" and not lexicon.is_clear_body(word):
        return None
    if not (topic.is_side or lexicon.is_body(word)):
        return None
    before = phrase_before(text, topic.word.start, first)
    if before and (
        lexicon.is_place(before[-1].text) or topic.is_side or lexicon.is_body(before[-1].text)
    ):
        return Span(before[-1].start, topic.word.end)
    return topic.word
