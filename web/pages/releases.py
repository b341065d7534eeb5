"""Press releases in print: how much of them, where, and how soon."""

from __future__ import annotations

from typing import Literal, cast

from db import lineage
from web import reads
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
    return Answer("releases.html", {"by": by, "rows": rows, "newest": newest, "percent": percent})
