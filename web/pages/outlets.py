"""The outlets: how each is, and what it gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from db import health, queries
from db.health import Clocks, Probed
from db.models import Outlet
from db.search import find
from korean.query import Query
from web import reads, times
from web.asked import Asked
from web.errors import Missing
from web.pages import common
from web.room import Answer, Visit

#: Visits and articles shown of one outlet.
VISITS, SIZE = 10, 15


@dataclass(frozen=True, slots=True)
class Row:
    outlet: Outlet
    probe: Probed | None
    articles: int
    newest: datetime | None
    visited: datetime | None


def outlets(visit: Visit) -> Answer:
    session = visit.session
    counts = visit.remembered("outlet counts", lambda: queries.outlet_counts(session))
    probes = health.last_probes(session)
    empty: dict[str, Any] = {"on_topic": 0, "newest": None}
    clocks = _clocks(visit)
    rows = [
        Row(
            o,
            probes.get(o.code),
            (c := counts.get(o.code, empty))["on_topic"],
            c["newest"],
            _visited(probes.get(o.code), clocks.get(o.code, Clocks())),
        )
        for o in reads.outlets(session)
        if o.active or o.code in counts
    ]
    rows.sort(key=lambda row: (_calm(row.probe), -row.articles))
    watched = [row.probe for row in rows if row.probe]
    return Answer(
        "outlets.html",
        {
            "rows": rows, "watched": len(watched),
            "fine": sum(probe.state == "ok" for probe in watched),
        },
    )  # fmt: skip


def _clocks(visit: Visit) -> dict[str, Clocks]:
    return visit.remembered("clocks", lambda: health.clocks(visit.session))


def _visited(probe: Probed | None, clocks: Clocks) -> datetime | None:
    """The last visit: what the watch saw, or a good answer since."""
    seen = times.aware(probe.details.get("visited_at")) if probe else None
    return max(filter(None, (seen, times.aware(clocks.fetched))), default=None)


def _calm(probe: Probed | None) -> int:
    """What a person should look at comes first; what nobody has visited yet last."""
    if probe is None or probe.state == "new":
        return 2
    return int(probe.state == "ok")


def outlet(visit: Visit) -> Answer:
    session, code = visit.session, visit.part("code")
    row = session.get(Outlet, code) if code.isprintable() else None
    if row is None:
        raise Missing
    asked = Asked(outlets=(code,), fold=False)
    visits = health.visits(session, datetime.now(UTC), outlet=code).get(code, [])[:VISITS]
    clocks = _clocks(visit).get(code, Clocks())
    return Answer(
        "outlet.html",
        {
            "outlet": row, "probe": health.last_probes(session).get(code), "visits": visits,
            "sources": visits[0].sources if visits else (),
            "clocks": [(n, getattr(clocks, n)) for n in ("fetched", "listed", "stored", "imported")],
            "hits": find(session, Query(), asked.where(), limit=SIZE, fold=False).hits,
            "timeline": common.timeline(
                visit, asked, common.counted(visit, Query(), asked).months
            ),
        },
    )  # fmt: skip
