"""The index's own tables, as each database has them: how documents come in, and go.

SQLite: a row of FTS5 without its text, which cannot be taken out again; its row in `search_doc`
stays as a dead one. PostgreSQL: a ``tsvector``, or where it cannot hold the article, an empty one
and parts beside it (`db.search.compile.long_articles`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import MetaData, Table, bindparam, delete, insert, select, text, update
from sqlalchemy.orm import Session

from db.models import SearchDoc
from db.search import docids
from db.search.compile import GAP_STEP, IN_TITLE, OVERLAP, STEP, quoted, term
from db.search.entry import Entry, Words
from db.slices import parts
from korean.tokens import GAP

_DOC: Table = SearchDoc.metadata.tables["search_doc"]

#: PostgreSQL's limits are 256 positions of a lexeme, position 16,383, and a megabyte.
MOST_OF_ONE, LAST_POSITION, MOST_BYTES = 250, 16_000, 700_000
#: Between the title's last position and the body's first: no phrase is so wide.
_APART = 10


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where documents are: the live tables, or those of a rebuild under way on SQLite."""

    search: str = "search"
    doc: Table = field(default=_DOC)

    def known(self, session: Session, ids: Sequence[int]) -> dict[int, Any]:
        """Article → (docid, digest, version_id, story_id, published_at, outlet)."""
        c = self.doc.c
        columns = (c.docid, c.digest, c.version_id, c.story_id, c.published_at, c.outlet)
        found: dict[int, Any] = {}
        for part in parts(ids):
            query = select(c.article_id, *columns).where(c.article_id.in_(part))
            for id_, *values in session.execute(query):
                found[id_] = tuple(values)
        return found

    def place(self, session: Session, entries: Iterable[Entry]) -> dict[int, Entry]:
        """A docid for each, in rising order."""
        c = self.doc.c

        def taken(low: int, high: int) -> Iterable[int]:
            return session.scalars(select(c.docid).where(c.docid >= low, c.docid < high))

        by_start: dict[int, list[Entry]] = {}
        for entry in sorted(entries, key=lambda e: (e.first, e.article_id)):
            by_start.setdefault(entry.first, []).append(entry)
        given: set[int] = set()
        placed: dict[int, Entry] = {}
        for first, group in by_start.items():
            numbers = docids.free(first, len(group), taken, given)
            placed.update(zip(numbers, group, strict=True))
        return dict(sorted(placed.items()))

    def add(
        self, session: Session, placed: Mapping[int, Entry], words: Mapping[int, Words]
    ) -> None:
        """``words`` by article."""
        if not placed:
            return
        rows = [{"docid": docid, **entry.row()} for docid, entry in placed.items()]
        session.execute(insert(self.doc), rows)
        fed = {docid: words[entry.article_id] for docid, entry in placed.items()}
        if _is_sqlite(session):
            statement = text(
                f"INSERT INTO {self.search} (rowid, title, body, facet) VALUES (:d, :t, :b, :f)"
            )
            session.execute(statement, [_fts5_row(d, w) for d, w in fed.items()])
        else:
            _add_tsvectors(session, fed)

    def remove(self, session: Session, numbers: Sequence[int]) -> None:
        """Take documents out; on SQLite they stay as dead ones."""
        c = self.doc.c
        for part in parts(sorted(numbers)):
            if _is_sqlite(session):
                gone = update(self.doc).where(c.docid.in_(part))
                session.execute(gone.values(article_id=None, story_id=None))
                continue
            for table in ("search", "search_part"):
                statement = text(f"DELETE FROM {table} WHERE docid IN :part")
                session.execute(
                    statement.bindparams(bindparam("part", expanding=True)), {"part": part}
                )
            session.execute(delete(self.doc).where(c.docid.in_(part)))

    def describe(self, session: Session, changed: Mapping[int, Entry]) -> None:
        """What is told of documents beside their words; by docid."""
        if changed:
            c = self.doc.c
            names = ("version_id", "story_id", "published_at", "outlet")
            values = {name: bindparam(f"new_{name}", type_=c[name].type) for name in names}
            statement = update(self.doc).where(c.docid == bindparam("of_docid")).values(values)
            rows = [
                {"of_docid": docid, **{f"new_{n}": getattr(entry, n) for n in names}}
                for docid, entry in sorted(changed.items())
            ]
            session.connection().execute(statement, rows)


