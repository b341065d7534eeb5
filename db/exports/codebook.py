"""The codebook: every column of the data, from the schema and the lines of ``docs/columns.md``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from db.exports.arrow import TYPES
from db.exports.columns import COLUMNS, Column
from db.models import Base
from db.release import EXCERPT, FREE

_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
#: Beside the source in a checkout, inside the package where it is installed.
_PLACES = (
    Path(__file__).parents[2] / "docs" / "columns.md",
    Path(__file__).parents[1] / "columns.md",
)
_HEAD = """# Codebook

One row is one article in the text that stood when this was written; only articles on topic. The columns
are those of the Parquet and CSV files, in their order. JSON lines hold the same, with `rights` as an
object (`licence`, `ai_training`, `notice`, `source`) and `methods` and `confidence` as objects by field.
In CSV a list is joined by `; ` (within an item `;` is `\\;` and a backslash is doubled), a null is an empty
cell, and the last column `cut` names the columns whose text was longer than a cell of Excel can hold.

"""


def markdown() -> str:
    """As Markdown: a table of the columns, then the licences."""
    rows = [_row(column) for column in COLUMNS]
    rows.append(
        _cells(
            "cut",
            "CSV only",
            "what does not fit into a cell of Excel (32,767 characters): the columns it was cut from",
            "",
            "empty where nothing was cut",
        )
    )
    head = _cells("column", "type", "what it is", "unit or time zone", "null means")
    return _HEAD + head + "|---|---|---|---|---|\n" + "".join(rows) + "\n" + _licences()


def _row(column: Column) -> str:
    return _cells(
        f"`{column.name}`",
        f"`{TYPES[column.kind]}`",
        meaning(column),
        column.unit or "–",
        column.null,
    )


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def meaning(column: Column) -> str:
    """Its own words, or the line that documents the database's column."""
    if column.meaning:
        return column.meaning
    assert column.source is not None
    line = documented().get(column.source, f"the database's `{column.source}`")
    return _LINK.sub(r"\1", line)


@cache
def documented() -> dict[str, str]:
    """``table.column`` → its line in ``docs/columns.md``; only what the schema has."""
    file = next((place for place in _PLACES if place.is_file()), None)
    if file is None:
        return {}
    known = {f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns}
    found: dict[str, str] = {}
    table = name = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            table, name = line[3:].strip(), ""
        elif line.startswith("- `"):
            column, _, said = line[3:].partition("`: ")
            name = f"{table}.{column}"
            if name in known:
                found[name] = said.strip()
        elif name in found and line.startswith("  "):
            found[name] += " " + line.strip()
    return found


def _changes(code: str) -> str:
    return "yes, under the same licence" if "-SA" in code else "yes"


def _licences() -> str:
    lines = [
        "## Licences\n\n",
        "A `body` is there where the licence lets a text be passed on whole. Elsewhere there are the "
        f"metadata, an excerpt of at most {EXCERPT} characters and the link, unless the maker asked for "
        "all texts for their own use.\n\n",
        _cells("licence", "name", "commercial use", "changes"),
        "|---|---|---|---|\n",
    ]
    for code, of in FREE.items():
        lines.append(
            _cells(
                f"`{code}`",
                f"[{of.name}]({of.url})",
                "yes" if of.commercial else "no",
                _changes(code) if of.alterable else "no: the text must stay as it is",
            )
        )
    lines.append("\nEvery other value (`all-rights-reserved`, `unknown`, null): no text.\n")
    return "".join(lines)
