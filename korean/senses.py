"""What each mention of AI in a text means: artificial intelligence, the bird disease, or breeding.

Korean newspapers write avian influenza (조류인플루엔자) and artificial insemination (인공수정) with the
same two letters. The letters are read by their neighbours (±40 characters), and where these are
silent, by a vote over the text.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from korean.scanner import Hit

Sense = Literal["artificial", "avian", "insemination"]

CONTEXT = 40
"""Characters read on each side of a bare AI."""

_RELATED = (
    r"(?:(?:관련|연관|추천|인기|최신|주요|핫|실시간|이 시각|오늘의|많이 본|많이 읽은|함께 본|함께 볼|다른)\s?(?:주요\s?|인기\s?)?"
    r"(?:기사|뉴스|보도|콘텐츠|이슈)|함께 (?:보면|읽으면|볼|읽을)\s?(?:좋은|만한)?\s?(?:기사|뉴스|글)|함께\s?(?:읽기|보기)|더\s?(?:보기|읽기)|"
    r"이 시각 (?:가장 )?(?:많이 (?:들은|본|읽은|찾은)|주요|인기)\s?(?:기사|뉴스)|핫이슈|실시간 (?:인기|랭킹)|"
    r"이 기사와 함께 (?:본|읽은) (?:기사|뉴스))"
)

NOTICES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (name, triggers, re.compile(pattern))
    for name, triggers, pattern in (
        # Rights lines: 무단 전재 … (AI 학습 포함) 금지. One outlet's footer made 99 % of its
        # articles "about AI".
        ("rights", ("무단",), r"무단[ ]?(?:전재|복제|배포)[^\n]{0,80}(?:금지|불허|불가)"),
        (
            "ai-training",
            ("학습",),
            r"\(?(?:인공지능\s?\(AI\)|AI|인공지능)\s*(?:데이터\s*)?학습[^.\n]{0,30}(?:금지|불허|불가|수 없습니다|금합니다|금한다)[^\n]{0,10}",
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
        # What a broadcast's transcript says after its piece: the sign-off, the next item.
        (
            "next-item",
            ("다음 소식", "이어서", "지금까지", "계속해서", "이 시각"),
            r"(?<=\S{3}[.?!])\s+(?:다음 소식입니다|이 시각 [^.\n]{0,8}뉴스(?:입니다|였습니다)|"
            r"지금까지 (?:[^.\n]{2,30}전해\s?드렸습니다|[^.\n]{0,20}(?:기자|앵커|보도국|뉴스룸|특파원|사회부|정치부|경제부|국제부|뉴스)"
            r"[ 가-힣]{0,4}(?:였|이었)습니다)|(?:이어서|계속해서) [^.\n]{0,60}(?:소식|뉴스)"
            r"(?:입니다|[^.\n]{0,10}(?:전해\s?드립니다|전해\s?드리겠습니다|이어집니다)))\.[\s\S]*",
        ),
        # Lists of other articles that extraction left in: the heading and the titles under it
        # (short lines that do not end as sentences do), or behind it on the same line.
        (
            "related-inline",
            (),
            r"(?m)(?:(?<=[.!?])\s+|[■▶▷◆●☞→※]\s?)?(?:[\[<【(]\s?"
            + _RELATED
            + r"\s?[\]>】)]|[◇◆■▶▷►●☞→※]\s?"
            + _RELATED
            + r"(?![가-힣])|(?<![가-힣])"
            + _RELATED
            + r"\s?[:：▷▶|>])[^\n]*(?:\n[^\n]{1,90}(?<![.다])$)*",
        ),
        (
            "related",
            (),
            r"(?m)^[\s■▶▷◆◇●☞※\[<*·-]*" + _RELATED + r"[^\n]{0,20}(?:\n[^\n]{1,90}(?<![.다])$)*",
        ),
    )
)
"""Lines that are not the article's own words: (name, words without which it cannot match, pattern).
Without such words it is a list of other articles, which needs its heading. They are masked, never
removed."""

_RELATED_HEADING = re.compile(_RELATED)
_RELATED_WORDS = ("기사", "뉴스", "보도", "콘텐츠", "이슈", "실시간", "읽기", "보기")


@dataclass(frozen=True, slots=True)
class Mention:
    """One AI mention: offsets, its rule in the vocabulary, what it means, and how much it counts."""

    start: int
    end: int
    rule: str
    sense: Sense
    weight: float

    def moved(self, by: int) -> Mention:
        return Mention(self.start + by, self.end + by, self.rule, self.sense, self.weight)


class Notice(NamedTuple):
    """A masked span: the pattern's name, offsets, and its own words."""

    rule: str
    start: int
    end: int
    text: str


