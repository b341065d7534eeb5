"""Everybody a text mentions, and whom 이 장관, 헤일 CEO and 그 stand for in it."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from korean.quotes import lexicon
from korean.quotes.people import headed, people
from korean.quotes.person import Person, Span

Resolved = Literal["named", "anaphora"]
_MOST, _MOST_NAMES = 20, 300  # offices of a name, names of a text: no real article has as many
_SAME_OFFICE = lexicon.pairs("offices", "same")


@dataclass(frozen=True, slots=True)
class Source:
    """Who speaks, as spans of the text; ``antecedent`` is the full name an anaphora stands for."""

    name: Span | None = None
    office: Span | None = None
    organisation: Span | None = None
    antecedent: Span | None = None
    resolved: Resolved | None = None

    @property
    def is_open(self) -> bool:
        return self.name is None and self.office is None and self.organisation is None


OPEN = Source()


@dataclass(slots=True)
class _Known:
    """What a text tells of one full name: its first mention, and what offices and bodies it had."""

    first: Person
    offices: dict[str, Span]
    bodies: dict[str, Span]


class Mentions:
    """``text`` is the masked one; ``ends`` are its sentences' ends; ``authors`` are nobody's antecedent."""

    def __init__(self, text: str, ends: list[int], authors: Collection[str] = ()) -> None:
        self.text, self.ends = text, ends
        self._authors = authors
        self._known: dict[str, _Known] = {}
        found = sorted((*people(text, 0, len(text)), *headed(text)), key=lambda p: p.start)
        for person in found:
            self.add(person)
        abroad = {word: name for name in self._known if " " in name for word in name.split()}
        self.all = [self._shortened(person, abroad) for person in found] if abroad else found
        self._starts = [person.start for person in self.all]

    def _shortened(self, person: Person, abroad: dict[str, str]) -> Person:
        """헤일 CEO, 모로 이사: the last name of somebody named in full before."""
        for kind, span in (("named", person.name), ("office", person.organisation)):
            name = abroad.get(span.of(self.text)) if span and person.kind == kind else None
            if span and name and self._known[name].first.start < person.start:
                self._known.pop(span.of(self.text), None)
                return replace(person, kind="office", name=None, organisation=span)
        return person

    def only(self) -> Source | None:
        """The one person the text names, where it names just one."""
        if len(self._known) != 1 or any(p.kind == "nameless" for p in self.all):
            return None
        return self.source(next(iter(self._known.values())).first)

    def add(self, person: Person) -> None:
        """Take note of somebody named in full."""
        if person.kind != "named" or person.name is None:
            return
        name = person.name.of(self.text)
        if name in self._authors:
            return
        known = self._known.setdefault(name, _Known(person, {}, {}))
        for table, span in ((known.offices, person.office), (known.bodies, person.organisation)):
            if span and len(table) < _MOST:
                table.setdefault(span.of(self.text), span)

    def last_named(self, word: str) -> Source | None:
        """올트먼은: somebody from abroad who was named in full before."""
        names = [name for name in self._known if " " in name and name.split()[-1] == word]
        return _called_back(self.source(self._known[names[0]].first)) if len(names) == 1 else None

    def holder(self, office: Span) -> Source | None:
        """시장은: the one person of that office whom the text named before."""
        person = Person(office.start, office.end, "office", None, office)
        source = self.source(person)
        return source if source.name else None

    def between(self, start: int, end: int) -> list[Person]:
        """Mentions that lie whole between two offsets."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [person for person in self.all[low:high] if person.end <= end]

    def is_known(self, name: str) -> bool:
        return name in self._known

    def source(self, person: Person) -> Source:
        """Whom a mention is; open where more than one could be meant."""
        if person.kind == "named":
            return self._complete(person, person)
        if person.kind == "pronoun":
            return self._pronoun(person)
        if person.kind == "nameless":
            return Source(None, person.office, person.organisation or self._same_body(person))
        names = self._candidates(person)
        if len(names) != 1:
            is_name = person.kind == "surname"
            return Source(None, person.office, None if is_name else person.organisation)
        return self._complete(self._known[names[0]].first, person)

    def _same_body(self, person: Person) -> Span | None:
        """이 관계자는: the body of the last one of that office."""
        if person.office is None or self.text[max(0, person.start - 2) : person.start] not in {
            "이 ",
            "그 ",
        }:
            return None
        at = bisect_left(self._starts, person.start)
        for other in reversed(self.all[:at]):
            if other.office and other.office.of(self.text) == person.office.of(self.text):
                return other.organisation
        return None

    def _complete(self, first: Person, person: Person) -> Source:
        """The name with the fullest office and the organisation of all its mentions."""
        assert first.name is not None
        known = self._known.get(first.name.of(self.text)) or _Known(first, {}, {})
        office = person.office
        for printed, span in known.offices.items():
            if office is None or _is_fuller(printed, office.of(self.text)):
                office = span
        organisation = person.organisation if person.kind == "named" else None
        organisation = organisation or next(iter(known.bodies.values()), None)
        if organisation and office and office.of(self.text).startswith(organisation.of(self.text)):
            organisation = None  # 수성구청장 says it already
        if person.kind == "named":
            return Source(person.name, office, organisation, None, "named")
        return Source(first.name, office, organisation, first.name, "anaphora")

    def _candidates(self, person: Person) -> list[str]:
        """Full names before the mention, or in all the text, that it can stand for."""
        names = itertools.islice(self._known.items(), _MOST_NAMES)
        fitting = [name for name, known in names if self._fits(person, name, known)]
        before = [name for name in fitting if self._known[name].first.start < person.start]
        return before or fitting

    def _fits(self, person: Person, name: str, known: _Known) -> bool:
        if person.kind == "surname":
            assert person.name is not None
            surname = person.name.of(self.text)
            if not (name.split()[-1] == surname if " " in name else name.startswith(surname)):
                return False
        office = person.office.of(self.text) if person.office else ""
        if office and known.offices and not any(_compatible(office, o) for o in known.offices):
            return False
        if person.kind == "surname":
            return True
        if person.organisation is None:  # 시장은, 청장은
            return bool(known.offices) and known.first.start < person.start
        called = person.organisation.of(self.text)
        if " " in name and called in name.split():
            return True
        return called in known.bodies and bool(known.offices)

    def _pronoun(self, person: Person) -> Source:
        """그는: who the latest sentence with people in it is about, where that is one."""
        at = bisect_left(self._starts, person.start)
        before = [p for p in self.all[max(0, at - 8) : at] if p.kind != "pronoun"]
        if not before:
            return OPEN
        sentence = self.sentence_start(before[-1].start)
        here = [p for p in before if p.start >= sentence]
        for group in ([p for p in here if p.is_topic], [p for p in here if p.is_subject], here):
            if any(self.is_joint(p) for p in group):
                return OPEN
            if group:
                sources = {self.source(p) for p in group}
                if len({s.name and s.name.of(self.text) for s in sources}) > 1:
                    return OPEN
                source = self.source(group[0])
                if source.name is None:
                    return OPEN if self._several(group[0]) else source
                return _called_back(source)
        return OPEN

    def is_joint(self, person: Person) -> bool:
        """김 장관과 박 의원은: two speak, and nobody knows who said which word."""
        at = bisect_left(self._starts, person.start)
        start = min(
            person.start, person.organisation.start if person.organisation else person.start
        )
        other = self.all[at - 1] if at else None
        return bool(
            other
            and other.particle in {"과", "와"}
            and other.end <= start
            and not self.text[other.end : start].strip()
        )

    def _several(self, person: Person) -> bool:
        """``두 대변인``: he is one of them, and nobody knows which."""
        return self.text[max(0, person.start - 2) : person.start].strip() in {
            "두",
            "세",
            "네",
            "양",
        }

    def sentence_start(self, offset: int) -> int:
        at = bisect_right(self.ends, offset)
        return self.ends[at - 1] if at else 0

    def sentence_end(self, offset: int) -> int:
        at = bisect_left(self.ends, offset)
        return self.ends[at] if at < len(self.ends) else len(self.text)


def _called_back(source: Source) -> Source:
    """A person who is named elsewhere than here."""
    return replace(source, antecedent=source.antecedent or source.name, resolved="anaphora")


def _compatible(office: str, held: str) -> bool:
    """장관 and 과기정통부 장관, 시장 and 포항시장, 대표 and 대표이사, CEO and 최고경영자."""
    return (
        held.startswith(office) or held.endswith(office) or office.endswith(held)
        or _SAME_OFFICE.get(office) == held or _SAME_OFFICE.get(held) == office
    )  # fmt: skip


def _is_fuller(office: str, than: str) -> bool:
    """포항시장 for 시장, 대표이사 for 대표, 부총리 겸 … 장관 for 부총리."""
    if len(office) <= len(than):
        return False
    return office.startswith(than) or office.endswith(than) or _SAME_OFFICE.get(than) == office
