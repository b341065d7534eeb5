"""What many outlets have at once has one cause, and is said once: our network, our schedule, our
code, a CMS that was renewed, a holiday.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flows.stages.health import Health
from flows.stages.rhythm import Day, expects
from flows.stages.thresholds import (
    COMMON_LEAST,
    COMMON_SHARE,
    FAMILY_LEAST,
    FAMILY_SHARE,
    LULL_DAYS,
    LULL_LEAST,
    LULL_SHARE,
    State,
)
from korean.holidays import is_off
from spiders.outlet import Outlet


@dataclass(frozen=True, slots=True)
class Common:
    """A state that ``outlets`` share, with its one cause. ``alarm`` when it is one for any of them."""

    name: str
    state: State
    alarm: bool
    outlets: tuple[str, ...]
    reason: str
    next: str


#: State → name, reason (``{n}`` outlets of ``{all}``) and what to try, where nearly all have it.
_OF_ALL: tuple[tuple[State, str, str, str], ...] = (
    (
        "unvisited", "schedule",
        "no run has visited {n} of {all} outlets for days: the schedule stands still",
        "is `aipolicy up` (or the server and a worker) running? `prefect worker ls`, "
        "`prefect deployment ls`; by hand: `aipolicy run`",
    ),
    (
        "certificate", "certificates",
        "the certificates of {n} of {all} outlets do not hold: our clock or our list of authorities",
        "`date`; renew the package ca-certificates; a proxy that opens TLS has this effect, too",
    ),
    (
        "unreachable", "network",
        "{n} of {all} outlets are unreachable at once: our network, not the sites",
        "is there a network here, a name server, a proxy? `aipolicy doctor kbs`",
    ),
    (
        "blocked", "refused",
        "{n} of {all} outlets refuse us at once: our address or User-Agent, not one site",
        "set AIPOLICY_CONTACT; is this address on a list? Wait a day; nothing evasive",
    ),
    (
        "failing", "program",
        "{n} of {all} outlets fail at once: a fault of the program or of this machine",
        "`aipolicy runs` and `aipolicy ledger`; a full disk, a locked database, a new version",
    ),
    (
        "drift", "extraction",
        "the pages of {n} of {all} outlets drift at once: a change of our code, not of so many sites",
        "compare with the release before: `aipolicy reprocess --dry-run`",
    ),
    (
        "quiet", "silence",
        "{n} of {all} outlets list much less than usual, for longer than any holiday",
        "`aipolicy doctor` of two of them, and compare with their front pages",
    ),
)  # fmt: skip


def together(judged: Sequence[tuple[Outlet, Health]]) -> list[Common]:
    """What outlets have in common; each outlet is in one `Common` at most."""
    found: list[Common] = []
    left = {o.code: (o, h) for o, h in judged if h.state != "new"}
    for state, name, reason, hint in _OF_ALL:
        watched = [code for code, (_, h) in left.items() if state == "unvisited" or _seen(h)]
        have = [code for code in watched if state in left[code][1].states]
        if len(have) < COMMON_LEAST or len(have) < COMMON_SHARE * len(watched):
            continue
        alarm = any(left[code][1].alarm for code in have)
        said = reason.format(n=len(have), all=len(watched))
        found.append(Common(name, state, alarm, tuple(have), said, hint))
        for code in have:
            del left[code]
    return found + _families(list(left.values()))


def _seen(health: Health) -> bool:
    return health.state != "unvisited"


def _families(judged: Sequence[tuple[Outlet, Health]]) -> list[Common]:
    """One CMS's pages drifting in many of its outlets: it was renewed."""
    members = Counter(o.family for o, h in judged if _seen(h))
    drifting: dict[str, list[tuple[Outlet, Health]]] = defaultdict(list)
    for outlet, health in judged:
        if health.state == "drift":
            drifting[outlet.family].append((outlet, health))
    found = []
    for family, some in drifting.items():
        if len(some) < FAMILY_LEAST or len(some) < FAMILY_SHARE * members[family]:
            continue
        codes = tuple(outlet.code for outlet, _ in some)
        why = some[0][1].reason
        found.append(
            Common(
                f"family {family}", "drift", any(h.alarm for _, h in some), codes,
                f"the pages of {len(some)} of {members[family]} {family} outlets drift at once: "
                f"the CMS was renewed ({codes[0]}: {why})",
                f"`aipolicy doctor {codes[0]}`; a new page version in spiders/families/{family}.py "
                "(docs/outlets.md)",
            )
        )  # fmt: skip
    return found


def common_lull(rhythms: Mapping[str, Sequence[Day]]) -> frozenset[date]:
    """Days on which most outlets that expected something were short: holidays no table knows. More
    working days of it than a holiday has are no holiday.
    """
    expecting: Counter[date] = Counter()
    short: Counter[date] = Counter()
    for days in rhythms.values():
        for day in days:
            if day.heard and expects([day]):
                expecting[day.day] += 1
                short[day.day] += day.short
    common = sorted(
        day
        for day, outlets in expecting.items()
        if short[day] >= LULL_LEAST and short[day] >= LULL_SHARE * outlets
    )
    found: set[date] = set()
    row: list[date] = []
    for each in common:
        if row and not _adjoin(row[-1], each):
            found |= _holiday(row)
            row = []
        row.append(each)
    return frozenset(found | _holiday(row))


def _adjoin(one: date, other: date) -> bool:
    """Is there no ordinary working day between them?"""
    between = (one + timedelta(days=n) for n in range(1, (other - one).days))
    return all(is_off(day) for day in between)


def _holiday(row: Sequence[date]) -> set[date]:
    return set(row) if sum(not is_off(day) for day in row) <= LULL_DAYS else set()
