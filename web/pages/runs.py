"""Runs and their ledgers: what became of every address that was discovered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any

from db import ledger, queries
from db.models import OUTCOMES, Outlet, Run, RunOutlet
from web.asked import text
from web.errors import BadParameter, Missing
from web.pages.common import names
from web.room import Answer, Visit

#: Runs and addresses of a list.
SHOWN, URLS = 50, 500


@dataclass(frozen=True, slots=True)
class Row:
    """One outlet's part in a run, with its ledger."""

    outlet: str
    status: str
    discovered: int
    requests: int
    bytes: int
    message: str | None
    went: dict[str, int]


def runs(visit: Visit) -> Answer:
    found = queries.runs(visit.session, SHOWN)
    went = ledger.totals(visit.session, [run.id for run, _ in found])
    rows = [
        {
            "run": run, "outlets": len(parts), "failed": sum(o.status == "failed" for o in parts),
            "discovered": sum(o.discovered for o in parts), "went": went.get(run.id, {}),
        }
        for run, parts in found
    ]  # fmt: skip
    return Answer("runs.html", {"rows": rows})


def run(visit: Visit) -> Answer:
    session, id_ = visit.session, visit.part("id")
    found = session.get(Run, id_) if id_.isascii() and id_.isprintable() else None
    if found is None:
        raise Missing
    rows = [row for one in (found, *ledger.parts(session, id_)) for row in _rows(visit, one)]
    rows.sort(key=lambda row: (row.status != "failed", row.outlet))
    sums: Counter[str] = Counter()
    for row in rows:
        sums.update(row.went)
    outlet, outcome = _chosen(visit)
    urls: list[dict[str, Any]] | None = None
    if outcome:
        wanted = ledger.urls(session, id_, outlets=[outlet] if outlet else (), outcomes=[outcome])
        urls = list(islice(wanted, URLS + 1))
    return Answer(
        "run.html",
        {
            "run": found, "rows": rows, "names": names(visit), "sums": sums,
            "columns": [o for o in OUTCOMES if sums[o] or o in ("stored", "updated", "copy")],
            "discovered": sum(row.discovered for row in rows), "total": sum(sums.values()),
            "requests": sum(row.requests for row in rows), "bytes": sum(row.bytes for row in rows),
            "part_of": found.params.get("part_of"), "outlet": outlet, "outcome": outcome,
            "urls": urls[:URLS] if urls is not None else None,
            "capped": urls is not None and len(urls) > URLS,
        },
    )  # fmt: skip


def _rows(visit: Visit, run: Run) -> list[Row]:
    """Where the rows of an old ledger were let go, the sums that were kept stand for them."""
    table = queries.ledger(visit.session, run.id) or run.params.get("ledger") or {}
    return [_row(part, table.get(part.outlet, {})) for part in run.outlets]


def _row(part: RunOutlet, went: dict[str, int]) -> Row:
    return Row(
        part.outlet, part.status, part.discovered, part.requests, part.bytes, part.message, went
    )


def _chosen(visit: Visit) -> tuple[str, str]:
    outlet, outcome = (text(visit.parameters, name) for name in ("outlet", "outcome"))
    if outcome and outcome not in OUTCOMES:
        raise BadParameter("bad_choice", name="outcome", choices=", ".join(OUTCOMES))
    if outlet and visit.session.get(Outlet, outlet) is None:
        raise Missing
    return outlet, outcome
