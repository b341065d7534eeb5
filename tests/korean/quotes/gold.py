"""The hand-labelled quotations, and how a reading is counted against them.

Counted per quotation: it is found when its text is found, at its place in the case's order;
an attribution is right when speaker and office both are.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from korean.quotation import Quotation
from korean.quotes import find

FILE = Path(__file__).parents[1] / "data" / "quotes_gold.toml"
SECOND = FILE.with_name("quotes_second.toml")
FIELDS = ("speaker", "office", "organisation", "verb", "resolved")


@dataclass(frozen=True)
class Case:
    id: str
    style: str
    title: str
    body: str
    quotes: tuple[dict[str, str], ...]


def cases(file: Path = FILE) -> tuple[Case, ...]:
    rows = tomllib.loads(file.read_text("utf-8"))["case"]
    return tuple(
        Case(r["id"], r["style"], r.get("title", ""), r["body"].strip("\n"), tuple(r.get("quote", ())))
        for r in rows
    )  # fmt: skip


def values(quote: Quotation) -> dict[str, str]:
    """The fields as the gold writes them: absent is the empty string, unresolved is open."""
    read: dict[str, Any] = {name: getattr(quote, name) or "" for name in FIELDS}
    return read | {"resolved": quote.resolved or "open"}


@dataclass
class Reading:
    """Counts over all cases; ``faults`` are sentences for whoever reads the table."""

    gold: int = 0
    found: int = 0
    matched: int = 0
    right: Counter[str] = field(default_factory=Counter)  # field -> right among the matched
    asserted: int = 0  # attributions given
    owed: int = 0  # attributions the gold has
    attributed: int = 0  # right ones among both
    speakers: Counter[str] = field(default_factory=Counter)  # asserted, owed, right
    faults: list[str] = field(default_factory=list)

    def share(self, name: str) -> float:
        return self.right[name] / self.matched

    @property
    def precision(self) -> float:
        return self.matched / self.found

    @property
    def recall(self) -> float:
        return self.matched / self.gold

    @property
    def attribution_precision(self) -> float:
        return self.attributed / self.asserted

    @property
    def attribution_recall(self) -> float:
        return self.attributed / self.owed


def read(all_cases: Iterable[Case]) -> Reading:
    result = Reading()
    for case in all_cases:
        found = find(case.body, title=case.title)
        result.gold += len(case.quotes)
        result.found += len(found)
        for wanted, quote in _aligned(case, found):
            _count(result, case, wanted, quote)
    return result


def _aligned(
    case: Case, found: tuple[Quotation, ...]
) -> Iterator[tuple[dict[str, str] | None, Quotation | None]]:
    rest = list(found)
    for wanted in case.quotes:
        at = next((i for i, q in enumerate(rest) if q.text == wanted["text"]), None)
        yield wanted, None if at is None else rest.pop(at)
    for quote in rest:
        yield None, quote


def _count(
    result: Reading, case: Case, wanted: dict[str, str] | None, quote: Quotation | None
) -> None:
    read = values(quote) if quote else None
    claims = bool(read and (read["speaker"] or read["office"]))
    owes = bool(wanted and (wanted["speaker"] or wanted["office"]))
    result.asserted += claims
    result.owed += owes
    result.speakers["asserted"] += bool(read and read["speaker"])
    result.speakers["owed"] += bool(wanted and wanted["speaker"])
    if wanted is None or read is None:
        missing = wanted["text"] if wanted else quote.text if quote else ""
        result.faults.append(f"{case.id} {'missed' if wanted else 'extra'}: {missing[:60]}")
        return
    result.matched += 1
    result.attributed += (
        claims and owes and all(read[n] == wanted[n] for n in ("speaker", "office"))
    )
    result.speakers["right"] += bool(read["speaker"]) and read["speaker"] == wanted["speaker"]
    for name in FIELDS:
        if read[name] == wanted.get(name, read[name]):  # the second gold tells no ``resolved``
            result.right[name] += 1
        else:
            result.faults.append(
                f"{case.id} {name}: {read[name]!r} for {wanted[name]!r} ({wanted['text'][:30]})"
            )
