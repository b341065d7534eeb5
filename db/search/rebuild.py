"""The index made anew, and compared with the corpus.

On SQLite a second index is written beside the first one, which goes on being read and written, and
takes its place in one transaction: searches see the one or the other. On PostgreSQL every document
is written again in its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, exists, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from db.errors import DatabaseError
from db.models import Article, SearchDoc, SearchQueue
from db.search import compile, entry, index
from db.search.entry import Entry
from db.search.index import BATCH, Work, catch_up, state, take_turns
from db.search.tables import LIVE, NEW
from db.session import reading, retrying, writing
from korean.query import Conjunct, Query, Term, phrase

#: Hears (articles done, all).
Watcher = Callable[[int, int], None]

#: The row of `search_doc_new` that says whose it is.
_OWNER = -1
#: Pages that FTS5 merges in one transaction.
_PAGES = 500
_DOCS = ", ".join(column.name for column in SearchDoc.__table__.columns)


class IndexFault(DatabaseError):
    """Raised by `rebuild`: another one has begun since."""


def rebuild(engine: Engine, watcher: Watcher = lambda *_: None) -> int:
    """Make the index anew; how many articles are in it. Searches go on meanwhile, and so does
    `catch_up`. A killed one leaves the old index as it was.

    Raises IndexFault where another rebuild has begun since.
    """
    if engine.dialect.name == "sqlite":
        _beside(engine, watcher)
    else:
        _in_place(engine, watcher)
    catch_up(engine)
    with reading(engine) as session:
        return state(session).documents


def _all(engine: Engine, watcher: Watcher) -> Iterator[Work]:
    """Everything that is to be in the index, batch by batch, cut into tokens."""
    with reading(engine) as session:
        query = select(func.count()).select_from(Article).where(entry.INDEXED)
        number = session.scalar(query) or 0
    after = done = 0
    while True:
        with reading(engine) as session:
            entries = dict(index.following(session, after))
        if not entries:
            return
        after, done = max(entries), done + len(entries)
        work = Work(set(entries), entries, set(), {})
        work.cut()
        yield work
        watcher(done, max(number, done))


def _unchanged(session: Session, work: Work) -> Work:
    """Without the articles that were changed since they were read: they are in the queue."""
    now = entry.read(session, sorted(work.ids))
    return work.of(
        {id_ for id_, one in work.entries.items() if id_ in now and now[id_].digest == one.digest}
    )


# -- PostgreSQL ------------------------------------------------------------------------------------


def _in_place(engine: Engine, watcher: Watcher) -> None:
    retrying(lambda: _sweep(engine))
    for work in _all(engine, watcher):

        def once(work: Work = work) -> None:
            with writing(engine) as session:
                take_turns(session)
                _unchanged(session, work).put(session, LIVE, again=True)

        retrying(once)
    index.settle_pages(engine)


def _sweep(engine: Engine) -> None:
    """Take out what does not belong there, or is in one of the tables alone."""
    with writing(engine) as session:
        take_turns(session)
        LIVE.remove(session, list(session.scalars(select(SearchDoc.docid).where(_superfluous()))))
        for table in ("search", "search_part"):
            session.execute(text(f"DELETE FROM {table} t WHERE {_orphan('t')}"))


def _orphan(name: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM search_doc d WHERE d.docid = {name}.docid)"


def _superfluous() -> ColumnElement[bool]:
    belongs = exists().where(Article.id == SearchDoc.article_id, entry.INDEXED)
    queued = exists().where(SearchQueue.article_id == SearchDoc.article_id)
    return and_(SearchDoc.article_id.is_not(None), ~belongs, ~queued)


# -- SQLite ----------------------------------------------------------------------------------------


def _beside(engine: Engine, watcher: Watcher) -> None:
    owner = secrets.token_hex(8)
    retrying(lambda: _begin(engine, owner))
    for work in _all(engine, watcher):

        def once(work: Work = work) -> None:
            with writing(engine) as session:
                _ours(session, owner)
                _unchanged(session, work).put(session, NEW)

        retrying(once)
    # negative: begin to merge all there is, however little on one level
    more = retrying(lambda: _merge(engine, owner, -_PAGES))
    while more:
        more = retrying(lambda: _merge(engine, owner, _PAGES))
    catch_up(engine)
    retrying(lambda: _swap(engine, owner))


def _begin(engine: Engine, owner: str) -> None:
    with writing(engine) as session:
        _drop_new(session)
        session.execute(
            text("CREATE VIRTUAL TABLE search_new USING fts5"
                 "(title, body, facet, content='', tokenize='ascii', prefix='1')")
        )  # fmt: skip
        session.execute(CreateTable(NEW.doc))  # without its index: that one's name is taken
        row = {"docid": _OWNER, "outlet": "", "digest": owner}
        session.execute(insert(NEW.doc), [row])


def _drop_new(session: Session) -> None:
    session.execute(text("DROP TABLE IF EXISTS search_new"))
    session.execute(text("DROP TABLE IF EXISTS search_doc_new"))


def _ours(session: Session, owner: str) -> None:
    asked = select(NEW.doc.c.digest).where(NEW.doc.c.docid == _OWNER)
    if not index.rebuilding(session) or session.scalar(asked) != owner:
        raise IndexFault(
            "another rebuild of the index has begun since; this one ends here, the other goes on"
        )


def _merge(engine: Engine, owner: str, pages: int) -> bool:
    """A step towards an index in one piece; True where there is more to do."""
    with writing(engine) as session:
        _ours(session, owner)
        raw = session.connection().connection.driver_connection
        assert raw is not None
        before = raw.total_changes
        session.execute(
            text("INSERT INTO search_new (search_new, rank) VALUES ('merge', :pages)"),
            {"pages": pages},
        )
        return bool(raw.total_changes - before >= 2)


def _swap(engine: Engine, owner: str) -> None:
    """The last that the old one has and the new one lacks, and then the change, at once."""
    with writing(engine) as session:
        _ours(session, owner)
        there = select(NEW.doc.c.article_id).where(NEW.doc.c.article_id.is_not(None))
        live = SearchDoc.article_id.is_not(None)
        missing = select(SearchDoc.article_id).where(live, SearchDoc.article_id.not_in(there))
        ids = [id_ for id_ in session.scalars(missing) if id_ is not None]
        for start in range(0, len(ids), BATCH):
            work = Work.read(session, ids[start : start + BATCH])
            work.unchanged.clear()
            work.cut()
            work.put(session, NEW)
        session.execute(text("DROP TABLE search"))
        session.execute(text("ALTER TABLE search_new RENAME TO search"))
        session.execute(text("DELETE FROM search_doc"))
        session.execute(
            text(f"INSERT INTO search_doc ({_DOCS}) SELECT {_DOCS} FROM search_doc_new "
                 f"WHERE docid <> {_OWNER}")
        )  # fmt: skip
        session.execute(text("DROP TABLE search_doc_new"))


# -- comparing -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Check:
    """The index beside the corpus. Articles that are queued are left out of all but ``pending``.

    ``missing`` are not in the index, ``stale`` otherwise than they are, ``superfluous`` no longer to
    be in it; ``torn`` documents are in one of its tables alone; ``lost`` are not found by their own
    title (a few in each batch are tried).
    """

    documents: int = 0
    dead: int = 0
    pending: int = 0
    missing: int = 0
    stale: int = 0
    superfluous: int = 0
    torn: int = 0
    lost: int = 0

    @property
    def sound(self) -> bool:
        return not (self.missing or self.stale or self.superfluous or self.torn or self.lost)

    def problems(self) -> list[str]:
        """Sentences with what to do."""
        kinds = (
            (self.missing, "are not in the index"), (self.stale, "are otherwise in the index"),
            (self.superfluous, "are in the index and no longer in the corpus"),
            (self.torn, "documents are in one table of the index alone"),
            (self.lost, "are not found by their own title"),
        )  # fmt: skip
        told = [f"{number} {what}" for number, what in kinds if number]
        return [f"{', '.join(told)}: `aipolicy index --rebuild` makes it anew"] if told else []


def check(engine: Engine, watcher: Watcher = lambda *_: None) -> Check:
    """Does the index say what the corpus says? Every text is read; nothing is written."""
    found = Check()
    with reading(engine) as session:
        now = state(session)
        found.documents, found.dead, found.pending = now.documents, now.dead, now.pending
        superfluous = select(func.count()).select_from(SearchDoc).where(_superfluous())
        found.superfluous = session.scalar(superfluous) or 0
        found.torn = _torn(session)
        after = done = 0
        while entries := index.following(session, after):
            _compare(session, dict(entries), found)
            after, done = max(entries), done + len(entries)
            watcher(done, max(now.documents, done))
    return found


def _compare(session: Session, entries: dict[int, Entry], found: Check) -> None:
    ids = sorted(entries)
    queued = set(
        session.scalars(select(SearchQueue.article_id).where(SearchQueue.article_id.in_(ids)))
    )
    known = LIVE.known(session, ids)
    sample = 2
    for id_ in ids:
        if id_ in queued:
            continue
        row = known.get(id_)
        found.missing += row is None
        if row is None:
            continue
        found.stale += row[1] != entries[id_].digest
        if row[1] == entries[id_].digest and sample:
            sample -= 1
            found.lost += not _found(session, row[0], entries[id_])


def _found(session: Session, docid: int, one: Entry) -> bool:
    title = phrase(one.title, title=True)
    if title is None:
        return True
    query = Query(must=(Term((Conjunct((title,)),)),))
    if session.get_bind().dialect.name == "sqlite":
        asked = text("SELECT 1 FROM search WHERE search MATCH :wanted AND rowid = :docid")
        values = {"wanted": compile.fts5(query), "docid": docid}
        try:
            return session.execute(asked, values).first() is not None
        except DBAPIError as error:
            if "malformed" in str(error.orig):  # FTS5's own pages do not fit together
                return False
            raise
    asked = text("SELECT 1 FROM search WHERE docid = :docid AND tsv @@ CAST(:wanted AS tsquery)")
    values = {"wanted": compile.tsquery(query), "docid": docid}
    if session.execute(asked, values).first() is not None:
        return True
    long = compile.long_articles(query).where(compile.PARTS.c.docid == docid)
    return session.execute(long).first() is not None


def _torn(session: Session) -> int:
    """Documents without their row, and rows without their document."""
    if session.get_bind().dialect.name == "sqlite":
        name, key = "search_docsize", "id"
    else:
        name, key = "search", "docid"
    asked = text(
        f"SELECT (SELECT count(*) FROM {name} t WHERE NOT EXISTS "
        f"(SELECT 1 FROM search_doc d WHERE d.docid = t.{key})) + (SELECT count(*) FROM search_doc d"
        f" WHERE NOT EXISTS (SELECT 1 FROM {name} t WHERE t.{key} = d.docid))"
    )
    return session.scalar(asked) or 0
