"""Sums of won as a reader takes them in: ``1조 2천억 원``, ``KRW 1.2 trillion``."""

from __future__ import annotations

_BIG = ((10**12, "조"), (10**8, "억"), (10**4, "만"))
_ENGLISH = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def won(krw: int) -> str:
    """The whole sum, nothing rounded: in 조, 억 and 만, full thousands of them in words. Raises
    ValueError for less than nothing.
    """
    if krw < 0:
        raise ValueError(f"{krw} won: a sum in a text is no less than 0")
    parts: list[str] = []
    rest = krw
    for size, unit in _BIG:
        number, rest = divmod(rest, size)
        if number:
            parts.append(f"{_thousands(number)}{unit}")
    if rest or not parts:
        return " ".join([*parts, f"{rest:,}원"])
    return " ".join(parts) + " 원"


def _thousands(number: int) -> str:
    """``2000`` → ``2천``, ``2500`` → ``2,500``."""
    whole, rest = divmod(number, 1000)
    return f"{whole}천" if 0 < whole < 10 and not rest else f"{number:,}"


def krw(amount: int) -> str:
    """For readers of English, to four figures."""
    for size, unit in _ENGLISH:
        if amount >= size:
            return f"KRW {_short(amount / size)} {unit}"
    return f"KRW {amount:,}"


def _short(number: float) -> str:
    return f"{number:,.3f}".rstrip("0").rstrip(".") if number < 1000 else f"{number:,.0f}"
