"""The policy gate: does a public actor, or a policy debate, act on the artificial intelligence?

Two readings. A text is read by its sentences: who stands in those about AI, and what is done there;
the headline's own word is its floor. A headline alone is read by its grammar (`korean.titles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from korean.headline import Headline, acts, read_headline
from korean.reading import Field, Reading, note
from korean.scanner import Hit
from korean.titles import GENRE, leader, line_policy

PRIORS = {"government": 0.30, "regional": 0.0, "national": 0.0}
"""What the publisher alone says about a public actor being at work."""
SECTIONS, SECTION = ("정치", "행정", "자치", "정책"), 0.05

_ACTORS = ("agency", "government", "body", "official", "holder", "institution", "civic")
_FOREIGN = (
    " 미", "미국", "美", "중국", "中", "일본", "日", "영국", "英", "프랑스", "독일", "러시아", "대만", "인도",
    "유럽", "EU", "트럼프", "바이든", "시진핑", "마크롱", "푸틴",
)  # fmt: skip
"""Before an office these make it another state's (미 국방부, 中 외교부; but 이미 정부는)."""
_PLACES = {
    "title": 0.32,
    "title-rest": 0.18,
    "subject-lead": 0.42,
    "near-lead": 0.30,
    "near": 0.16,
    "lead": 0.14,
    "far": 0.04,
}
"""What an actor (and, scaled, an action) is worth by its place; near: in a sentence about AI;
subject: the one who does it (전남도가 …)."""
ACTORS_MOST, ACTION_SHARE, ACTIONS_MOST = 0.6, 0.4, 0.35
LINE_SHARE = 0.8
"""How much of what the headline says alone stands when the text is silent."""
AGAINST = {"corporate": 1.0, "market": 1.3, "leisure": 1.3}
EARLY, LATE, AGAINST_MOST = 0.10, 0.04, 0.6
LEADER = {"company": 0.20, "school": 0.12}
COMPANY_TELLS = 0.25
SOLD = 0.4
"""What programme and office count where the company at the head sells to them."""
OTHER_NEWS = 0.20
_OTHER = {
    "market": (3, "market"),
    "economy": (3, "passing"),
    "politics": (2, "passing"),
    "charity": (2, "leisure"),
    "incident": (2, "leisure"),
}
"""Kinds of news that go by other names: how many distinct words make one, and its reason."""
_SUBJECT = ("은", "는", "이", "가")
_INTRODUCED = re.compile(
    r"(?:기업|업체|회사|스타트업|개발사|운영사|전문기업)인? [‘']?[가-힣A-Za-z]{2,12}[’']?(?:\([^)]{1,20}\))?[은는이가] "
)
"""의료기기 기업 메디로닉은: a company nobody lists, introduced by its trade."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the gate found: 0–1, whether the acting state is another one, what speaks against."""

    score: float
    foreign: bool
    against: str | None


def headline_policy(reading: Reading, kind: str) -> Policy:
    """Read the title by its grammar. The score may be negative: something speaks against it."""
    line = read_headline(reading.fields[0])
    score, against, word = line_policy(reading, line)
    first = leader(reading, line)
    sold = first is not None and first.role == "company" and "vendor" in reading.fields[0].tables
    score += PRIORS.get(kind, 0.0) + _programmes(reading) * (SOLD if sold else 1.0)
    if line.head("own", "abroad"):
        against *= 0.5
    if word is None and line.leads("company"):
        word = "corporate"
    if line.genre in ("market", "notice"):
        word = "market" if line.genre == "market" else "leisure"
        score = min(score, 0.0) + GENRE[line.genre] * 0.5
    foreign = line.head("abroad") is not None and line.head("own") is None
    return Policy(min(score - against, 1.0), foreign, word)


def policy_gate(reading: Reading, kind: str, section: str | None) -> Policy:
    """Read title, subtitle and body by their sentences; the headline's own word is the floor."""
    prior = PRIORS.get(kind, 0.0)
    if section and any(word in section for word in SECTIONS):
        prior += SECTION
    line = read_headline(reading.fields[0]) if reading.fields[0].name == "title" else None
    programmes = _programmes(reading)
    own, abroad = _actors(reading, line)
    first = leader(reading, line) if line else None
    if first and first.role == "company" and "vendor" in reading.fields[0].tables:
        programmes, own = programmes * SOLD, own * SOLD
    score = prior + programmes + own + abroad
    score += _actions(reading, has_actor=own + abroad > 0)
    against, word = _against(reading)
    if own + abroad > 0.4:
        against *= 0.6  # a ministry's plan may speak of sales and prices
    voices = _company_voices(reading)
    if voices:
        against, word = against + voices, word or "corporate"
    if line is None:
        return Policy(max(0.0, min(score - against, 1.0)), abroad > own, word)
    said, _, _ = line_policy(reading, line)
    if first is not None:
        against += LEADER[first.role]
        word = "corporate" if first.role == "company" else word
        said -= LEADER[first.role]
    score = max(score - against, (said + programmes) * LINE_SHARE - against / 2)
    other = _other_news(reading, line)
    if other:
        score, word = min(score, OTHER_NEWS), other
    return Policy(max(0.0, min(score, 1.0)), abroad > own, word)


# --- what speaks for it --------------------------------------------------------------------------


