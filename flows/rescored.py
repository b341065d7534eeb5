"""What a rescoring moved: from which label and band to which, counted, with examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from db import labels
from db.records import Ending, Incoming
from db.rescore import Text
from db.stale import Stored
from korean.verdict import Verdict

#: Examples kept of each outlet and move; problems told by name.
EXAMPLES = 3
TOLD = 20


@dataclass(frozen=True, slots=True)
class Move:
    """An article whose label or band is another today. ``held``: a person's label holds against it."""

    id: int
    outlet: str
    key: str
    title: str
    was: str
    now: str
    reason_was: str | None
    reason: str
    held: bool


@dataclass(slots=True)
class RescoreReport:
    """``moved``: (outlet, from, to) → articles, where from and to are ``label/band``. ``held`` of
    them keep the label a person gave. ``texts`` were judged from the database, ``light`` rows from
    the archive, of which ``grown`` got their text; ``without`` light rows have no capture, and
    ``overtaken`` articles were renewed by a crawl meanwhile. ``run_id`` is None of a dry run.
    """

    run_id: str | None
    ruleset: str
    texts: int = 0
    light: int = 0
    grown: int = 0
    held: int = 0
    without: int = 0
    overtaken: int = 0
    moved: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: list[Move] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unread: int = 0

    def see(self, move: Move) -> None:
        what = (move.outlet, move.was, move.now)
        if self.moved[what] < EXAMPLES:
            self.examples.append(move)
        self.moved[what] += 1
        self.held += move.held

    def fail(self, ending: Ending) -> None:
        self.unread += 1
        if len(self.problems) < TOLD:
            self.problems.append(f"{ending.outlet}:{ending.key}: {ending.reason}")

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "run": self.run_id, "ruleset": self.ruleset, "texts": self.texts, "light": self.light,
            "moved": [
                {"outlet": outlet, "from": was, "to": now, "articles": number}
                for (outlet, was, now), number in sorted(self.moved.items())
            ],
            "held": self.held, "grown": self.grown, "unread": self.unread,
            "without_capture": self.without, "overtaken": self.overtaken,
            "examples": [asdict(example) for example in self.examples],
            "problems": self.problems,
        }  # fmt: skip


def of_text(text: Text, verdict: Verdict, label: str | None) -> Move | None:
    was = _where(text.label, text.band, text.score, text.reason)
    return _moved(
        Move(
            text.article_id, text.outlet, text.key, text.title, was,
            f"{verdict.label}/{verdict.band}", text.reason, verdict.reason, label is not None,
        )
    )  # fmt: skip


def of_light(was: Stored, read: Incoming, label: str | None) -> Move | None:
    old = was.verdict
    return _moved(
        Move(
            was.article_id, was.outlet, was.key, read.article.title,
            _where(old["label"], old["band"], old["score"], old["reason"]),
            f"{read.verdict.label}/{read.verdict.band}", old["reason"], read.verdict.reason,
            label is not None,
        )
    )  # fmt: skip


def _moved(move: Move) -> Move | None:
    return move if move.was != move.now else None


def _where(label: str, band: str, score: float, reason: str | None) -> str:
    """Where the scorer had put it, whatever a person said."""
    return f"{labels.by_score(score) if reason == labels.REASON else label}/{band}"


def on(where: str) -> bool:
    return where.startswith("on_topic")
