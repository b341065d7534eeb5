"""`aipolicy watch` and `health`: how the outlets are, now and day by day."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli import output
from cli.commands.common import as_json, database, existing
from cli.commands.views import moment
from db import health as evidence
from db import signs
from db.document import iso
from db.home import home
from db.session import reading
from flows import environment
from flows.stages.drift import Fall
from korean.dates import kst
from spiders import registry

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from flows.watch import Watched, WatchReport

#: Days of an outlet's history.
DAYS = 28
#: Visits shown of an outlet.
VISITS = 10


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that are well, too.")
@click.option(
    "--no-probe", is_flag=True,
    help="From the database alone: no certificates, no look at outlets in doubt.",
)  # fmt: skip
@as_json
def watch(everything: bool, no_probe: bool, as_json: bool) -> None:
    """Judge how every active outlet is; exit 1 when one needs a person.

    Nobody is alarmed by this command; the scheduled watch does that.
    """
    environment.prepare(home())
    from flows.watch import look, ordered

    report = look(database(), folder=home(), probe=not no_probe)
    if as_json:
        output.json_lines(_health(w) for w in ordered(report))
    else:
        _show(report, everything=everything)
    output.say(f"{report.fine} of {len(report.outlets)} outlets are ok, {_alarms(report)} alarms")
    if report.alarmed:
        sys.exit(1)


def _show(report: WatchReport, *, everything: bool) -> None:
    from flows.watch import ordered

    for common in report.common:
        said = f"{common.name}: {common.reason} → {common.next}"
        output.warn(f"ALARM {said}" if common.alarm else said)
    columns = ["outlet", "state", "alarm", "evidence", "reason", "next"]
    shown = [w for w in ordered(report) if everything or w.health.state != "ok"]
    rows = [
        [w.outlet.code, w.health.state, "ALARM" if w.alarm else w.common or "", w.health.evidence,
         w.health.reason, w.health.next]
        for w in shown
    ]  # fmt: skip
    output.table(f"Outlets, {iso(report.at)}", columns, rows)
    for what in report.skipped:
        output.say(f"not looked at: {what}")


def _alarms(report: WatchReport) -> int:
    return len(report.alarms) + sum(c.alarm for c in report.common)


def _health(watched: Watched) -> dict[str, object]:
    return {
        "outlet": watched.outlet.code, "name": watched.outlet.name,
        "state": watched.health.state, "reason": watched.health.reason, **watched.details,
    }  # fmt: skip


# -- what the last watch left ----------------------------------------------------------------------


@click.command()
@click.argument("outlet", required=False)
@as_json
def health(outlet: str | None, as_json: bool) -> None:
    """How the outlets were at the last watch; with OUTLET its history, clocks, visits and sources.

    Nothing is computed anew: that is `aipolicy watch`.
    """
    engine = existing()
    if outlet is None:
        _last(engine, as_json)
    else:
        _one(engine, registry.outlet(outlet).code, as_json)


def _last(engine: Engine, as_json: bool) -> None:
    with reading(engine) as session:
        probes = evidence.last_probes(session)
    rows = [
        {"outlet": o.code, "name": o.name, "at": None, "state": "new", "reason": "not watched yet"}
        if (probe := probes.get(o.code)) is None else
        {"outlet": o.code, "name": o.name, "at": iso(probe.at), "state": probe.state,
         "reason": probe.reason, **probe.details}
        for o in registry.outlets(active_only=True)
    ]  # fmt: skip
    if as_json:
        output.json_lines(rows)
        return
    rows.sort(key=lambda row: (not row.get("alarm"), row["state"] == "ok"))
    columns = ["outlet", "state", "alarm", "watched", "visited", "newest", "reason"]
    output.table("Outlets at the last watch", columns, [
        [row["outlet"], row["state"], _alarm(row), _at(row["at"]), _at(row.get("visited_at")),
         _at(row.get("newest_listed_at")), row["reason"]]
        for row in rows
    ])  # fmt: skip
    fine = sum(row["state"] == "ok" for row in rows)
    output.say(f"{fine} of {len(rows)} outlets ok")


def _alarm(row: dict[str, Any]) -> str:
    return (row.get("common") or "ALARM") if row.get("alarm") else ""


def _at(at: Any) -> str:
    return moment(at) if at else ""


def _one(engine: Engine, code: str, as_json: bool) -> None:
    now = datetime.now(UTC)
    with reading(engine) as session:
        history = evidence.history(session, code, now - timedelta(days=DAYS))
        visits = evidence.visits(session, now, outlet=code).get(code, [])
        clocks = evidence.clocks(session).get(code, evidence.Clocks())
        counts = signs.days(session, now - timedelta(days=DAYS)).get(code, {})
    document = {
        "outlet": code, "name": registry.outlet(code).name,
        "clocks": {name: iso(getattr(clocks, name)) for name in clocks.__dataclass_fields__},
        "days": [
            {"day": f"{day}", "listed": count.listed, "stored": count.stored}
            for day, count in sorted(counts.items(), reverse=True)
        ],
        "watches": [
            {"at": iso(p.at), "state": p.state, "reason": p.reason, **p.details} for p in history
        ],
        "visits": [
            {"run": v.run_id, "at": iso(v.at), "status": v.status, "finish": v.finish_reason,
             "message": v.message, "discovered": v.discovered, "articles": v.articles,
             "outcomes": dict(v.outcomes), "sources": list(v.sources), "drift": list(v.drift)}
            for v in visits
        ],
    }  # fmt: skip
    if as_json:
        output.json_lines([document])
        return
    _show_one(document)


def _show_one(document: dict[str, Any]) -> None:
    clocks = document["clocks"]
    output.say(f"{document['outlet']} {document['name']}: last answer {_at(clocks['fetched']) or '–'}, "
               f"newest listed {_at(clocks['listed']) or '–'}, newest stored "
               f"{_at(clocks['stored']) or '–'}, last file given by hand "
               f"{_at(clocks['imported']) or '–'}")  # fmt: skip
    output.table(
        "Day by day", ["day", "state", "alarm", "listed", "stored", "reason"], _days(document)
    )
    last = document["watches"][0] if document["watches"] else {}
    for also in last.get("also", ()):
        output.say(f"also {also['state']}: {also['reason']}")
    for hidden in last.get("hidden", ()):
        output.say(f"explained by that, {hidden['state']}: {hidden['reason']}")
    if last.get("detail"):
        output.say(last["detail"])
    visits = document["visits"][:VISITS]
    output.table("Last visits", ["run", "at", "status", "discovered", "articles", "message"], [
        [v["run"], _at(v["at"]), v["status"], v["discovered"], v["articles"],
         v["message"] or "; ".join(map(_fall, v["drift"]))]
        for v in visits
    ])  # fmt: skip
    sources = visits[0]["sources"] if visits else []
    output.table("Sources at the last visit", ["kind", "url", "status", "rows", "newest", "note"], [
        [s.get("kind"), s.get("url"), s.get("status"), s.get("rows"), _at(s.get("newest")),
         s.get("problem") or (f"found anew ({s['found']})" if s.get("found") else "")]
        for s in sources
    ])  # fmt: skip


def _days(document: dict[str, Any]) -> list[list[Any]]:
    """One row a day in Korea: its last watch, and what was printed on it."""
    watched: dict[str, dict[str, Any]] = {}
    for probe in document["watches"]:  # newest first
        watched.setdefault(probe["at"][:10], probe)
    printed = {row["day"]: row for row in document["days"]}
    today = kst(datetime.now(UTC)).date()
    rows = []
    for n in range(DAYS):
        day = f"{today - timedelta(days=n)}"
        probe, count = watched.get(day, {}), printed.get(day, {})
        if probe or count:
            rows.append([day, probe.get("state", ""), _alarm(probe), count.get("listed", 0),
                         count.get("stored", 0), probe.get("reason", "")])  # fmt: skip
    return rows


def _fall(row: dict[str, Any]) -> str:
    return str(Fall(row["field"], row["was"], row["now"]))
