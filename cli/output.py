"""What people and programs see: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

#: Progress, logs, warnings and errors.
stderr = Console(stderr=True, highlight=False)
#: Tables and texts for people.
stdout = Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line, on standard output."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: drawn on a terminal, tab-separated without decoration in a pipe."""
    if not stdout.is_terminal:
        sys.stdout.write("\t".join(columns) + "\n")
        for row in rows:
            sys.stdout.write("\t".join("" if v is None else str(v) for v in row) + "\n")
        return
    drawn = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*("" if v is None else str(v) for v in row))
    stdout.print(drawn)


def warn(message: str) -> None:
    stderr.print(f"[yellow]{_escape(message)}[/yellow]", soft_wrap=True)


def fail(message: str) -> None:
    stderr.print(f"[red]{_escape(message)}[/red]", soft_wrap=True)


def say(message: str) -> None:
    stderr.print(_escape(message), soft_wrap=True)


def _escape(text: str) -> str:
    return text.replace("[", "\\[")