LIVE = Shelf()
#: Of a rebuild under way on SQLite.
NEW = Shelf("search_new", _DOC.to_metadata(MetaData(), name="search_doc_new"))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _fts5_row(docid: int, words: Words) -> dict[str, Any]:
    return {
        "d": docid, "t": " ".join(map(term, words.title)), "b": " ".join(map(term, words.body)),
        "f": " ".join(words.facets),
    }  # fmt: skip


# -- tsvectors -------------------------------------------------------------------------------------


def _add_tsvectors(session: Session, fed: Mapping[int, Words]) -> None:
    rows: list[dict[str, Any]] = []
    pieces: list[dict[str, Any]] = []
    for docid, words in fed.items():
        whole, *more = tsvectors(words)
        rows.append({"d": docid, "v": whole})
        pieces += [{"d": docid, "p": number, "v": part} for number, part in enumerate(more)]
    insert_ = "INSERT INTO {} VALUES ({}, CAST(:v AS tsvector))"
    session.execute(text(insert_.format("search (docid, tsv)", ":d")), rows)
    if pieces:
        columns = "search_part (docid, part, tsv)"
        session.execute(text(insert_.format(columns, ":d, :p")), pieces)


Position = tuple[str, int, str]  # lexeme, position, weight


def tsvectors(words: Words) -> list[str]:
    """The article's vector; of a long one an empty one, and then its parts, each within the limits
    and sharing `OVERLAP` tokens with the one before. The first part has the facets.
    """
    positions = list(_positions(words))
    facets = [quoted(name) for name in words.facets]
    if _fits(positions):
        return [_written(positions, facets)]
    stretches = list(_stretches(positions))
    return ["", _written(stretches[0], facets), *(_written(s, ()) for s in stretches[1:])]


def _positions(words: Words) -> Iterator[Position]:
    at = 1
    for tokens, weight in ((words.title, "A"), (words.body, "")):
        for token in tokens:
            if token == GAP:
                at += GAP_STEP
                continue
            yield term(token), at, weight
            at += STEP
        at += _APART


def _lexemes(position: Position) -> tuple[str, ...]:
    lexeme, _, weight = position
    return (lexeme, IN_TITLE + lexeme) if weight else (lexeme,)


def _fits(positions: Sequence[Position]) -> bool:
    if not positions:
        return True
    counts = Counter(chain.from_iterable(map(_lexemes, positions)))
    most = max(counts.values())
    return (
        positions[-1][1] <= LAST_POSITION
        and most <= MOST_OF_ONE
        and sum(len(lexeme.encode()) for lexeme in counts) <= MOST_BYTES
    )


def _stretches(positions: Sequence[Position]) -> Iterator[list[Position]]:
    """As long as each can be, with positions from 1."""
    begin = 0
    while True:
        end = _end(positions, begin)
        offset = positions[begin][1] - 1
        yield [(lexeme, at - offset, weight) for lexeme, at, weight in positions[begin:end]]
        if end == len(positions):
            return
        begin = end - OVERLAP


def _end(positions: Sequence[Position], begin: int) -> int:
    counts: Counter[str] = Counter()
    size = 0
    first = positions[begin][1]
    for index in range(begin, len(positions)):
        lexeme, at, _ = positions[index]
        for one in _lexemes(positions[index]):
            counts[one] += 1
            size += len(one.encode()) if counts[one] == 1 else 0
        full = counts[lexeme] > MOST_OF_ONE or at - first >= LAST_POSITION or size > MOST_BYTES
        if full and index - begin > OVERLAP:
            return index
    return len(positions)


def _written(positions: Iterable[Position], facets: Iterable[str]) -> str:
    by_lexeme: dict[str, list[str]] = {}
    for position in positions:
        _, at, weight = position
        for lexeme in _lexemes(position):
            by_lexeme.setdefault(lexeme, []).append(f"{at}{weight}")
    lexemes = [f"{quoted(lexeme)}:{','.join(places)}" for lexeme, places in by_lexeme.items()]
    return " ".join([*lexemes, *facets])
