"""`watch`: how every active outlet is, each day, from what the last runs left and a look at what is
live.

The registry is the only list of outlets: one that is added is watched from then on.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine

from db import health as evidence
from db import runs, schema, signs
from db.document import iso
from db.home import home
from db.session import open_engine, reading, retrying, writing
from flows import plan, probing, telling
from flows.probing import Look, Probes
from flows.stages import fleet, notices, rhythm, trust
from flows.stages.fleet import Common
from flows.stages.health import Evidence, Finding, Health, judge
from flows.stages.thresholds import NOTICE_BEFORE, NOTICE_RECENT, ROBOTS_PAST, UNDATED_PAST
from flows.telling import Told
from spiders import registry
from spiders.outlet import Outlet

logger = logging.getLogger(__name__)
stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)

#: Runs a probe row names.
_RUNS = 6


@dataclass(frozen=True, slots=True)
class Watched:
    """One outlet as the watch found it. ``common`` names the cause it shares with others;
    ``details`` is what its probe row keeps.
    """

    outlet: Outlet
    health: Health
    details: dict[str, Any]
    common: str | None = None

    @property
    def alarm(self) -> bool:
        """Is it an alarm of its own? One it shares is told once, for all."""
        return self.health.alarm and self.common is None


@dataclass(frozen=True, slots=True)
class WatchReport:
    """All active outlets, in the registry's order. ``at`` is aware; ``skipped`` is what was not
    looked at; ``told`` the channels that an alarm went to.
    """

    at: datetime
    outlets: tuple[Watched, ...]
    common: tuple[Common, ...] = ()
    skipped: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def alarms(self) -> tuple[Watched, ...]:
        """Outlets with an alarm of their own."""
        return tuple(w for w in self.outlets if w.alarm)

    @property
    def alarmed(self) -> bool:
        return bool(self.alarms) or any(c.alarm for c in self.common)

    @property
    def fine(self) -> int:
        return sum(w.health.state == "ok" for w in self.outlets)


@flow(
    name="watch",
    description="Judge how every active outlet is: one probe row each, a table, the status page, and "
    "an alarm for what is new.",
    persist_result=False,
)
def watch(probe: bool = True) -> WatchReport:
    """How the outlets are.

    Args:
        probe: also check certificates, and look at outlets in doubt; off: the database alone.
    """
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        report = look(engine, folder=home(), probe=probe, tell=True)
        stage(_publish, name="report")(engine, report)
        return report
    finally:
        engine.dispose()


def look(
    engine: Engine,
    *,
    folder: Path | None = None,
    now: datetime | None = None,
    probe: bool = False,
    tell: bool = False,
) -> WatchReport:
    """Judge every active outlet and keep what was found. ``now`` is aware; ``folder`` is the data
    folder; ``tell`` sends what is new, over or due to whoever is to be told.
    """
    now = now or datetime.now(UTC)
    outlets = registry.outlets(active_only=True)
    gathered = _gather(engine, outlets, folder or home(), now)
    probed = probing.certificates(_hosts(outlets, gathered)) if probe else Probes()
    certificates = _certificates(outlets, gathered, probed, now)
    judged = [(o, _judge(o, gathered, certificates[o.code], now)) for o in outlets]
    looked = probing.looks([o for o, health in judged if _doubtful(health)]) if probe else Probes()
    common = fleet.together(judged)
    shared = {code: c.name for c in common for code in c.outlets}
    watched = tuple(
        Watched(
            o, health,
            _details(gathered.of(o), health, certificates[o.code], looked.looks.get(o.code)),
            shared.get(o.code),
        )
        for o, health in judged
    )  # fmt: skip
    report = WatchReport(now, watched, tuple(common), (*probed.skipped, *looked.skipped))
    report = _told(report, gathered.told, tell=tell)
    retrying(lambda: _keep(engine, report))
    return report


# -- gathering -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the database has of all outlets, by code."""

    visits: Mapping[str, Sequence[evidence.Visit]]
    clocks: Mapping[str, evidence.Clocks]
    counts: Mapping[str, Mapping[Any, signs.DayCount]]
    undated: Mapping[str, signs.Undated]
    before: Mapping[str, Sequence[signs.Notice]]
    recent: Mapping[str, Sequence[signs.Notice]]
    robots: Mapping[str, Mapping[str, Sequence[signs.RobotsText]]]
    last: Mapping[str, evidence.Probed]
    rhythms: Mapping[str, Sequence[rhythm.Day]]
    lull: frozenset[Any]
    read: notices.Reader

    def of(self, outlet: Outlet) -> tuple[Sequence[evidence.Visit], evidence.Clocks]:
        return self.visits.get(outlet.code, ()), self.clocks.get(outlet.code, evidence.Clocks())

    def sources(self, outlet: Outlet) -> list[str]:
        """Addresses it is read from: as they were asked of late, else as the registry has them."""
        visits = self.visits.get(outlet.code, ())[:_RUNS]
        asked = dict.fromkeys(s["url"] for visit in visits for s in visit.sources if s.get("url"))
        return list(asked) or [*outlet.feeds, *outlet.lists]

    @property
    def told(self) -> dict[str, Told]:
        found = {code: telling.known(last.details) for code, last in self.last.items()}
        return {code: told for code, told in found.items() if told is not None}


