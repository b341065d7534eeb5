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
from dataclasses import replace

from korean.policy import policy_gate
from korean.reading import Reading, note, read
from korean.senses import DECIDING, Mention
from korean.verdict import Band, Evidence, Label, Verdict

RULESET = "rules-1"

ACCEPT = 0.6
REVIEW = 0.4
LABEL_FROM = 0.5
MAX_EVIDENCE = 40
SHORT_BODY = 80
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
    about = _aboutness(reading)
    policy, foreign, against = policy_gate(reading, kind, section)
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
    """Judge what a list page carries, before fetching: ``reject`` only what is clearly off topic.

    A title that does not say AI decides nothing (a policy article need not), so without a text
    such a title is ``review``; one that says birds, markets or sport is rejected.
    """
    verdict = judge(title, body)
    if len(body.strip()) < SHORT_BODY and verdict.reason in {"no_ai", "passing", "affiliation"}:
        return replace(verdict, score=REVIEW, band="review", reason="title_only")
    return verdict


# --- gate 1 and 2: clean, sense ------------------------------------------------------------------


def _sense_gate(reading: Reading) -> Verdict | None:
    """Decide the articles that are not about artificial intelligence at all."""
    for field in reading.fields:
        for rule, start, end, text in field.notices:
            if "AI" in text or "인공지능" in text:
                reading.evidence.append(Evidence("clean", rule, field.name, start, end, text))
    for name, mention in reading.other:
        note(reading, "sense", mention.sense, name, mention.start, mention.end, -1.0)
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
    if _birds_in_title(reading):
        return _verdict(reading, 0.45, "avian")
    if breeding and breeding >= artificial:
        return _verdict(reading, 0.1, "insemination")
    if all(m.weight < 0.5 for _, m in reading.mentions):
        return _verdict(reading, 0.15, "affiliation")
    return None


def _birds_in_title(reading: Reading) -> bool:
    """The title speaks of birds and the text of the disease: never accepted without a person.

    Desks do expand the letters wrongly (인공지능(AI) 여파에 닭고기 값…), so spelling is no proof.
    """
    cues = [(f.name, h.term.key) for f in reading.fields for h in f.hits if h.term.table == "avian"]
    in_title = any(name == "title" and key in DECIDING for name, key in cues)
    return in_title and any(key == "strong" for _, key in cues)


def _named_in_title(reading: Reading) -> bool:
    """인공지능 spelled out (or a model's name) in the title: the bare letters do not decide."""
    return any(name == "title" and m.rule != "bare" for name, m in reading.mentions)


# --- gate 3: aboutness ---------------------------------------------------------------------------


def _aboutness(reading: Reading) -> float:
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
        note(reading, "aboutness", "title", "title", in_title[0].start, in_title[0].end, share)
    if in_subtitle:
        score += 0.15
        first = in_subtitle[0]
        note(reading, "aboutness", "subtitle", "subtitle", first.start, first.end, 0.15)
    lead = [m for m in in_body if body and m.start < body.lead and m.weight >= 0.5]
    if lead:
        score += 0.2
        note(reading, "aboutness", "lead", "body", lead[0].start, lead[0].end, 0.2)
    if body is None:
        return min(score, 1.0)
    announced = bool(_AI_THING.search(body.text, 0, body.lead)) or any(
        h.term.table == "programme" and h.start < body.lead for h in body.hits
    )
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
    if len(body.text) >= 600 and density < 0.12 and count < 4 and not announced:
        score *= 0.5  # one sentence of a long article
    if count <= 1 and not in_title and len(sentences) > 3:
        score = min(score, 0.35 if announced else 0.25)
    for mention in in_body[:8]:
        note(reading, "sense", mention.rule, "body", mention.start, mention.end, mention.weight)
    return min(score, 1.0)


_AI_THING = re.compile(
    r"(?<![A-Za-z])(?:AI|인공지능)(?![A-Za-z])[^.\n]{0,18}?"
    r"(?:사업|프로젝트|계획|정책|대책|전략|조례|예산|센터|공모|협약|협의체|추진단)"
)
"""An AI thing an office acts on: AI 연구거점 사업, 산업 AI 계획."""


def _in_list(title: str, mentions: Sequence[Mention]) -> bool:
    """AI as one item of three or more (AI·로봇·바이오): a field among fields, not the subject."""
    around = "".join(title[max(m.start - 12, 0) : m.end + 16] for m in mentions)
    beside = any(
        (m.end < len(title) and title[m.end] in "·ㆍ・,/")
        or (m.start and title[m.start - 1] in "·ㆍ・,/")
        for m in mentions
    )
    return beside and sum(around.count(sign) for sign in "·ㆍ・,/") >= 2


# --- verdicts ------------------------------------------------------------------------------------


def _title_verdict(
    reading: Reading, about: float, policy: float, foreign: bool, against: str | None
) -> Verdict:
    """A title alone: accept when it names both sides, reject when it is plainly something else."""
    if about < 0.3 and not reading.field("body"):
        about = 0.3
    if policy >= 0.5 and about >= 0.5:
        return _verdict(reading, max(ACCEPT, policy), "policy_foreign" if foreign else "policy")
    if against in {"market", "leisure"} and policy < 0.1:
        return _verdict(reading, 0.2, against)
    return _verdict(reading, max(REVIEW, min(math.sqrt(about * policy), 0.59)), "title_only")


def _verdict(reading: Reading, score: float, reason: str) -> Verdict:
    score = round(min(max(score, 0.0), 1.0), 4)
    band: Band = "accept" if score >= ACCEPT else "review" if score >= REVIEW else "reject"
    label: Label = "on_topic" if score >= LABEL_FROM else "off_topic"
    ranked = sorted(reading.evidence, key=lambda e: -abs(e.weight))[:MAX_EVIDENCE]
    return Verdict(label, score, band, reason, RULESET, tuple(ranked))
