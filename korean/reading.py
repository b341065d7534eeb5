"""An article as the relevance gates see it: cleaned, scanned, every AI mention with its sense."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from korean.scanner import Hit, Scanner
from korean.senses import Mention, Notice, mask_notices, read_senses
from korean.verdict import Evidence
from korean.vocab import agency_terms, municipality_terms, relevance_terms

LEAD_CHARS = 220


@cache
def _scanner() -> Scanner:
    return Scanner([*relevance_terms(), *agency_terms(), *municipality_terms()])


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the article, cleaned and scanned."""

    name: str
    text: str
    hits: tuple[Hit, ...]
    notices: tuple[Notice, ...]
    sentences: tuple[tuple[int, int], ...]

    @property
    def lead(self) -> int:
        """Where the lead ends: 220 characters, in a short text two fifths of it."""
        return min(LEAD_CHARS, max(60, len(self.text) * 2 // 5))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the gates have found so far."""

    fields: tuple[Field, ...]
    mentions: tuple[tuple[str, Mention], ...]  # (field, mention), artificial intelligence only
    other: tuple[tuple[str, Mention], ...]  # avian and insemination
    evidence: list[Evidence]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def read(title: str, subtitle: str | None, body: str) -> Reading:
    """Scan all fields; senses are voted over the whole article, not field by field."""
    fields: list[Field] = []
    joined: list[Hit] = []
    starts: list[int] = []
    offset = 0
    for name, raw in (("title", title), ("subtitle", subtitle or ""), ("body", body)):
        if not raw:
            continue
        text, notices = mask_notices(raw)
        hits = _scanner().scan(text)
        spans = split_sentences(text) if name == "body" else [(0, len(text))]
        fields.append(Field(name, text, tuple(hits), tuple(notices), tuple(spans)))
        joined.extend(Hit(h.start + offset, h.end + offset, h.term) for h in hits)
        starts.append(offset)
        offset += len(text) + 200  # far apart: a title's words are not the body's neighbours
    mentions: list[tuple[str, Mention]] = []
    other: list[tuple[str, Mention]] = []
    for mention in read_senses(joined):
        place = max(i for i, start in enumerate(starts) if start <= mention.start)
        base = starts[place]
        local = Mention(
            mention.start - base, mention.end - base, mention.rule, mention.sense, mention.weight
        )
        (mentions if local.sense == "artificial" else other).append((fields[place].name, local))
    return Reading(tuple(fields), tuple(_discount_names(fields, mentions)), tuple(other), [])


COMPANY_NAME = 0.2
_COMPANY = re.compile(r"(?:㈜|\(주\))\s?[가-힣A-Za-z]{0,12}AI|[가-힣A-Za-z]{0,12}AI(?:㈜|\(주\))")


def _discount_names(
    fields: Sequence[Field], mentions: Sequence[tuple[str, Mention]]
) -> list[tuple[str, Mention]]:
    """A mention inside a department's, laboratory's or company's name counts a fifth."""
    names = {
        (field.name, hit.start, hit.end): hit.term.weight
        for field in fields
        for hit in field.hits
        if hit.term.table == "affiliation"
    }
    for field in fields:
        if "㈜" in field.text or "(주)" in field.text:
            for match in _COMPANY.finditer(field.text):
                names[field.name, match.start(), match.end()] = COMPANY_NAME
    if not names:
        return list(mentions)
    result = []
    for place, mention in mentions:
        weight = min(
            (w for (f, s, e), w in names.items() if f == place and s <= mention.start < e),
            default=mention.weight,
        )
        result.append(
            (place, Mention(mention.start, mention.end, mention.rule, mention.sense, weight))
        )
    return result


_SENTENCE_END = re.compile(r"(?<=[다요까죠])[.?!][\"”’')\]]*\s+|(?<=[.?!])[\"”’')\]]*\s*\n|\n+")


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
    source = reading.field(field)
    text = source.text[start:end] if source else ""
    reading.evidence.append(Evidence(gate, rule, field, start, end, text, round(weight, 4)))
