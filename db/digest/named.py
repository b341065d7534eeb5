"""Regions and topics by the names that people give them."""

from __future__ import annotations

from db.errors import DatabaseError
from korean.vocab import regions, topics


class NoSuchName(DatabaseError, ValueError):
    """No region or topic is called so, or several are. Raised by `region` and `topic`."""


def region(name: str) -> str:
    """As tags have it: 경북 for 경상북도, 경북 포항시 for 포항 or 경상북도 포항시. Raises NoSuchName."""
    asked = " ".join(name.split())
    head, _, unit = asked.partition(" ")
    found: set[str] = set()
    for place in regions():
        names = {place.key, place.short, *place.full, *(n for n, _ in place.former)} - {""}
        if asked in names:
            return place.key
        if not unit or head in names:
            wanted = unit or asked
            found |= {f"{place.key} {u}" for u in place.units if wanted in (u, u[:-1])}
    if len(found) == 1:
        return found.pop()
    if found:
        raise NoSuchName(f"{name!r} is {', '.join(sorted(found))}: say which")
    raise NoSuchName(
        f"there is no region {name!r}; name a 시·도 or a municipality, such as 경북 or '경북 포항시'"
    )


def topic(name: str) -> str:
    """The key of a topic, by its key or its Korean title. Raises NoSuchName."""
    for one in topics():
        if name.strip() in (one.key, one.title):
            return one.key
    known = ", ".join(f"{one.key} ({one.title})" for one in topics())
    raise NoSuchName(f"there is no topic {name!r}; there are {known}")
