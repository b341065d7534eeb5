"""Hits as each database gives them.

SQLite's FTS5 reads its index backwards and stops when it has enough. To look up one document it opens
the lists of all terms anew, so that of several, which lie near each other, those between are read as well.
PostgreSQL has two ways, and both can be a hundred times too slow: to walk the newest documents
backwards and look at each (right for common words), or to ask the GIN index for all hits and sort them
(right for rare ones). Its planner takes a phrase's words for independent and does not know what it
costs to look at a `tsvector` that lies outside its row, so the way is chosen here. For a page: walk as
many documents as looking up the hits would cost were there just too few on the way, then look up; if
they are few, once for all that is asked. For thousands of hits: as often as the query is met among the
newest documents.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from db.queries import Filter
from db.search import compile
from db.search.hits import STORED, TOP, Hits, Row, Source
from db.search.page import COUNTED
from korean.query import Query

_BROWSE = Source("search_doc d", (), "d.docid", "d.docid")
#: What a word in the title is worth, of one in the body.
TITLE = 4.0
#: The same for PostgreSQL: of the weights D, C, B and A; and a rank over the logarithm of the length.
_WEIGHTS, _BY_LENGTH = f"CAST(ARRAY[{1 / TITLE}, 0, 0, 1] AS real[])", 1
#: A join that stops when there are enough hits; as another one it would read all of them first.
_LOOKED_UP = (
    "CROSS JOIN LATERAL (SELECT * FROM search_doc WHERE search_doc.docid = s.docid OFFSET 0) d"
)
#: Its planner takes a look at a `tsvector` to cost nothing, and would look at all; it would read whole
#: tables to join some thousand rows; and compiling a statement takes longer than running it.
_SETTINGS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
_BEFORE = text("; ".join(f"SET LOCAL {name} = off" for name in _SETTINGS))
_BEHIND = text("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in _SETTINGS))
#: Hits that FTS5 reads at once to find single ones among them, where those are far apart and where not.
_NEAR, _FAR = 64, 1_024
#: As the last ANALYZE found them.
_DOCUMENTS = text("SELECT reltuples FROM pg_class WHERE oid = CAST('search' AS regclass)")
#: Documents that are taken to be there at least.
_FEWEST = 10_000
#: So many of the newest are looked at to see how common a query is.
_SAMPLE = 2_000
#: What a hit costs that GIN gives, where looking at a vector costs 1: it need not be looked at where
#: words alone are asked for, but it is fetched, joined and sorted.
_FETCHED = 0.3


def hits_of(session: Session, query: Query, where: Filter) -> Hits:
    """The hits of a query under a filter. Raises QueryError for a filter that cannot be answered."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    return (SqliteHits if sqlite else PostgresHits)(session, query, where)


class SqliteHits(Hits):
    """Hits from FTS5."""

    join = "CROSS JOIN"  # SQLite's word for: in this order

    def _sources(self) -> tuple[Source, ...]:
        if self.query.empty and not compile.groups(self.where):
            return (_BROWSE,)
        self.params["match"] = compile.fts5(self.query, self.where)
        return (
            Source(
                "search CROSS JOIN search_doc d ON d.docid = search.rowid",
                ("search MATCH :match",), "search.rowid", "search.rowid",
                score=f"-bm25(search, {TITLE}, 1.0, 0.0)",
            ),
        )  # fmt: skip

    def among(self, wanted: Collection[int]) -> list[Row]:
        if self.sources == (_BROWSE,):
            return super().among(wanted)
        found: list[Row] = []
        in_order, at, size = sorted(wanted), 0, _NEAR
        statement = self.statement(
            ("{ordered} >= :after", "{ordered} <= :last"), "ORDER BY {ordered} LIMIT :size"
        )
        while at < len(in_order):
            rows = self.rows(statement, after=in_order[at], last=in_order[-1], size=size)
            found += [row for row in rows if row.docid in wanted]
            if len(rows) < size:
                break
            before, at = at, bisect_right(in_order, rows[-1].docid)
            size = min(2 * size, _FAR) if at - before > 1 else _NEAR
        return found


