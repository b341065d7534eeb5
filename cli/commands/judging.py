"""`aipolicy judge` scores any texts; `aipolicy why` shows what a verdict of the corpus went by."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from cli import output
from cli.commands import explaining
from cli.commands.common import as_json, existing
from db import queries
from db.session import reading
from korean.relevance import judge as score
from korean.verdict import Verdict
from spiders import registry

#: One half of a surrogate pair: JSON can spell it, no file can hold it.
_HALF = re.compile("[\ud800-\udfff]")


class BadLine(ValueError):
    """Raised by `_read` for a line that is no text to judge; the message says what to correct."""


@dataclass(frozen=True, slots=True)
class _Given:
    id: str | int
    title: str
    text: str
    kind: str


@click.command()
@click.argument("source", metavar="IN.jsonl", type=click.File("rb"))
@click.argument(
    "target", metavar="[OUT]", default="-", type=click.File("w", encoding="utf-8", lazy=True)
)
def judge(source: IO[bytes], target: IO[str]) -> None:
    """Say of each text of IN.jsonl whether it is AI-policy news, and why.

    IN.jsonl has one object a line: id, title, text, and outlet (a code of `aipolicy outlets`) where
    it is known; a headline alone has no text. OUT (standard output by default) gets one object a
    line, in the same order: id, label, score, band, reason, ruleset and evidence, whose offsets
    count characters of the NFC text. "-" is standard input or output. No corpus is needed.
    """
    if _same_file(getattr(source, "name", "-"), target.name):
        raise click.UsageError(f"{target.name} is the input; name another file for the verdicts")
    bands: Counter[str] = Counter()
    bad = 0
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            given = _read(line)
        except BadLine as fault:
            output.fail(f"line {number}: {fault}")
            bad += 1
            continue
        verdict = score(given.title, given.text, kind=given.kind)
        bands[verdict.band] += 1
        target.write(json.dumps(_row(given.id, verdict), ensure_ascii=False) + "\n")
    told = ", ".join(f"{bands[band]} {band}" for band in ("accept", "review", "reject"))
    output.say(f"{bands.total()} texts: {told}" + (f"; {bad} lines left out" if bad else ""))
    if bad:
        raise click.exceptions.Exit(1)


def _row(id_: str | int, verdict: Verdict) -> dict[str, Any]:
    """The verdict as it is written. By hand: ``asdict`` costs as much as judging."""
    return {
        "id": id_, "label": verdict.label, "score": verdict.score, "band": verdict.band,
        "reason": verdict.reason, "ruleset": verdict.ruleset,
        "evidence": [
            {"gate": e.gate, "rule": e.rule, "field": e.field, "start": e.start, "end": e.end,
             "text": e.text, "weight": e.weight}
            for e in verdict.evidence
        ],
    }  # fmt: skip


def _same_file(one: str, other: str) -> bool:
    """Whether both names are one file; a stream's name (``<stdin>``) is none."""
    both = Path(one).is_file() and Path(other).is_file()
    return both and Path(one).samefile(other)


def _read(line: bytes) -> _Given:
    try:
        row: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise BadLine(f"not UTF-8 (byte {fault.start}); save the file as UTF-8") from fault
    except json.JSONDecodeError as fault:
        raise BadLine(f"not JSON ({fault.msg}, column {fault.colno}); correct the line") from fault
    except (ValueError, RecursionError) as fault:  # a number of thousands of digits, deep nesting
        raise BadLine(f"not to be read as JSON ({fault}); correct the line") from fault
    if not isinstance(row, dict):
        raise BadLine("not an object; give id, title and text")
    id_ = row.get("id")
    if isinstance(id_, bool) or not isinstance(id_, str | int) or id_ == "":
        raise BadLine("no id; give each text a string or a whole number")
    if isinstance(id_, str) and _HALF.search(id_):
        raise BadLine(f"the id {id_!r} holds half a character; write it whole")
    title, text, outlet = (_string(row, name) for name in ("title", "text", "outlet"))
    if not title.strip() and not text.strip():
        raise BadLine(f"{id_}: neither title nor text; give one of them")
    return _Given(id_, title, text, _kind(outlet))


def _string(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"{row['id']}: {name} is no string; put it in quotation marks")
    if half := _HALF.search(value):
        raise BadLine(
            f"{row['id']}: {name} holds half a character ({half.group()!r} at {half.start()}); "
            "write it whole"
        )
    return unicodedata.normalize("NFC", value)


def _kind(code: str) -> str:
    """The outlet's kind; an outlet the registry does not know speaks for nothing."""
    try:
        return registry.outlet(code).kind if code else "regional"
    except registry.UnknownOutlet:
        return "regional"


@click.command()
@click.argument("article")
@as_json
def why(article: str, as_json: bool) -> None:
    """Show what ARTICLE's verdict went by: its number, OUTLET:KEY or canonical URL.

    The sentences with the words that spoke for and against, and what each weighed, gate by gate;
    and who decided: the rules, a model trained on labels, or a person. Off-topic articles are
    explained as well, by what is kept of them.
    """
    with reading(existing()) as session:
        row = queries.article(session, article)
        document = explaining.explain(session, row)
    if as_json:
        output.json_lines([document])
    else:
        explaining.show(document)
