"""How an outlet is, judged from what was gathered of it: a state, its reason, and what to try next.

Causes come before consequences: an outlet that blocks us is not called quiet as well. Intermittent
is not dead: an alarm needs evidence in a row, and good visits in a row end it (`thresholds`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from db.health import Clocks, Visit
from db.signs import DayCount, Undated
from flows.stages import causes, rhythm
from flows.stages.causes import Ask
from flows.stages.rhythm import Day, Lull
from flows.stages.thresholds import (
    HIDES,
    NEXT,
    QUIET_DAYS,
    RANK,
    RULES,
    UNDATED_DAYS,
    UNDATED_ROWS,
    UNDATED_SHARE,
    UNSTORED,
    UNSTORED_EXPECTED,
    UNSTORED_MENTION,
    UNSTORED_PAST,
    UNVISITED,
    Rule,
    State,
)
from korean.dates import kst

__all__ = ["Evidence", "Finding", "Health", "State", "follow", "judge"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``evidence`` counts what says so in a row: visits, days or watches.

    ``keeps_out``: it is a cause that explains silence (`HIDES`); ``subject`` what it is about, where
    that is not the whole outlet: an address, a host; ``detail`` more than a sentence: a diff.
    """

    state: State
    alarm: bool
    evidence: int
    reason: str
    since: datetime | None = None
    keeps_out: bool = True
    subject: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """``state`` is the worst cause's; ``also`` what else is wrong beside it, ``hidden`` what it
    explains. ``next`` is None when all is well.
    """

    state: State
    alarm: bool
    evidence: int
    reason: str
    next: str | None = None
    since: datetime | None = None
    detail: str | None = None
    also: tuple[Finding, ...] = ()
    hidden: tuple[Finding, ...] = ()

    @property
    def states(self) -> frozenset[State]:
        """Everything that is wrong, told or explained."""
        return frozenset({self.state, *(f.state for f in (*self.also, *self.hidden))})


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one outlet. ``visits`` are newest first; ``more`` are findings that need
    more than the database: robots.txt, notices of rights, certificates. ``skip``: days on which most
    outlets were short together.
    """

    visits: Sequence[Visit] = ()
    clocks: Clocks = Clocks()
    counts: Mapping[date, DayCount] = field(default_factory=dict)
    days: Sequence[Day] = ()
    undated: Undated = Undated()
    more: Sequence[Finding] = ()
    skip: Collection[date] = ()


def judge(code: str, seen: Evidence, now: datetime) -> Health:
    """An outlet's health. ``now`` is aware."""
    if not seen.visits:
        found = Health("new", False, 0, "no run has visited it yet", also=tuple(seen.more))
    else:
        found = _worst(_findings(seen, now), seen)
    hint = NEXT.get(found.state)
    run = seen.visits[0].run_id if seen.visits else ""
    return replace(found, next=hint.format(code=code, run=run)) if hint else found


def _worst(findings: Sequence[Finding], seen: Evidence) -> Health:
    told = [f for f in findings if not any(_explains(cause, f) for cause in findings)]
    hidden = tuple(f for f in findings if f not in told)
    if not told:
        if all(causes.cut(visit) is not causes.GOOD for visit in seen.visits):
            reason = f"its last {len(seen.visits)} visits were cut short on our side"
            return Health("new", False, 0, reason)
        reason = f"last visited {_minute(seen.visits[0].at)}"
        return Health("ok", False, len(seen.visits), reason)
    worst, *also = sorted(told, key=lambda f: (not f.alarm, RANK.index(f.state)))
    return Health(
        worst.state, worst.alarm, worst.evidence, worst.reason, since=worst.since,
        detail=worst.detail, also=tuple(also), hidden=hidden,
    )  # fmt: skip


def _explains(cause: Finding, found: Finding) -> bool:
    """A doubt explains no alarm: it may be gone tomorrow."""
    if not cause.keeps_out or (found.alarm and not cause.alarm):
        return False
    return found.state in HIDES.get(cause.state, ())


def _findings(seen: Evidence, now: datetime) -> list[Finding]:
    visits = seen.visits
    return [
        *_unvisited(visits, now),
        *follow("blocked", visits, causes.blocked, RULES["blocked"]),
        *follow("unreachable", visits, causes.unreachable, RULES["unreachable"]),
        *follow("failing", visits, causes.failing, RULES["failing"]),
        *follow("failing", visits, causes.cut, RULES["cut"]),
        *follow("drift", visits, causes.drift, RULES["drift"]),
        *_feed_dead(visits),
        *_unstored(seen, now),
        *_undated(seen.undated),
        *_quiet(seen, now),
        *seen.more,
    ]


# -- evidence of visits ----------------------------------------------------------------------------