def mask_notices(text: str) -> tuple[str, list[Notice]]:
    """``text`` with notices blanked (same length, so offsets hold), and what was blanked."""
    masked: list[Notice] = []
    listed = any(word in text for word in _RELATED_WORDS) and _RELATED_HEADING.search(text)
    for name, triggers, pattern in NOTICES:
        if not (any(word in text for word in triggers) if triggers else listed):
            continue
        for match in pattern.finditer(text):
            masked.append(Notice(name, match.start(), match.end(), match.group()))
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text, masked


def read_senses(hits: Sequence[Hit], *, doubt: bool = False) -> list[Mention]:
    """The AI mentions among ``hits`` (one field's), each with its sense.

    A spelled-out 인공지능 or a model's name is artificial intelligence whatever stands around it;
    bare letters take the heavier neighbourhood, ties take the text's majority, and a text with no
    other sign at all means artificial intelligence; with ``doubt`` (the hits must then hold the tables
    ``threat`` and ``theme``) not if it speaks of a threat.
    """
    hits = _without_idle_birds(hits)
    mentions = [hit for hit in hits if hit.term.table == "ai"]
    cues = [hit for hit in hits if hit.term.table in _SENSES]
    if not any(hit.term.table != "artificial" and hit.term.key in DECIDING for hit in cues):
        doubtful = doubt and _threatens(hits, mentions)
        return [_mention(hit, "avian" if doubtful else "artificial") for hit in mentions]
    if _spelled_out_wrongly(cues):
        return [_mention(hit, "avian") for hit in mentions]
    if doubt:  # beside birds a threat is the disease's
        cues = [hit for hit in hits if hit.term.table in _SENSES or hit.term.table == "threat"]
    votes: dict[Sense, float] = {"artificial": 0.0, "avian": 0.0, "insemination": 0.0}
    prior = _prior(mentions, cues)
    read: list[tuple[Hit, Sense | None]] = []
    for hit in mentions:
        sense = "artificial" if hit.term.key != "bare" else _by_neighbours(hit, cues, prior)
        read.append((hit, sense))
        if sense:
            votes[sense] += 1
    for cue in cues:
        if cue.term.key == "strong" and cue.term.table in _DISEASES:
            votes[_SENSES[cue.term.table]] += 1
    majority = max(votes, key=lambda sense: votes[sense])
    return [_mention(hit, sense or majority) for hit, sense in read]


DECIDING = frozenset({"strong", "bird", "wild", "tame"})
"""Without one of these in the article, farm words (방역, 예찰, 소독 …) are about pests or other things."""


_LIVING = frozenset({"wild", "tame"})


