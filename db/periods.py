"""Months, weeks and days as people in Korea count them: in SQL and in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from korean.dates import KST, kst


@dataclass(frozen=True, slots=True)
class Period:
    """How one is named (``2026-11``; ``2026-11-16`` for a day, and for a week by its Monday), made
    from a column of times in UTC, told of a day, and followed by the next.
    """

    sqlite: str
    postgresql: str
    of: Callable[[date], date]
    after: Callable[[date], date]
    written: Callable[[date], str]

    def sql(self, dialect: str, column: str) -> str:
        """The name of the period a time in ``column`` is in, in SQL."""
        return (self.sqlite if dialect == "sqlite" else self.postgresql).format(column)

    def names(self, first: date, last: date) -> tuple[str, ...]:
        """Every period from that of ``first`` to that of ``last``."""
        found, day = [], self.of(first)
        while day <= last:
            found.append(self.written(day))
            day = self.after(day)
        return tuple(found)

    def day(self, name: str) -> date:
        """The first day of the period with this name."""
        return date.fromisoformat(f"{name}-01" if len(name) == len("2026-11") else name)

    def bounds(self, name: str) -> tuple[datetime, datetime]:
        """Its first moment in Korea, and that of the period behind it."""
        first = self.day(name)
        return datetime.combine(first, time(), KST), datetime.combine(
            self.after(first), time(), KST
        )


def reaches(began: datetime | None, since: datetime) -> bool:
    """Does a corpus with its first article at ``began`` hold the time from ``since`` on? Where it does
    not, numbers of that time are too small to be compared with. By days in Korea: runs fetch whole ones.
    """
    return began is not None and kst(began).date() <= kst(since).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


_SEOUL = "timezone('Asia/Seoul', {})"

PERIODS: Mapping[str, Period] = {
    "month": Period(
        sqlite="strftime('%Y-%m', {}, '+9 hours')",
        postgresql=f"to_char({_SEOUL}, 'YYYY-MM')",
        of=lambda day: day.replace(day=1), after=_next_month,
        written=lambda day: day.isoformat()[: len("2026-11")],
    ),
    "week": Period(
        sqlite="date({}, '+9 hours', 'weekday 0', '-6 days')",
        postgresql=f"to_char(date_trunc('week', {_SEOUL}), 'YYYY-MM-DD')",
        of=_monday, after=lambda day: day + timedelta(days=7), written=date.isoformat,
    ),
    "day": Period(
        sqlite="date({}, '+9 hours')",
        postgresql=f"to_char({_SEOUL}, 'YYYY-MM-DD')",
        of=lambda day: day, after=lambda day: day + timedelta(days=1), written=date.isoformat,
    ),
}  # fmt: skip
