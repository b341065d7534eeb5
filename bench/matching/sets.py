"""A stream of texts in the order of time, with what is a copy of what.

Copies are texts of one ``story``: an original and its rewrites. Everything else is not a copy,
however alike: reports from one form, one programme in other places, shared quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from bench.matching import wording
from bench.matching.recipes import LEAST, LIGHT, RECIPES, Recipe, letters, rewritten
from bench.matching.reports import forms, report
from bench.matching.rewrites import Draft, applied
from bench.matching.texts import Newsdesk, Plan, Story, actor, facts_of, moved, quiet_facts, told
from pressroom.newsroom import build_world
from pressroom.newsroom.facts import LOOSE
from pressroom.newsroom.language import fill
from pressroom.newsroom.tables import sections

START = datetime(2026, 9, 20, tzinfo=UTC)
DAYS = 60
ORIGINAL = "original"
#: Stories that have no look-alikes, and those without numbers.
PLAIN = frozenset({"plain", "quiet"})


@dataclass(frozen=True, slots=True)
class Text:
    """``story``: copies share it. ``family``: stories written to look alike share it. ``kind``:
    what of them. ``recipe``: how it was rewritten; ``original`` where it was not."""

    id: str
    text: str
    published: datetime
    story: str
    family: str
    kind: str
    recipe: str
    rewrites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Stories that must not be taken for one another, and how likely and how they are copied."""

    kind: str
    stories: tuple[Story, ...]
    copied: float
    recipes: tuple[Recipe, ...] = RECIPES


# -- look-alikes -----------------------------------------------------------------------------------


