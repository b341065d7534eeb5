"""Several processes that store copies of the same texts at the same moment, and are killed at it.

Each writer has an outlet and a run of its own (the first one's is a government's) and stores one copy of every text, a few texts a
batch, all writers the same texts at the same time; then it settles its outlet, as a run does. What
must come out is known: as many stories as texts, each with a copy of every writer, nothing lost and
every ledger adding up. Used by ``python -m bench.stories`` and by the tests.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import Engine, func, select

from db import runs
from db.models import Article, Fingerprint, Outcome, Relation, Reuse, Sketch, Story, Version
from db.records import Incoming
from db.session import open_engine, reading, writing
from flows.stages.store import store
from flows.stages.stories import settle
from korean.article import Article as Read
from korean.article import Moment
from korean.matching.sketch import sketch
from korean.skeleton import content_hash, text_hash
from korean.verdict import Verdict

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_ON = Verdict("on_topic", 0.9, "accept", "policy", "storm")
_SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
#: Of each writer's leads: they share nothing with the texts, nor with each other, not even five
#: letters by chance.
_LEADS = ("달별솔품결숲샘빛", "꽃들봄밤눈물둘뜰")
#: Texts a writer stores together.
BATCH = 5


def paragraphs(seed: int, number: int = 8, syllables: str = _SYLLABLES) -> list[str]:
    """Words that say nothing: texts of two seeds share no run of twelve letters."""
    rng = random.Random(seed)
    return [
        " ".join("".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(25)) + "."
        for _ in range(number)
    ]


def copy(text: int, writer: int) -> str:
    """A text as a writer prints it: as it is, with a paragraph less, or with a lead of its own."""
    told = paragraphs(text)
    if writer % 2:
        told = told[:-1]
    if writer >= 2:
        told = [paragraphs(1_000_000 * writer + text, 1, _LEADS[writer % 2])[0], *told[1:]]
    return "\n\n".join(told)


def outlet(writer: int) -> str:
    return f"paper{writer}"


def run_id(writer: int) -> str:
    return f"20261120T090000Z-{writer:06x}"


def prepare(engine: Engine, writers: int) -> None:
    """Outlets and runs of the writers."""
    records = [
        runs.OutletRecord(outlet(n), outlet(n), f"{outlet(n)}.kr", "전국",
                          "regional" if n else "government", "own", True, "x")
        for n in range(writers)
    ]  # fmt: skip
    with writing(engine) as session:
        runs.save_outlets(session, records, NOW)
        for n in range(writers):
            runs.begin(session, run_id(n), flow="ingest", trigger="hand", params={}, now=NOW,
                       outlets=[outlet(n)], code_version="storm")  # fmt: skip


def incoming(text: int, writer: int, *, key: str | None = None, by: int | None = None) -> Incoming:
    """A writer's copy of a text; ``by`` another outlet than its own, under another ``key``."""
    title, body = f"제목 {text}", copy(text, writer)
    code = outlet(writer if by is None else by)
    return Incoming(
        outlet=code, key=key or f"{text}", url=f"https://{code}.kr/{key or text}",
        source="feed", captured_at=NOW, verdict=_ON, tags=(), sketch=sketch(body),
        article=Read(title=title, body=body, published=Moment(NOW, "minute", "x")),
        text_hash=text_hash(title, None, body), content_hash=content_hash(body),
    )  # fmt: skip


def write(url: str, writer: int, texts: Sequence[int], barrier: Barrier | None = None) -> None:
    """One writer's life. Begun again after a kill it passes over what it had stored."""
    engine = open_engine(url)
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    ready = [[incoming(text, writer) for text in batch] for batch in batches]
    for number, batch in enumerate(ready):
        if barrier is not None:
            barrier.wait(120)
        store(engine, run_id(writer), batch, [])
        if barrier is not None and number % 2:
            barrier.wait(120)  # every other time all have published before one looks
        settle(engine, outlet=outlet(writer))
    engine.dispose()


