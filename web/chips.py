"""Which tags a result shows: what was asked for first, then what it mentions most."""

from __future__ import annotations

from collections.abc import Mapping

from db.search import Hit

#: Kinds and how many of each; an agency is shown only where it was asked for.
CHIPS = {"topic": 3, "region": 2, "agency": 0}


def chips(hit: Hit, held: Mapping[str, str]) -> list[tuple[str, str]]:
    """(kind, value) in the order they are shown. ``held``: kind → the value that was asked for."""
    values = {"topic": hit.topics, "region": hit.regions, "agency": hit.agencies}
    found = []
    for kind, most in CHIPS.items():
        asked = [value for value in values[kind] if value == held.get(kind)]
        others = [value for value in values[kind] if value not in asked]
        shown = asked + others[: max(0, most - len(asked))]
        found += [(kind, value) for value in shown]
    return found
