"""What each mention of AI in a text means: artificial intelligence, the bird disease, or breeding.

Korean newspapers write avian influenza (조류인플루엔자) and artificial insemination (인공수정) with the
same two letters. The letters are read by their neighbours (±40 characters), and where these are
silent, by a vote over the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from korean.scanner import Hit

Sense = Literal["artificial", "avian", "insemination"]

CONTEXT = 40
"""Characters read on each side of a bare AI."""

NOTICES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (name, triggers, re.compile(pattern))
    for name, triggers, pattern in (
        # Rights lines: 무단 전재 … (AI 학습 포함) 금지. One outlet's footer made 99 % of its
        # articles "about AI".
        ("rights", ("무단",), r"무단[ ]?(?:전재|복제|배포)[^\n]{0,80}(?:금지|불허|불가)"),
        (
            "ai-training",
            ("학습",),
            r"\(?(?:AI|인공지능)\s*(?:데이터\s*)?학습[^.\n]{0,30}(?:금지|불허|이용 불가)[^\n]{0,10}",
        ),
        # Page furniture: the site's own AI tools speaking about themselves.
        (
            "ai-tool",
            ("요약", "번역", "분석한 결과", "생성한"),
            r"(?m)^[^\n]{0,60}(?:AI|인공지능)(?:가|로|를 활용해)?\s*(?:자동\s*)?"
            r"(?:요약|번역|분석한 결과|생성한 (?:이미지|요약))[^\n]{0,60}(?:입니다|습니다|있습니다)\.?$",
        ),
        (
            "ai-summary",
            ("요약", "뉴스룸", "기자", "앵커", "추천", "오디오"),
            r"(?m)^[ \t]*\[?(?:AI|인공지능)[ ]?(?:3줄[ ]?)?(?:요약|뉴스룸|기자|앵커|추천|오디오)\]?[^\n]{0,30}$",
        ),
        # Lists of other articles that extraction left in: the heading and the titles under it
        # (short lines that do not end as sentences do).
        (
            "related",
            (
                "관련기사",
                "관련 기사",
                "관련뉴스",
                "관련 뉴스",
                "많이 본",
                "주요뉴스",
                "주요 뉴스",
                "추천기사",
            ),
            r"(?m)^[\s■▶▷◆●\[<*·-]*(?:관련\s?기사|관련\s?뉴스|많이 본 (?:뉴스|기사)|주요\s?뉴스|추천\s?기사)"
            r"[^\n]{0,20}(?:\n[^\n]{1,90}(?<![.다])$)*",
        ),
    )
)
"""Lines that are not the article's own words: (name, words without which it cannot match, pattern).
They are masked, never removed."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One AI mention: offsets, its rule in the vocabulary, what it means, and how much it counts."""

    start: int
    end: int
    rule: str
    sense: Sense
    weight: float


class Notice(NamedTuple):
    """A masked span: the pattern's name, offsets, and its own words."""

    rule: str
    start: int
    end: int
    text: str


def mask_notices(text: str) -> tuple[str, list[Notice]]:
    """``text`` with notices blanked (same length, so offsets hold), and what was blanked."""
    masked: list[Notice] = []
    for name, triggers, pattern in NOTICES:
        if not any(word in text for word in triggers):
            continue
        for match in pattern.finditer(text):
            masked.append(Notice(name, match.start(), match.end(), match.group()))
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text, masked


def read_senses(hits: Sequence[Hit]) -> list[Mention]:
    """The AI mentions among ``hits`` (one field's), each with its sense.

    A spelled-out 인공지능 or a model's name is artificial intelligence whatever stands around it;
    bare letters take the heavier neighbourhood, ties take the text's majority, and a text with no
    other sign at all means artificial intelligence.
    """
    mentions = [hit for hit in hits if hit.term.table == "ai"]
    cues = [hit for hit in hits if hit.term.table in {"avian", "insemination", "artificial"}]
    if not any(hit.term.table != "artificial" and hit.term.key in DECIDING for hit in cues):
        return [_mention(hit, "artificial") for hit in mentions]
    if _spelled_out_wrongly(cues):
        return [_mention(hit, "avian") for hit in mentions]
    votes: dict[Sense, float] = {"artificial": 0.0, "avian": 0.0, "insemination": 0.0}
    prior = _prior(mentions, cues)
    read: list[tuple[Hit, Sense | None]] = []
    for hit in mentions:
        sense = "artificial" if hit.term.key != "bare" else _by_neighbours(hit, cues, prior)
        read.append((hit, sense))
        if sense:
            votes[sense] += 1
    for cue in cues:
        if cue.term.key == "strong" and cue.term.table != "artificial":
            votes[_SENSES[cue.term.table]] += 1
    majority = max(votes, key=lambda sense: votes[sense])
    return [_mention(hit, sense or majority) for hit, sense in read]


DECIDING = frozenset({"strong", "bird"})
"""Without one of these in the article, farm words (방역, 예찰, 소독 …) are about pests or other things."""

_SENSES: dict[str, Sense] = {
    "avian": "avian",
    "insemination": "insemination",
    "artificial": "artificial",
}


def _spelled_out_wrongly(cues: Sequence[Hit]) -> bool:
    """Bird news in which a desk expanded AI to 인공지능(AI): the disease's own words stand there, and
    beside the bare spelling nothing speaks of a machine."""
    strong = sum(hit.term.table == "avian" and hit.term.key == "strong" for hit in cues)
    signs = sum(hit.term.table == "avian" for hit in cues)
    machine = any(
        hit.term.table == "artificial" and hit.term.text not in {"인공지능", "스마트", "디지털"}
        for hit in cues
    )
    return strong >= 1 and signs >= 3 and not machine


def _prior(mentions: Sequence[Hit], cues: Sequence[Hit]) -> dict[Sense, float]:
    """What the whole text adds to every bare AI: where nothing spells 인공지능 out, each strong sign
    of another sense counts one, up to three (한우 AI 교육 … 인공수정 … 정액)."""
    prior: dict[Sense, float] = {"artificial": 0.0, "avian": 0.0, "insemination": 0.0}
    if any(hit.term.key != "bare" for hit in mentions):
        return prior
    for cue in cues:
        if cue.term.key == "strong" and cue.term.table != "artificial":
            sense = _SENSES[cue.term.table]
            prior[sense] = min(prior[sense] + 1.0, 3.0)
    return prior


def _by_neighbours(hit: Hit, cues: Sequence[Hit], prior: dict[Sense, float]) -> Sense | None:
    """The heavier sense within ±40 characters; None when they balance or say nothing."""
    weights = dict(prior)
    for cue in cues:
        if cue.end < hit.start - CONTEXT or cue.start > hit.end + CONTEXT:
            continue
        touching = cue.start <= hit.start and cue.end >= hit.end
        weights[_SENSES[cue.term.table]] += cue.term.weight * (
            2 if touching and not any(prior.values()) else 1
        )
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    if ordered[0][1] == ordered[1][1]:
        return None
    return ordered[0][0]


def _mention(hit: Hit, sense: Sense) -> Mention:
    return Mention(hit.start, hit.end, hit.term.key, sense, hit.term.weight)
