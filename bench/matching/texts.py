"""Own stories to rewrite: facts from the press room's newsroom, told with its frames and with ours.

Unrelated stories must be as unlike as in life: whoever writes 3,000 of them from a few hundred
frames soon tells the same story twice under two names, and then the truth is false. So `Newsdesk`
refuses a plan that shares more than a few frames with any story before it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

from pressroom.newsroom.actors import Actor, municipalities, offices, provinces
from pressroom.newsroom.facts import LOOSE, make_facts
from pressroom.newsroom.language import Telling, fill
from pressroom.newsroom.tables import lines, sections, split

Facts = Mapping[str, str]
#: A slot of the story and the frame that fills it, in the order of the story.
Plan = tuple[tuple[str, str], ...]

QUIET = Path(__file__).with_name("quiet.toml")
_ORDER = (
    "lead", "context", "history", "act", "tool", "quote", "budget", "voice", "partner", "nation",
    "compare", "schedule", "expert_quote", "effect", "worry", "head_quote", "next",
)  # fmt: skip
#: Facts that stay when a story is told of another place, by other people, with other numbers.
_SUBJECT = frozenset(
    [
        "ai",
        "tai",
        "prog",
        "qprog",
        "tool",
        "tool2",
        "user",
        "user2",
        "pain",
        "gain",
        "gain2",
        "quote",
        "quote2",
        "quote3",
        "quote4",
    ]
)
_SHARED = 0.28  # of a plan's frames that an earlier story may hold
_TRIES = 12
_SLOT = re.compile(r"\{(\w+)")
#: Facts with a number in them, or that may have one.
_COUNTED = frozenset(LOOSE) | frozenset(
    ["day", "nextdate", "month", "period", "budget", "budget1", "natl", "act1", "act2", "act3"]
)


@dataclass(frozen=True, slots=True)
class Story:
    """One text before anybody rewrites it. ``published`` is aware.

    ``other_lead``, ``background`` and ``other_title`` are for rewriters: the same facts in other
    words, paragraphs about the matter at large, another headline.
    """

    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    place: str
    other_title: str
    other_lead: tuple[str, ...]
    background: tuple[str, ...]
    captions: tuple[str, ...]
    facts: Facts = field(default_factory=dict)
    plan: Plan = ()

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


@cache
def quiet_frames() -> dict[str, tuple[str, ...]]:
    """The frames without numbers: ours, and those of the press room that tell none."""
    own = {k: split(v) for k, v in tomllib.loads(QUIET.read_text(encoding="utf-8")).items()}
    theirs = {slot: tuple(f for f in lines("frames")[slot] if _is_quiet(f)) for slot in _ORDER}
    return {
        slot: own.get(slot, ()) + theirs.get(slot, ())
        for slot in (*_ORDER, "title")
        if own.get(slot) or theirs.get(slot)
    }


def _is_quiet(frame: str) -> bool:
    told = set(_SLOT.findall(frame))
    return not re.search(r"\d", _SLOT.sub("", frame)) and not _COUNTED & told


def actor(rng: Random) -> Actor:
    """Who acts: mostly a 시·군·구, then a 시·도, then a ministry."""
    region = rng.choice(tuple(provinces()))
    draw = rng.random()
    if draw < 0.2:
        return rng.choice(offices())
    if draw < 0.45:
        return provinces()[region]
    return rng.choice(municipalities(region) or (provinces()[region],))


def facts_of(who: Actor, day: datetime, rng: Random) -> dict[str, str]:
    """Everything a story of this actor may name."""
    topics = sections("topics")
    return make_facts(who, topics[rng.choice(who.topics or tuple(topics))], day, rng, set())


def quiet_facts(who: Actor, day: datetime, rng: Random) -> dict[str, str]:
    """Facts whose subject has no number in it."""
    while True:
        found = facts_of(who, day, rng)
        if not any(re.search(r"\d", found[name]) for name in _SUBJECT):
            return found | {"venue": _hall(found)}


def moved(facts: Facts, to: Actor, day: datetime, rng: Random) -> dict[str, str]:
    """The same programme in another place: other people, partners and numbers."""
    new = facts_of(to, day, rng)
    kept = {name: value for name, value in facts.items() if name in _SUBJECT}
    acts = {name: _renumbered(facts[name], rng) for name in ("act1", "act2", "act3")}
    hall = {"venue": _hall(new)} if facts["venue"] == _hall(facts) else {}
    return new | kept | acts | hall


def _hall(facts: Facts) -> str:
    return f"{facts['seat']} 시민회관"


def _renumbered(text: str, rng: Random) -> str:
    return re.sub(
        r"\d+", lambda m: str(rng.randrange(10 ** (len(m[0]) - 1), 10 ** len(m[0]))), text
    )


def draw(
    frames: Mapping[str, Sequence[str]], size: int, rng: Random, avoid: Collection[str]
) -> Plan:
    """A lead and so many frames more, in the order of a story, none of those to avoid."""
    plan = [("lead", rng.choice([f for f in frames["lead"] if f not in avoid]))]
    rest = [
        (slot, frame)
        for slot in _ORDER
        if slot != "lead"
        for frame in frames.get(slot, ())
        if frame not in avoid
    ]
    taken: Counter[str] = Counter()
    for slot, frame in rng.sample(rest, len(rest)):
        if taken[slot] < (1 if slot.endswith(("quote", "voice")) else 1 + size // 12):
            taken[slot] += 1
            plan.append((slot, frame))
        if len(plan) > size:
            break
    return tuple(sorted(plan, key=lambda part: _ORDER.index(part[0])))


def told(plan: Plan, facts: Facts, rng: Random, day: datetime) -> Story:
    """A story told to a plan. The lead tells the story's own numbers, every other sentence has its
    own, as in the press room."""
    story = Telling(facts, LOOSE, rng)
    sentences = [
        fill(frame, story if slot == "lead" else Telling(facts, LOOSE, rng)) for slot, frame in plan
    ]
    used = {frame for _, frame in plan}
    quiet = all(_is_quiet(frame) for _, frame in plan)
    frames = quiet_frames() if quiet else lines("frames")
    titles = rng.sample(frames["title"], 2)
    leads = [f for f in frames["lead"] if f not in used]
    spare = [f for slot in ("nation", "history", "worry") for f in frames.get(slot, ())]
    captions = [f for f in lines("frames")["caption"] if _is_quiet(f) or not quiet]
    return Story(
        title=fill(titles[0], story),
        paragraphs=_paragraphs(sentences, rng),
        published=day,
        place=facts["seat"],
        other_title=fill(titles[1], story),
        other_lead=tuple(fill(f, story) for f in rng.sample(leads, 2)),
        background=tuple(
            fill(f, Telling(facts, LOOSE, rng))
            for f in rng.sample([f for f in spare if f not in used], 3)
        ),
        captions=tuple(fill(f, story) for f in rng.sample(captions, min(2, len(captions)))),
        facts=facts,
        plan=plan,
    )


def _paragraphs(sentences: Sequence[str], rng: Random) -> tuple[str, ...]:
    """Desks differ: a paragraph a thought, or two in one."""
    found = [sentences[0]]
    joined = rng.random() < 0.4
    for sentence in sentences[1:]:
        if joined and len(found) > 1 and len(found[-1]) < 130 and rng.random() < 0.5:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return tuple(found)


class Newsdesk:
    """Writes stories one after another and keeps them apart."""

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] = defaultdict(list)
        self._count = 0

    def story(self, day: datetime, rng: Random, *, quiet: bool = False) -> Story:
        """An ordinary story: 300 to about 3,000 characters, most under 1,200."""
        who = actor(rng)
        if quiet:
            return told(self.plan(rng, quiet=True), quiet_facts(who, day, rng), rng, day)
        facts = facts_of(who, day, rng)
        size = rng.choice((4, 6, 8, 9, 10, 11, 12, 13, 14, 16, 24, 44))
        return told(self.plan(rng, size=size), facts, rng, day)

    def plan(
        self,
        rng: Random,
        *,
        size: int | None = None,
        quiet: bool = False,
        avoid: Collection[str] = (),
    ) -> Plan:
        """A plan of which no earlier story holds more than a few frames; the best of some."""
        frames = quiet_frames() if quiet else lines("frames")
        length = size or rng.choice((5, 6, 7, 8, 9))
        drawn = [draw(frames, length, rng, avoid) for _ in range(_TRIES)]
        best = min(drawn, key=self._shared)
        for _, frame in best:
            self._seen[frame].append(self._count)
        self._count += 1
        return best

    def _shared(self, plan: Plan) -> float:
        counts: Counter[int] = Counter()
        for _, frame in plan:
            counts.update(self._seen[frame])
        most = max(counts.values(), default=0)
        return max(most / len(plan), _SHARED)
