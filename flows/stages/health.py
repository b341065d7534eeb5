"""How an outlet is, judged from the database alone: a state, its reason, and what to try next.

Causes come before consequences: an outlet that blocks us is not called quiet as well. Intermittent
is not dead: an alarm needs the same evidence from `NEEDED` visits in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal

from db.health import Clocks, Pace, Visit
from flows.stages.account import CONTRACT
from korean.dates import kst

State = Literal[
    "ok", "new", "unvisited", "blocked", "unreachable", "failing", "drift", "quiet"
]  # fmt: skip

#: Visits in a row that must say the same before it is an alarm.
NEEDED = 3
#: Nothing visited an outlet for this long: the schedule stands still, or leaves it out.
UNVISITED = timedelta(days=3)
#: Silence is judged by the outlet's own pace: so many usual gaps, and never less than the floor.
GAPS = 5
QUIET_FLOOR = timedelta(days=3)
UNSTORED_FLOOR = timedelta(days=7)

_NEXT = {
    "new": "it is visited by the next run",
    "unvisited": "is a worker running? `prefect worker ls`; by hand: `aipolicy run -o {code}`",
    "blocked": "wait a day, set AIPOLICY_CONTACT, read its robots.txt and terms; nothing evasive",
    "unreachable": "`aipolicy doctor {code}`; if other outlets answer, the site has moved or is gone",
    "failing": "a fault of the program: see `aipolicy ledger {run}` and the crawl.log in its folder",
    "drift": "`aipolicy doctor {code}` shows which selectors still match; then docs/outlets.md",
    "quiet": "`aipolicy doctor {code}`, and compare its list with the site's front page",
}


@dataclass(frozen=True, slots=True)
class Health:
    """``evidence`` counts the visits in a row that say so; ``next`` is None when all is well."""

    state: State
    alarm: bool
    evidence: int
    reason: str
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """What one visit says. ``reached``: the site answered, but no article was there to read."""

    state: State | Literal["reached"]
    reason: str = ""


def judge(code: str, visits: Sequence[Visit], clocks: Clocks, now: datetime) -> Health:
    """An outlet's health. ``visits`` are newest first; times are aware."""
    signs = [sign for visit in visits if (sign := read(visit)) is not None]
    found = (
        _never(visits, signs)
        or _unvisited(visits, now)
        or _cause(signs)
        or _drifting(signs)
        or _silent(visits, clocks, now)
        or Health("ok", False, len(signs), f"last visited {_day(visits[0].at)}")
    )
    hint = _NEXT.get(found.state)
    run = visits[0].run_id if visits else ""
    return Health(
        found.state, found.alarm, found.evidence, found.reason,
        hint.format(code=code, run=run) if hint else None,
    )  # fmt: skip


# -- one visit -------------------------------------------------------------------------------------


def read(visit: Visit) -> Sign | None:
    """What a visit says of its outlet; None for one that was cut short on our side."""
    for ask in _SIGNS:
        if (sign := ask(visit)) is not None:
            return sign
    if visit.finish_reason != "finished":
        return None
    return Sign("ok" if visit.articles else "reached")


def _blocked(visit: Visit) -> Sign | None:
    refused = visit.outcomes.get("blocked", 0)
    if visit.finish_reason == "blocked" or (refused and 2 * refused >= visit.discovered):
        return Sign("blocked", visit.message or f"{refused} of {visit.discovered} pages refused")
    return None


def _unreachable(visit: Visit) -> Sign | None:
    if visit.finish_reason == "no_source":
        return Sign("unreachable", visit.message or "no source of it answered")
    lost = visit.outcomes.get("unreachable", 0)
    if visit.finish_reason == "finished" and lost and 2 * lost >= visit.discovered:
        return Sign("unreachable", f"{lost} of {visit.discovered} pages did not answer")
    return None


