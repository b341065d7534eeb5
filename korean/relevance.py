"""Is an article Korean AI-policy news? Four gates, each of which shows the words it went by.

clean → sense of each AI mention → aboutness → policy. On topic means: AI is a main subject **and** a
public actor (or a policy debate) acts on it. An article that would still exist with its AI content
deleted is not. How a verdict is made and how it was measured: ``docs/relevance.md``.

Reason codes
    ``policy``          on topic; ``policy_foreign``: the acting state is not Korea
    ``policy_weak``     AI is the subject, the public actor is faint: for a person to see
    ``title_only``      no body to judge by, and the title does not decide
    ``no_ai``           no mention of AI;  ``notice``: only rights lines or page furniture say AI
    ``avian``           AI is 조류인플루엔자;  ``insemination``: AI is 인공수정
    ``affiliation``     AI only names somebody's department or laboratory
    ``passing``         AI is mentioned, the article is about something else
    ``corporate``, ``market``, ``leisure``   a company's, the stock market's, sport's or people's news
    ``no_actor``        about AI, but no public actor and no policy debate
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from korean.senses import Mention, Notice, mask_notices, read_senses
from korean.verdict import Band, Evidence, Label, Verdict
from korean.vocab import Hit, Scanner, agency_terms, municipality_terms, relevance_terms

RULESET = "rules-1"

ACCEPT = 0.6
REVIEW = 0.4
LABEL_FROM = 0.5
LEAD_CHARS = 220
MAX_EVIDENCE = 40
SHORT_BODY = 80
"""A body below this many characters is no body: the title is judged alone."""

PRIORS = {"government": 0.30, "regional": 0.0, "national": 0.0}
"""What the publisher alone says about a public actor being at work."""


@cache
def _scanner() -> Scanner:
    return Scanner([*relevance_terms(), *agency_terms(), *municipality_terms()])


@dataclass(frozen=True, slots=True)
class _Field:
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
class _Reading:
    """What the gates have found so far."""

    fields: tuple[_Field, ...]
    mentions: tuple[tuple[str, Mention], ...]  # (field, mention), artificial intelligence only
    other: tuple[tuple[str, Mention], ...]  # avian and insemination
    evidence: list[Evidence]

    def field(self, name: str) -> _Field | None:
        return next((field for field in self.fields if field.name == name), None)


def judge(
    title: str,
    body: str = "",
    *,
    subtitle: str | None = None,
    kind: str = "regional",
    section: str | None = None,
) -> Verdict:
    """Judge one article. ``kind`` is the outlet's (national | regional | government).

    Without a body (or with a stub) an AI title is ``review``, unless it decides alone.
    """
    reading = _read(title, subtitle, body)
    early = _sense_gate(reading)
    if early is not None:
        return early
    about = _aboutness(reading)
    policy, foreign, against = _policy(reading, kind, section)
    if len(body.strip()) < SHORT_BODY:
        return _title_verdict(reading, about, policy, foreign, against)
    score = math.sqrt(about * policy)
    if about < 0.30:
        return _verdict(reading, min(score, 0.35), "passing")
    if policy < 0.30:
        return _verdict(reading, min(score, 0.35), against or "no_actor")
    reason = ("policy_foreign" if foreign else "policy") if score >= ACCEPT else "policy_weak"
    if score < REVIEW:
        reason = against or ("passing" if about < policy else "no_actor")
    return _verdict(reading, score, reason)


def judge_listed(title: str, body: str = "") -> Verdict:
    """Judge what a list page carries, before fetching: ``reject`` only what is clearly off topic."""
    return judge(title, body)


# --- gate 1 and 2: clean, sense ------------------------------------------------------------------


def _read(title: str, subtitle: str | None, body: str) -> _Reading:
    """Scan all fields; senses are voted over the whole article, not field by field."""
    fields: list[_Field] = []
    joined: list[Hit] = []
    starts: list[int] = []
    offset = 0
    for name, raw in (("title", title), ("subtitle", subtitle or ""), ("body", body)):
        if not raw:
            continue
        text, notices = mask_notices(raw)
        hits = _scanner().scan(text)
        spans = split_sentences(text) if name == "body" else [(0, len(text))]
        fields.append(_Field(name, text, tuple(hits), tuple(notices), tuple(spans)))
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
    return _Reading(tuple(fields), tuple(_discount_names(fields, mentions)), tuple(other), [])


COMPANY_NAME = 0.2
_COMPANY = re.compile(r"(?:㈜|\(주\))\s?[가-힣A-Za-z]{0,12}AI|[가-힣A-Za-z]{0,12}AI(?:㈜|\(주\))")


def _discount_names(
    fields: Sequence[_Field], mentions: Sequence[tuple[str, Mention]]
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
    for field, mention in mentions:
        weight = min(
            (w for (f, s, e), w in names.items() if f == field and s <= mention.start < e),
            default=mention.weight,
        )
        result.append(
            (field, Mention(mention.start, mention.end, mention.rule, mention.sense, weight))
        )
    return result


def _sense_gate(reading: _Reading) -> Verdict | None:
    """Decide the articles that are not about artificial intelligence at all."""
    for field in reading.fields:
        for rule, start, end, text in field.notices:
            if "AI" in text or "인공지능" in text:
                reading.evidence.append(Evidence("clean", rule, field.name, start, end, text))
    for name, mention in reading.other:
        _note(reading, "sense", mention.sense, name, mention.start, mention.end, -1.0)
    avian = sum(m.weight for _, m in reading.other if m.sense == "avian")
    breeding = sum(m.weight for _, m in reading.other if m.sense == "insemination")
    artificial = sum(m.weight for _, m in reading.mentions)
    if not reading.mentions:
        if avian or breeding:
            return _verdict(reading, 0.0, "avian" if avian >= breeding else "insemination")
        return _verdict(reading, 0.0, "notice" if reading.evidence else "no_ai")
    if avian and avian >= artificial * 0.5 and not _named_in_title(reading):
        return _verdict(reading, 0.1, "avian")
    if avian and avian >= artificial:
        return _verdict(reading, 0.45, "avian")
    if breeding and breeding >= artificial:
        return _verdict(reading, 0.1, "insemination")
    if all(m.weight < 0.5 for _, m in reading.mentions):
        return _verdict(reading, 0.15, "affiliation")
    return None


def _named_in_title(reading: _Reading) -> bool:
    """인공지능 spelled out (or a model's name) in the title: the bare letters do not decide."""
    return any(name == "title" and m.rule != "bare" for name, m in reading.mentions)


# --- gate 3: aboutness ---------------------------------------------------------------------------


def _aboutness(reading: _Reading) -> float:
    """0–1: title, subtitle, lead, number of mentions and the share of sentences that mention AI."""
    body = reading.field("body")
    in_title = [m for name, m in reading.mentions if name == "title"]
    in_subtitle = [m for name, m in reading.mentions if name == "subtitle"]
    in_body = [m for name, m in reading.mentions if name == "body"]
    score = 0.0
    if in_title:
        share = 0.55 if max(m.weight for m in in_title) >= 0.5 else 0.15
        if _in_list(reading.fields[0].text, in_title):
            share = 0.3
        score += share
        _note(reading, "aboutness", "title", "title", in_title[0].start, in_title[0].end, share)
    if in_subtitle:
        score += 0.15
        first = in_subtitle[0]
        _note(reading, "aboutness", "subtitle", "subtitle", first.start, first.end, 0.15)
    lead = [m for m in in_body if body and m.start < body.lead and m.weight >= 0.5]
    if lead:
        score += 0.2
        _note(reading, "aboutness", "lead", "body", lead[0].start, lead[0].end, 0.2)
    if body is None:
        return min(score, 1.0)
    announced = any(h.term.table == "programme" and h.start < body.lead for h in body.hits)
    if announced:
        score += 0.1  # what the lead announces by name is what the article is about
    count = sum(m.weight for m in in_body)
    sentences = body.sentences
    touched = sum(
        any(m.start >= start and m.start < end and m.weight >= 0.5 for m in in_body)
        for start, end in sentences
    )
    density = touched / max(len(sentences), 1)
    score += 0.25 * min(count / 6, 1.0) + 0.4 * min(density / 0.5, 1.0)
    if len(body.text) >= 600 and density < 0.12 and count < 4:
        score *= 0.5  # one sentence of a long article
    if count <= 1 and not in_title and len(sentences) > 3:
        score = min(score, 0.35 if announced else 0.25)
    for mention in in_body[:8]:
        _note(reading, "sense", mention.rule, "body", mention.start, mention.end, mention.weight)
    return min(score, 1.0)


_LIST_SIGNS = re.compile(r"[·ㆍ・,/]\s*$|^\s*[·ㆍ・,/]")


def _in_list(title: str, mentions: Sequence[Mention]) -> bool:
    """AI as one item of three or more (AI·로봇·바이오): a field among fields, not the subject."""
    around = "".join(title[max(m.start - 12, 0) : m.end + 16] for m in mentions)
    beside = any(
        title[m.end : m.end + 1] in "·ㆍ・,/" and m.end < len(title)
        or (m.start and title[m.start - 1] in "·ㆍ・,/")
        for m in mentions
    )
    return beside and sum(around.count(sign) for sign in "·ㆍ・,/") >= 2


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


# --- gate 4: policy --------------------------------------------------------------------------------

_ACTORS = frozenset({"agency", "government", "body", "official"})
_FOREIGN_BEFORE = re.compile(
    r"(?:미국?|美|중국|中|일본|日|영국|英|프랑스|독일|러시아|대만|인도|유럽|EU|도널드 트럼프|트럼프|바이든|시진핑|마크롱|푸틴)\s*$"
)


def _policy(reading: _Reading, kind: str, section: str | None) -> tuple[float, bool, str | None]:
    """(policy 0–1, foreign?, what speaks against it)."""
    score = PRIORS.get(kind, 0.0)
    if section and any(word in section for word in ("정치", "행정", "자치", "정책")):
        score += 0.05
    near = _near_ai(reading)
    score += _programmes(reading)
    own, abroad = _actors(reading, near)
    score += own + abroad
    score += _actions(reading, near, has_actor=own + abroad > 0)
    against, word = _against(reading)
    if own + abroad > 0.4:
        against *= 0.6  # a ministry's plan may speak of sales and prices
    return max(0.0, min(score - against, 1.0)), abroad > own, word


def _near_ai(reading: _Reading) -> dict[str, list[tuple[int, int]]]:
    """Sentences that mention artificial intelligence, and the sentence after each: it often says
    what the office does about it (도는 5년간 150억 원을 댄다) without the word."""
    result: dict[str, list[tuple[int, int]]] = {}
    for field in reading.fields:
        starts = [m.start for name, m in reading.mentions if name == field.name]
        named = [any(s <= at < e for at in starts) for s, e in field.sentences]
        result[field.name] = [
            span
            for i, span in enumerate(field.sentences)
            if named[i] or (i and named[i - 1])
        ]
    return result


def _programmes(reading: _Reading) -> float:
    """Programme names suffice by themselves: the heaviest counts whole, each further one a bit."""
    weights: dict[str, float] = {}
    for field in reading.fields:
        for hit in field.hits:
            if hit.term.table == "programme" and hit.term.text not in weights:
                weights[hit.term.text] = hit.term.weight * (1.0 if field.name == "title" else 0.7)
                _note(
                    reading, "policy", f"programme.{hit.term.key}", field.name, hit.start, hit.end,
                    weights[hit.term.text],
                )
    ordered = sorted(weights.values(), reverse=True)
    return min(ordered[0] + 0.06 * (len(ordered) - 1), 0.7) if ordered else 0.0


def _actors(reading: _Reading, near: dict[str, list[tuple[int, int]]]) -> tuple[float, float]:
    """(Korean public actors, foreign states), each 0–0.6, by where they stand."""
    totals = {"own": 0.0, "abroad": 0.0}
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.hits:
            abroad = hit.term.table == "foreign"
            if not abroad:
                if hit.term.table not in _ACTORS:
                    continue
                abroad = bool(_FOREIGN_BEFORE.search(field.text[max(hit.start - 9, 0) : hit.start]))
            key = hit.term.text
            place = _place(field, hit.start, near)
            if f"{place}{key}" in seen:
                continue
            seen.add(f"{place}{key}")
            weight = _PLACES[place] * min(hit.term.weight, 1.0)
            totals["abroad" if abroad else "own"] += weight
            rule = "foreign" if abroad else hit.term.table
            _note(reading, "policy", f"actor.{rule}", field.name, hit.start, hit.end, weight)
    return min(totals["own"], 0.6), min(totals["abroad"], 0.6)


_PLACES = {"title": 0.32, "near-lead": 0.30, "near": 0.16, "lead": 0.14, "far": 0.04}
"""What an actor (and, scaled, an action) is worth by its place; near: in a sentence about AI."""


def _place(field: _Field, at: int, near: dict[str, list[tuple[int, int]]]) -> str:
    if field.name != "body":
        return "title"
    beside = any(start <= at < end for start, end in near.get("body", ()))
    if at < field.lead:
        return "near-lead" if beside else "lead"
    return "near" if beside else "far"


def _actions(
    reading: _Reading, near: dict[str, list[tuple[int, int]]], *, has_actor: bool
) -> float:
    """Action and debate words, distinct, over the whole body; without any actor they count half."""
    score = 0.0
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.hits:
            if hit.term.table not in {"action", "debate"} or hit.term.text in seen:
                continue
            seen.add(hit.term.text)
            weight = _PLACES[_place(field, hit.start, near)] * 0.4
            score += weight
            _note(reading, "policy", hit.term.table, field.name, hit.start, hit.end, weight)
    return min(score, 0.35) * (1.0 if has_actor else 0.5)


def _against(reading: _Reading) -> tuple[float, str | None]:
    """Corporate, market and leisure words: (what they take away, the heaviest kind)."""
    totals = {"corporate": 0.0, "market": 0.0, "leisure": 0.0}
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.hits:
            if hit.term.table not in totals or hit.term.text in seen:
                continue
            seen.add(hit.term.text)
            heavy = field.name == "title" or hit.start < field.lead
            weight = (0.10 if heavy else 0.04) * _KIND_WEIGHT[hit.term.table]
            totals[hit.term.table] += weight
            _note(reading, "policy", hit.term.table, field.name, hit.start, hit.end, -weight)
    heaviest = max(totals, key=lambda name: totals[name])
    return min(sum(totals.values()), 0.6), heaviest if totals[heaviest] > 0 else None


_KIND_WEIGHT = {"corporate": 1.0, "market": 1.3, "leisure": 1.3}


# --- verdicts ------------------------------------------------------------------------------------


def _title_verdict(
    reading: _Reading, about: float, policy: float, foreign: bool, against: str | None
) -> Verdict:
    """A title alone: accept when it names both sides, reject when it is plainly something else."""
    if about < 0.3 and not reading.field("body"):
        about = 0.3
    if policy >= 0.5 and about >= 0.5:
        return _verdict(reading, max(ACCEPT, policy), "policy_foreign" if foreign else "policy")
    if against in {"market", "leisure"} and policy < 0.1:
        return _verdict(reading, 0.2, against)
    return _verdict(reading, max(REVIEW, min(math.sqrt(about * policy), 0.59)), "title_only")


def _verdict(reading: _Reading, score: float, reason: str) -> Verdict:
    score = round(min(max(score, 0.0), 1.0), 4)
    band: Band = "accept" if score >= ACCEPT else "review" if score >= REVIEW else "reject"
    label: Label = "on_topic" if score >= LABEL_FROM else "off_topic"
    ranked = sorted(reading.evidence, key=lambda e: -abs(e.weight))[:MAX_EVIDENCE]
    return Verdict(label, score, band, reason, RULESET, tuple(ranked))


def _note(
    reading: _Reading, gate: str, rule: str, field: str, start: int, end: int, weight: float
) -> None:
    source = reading.field(field)
    text = source.text[start:end] if source else ""
    reading.evidence.append(Evidence(gate, rule, field, start, end, text, round(weight, 4)))
