"""What a reprocess found: counts, and examples of what reads otherwise, for each outlet and field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from db.document import iso
from db.records import Ending, Incoming
from db.reread import Kept, Result
from korean.difference import excerpts

#: Examples kept for each outlet and field, and characters of each side.
EXAMPLES = 3
WIDTH = 70
#: Problems told by name; the ledger has them all.
TOLD = 20
#: The ledger's word for a capture that is gone, damaged, or that our code stumbles over. A page that
#: is no article to today's code was read.
UNREAD = "extract_failed"


@dataclass(frozen=True, slots=True)
class Example:
    """One field of one text, as it was and as it reads today, shortened to where they differ."""

    outlet: str
    key: str
    version: int | None
    field: str
    old: str
    new: str


@dataclass(slots=True)
class ReprocessReport:
    """``read`` and ``changed`` count articles, ``texts`` the versions and light rows read for them.

    ``fields``: field → articles that read otherwise today; ``outlets``: the same for each outlet.
    ``outcomes`` are the ledger's words: unchanged for an article replaced in place, stored and copy
    for light rows that grew up, and why a capture could not be read. ``merged``: versions that were
    no edit but one text with another. ``overtaken``: articles a crawl renewed meanwhile. ``unread``:
    articles of which a capture could not be read; they are in ``read``, too, and stay as they were.
    ``run_id`` is None of a dry run, which tells the same.
    """

    run_id: str | None
    read: int = 0
    texts: int = 0
    changed: int = 0
    merged: int = 0
    overtaken: int = 0
    unread: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    outlets: dict[str, Counter[str]] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def see(self, group: Sequence[Result], kept: Kept | None) -> None:
        """One article's texts, and what became of it."""
        self.read += 1
        self.texts += len(group)
        self.unread += any(isinstance(r, Ending) and r.outcome == UNREAD for _, r in group)
        if kept is None:
            self.overtaken += 1
            return
        self.merged += kept.merged
        self.outcomes[kept.outcome] += 1
        names: set[str] = set()
        for was, result in group:
            if isinstance(result, Ending) and len(self.problems) < TOLD:
                which = f" version {was.n}" if was.n and not was.stands else ""
                self.problems.append(f"{was.outlet}:{was.key}{which}: {result.reason}")
        for (was, result), found in zip(group, kept.changed, strict=False):
            if isinstance(result, Incoming):
                names |= self._compare(was.outlet, was.key, was.n, found, result)
        self.changed += bool(names)
        self.fields.update(names)
        if names:
            self.outlets.setdefault(group[0][0].outlet, Counter()).update(names)

    def add(self, told: Mapping[str, Any]) -> None:
        """What another process found, as its `document`: of other articles of the same run."""
        for name in ("read", "texts", "changed", "merged", "overtaken", "unread"):
            setattr(self, name, getattr(self, name) + told[name])
        for name in ("fields", "labels", "outcomes"):
            getattr(self, name).update(told[name])
        for code, counts in told["outlets"].items():
            self.outlets.setdefault(code, Counter()).update(counts)
        for example in told["examples"]:
            self._show(Example(**example))
        self.problems += told["problems"][: TOLD - len(self.problems)]

    def _show(self, example: Example) -> None:
        had = sum((e.outlet, e.field) == (example.outlet, example.field) for e in self.examples)
        if had < EXAMPLES:
            self.examples.append(example)

    def _compare(
        self,
        outlet: str,
        key: str,
        version: int | None,
        found: Mapping[str, tuple[Any, Any]],
        item: Incoming,
    ) -> set[str]:
        for name, (old, new) in found.items():
            had = sum(e.outlet == outlet and e.field == name for e in self.examples)
            if had < EXAMPLES:
                shown = excerpts(_text(old), _text(new), WIDTH)
                self.examples.append(Example(outlet, key, version, name, *shown))
        if "label" in found:
            self.labels[f"now {item.verdict.label}"] += 1
        return set(found)

    def document(self) -> dict[str, Any]:
        """As JSON; counters are ordered by name."""
        return {
            "run": self.run_id, "read": self.read, "texts": self.texts, "changed": self.changed,
            "merged": self.merged, "overtaken": self.overtaken, "unread": self.unread,
            "fields": dict(sorted(self.fields.items())),
            "outlets": {code: dict(sorted(n.items())) for code, n in sorted(self.outlets.items())},
            "labels": dict(sorted(self.labels.items())),
            "outcomes": dict(sorted(self.outcomes.items())),
            "examples": [asdict(example) for example in self.examples],
            "problems": self.problems,
        }  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return iso(value) or ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def markdown(report: ReprocessReport) -> str:
    """Tables of fields and examples, and what became of the captures."""
    how = f"run {report.run_id}" if report.run_id else "dry run, nothing was written"
    lines = [f"{report.read} articles read again ({how}), {report.changed} read otherwise.", ""]
    if report.unread:
        lines += [f"**{report.unread} of them could not be read** and stay as they were.", ""]
    if report.fields:
        lines += ["| outlet | field | articles |", "|---|---|---|"]
        lines += [f"| all | {name} | {number} |" for name, number in report.fields.most_common()]
        for code, counts in sorted(report.outlets.items()):
            lines += [f"| {code} | {name} | {number} |" for name, number in counts.most_common()]
        lines += ["", "| article | field | was | is |", "|---|---|---|---|"]
        lines += [
            f"| {e.outlet}:{e.key} | {e.field} | {_cell(e.old)} | {_cell(e.new)} |"
            for e in report.examples
        ]
    lines += ["", *(f"- {problem}" for problem in report.problems)]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
