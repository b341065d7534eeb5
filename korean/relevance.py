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
from dataclasses import replace

from korean.aboutness import aboutness
from korean.policy import Policy, headline_policy, policy_gate
from korean.reading import Reading, note, read
from korean.senses import DECIDING
from korean.verdict import Band, Label, Verdict

RULESET = "rules-3"

ACCEPT = 0.6
REVIEW = 0.4
LABEL_FROM = 0.5
MAX_EVIDENCE = 30
SHORT_BODY = 30
"""A body below this many characters is no body: the title is judged alone."""


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
    reading = read(title, subtitle, body)
    early = _sense_gate(reading)
    if early is not None:
        return early
    about = aboutness(reading)
    if len(body.strip()) < SHORT_BODY and reading.fields[0].name == "title":
        return _title_verdict(reading, about, headline_policy(reading, kind))
    policy = policy_gate(reading, kind, section)
    score = math.sqrt(about * policy.score)
    if about < 0.30:
        return _verdict(reading, min(score, 0.35), "passing")
    if policy.score < 0.30:
        return _verdict(reading, min(score, 0.35), policy.against or "no_actor")
    reason = (
        ("policy_foreign" if policy.foreign else "policy") if score >= ACCEPT else "policy_weak"
    )
    if score < REVIEW:
        reason = policy.against or ("passing" if about < policy.score else "no_actor")
    return _verdict(reading, score, reason)


UNDECIDED = frozenset({"no_ai", "passing", "affiliation", "corporate", "no_actor"})
"""What a title alone may look like while its text is policy: reasons that reject no listed title."""


def judge_listed(title: str, body: str = "") -> Verdict:
    """Judge what a list page carries, before fetching: ``reject`` only what is clearly off topic.

    A title that does not say AI decides nothing (a policy article need not), so without a text
    such a title is ``review``; one that says birds, markets or sport is rejected.
    """
    verdict = judge(title, body)
    if len(body.strip()) < SHORT_BODY and verdict.reason in UNDECIDED:
        return replace(verdict, score=REVIEW, band="review", reason="title_only")
    return verdict


# --- gate 1 and 2: clean, sense ------------------------------------------------------------------


def _sense_gate(reading: Reading) -> Verdict | None:
    """Decide the articles that are not about artificial intelligence at all."""
    for field in reading.fields:
        for rule, start, end, text in field.notices:
            if "AI" in text or "인공지능" in text:
                note(reading, "clean", rule, field.name, start, end, 0.0)
    for name, mention in reading.other:
        note(reading, "sense", mention.sense, name, mention.start, mention.end, -1.0)
    avian = sum(m.weight for _, m in reading.other if m.sense == "avian")
    breeding = sum(m.weight for _, m in reading.other if m.sense == "insemination")
    artificial = sum(m.weight for _, m in reading.mentions)
    if not reading.mentions:
        if avian or breeding:
            return _verdict(reading, 0.0, "avian" if avian >= breeding else "insemination")
        return _verdict(reading, 0.0, "notice" if reading.notes else "no_ai")
    if avian and avian >= artificial * 0.5 and not _named_in_title(reading):
        return _verdict(reading, 0.1, "avian")
    if (avian and avian >= artificial) or _birds_in_title(reading):
        # A machine against the disease is policy, but nobody accepts it unseen.
        return _verdict(reading, 0.55 if _machine_against_birds(reading) else 0.45, "avian")
    if breeding and breeding >= artificial:
        return _verdict(reading, 0.1, "insemination")
    if all(m.weight < 0.5 for _, m in reading.mentions):
        return _verdict(reading, 0.15, "affiliation")
    return None


def _birds_in_title(reading: Reading) -> bool:
    """The title speaks of birds and the text of the disease: never accepted without a person.

    Desks do expand the letters wrongly (인공지능(AI) 여파에 닭고기 값…), so spelling is no proof.
    """
    cues = [(f.name, h.term.key) for f in reading.fields for h in f.hits("avian")]
    in_title = any(name == "title" and key in DECIDING for name, key in cues)
    return in_title and any(key == "strong" for _, key in cues)


def _machine_against_birds(reading: Reading) -> bool:
    """인공지능 spelled out without the letters in headline and text, and signs of a machine beside it
    (모형, 분석, 예측): 인공지능이 조류인플루엔자 위험 지도를 그린다."""
    named = {
        name
        for name, m in reading.mentions
        for field in reading.fields
        if m.rule == "name" and field.name == name and field.text[m.end : m.end + 1] != "("
    }
    signs = {h.term.text for f in reading.fields for h in f.hits("artificial") if f.name == "body"}
    bare = any(m.rule == "bare" for _, m in reading.mentions)
    return named >= {"title", "body"} and len(signs - _NO_MACHINE) >= 2 and not bare


_NO_MACHINE = {"인공지능", "스마트", "디지털"}


def _named_in_title(reading: Reading) -> bool:
    """인공지능 spelled out (or a model's name) in the title: the bare letters do not decide."""
    return any(name == "title" and m.rule in {"name", "model"} for name, m in reading.mentions)


# --- verdicts ------------------------------------------------------------------------------------


def _title_verdict(reading: Reading, about: float, policy: Policy) -> Verdict:
    """A title alone: on topic when it names AI and who acts on it, or a law; rejected when it is
    plainly something else; else for a person (or the text) to decide."""
    if about < 0.30:
        return _verdict(reading, 0.35 if about < 0.15 else REVIEW, "passing")
    weight = policy.score * (0.75 if about < 0.5 and policy.score > 0 else 1.0)
    score = REVIEW + weight * (0.25 if weight > 0 else 0.5)
    if weight > TITLE_FROM:
        score = LABEL_FROM + (weight - TITLE_FROM) * 0.625
    if score >= ACCEPT:
        return _verdict(reading, score, "policy_foreign" if policy.foreign else "policy")
    reason = "title_only" if score >= REVIEW else policy.against or "no_actor"
    return _verdict(reading, score, reason)


TITLE_FROM = 0.40
"""Policy points from which a title alone is on topic: an actor in it, or a law, or a programme."""


def _verdict(reading: Reading, score: float, reason: str) -> Verdict:
    score = round(min(max(score, 0.0), 1.0), 4)
    band: Band = "accept" if score >= ACCEPT else "review" if score >= REVIEW else "reject"
    label: Label = "on_topic" if score >= LABEL_FROM else "off_topic"
    return Verdict(label, score, band, reason, RULESET, reading.evidence(MAX_EVIDENCE))
