"""Precision, recall and F1 of the policy class, set by set, and a table of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.relevance.methods import Judged
from bench.relevance.sets import Case

METRICS = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Table:
    """A confusion table: right and wrong, on and off topic."""

    tp: int
    fp: int
    fn: int
    tn: int

    @classmethod
    def of(cls, cases: Sequence[Case], said: Sequence[bool]) -> Table:
        counts = Counter((case.on, on) for case, on in zip(cases, said, strict=True))
        return cls(
            counts[True, True], counts[False, True], counts[True, False], counts[False, False]
        )

    @property
    def figures(self) -> dict[str, float]:
        """Precision, recall, F1; where nothing is on topic, the share that was left out alone."""
        if not self.tp + self.fn:
            return {"rejected": self.tn / max(self.tn + self.fp, 1)}
        return {
            "precision": self.tp / max(self.tp + self.fp, 1),
            "recall": self.tp / (self.tp + self.fn),
            "f1": 2 * self.tp / (2 * self.tp + self.fp + self.fn),
        }


def by(attribute: str, cases: Sequence[Case], said: Sequence[bool]) -> dict[str, Table]:
    """One table for each value of ``attribute`` (``set``, ``group``, ``sort``)."""
    parts: dict[str, list[int]] = {}
    for place, case in enumerate(cases):
        parts.setdefault(getattr(case, attribute), []).append(place)
    return {
        value: Table.of([cases[i] for i in places], [said[i] for i in places])
        for value, places in parts.items()
    }


def figures(cases: Sequence[Case], judged: Judged) -> dict[str, dict[str, float]]:
    """What a way reaches, as the floors name it: "set.way" → figures; birds by themselves."""
    found = {f"{s}.{judged.name}": t.figures for s, t in by("set", cases, judged.said).items()}
    birds = by("sort", cases, judged.said).get("avian")
    if birds:
        found[f"avian.{judged.name}"] = birds.figures
    return found


def told(cases: Sequence[Case], results: Sequence[Judged]) -> str:
    """The whole comparison as text: figures set by set, then speeds and their ratios to ours."""
    lines = [f"{'set':<12}{'texts':>6}  {'way':<9}{'P':>7}{'R':>7}{'F1':>7}   tp  fp  fn  tn"]
    for name in dict.fromkeys(case.set for case in cases):
        for result in results:
            table = by("set", cases, result.said)[name]
            shown = table.figures
            cells = (
                "".join(f"{shown[m]:7.3f}" for m in METRICS)
                if "f1" in shown
                else f"{'rejected':>14}{shown['rejected']:7.3f}"
            )
            total = table.tp + table.fp + table.fn + table.tn
            lines.append(f"{name:<12}{total:>6}  {result.name:<9}{cells} "
                         f"{table.tp:4}{table.fp:4}{table.fn:4}{table.tn:4}")  # fmt: skip
    lines.append("")
    mine = next(result for result in results if result.name == "ours")
    for result in results:
        rate = len(cases) / max(result.seconds, 1e-9)
        lines.append(f"{result.name:<9} {rate:10.0f} texts a CPU second, "
                     f"{mine.seconds / max(result.seconds, 1e-9):8.2f} times ours")  # fmt: skip
    return "\n".join(lines)


def confusion(attribute: str, cases: Sequence[Case], judged: Judged) -> str:
    """A table of the documents: one row for each value, the confusion beside the figures."""
    lines = [f"| {attribute} | texts | right on | wrongly on | missed | right off | P | R | F1 |",
             "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for value, t in sorted(by(attribute, cases, judged.said).items()):
        shown = t.figures
        cells = [f"{shown[m]:.3f}" if m in shown else "–" for m in METRICS]
        lines.append(f"| {value} | {t.tp + t.fp + t.fn + t.tn} | {t.tp} | {t.fp} | {t.fn} | {t.tn} | "
                     + " | ".join(cells) + " |")  # fmt: skip
    return "\n".join(lines)