def together(url: str, *, writers: int, texts: int) -> None:
    """All writers to their end, every batch at the same moment."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(writers)
    crew = [
        context.Process(target=write, args=(url, n, range(texts), barrier)) for n in range(writers)
    ]
    for process in crew:
        process.start()
    for process in crew:
        process.join(600)
    if any(process.exitcode != 0 for process in crew):
        raise RuntimeError(f"writers ended with {[process.exitcode for process in crew]}")


def killed(url: str, *, writers: int, texts: int, kills: int, rng: random.Random) -> int:
    """The same, while one writer after another is killed (SIGKILL) at a random moment of its work
    and begun again; at the end the sweeper goes over what is left. How many kills met a writer.
    """
    context = multiprocessing.get_context("spawn")
    engine = open_engine(url)

    def begin(n: int) -> BaseProcess:
        process = context.Process(target=write, args=(url, n, range(texts)))
        process.start()
        return process

    crew: list[BaseProcess] = [begin(n) for n in range(writers)]
    met = 0
    while met < kills and any(process.is_alive() for process in crew):
        before = _stored(engine)
        deadline = time.monotonic() + 30
        while _stored(engine) == before and time.monotonic() < deadline:
            time.sleep(0.002)  # at work, not still importing
        time.sleep(rng.random() * 0.05)
        victim = rng.randrange(writers)
        if crew[victim].is_alive():
            crew[victim].kill()
            crew[victim].join()
            met += 1
            crew[victim] = begin(victim)
    for process in crew:
        process.join(600)
    if any(process.exitcode != 0 for process in crew):
        raise RuntimeError(f"writers ended with {[process.exitcode for process in crew]}")
    settle(engine)
    engine.dispose()
    return met


def _stored(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Article)) or 0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a storm left. ``split``: texts whose copies are in several stories; ``mixed``: stories
    with several texts; ``wrong``: what else does not add up, in words.
    """

    articles: int
    stories: int
    split: int
    mixed: int
    wrong: tuple[str, ...]


def examine(engine: Engine, *, writers: int, texts: int) -> Outcomes:
    """Hold what is stored against what must be."""
    with reading(engine) as session:
        rows = session.execute(select(Article.key, Article.outlet, Article.story_id)).all()
        by_text: dict[str, set[int | None]] = {}
        by_story: dict[int | None, set[str]] = {}
        for key, _, story_id in rows:
            by_text.setdefault(key, set()).add(story_id)
            by_story.setdefault(story_id, set()).add(key)
        ledger = Counter(session.scalars(select(Outcome.outcome)))
        each = Counter(session.scalars(select(Outcome.run_id)))
        stories = list(session.scalars(select(Story).where(Story.merged_into.is_(None))))
        counts: dict[str, Any] = {
            "articles": (len({(o, k) for k, o, _ in rows}), writers * texts),
            "articles without a story": (len(by_story.get(None, ())), 0),
            "versions": (_count(session, Version), writers * texts),
            "sketch hashes": (_count(session, Sketch), 32 * writers * texts),
            "in the queue": (_count(session, Fingerprint, Fingerprint.matched_at.is_(None)), 0),
            "ledger": (ledger, Counter(stored=texts, copy=texts * (writers - 1))),
            "ledger of each run": (each, {run_id(n): texts for n in range(writers)}),
            "stories that stand": (len(stories), texts),
            "their origins": (
                set(
                    session.scalars(
                        select(Article.outlet).join(Story, Story.origin_id == Article.id)
                    )
                ),
                {outlet(0)},
            ),
            "articles held against a release": (_count(session, Reuse), texts * (writers - 1)),
            "their sizes": ({s.size for s in stories}, {writers}),
            "copy relations": (
                _count(session, Relation, Relation.kind == "copy"),
                texts * writers * (writers - 1) // 2,
            ),
        }
    return Outcomes(
        len(rows), len(by_story), sum(len(s) > 1 for s in by_text.values()),
        sum(len(keys) > 1 for keys in by_story.values()),
        tuple(f"{name}: {is_} where {must} must be" for name, (is_, must) in counts.items() if is_ != must),
    )  # fmt: skip


def _count(session: Any, table: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0
