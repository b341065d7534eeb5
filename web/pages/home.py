"""What came in lately, and a place to ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby

from db import ledger
from db.models import OUTCOMES
from db.search import Facets, Hit, facets, find
from korean.dates import KST
from web import reads, times
from web.asked import Asked
from web.room import Answer, Visit
from web.words import Tongue

#: Stories shown, values of a facet.
SHOWN, VALUES = 25, 8
EXAMPLES = ("AI 기본법", "데이터센터 조례", "\"AI 교육\" 경북", "과기정통부 GPU", "제목:공모")  # fmt: skip


def home(visit: Visit) -> Answer:
    session = visit.session
    counts = visit.remembered("counts", lambda: reads.counts(session))
    newest, today = times.aware(counts.newest), datetime.now(KST).date()
    week = Asked(since=_week(newest.date())) if newest else Asked()
    spread: Facets = visit.remembered("lately", lambda: facets(session, "", week.where()))
    big = visit.remembered("big", lambda: reads.big_stories(session, counts.newest))
    last = reads.last_run(session)
    went = ledger.totals(session, [last.id]).get(last.id, {}) if last else {}
    return Answer(
        "home.html",
        {
            "head": _head(visit.t, newest.date() if newest else None, today),
            "week": _called(visit.t, newest.date() if newest else None, today),
            "since": week.since, "counts": counts, "examples": EXAMPLES, "big": big, "last": last,
            "days": _days(find(session, "", limit=SHOWN).hits),
            "topics": spread.counts.get("topic", ())[:VALUES],
            "regions": [c for c in spread.counts.get("region", ()) if " " not in c.value][:VALUES],
            "went": [(o, went[o]) for o in OUTCOMES if went.get(o)],
        },
    )  # fmt: skip


def _week(last: date) -> date:
    """The first of the seven days that end with the last one."""
    return last - reads.LATELY + timedelta(days=1)


def _head(t: Tongue, newest: date | None, today: date) -> str:
    """What the page holds: today's articles, or those up to another day."""
    if newest is None:
        return t("home_head")
    if newest == today:
        return t("home_head_today")
    return t("home_head_day", day=times.calendar_day(newest, t.lang, today))


def _called(t: Tongue, newest: date | None, today: date) -> str:
    """The week that is counted, with its end where that is not today."""
    if newest is None or newest == today:
        return t("week_now")
    return t("week_until", day=times.calendar_day(newest, t.lang, today))


def _days(hits: tuple[Hit, ...]) -> list[tuple[date | None, list[Hit]]]:
    """Hits by their day in Korea, in the order they come."""

    def day(hit: Hit) -> date | None:
        at = times.aware(hit.published_at)
        return at.date() if at else None

    return [(when, list(some)) for when, some in groupby(hits, key=day)]
