"""Local governments as the bodies quotations come from: 시·도 and 시·군·구, under one key each.

The key of a 시·도 is its official name (``경상북도``), of a municipality the region vocabulary's
(``경북 포항시``). Councils, education offices and companies of the same place are other bodies. Bodies
that were merged keep their own key (광주광역시, 전라남도): a quotation of theirs is not the new body's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from korean.vocab import Region, regions, unit_changes

#: What follows a government's name and is still it: a department or its side.
_PARTS = re.compile(
    r"[^\s]*(?:(?<!학)과|(?<!약)국|[^\s]실|팀|추진단|기획관|정책관|담당관|협력관)|집행부|측"
)
_ACTING = re.compile(r"\s(?:권한대행|직무대행)$")
#: 대구시장, 안동부시장, 포항시 행정부시장; a governor is of a 도.
_HEAD = re.compile(
    r"(?P<place>[가-힣]+?)(?:행정|경제|정무)?부?(?P<office>시장|군수|구청장|도지사|지사)"
)
_LEVELS = {"시장": "시", "군수": "군", "구청장": "구", "도지사": "도", "지사": "도"}
#: 도 관계자, 시 집행부: the government the article is about.
_SHORT = re.compile(r"(?P<level>[시도군구])청?")


@cache
def _provinces() -> tuple[Region, ...]:
    return tuple(region for region in regions() if not region.is_area)


@cache
def _province_names() -> dict[str, Region]:
    """Every name of a 시·도 that means its government: 경상북도, 경북도, 강원도."""
    return {name: region for region in _provinces() for name in region.full}


@cache
def _places() -> dict[str, Region]:
    """The same and the short names, which stand in front of a municipality (경북 포항시)."""
    shorts = {region.short: region for region in _provinces() if region.short}
    return shorts | _province_names()


@cache
def _owners() -> dict[str, tuple[str, ...]]:
    """A municipality's name → the keys of all who bear it; ``광주시`` is Gwangju's everyday name too."""
    found: dict[str, list[str]] = defaultdict(list)
    for region in _provinces():
        for unit in region.units:
            found[unit].append(f"{region.key} {unit}")
        everyday = f"{region.short}시"
        if region.full[0].endswith("시") and everyday not in region.full and region.short:
            found[everyday].append(region.full[0])
    return {name: tuple(keys) for name, keys in found.items()}


@cache
def _moved() -> dict[str, str]:
    """경북 군위군 → 대구 군위군: a unit that kept its name under another 시·도."""
    return {
        change.was: change.unit
        for change in unit_changes()
        if change.was.split()[1:] == change.unit.split()[1:]
    }


@lru_cache(maxsize=20_000)
def choices(name: str) -> tuple[str, ...]:
    """The keys of the governments a name can mean: none, one, or several (중구, 고성군)."""
    words = [_without_office(word) for word in name.split()]
    if len(words) == 1:
        if region := _province_names().get(words[0]):
            return (region.full[0],)
        return _owners().get(words[0], ())
    if len(words) == 2 and (region := _places().get(words[0])):
        key = f"{region.key} {words[1]}"
        if words[1] in region.units or key in _moved():
            return (_moved().get(key, key),)
    return ()


def _without_office(word: str) -> str:
    """포항시청, 경상북도청 → 포항시, 경상북도."""
    return word[:-1] if word.endswith("청") and word[-2:-1] in tuple("시도군구") else word


def asked(name: str) -> tuple[str, ...]:
    """As ``choices``, for somebody who asks: 경북 and 포항 will do, and who leads it (경북지사)."""
    name = " ".join(name.split())
    if found := choices(name):
        return found
    if region := _places().get(name):
        return (region.full[0],)
    if led := led_by(name):
        return (led,)
    *ahead, last = name.split() or [""]
    stems = (" ".join([*ahead, last + level]) for level in "시군구" if len(last) > 1)
    return tuple(key for stem in stems for key in choices(stem))


@lru_cache(maxsize=20_000)
def led_by(office: str | None, place: str | None = None) -> str | None:
    """The government whose head's office names it: 경북지사, 대구시장, 안동부시장.

    ``place``: what stands in front, a 시·도 that tells which 중구청장. A candidate leads nothing.
    """
    found = _HEAD.fullmatch(_ACTING.sub("", office or ""))
    if found is None:
        return None
    name, level = found["place"], _LEVELS[found["office"]]
    if level == "도":
        region = _places().get(name) or _places().get(f"{name}도")
        return region.full[0] if region and region.full[0].endswith("도") else None
    for printed in (name + level, name):
        if printed.endswith(level):
            keys = (place and choices(f"{place} {printed}")) or choices(printed)
            if len(keys) == 1:
                return keys[0]
    return None


def government_of(organisation: str | None, office: str | None, body: str) -> str | None:
    """The key of the local government somebody speaks for, None where it is none or not certain.

    ``body`` tells whose ``시`` or ``도`` it is where it names one government of that level only.
    """
    if organisation is None:
        return led_by(office)
    words = organisation.split("(")[0].split()
    for size in (2, 1):
        rest = words[size:]
        if len(words) < size or not all(_PARTS.fullmatch(word) for word in rest):
            continue
        name = " ".join(words[:size])
        if len(keys := choices(name)) == 1:
            return keys[0]
        if size == 1 and (short := _SHORT.fullmatch(name)):
            return _only(body, short["level"])
    return led_by(office, organisation) if organisation in _places() else None


@cache
def _named() -> re.Pattern[str]:
    def either(names: Iterator[str]) -> str:
        return "|".join(sorted(map(re.escape, names), key=lambda n: (-len(n), n)))

    ahead, units = either(iter(_places())), either(iter(_owners()))
    governors = either(f"{r.short}지사" for r in _provinces() if r.full[0].endswith("도"))
    names = either(iter(_province_names()))
    return re.compile(
        rf"(?<![가-힣])(?:(?:(?P<ahead>{ahead})\s)?(?P<unit>{units})|(?P<governor>{governors})|(?P<province>{names}))"
    )


@lru_cache(maxsize=64)
def _only(body: str, level: str) -> str | None:
    """The one government of a level that a text names; None where several are, or one is ambiguous."""
    found: set[str] = set()
    names: dict[str, str] = {}  # 중구 behind 대구 중구
    for match in _named().finditer(body):
        if governor := match["governor"]:
            keys: tuple[str, ...] = tuple(filter(None, (led_by(governor),)))
        elif province := match["province"]:
            keys = choices(province)
        else:
            unit = match["unit"]
            keys = (match["ahead"] and choices(f"{match['ahead']} {unit}")) or choices(unit)
            if len(keys) == 1:
                names[unit] = keys[0]
            elif unit in names:
                keys = (names[unit],)
        found |= {key for key in keys if key.endswith(level)}
    return found.pop() if len(found) == 1 else None
