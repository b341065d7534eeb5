"""The press room's clock: it stands still until somebody moves it, so that every run is repeatable."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from threading import Lock

KST = timezone(timedelta(hours=9), "KST")

#: Where the clock stands when nobody says otherwise.
START = datetime(2026, 11, 20, 18, 0, tzinfo=KST)


class Clock:
    """Aware time in Asia/Seoul. Publications later than `now` do not exist yet."""

    def __init__(self, now: datetime = START) -> None:
        if now.tzinfo is None:
            raise ValueError(f"the clock needs a time with a zone, not {now.isoformat()}")
        self._now = now.astimezone(KST)
        self._lock = Lock()

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        with self._lock:
            self._now = moment.astimezone(KST)

    def advance(self, step: timedelta) -> datetime:
        """Move the clock on and tell the new time; it may be moved back with a negative step."""
        with self._lock:
            self._now += step
            return self._now
