"""The hits of one search in the order of time, as the index gives them: read in slices, so that asking
for the newest twenty of a million stops after some dozens.

A docid orders by time of publication, so newest first is descending docids, a place in the results
is a docid, and a window is a range of them (made exact on ``published_at``). Dead rows of the index
(``article_id`` null) are left out here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, TextClause, TextualSelect, bindparam, text
from sqlalchemy.orm import Session

from db.queries import Filter
from db.search import docids
from db.search.page import COUNTED
from db.types import UtcDateTime
from korean.query import Query, QueryError

#: Above and below every docid.
TOP, BOTTOM = 2**62, -1
#: Rows of the first slice; each further one has twice as many, up to the last.
_FIRST, _LAST = 64, 4_096
#: Docids asked about at once.
_AMONG = 400
_OFF_TOPIC = (
    "off-topic articles are not searched: no text of them is kept. `aipolicy list --off-topic` "
    "lists them"
)


class Row(NamedTuple):
    """A hit. ``story`` tells stories apart; an article without one is a story by itself."""

    docid: int
    article_id: int
    story: int
    outlet: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where hits come from: the tables (``d`` is ``search_doc``), the conditions, the column of docids
    by which single ones are looked up, how a query has to name it to read them in order, and how well
    one matches.
    """

    tables: str
    conditions: tuple[str, ...]
    docid: str
    ordered: str
    score: str = "0.0"


#: Of a `Row`, but for its docid.
STORED = "d.article_id, coalesce(d.story_id, -d.article_id) AS story, d.outlet"
COLUMNS = f"d.docid, {STORED}"
_MEMBERS = text(
    "SELECT docid FROM search_doc WHERE article_id IS NOT NULL AND story_id IN :part"
).bindparams(bindparam("part", expanding=True))
_TYPES = {
    "since": bindparam("since", type_=UtcDateTime()),
    "until": bindparam("until", type_=UtcDateTime()),
    "part": bindparam("part", expanding=True),
}