def _drift(visit: Visit) -> Sign | None:
    """Fields under contract, page versions that no longer fit, pages that could not be read."""
    if not visit.articles:
        return None
    for name, floor in CONTRACT.items():
        share = visit.coverage.get(name)
        if share is not None and share < floor:
            return Sign("drift", f"only {share:.0%} of its articles have their {name}")
    unread = visit.outcomes.get("extract_failed", 0)
    if 2 * unread >= visit.articles:
        return Sign("drift", f"{unread} of {visit.articles} pages could not be read")
    misfits = _count(visit.warnings, "layout_drift")
    if 2 * misfits >= visit.articles:
        return Sign("drift", f"{misfits} of {visit.articles} pages fit no current page version")
    return None


def _failing(visit: Visit) -> Sign | None:
    if visit.status == "failed" and visit.finish_reason in ("finished", "errors", "crashed"):
        return Sign("failing", visit.message or "its crawl ended with errors")
    return None


_SIGNS: tuple[Callable[[Visit], Sign | None], ...] = (_blocked, _unreachable, _drift, _failing)


def _count(warnings: Sequence[str], name: str) -> int:
    """How often a run's report counted a warning: ``layout_drift × 12``."""
    for warning in warnings:
        code, _, number = warning.partition(" × ")
        if code == name and number.isdigit():
            return int(number)
    return 0


# -- all of them -----------------------------------------------------------------------------------


def _never(visits: Sequence[Visit], signs: Sequence[Sign]) -> Health | None:
    if not visits:
        return Health("new", False, 0, "no run has visited it yet")
    if not signs:
        return Health("new", False, 0, f"its last {len(visits)} visits were cut short on our side")
    return None


def _unvisited(visits: Sequence[Visit], now: datetime) -> Health | None:
    last = visits[0].at
    if now - last <= UNVISITED:
        return None
    return Health("unvisited", True, 0, f"no run has visited it since {_day(last)}")


def _cause(signs: Sequence[Sign]) -> Health | None:
    """The site keeps us from reading it, or the program fails: seen at the newest visit."""
    newest = signs[0]
    if newest.state not in ("blocked", "unreachable", "failing"):
        return None
    return _repeated(newest, signs)


def _drifting(signs: Sequence[Sign]) -> Health | None:
    """Visits without an article say nothing about pages: they neither prove nor disprove drift."""
    telling = [sign for sign in signs if sign.state != "reached"]
    if not telling or telling[0].state != "drift":
        return None
    return _repeated(telling[0], telling)


def _repeated(newest: Sign, signs: Sequence[Sign]) -> Health:
    assert newest.state != "reached"
    times = len(list(takewhile(lambda sign: sign.state == newest.state, signs)))
    return Health(newest.state, times >= NEEDED, times, newest.reason)


def _silent(visits: Sequence[Visit], clocks: Clocks, now: datetime) -> Health | None:
    """Fetched, but nothing new listed; or listed and read, but nothing of it stored."""
    finished = [visit.at for visit in visits if visit.finish_reason == "finished"]
    if clocks.listed.newest is None:
        if any(visit.discovered for visit in visits):
            return None
        times = len(finished)
        reason = "its sources answer, but list no article of ours"
        return Health("quiet", times >= NEEDED, times, reason)
    for pace, floor, what in (
        (clocks.listed, QUIET_FLOOR, "it lists nothing new"),
        (clocks.stored, UNSTORED_FLOOR, "it is fetched, but nothing of it was stored"),
    ):
        patience = _patience(pace, floor, now)
        if patience is None or pace.newest is None or now - pace.newest <= patience:
            continue
        since = pace.newest
        times = sum(at > since for at in finished)
        if times:
            gap = pace.usual_gap(now)
            usual = f"; usually every {_hours(gap)}" if gap else ""
            reason = f"{what} since {_day(since)}{usual}"
            return Health("quiet", times >= NEEDED, times, reason)
    return None


def _patience(pace: Pace, floor: timedelta, now: datetime) -> timedelta | None:
    """How long this outlet may be silent; None where its own past is too short to say."""
    gap = pace.usual_gap(now)
    return None if gap is None else max(floor, GAPS * gap)


def _day(at: datetime) -> str:
    return f"{kst(at):%Y-%m-%d %H:%M}"


def _hours(gap: timedelta) -> str:
    hours = gap.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
