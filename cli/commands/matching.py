"""`aipolicy match`: copies, related texts and templates among any texts, without a corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import click

from cli import output
from korean.matching.stream import DuplicateId, Match, Matcher

_COLUMNS = ("id_a", "id_b", "relation", "containment", "jaccard")
_KOREA = ZoneInfo("Asia/Seoul")


class BadLine(ValueError):
    """Raised by `_read` for a line that is no text to match; the message says what to correct."""


@dataclass(frozen=True, slots=True)
class _Given:
    id: str
    text: str
    published_at: datetime | None


@click.command()
@click.argument("source", metavar="IN.jsonl", type=click.File("rb"))
@click.argument("target", metavar="OUT.tsv", type=click.File("w", encoding="utf-8", lazy=True))
def match(source: IO[bytes], target: IO[str]) -> None:
    """Find copies among the texts of IN.jsonl and write the pairs to OUT.tsv.

    IN.jsonl has one object a line: id, text, and published_at where it is known (ISO 8601; without
    an offset it is Korean time). Each text is compared with those before it; a text without
    published_at with those of any time, others with those of the months around. OUT.tsv gets
    id_a, id_b (the later text), relation (copy, related, template), containment and jaccard. "-" is
    standard input or output.
    """
    if _same_file(getattr(source, "name", ""), getattr(target, "name", "")):
        raise click.UsageError(f"{target.name} is the input; name another file for the pairs")
    matcher, bad, pairs = Matcher(), 0, 0
    target.write("\t".join(_COLUMNS) + "\n")
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            given = _read(line)
            found = matcher.add(given.id, given.text, given.published_at)
        except (BadLine, DuplicateId) as fault:
            output.fail(f"line {number}: {fault}")
            bad += 1
            continue
        for row in _rows(found):
            target.write(row)
            pairs += 1
    target.flush()
    output.say(f"{len(matcher)} texts, {pairs} pairs" + (f"; {bad} lines left out" if bad else ""))
    if bad:
        raise click.exceptions.Exit(1)


def _same_file(one: str, other: str) -> bool:
    files = Path(str(one)), Path(str(other))
    return all(map(Path.is_file, files)) and files[0].samefile(files[1])


def _rows(found: list[Match]) -> Iterator[str]:
    for m in found:
        yield f"{m.id_a}\t{m.id_b}\t{m.relation}\t{m.containment:.4f}\t{m.jaccard:.4f}\n"


def _read(line: bytes) -> _Given:
    try:
        row: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise BadLine(f"not UTF-8 (byte {fault.start}); save the file as UTF-8") from fault
    except (ValueError, RecursionError) as fault:
        raise BadLine(f"not JSON ({fault}); one object a line is wanted") from fault
    if not isinstance(row, dict):
        raise BadLine(f"a JSON {type(row).__name__}, not an object with id and text")
    return _Given(_id(row.get("id")), _text(row.get("text")), _time(row.get("published_at")))


def _id(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise BadLine("no id; give a string or a whole number that no other line has")
    written = str(value)
    if any(mark in written for mark in "\t\n\r"):
        raise BadLine(f"the id {written!r} holds a tab or a line break; TSV cannot hold it")
    if any("\ud800" <= char <= "\udfff" for char in written):
        raise BadLine(f"the id {written!r} holds half a character; write it whole")
    return written


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadLine("no text; give the article's text as a string")
    return value


def _time(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadLine(
            f"published_at is {value!r}; give ISO 8601, such as 2026-11-20T09:00:00+09:00"
        )
    try:
        moment = datetime.fromisoformat(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=_KOREA)
        moment.astimezone(_KOREA)
    except (ValueError, OverflowError) as fault:
        raise BadLine(
            f"published_at {value!r} is no time; give ISO 8601, such as 2026-11-20T09:00:00+09:00"
        ) from fault
    return moment
