"""Visits of an outlet as runs leave them, for tests of what the watch makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from db.health import Clocks, Visit
from db.signs import DayCount
from flows.stages import rhythm
from flows.stages.health import Evidence, Health, judge
from korean.dates import KST

#: A Saturday, 05:40 in Korea: when the watch runs.
NOW = datetime(2026, 11, 20, 20, 40, tzinfo=UTC)
TODAY = date(2026, 11, 21)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FULL = {"title": 1.0, "body": 1.0, "published": 1.0}

FEED: dict[str, Any] = {
    "kind": "feed",
    "url": "https://news.kbs.co.kr/rss",
    "status": 200,
    "rows": 20,
}
LIST: dict[str, Any] = {
    "kind": "list",
    "url": "https://news.kbs.co.kr/list",
    "status": 200,
    "rows": 20,
}

BLOCKED: dict[str, Any] = {
    "status": "failed",
    "finish_reason": "blocked",
    "message": "HTTP 403",
    "articles": 0,
}
GONE: dict[str, Any] = {
    "status": "failed",
    "finish_reason": "no_source",
    "message": "no such host",
    "articles": 0,
}
CRASHED: dict[str, Any] = {
    "status": "failed",
    "finish_reason": "errors",
    "message": "KeyError: 'rows'",
    "errors": 2,
}
CUT: dict[str, Any] = {"status": "failed", "finish_reason": "deadline", "message": "stopped early"}
BROKE: dict[str, Any] = {
    "status": "failed",
    "finish_reason": None,
    "message": "OSError: no space left",
}
MISFIT: dict[str, Any] = {"warnings": ("generic × 4", "layout_drift × 4")}
UNREAD: dict[str, Any] = {"outcomes": {"extract_failed": 3, "stored": 1}}
MISSING: dict[str, Any] = {"outcomes": {"http_error": 3}, "articles": 0, "discovered": 3}
FELL: dict[str, Any] = {"drift": ({"field": "published", "was": 0.98, "now": 0.2},)}
EMPTY: dict[str, Any] = {"discovered": 0, "articles": 0, "coverage": {}, "outcomes": {}}
SILENT: dict[str, Any] = EMPTY | {
    "status": "failed", "message": "its lists answered but showed no article",
    "sources": ({**LIST, "rows": 0},),
}  # fmt: skip


def visit(at: datetime, **more: Any) -> Visit:
    """A crawl that finished well."""
    values: dict[str, Any] = {
        "run_id": f"run-{at:%m%dT%H%M}", "at": at, "status": "finished",
        "finish_reason": "finished", "message": None, "discovered": 4, "articles": 4,
        "coverage": FULL, "warnings": (), "outcomes": {"stored": 4}, "sources": (FEED, LIST),
    } | more  # fmt: skip
    return Visit(**values)


def kst(text: str) -> datetime:
    """``11-20 09:30`` of 2026, in Korea."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=KST)


def schedule(since: str, until: str, every: timedelta = HOUR, **fault: Any) -> list[Visit]:
    """Visits from 06:00 to 23:30 in Korea, newest first."""
    found, at = [], kst(since)
    while at <= kst(until):
        if 6 <= at.hour <= 23:
            found.append(visit(at, **fault))
        at += every
    return found[::-1]


def series(*parts: Iterable[Visit]) -> list[Visit]:
    """Stretches of visits as one history, newest first."""
    return sorted((v for part in parts for v in part), key=lambda v: v.at, reverse=True)


def articles(
    weekday: int = 20, weekend: int = 8, *, stored: int = 2, days: int = 84, until: date = TODAY,
    **other: int,
) -> dict[date, DayCount]:  # fmt: skip
    """So many articles a day before ``until``. ``other``: ``d1118=0`` for 18 November."""
    found = {}
    for n in range(1, days + 1):
        day = until - n * DAY
        count = weekday if day.weekday() < 5 else weekend
        count = other.get(f"d{day:%m%d}", count)
        if count:
            found[day] = DayCount(count, min(stored, count))
    return found


def health(
    visits: list[Visit], counts: dict[date, DayCount] | None = None, *, now: datetime = NOW,
    code: str = "kbs", **more: Any,
) -> Health:  # fmt: skip
    """What the watch says of this history; the clocks follow from the articles."""
    counts = articles() if counts is None else counts
    noon = timedelta(hours=12)
    stand = [datetime.combine(d, datetime.min.time(), KST) + noon for d in sorted(counts)]
    stored = [datetime.combine(d, datetime.min.time(), KST) + noon for d in sorted(counts) if counts[d].stored]  # fmt: skip
    clocks = Clocks(now, None, stand[-1] if stand else None, stored[-1] if stored else None)
    seen = Evidence(visits, clocks, counts, rhythm.read(counts, visits, now), **more)
    return judge(code, seen, now)
