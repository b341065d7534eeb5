"""Charts as geometry: what a template draws as inline SVG. No text inside the picture: it would
shrink with it on a telephone; labels stand beside it in HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from web import times

#: The picture's own units; it is stretched to the room there is.
WIDTH, HEIGHT = 1000.0, 100.0
#: Months drawn at most; older ones are left to a search.
MOST = 240
#: One month alone takes half of the picture.
_FEWEST = 2
#: Room of an article on a line of time, and how many stand above the lowest.
_ROOM, _STACKED = 22, 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: ``key`` as 2026-11, where it stands, and the address it leads to."""

    key: str
    number: int
    x: float
    y: float
    width: float
    height: float
    href: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """``most`` is the tallest bar's number; ``first`` and ``last`` are keys."""

    bars: tuple[Bar, ...]
    most: int

    @property
    def first(self) -> str:
        return self.bars[0].key

    @property
    def last(self) -> str:
        return self.bars[-1].key


def months(
    counts: Iterable[tuple[str, int]],
    link: Callable[[str], str] = lambda _month: "",
    *,
    chosen: Callable[[str], bool] = lambda _month: False,
) -> Bars | None:
    """A bar a month, empty months between the first and the last included; None without any."""
    given = {month: number for month, number in counts if month}
    if not given:
        return None
    every = _every(min(given), max(given))[-MOST:]
    most = max(given.get(month, 0) for month in every) or 1
    step = WIDTH / max(len(every), _FEWEST)
    bars = []
    for place, month in enumerate(every):
        number = given.get(month, 0)
        tall = max(3.0, HEIGHT * number / most) if number else 0.0
        bars.append(
            Bar(
                month, number, round(place * step, 2), round(HEIGHT - tall, 2),
                round(step * 0.82, 2), round(tall, 2), link(month), chosen(month),
            )
        )  # fmt: skip
    return Bars(tuple(bars), most)


def _every(first: str, last: str) -> list[str]:
    year, month = (int(part) for part in first.split("-"))
    found = []
    while (key := f"{year:04d}-{month:02d}") <= last:
        found.append(key)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


@dataclass(frozen=True, slots=True)
class Dot:
    """One article on a line of time."""

    x: float
    y: float
    number: int


def line_of_time(moments: Sequence[str | None], *, by_day: bool = False) -> tuple[Dot, ...]:
    """Where each moment stands between the first and the last, 0 to `WIDTH`; those at one place are
    stacked. None is left out. Order and index are the given ones. ``by_day``: each stands at its day,
    because of some no more is known.
    """
    found = [(place, at) for place, text in enumerate(moments) if (at := times.aware(text))]
    if by_day:
        found = [(place, datetime.combine(at.date(), time(), at.tzinfo)) for place, at in found]
    if not found:
        return ()
    first, last = min(at for _, at in found), max(at for _, at in found)
    whole = (last - first).total_seconds() or 1.0
    taken: dict[int, int] = {}
    dots = []
    for place, at in found:
        x = 12 + (WIDTH - 24) * (at - first).total_seconds() / whole
        slot, aside = round(x / _ROOM), 1 if x < WIDTH / 2 else -1
        while by_day and taken.get(slot, 0) > _STACKED and 0 < slot + aside < WIDTH / _ROOM:
            slot, x = slot + aside, x + aside * _ROOM
        height = taken.get(slot, 0)
        taken[slot] = height + 1
        dots.append(Dot(round(x, 1), HEIGHT - 18 - _ROOM * min(height, _STACKED), place))
    return tuple(dots)
