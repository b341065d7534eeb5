"""Days, times and how far back, as people give them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from korean.when import NoSuchTime, When, window

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # the 22nd in Korea


def at(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, (None, None)),
        ("", "", (None, None)),
        ("2026-11-01", "2026-11-02", (at(1), at(3))),
        ("20261101", "20261102", (at(1), at(3))),
        (date(2026, 11, 1), date(2026, 11, 2), (at(1), at(3))),
        ("2026-11-01T09:00", "2026-11-02T09:00", (at(1, 9), at(2, 9))),
        ("2026-11-01T00:00Z", None, (at(1, 9), None)),
        (datetime.fromisoformat("2026-11-01T09:00"), None, (at(1, 9), None)),
        ("7d", None, (at(16), None)),
        (" 7 D ", None, (at(16), None)),
        ("1w", "2026-11-10", (at(4), at(11))),
        ("1m", "2026-11-10", (at(11, month=10), at(11))),
        ("1d", "2026-11-10T09:00", (at(10), at(10, 9))),
    ],
)
def test_a_window_is_read(
    since: When | None, until: When | None, found: tuple[datetime | None, datetime | None]
) -> None:
    assert window(since, until, now=NOW) == found


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("gestern", None, "since='gestern' is not a date.*7d"),
        (None, "7d", "until='7d' is not a date"),
        ("0d", None, "at least 1d"),
        ("9999w", "0100-01-01", "too far"),
        ("2026-02-30", None, "is not a date"),
        (None, "9999-12-31", "is not a date"),
        ("2026-11-02", "2026-11-01", "swap"),
        ("２d", None, "is not a date"),
    ],
)
def test_what_is_no_time_is_a_sentence(since: str | None, until: str | None, said: str) -> None:
    with pytest.raises(NoSuchTime, match=said):
        window(since, until, now=NOW)


def test_a_number_is_no_time() -> None:
    with pytest.raises(TypeError, match="since is a day or a time, not 20261101"):
        window(20261101)  # type: ignore[arg-type]
