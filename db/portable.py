"""The tables as lines of JSON that either database takes: exact, streamed, the same for the same rows.

A row is a JSON array in the order of its table's columns. Times are UTC with microseconds and ``Z``,
days ``YYYY-MM-DD``, bytes base64; JSON values stand as they are, keys sorted. Rows come in the order
of the primary key, texts compared byte by byte, so that a table has one digest on SQLite and
PostgreSQL alike: SHA-256 over its lines, each ended by a line feed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from db.errors import DatabaseError
from db.models import Base, Json
from db.types import UtcDateTime, json_text

#: What only tells of the machines at work: it would be a lie in any other place. And the search
#: index, which is made from the other tables: loading rows puts their articles into its queue.
LEFT_OUT = frozenset({"lease", "search_doc", "search_queue"})
#: Rows held in memory at once.
CHUNK = 1000
#: Of gzip: texts shrink to a quarter, and twice as fast as by its default.
_LEVEL = 4


class NotPortable(DatabaseError):
    """Rows of a backup that are none, or that the database refuses. Raised by `db.loading`."""


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is a name of `KINDS`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as a backup knows it: on its own feet, for the schema it was written with."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @classmethod
    def of(cls, table: sa.Table) -> Layout:
        columns = tuple(Column(c.name, _kind(c.type)) for c in table.columns)
        return cls(table.name, columns, tuple(c.name for c in table.primary_key.columns))

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Layout:
        """Raises KeyError, TypeError or ValueError for what `document` never wrote."""
        columns = tuple(Column(str(name), str(kind)) for name, kind in document["columns"])
        if unknown := {c.kind for c in columns} - set(KINDS):
            raise ValueError(f"no such kind of column: {', '.join(sorted(unknown))}")
        return cls(str(document["table"]), columns, tuple(map(str, document["key"])))

    def document(self) -> dict[str, Any]:
        return {
            "table": self.name,
            "columns": [[c.name, c.kind] for c in self.columns],
            "key": list(self.key),
        }

    def query(self, dialect: str) -> sa.Select[Any]:
        """All rows, by the primary key; PostgreSQL would sort texts by its own language's rules."""
        types: dict[str, Any] = {c.name: KINDS[c.kind].type for c in self.columns}
        table = sa.table(self.name, *(sa.column(n, t) for n, t in types.items()))
        text = {c.name for c in self.columns if c.kind == "text"} if dialect != "sqlite" else set()
        order = [table.c[k].collate("C") if k in text else table.c[k] for k in self.key]
        return sa.select(*table.c).order_by(*order)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its type, how it is written, and how a driver takes what was written.
    None: as it is.
    """

    type: Any
    write: Callable[[Any], Any] | None = None
    sqlite: Callable[[Any], Any] | None = None
    postgresql: Callable[[Any], Any] | None = None


def _time(value: datetime) -> str:
    return value.isoformat(timespec="microseconds")[:26] + "Z"


#: By type of the models, the more special one first.
KINDS: dict[str, Kind] = {
    "boolean": Kind(sa.Boolean(), None, int),
    "integer": Kind(sa.BigInteger()),
    "number": Kind(sa.Float()),
    "text": Kind(sa.Text()),
    # SQLite's times are those of SQLAlchemy: UTC without saying so.
    "time": Kind(UtcDateTime(), _time, lambda v: f"{v[:10]} {v[11:26]}"),
    "day": Kind(sa.Date(), date.isoformat),
    "json": Kind(Json, None, json_text, json_text),
    "bytes": Kind(
        sa.LargeBinary(), lambda v: base64.b64encode(v).decode("ascii"), base64.b64decode,
        base64.b64decode,
    ),
}  # fmt: skip
_TYPES: tuple[tuple[type[Any], str], ...] = (
    (UtcDateTime, "time"), (sa.Date, "day"), (sa.JSON, "json"), (sa.LargeBinary, "bytes"),
    (sa.Boolean, "boolean"), (sa.Integer, "integer"), (sa.Float, "number"), (sa.String, "text"),
)  # fmt: skip


def _kind(type_: Any) -> str:
    for known, name in _TYPES:
        if isinstance(type_, known):
            return name
    raise NotPortable(f"a column of type {type_!r} has no place in a backup yet; add it to KINDS")


def layouts() -> list[Layout]:
    """Every table of today's schema that a backup holds, referred ones before those that refer."""
    return [Layout.of(t) for t in Base.metadata.sorted_tables if t.name not in LEFT_OUT]


# -- writing ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Digest:
    """A table's rows: how many, and the SHA-256 over their lines."""

    rows: int
    sha256: str


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One view of the database from the first row to the last, whatever others write meanwhile."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect().execution_options(stream_results=True, yield_per=CHUNK) as connection:
        yield connection
        connection.rollback()


def dump(connection: Connection, layout: Layout, path: Path) -> Digest:
    """The table's lines into a gzip file, the same bytes for the same rows."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,
    ):
        return _through(connection, layout, packed.write)


def digest(connection: Connection, layout: Layout) -> Digest:
    """What `dump` would return."""
    return _through(connection, layout, lambda _: None)


def _through(connection: Connection, layout: Layout, write: Callable[[bytes], object]) -> Digest:
    hash_, count = hashlib.sha256(), 0
    for lines in _lines(connection, layout):
        block = ("\n".join(lines) + "\n").encode("utf-8")
        hash_.update(block)
        write(block)
        count += len(lines)
    return Digest(count, hash_.hexdigest())


def _lines(connection: Connection, layout: Layout) -> Iterator[list[str]]:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
    writers = [(at, w) for at, c in enumerate(layout.columns) if (w := KINDS[c.kind].write)]
    values = [at for at, c in enumerate(layout.columns) if c.kind == "json"]
    result = connection.execute(
        layout.query(connection.dialect.name), execution_options={"yield_per": CHUNK}
    )
    for part in result.partitions(CHUNK):
        if not writers and not values:  # sketches: most rows there are
            yield [encode(tuple(row)) for row in part]
            continue
        lines = []
        for row in part:
            cells = list(row)
            for at, write in writers:
                if cells[at] is not None:
                    cells[at] = write(cells[at])
            line = encode(cells)
            if values and _ODD.search(line):
                for at in values:
                    cells[at] = _plain(cells[at])
                line = encode(cells)
            lines.append(line)
        yield lines


#: Numbers that `jsonb` gives back in another dress: 1e+22 as an integer, -0.0 as 0.0.
_ODD = re.compile(r"\de\+\d|-0\.0(?!\d)")


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value) if abs(value) >= 1e16 else value + 0.0
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list) else value


# -- reading ---------------------------------------------------------------------------------------


def parts(path: Path, layout: Layout) -> Iterator[list[list[Any]]]:
    """The rows of a dump, `CHUNK` at a time, as they are written. Raises NotPortable for a line
    that is none.
    """
    width, number = len(layout.columns), 0
    rows: list[list[Any]] = []
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            number += 1
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, list) or len(row) != width:
                raise NotPortable(f"{path.name}: line {number} is no row of {layout.name}")
            rows.append(row)
            if len(rows) == CHUNK:
                yield rows
                rows = []
    if rows:
        yield rows


def taken(rows: Iterable[list[Any]], layout: Layout, dialect: str) -> Iterator[Sequence[Any]]:
    """Rows as a driver takes them."""
    change = [
        (at, convert)
        for at, c in enumerate(layout.columns)
        if (convert := getattr(KINDS[c.kind], dialect)) is not None
    ]
    for row in rows:
        for at, convert in change:
            if row[at] is not None or layout.columns[at].kind == "json":
                row[at] = convert(row[at])
        yield row
