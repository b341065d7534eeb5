"""A person's word takes effect: the label is kept, and what it brings back gets its text at once.

An off-topic article was kept as a light row, without its text. Labelled on topic it is read again
from its archived capture, by the same code that reprocesses the corpus; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select

from db import labels, learned, stale
from db.labels import Opinion
from db.models import Article
from db.records import Ending, Incoming
from db.reread import Reread
from db.session import reading, retrying, writing
from db.stale import Scope, Stored
from flows.stages import stories
from flows.stages.reread import read_again
from flows.stages.searchable import searchable
from flows.version import EXTRACTOR


@dataclass(frozen=True, slots=True)
class Told:
    """What a label did: the row it added (None: the same person had said so and it stands), the
    article's label, band and reason before, and what became of its text where it had none (None: it
    has one, or needs none).
    """

    opinion: Opinion | None
    was: tuple[str, str, str | None]
    text: str | None = None


def label(
    engine: Engine,
    home: Path,
    article_id: int,
    what: str,
    *,
    person: str,
    note: str | None = None,
    now: datetime | None = None,
) -> Told:
    """One person's label (``on_topic``, ``off_topic``, or ``withdrawn``) on an article there is."""
    at = now or datetime.now(UTC)

    def once() -> Told:
        with writing(engine, exclusive=True) as session:
            article = session.get_one(Article, article_id)
            was = article.label, article.band, article.reason
            return Told(labels.say(session, article_id, what, person, at, note), was)

    told = retrying(once)
    text = fill(engine, home, [article_id]).get(article_id)
    searchable(engine)
    return replace(told, text=text)


def keep(
    engine: Engine, home: Path, opinions: Sequence[Opinion]
) -> tuple[set[Opinion], dict[int, str]]:
    """Many rows at once, as an import has them: those that are new, and what became of the texts of
    light rows among them. Keeping them twice changes nothing.
    """

    def once() -> set[Opinion]:
        with writing(engine, exclusive=True) as session:
            return labels.add(session, opinions)

    new = retrying(once)
    texts = fill(engine, home, {o.article_id for o in new})
    searchable(engine)
    return new, texts


def fill(engine: Engine, home: Path, article_ids: Iterable[int]) -> dict[int, str]:
    """Give those articles their text that a label holds on topic and that have none; article → what
    became of it, in words. Others are not in it.
    """
    told: dict[int, str] = {}
    grown = False
    if not (empty := _empty(engine, article_ids)):
        return told
    with reading(engine) as session:
        model = learned.standing(session)
    for id_ in empty:
        was = light(engine, id_)
        if was is None:
            told[id_] = _without(engine, id_, "no capture of it is archived")
            continue
        read = read_again(home, was)
        if isinstance(read, Ending):
            told[id_] = _without(engine, id_, f"its capture gives no text: {read.reason}")
            continue
        told[id_] = _grow(engine, was, learned.weigh(read, model))
        grown = True
    if grown:
        stories.settle(engine)
    return told


def light(engine: Engine, article_id: int) -> Stored | None:
    """A light row with its capture; None where it has a text, or no capture."""
    with reading(engine) as session:
        found = stale.batch(session, Scope(), after=article_id - 1, limit=1)
    if not found or found[0].article_id != article_id or found[0].version_id is not None:
        return None
    return found[0]


def _empty(engine: Engine, article_ids: Iterable[int]) -> list[int]:
    ids = sorted(set(article_ids))
    with reading(engine) as session:
        held = [i for i, what in labels.standing(session, ids).items() if what == "on_topic"]
        return [id_ for id_ in sorted(held)
                if session.get_one(Article, id_).current_version_id is None]  # fmt: skip


def _grow(engine: Engine, was: Stored, read: Incoming) -> str:
    def once() -> str:
        now = datetime.now(UTC)
        with writing(engine, exclusive=True) as session:
            # no run: a label is no part of any run's ledger
            kept = Reread(session, "", now, EXTRACTOR).keep([(was, read)], ledger=False)
            if was.article_id not in kept:
                return "a crawl renewed it meanwhile"
        return "its text was read from the archive"

    return retrying(once)


def _without(engine: Engine, article_id: int, why: str) -> str:
    """It stays a title. The next run fetches it again, where it has an address."""

    def once() -> bool:
        with writing(engine) as session:
            article = session.scalars(select(Article).where(Article.id == article_id)).one()
            if article.url is not None:
                article.next_check_at = datetime.now(UTC)
            return article.url is not None

    if retrying(once):
        return f"it has no text: {why}; the next run of its outlet fetches it again"
    return f"it has no text: {why}, and no address to fetch it from; import its page or text"