def _gather(engine: Engine, outlets: Sequence[Outlet], folder: Path, now: datetime) -> Gathered:
    with reading(engine) as session:
        visits = evidence.visits(session, now)
        counts = signs.days(session, now - rhythm.HISTORY)
        recent = now - NOTICE_RECENT
        rhythms = {o.code: rhythm.read(counts.get(o.code, {}), visits.get(o.code, ()), now) for o in outlets}  # fmt: skip
        return Gathered(
            visits=visits,
            clocks=evidence.clocks(session),
            counts=counts,
            undated=signs.undated(session, now - UNDATED_PAST),
            before=signs.notices(session, now - NOTICE_BEFORE, recent),
            recent=signs.notices(session, recent),
            robots=signs.robots(session, now - ROBOTS_PAST),
            last=evidence.last_probes(session),
            rhythms=rhythms,
            lull=fleet.common_lull(rhythms),
            read=notices.reader(folder),
        )


def _hosts(outlets: Sequence[Outlet], gathered: Gathered) -> set[str]:
    return {h for o in outlets for h in probing.https_hosts(o, gathered.sources(o))}


def _certificates(
    outlets: Sequence[Outlet], gathered: Gathered, probed: Probes, now: datetime
) -> dict[str, list[trust.Row]]:
    found = {}
    for outlet in outlets:
        last = gathered.last.get(outlet.code)
        before = last.details.get("certificates", ()) if last else ()
        hosts = probing.https_hosts(outlet, gathered.sources(outlet))
        found[outlet.code] = trust.remember(probed.certificates, before, hosts, now)
    return found


# -- judging ---------------------------------------------------------------------------------------


def _judge(
    outlet: Outlet, gathered: Gathered, certificates: Sequence[trust.Row], now: datetime
) -> Health:
    code = outlet.code
    visits, clocks = gathered.of(outlet)
    texts = gathered.robots.get(code, {})
    more = [
        *trust.findings(certificates),
        *notices.robots(texts, gathered.sources(outlet), now, gathered.read),
        *notices.rights(gathered.before.get(code, ()), gathered.recent.get(code, ())),
    ]
    seen = Evidence(
        visits, clocks, gathered.counts.get(code, {}), gathered.rhythms[code],
        gathered.undated.get(code, signs.Undated()), more, gathered.lull,
    )  # fmt: skip
    return judge(code, seen, now)


def _doubtful(health: Health) -> bool:
    """Of these the runs say nothing good; one look more may tell more."""
    return health.state not in ("ok", "new", "rights", "undated")


def _details(
    known: tuple[Sequence[evidence.Visit], evidence.Clocks],
    health: Health,
    certificates: list[trust.Row],
    seen: Look | None,
) -> dict[str, Any]:
    visits, clocks = known
    return {
        "alarm": health.alarm, "evidence": health.evidence, "next": health.next,
        "since": iso(health.since), "detail": health.detail,
        "also": [_finding(f) for f in health.also], "hidden": [_finding(f) for f in health.hidden],
        "visited_at": iso(visits[0].at) if visits else None, "fetched_at": iso(clocks.fetched),
        "imported_at": iso(clocks.imported), "newest_listed_at": iso(clocks.listed),
        "newest_stored_at": iso(clocks.stored), "runs": [v.run_id for v in visits[:_RUNS]],
        "certificates": certificates, "look": asdict(seen) if seen else None,
    }  # fmt: skip


def _finding(found: Finding) -> dict[str, Any]:
    return asdict(found) | {"since": iso(found.since)}


# -- telling and keeping ---------------------------------------------------------------------------


def _told(report: WatchReport, told: Mapping[str, Told], *, tell: bool) -> WatchReport:
    """Send what is new, and note in the rows what was told."""
    news = telling.news(report, told)
    channels: list[str] = []
    if tell and news:
        from flows import alarms

        said = telling.message(report, news)
        channels = alarms.send(said.subject, said.text)
    for watched in report.outlets:
        code = watched.outlet.code
        watched.details["common"] = watched.common
        said_so = telling.remembered(code, news, told, report.at, sent=bool(channels))
        watched.details.update(said_so)
    return replace(report, told=tuple(channels))


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


def _publish(engine: Engine, report: WatchReport) -> None:
    from flows import status

    create_markdown_artifact(markdown(report), key="watch", description="How the outlets are")
    status.write(engine, home() / status.FOLDER, now=report.at)


def markdown(report: WatchReport) -> str:
    """What many have in common, alarms, then the rest that is not ok, then a count."""
    lines = [f"- **{c.name}**{' ALARM' if c.alarm else ''}: {c.reason}. Next: {c.next}" for c in report.common]  # fmt: skip
    lines += ["", *_table(report), "", f"{report.fine} of {len(report.outlets)} outlets are ok."]
    lines += [f"Not looked at: {what}." for what in report.skipped]
    return "\n".join(lines).strip() + "\n"


def _table(report: WatchReport) -> list[str]:
    rows = ["| outlet | state | alarm | evidence | reason | next |", "|" + "---|" * 6]
    for watched in ordered(report):
        health = watched.health
        if health.state == "ok":
            continue
        cells = [
            watched.outlet.code, health.state, "ALARM" if watched.alarm else watched.common or "",
            str(health.evidence), health.reason, health.next or "",
        ]  # fmt: skip
        rows.append("| " + " | ".join(map(cell, cells)) + " |")
    return rows


def cell(text: str) -> str:
    """A text in a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def ordered(report: WatchReport) -> list[Watched]:
    """Alarms, then doubts, then what is well; the registry's order in each."""
    return sorted(report.outlets, key=lambda w: (not w.alarm, w.health.state == "ok"))
