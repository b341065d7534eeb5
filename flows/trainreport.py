"""How rules, model and both together judge labelled articles of outlets the model has not seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: The rules alone, the model alone, and the two combined, which is what would stand.
SCORERS = ("rules", "model", "combined")


#: How many articles the project began with (`flows.training.SEEDS`).
SEEDS = 5


def rounded(weight: float) -> float:
    """Six places: what differs beyond them between two machines is no difference."""
    return round(weight, 6) + 0.0  # no -0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """A confusion table: what was said (positive: on topic), and whether people say so."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, counts: Mapping[tuple[bool, bool], int]) -> Figures:
        """From (on topic, said to be so) → articles."""
        return cls(
            counts.get((True, True), 0), counts.get((False, True), 0),
            counts.get((True, False), 0), counts.get((False, False), 0),
        )  # fmt: skip

    @classmethod
    def total(cls, parts: Iterable[Figures]) -> Figures:
        found = list(parts)
        return cls(*(sum(getattr(f, name) for f in found) for name in ("tp", "fp", "fn", "tn")))

    @property
    def precision(self) -> float | None:
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        return _share(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def document(self) -> dict[str, Any]:
        return {
            "tp": self.tp, "fp": self.fp, "fn": self.fn, "tn": self.tn,
            "precision": self.precision, "recall": self.recall, "f1": self.f1,
        }  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


@dataclass(frozen=True, slots=True)
class Report:
    """``figures``: scorer → outlet → figures on that outlet, by a model trained without it.
    ``checked`` of the five seeds were in the corpus with a text, ``lost`` are those that would go.
    ``asked``: was it to be promoted? ``same``: the kept model that has these very coefficients; then
    nothing was kept.
    """

    name: str
    ruleset: str
    figures: Mapping[str, Mapping[str, Figures]]
    labels: Mapping[str, int]
    left_out: int
    checked: int
    lost: list[str]
    asked: bool
    same: str | None

    def total(self, scorer: str) -> Figures:
        return Figures.total(self.figures[scorer].values())

    @property
    def better(self) -> bool:
        return (self.total("combined").f1 or 0.0) > (self.total("rules").f1 or 0.0)

    @property
    def promoted(self) -> bool:
        return self.asked and self.better and not self.lost and self.same is None

    @property
    def verdict(self) -> str:
        """What became of the model, and why; and what the guard of the seeds was worth."""
        return f"{self._fate}; {self._guard}"

    @property
    def _guard(self) -> str:
        if not self.checked:
            return f"none of the {SEEDS} seeds is in the corpus, so none was checked"
        return f"seeds there and checked: {self.checked} of {SEEDS}"

    @property
    def _fate(self) -> str:
        rules, both = (_shown(self.total(name).f1) for name in ("rules", "combined"))
        if self.same:
            return (
                f"{self.same} has these very coefficients, nothing new was kept: F1 {both} with it, "
                f"{rules} by the rules alone"
            )
        if not self.better:
            return f"{self.name} is not promoted: F1 {both} with it, {rules} by the rules alone"
        if self.lost:
            return f"{self.name} is not promoted: it would lose {'; '.join(self.lost)}"
        if not self.asked:
            return f"{self.name} was kept and not promoted, as asked: F1 {both}, rules {rules}"
        return f"{self.name} is promoted: F1 {both} with it, {rules} by the rules alone"

    def document(self) -> dict[str, Any]:
        """As JSON, and as it is kept with the model."""
        return {
            "name": self.name, "ruleset": self.ruleset, "labels": dict(self.labels),
            "left_out": self.left_out, "seeds": {"in_all": SEEDS, "checked": self.checked},
            "lost": self.lost, "promoted": self.promoted, "verdict": self.verdict,
            "total": {name: self.total(name).document() for name in SCORERS},
            "outlets": {
                outlet: {name: self.figures[name][outlet].document() for name in SCORERS}
                for outlet in sorted(self.figures["rules"])
            },
        }  # fmt: skip


def rows(report: Mapping[str, Any]) -> list[list[str]]:
    """A kept report as a table: outlet, scorer, P, R, F1 and the confusion table; all first."""
    parts = {"all": report["total"], **report["outlets"]}
    return [
        [outlet, name, *(_shown(found[name][f]) for f in ("precision", "recall", "f1")),
         *(str(found[name][c]) for c in ("tp", "fp", "fn", "tn"))]
        for outlet, found in parts.items()
        for name in SCORERS
    ]  # fmt: skip


COLUMNS = ("outlet", "scorer", "P", "R", "F1", "tp", "fp", "fn", "tn")


def markdown(report: Mapping[str, Any]) -> str:
    """A kept report as a document."""
    on, off = (report["labels"].get(name, 0) for name in ("on_topic", "off_topic"))
    lines = [
        f"# {report['name']}", "",
        f"{report['verdict']}.", "",
        f"Trained beside {report['ruleset']} on {on} articles labelled on topic and {off} off "
        f"topic; {report['left_out']} labelled rows without a text were left out. Each outlet was "
        "judged by a model trained on the others, without the stories it shares with them. "
        "Combined is what stands: the mean of both scores, the rules' vetoes kept.", "",
        f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS),
        *(f"| {' | '.join(row)} |" for row in rows(report)),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
