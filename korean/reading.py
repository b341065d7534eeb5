"""An article as the relevance gates see it: cleaned, scanned, every AI mention with its sense."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from korean.scanner import Hit, Scanner, Term
from korean.senses import Mention, Notice, mask_notices, plain, read_senses
from korean.verdict import Evidence
from korean.vocab import agency_terms, countries, municipality_terms, relevance_terms

LEAD_CHARS = 220


def lead_end(text: str) -> int:
    """Where the lead ends: at 220 characters, in a short text at two fifths of it."""
    return min(LEAD_CHARS, max(60, len(text) * 2 // 5))


_SENSED = ("ai", "avian", "insemination", "artificial", "threat", "theme", "programme")
"""The tables that tell what the letters mean."""
_OTHER_SENSES = ("avian", "insemination", "threat")
"""Without any of these the letters are artificial intelligence."""


@cache
def _scanner() -> Scanner:
    states = (Term(s, "abroad", "place", 0.0, word=True) for s in countries() if len(s) > 1)
    return Scanner([*relevance_terms(), *agency_terms(), *municipality_terms(), *states])


@cache
def _says_ai() -> re.Pattern[str]:
    """Any spelling of the table ``ai``: a text without one needs no further reading."""
    terms = sorted({term.text for term in relevance_terms() if term.table == "ai"})
    return re.compile("|".join(map(re.escape, terms)))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the article, cleaned and scanned. ``near`` marks the sentences about AI and the
    one after each, which often says what the office does about it without the word (도는 5년간
    150억 원을 댄다)."""

    name: str
    text: str
    tables: Mapping[str, Sequence[Hit]]
    notices: tuple[Notice, ...]
    sentences: tuple[tuple[int, int], ...]
    near: bytearray
    lead: int  # where the lead ends

    def hits(self, *tables: str) -> Iterator[Hit]:
        """The hits of these tables, table by table, each in order."""
        for table in tables:
            yield from self.tables.get(table, ())

    def words(self, *tables: str) -> Iterator[Hit]:
        """The same, each spelling once."""
        for table in tables:
            seen: set[str] = set()
            for hit in self.tables.get(table, ()):
                if hit.term.text not in seen:
                    seen.add(hit.term.text)
                    yield hit


