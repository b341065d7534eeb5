"""When outlets publish and edit, and how they number what they publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from pressroom.newsroom.outlets import Desk

DAYS = 60
#: The day the 경상북도 site moved to its new board: releases before it have keys of the old one.
BOARD_MOVED = (2026, 10, 6)
_WEEKDAY = (1.0, 1.0, 1.0, 1.0, 1.0, 0.35, 0.3)
_HOURS = {
    "news": {6: 2, 7: 3, 8: 5, 9: 9, 10: 10, 11: 9, 12: 4, 13: 6, 14: 9, 15: 9, 16: 9, 17: 8,
             18: 5, 19: 3, 20: 2, 21: 2, 22: 1},
    "release": {8: 2, 9: 9, 10: 10, 11: 8, 13: 6, 14: 9, 15: 8, 16: 8, 17: 5},
    "broadcast": {6: 2, 7: 9, 8: 4, 9: 4, 10: 6, 11: 6, 12: 6, 13: 3, 14: 4, 15: 4, 16: 4, 17: 5,
                  19: 12, 21: 12, 22: 4, 23: 1},
}  # fmt: skip


def past_times(desk: Desk, count: int, now: datetime, rng: Random) -> list[datetime]:
    """Publication times in the 60 days before ``now``; a few of them in its last hours."""
    hours = _HOURS[desk.style]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight - timedelta(days=n) for n in range(DAYS)]
    weights = [_WEEKDAY[d.weekday()] for d in days]
    fresh = min(count // 4, 4)
    times = [now - timedelta(seconds=rng.randrange(120, 5 * 3600)) for _ in range(fresh)]
    if desk.style == "release":  # the last days of the old board, so that both have something
        moved = datetime(*BOARD_MOVED, 9, 0, tzinfo=now.tzinfo)
        times += [moved - timedelta(hours=rng.randrange(12, 70)) for _ in range(2)]
    while len(times) < count:
        day = rng.choices(days, weights)[0]
        hour = rng.choices(tuple(hours), tuple(hours.values()))[0]
        time = day + timedelta(hours=hour, seconds=rng.randrange(3600))
        if time < now:
            times.append(time)
    return sorted(times)


def coming_times(desk: Desk, count: int, now: datetime, rng: Random) -> list[datetime]:
    """Publication times in the 24 hours after ``now``."""
    return sorted(now + timedelta(seconds=rng.randrange(300, 24 * 3600)) for _ in range(count))


def keys(desk: Desk, times: Sequence[datetime], rng: Random) -> list[str]:
    """Rising keys in the outlet's own form for publications in the order of their times."""
    if desk.code == "newspim":
        return _dated(times, rng)
    if desk.code == "gyeongbuk":
        return _boards(desk, times, rng)
    number, found = desk.first_key, []
    for _ in times:
        number += rng.randint(1, 9)
        found.append(str(number))
    return found


def _dated(times: Sequence[datetime], rng: Random) -> list[str]:
    found, day, serial = [], "", 0
    for time in times:
        if f"{time:%Y%m%d}" != day:
            day, serial = f"{time:%Y%m%d}", rng.randrange(20, 60)
        serial += rng.randint(1, 23)
        found.append(f"{day}{serial:06d}")
    return found


def _boards(desk: Desk, times: Sequence[datetime], rng: Random) -> list[str]:
    """``bbs_bodo:N`` (N ends in 1) until the move, ``board12:N`` after it."""
    old, new, found = desk.first_key, 1_048_300, []
    for time in times:
        if (time.year, time.month, time.day) < BOARD_MOVED:
            old += 100 * rng.randint(1, 9)
            found.append(f"bbs_bodo:{old}")
        else:
            new += rng.randint(1, 9)
            found.append(f"board12:{new}")
    return found
