"""Who is told what: a new alarm once, a standing one weekly, and its end.

What was told stands in the outlet's probe rows (``told_as``, ``told_at``): watches by hand, and channels
that fail, lose nothing; what could not be told is told by the next scheduled watch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from db.document import iso
from flows.stages.thresholds import RANK, REMIND

if TYPE_CHECKING:
    from flows.watch import Watched, WatchReport

#: Outlets named in a subject.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What a person knows of one outlet's alarm: its name, and when it was said."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class News:
    """What there is to say. ``label``: outlet → the alarm it stands in now."""

    label: Mapping[str, str]
    new: tuple[str, ...]
    over: tuple[str, ...]
    due: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.over or self.due)


def known(details: Mapping[str, Any]) -> Told | None:
    """What the outlet's last probe row says was told."""
    name, at = details.get("told_as"), details.get("told_at")
    return Told(name, datetime.fromisoformat(at)) if name and at else None


def news(report: WatchReport, told: Mapping[str, Told]) -> News:
    """Compare the alarms of now with what was told."""
    label = {w.outlet.code: w.health.state for w in report.outlets if w.alarm}
    names: dict[str, str] = dict(label)
    for common in report.common:
        if common.alarm:
            names |= dict.fromkeys(common.outlets, common.name)
    new, due = [], []
    for code, name in names.items():
        before = told.get(code)
        if before is None or _worse(name, before.name):
            new.append(code)
        elif report.at - before.at >= REMIND:
            due.append(code)
    over = [w.outlet.code for w in report.outlets if w.outlet.code in told and w.outlet.code not in names]  # fmt: skip
    return News(names, tuple(new), tuple(over), tuple(due))


def _worse(name: str, before: str) -> bool:
    """One alarm that becomes another is new when it is the graver one, or has another extent."""
    ranks: Sequence[str] = RANK
    if name not in ranks or before not in ranks:
        return name != before
    return ranks.index(name) < ranks.index(before)


def message(report: WatchReport, news: News) -> Message:
    """What is sent: new alarms, those that are over, and the standing ones when one of them is due."""
    parts: list[str] = []
    by_code = {w.outlet.code: w for w in report.outlets}
    if news.new:
        parts.append("New:\n" + _lines(report, by_code, news.new))
    if news.over:
        lines = [f"- {c} {by_code[c].outlet.name}: {by_code[c].health.state}, "
                 f"{by_code[c].health.reason}" for c in news.over]  # fmt: skip
        parts.append("Over:\n" + "\n".join(lines))
    if news.due:
        standing = tuple(code for code in news.label if code not in news.new)
        parts.append("Still, told again each week:\n" + _lines(report, by_code, standing))
    fine = f"{report.fine} of {len(report.outlets)} outlets ok."
    return Message(_subject(report, news), "\n\n".join([*parts, fine]))


def _lines(report: WatchReport, by_code: Mapping[str, Watched], codes: Sequence[str]) -> str:
    lines: list[str] = []
    said: set[str] = set()
    for common in report.common:
        if common.alarm and set(common.outlets) & set(codes):
            said |= set(common.outlets)
            lines.append(f"- {common.name}: {common.reason}\n  next: {common.next}\n"
                         f"  outlets: {', '.join(common.outlets)}")  # fmt: skip
    for code in codes:
        if code in said:
            continue
        health = by_code[code].health
        lines.append(f"- {code} {by_code[code].outlet.name}: {health.state}: {health.reason}")
        if health.next:
            lines.append(f"  next: {health.next}")
        if health.detail:
            lines.append("\n".join(f"    {line}" for line in health.detail.splitlines()))
    return "\n".join(lines)


def _subject(report: WatchReport, news: News) -> str:
    common = [c for c in report.common if c.alarm and set(c.outlets) & set(news.new)]
    if common:
        return f"aipolicy: {common[0].reason}"
    for codes, what in ((news.new, "needs a person"), (news.over, "is over"), (news.due, "still")):
        if codes:
            named = ", ".join(f"{c} ({news.label.get(c, 'ok')})" for c in codes[:_NAMED])
            more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
            return f"aipolicy: {what}: {named}{more}"
    return "aipolicy: watch"


def remembered(
    code: str, news: News, told: Mapping[str, Told], now: datetime, *, sent: bool
) -> dict[str, Any]:
    """What the probe row keeps: ``told_as`` and ``told_at``, or nothing."""
    before = told.get(code)
    if sent and code in news.label:
        if code in news.new or code in news.due or (news.due and before is not None):
            return {"told_as": news.label[code], "told_at": iso(now)}
    elif sent:
        return {}
    return {"told_as": before.name, "told_at": iso(before.at)} if before else {}
