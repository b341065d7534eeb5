"""One mention of somebody in a text, as spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from korean.quotes.phrase import Word

#: named: a full name · surname: 이 장관 · office: an office without a name (도지사, 헤일 CEO) ·
#: nameless: 관계자, 주민, 두 총장 · pronoun: 그
Kind = Literal["named", "surname", "office", "nameless", "pronoun"]
_TOPICS = frozenset(("은", "는", "도", "께서는", "측은", "역시", "만은"))
_SUBJECTS = _TOPICS | frozenset(("이", "가", "께서", "측이"))


class Span(NamedTuple):
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Person:
    """One mention. Spans are of the text; ``particle`` is what follows the phrase (은, 이, 의 …)."""

    start: int
    end: int
    kind: Kind
    name: Span | None = None
    office: Span | None = None
    organisation: Span | None = None
    particle: str = ""

    @property
    def is_topic(self) -> bool:
        return self.particle in _TOPICS

    @property
    def is_subject(self) -> bool:
        return self.particle in _SUBJECTS


class Head(NamedTuple):
    """The last word of a phrase with what stands around it; ``end`` is behind the particle."""

    word: Word
    before: list[Word]
    note: Span | None
    particle: str
    end: int