class Note(NamedTuple):
    """What a gate saw; `Reading.evidence` gives it its words."""

    gate: str
    rule: str
    field: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the gates have found so far."""

    fields: tuple[Field, ...]
    mentions: tuple[tuple[str, Mention], ...]  # (field, mention), artificial intelligence only
    other: tuple[tuple[str, Mention], ...]  # avian and insemination
    notes: list[Note]

    def field(self, name: str) -> Field | None:
        for field in self.fields:
            if field.name == name:
                return field
        return None

    def evidence(self, most: int) -> tuple[Evidence, ...]:
        """The heaviest notes with their words."""
        texts = {field.name: field.text for field in self.fields}
        for field in self.fields:  # what was masked is shown as it stood
            for _, start, end, words in reversed(field.notices):
                texts[field.name] = texts[field.name][:start] + words + texts[field.name][end:]
        ranked = sorted(self.notes, key=lambda note: -abs(note.weight))[:most]
        return tuple(
            Evidence(
                n.gate,
                n.rule,
                n.field,
                n.start,
                n.end,
                texts[n.field][n.start : n.end],
                round(n.weight, 4),
            )
            for n in ranked
        )


def read(title: str, subtitle: str | None, body: str) -> Reading:
    """Scan all fields; senses are voted over the whole article, not field by field."""
    raw = [(n, t) for n, t in (("title", title), ("subtitle", subtitle or ""), ("body", body)) if t]
    cleaned = [(name, *mask_notices(text)) for name, text in raw]
    if not any(_says_ai().search(text) for _, text, _ in cleaned):
        bare = (
            Field(name, text, {}, tuple(cut), (), bytearray(), 0) for name, text, cut in cleaned
        )
        return Reading(tuple(bare), (), (), [])
    fields: list[Field] = []
    for name, text, cut in cleaned:
        tables: dict[str, list[Hit]] = {}
        for hit in _scanner().scan(text):
            if hit.term.key == "not":
                continue  # a longer word that begins like a term (제비뽑기, 비둘기파)
            table = tables.get(hit.term.table)
            if table is None:
                tables[hit.term.table] = [hit]
            else:
                table.append(hit)
        if "abroad" in tables:
            _offices_abroad(text, tables)
        spans = split_sentences(text) if name == "body" else [(0, len(text))]
        near = bytearray(len(text))
        fields.append(Field(name, text, tables, tuple(cut), tuple(spans), near, lead_end(text)))
    mentions, other = _senses(fields)
    mentions = _discount_names(fields, mentions)
    for field in fields:
        starts = [m.start for name, m in mentions if name == field.name]
        _mark_near(field, starts, said=any(name == "title" for name, _ in mentions))
    return Reading(tuple(fields), tuple(mentions), tuple(other), [])


ABROAD_WEIGHT = 0.9


def _offices_abroad(text: str, tables: dict[str, list[Hit]]) -> None:
    """A state or city with an office right behind it acts for another state (뮌헨법원, 브라질 상원):
    added to the table ``foreign``."""
    named = tables["abroad"]
    found: list[Hit] = []
    for place, office in itertools.pairwise(named):
        if (place.term.key, office.term.key) != ("place", "office"):
            continue
        if text[place.end : office.start] in ("", " "):
            spelled = text[place.start : office.end]
            term = Term(spelled, "foreign", "office", ABROAD_WEIGHT, word=True)
            found.append(Hit(place.start, office.end, term))
    if found:
        known = [hit for hit in tables.get("foreign", ()) if not _covered(hit, found)]
        tables["foreign"] = sorted([*known, *found], key=_start)


def _covered(hit: Hit, by: Sequence[Hit]) -> bool:
    return any(other.start <= hit.start and hit.end <= other.end for other in by)


Placed = list[tuple[str, Mention]]
"""Mentions, each with the name of its field."""


def _senses(fields: Sequence[Field]) -> tuple[Placed, Placed]:
    """(artificial, other) mentions. Senses are voted over the whole article, not field by field."""
    if not any(table in field.tables for field in fields for table in _OTHER_SENSES):
        return [(f.name, plain(hit)) for f in fields for hit in f.tables.get("ai", ())], []
    joined: list[Hit] = []
    starts: list[int] = []
    offset = 0
    for field in fields:
        for hit in field.hits(*_SENSED):
            joined.append(Hit(hit.start + offset, hit.end + offset, hit.term))
        starts.append(offset)
        offset += len(field.text) + 200  # far apart: a title's words are not the body's neighbours
    joined.sort(key=lambda hit: hit.start)
    artificial: Placed = []
    other: Placed = []
    for mention in read_senses(joined, doubt=True):
        place = bisect_right(starts, mention.start) - 1
        placed = (fields[place].name, mention.moved(-starts[place]))
        (artificial if mention.sense == "artificial" else other).append(placed)
    return artificial, other


def _mark_near(field: Field, starts: Sequence[int], *, said: bool) -> None:
    """``said``: the headline says AI, so the first sentence tells of it whatever its words."""
    place = 0
    for start, end in field.sentences:
        says = False
        while place < len(starts) and starts[place] < end:
            says, place = True, place + 1
        if says or said:
            field.near[start:end] = b"\1" * (end - start)
        said = says


COMPANY_NAME = 0.2
_NAMED_UNIT = re.compile(
    r"(?<![A-Za-z])(?:AI|인공지능)[·ㆍ가-힣A-Za-z]{0,10}(?:학과|학부|계열|전공|공학과|대학원생)(?!\s?(?:신설|설립|증원|정원|개설|지원|육성))"
    r"|[가-힣A-Za-z○O]{2,10}\s?(?:AI|인공지능)\s?(?:연구원|연구소|센터|재단|협회|기업|업체|회사|대학원)\s?"
    r"(?:직원|연구원|교수|대표이사|대표|원장|소장|과장|출신|임원|사원|이사)"
    r"|[가-힣]{2,8}(?:AI|인공지능)(?:연구원|연구소|협회|학회|재단|빌딩|타워)"
)
"""A department, an institute, and its people (○○AI연구원 직원)."""
_UNIT_WORD = re.compile(
    "학과|학부|계열|전공|대학원|연구|센터|재단|협회|학회|기업|업체|회사|빌딩|타워|㈜|\\(주"
)
"""Without one of these near a mention there is no name to look for."""
_COMPANY = re.compile(r"(?:㈜|\(주\))\s?[가-힣A-Za-z]{0,12}AI|[가-힣A-Za-z]{0,12}AI(?:㈜|\(주\))")


def _discount_names(
    fields: Sequence[Field], mentions: Sequence[tuple[str, Mention]]
) -> list[tuple[str, Mention]]:
    """A mention inside a department's, laboratory's or company's name counts a fifth."""
    by_name = {field.name: field for field in fields}
    result = []
    for place, mention in mentions:
        field = by_name[place]
        weight = min(
            (w for s, e, w in _names(field, mention) if s <= mention.start < e), default=1.0
        )
        if weight < mention.weight:
            mention = Mention(mention.start, mention.end, mention.rule, mention.sense, weight)
        result.append((place, mention))
    return result


NAME_CHARS = 40


def _start(hit: Hit) -> int:
    return hit.start


def _names(field: Field, mention: Mention) -> Iterator[tuple[int, int, float]]:
    """Names that may hold the mention: (start, end, what it counts inside)."""
    named = field.tables.get("affiliation", ())
    for place in range(bisect_right(named, mention.start, key=_start) - 1, -1, -1):
        hit = named[place]
        if hit.start < mention.start - NAME_CHARS:
            break
        yield hit.start, hit.end, hit.term.weight
    start = max(mention.start - 14, 0)
    around = field.text[start : mention.end + 24]
    if not _UNIT_WORD.search(around):
        return
    for pattern in (_NAMED_UNIT, _COMPANY):
        for match in pattern.finditer(around):
            yield start + match.start(), start + match.end(), COMPANY_NAME


_SENTENCE_END = re.compile(r"[.?!][\"”’')\]]*[^\S\n]*\n|(?<=[다요까죠])[.?!][\"”’')\]]*\s+|\n+")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Sentence spans, good enough to count by: Korean endings plus a stop, or a line break."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            spans.append((start, match.end()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def note(
    reading: Reading, gate: str, rule: str, field: str, start: int, end: int, weight: float
) -> None:
    reading.notes.append(Note(gate, rule, field, start, end, weight))
