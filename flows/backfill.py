"""`backfill`: a long window of the past in slices, newest first; what is done is never done again.

Progress is kept in the database: an outlet is done with a slice when a run over exactly that window
finished it. So a killed backfill, and one in which an outlet failed, goes on where it was when it
is started again with the same ``since`` and ``slice_days``.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from prefect import flow
from pydantic import Field
from sqlalchemy import Engine

from db import queries, schema
from db.home import home
from db.session import open_engine, reading
from flows.ingest import ingest
from flows.plan import choose
from flows.run import RunReport
from spiders.errors import WindowError
from spiders.window import KST, Window

logger = logging.getLogger(__name__)

#: Days of a slice: long enough to page through, short enough that a search's cap is not reached.
SLICE_DAYS = 31
MAX_SLICE_DAYS = 366


@dataclass(frozen=True, slots=True)
class Slice:
    """KST days, both inclusive."""

    first: date
    last: date

    @property
    def end(self) -> datetime:
        """The first moment after the slice, aware."""
        return datetime.combine(self.last + timedelta(days=1), time(), KST)


@dataclass(frozen=True, slots=True)
class SliceReport:
    """What became of a slice. ``run`` is None where every outlet had finished it before."""

    slice: Slice
    done_before: tuple[str, ...]
    run: RunReport | None = None


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """All slices, newest first."""

    slices: tuple[SliceReport, ...]

    @property
    def failed(self) -> tuple[tuple[Slice, str], ...]:
        """(slice, outlet) that are still to be done: failed, or held by another run."""
        return tuple(
            (part.slice, code)
            for part in self.slices
            if part.run is not None
            for code in (*(o.outlet for o in part.run.failed), *part.run.skipped)
        )


def slices(since: str, until: str | None, slice_days: int, today: date) -> tuple[Slice, ...]:
    """The window's slices, newest first. They are counted from ``since``, so that a backfill up to
    "today" has the same slices tomorrow, but for the last.

    Raises WindowError for dates that are none, crossed or in the future, and for a slice length
    outside 1 to 366 days.
    """
    if not 1 <= slice_days <= MAX_SLICE_DAYS:
        raise WindowError(
            f"slice_days={slice_days}: a slice has 1 to {MAX_SLICE_DAYS} days; {SLICE_DAYS} is usual"
        )
    if not since:
        raise WindowError("a backfill needs its first day: since=YYYY-MM-DD, a day in Korea")
    begin = Window.parse(since).days(today)[0]
    if begin > today:
        raise WindowError(f"since={since} lies in the future; today is {today} in Korea")
    first, last = Window.parse(since, until).days(today)
    last = min(last, today)
    starts = range(0, (last - first).days + 1, slice_days)
    return tuple(
        Slice(begin, min(begin + timedelta(days=slice_days - 1), last))
        for begin in (first + timedelta(days=offset) for offset in reversed(starts))
    )


@flow(
    name="backfill",
    description="Fetch a long window of the past in slices, newest first; started again, it goes on.",
    persist_result=False,
)
def backfill(
    since: str,
    until: str | None = None,
    outlets: list[str] | None = None,
    slice_days: int = SLICE_DAYS,
    deadline: Annotated[int, Field(ge=1)] = 10800,
) -> BackfillReport:
    """Slice by slice, each an ingest of its own.

    Args:
        since: first day in Asia/Seoul, YYYY-MM-DD.
        until: last day, inclusive; empty means today.
        outlets: codes such as kbs or kyongbuk; empty means every active outlet.
        slice_days: days of one slice, 1 to 366.
        deadline: seconds after which a crawl process of a slice is ended; what it has is kept.
    """
    wanted = slices(since, until, slice_days, datetime.now(KST).date())
    codes = tuple(outlet.code for outlet in choose(outlets))
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        return BackfillReport(tuple(_slice(engine, part, codes, deadline) for part in wanted))
    finally:
        engine.dispose()


def _slice(engine: Engine, part: Slice, codes: Sequence[str], deadline: int) -> SliceReport:
    since, until = part.first.isoformat(), part.last.isoformat()
    with reading(engine) as session:
        done = queries.finished_window(session, since, until, begun_after=part.end)
    left = [code for code in codes if code not in done]
    done_before = tuple(code for code in codes if code in done)
    logger.info("%s to %s: %d outlets to do, %d done", since, until, len(left), len(done_before))
    if not left:
        return SliceReport(part, done_before)
    report = ingest(outlets=left, since=since, until=until, trigger="hand", deadline=deadline)
    return SliceReport(part, done_before, report)