def _without_idle_birds(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Wild birds where nothing is ill and a machine is at work (AI 카메라가 고니를 센다) are what it
    looks at, and say nothing of the letters; cats and cows never do unless the disease is spoken of."""
    animals = {hit.term.key for hit in hits if hit.term.key in _LIVING}
    if not animals:
        return hits
    speaks = any(hit.term.table == "threat" or hit.term.key == "sick" for hit in hits)
    farm = {hit.term.key for hit in hits if hit.term.table == "avian"} - _LIVING - {"not"}
    ill = speaks or bool(farm)
    idle: set[str] = set() if speaks else {"tame"}
    if not ill and _machine(hits):
        idle.add("wild")
    return [hit for hit in hits if hit.term.key not in idle] if animals & idle else hits


def _machine(hits: Sequence[Hit]) -> bool:
    """Signs of machines: one of their own or two of what they are talked of with; AI로 is none (by
    means of it, or because of it)."""
    own = any(hit.term.table == "artificial" and hit.term.key != "weak" for hit in hits)
    return own or len({hit.term.text for hit in hits if hit.term.table == "theme"}) > 1


def _threatens(hits: Sequence[Hit], mentions: Sequence[Hit]) -> bool:
    """Bare letters beside a threat or a farm word (AI 확산, AI 막으려 통제초소 …) and no sign of
    machines anywhere: most such lines are about birds, and nobody can tell from the line alone."""
    tables = {hit.term.table for hit in hits}
    if not tables & {"threat", "avian"}:
        return False
    ill = any(hit.term.key == "sick" for hit in hits)  # AI로 숨져: because of it
    if any(hit.term.table == "artificial" and not (ill and hit.term.key == "weak") for hit in hits):
        return False
    if "programme" in tables and "avian" not in tables:
        return False
    if any(hit.term.key != "bare" for hit in mentions):
        return False
    farm = [hit for hit in hits if hit.term.table == "avian"]
    begins = [hit.start for hit in farm]
    beside = sum(within(begins, m.start - BEFORE, m.start + BEHIND + 1) for m in mentions)
    if beside * 2 >= len(mentions) > 0:
        return True
    begins = [hit.start for hit in hits if hit.term.table == "threat" or hit.term.key == "sick"]
    touched = sum(within(begins, m.start - CONTEXT, m.start + CONTEXT + 1) for m in mentions)
    if touched * 2 < len(mentions) and len({hit.term.text for hit in farm}) < 2:
        return False
    return "theme" not in tables or (touched > 0 and len({hit.term.text for hit in farm}) > 1)


BEFORE, BEHIND = 3, 7
"""A farm word that begins this near to the letters needs no other sign (축협 AI 실기, AI 전실 소독)."""

_SENSES: dict[str, Sense] = {
    "avian": "avian",
    "insemination": "insemination",
    "artificial": "artificial",
}
_DISEASES = frozenset({"avian", "insemination"})
THREAT = 1.5


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


def within(starts: Sequence[int], start: int, end: int) -> bool:
    """Whether any of these offsets (in order) lies in [start, end)."""
    place = bisect_left(starts, start)
    return place < len(starts) and starts[place] < end


LONGEST = 30
"""No cue is longer: where to begin to look for those that reach into a neighbourhood."""


def _start(hit: Hit) -> int:
    return hit.start


def _prior(mentions: Sequence[Hit], cues: Sequence[Hit]) -> dict[Sense, float]:
    """What the whole text adds to every bare AI: where nothing spells 인공지능 out, each strong sign
    of another sense counts one, up to three (한우 AI 교육 … 인공수정 … 정액)."""
    prior: dict[Sense, float] = {"artificial": 0.0, "avian": 0.0, "insemination": 0.0}
    if any(hit.term.key != "bare" for hit in mentions):
        if _spelled_out(mentions) and not any(hit.term.key in _ILL for hit in cues):
            prior["artificial"] = SPELLED
        return prior
    for cue in cues:
        if cue.term.key == "strong" and cue.term.table in _DISEASES:
            sense = _SENSES[cue.term.table]
            prior[sense] = min(prior[sense] + 1.0, 3.0)
    return prior


SPELLED = 2.0
_ILL = frozenset({"strong", "sick"})


def _spelled_out(mentions: Sequence[Hit]) -> bool:
    """인공지능 without the letters behind it, which no desk writes for the disease."""
    bare = {hit.start for hit in mentions if hit.term.key == "bare"}
    return any(hit.term.text == "인공지능" and hit.end + 1 not in bare for hit in mentions)


def _by_neighbours(hit: Hit, cues: Sequence[Hit], prior: dict[Sense, float]) -> Sense | None:
    """The heavier sense within ±40 characters; None when they balance or say nothing. ``cues`` are
    in order."""
    weights = dict(prior)
    first = bisect_left(cues, hit.start - CONTEXT - LONGEST, key=_start)
    for cue in itertools.islice(cues, first, None):
        if cue.start > hit.end + CONTEXT:
            break
        if cue.end < hit.start - CONTEXT:
            continue
        touching = cue.start <= hit.start and cue.end >= hit.end
        if cue.term.table == "threat":
            weights["avian"] += THREAT if touching else 0.0
            continue
        weights[_SENSES[cue.term.table]] += cue.term.weight * (
            2 if touching and not any(prior.values()) else 1
        )
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    if ordered[0][1] == ordered[1][1]:
        return None
    return ordered[0][0]


def _mention(hit: Hit, sense: Sense) -> Mention:
    return Mention(hit.start, hit.end, hit.term.key, sense, hit.term.weight)


def plain(hit: Hit) -> Mention:
    """A mention of a text in which nothing hints at another sense."""
    return _mention(hit, "artificial")
