"""Press releases in print: how much of them, where, and how soon."""

from __future__ import annotations

from typing import Any, Literal, cast

from db import lineage
from web import reads, times
from web.asked import text
from web.errors import BadParameter
from web.pages.common import percent
from web.room import Answer, Visit

BY = ("outlet", "agency")
NEWEST = 20


def releases(visit: Visit) -> Answer:
    by = text(visit.parameters, "by") or "outlet"
    if by not in BY:
        raise BadParameter("bad_choice", name="by", choices=", ".join(BY))
    wanted = cast("Literal['outlet', 'agency']", by)
    rows = visit.remembered(("releases", by), lambda: lineage.summary(visit.session, wanted))
    newest = reads.reused(visit.session, NEWEST) if rows else []
    return Answer(
        "releases.html",
        {
            "by": by, "rows": rows, "newest": newest, "percent": percent,
            "delays": {row[by]: _delay(visit, row) for row in rows},
        },
    )  # fmt: skip


def _delay(visit: Visit, row: dict[str, Any]) -> str:
    """The mean; in whole days where some of what it is made of is."""
    hours = row["delay_hours"]
    if hours is None:
        return ""
    if row["by_day"]:
        number = round(hours / 24)
        return times.days(number, visit.t.lang) if number > 0 else times.after(number, visit.t)
    return times.span(hours * 3600, visit.t.lang)
