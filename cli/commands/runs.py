"""`aipolicy runs`, `ledger` and `outlets`: what happened, and who is there."""

from __future__ import annotations

from typing import Any

import click

from cli import output
from cli.commands.common import as_json, database
from cli.commands.views import moment
from db import queries
from db.document import iso
from db.models import OUTCOMES
from db.session import reading
from spiders import registry


@click.command()
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many."
)
@as_json
def runs(limit: int, as_json: bool) -> None:
    """List the last runs."""
    with reading(database()) as session:
        found = queries.runs(session, limit)
        rows: list[dict[str, Any]] = [
            {
                "run": run.id, "flow": run.flow, "trigger": run.trigger, "status": run.status,
                "started_at": iso(run.started_at), "finished_at": iso(run.finished_at),
                "outlets": len(outlets), "failed": sum(o.status == "failed" for o in outlets),
                "discovered": sum(o.discovered for o in outlets), "message": run.message,
            }
            for run, outlets in found
        ]  # fmt: skip
    if as_json:
        output.json_lines(rows)
        return
    columns = ["run", "flow", "status", "started_at", "outlets", "failed", "discovered", "message"]
    if not output.stdout.is_terminal:
        output.table("Runs", columns, [[row[c] for c in columns] for row in rows])
        return
    # a message beside seven columns leaves 80 columns of a terminal no room for the ids
    shown = [row | {"started_at": moment(row["started_at"])} for row in rows]
    output.table("Runs", columns[:-1], [[row[c] for c in columns[:-1]] for row in shown])
    for row in rows:
        if row["message"]:
            output.warn(f"{row['run']}: {row['message']}")


@click.command()
@click.argument("run_id", metavar="[RUN]", required=False)
@as_json
def ledger(run_id: str | None, as_json: bool) -> None:
    """What became of every URL a run discovered; by default the last that fetched or imported."""
    with reading(database()) as session:
        run = queries.run(session, run_id)
        table = queries.ledger(session, run.id)
        discovered = {o.outlet: o.discovered for o in run.outlets}
        messages = {o.outlet: o.message for o in run.outlets}
        status = {o.outlet: o.status for o in run.outlets}
    if as_json:
        output.json_lines(
            {"run": run.id, "outlet": code, "status": status[code], "discovered": discovered[code],
             "outcomes": table.get(code, {}), "message": messages[code]}
            for code in sorted(discovered)
        )  # fmt: skip
        return
    output.say(f"run {run.id}: {run.flow} of {moment(iso(run.started_at))} KST, "
               f"{run.status}")  # fmt: skip
    seen = [o for o in OUTCOMES if any(o in row for row in table.values())]
    rows = [
        [code, status[code], discovered[code], *(table.get(code, {}).get(o, "") for o in seen)]
        for code in sorted(discovered)
    ]
    totals = [sum(row.get(o, 0) for row in table.values()) for o in seen]
    rows.append(["total", run.status, sum(discovered.values()), *totals])
    output.table(f"Ledger of run {run.id}", ["outlet", "status", "discovered", *seen], rows)
    for code in sorted(discovered):
        if messages[code]:
            output.warn(f"{code}: {messages[code]}")
    if sum(totals) != sum(discovered.values()):
        raise click.ClickException(
            f"the ledger does not add up: {sum(discovered.values())} discovered, {sum(totals)} "
            "outcomes. The run was interrupted; the next `aipolicy run` finishes it"
        )


@click.command()
@click.option("--all", "everything", is_flag=True, help="Inactive ones too, with why.")
@as_json
def outlets(everything: bool, as_json: bool) -> None:
    """List the outlets, and how many articles each has."""
    with reading(database()) as session:
        counts = queries.outlet_counts(session)
    empty = {"on_topic": 0, "off_topic": 0, "newest": None}
    rows = [
        {
            "code": o.code, "name": o.name, "domain": o.domain, "region": o.region,
            "kind": o.kind, "family": o.family, "skin": o.skin, "active": o.active,
            "evidence": o.evidence, "articles": counts.get(o.code, empty)["on_topic"],
            "newest": iso(counts.get(o.code, empty)["newest"]), "note": o.note,
        }
        for o in registry.outlets(active_only=not everything)
    ]  # fmt: skip
    if as_json:
        output.json_lines(rows)
        return
    columns = ["code", "name", "domain", "region", "kind", "family", "articles", "newest"]
    columns += ["active", "note"] if everything else []
    output.table(f"{len(rows)} outlets", columns, [[row[c] for c in columns] for row in rows])
