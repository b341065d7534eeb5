"""Keep the search index as the corpus is: `catch_up` after every change, `state` to see how it is.

Texts are read and cut into tokens outside any lock. What was found is written in short transactions
that take turns; each takes off the queue exactly what it has seen, so that it may be killed
anywhere, run twice, and run beside others: nothing is lost, nothing comes in double.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.models import Article, SearchDoc
from db.search import entry, names, queue
from db.search.docids import NoRoom
from db.search.entry import Entry, Words
from db.search.queue import Marks
from db.search.tables import LIVE, NEW, Shelf
from db.session import reading, retrying, writing

logger = logging.getLogger(__name__)

#: Articles that are written in one transaction: a fraction of a second, for others wait meanwhile.
BATCH = 200
#: Writers of the index take turns on PostgreSQL, among themselves alone.
_LOCK = 0x69_6E_64_65_78
#: PostgreSQL: what does not fit (data exceptions, program limits).
_DOES_NOT_FIT = ("22", "54")
#: A share of dead documents from which the index is worth making anew, and the fewest.
WORN_SHARE, WORN_LEAST = 0.1, 1000


@dataclass(frozen=True, slots=True)
class State:
    """Articles in the index, dead documents that take room in it, and articles to be indexed."""

    documents: int
    dead: int
    pending: int

    @property
    def worn(self) -> bool:
        """Is it time for a new one?"""
        return self.dead >= max(WORN_LEAST, WORN_SHARE * (self.documents + self.dead))


def state(session: Session) -> State:
    documents, all_ = session.execute(
        select(func.count(SearchDoc.article_id), func.count()).select_from(SearchDoc)
    ).one()
    return State(documents, all_ - documents, queue.pending(session))


def catch_up(engine: Engine, limit: int | None = None) -> int:
    """Index what is queued, at most ``limit`` articles, those with the highest numbers first; how
    many were taken off the queue. An article that cannot be indexed is logged and stays there.
    """
    done = 0
    below: int | None = None
    while limit is None or done < limit:
        size = BATCH if limit is None else min(BATCH, limit - done)
        with reading(engine) as session:
            marks: Marks = queue.waiting(session, below=below, limit=size)
            if not marks:
                break
            work = Work.read(session, list(marks))
        below = min(marks)
        work.cut()
        done += _keep_or_split(engine, work, {i: m for i, m in marks.items() if i in work.ids})
    if done:
        settle_pages(engine)
    return done


@dataclass(frozen=True, slots=True)
class Work:
    """Articles that are being indexed: ``ids`` with the entries of those that belong into the index,
    and the tokens of those that are not in it as they are.
    """

    ids: set[int]
    entries: dict[int, Entry]
    unchanged: set[int]
    words: dict[int, Words]

    @classmethod
    def read(cls, session: Session, ids: Sequence[int]) -> Work:
        entries, known = entry.read(session, ids), LIVE.known(session, ids)
        same = {id_ for id_, e in entries.items() if id_ in known and known[id_][1] == e.digest}
        return cls(set(ids), entries, same, {})

    def cut(self) -> None:
        """Cut the texts into tokens. One over which our code stumbles costs itself, not the rest."""
        for id_ in sorted(self.entries.keys() - self.unchanged):
            try:
                self.words[id_] = Words.of(self.entries[id_])
            except Exception:
                logger.exception("article %d cannot be indexed; the search does not find it", id_)
                self.ids.discard(id_)
                del self.entries[id_]

    def of(self, ids: set[int]) -> Work:
        entries = {id_: e for id_, e in self.entries.items() if id_ in ids}
        return replace(self, ids=ids, entries=entries)

    def put(self, session: Session, shelf: Shelf, *, again: bool = False) -> None:
        """Write what is not there as it should be (``again``: all of it); in rising docids, as FTS5
        likes it.
        """
        known = shelf.known(session, sorted(self.ids))
        changed: list[Entry] = []
        described: dict[int, Entry] = {}
        gone = [row[0] for id_, row in known.items() if id_ not in self.entries]
        for id_, one in self.entries.items():
            row = known.get(id_)
            if row is None or row[1] != one.digest or again:
                changed.append(one)
                gone += [row[0]] if row else []
            elif row[2:] != (one.version_id, one.story_id, one.published_at, one.outlet):
                described[row[0]] = one
        shelf.remove(session, gone)
        shelf.describe(session, described)
        words = {e.article_id: self.words.get(e.article_id) or Words.of(e) for e in changed}
        shelf.add(session, shelf.place(session, changed), words)


def _keep_or_split(engine: Engine, work: Work, marks: Marks) -> int:
    """Where the database refuses a batch, each article alone."""
    if not marks:
        return 0
    try:
        return retrying(lambda: _keep(engine, work, marks))
    except (DBAPIError, NoRoom) as error:
        state = str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
        if not (isinstance(error, NoRoom) or state.startswith(_DOES_NOT_FIT)):
            raise
        if len(marks) == 1:
            logger.exception("article %d cannot be indexed, and is not found", *marks)
            return 0
    return sum(_keep_or_split(engine, work, {id_: those}) for id_, those in marks.items())


def _keep(engine: Engine, work: Work, marks: Marks) -> int:
    with writing(engine) as session:
        take_turns(session)
        mine = queue.take_off(session, marks)
        for shelf in shelves(session):
            work.of(mine).put(session, shelf)
        return len(mine)


def take_turns(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def shelves(session: Session) -> list[Shelf]:
    """The live tables, and those of a rebuild that is under way: it gets every change, too."""
    return [LIVE, NEW] if rebuilding(session) else [LIVE]


def rebuilding(session: Session) -> bool:
    if session.get_bind().dialect.name != "sqlite":
        return False
    asked = "SELECT 1 FROM sqlite_master WHERE name = 'search_doc_new'"
    return session.execute(text(asked)).first() is not None


def settle_pages(engine: Engine) -> None:
    """PostgreSQL keeps what was just written in a list beside the index, which every search reads."""
    if engine.dialect.name == "postgresql":
        with writing(engine) as session:
            take_turns(session)
            names.fill(session)  # for `ko_query`; nothing to do unless the vocabulary changed
        with writing(engine) as session:
            session.execute(
                text("SELECT gin_clean_pending_list(CAST(:index AS regclass))"),
                [{"index": f"ix_{name}_tsv"} for name in ("search", "search_part")],
            )


def following(session: Session, after: int, limit: int = BATCH) -> Mapping[int, Entry]:
    """The next articles behind number ``after`` that belong into the index."""
    query = select(Article.id).where(Article.id > after, entry.INDEXED)
    return entry.read(session, list(session.scalars(query.order_by(Article.id).limit(limit))))