def follow(state: State, visits: Sequence[Visit], ask: Ask, rule: Rule) -> list[Finding]:
    """What visits in a row say of one cause, as far as it is not over; at most one finding."""
    row: list[Visit] = []
    reason, pages, good, alarm = "", 0, 0, False
    for visit in reversed(visits):
        said = ask(visit)
        if said is None:
            continue
        if said.bad:
            row.append(visit)
            reason, good = said.reason, 0
            pages += said.pages
            alarm = alarm or _enough(row, pages, rule)
            continue
        good += 1
        if not alarm or good >= rule.ends:
            row, pages, alarm = [], 0, False
    if len(row) < rule.mention:
        return []
    if good:
        reason += f" ({good} good visit since; {rule.ends} in a row end it)"
    return [Finding(state, alarm, len(row), reason, row[0].at)]


def _enough(row: Sequence[Visit], pages: int, rule: Rule) -> bool:
    days = {kst(visit.at).date() for visit in row}
    hours = (row[-1].at - row[0].at).total_seconds() / 3600
    return (
        len(row) >= rule.visits
        and len(days) >= rule.days
        and hours >= rule.hours
        and pages >= rule.pages
    )


def _feed_dead(visits: Sequence[Visit]) -> list[Finding]:
    """One finding, however many of its sources died: a site that renews its CMS loses all at once."""
    dead = [
        replace(finding, subject=url)
        for url in causes.sources(visits)
        for finding in follow("feed_dead", visits, causes.source(url), RULES["feed_dead"])
    ]
    if len(dead) < 2:
        return dead
    worst, *others = sorted(dead, key=lambda f: (not f.alarm, -f.evidence))
    reason = f"{worst.reason}; and {len(others)} more: {' '.join(f.subject or '' for f in others)}"
    return [replace(worst, reason=reason)]


def _unvisited(visits: Sequence[Visit], now: datetime) -> list[Finding]:
    last = visits[0].at
    if now - last <= UNVISITED:
        return []
    return [Finding("unvisited", True, 0, f"no run has visited it since {_minute(last)}", last)]


# -- evidence of articles --------------------------------------------------------------------------


def _quiet(seen: Evidence, now: datetime) -> list[Finding]:
    """Its sources answer, and list nothing new, or much less than history says."""
    if seen.clocks.listed is None:
        said = follow("quiet", seen.visits, _lists_nothing, RULES["empty"])
        return [] if any(visit.discovered for visit in seen.visits) else said
    today = seen.counts.get(kst(now).date(), DayCount()).listed
    if rhythm.expects(seen.days):
        lull = rhythm.by_weekday(seen.days, today, seen.skip)
        return [_lull(lull)] if lull else []
    lull = rhythm.by_gaps(seen.counts, seen.clocks, now, seen.skip)
    if lull is None:
        return []
    since = seen.clocks.listed
    heard = [v for v in reversed(seen.visits) if v.finish_reason == "finished" and v.at > since]
    if not heard:
        return []
    certain = _enough(heard, 0, RULES["empty"])
    return [Finding("quiet", certain, len(heard), lull.reason, since)]


def _lists_nothing(visit: Visit) -> causes.Said | None:
    if visit.finish_reason != "finished":
        return None
    return causes.Said(True, "its sources answer, but list no article of ours")


def _lull(lull: Lull) -> Finding:
    since = kst(datetime.combine(lull.since, time.min))
    alarm = lull.certain and lull.days >= QUIET_DAYS
    return Finding("quiet", alarm, lull.days, lull.reason, since)


def _unstored(seen: Evidence, now: datetime) -> list[Finding]:
    """Fetched, but nothing stored: for as many articles as would hold some on topic by the outlet's
    own share. Counting articles, not days, is blind to no holiday and hides no slow week.
    """
    newest = seen.clocks.stored
    if newest is None or now - newest < UNSTORED:
        return []
    last = kst(newest).date()
    before = [count for day, count in seen.counts.items() if day <= last]
    stored, listed = sum(c.stored for c in before), sum(c.listed for c in before)
    since = sum(c.listed for day, c in seen.counts.items() if day > last)
    if stored < UNSTORED_PAST:
        return []
    expected = since * stored / listed
    if expected < UNSTORED_MENTION:
        return []
    heard = [v for v in reversed(seen.visits) if v.finish_reason == "finished" and v.at > newest]
    reason = (
        f"it is fetched, but none of {since} articles was stored since {_minute(newest)}, where "
        f"{expected:.0f} would be usual"
    )
    alarm = expected >= UNSTORED_EXPECTED and _enough(heard, 0, RULES["empty"]) if heard else False
    return [Finding("unstored", alarm, len(heard), reason, newest)]


def _undated(undated: Undated) -> list[Finding]:
    if undated.rows < UNDATED_ROWS or undated.without <= UNDATED_SHARE * undated.rows:
        return []
    share = undated.without / undated.rows
    reason = f"{share:.0%} of its last {undated.rows} articles have no date"
    return [Finding("undated", undated.days >= UNDATED_DAYS, undated.days, reason)]


def _minute(at: datetime) -> str:
    return f"{kst(at):%Y-%m-%d %H:%M}"
