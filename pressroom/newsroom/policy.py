"""Writes policy pieces: a public actor acts on AI. Facts first, then frames that tell them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from random import Random

from pressroom.newsroom.actors import Actor, actor_for
from pressroom.newsroom.facts import Facts, loose, make_facts
from pressroom.newsroom.language import fill
from pressroom.newsroom.outlets import Desk
from pressroom.newsroom.piece import Part, Piece
from pressroom.newsroom.tables import Lines, lines, sections

#: Paragraphs of a story by slot: always these, then some of the others, in the order of a story.
_ORDER = (
    "lead", "context", "act", "tool", "quote", "budget", "partner", "nation", "schedule",
    "expert_quote", "effect", "worry", "head_quote", "next",
)  # fmt: skip
_ALWAYS = {"lead", "act"}
_SPEAKERS = {
    "quote": ("officername", "officer", "quote"),
    "head_quote": ("headname", "head", "quote2"),
    "expert_quote": ("expertname", "expert", "quote3"),
}
_SECTION = {
    "strategy_governance": "politics", "law_regulation": "politics", "labor_society": "society",
    "public_sector_ai": "society", "talent_education": "society", "health_welfare": "society",
    "safety_ethics_trust": "society", "international": "world", "rnd": "science",
    "foundation_models": "science", "semiconductor": "science", "data": "science",
}  # fmt: skip
_DEPARTMENTS = (
    "메타AI과학국 AI정책과", "메타AI과학국 AI데이터과", "경제통상국 일자리경제과", "미래전략기획단",
    "농축산유통국 스마트농업혁신과", "교육청년국 교육협력과", "복지건강국 어르신복지과",
    "투자유치실 기업지원과", "안전행정실 정보화담당관", "에너지산업국 에너지정책과",
)  # fmt: skip
_SILENT_TITLES = 0.08  # the hard ones: nothing in the title need say AI
#: Paragraphs that do not fit: releases do not doubt themselves, councils run no programmes.
_UNFIT = {
    "release": ("worry", "expert_quote"),
    "council": ("tool", "budget", "partner", "schedule", "effect"),
}
_DOUBLED = 0.5  # paragraphs of two frames
_SINGLE = {"lead", "act", "council_act", "next", *_SPEAKERS}
_SHARED_LIMIT = 6  # sentences two pieces may tell with the same frame or item
_TRIES = 8


class PolicyWriter:
    """Writes one piece after another and keeps them apart: no two share more than a few sentences."""

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] = defaultdict(list)
        self._count = 0

    def write(self, desk: Desk, published: datetime, rng: Random, name: str) -> Piece:
        best: tuple[int, Piece, set[str]] | None = None
        for _ in range(_TRIES):
            piece, used = self._draft(desk, published, rng, name)
            shared = self._shared(used)
            if best is None or shared < best[0]:
                best = (shared, piece, used)
            if shared <= _SHARED_LIMIT:
                break
        assert best is not None
        for mark in best[2]:
            self._seen[mark].append(self._count)
        self._count += 1
        return best[1]

    def _shared(self, used: set[str]) -> int:
        counts: Counter[int] = Counter()
        for mark in used:
            counts.update(self._seen[mark])
        return max(counts.values(), default=0)

    def _draft(
        self, desk: Desk, published: datetime, rng: Random, name: str
    ) -> tuple[Piece, set[str]]:
        actor = actor_for(desk, rng)
        topics = sections("topics")
        allowed = [t for t in (actor.topics or tuple(topics)) if t in topics] or list(topics)
        topic = rng.choice(allowed)
        used: set[str] = set()
        facts = make_facts(actor, topics[topic], published, rng, used)
        frames = lines("frames")
        manner = _manner(desk, actor)
        parts = self._parts(frames, facts, rng, used, manner)
        title, other = _titles(frames, facts, rng, manner)
        subtitle_frames = frames["release_subtitle" if manner == "release" else "subtitle"]
        subtitles = tuple(fill(f, facts) for f in rng.sample(subtitle_frames, rng.randint(1, 3)))
        piece = Piece(
            id=name,
            subject="policy",
            published=published,
            title=title,
            parts=parts,
            section=_SECTION.get(topic, "local" if actor.region else "economy"),
            subtitles=subtitles,
            captions=tuple(fill(f, facts) for f in rng.sample(frames["caption"], 2)),
            tags=_tags(actor, facts, rng),
            place=_dateline(actor),
            regions=_regions(actor, facts, " ".join((title, *(p.text for p in parts)))),
            topics=(topic,),
            department=rng.choice(_DEPARTMENTS),
            variant_title=other,
            variant_lead=fill(rng.choice(frames["lead"]), facts),
            additions=tuple(
                fill(rng.choice(frames[s]), facts) for s in ("next", "effect", "worry")
            ),
        )
        return piece, used

    def _parts(
        self, frames: Lines, facts: Facts, rng: Random, used: set[str], manner: str
    ) -> tuple[Part, ...]:
        optional = [s for s in _ORDER if s not in _ALWAYS and s not in _UNFIT.get(manner, ())]
        chosen = _ALWAYS | set(rng.sample(optional, min(rng.randint(7, 10), len(optional))))
        if not chosen & set(_SPEAKERS):
            chosen.add("quote")
        parts = []
        for slot in (s for s in _ORDER if s in chosen):
            bank = frames[_bank(slot, manner, frames, rng)]
            count = 2 if slot not in _SINGLE and rng.random() < _DOUBLED else 1
            picked = rng.sample(bank, min(count, len(bank)))
            used.update(picked)
            # The lead and the title tell the story's own numbers, every other sentence has its own.
            text = " ".join(
                fill(f, facts if slot == "lead" else {**facts, **loose(rng)}) for f in picked
            )
            if slot in _SPEAKERS:
                who, office, said = (facts[k] for k in _SPEAKERS[slot])
                parts.append(Part(text, f"{who}/{office}", said))
            else:
                parts.append(Part(text))
        return tuple(parts)


def _manner(desk: Desk, actor: Actor) -> str:
    """Which frames fit: releases praise, councils ask and legislate."""
    if desk.style == "release":
        return "release"
    return "council" if actor.self == "의회" else "news"


def _bank(slot: str, manner: str, frames: Lines, rng: Random) -> str:
    own = f"{manner}_{slot}"
    if own not in frames or (manner == "release" and rng.random() < 0.3):
        return slot
    return own


def _titles(frames: Lines, facts: Facts, rng: Random, manner: str) -> tuple[str, str]:
    bank = "title" if manner == "news" else f"{manner}_title"
    first, second = rng.sample(frames[bank], 2)
    if manner == "news" and rng.random() < _SILENT_TITLES:
        first = rng.choice(frames["plain_title"])
    return fill(first, facts), fill(second, facts)


def _dateline(actor: Actor) -> str:
    """The place a wire puts before a text: 구미, not 구미시."""
    return actor.seat[:-1] if len(actor.seat) > 2 and actor.seat[-1] in "시군" else actor.seat


def _regions(actor: Actor, facts: Facts, text: str) -> tuple[str, ...]:
    """시·도 of a piece: the actor's, or the one a ministry's pilot is in when the text names it."""
    if actor.region:
        return (actor.region,)
    named = any(facts[name] in text for name in ("city", "city2", "partner1"))
    return (facts["pilot"],) if named else ()


def _tags(actor: Actor, facts: Facts, rng: Random) -> tuple[str, ...]:
    pool = ["인공지능", "AI", actor.short, facts["city"], facts["partner1"], "공모", "업무협약"]
    return tuple(dict.fromkeys(["AI", *rng.sample(pool, 4)]))