def _programmes(reading: Reading) -> float:
    """Programme names suffice by themselves: the heaviest counts whole, each further one a bit."""
    weights: dict[str, float] = {}
    for field in reading.fields:
        for hit in field.words("programme"):
            if hit.term.text not in weights:
                weight = hit.term.weight * (1.0 if field.name == "title" else 0.7)
                weights[hit.term.text] = weight
                rule = f"programme.{hit.term.key}"
                note(reading, "policy", rule, field.name, hit.start, hit.end, weight)
    ordered = sorted(weights.values(), reverse=True)
    return min(ordered[0] + 0.06 * (len(ordered) - 1), 0.7) if ordered else 0.0


def _actors(reading: Reading, line: Headline | None) -> tuple[float, float]:
    """(Korean public actors, foreign states), each 0–0.6, by where they stand."""
    totals = {"own": 0.0, "abroad": 0.0}
    seen: set[tuple[str, str]] = set()
    for field, hit in _public(reading):
        place = _place(field, hit.start)
        if line and field.name == "title":
            place = _headed(line, hit.start)
        elif place == "near-lead" and _is_subject(field, hit):
            place = "subject-lead"
        if (place, hit.term.text) in seen:
            continue
        seen.add((place, hit.term.text))
        before = " " + field.text[max(hit.start - 8, 0) : hit.start].rstrip()
        abroad = hit.term.table == "foreign" or before.endswith(_FOREIGN)
        weight = _PLACES[place] * min(hit.term.weight, 1.0)
        totals["abroad" if abroad else "own"] += weight
        rule = "foreign" if abroad else hit.term.table
        note(reading, "policy", f"actor.{rule}", field.name, hit.start, hit.end, weight)
    return min(totals["own"], ACTORS_MOST), min(totals["abroad"], ACTORS_MOST)


def _public(reading: Reading) -> Iterator[tuple[Field, Hit]]:
    """Every public actor with its field; a place is none."""
    for field in reading.fields:
        for hit in field.hits("foreign", *_ACTORS):
            if acts(field.text, hit):
                yield field, hit


def _headed(line: Headline, at: int) -> str:
    """An actor at the head of a clause acts; one further on may be a customer or a place."""
    part = next((p for p in line.parts if p.start <= at < p.end), None)
    return "title" if part is None or part.head else "title-rest"


def _place(field: Field, at: int) -> str:
    if field.name != "body":
        return "title"
    if at < field.lead:
        return "near-lead" if field.near[at] else "lead"
    return "near" if field.near[at] else "far"


def _actions(reading: Reading, *, has_actor: bool) -> float:
    """Action and debate words, distinct, over the whole body; without any actor they count half."""
    score = 0.0
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.words("action", "debate", "service"):
            if hit.term.text in seen:
                continue
            seen.add(hit.term.text)
            weight = _PLACES[_place(field, hit.start)] * ACTION_SHARE
            score += weight
            note(reading, "policy", hit.term.table, field.name, hit.start, hit.end, weight)
    return min(score, ACTIONS_MOST) * (1.0 if has_actor else 0.5)


# --- what speaks against it ----------------------------------------------------------------------


def _against(reading: Reading) -> tuple[float, str | None]:
    """Corporate, market and leisure words: (what they take away, the heaviest kind)."""
    totals = dict.fromkeys(AGAINST, 0.0)
    seen: set[str] = set()
    for field in reading.fields:
        for hit in field.words(*AGAINST):
            if hit.term.text in seen:
                continue
            seen.add(hit.term.text)
            early = field.name == "title" or hit.start < field.lead
            weight = (EARLY if early else LATE) * AGAINST[hit.term.table]
            totals[hit.term.table] += weight
            note(reading, "policy", hit.term.table, field.name, hit.start, hit.end, -weight)
    heaviest = max(totals, key=lambda name: totals[name])
    return min(sum(totals.values()), AGAINST_MOST), heaviest if totals[heaviest] > 0 else None


def _company_voices(reading: Reading) -> float:
    """A text in which a company is the one who does and tells (두산은 … 회사는 …), twice as often as
    any office: an office named in it is a visitor or a customer."""
    body = reading.field("body")
    if body is None:
        return 0.0
    company = [
        (h.start, h.end)
        for h in body.hits("company")
        if h.term.key == "voice" or _is_subject(body, h)
    ]
    company += [m.span() for m in _INTRODUCED.finditer(body.text, 0, body.lead)]
    if len(company) < 2:
        return 0.0
    office = sum(_is_subject(body, h) or h.term.text[-1] in "은는" for h in body.hits(*_ACTORS))
    if len(company) < 2 * office:
        return 0.0
    for start, end in company[:4]:
        note(reading, "policy", "company.voice", "body", start, end, -COMPANY_TELLS / 4)
    return COMPANY_TELLS


def _is_subject(field: Field, hit: Hit) -> bool:
    return field.text[hit.end : hit.end + 1] in _SUBJECT


def _other_news(reading: Reading, line: Headline) -> str | None:
    """News of another kind, whatever it says of AI: a bracket of markets or people at the front, or
    several words of the stock market, of giving, of an accident, two of them in headline or lead."""
    if line.genre in ("market", "notice"):
        return "market" if line.genre == "market" else "leisure"
    for table, (need, reason) in _OTHER.items():
        words: dict[str, tuple[Field, Hit]] = {}
        for field in reading.fields:
            for hit in field.words(table):
                if hit.term.key != "not":
                    words.setdefault(hit.term.text, (field, hit))
        early = sum(f.name == "title" or h.start < f.lead for f, h in words.values())
        if table == "incident" and any(
            "딥" in h.term.text for f in reading.fields for h in f.hits("ai")
        ):
            continue  # a deepfake is the crime itself
        if len(words) >= need and early >= 2:
            for field, hit in list(words.values())[:4]:
                note(reading, "policy", table, field.name, hit.start, hit.end, -0.2)
            return reason
    return None