def _plain(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    return Family("plain", (desk.story(day, rng),), 0.65)


def _quiet(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """Fewer than two numbers in the whole text."""
    return Family("quiet", (desk.story(day, rng, quiet=True),), 0.65)


def _municipal(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """The same release of several municipalities, each with its own people and numbers."""
    facts = facts_of(actor(rng), day, rng)
    return Family(
        "municipal", _retold(desk.plan(rng, size=rng.randrange(6, 14)), facts, day, rng), 0.3
    )


def _swapped(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """The same text of several places with fewer than two numbers: only names tell them apart."""
    facts = quiet_facts(actor(rng), day, rng)
    return Family("swapped", _retold(desk.plan(rng, quiet=True), facts, day, rng), 0.3)


def _renamed(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """The same text of the same place with fewer than two numbers: other people and partners."""
    facts = quiet_facts(actor(rng), day, rng)
    while True:
        plan = desk.plan(rng, quiet=True)
        first = told(plan, facts, rng, day)
        people = quiet_facts(actor(rng), day, rng)
        other = facts | {name: people[name] for name in _PEOPLE}
        if sum(facts[name] in first.text and facts[name] != other[name] for name in _PEOPLE) >= 4:
            return Family("renamed", (first, told(plan, other, rng, _later(day, rng))), 0.3)


def _retold(plan: Plan, facts: dict[str, str], day: datetime, rng: Random) -> tuple[Story, ...]:
    found, orgs = [], {facts["org"]}
    found.append(told(plan, facts, rng, day))
    for _ in range(rng.randrange(1, 4)):
        other = actor(rng)
        while other.org in orgs:
            other = actor(rng)
        orgs.add(other.org)
        then = _later(day, rng)
        # Paragraphs as in the first: the form is the same.
        found.append(told(plan, moved(facts, other, then, rng), rng, then))
    return tuple(found)


def _minister(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """Two articles, each in its own words, that quote the same three sentences: related at most."""
    facts = facts_of(actor(rng), day, rng)
    said = rng.sample([q for t in sections("topics").values() for q in t["quote"]], 3)
    line = fill(
        "{headname} {head|은} “{a}. {b}. {c}”고 말했다.",
        facts | dict(zip("abc", said, strict=True)),
    )
    stories = []
    for _ in range(2):
        own = facts_of(actor(rng), day, rng)
        story = told(desk.plan(rng, size=rng.randrange(7, 14)), own, rng, _later(day, rng, 1))
        stories.append(_with(story, [line], rng))
    return Family("minister", tuple(stories), 0.3)


def _followup(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """A later story of the same matter that repeats a paragraph or two of background."""
    facts = facts_of(actor(rng), day, rng)
    size = rng.randrange(7, 14)
    first = told(desk.plan(rng, size=size), facts, rng, day)
    plan = desk.plan(rng, size=size, avoid={frame for _, frame in first.plan})
    second = told(plan, facts, rng, _later(day, rng))
    repeated: list[str] = []
    for paragraph in rng.sample(first.paragraphs[1:], 2):
        if sum(map(len, repeated)) + len(paragraph) < 0.25 * len(second.text):
            repeated.append(paragraph)
    return Family("followup", (first, _with(second, repeated, rng)), 0.3)


def _own_words(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """Two outlets' own reports on one event: the same facts and numbers, no sentence the same."""
    facts = facts_of(actor(rng), day, rng) | {name: number(rng) for name, number in LOOSE.items()}
    first = told(desk.plan(rng, size=rng.randrange(6, 12)), facts, rng, day)
    plan = desk.plan(rng, size=rng.randrange(6, 12), avoid={frame for _, frame in first.plan})
    return Family("own words", (first, told(plan, facts, rng, _later(day, rng, 1))), 0.3)


def _furniture(desk: Newsdesk, day: datetime, rng: Random) -> Family:
    """Short stories that have nothing in common but what their outlet prints under each."""
    tail = rng.choice(wording.FURNITURE).format(outlet=rng.choice(wording.OUTLETS))
    stories = []
    for _ in range(2):
        facts = facts_of(actor(rng), day, rng)
        story = told(desk.plan(rng, size=rng.randrange(3, 6)), facts, rng, _later(day, rng))
        stories.append(replace(story, paragraphs=(*story.paragraphs, *tail.split("\n"))))
    return Family("furniture", tuple(stories), 0.2, LIGHT)


def _with(story: Story, added: Sequence[str], rng: Random) -> Story:
    found = list(story.paragraphs)
    for paragraph in added:
        found.insert(rng.randrange(1, len(found) + 1), paragraph)
    return replace(story, paragraphs=tuple(found))


def _daily(kind: str) -> Callable[[Newsdesk, datetime, Random], Family]:
    def write(_: Newsdesk, day: datetime, rng: Random) -> Family:
        story = report(kind, rng.randrange(len(forms()[kind])), day, rng)
        return Family(kind, (story,), 0.25, LIGHT)

    return write


#: Who may be another one without the place being another.
_PEOPLE = ("officername", "expertname", "voicename", "partner2", "school", "expert", "quote")

Writer = Callable[[Newsdesk, datetime, Random], Family]
#: What there is and how often, in families.
WRITERS: tuple[tuple[float, Writer], ...] = (
    (55, _plain),
    (9, _quiet),
    (4, _municipal),
    (2.5, _swapped),
    (1, _renamed),
    (3, _minister),
    (3, _followup),
    (3, _own_words),
    (2, _furniture),
    *((1.2, _daily(kind)) for kind in forms()),
)
#: Families of several stories, all of a kind alike.
LOOKALIKES = frozenset(
    {"municipal", "swapped", "renamed", "minister", "followup", "own words", "furniture", *forms()}
)


# -- the stream ------------------------------------------------------------------------------------


def _later(day: datetime, rng: Random, most: float = 20) -> datetime:
    return day + timedelta(minutes=rng.randrange(5, round(most * 1440)))


def _copies(rng: Random, likely: float) -> int:
    """How many others print a story: often none, mostly a few, now and then a dozen."""
    if rng.random() > likely:
        return 0
    return min(1 + int(rng.expovariate(0.35)), 12)


def _texts(family: Family, name: str, rng: Random) -> Iterator[Text]:
    for number, story in enumerate(family.stories):
        truth = f"{name}.{number}"
        bare = Draft.of(story, titled=rng.random() < 0.3)
        dressing = {way: rng.random() for way in ("byline", "tail") if rng.random() < 0.3}
        first, _ = applied(bare, dressing, rng)
        yield Text("", first.text, story.published, truth, name, family.kind, ORIGINAL, ())
        most = 2 if family.recipes is LIGHT else 12
        copies = _copies(rng, family.copied) if letters(story.text) >= LEAST else 0
        for _ in range(min(copies, most)):
            draft = Draft.of(story, titled=rng.random() < 0.3)
            new = rewritten(draft, rng, family.recipes)
            when = _later(story.published, rng, 25 if rng.random() < 0.1 else 3)
            yield Text("", new.text, when, truth, name, family.kind, new.recipe, new.names)


def stream(size: int, seed: int = 1, *, plain: bool = False) -> list[Text]:
    """At least ``size`` texts (the last family is not cut), by time; ids tell the order. ``plain``:
    stories and their rewrites without any look-alikes."""
    rng, desk = Random(seed), Newsdesk()
    found: list[Text] = []
    writers = [row for row in WRITERS if not plain or row[1] in (_plain, _quiet)]
    weights = [weight for weight, _ in writers]
    count = 0
    while len(found) < size:
        day = START + timedelta(minutes=rng.randrange(DAYS * 1440))
        (write,) = rng.choices([w for _, w in writers], weights)
        found += _texts(write(desk, day, rng), f"f{count:05}", rng)
        count += 1
    found.sort(key=lambda text: text.published)
    return [replace(text, id=f"t{number:06}") for number, text in enumerate(found)]


def newsroom(scale: float = 0.4) -> list[Text]:
    """What the press room's outlets publish: copies of one piece, rewritten by its own desks."""
    found: list[Text] = []
    seen: set[str] = set()
    for paper in sorted(build_world(scale=scale).publications, key=lambda p: p.published):
        first = paper.piece not in seen
        seen.add(paper.piece)
        found.append(
            Text(
                id=f"p{len(found):06}",
                text="\n\n".join(paper.texts[0].paragraphs),
                published=paper.published,
                story=paper.piece,
                family=paper.piece,
                kind=paper.subject,
                recipe=ORIGINAL if first else " ".join(sorted(paper.rewrites)),
                rewrites=() if first else paper.rewrites,
            )
        )
    return found
