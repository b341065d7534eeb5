"""Writes policy pieces: a public actor acts on AI. Facts first, then frames that tell them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from random import Random

from pressroom.newsroom.actors import Actor, actor_for
from pressroom.newsroom.facts import LOOSE, make_facts
from pressroom.newsroom.language import Telling, fill
from pressroom.newsroom.outlets import Desk
from pressroom.newsroom.piece import Part, Piece
from pressroom.newsroom.tables import lines, sections

#: Paragraphs of a story by slot: always these, then some of the others, in the order of a story.
_ORDER = (
    "lead", "context", "history", "act", "tool", "quote", "budget", "voice", "partner", "nation",
    "compare", "schedule", "expert_quote", "effect", "worry", "head_quote", "next",
)  # fmt: skip
_ALWAYS = {"lead", "act"}
_SPEAKERS = {
    "quote": ("officername", "officer", "quote"),
    "head_quote": ("headname", "head", "quote2"),
    "expert_quote": ("expertname", "expert", "quote3"),
    "voice": ("voicename", "voicerole", "quote4"),
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
_PLAIN_RELEASES = 0.3  # paragraphs of releases that read like news
_SILENT_TITLES = 0.08  # the hard ones: nothing in the title need say AI
#: Paragraphs that do not fit: releases do not doubt themselves, councils run no programmes.
_UNFIT = {
    "release": ("worry", "expert_quote"),
    "council": ("tool", "budget", "partner", "schedule", "effect"),
}
_DOUBLED = 0.75  # of the paragraphs that can hold two frames
_PAIRED = {"partner", "nation", "schedule", "effect", "worry", "history", "compare"}
_SHARED_LIMIT = 7  # sentences two pieces may tell with the same frame or item
_TRIES = 6


Plan = list[tuple[str, list[str]]]  # slot of each paragraph and the frames that fill it


class PolicyWriter:
    """Writes one piece after another and keeps them apart: no two share more than a few sentences."""

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] = defaultdict(list)
        self._count = 0
        self._titles: set[str] = set()

    def write(self, desk: Desk, published: datetime, rng: Random, name: str) -> Piece:
        actor = actor_for(desk, rng)
        topics = sections("topics")
        topic = rng.choice(actor.topics or tuple(topics))
        used: set[str] = set()
        fixed = make_facts(actor, topics[topic], published, rng, used)
        manner = _manner(desk, actor)
        plan = self._plan(used, rng, manner)
        story = Telling(fixed, LOOSE, rng)
        title, other = self._headlines(story, rng, manner)
        parts = tuple(_told(slot, picked, story, fixed, rng) for slot, picked in plan)
        frames = lines("frames")
        subtitles = frames["release_subtitle" if manner == "release" else "subtitle"]
        return Piece(
            id=name,
            subject="policy",
            published=published,
            title=title,
            parts=parts,
            section=_SECTION.get(topic, "local" if actor.region else "economy"),
            subtitles=tuple(fill(f, story) for f in rng.sample(subtitles, rng.randint(1, 3))),
            captions=tuple(fill(f, story) for f in rng.sample(frames["caption"], 2)),
            tags=_tags(actor, fixed, rng),
            place=_dateline(actor),
            regions=_regions(actor, fixed, " ".join((title, *(p.text for p in parts)))),
            topics=(topic,),
            department=rng.choice(_DEPARTMENTS),
            variant_title=other,
            variant_lead=fill(rng.choice(frames[_bank("lead", manner)]), story),
            additions=tuple(
                fill(rng.choice(frames[slot]), Telling(fixed, LOOSE, rng))
                for slot in ("next", "history", "nation")
            ),
        )

    def _plan(self, used: set[str], rng: Random, manner: str) -> Plan:
        """Frames for a story that shares few sentences with every story before it."""
        best: tuple[int, Plan, set[str]] | None = None
        for _ in range(_TRIES):
            plan = _draw_plan(rng, manner)
            marks = used.union(*(picked for _, picked in plan))
            shared = self._shared(marks)
            if best is None or shared < best[0]:
                best = (shared, plan, marks)
            if shared <= _SHARED_LIMIT:
                break
        assert best is not None
        for mark in sorted(best[2]):
            self._seen[mark].append(self._count)
        self._count += 1
        return best[1]

    def _shared(self, marks: set[str]) -> int:
        counts: Counter[int] = Counter()
        for mark in marks:
            counts.update(self._seen[mark])
        return max(counts.values(), default=0)

    def _headlines(self, story: Telling, rng: Random, manner: str) -> tuple[str, str]:
        """A headline that no piece had before, and another one."""
        frames = lines("frames")
        bank = frames["title" if manner == "news" else f"{manner}_title"]
        if manner == "news" and rng.random() < _SILENT_TITLES:
            drawn = [*rng.sample(frames["plain_title"], 2), *rng.sample(bank, 6)]
        else:
            drawn = rng.sample(bank, min(len(bank), 8))
        titles = [fill(frame, story) for frame in drawn]
        first = next((t for t in titles if t not in self._titles), f"{titles[0]}({story['b']})")
        self._titles.add(first)
        return first, titles[-1]


def _draw_plan(rng: Random, manner: str) -> Plan:
    frames = lines("frames")
    optional = [s for s in _ORDER if s not in _ALWAYS and s not in _UNFIT.get(manner, ())]
    chosen = _ALWAYS | set(rng.sample(optional, min(rng.randint(9, 10), len(optional))))
    if not chosen & set(_SPEAKERS):
        chosen.add("quote")
    plan = []
    for slot in (s for s in _ORDER if s in chosen):
        own = manner != "release" or rng.random() > _PLAIN_RELEASES
        bank = frames[_bank(slot, manner) if own else slot]
        count = 2 if slot in _PAIRED and rng.random() < _DOUBLED else 1
        plan.append((slot, rng.sample(bank, count)))
    return plan


def _told(slot: str, picked: list[str], story: Telling, fixed: dict[str, str], rng: Random) -> Part:
    """A paragraph; the lead tells the story's own numbers, every other sentence has its own."""
    text = " ".join(
        fill(f, story if slot == "lead" else Telling(fixed, LOOSE, rng)) for f in picked
    )
    if slot not in _SPEAKERS:
        return Part(text)
    who, office, said = (fixed[key] for key in _SPEAKERS[slot])
    return Part(text, f"{who}/{office}", said)


def _manner(desk: Desk, actor: Actor) -> str:
    """Which frames fit: releases praise, councils ask and legislate."""
    if desk.style == "release":
        return "release"
    return "council" if actor.self == "의회" else "news"


def _bank(slot: str, manner: str) -> str:
    """The manner's own frames for this slot where it has some."""
    own = f"{manner}_{slot}"
    return own if own in lines("frames") else slot


def _dateline(actor: Actor) -> str:
    """The place a wire puts before a text: 구미, not 구미시."""
    return actor.seat[:-1] if len(actor.seat) > 2 and actor.seat[-1] in "시군" else actor.seat


def _regions(actor: Actor, facts: dict[str, str], text: str) -> tuple[str, ...]:
    """시·도 of a piece: the actor's, or the one a ministry's pilot is in when the text names it."""
    if actor.region:
        return (actor.region,)
    named = any(facts[name] in text for name in ("city", "city2", "partner1"))
    return (facts["pilot"],) if named else ()


def _tags(actor: Actor, facts: dict[str, str], rng: Random) -> tuple[str, ...]:
    pool = ["인공지능", "AI", actor.short, facts["city"], facts["partner1"], "공모", "업무협약"]
    return tuple(dict.fromkeys(["AI", *rng.sample(pool, 4)]))
