"""`aipolicy runs`, `ledger` and `outlets`: what happened, and who is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from sqlalchemy import select

from cli import output
from cli.commands.common import as_json, existing, known, outlet_option
from cli.commands.views import moment
from db import ledger as urls_of
from db import queries
from db.document import iso
from db.errors import NoCorpus
from db.models import OUTCOMES, Outlet, Run, RunOutlet
from db.session import reading
from flows.stages import ledger as telling
from flows.stages.account import OutletResult
from spiders import registry

#: Columns of a terminal in which a line of `runs` stands whole.
ROOMY = 110


@click.command()
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many."
)
@as_json
def runs(limit: int, as_json: bool) -> None:
    """List the last runs."""
    with reading(existing()) as session:
        found = queries.runs(session, limit)
        went = urls_of.totals(session, [run.id for run, _ in found])
        rows: list[dict[str, Any]] = [
            _run(run, parts, went.get(run.id, {})) for run, parts in found
        ]
    if as_json:
        output.json_lines(rows)
        return
    columns = ["run", "flow", "trigger", "status", "started_at", "outlets", "failed", "drift",
               "discovered", "new", "message"]  # fmt: skip
    if not output.stdout.is_terminal:
        shown = [row | {"started_at": _second(run.started_at)}
                 for row, (run, _) in zip(rows, found, strict=True)]  # fmt: skip
        output.table("Runs", columns, [[row[c] for c in columns] for row in shown])
        return
    # a message beside ten columns leaves 80 columns of a terminal no room for the ids
    columns = ["run", "flow", "trigger", "status", "started_at", "failed", "discovered", "new"]
    if output.stdout.width < ROOMY:
        columns.remove("failed")  # status and message say it
    shown = [row | {"started_at": moment(row["started_at"])} for row in rows]
    output.table("Runs", columns, [[row[c] for c in columns] for row in shown])
    for row in rows:
        if row["message"]:
            output.warn(f"{row['run']}: {row['message']}")


def _second(at: datetime) -> str | None:
    return iso(at.replace(microsecond=0))


def _run(run: Run, outlets: Sequence[RunOutlet], went: Mapping[str, int]) -> dict[str, Any]:
    return {
        "run": run.id, "flow": run.flow, "trigger": run.trigger, "status": run.status,
        "started_at": iso(run.started_at), "finished_at": iso(run.finished_at),
        "outlets": len(outlets), "failed": sum(o.status == "failed" for o in outlets),
        "drift": sum(bool(o.drift) for o in outlets),
        "discovered": sum(o.discovered for o in outlets), "new": went.get("stored", 0),
        "updated": went.get("updated", 0), "copies": went.get("copy", 0),
        "bytes": sum(o.bytes for o in outlets), "message": run.message,
        "params": run.params,
    }  # fmt: skip


@click.command()
@click.argument("run_id", metavar="[RUN]", required=False)
@outlet_option
@click.option(
    "--outcome", "outcomes", multiple=True, type=click.Choice(OUTCOMES), metavar="NAME",
    help="List the URLs that ended so; may be repeated.",
)  # fmt: skip
@click.option("--urls", is_flag=True, help="List the URLs, with what became of each and why.")
@as_json
def ledger(
    run_id: str | None, outlets: Sequence[str], outcomes: Sequence[str], urls: bool, as_json: bool
) -> None:
    """What became of every URL a run discovered; by default the last that fetched or imported, or
    the last that has OUTLET.
    """
    with reading(existing()) as session:
        known(outlets, set(session.scalars(select(Outlet.code))))
        run = queries.run(session, run_id, outlets)
        if urls or outcomes:
            _urls(urls_of.urls(session, run.id, outlets=outlets, outcomes=outcomes), as_json)
            return
        found = [r for r in telling.whole(session, run) if not outlets or r.outlet in outlets]
    if as_json:
        output.json_lines(_outlet(run.id, result) for result in found)
        return
    output.say(f"run {run.id}: {run.flow} of {moment(iso(run.started_at))} KST, {run.status}")
    output.say(telling.headline(found))
    columns, rows = telling.table(found)
    # Free text beside twenty figures leaves no room on a terminal: it follows in lines.
    shown = len(columns) - 3 if output.stdout.is_terminal else len(columns)
    output.table(f"Ledger of run {run.id}", columns[:shown], [row[:shown] for row in rows])
    _say_more(found)
    discovered = sum(result.discovered for result in found)
    total = sum(telling.summed(found).values())
    if total != discovered:
        raise click.ClickException(
            f"the ledger does not add up: {discovered} discovered, {total} outcomes. The run was "
            "interrupted; the next `aipolicy run` finishes it"
        )


def _urls(found: Iterable[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        output.json_lines(found)
        return
    columns = ["outlet", "outcome", "key", "http_status", "url", "reason", "title"]
    output.table("URLs", columns, ([row[c] for c in columns] for row in found))


def _outlet(run_id: str, result: OutletResult) -> dict[str, Any]:
    return {
        "run": run_id, "outlet": result.outlet, "status": result.status,
        "discovered": result.discovered, "outcomes": result.outcomes, "message": result.message,
        "requests": result.requests, "bytes": result.bytes, "crawl_seconds": result.crawl_seconds,
        "process_seconds": result.process_seconds, "coverage": dict(result.coverage),
        "drift": [fall.row() for fall in result.drift], "warnings": list(result.warnings),
        "sources": [dict(source) for source in result.sources],
    }  # fmt: skip


def _say_more(found: Sequence[OutletResult]) -> None:
    """Below the table: why an outlet failed, what it is short of, and what it was warned of."""
    for result in found:
        if result.message:
            output.warn(f"{result.outlet}: {result.message}")
        for warning in result.warnings:
            output.say(f"{result.outlet}: {warning}")
        low = [f"{name} {share:.0%}" for name, share in telling.under(result)]
        if low:
            output.warn(f"{result.outlet}: under contract: {', '.join(low)}")


@click.command()
@click.option("--all", "everything", is_flag=True, help="Inactive ones too, with why.")
@as_json
def outlets(everything: bool, as_json: bool) -> None:
    """List the outlets, and how many articles each has."""
    counts = _counts()
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
    output.table(
        output.many(len(rows), "outlet"), columns, [[row[c] for c in columns] for row in rows]
    )


def _counts() -> dict[str, dict[str, Any]]:
    """What there is of each outlet; nothing before the first run."""
    try:
        engine = existing()
    except NoCorpus:
        return {}
    with reading(engine) as session:
        return queries.outlet_counts(session)
