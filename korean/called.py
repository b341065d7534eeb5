"""What people call a region, topic, agency or programme → the values that tags have for it.

Spaces, case and the dots between words do not matter. A name may mean several things (중구), or the
same one under the names of different times (전남 목포시, 전남광주 목포시).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from korean.names import topics
from korean.places import as_of
from korean.scanner import AI_FORMS
from korean.vocab import Region, agencies, programmes, regions, unit_changes

#: Kinds of tags that have names here.
KINDS = ("region", "topic", "agency", "programme")
#: The most names that are offered for one that nobody knows.
NEAREST = 3
_ALIKE = 0.6
_BETWEEN = re.compile(r"[\s·ㆍ・‧･.,/&_-]+")
Names = Mapping[str, tuple[str, ...]]


def folded(name: str) -> str:
    """The name as it is compared."""
    return unicodedata.normalize("NFKC", _BETWEEN.sub("", name)).casefold()


def values(kind: str, name: str) -> tuple[str, ...]:
    """What tags of the kind have for the name: nothing, one value, or all that it can mean."""
    names = _TABLES[kind]()
    if any(name == value for value in names.get(folded(name), ())):
        return (name,)
    return names.get(folded(name), ())


def near(kind: str, name: str) -> tuple[str, ...]:
    """The values whose names are most like this one."""
    return nearest(name, _TABLES[kind]())


def nearest(name: str, names: Names) -> tuple[str, ...]:
    """The values of those names (written as `folded` does) that are most like this one."""
    asked = _letters(folded(name))
    letters = {_letters(known): found for known, found in names.items()}
    alike = difflib.get_close_matches(asked, letters, n=2 * NEAREST, cutoff=_ALIKE)
    found = dict.fromkeys(value for one in alike for value in letters[one])
    return tuple(found)[:NEAREST]


def today(region: str, day: date) -> str:
    """The region that this one has become: 전남 목포시 → 전남광주 목포시. Itself where it stands as it
    was, or was divided.
    """
    now = as_of(region, day)
    return now[0] if len(now) == 1 and (" " in now[0]) == (" " in region) else region


def _letters(name: str) -> str:
    """Syllables taken apart: 부 and 보 are half alike."""
    return unicodedata.normalize("NFD", name)


@cache
def _regions() -> Names:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for region in regions():
        own = {region.key, region.short, *region.full, *(old for old, _ in region.former)} - {""}
        for name in own:
            found[folded(name)].append(region.key)
        for unit in _units(region):
            value = f"{region.key} {unit}"
            for short in _short(unit):
                for head in own:
                    found[folded(head + short)].append(value)
                found[folded(short)].append(value)
        if region.short and region.full[0].endswith("광역시"):
            found[folded(f"{region.short}시")].append(region.key)  # 광주시, as people say it
    for change in unit_changes():
        if change.was.split()[1:] == change.unit.split()[1:]:  # 경북 군위군, now of 대구
            found[folded(change.was)].append(change.was)
    whole = {folded(name): r.key for r in regions() for name in (r.key, *r.full, r.short) if name}
    return {
        name: (whole[name],) if name in whole else tuple(dict.fromkeys(values))
        for name, values in found.items()
    }


def _units(region: Region) -> Iterator[str]:
    """The municipalities of a 시·도; of a merged one, those it was made of."""
    yield from region.units
    for before in regions():
        if before.successor == region.key:
            yield from before.units


def _short(unit: str) -> tuple[str, ...]:
    """포항시, 포항; but 중구 is never 중."""
    return (unit, unit[:-1]) if len(unit) > 2 else (unit,)


@cache
def _topics() -> Names:
    return _table((key, (key, *names)) for key, names in topics().items())


@cache
def _agencies() -> Names:
    return _table(
        (a.key, (a.key, *(n for n in a.names if n not in a.beside), *(old for old, _ in a.former)))
        for a in agencies()
    )


@cache
def _programmes() -> Names:
    return _table(
        (p.key, (name.replace("{AI}", form) for name in (p.key, *p.names) for form in AI_FORMS))
        for p in programmes()
    )


def _table(rows: Iterable[tuple[str, Iterable[str]]]) -> Names:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for value, names in rows:
        for name in names:
            found[folded(name)][value] = None
    return {name: tuple(values) for name, values in found.items()}


_TABLES: Mapping[str, Callable[[], Names]] = {
    "region": _regions, "topic": _topics, "agency": _agencies, "programme": _programmes,
}  # fmt: skip
