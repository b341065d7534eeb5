"""What came in lately, and a place to ask."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from db import ledger
from db.models import OUTCOMES
from db.queries import Filter
from db.search import Facets, Hit, facets, find
from web import reads, times
from web.room import Answer, Visit

#: Stories shown, values of a facet.
SHOWN, VALUES = 25, 8
EXAMPLES = ("AI 기본법", "데이터센터 조례", "\"AI 교육\" 경북", "과기정통부 GPU", "제목:공모")  # fmt: skip


def home(visit: Visit) -> Answer:
    session = visit.session
    counts = visit.remembered("counts", lambda: reads.counts(session))
    lately = Filter(since=counts.newest - reads.LATELY) if counts.newest else Filter()
    spread: Facets = visit.remembered("lately", lambda: facets(session, "", lately))
    big = visit.remembered("big", lambda: reads.big_stories(session, counts.newest))
    last = reads.last_run(session)
    went = ledger.totals(session, [last.id]).get(last.id, {}) if last else {}
    return Answer(
        "home.html",
        {
            "counts": counts, "examples": EXAMPLES, "big": big, "last": last,
            "days": _days(find(session, "", limit=SHOWN).hits),
            "topics": spread.counts.get("topic", ())[:VALUES],
            "regions": [c for c in spread.counts.get("region", ()) if " " not in c.value][:VALUES],
            "went": [(o, went[o]) for o in OUTCOMES if went.get(o)],
        },
    )  # fmt: skip


def _days(hits: tuple[Hit, ...]) -> list[tuple[date | None, list[Hit]]]:
    """Hits by their day in Korea, in the order they come."""

    def day(hit: Hit) -> date | None:
        at = times.aware(hit.published_at)
        return at.date() if at else None

    return [(when, list(some)) for when, some in groupby(hits, key=day)]
