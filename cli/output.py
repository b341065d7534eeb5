"""What people and programs see: results on standard output, everything else on standard error.

Where the output's encoding lacks Hangul (``PYTHONIOENCODING=ascii``, an old locale), characters are
written as ``\\uc2dc``: legible with effort, and no command ends half-way.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text


def tolerant(stream: object) -> None:
    """Let a stream escape what its encoding lacks, instead of raising UnicodeEncodeError."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")


tolerant(sys.stdout)
#: Progress, logs, warnings and errors.
stderr = Console(stderr=True, highlight=False)
#: Tables and texts for people.
stdout = Console(highlight=False, soft_wrap=not sys.stdout.isatty())

#: Columns of free text: they fold. All others (numbers, dates, codes, names) stay on one line.
FREE = frozenset(
    {
        "title", "text", "reason", "message", "note", "quotation", "title or reason", "changed",
        "evidence", "next", "was", "is", "to the origin",
    }
)  # fmt: skip
#: Columns of the terminal that a free text keeps where it needs them.
LEAST = 30
_FIGURES = re.compile(r"[\d\s:.,%+T–-]*")


def many(number: int, name: str) -> str:
    """``1 story``, ``2 stories``."""
    if number == 1:
        return f"1 {name}"
    return f"{number} {name.removesuffix('y')}ies" if name.endswith("y") else f"{number} {name}s"


def json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line, on standard output; ASCII alone where its encoding is no Unicode."""
    ascii_ = not codecs.lookup(sys.stdout.encoding or "utf-8").name.startswith("utf")
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=ascii_, default=str) + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: drawn on a terminal, tab-separated without decoration in a pipe."""
    cells = (["" if v is None else str(v) for v in row] for row in rows)
    if stdout.is_terminal:
        stdout.print(drawn(title, columns, list(cells), stdout.width))
        return
    sys.stdout.write("\t".join(columns) + "\n")
    for row in cells:
        sys.stdout.write("\t".join(row) + "\n")


def drawn(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Table:
    """The table as it fits ``width`` columns of a terminal: free text folds and keeps `LEAST`, of
    the others the ends are left out (…) where there is no room.
    """
    made = Table(title=Text(title), title_justify="left", header_style="bold")
    for name, most in zip(columns, _widths(columns, rows, width), strict=True):
        if name in FREE:
            made.add_column(Text(name), overflow="fold", min_width=min(most, LEAST))
        else:
            made.add_column(Text(name), no_wrap=True, overflow="ellipsis", width=most)
    for row in rows:
        made.add_row(*map(Text, row))
    return made


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column is, free text as wide as it would like to be.

    What is cut to make room, in this order: headings longer than what stands below them, words,
    figures, and then the first column, which names the row: a run's id tells the second in 16.
    """
    inside = [[row[at] for row in rows] for at in range(len(columns))]
    held = [max(map(_cells, cells), default=0) for cells in inside]
    found = [max(_cells(name), most) for name, most in zip(columns, held, strict=True)]
    narrow = [at for at, name in enumerate(columns) if name not in FREE]
    words = [at for at in narrow if at and not all(map(_FIGURES.fullmatch, inside[at]))]
    figures = [at for at in narrow if at and at not in words]
    room = width - 3 * len(columns) - 1  # a line and two blanks a column, and the last line
    room -= sum(min(most, LEAST) for at, most in enumerate(found) if at not in narrow)
    least = {at: max(5, held[at]) for at in narrow}
    _cut(found, narrow, least, room)
    for some, limit in ((words, 6), (figures, 10), (narrow[:1], 16), (narrow[1:], 5), (narrow, 1)):
        least |= dict.fromkeys(some, limit)
        _cut(found, narrow, least, room)
    return found


def _cut(found: list[int], narrow: Sequence[int], least: Mapping[int, int], room: int) -> None:
    """Take from the widest columns what is too much for ``room``, down to what each has at least."""
    while sum(found[at] for at in narrow) > room:
        over = [at for at in narrow if found[at] > least[at]]
        if not over:
            return
        found[max(over, key=found.__getitem__)] -= 1


def _cells(text: str) -> int:
    return max(map(cell_len, text.splitlines()), default=0)


def warn(message: str) -> None:
    stderr.print(f"[yellow]{_escape(message)}[/yellow]", soft_wrap=True)


def fail(message: str) -> None:
    stderr.print(f"[red]{_escape(message)}[/red]", soft_wrap=True)


def say(message: str) -> None:
    stderr.print(_escape(message), soft_wrap=True)


def _escape(text: str) -> str:
    return text.replace("[", "\\[")