class Hits:
    """The articles that match a query and a filter; `db.search.asking.hits_of` makes one for the
    session's database.

    Raises QueryError for a filter the index cannot answer.
    """

    #: A join that looks up the right table for each row of the left one.
    join = "JOIN"

    def __init__(self, session: Session, query: Query, where: Filter) -> None:
        if where.off_topic:
            raise QueryError(_OFF_TOPIC)
        self.session = session
        self.query = query
        self.where = where
        self.params: dict[str, Any] = {}
        self.window = self._window()
        self.sources = self._sources()

    def _sources(self) -> tuple[Source, ...]:
        """One or several without common hits."""
        raise NotImplementedError

    # -- in the order of time ----------------------------------------------------------------------

    def walk(self, after: int | None = None, *, newest: bool = True) -> Iterator[list[Row]]:
        """All hits, slice by slice, those after the docid ``after``; newest or oldest first."""
        after = (TOP if newest else BOTTOM) if after is None else after
        size = _FIRST
        while found := self.slice(after, size, newest=newest):
            yield found
            if len(found) < size:
                return
            after = found[-1].docid
            size = min(2 * size, _LAST)

    def slice(self, after: int, size: int, *, newest: bool) -> list[Row]:
        """The next hits after a docid; fewer than ``size`` only where there are no more."""
        beyond = f"{{ordered}} {'<' if newest else '>'} :after"
        tail = f"ORDER BY {{ordered}} {'DESC' if newest else 'ASC'} LIMIT :size"
        return self.rows(self.statement((beyond,), tail), after=after, size=size)

    def newest(self, columns: str, size: int, *more: str) -> str:
        """A query for the docids and some columns of the newest hits that meet some more conditions. To
        be executed with ``size``, which tells here how to ask.
        """
        tail = "ORDER BY {docid} DESC LIMIT :size"
        return self.statement(more, tail, f"d.docid, {columns}")

    def scored(self, newest: int, size: int) -> list[tuple[Row, float]]:
        """The newest hits up to a docid, each with how well it matches: the higher the better."""
        statement = self.newest(f"{STORED}, {{score}}", size, "{docid} <= :newest")
        found = self.execute(statement, newest=newest, size=size)
        return [(Row(*row[:-1]), float(row[-1])) for row in found]

    # -- single ones and all -----------------------------------------------------------------------

    def among(self, wanted: Collection[int]) -> list[Row]:
        """Those hits that have one of these docids."""
        found: list[Row] = []
        in_order = sorted(wanted)
        statement = self.statement(("{docid} IN :part",))
        for start in range(0, len(in_order), _AMONG):
            found += self.rows(statement, part=in_order[start : start + _AMONG])
        return found

    def of_stories(self, rows: Collection[Row]) -> dict[int, list[Row]]:
        """Story → all its hits, the earliest first, for the stories of these hits."""
        known = {row.docid: row for row in rows}
        stories = sorted({row.story for row in rows if row.story > 0})
        others: set[int] = set()
        for start in range(0, len(stories), _AMONG):
            part = stories[start : start + _AMONG]
            others.update(self.session.execute(_MEMBERS, {"part": part}).scalars())
        hits: dict[int, list[Row]] = {}
        for row in sorted([*rows, *self.among(others - known.keys())]):
            hits.setdefault(row.story, []).append(row)
        return hits

    def count(self, *, fold: bool) -> tuple[int, bool]:
        """How many hits, or stories of them, and whether that is all: no more than `COUNTED` hits are
        looked at.
        """
        inner = self.statement((), "LIMIT :size")
        what = "count(DISTINCT h.story)" if fold else "count(*)"
        found = self.execute(f"SELECT {what}, count(*) FROM ({inner}) AS h", size=COUNTED + 1)
        number, hits = found.one()
        return (number, True) if hits <= COUNTED else (min(number, COUNTED), False)

    def article_ids(self) -> TextualSelect:
        """A query for the numbers of all articles that match."""
        statement = self.bound(self.statement((), "", "d.docid, d.article_id"))
        used = {k: v for k, v in self.params.items() if f":{k}" in statement.text}
        return statement.bindparams(**used).columns(docid=BigInteger, article_id=BigInteger)

    # -- making statements -------------------------------------------------------------------------

    def _window(self) -> list[str]:
        """Conditions on the time: a range of docids, made exact."""
        low, high = docids.window(self.where.since, self.where.until)
        found = []
        if self.where.since:
            self.params |= {"low": low, "since": self.where.since}
            found += ["{docid} >= :low", "d.published_at >= :since"]
        if self.where.until:
            self.params |= {"high": high, "until": self.where.until}
            found += ["{docid} < :high", "d.published_at < :until"]
        return found

    def statement(
        self,
        more: Sequence[str] = (),
        tail: str = "",
        columns: str = COLUMNS,
        *,
        sources: Sequence[Source] = (),
    ) -> str:
        """SQL for the hits that meet some more conditions; ``{docid}``, ``{ordered}`` and
        ``{score}`` are those of each `Source`.
        """
        selects = []
        for source in sources or self.sources:
            conditions = " AND ".join(
                (*source.conditions, "d.article_id IS NOT NULL", *self.window, *more)
            )
            select = f"SELECT {columns} FROM {source.tables} WHERE {conditions} {tail}"
            selects.append(
                select.format(docid=source.docid, ordered=source.ordered, score=source.score)
            )
        if len(selects) == 1:
            return selects[0]
        outer = tail.format(docid="docid", ordered="docid")
        return f"({') UNION ALL ('.join(selects)}) {outer}"

    def bound(self, statement: str) -> TextClause:
        """The statement with the types of its parameters."""
        typed = [known for name, known in _TYPES.items() if f":{name}" in statement]
        return text(statement).bindparams(*typed)

    def execute(self, statement: str | TextClause, **params: Any) -> Any:
        bound = self.bound(statement) if isinstance(statement, str) else statement
        return self.session.execute(bound, {**self.params, **params})

    def rows(self, statement: str, **params: Any) -> list[Row]:
        return [Row(*row) for row in self.execute(statement, **params)]
