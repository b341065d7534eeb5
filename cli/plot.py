"""Bars for a terminal, from Unicode blocks; widths are those of the characters as drawn (한글 is two)."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

_EIGHTHS = " ▏▎▍▌▋▊▉"
#: Columns of the longest name that is shown whole, and the least that a bar has.
_LONGEST, _LEAST = 32, 8


def bar(value: float, most: float, width: int) -> str:
    """A bar of at most ``width`` columns, to an eighth of one; nothing for 0, something for more."""
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(min(value / most, 1.0) * width * 8))
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def bars(rows: Sequence[tuple[str, int, str]], width: int) -> list[str]:
    """Lines of (name, value, what is said behind it), none wider than ``width`` where names and bars
    have their least.
    """
    if not rows:
        return []
    names = min(max(cell_len(name) for name, _, _ in rows), _LONGEST)
    figures = max(len(f"{value:,}") for _, value, _ in rows)
    said = max(cell_len(text) for _, _, text in rows)
    room = max(_LEAST, width - names - figures - said - (4 if said else 3))
    most = max(value for _, value, _ in rows)
    return [
        f"{_cut(name, names)} {set_cell_size(bar(value, most, room), room)} {value:>{figures},}"
        f"{'  ' + text if text else ''}".rstrip()
        for name, value, text in rows
    ]


def _cut(name: str, width: int) -> str:
    if cell_len(name) <= width:
        return set_cell_size(name, width)
    return set_cell_size(set_cell_size(name, width - 1).rstrip() + "…", width)
