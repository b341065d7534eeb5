"""`watch`: how every active outlet is, each day, from what the last runs left in the database.

The registry is the only list of outlets: one that is added is watched from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine

from db import health as evidence
from db import runs, schema
from db.document import iso
from db.home import home
from db.session import open_engine, reading, retrying, writing
from flows import plan
from flows.stages.health import NEEDED, Health, judge
from spiders import registry
from spiders.outlet import Outlet

stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)


@dataclass(frozen=True, slots=True)
class Watched:
    """One outlet as the watch found it. ``details`` is what its probe row keeps."""

    outlet: Outlet
    health: Health
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WatchReport:
    """All active outlets, in the registry's order. ``at`` is aware."""

    at: datetime
    outlets: tuple[Watched, ...]

    @property
    def alarms(self) -> tuple[Watched, ...]:
        return tuple(w for w in self.outlets if w.health.alarm)


@flow(
    name="watch",
    description="Judge how every active outlet is; one probe row each, and a table.",
    persist_result=False,
)
def watch() -> WatchReport:
    """Look at what the last runs left; nothing is fetched."""
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        report = look(engine)
        stage(_publish, name="report")(report)
        return report
    finally:
        engine.dispose()


def look(engine: Engine, *, now: datetime | None = None) -> WatchReport:
    """Judge every active outlet and keep what was found. ``now`` is aware."""
    now = now or datetime.now(UTC)
    outlets = registry.outlets(active_only=True)
    with reading(engine) as session:
        visits = evidence.visits(session, each=2 * NEEDED)
        clocks = evidence.clocks(session, now)
    report = WatchReport(
        now,
        tuple(
            _watched(o, visits.get(o.code, []), clocks.get(o.code, evidence.Clocks()), now)
            for o in outlets
        ),
    )
    retrying(lambda: _keep(engine, report))
    return report


def _watched(
    outlet: Outlet, visits: Sequence[evidence.Visit], clocks: evidence.Clocks, now: datetime
) -> Watched:
    health = judge(outlet.code, visits, clocks, now)
    details = {
        "alarm": health.alarm, "evidence": health.evidence, "needed": NEEDED, "next": health.next,
        "visited_at": iso(visits[0].at) if visits else None, "fetched_at": iso(clocks.fetched),
        "newest_listed_at": iso(clocks.listed.newest),
        "newest_stored_at": iso(clocks.stored.newest), "runs": [v.run_id for v in visits],
    }  # fmt: skip
    return Watched(outlet, health, details)


def _keep(engine: Engine, report: WatchReport) -> None:
    with writing(engine) as session:
        runs.save_outlets(session, (plan.record(w.outlet) for w in report.outlets), report.at)
        evidence.save_probes(
            session,
            (
                {
                    "outlet": w.outlet.code, "at": report.at, "state": w.health.state,
                    "reason": w.health.reason, "details": w.details,
                }
                for w in report.outlets
            ),
        )  # fmt: skip


def _publish(report: WatchReport) -> None:
    create_markdown_artifact(markdown(report), key="watch", description="How the outlets are")


def markdown(report: WatchReport) -> str:
    """Alarms first, then the rest that is not ok, then a count."""
    lines = ["| outlet | state | alarm | evidence | reason | next |", "|" + "---|" * 6]
    for watched in ordered(report):
        health = watched.health
        if health.state == "ok":
            continue
        cells = [
            watched.outlet.code, health.state, "ALARM" if health.alarm else "",
            str(health.evidence), health.reason, health.next or "",
        ]  # fmt: skip
        lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    fine = sum(w.health.state == "ok" for w in report.outlets)
    return "\n".join(lines) + f"\n\n{fine} of {len(report.outlets)} outlets are ok.\n"


def ordered(report: WatchReport) -> list[Watched]:
    """Alarms, then doubts, then what is well; the registry's order in each."""
    return sorted(report.outlets, key=lambda w: (not w.health.alarm, w.health.state == "ok"))
