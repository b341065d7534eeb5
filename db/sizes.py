"""How big everything is, how fast it grows, and when the disk will be full."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, select, text
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Article, Capture
from db.session import reading

WEEKS = 8
WEEK = timedelta(days=7)
#: Weeks that a month has.
_MONTH = 365.25 / 12 / 7
#: Bytes below which a crawl should not begin, where ``AIPOLICY_LEAST_FREE_MB`` says nothing else.
LEAST_FREE = 500_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table or an index (then ``of`` is its table), in bytes on the disk."""

    name: str
    of: str | None
    bytes: int


@dataclass(frozen=True, slots=True)
class Week:
    """What came in the seven days before ``until`` (aware): articles seen first, captures, and the
    captures' bytes in the archive.
    """

    until: datetime
    articles: int
    captures: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """``months`` until the disk is full at this pace; None where nothing grows, or too little has
    been seen.
    """

    a_month: float
    free: int
    months: float | None

    def told(self) -> str:
        if self.months is None:
            return f"nothing to tell a pace from yet; {human(self.free)} free"
        if self.months > 120:
            return (
                f"about {human(self.a_month)} a month; {human(self.free)} free: more than ten years"
            )
        left = f"{self.months:.0f} months" if self.months >= 2 else f"{self.months * 30:.0f} days"
        return f"about {human(self.a_month)} a month; {human(self.free)} free: {left}"


def free(home: Path) -> int:
    """Bytes free on the data folder's disk, for who may not use the last ones."""
    while not home.exists() and home != home.parent:
        home = home.parent
    return shutil.disk_usage(home).free


def short(home: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """A warning when there is too little room for a crawl, None when there is enough. The limit is
    ``AIPOLICY_LEAST_FREE_MB``, or 500 MB.
    """
    given = environment.get("AIPOLICY_LEAST_FREE_MB", "").strip()
    least = int(given) * 1_000_000 if given.isascii() and given.isdecimal() else LEAST_FREE
    has = free(home)
    if has >= least:
        return None
    return (
        f"only {human(has)} are free in {home} (below {human(least)}): make room before the archive "
        "and the database cannot be written; `aipolicy size` shows what is big, `aipolicy prune` "
        "lets go what is old"
    )


def tables(engine: Engine) -> list[Table]:
    """Every table and index, biggest first; on SQLite the whole file where it cannot tell more."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = _sqlite(connection)
        else:
            found = [Table(*row) for row in connection.execute(text(_POSTGRESQL))]
    return sorted(found, key=lambda t: -t.bytes)


#: With TOAST, in which long texts lie.
_POSTGRESQL = """
    SELECT c.relname, t.relname, CASE WHEN c.relkind = 'i' THEN pg_relation_size(c.oid)
           ELSE pg_table_size(c.oid) END
    FROM pg_class c
    LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
    WHERE c.relkind IN ('r', 'i') AND c.relnamespace = current_schema()::regnamespace
"""
_SQLITE = """
    SELECT s.name, CASE WHEN m.type = 'index' THEN m.tbl_name END, s.pgsize
    FROM dbstat s LEFT JOIN sqlite_master m ON m.name = s.name WHERE s.aggregate = 1
"""


def _sqlite(connection: Connection) -> list[Table]:
    if "ENABLE_DBSTAT_VTAB" in connection.exec_driver_sql("PRAGMA compile_options").scalars():
        return [Table(*row) for row in connection.exec_driver_sql(_SQLITE)]
    page, pages = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("page_size", "page_count")
    )
    return [Table("all tables and indexes", None, page * pages)]


def outlets(engine: Engine) -> dict[str, tuple[int, int]]:
    """Outlet → captures and their bytes in the archive, as the database knows them."""
    with reading(engine) as session:
        rows = session.execute(
            select(Capture.outlet, func.count(), func.sum(Capture.length))
            .group_by(Capture.outlet)
            .order_by(func.sum(Capture.length).desc(), Capture.outlet)
        )
        return {outlet: (number, int(length)) for outlet, number, length in rows}


def weeks(engine: Engine, now: datetime | None = None) -> list[Week]:
    """The last eight, the newest first."""
    now = now or datetime.now(UTC)
    ends = [now - number * WEEK for number in range(WEEKS)]

    def number(at: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
        """Which of the weeks; null before and after them."""
        return case(*((and_(at > end - WEEK, at <= end), n) for n, end in enumerate(ends)))

    with reading(engine) as session:
        week = number(Article.first_seen_at)
        articles = dict(session.execute(select(week, func.count()).group_by(week)).tuples().all())
        week = number(Capture.fetched_at)
        captures = {
            n: (count, int(length))
            for n, count, length in session.execute(
                select(week, func.count(), func.sum(Capture.length)).group_by(week)
            )
        }
    return [Week(end, articles.get(n, 0), *captures.get(n, (0, 0))) for n, end in enumerate(ends)]


def forecast(found: list[Week], database: int, articles: int, free_bytes: int) -> Forecast:
    """At the pace of the weeks in which something came: the archive's bytes, and the database's as
    it has them for each article. A week that is not over its first days counts with the others.
    """
    came = [week for week in found if week.captures or week.articles]
    if not came:
        return Forecast(0.0, free_bytes, None)
    archive = sum(week.bytes for week in came) / len(came)
    each = database / articles if articles else 0.0
    weekly = archive + each * sum(week.articles for week in came) / len(came)
    a_month = weekly * _MONTH
    return Forecast(a_month, free_bytes, free_bytes / a_month if a_month else None)


def folder(path: Path) -> int:
    """Bytes of all files below; 0 where there is none. Files may go meanwhile."""
    total = 0
    for root, _, names in os.walk(path):
        for name in names:
            try:
                total += os.lstat(os.path.join(root, name)).st_size
            except FileNotFoundError:
                continue
    return total


def human(number: float) -> str:
    """Bytes for people: 1.2 GB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit in ("bytes", "kB") else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
