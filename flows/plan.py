"""What a run will do: which outlets, in which crawl processes, over which window."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from db.runs import OutletRecord
from flows.stages.crawl import CrawlOrder
from spiders import registry
from spiders.errors import WindowError
from spiders.outlet import Outlet
from spiders.window import KST, Window

#: Family members share a crawl process: one costs about 1.1 s and 107 MB.
GROUP = 12
#: Outlets of one part of a run that is spread over workers: a run of a flow costs some seconds, and a
#: few more outlets share its crawl processes.
PART = 8
#: How far back the first visit looks, and how far before the last visit a later one does.
FIRST_VISIT = timedelta(days=7)
OVERLAP = timedelta(days=1)


def choose(codes: Sequence[str] | None, kind: str | None = None) -> tuple[Outlet, ...]:
    """The outlets asked for, whatever their kind; else all active ones, of one kind where given.

    Raises `spiders.registry.UnknownOutlet`.
    """
    if codes:
        return tuple(registry.outlet(code) for code in dict.fromkeys(codes))
    chosen = registry.outlets(active_only=True)
    return tuple(o for o in chosen if kind is None or o.kind == kind)


def window(since: str | None, until: str | None, today: date | None = None) -> Window:
    """The window of a run. ``today`` is the day in Korea.

    Raises `spiders.errors.WindowError` for days that are none, crossed, or yet to come.
    """
    asked = Window.parse(since, until)
    today = today or datetime.now(KST).date()
    if since and asked.days(today)[0] > today:
        raise WindowError(f"since={since} lies in the future; today is {today} in Korea")
    return asked


def groups(outlets: Iterable[Outlet], rng: random.Random | None = None) -> list[tuple[str, ...]]:
    """Crawl processes: each site of its own alone, family members together.

    Members are shuffled: with a fixed order a time limit would always lose the same last outlets.
    """
    alone, shared = _sorts(outlets, rng)
    together = [tuple(shared[i : i + GROUP]) for i in range(0, len(shared), GROUP)]
    return [*((code,) for code in alone), *together]


def parts(outlets: Iterable[Outlet], rng: random.Random | None = None) -> list[tuple[str, ...]]:
    """What workers do each: parts of like size, sites of their own (the large ones) dealt out first."""
    alone, shared = _sorts(outlets, rng)
    dealt = [*alone, *shared]
    count = -(-len(dealt) // PART)
    return [tuple(dealt[number::count]) for number in range(count)]


def _sorts(outlets: Iterable[Outlet], rng: random.Random | None) -> tuple[list[str], list[str]]:
    """Sites of their own, in order, and family members, shuffled."""
    members = Counter(outlet.family for outlet in registry.outlets())
    alone: list[str] = []
    shared: list[str] = []
    for outlet in outlets:
        (alone if members[outlet.family] <= 1 else shared).append(outlet.code)
    (rng or random.Random()).shuffle(shared)
    return alone, shared


def orders(
    home: Path,
    run_id: str,
    outlets: Iterable[Outlet],
    *,
    mode: str,
    since: str | None,
    until: str | None,
    visited: Mapping[str, datetime],
    now: datetime,
    deadline: int,
) -> list[CrawlOrder]:
    """One order for each crawl process. An incremental crawl without ``since`` goes back to a day
    before the outlets' last complete visit, at least seven days.
    """
    return [
        CrawlOrder(
            home=home,
            run_id=run_id,
            outlets=group,
            mode=mode,
            since=since or (_reach(group, visited, now) if mode == "incremental" else None),
            until=until,
            deadline=deadline,
        )
        for group in groups(outlets)
    ]


def _reach(group: Sequence[str], visited: Mapping[str, datetime], now: datetime) -> str:
    earliest = min((visited[code] - OVERLAP for code in group if code in visited), default=now)
    return f"{min(earliest, now - FIRST_VISIT).astimezone(KST):%Y-%m-%d}"


def record(outlet: Outlet) -> OutletRecord:
    """The registry's outlet as the database keeps it."""
    return OutletRecord(
        **{name: getattr(outlet, name) for name in OutletRecord.__dataclass_fields__}
    )