class PostgresHits(Hits):
    """Hits from `tsvector` and GIN. Long articles are asked for once, and then are a list."""

    #: A walk met too few hits to go on with.
    _rare = False
    #: All hits in the order of docids, where they are few and were looked up.
    _all: list[Row] | None = None

    def _sources(self) -> tuple[Source, ...]:
        if self.query.empty and not compile.groups(self.where):
            return (_BROWSE,)
        self.params["tsquery"] = compile.tsquery(self.query, self.where)
        short = Source(
            f"search s {_LOOKED_UP}",
            ("s.tsv @@ CAST(:tsquery AS tsquery)",),
            "s.docid", "(s.docid + 0)",  # so named, the order is none to be read off the primary key
        )  # fmt: skip
        long = list(self.session.scalars(compile.long_articles(self.query, self.where)))
        if not long:
            return (short,)
        self.params["long"] = long
        listed = ("d.docid = ANY(CAST(:long AS bigint[]))",)
        return short, Source("search_doc d", listed, "d.docid", "d.docid")

    # -- a page ------------------------------------------------------------------------------------

    def slice(self, after: int, size: int, *, newest: bool) -> list[Row]:
        if self.sources == (_BROWSE,) or self._rare:
            return self._looked_up(after, size, newest=newest)
        steps = math.isqrt(size * self._documents())
        end = self._end(after, steps, newest=newest)
        found = self._walked(after, end, size, steps, newest=newest)
        if len(found) == size or end is None:
            return found
        self._rare = True
        all_ = self.rows(self.statement((), "LIMIT :size"), size=COUNTED + 1)
        if len(all_) <= COUNTED:
            self._all = sorted(all_)
        return found + self._looked_up(end, size - len(found), newest=newest)

    def _looked_up(self, after: int, size: int, *, newest: bool) -> list[Row]:
        if self._all is None:
            return super().slice(after, size, newest=newest)
        if newest:
            stop = bisect_left(self._all, after, key=_docid)
            return self._all[max(stop - size, 0) : stop][::-1]
        start = bisect_right(self._all, after, key=_docid)
        return self._all[start : start + size]

    def among(self, wanted: Collection[int]) -> list[Row]:
        if self._all is None:
            return super().among(wanted)
        return [row for row in self._all if row.docid in wanted]

    def count(self, *, fold: bool) -> tuple[int, bool]:
        if self._all is None:
            return super().count(fold=fold)
        return len({row.story for row in self._all} if fold else self._all), True

    def _end(self, after: int, steps: int, *, newest: bool) -> int | None:
        """The docid so many documents further on; None where there are not so many."""
        last = "min" if newest else "max"
        statement = f"SELECT {last}(docid), count(*) FROM ({self._walk('docid', newest)}) AS walk"
        end, seen = self.execute(statement, after=after, steps=steps).one()
        return end if seen == steps else None

    def _walked(
        self, after: int, end: int | None, size: int, steps: int, *, newest: bool
    ) -> list[Row]:
        """The next hits after a docid and up to another. That the walk is a query with a limit keeps
        the planner from turning it round.
        """
        short, *long = self.sources
        walk = f"({self._walk('docid, tsv', newest)}) s"
        walked = replace(short, tables=f"{walk} {_LOOKED_UP}")
        more = [f"{{docid}} {'<' if newest else '>'} :after"]
        if end is not None:
            more.append(f"{{docid}} {'>=' if newest else '<='} :end")
        tail = f"ORDER BY {{docid}} {'DESC' if newest else 'ASC'} LIMIT :size"
        statement = self.statement(more, tail, sources=(walked, *long))
        return self.rows(statement, after=after, end=end, size=size, steps=steps)

    # -- thousands of hits -------------------------------------------------------------------------

    def newest(self, columns: str, size: int, *more: str) -> str:
        tail = "ORDER BY {ordered} DESC LIMIT :size"
        sources = self.sources
        if sources != (_BROWSE,) and self._common(size):
            walk = f"SELECT docid, tsv FROM search WHERE true {self._bounds()} ORDER BY docid DESC"
            walked = replace(
                sources[0], tables=f"({walk} OFFSET 0) s {_LOOKED_UP}", ordered="s.docid"
            )
            sources = (walked, *sources[1:])
        return self.statement(more, tail, f"d.docid, {columns}", sources=sources)

    def _common(self, size: int) -> bool:
        """Whether so many hits are met on a walk sooner than all are looked up."""
        walk = f"({self._walk('docid, tsv', newest=True)}) s"
        statement = f"""
            SELECT count(*), count(*) FILTER (WHERE s.tsv @@ CAST(:tsquery AS tsquery)) FROM {walk}
        """
        seen, met = self.execute(statement, after=TOP, steps=_SAMPLE).one()
        if seen < _SAMPLE:
            return True
        documents, share = self._documents(), met / seen
        each = _FETCHED if _words_alone(self.query) else 1 + _FETCHED
        walked = min(size / max(share, 1 / seen), documents)
        return bool(walked < share * documents * each)

    def scored(self, newest: int, size: int) -> list[tuple[Row, float]]:
        rank = f"ts_rank_cd({_WEIGHTS}, {{}}.tsv, CAST(:words AS tsquery), {_BY_LENGTH})"
        score = rank.format("s")
        if "long" in self.params:
            parts = f"SELECT max({rank.format('p')}) FROM search_part p WHERE p.docid = h.docid"
            long = "h.docid = ANY(CAST(:long AS bigint[]))"
            score = f"CASE WHEN {long} THEN ({parts}) ELSE {score} END"
        # in a query of its own, or all hits are given a rank before they are sorted
        hits = self.newest(STORED, size, "{docid} <= :newest")
        statement = f"""
            WITH h AS MATERIALIZED ({hits})
            SELECT h.docid, h.article_id, h.story, h.outlet, {score}
            FROM h JOIN search s ON s.docid = h.docid
        """
        words = compile.tsquery(replace(self.query, must_not=()))
        found = self.execute(statement, newest=newest, size=size, words=words)
        return [(Row(*row[:-1]), float(row[-1])) for row in found]

    # -- walking -----------------------------------------------------------------------------------

    def _walk(self, columns: str, newest: bool) -> str:
        return f"""
            SELECT {columns} FROM search
            WHERE docid {"<" if newest else ">"} :after {self._bounds()}
            ORDER BY docid {"DESC" if newest else "ASC"} LIMIT :steps
        """

    def _bounds(self) -> str:
        where = self.where
        low = "AND docid >= :low" if where.since else ""
        return f"{low} AND docid < :high" if where.until else low

    def _documents(self) -> int:
        return max(int(self.session.execute(_DOCUMENTS).scalar_one()), _FEWEST)

    def execute(self, statement: str | TextClause, **params: Any) -> Any:
        self.session.execute(_BEFORE)
        found = super().execute(statement, **params)
        self.session.execute(_BEHIND)
        return found


def _docid(row: Row) -> int:
    return row.docid


def _words_alone(query: Query) -> bool:
    """Whether GIN's answer is the answer: it knows words, not how they stand."""
    return all(
        len(phrase.pieces) == 1
        for term in (*query.must, *query.must_not)
        for conjunct in term.any
        for phrase in conjunct.phrases
    )
