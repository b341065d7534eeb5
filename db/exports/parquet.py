"""Parquet with real types: times in UTC, lists, records. Zstandard; the same rows give the same bytes.

The bytes are pyarrow's: another release of it may write other bytes for the same rows.
"""

from __future__ import annotations

import io
from typing import Any

from db.exports import arrow
from db.exports.about import About
from db.exports.writing import Document, Out

#: Rows of a row group, and characters of text after which it is written before that.
ROWS, CHARACTERS = 1_000, 2_000_000


class Parquet:
    """One file, written row group by row group."""

    def __init__(self, out: Out, about: About) -> None:
        pa, pq = arrow.pyarrow()
        self._table = pa.Table
        self._sink = _Sink(out)
        self._file = pq.ParquetWriter(
            pa.PythonFile(self._sink, mode="w"), arrow.schema(), version="2.6",
            data_page_version="1.0", compression="zstd", compression_level=3, use_dictionary=True,
            write_statistics=True, coerce_timestamps="us", store_schema=True,
        )  # fmt: skip
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def add(self, document: Document) -> None:
        self._rows.append(arrow.row(document))
        self._characters += len(document.get("body") or "")
        if len(self._rows) >= ROWS or self._characters >= CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        table = self._table.from_pylist(self._rows, schema=arrow.schema())
        self._file.write_table(table, row_group_size=max(1, len(self._rows)))
        self._rows.clear()
        self._characters = 0

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._file.close()

    def abandon(self) -> None:
        """pyarrow writes a footer when it lets go of a file; nobody is to take that for whole."""
        self._sink.out = None
        self._rows.clear()
        self._file.close()


class _Sink(io.RawIOBase):
    """What pyarrow takes for a file. It closes it; the file below is not its own."""

    def __init__(self, out: Out) -> None:
        self.out: Out | None = out
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: Any, /) -> int:
        if self.out is not None:
            self.out.write(bytes(data))
        self._at += len(data)
        return len(data)
