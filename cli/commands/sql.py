"""`aipolicy sql`: one statement of SQL that reads the corpus."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, TextIO

import click

from cli import output
from cli.commands.common import as_json
from cli.commands.conditions import freshen
from db.asksql import Answer, answer, plain
from db.readonly import asking, open_reading
from db.statement import FUNCTION, tokens

#: Characters of a cell on a terminal.
_CELL = 400


@click.command()
@click.argument("statement", required=False)
@click.option(
    "-f", "--file", "file", type=click.File(encoding="utf-8"), help="Read it from a file."
)
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=1000, show_default=True,
    help="At most so many rows; 0 for all.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(0, min_open=True), default=30.0, show_default=True,
    help="Seconds it may take.",
)  # fmt: skip
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated, with a heading.")
@click.option(
    "--plain", "only_plain", is_flag=True,
    help="Print the statement without ko_match, for other programs; nothing is run.",
)  # fmt: skip
@as_json
def sql(
    statement: str | None,
    file: TextIO | None,
    limit: int,
    timeout: float,
    as_csv: bool,
    only_plain: bool,
    as_json: bool,
) -> None:
    """Run one STATEMENT that reads; `-` reads it from standard input. Nothing can be changed by it.

    \b
    Views: corpus, stories, lineage, quotes, ledger (docs/columns.md).
    ko_match('…') behind WHERE is a search, with all that `aipolicy search` takes:

        aipolicy sql "SELECT published_kst, title FROM corpus WHERE ko_match('AI 기본법 -특허')"
    """
    text = _statement(statement, file)
    if as_csv and as_json:
        raise click.UsageError("give --csv or --json")
    engine = open_reading(timeout=timeout)
    try:
        if any(token.name == FUNCTION for token in tokens(text)):
            freshen()
        if only_plain:
            with asking(engine) as session:
                click.echo(plain(session, text).sql)
            return
        with answer(engine, text) as found:
            for note in found.notes:
                output.say(note)
            _show(found, limit, as_csv=as_csv, as_json=as_json)
    finally:
        engine.dispose()


def _statement(statement: str | None, file: TextIO | None) -> str:
    if (statement is None) == (file is None):
        raise click.UsageError("give one statement, `-` for standard input, or --file")
    try:
        if file is not None:
            return file.read()
        return sys.stdin.read() if statement == "-" else statement or ""
    except UnicodeDecodeError as error:
        raise click.UsageError(f"the statement is not UTF-8 ({error.reason})") from error


def _show(found: Answer, limit: int, *, as_csv: bool, as_json: bool) -> None:
    rows = _Limited(found.rows, limit)
    columns = found.columns
    if as_json:
        output.json_lines(dict(zip(columns, map(_value, row), strict=True)) for row in rows)
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)
    elif output.stdout.is_terminal:
        cells = [[_short(_cell(value)) for value in row] for row in rows]
        output.table(f"{len(cells)} rows", columns, cells)
    else:
        output.table("", columns, ([_on_one_line(_cell(value)) for value in row] for row in rows))
    if rows.more:
        output.warn(f"these are the first {limit} rows; -n 0 gives all, -n N another number")


class _Limited:
    """The first rows, and whether there are more."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], limit: int) -> None:
        self._rows, self._limit, self.more = rows, limit, False

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        yield from islice(self._rows, self._limit) if self._limit else self._rows
        self.more = self._limit > 0 and next(self._rows, None) is not None


def _value(value: Any) -> Any:
    """As JSON holds it; times ISO 8601, bytes hexadecimal."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes | memoryview) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(_value(value))


def _short(text: str) -> str:
    text = _on_one_line(text)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
