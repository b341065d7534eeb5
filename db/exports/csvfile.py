"""CSV as Excel, LibreOffice, R and pandas open it: UTF-8 with a byte order mark, lines ended by CRLF.

- A cell that a spreadsheet would take for a formula (after any spaces one of ``= + - @``, their full-width
  forms, or a tab at the beginning), and a number it would change (leading zeros, over 15 digits), gets
  an apostrophe in front. So does a cell that would else look as if it had one already: `unguarded`
  gives back exactly what was there.
- A list is joined by ``; ``; within its items ``;`` is written ``\\;`` and a backslash ``\\\\``.
- A cell holds what Excel can hold, 32,767 characters (UTF-16 units). A longer text ends with ``…``
  and its column's name is in ``cut``. A text that may not be altered is then left out.
- Paragraphs are parted by line breaks within the cell. Times are ISO 8601 with +09:00.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from db.exports.about import About
from db.exports.columns import COLUMNS
from db.exports.writing import Document, Out
from db.release import unalterable

BOM = "\ufeff"
#: Between the items of a list.
SEPARATOR = "; "
#: UTF-16 units of a cell of Excel.
LIMIT = 32_767
_GUARDED = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|\t|0\d+$|\d{16,}$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


class Csv:
    """Header ``id,outlet,…,captured_at,cut``: `db.exports.columns` and the names of what was cut."""

    def __init__(self, out: Out, about: About) -> None:
        self._out = out
        self._line = io.StringIO()
        self._csv = csv.writer(self._line, lineterminator="\r\n")
        self._row([BOM + COLUMNS[0].name, *(column.name for column in COLUMNS[1:]), "cut"])

    def add(self, document: Document) -> None:
        fixed = unalterable(document)
        cells, cut = [], []
        for column in COLUMNS:
            value = cell(column.kind, column.value(document))
            whole = fitted(value)
            if whole != value:
                cut.append(column.name)
                whole = "" if fixed and column.name == "body" else whole
            cells.append(whole)
        self._row([*cells, SEPARATOR.join(cut)])

    def _row(self, cells: list[str]) -> None:
        self._csv.writerow(cells)
        self._out.write(self._line.getvalue().encode())
        self._line.seek(0)
        self._line.truncate()

    def close(self) -> None:
        """All is written."""

    def abandon(self) -> None:
        """Nothing is held."""


def cell(kind: str, value: Any) -> str:
    """A value of a column's kind as its cell says it; nothing is an empty one."""
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("integer", "number"):
        return str(value)
    if kind in ("text", "time"):
        return guarded(_clean(str(value)))
    items = value if kind == "texts" else map(_SAID[kind], value)
    return guarded(SEPARATOR.join(_escaped(_clean(str(item))) for item in items))


def guarded(text: str) -> str:
    """Never a formula, and never a number that a spreadsheet would change."""
    return "'" + text if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """What stood there before `guarded`."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def fitted(text: str) -> str:
    """At most what a cell of Excel holds; what was cut ends with an ellipsis."""
    if len(text) <= LIMIT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LIMIT:
        return text
    return units[: 2 * (LIMIT - 1)].decode("utf-16-le", "ignore") + "…"


def _clean(text: str) -> str:
    if not _CONTROL.search(text):
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _escaped(item: str) -> str:
    return item.replace("\\", "\\\\").replace(";", "\\;")


def _byline(value: Document) -> str:
    mail = f"<{value['email']}>" if value.get("email") else None
    return " ".join(part for part in (value.get("name"), value.get("role"), mail) if part)


_SAID = {
    "bylines": _byline,
    "attachments": lambda v: " ".join(p for p in (v.get("name"), v.get("url")) if p),
    "amounts": lambda v: f"{v.get('krw')} ({v.get('text')})",
    "methods": lambda v: f"{v['field']}={v['method']}",
}
