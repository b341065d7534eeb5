"""The regions of an article: 시·도, their municipalities, and 권역, as of the day it was published.

``경북`` is a 시·도, ``경북 포항시`` a municipality (which implies its 시·도), ``대구경북`` a 권역. A
municipality that exists twice (중구, 고성군) needs its 시·도 close by, or an article that leaves one
choice. Units that began, ended or moved are folded to the one valid on the day: 군위군 is of 경북
before 2023-07-01, 광주 and 전남 are 전남광주 from 2026-07-01. Without a day the text's own words hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from korean.found import Found, Scanned
from korean.placenames import ANOTHER_PLACE, is_place, other_words, own_unit
from korean.scanner import Hit, Term
from korean.vocab import Region, regions, unit_changes

CLOSE = 15
"""Characters before an ambiguous municipality within which its 시·도 decides."""
ALONG = 30
"""Characters behind its 시·도 within which such a name is a place where something is done or built."""
CHAIN = 6
"""Characters between two municipalities of one list (부산 중구와 동구, 남구)."""


class _Place(NamedTuple):
    field: str
    start: int
    end: int
    form: str
    key: str


@cache
def _provinces() -> tuple[Region, ...]:
    return tuple(region for region in regions() if not region.is_area)


@cache
def _owners() -> dict[str, tuple[str, ...]]:
    """Full municipal name → the 시·도 that have one of that name."""
    owners: dict[str, list[str]] = defaultdict(list)
    for region in _provinces():
        for unit in region.units:
            owners[unit].append(region.key)
    return {unit: tuple(keys) for unit, keys in owners.items()}


@cache
def _shorts() -> dict[str, str]:
    return {region.short: region.key for region in _provinces() if region.short}


@cache
def _former_names() -> frozenset[str]:
    return frozenset(name for region in _provinces() for name, _ in region.former)


def place_terms() -> Iterator[Term]:
    """What to scan for; the key is ``form:value``."""
    for region in regions():
        for name in region.full:
            yield Term(name, "place", f"full:{region.key}", word=True)
        if region.short:
            yield Term(region.short, "place", f"short:{region.key}", word=True)
    stems: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for region in _provinces():
        for unit in region.units:
            if unit not in region.never and len(unit) > 2 and unit[:-1] not in _shorts():
                form = "near" if unit in region.common else "stem"
                stems[unit[:-1]].append((form, f"{region.key} {unit}"))
    for stem, meant in stems.items():
        form = "stem" if meant[0][0] == "stem" and len(meant) == 1 else "near"
        yield Term(stem, "place", f"{form}:{'|'.join(value for _, value in meant)}", word=True)
    for unit in _owners():
        yield Term(unit, "place", f"unit:{unit}", word=True)


def find_regions(scanned: Sequence[Scanned], published: date | None = None) -> Iterator[Found]:
    """Every region of the article with the words it rests on."""
    places = _Reader(scanned).places()
    for place in places:
        span = place.field, place.start, place.end
        for valid in as_of(place.key, published):
            yield Found("region", valid, *span, place.form)
            if " " in valid:
                yield Found("region", valid.partition(" ")[0], *span, "implied", 0.5)


class _Reader:
    """Reads all fields of one article; what one place decides, another may rest on."""

    def __init__(self, scanned: Sequence[Scanned]) -> None:
        self.scanned = scanned
        self.provinces: set[str] = set()
        self.explicit: dict[str, set[str]] = defaultdict(set)
        self.gyeonggi_gwangju = any(_GYEONGGI_GWANGJU.search(s.text) for s in scanned)
        self.pohang = any("포항" in s.text for s in scanned)

    def places(self) -> list[_Place]:
        found: list[_Place] = []
        waiting: list[tuple[Scanned, Hit]] = []
        others = other_words([field.text for field in self.scanned])
        for field in self.scanned:
            last: _Place | None = None
            for hit in field.hits:
                if hit.term.table != "place" or hit.term.text in others:
                    continue
                form, _, key = hit.term.key.partition(":")
                if not is_place(field.text, hit.start, hit.end, form):
                    continue
                for place in self._read(field, hit, form, key, last):
                    last = place
                    found.append(place)
                    self.provinces.add(place.key.partition(" ")[0])
                if form == "unit" and (last is None or last.end < hit.end):
                    waiting.append((field, hit))
        for field, hit in waiting:
            value = self._by_text(hit.term.key.partition(":")[2])
            if value:
                found.append(_Place(field.name, hit.start, hit.end, "unit", value))
        return found

    def _read(
        self, field: Scanned, hit: Hit, form: str, key: str, last: _Place | None
    ) -> Iterator[_Place]:
        name, text = field.name, field.text
        if hit.term.text in {"광주", "광주시"}:
            yield _Place(name, hit.start, hit.end, form, self._gwangju(field, hit, last))
            yield from _run_together(field, hit.end)
        elif form in {"full", "short"}:
            rule = "former" if hit.term.text in _former_names() else form
            yield _Place(name, hit.start, hit.end, rule, key)
            if form == "short":
                yield from _run_together(field, hit.end)
        elif form == "stem":
            yield _Place(name, hit.start, hit.end, form, key)
        elif form == "near":
            value = _behind_its_province(text, hit, key, last)
            if value:
                yield _Place(name, hit.start, hit.end, form, value)
        else:
            value = self._by_neighbour(text, hit, key, last)
            if value:
                self.explicit[key].add(value.partition(" ")[0])
                yield _Place(name, hit.start, hit.end, form, value)

    def _by_neighbour(self, text: str, hit: Hit, unit: str, last: _Place | None) -> str | None:
        """The municipality by its own name, or by the 시·도 or the list right before it."""
        owners = _owners()[unit]
        if last is not None:
            province = last.key.partition(" ")[0]
            gap = text[last.end : hit.start]
            near = len(gap) <= (CLOSE if " " not in last.key else CHAIN)
            if near and province in owners and not _SENTENCE_END.search(gap):
                return f"{province} {unit}"
        return f"{owners[0]} {unit}" if len(owners) == 1 else None

    def _by_text(self, unit: str) -> str | None:
        """The one municipality of this name that the article's 시·도 leave, if they leave one.

        Pohang's 남구 and 북구 are no municipalities: where Pohang is named they need their 시·도.
        """
        owners = self.explicit.get(unit) or {
            key for key in _owners()[unit] if key in self.provinces
        }
        if len(owners) != 1 or (
            self.pohang and unit in {"남구", "북구"} and unit not in self.explicit
        ):
            return None
        return f"{next(iter(owners))} {unit}"

    def _gwangju(self, field: Scanned, hit: Hit, last: _Place | None) -> str:
        """광주 is the metropolis; it is Gyeonggi's city behind 경기, among Gyeonggi's cities, or in an
        article that speaks of 경기 광주 and never of the metropolis."""
        if _WITH_JEONNAM.match(field.text, hit.end):
            return "광주"
        if last is not None and last.key.startswith("경기"):
            gap = field.text[last.end : hit.start]
            listed = " " in last.key and len(gap) <= 3
            city = hit.term.text == "광주시" and len(gap) <= CLOSE
            if listed or city or (_JOINED.fullmatch(gap) and "·" not in gap):
                return "경기 광주시"
        if any("광주광역시" in field.text for field in self.scanned):
            return "광주"
        alone = hit.term.text == "광주시" and self.provinces == {"경기"}
        return "경기 광주시" if self.gyeonggi_gwangju or alone else "광주"


_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_GYEONGGI_GWANGJU = re.compile(r"경기(?:도)?[\s(]{0,2}광주(?!광역|·전남|전남)")
_WITH_JEONNAM = re.compile(r"[·ㆍ・,/‧]?\s?전남|광역")


def _run_together(field: Scanned, start: int) -> Iterator[_Place]:
    """The second and third 시·도 of 광주전남, 대전세종충남; the municipality of 대구중구."""
    text = field.text
    before = next((short for short in _shorts() if text.startswith(short, start - len(short))), "")
    unit = own_unit(before, text[start : start + 8])
    if unit:
        yield _Place(field.name, start, start + len(unit), "unit", f"{_shorts()[before]} {unit}")
        return
    while match := ANOTHER_PLACE.match(text, start):
        if not is_place(text, match.start(), match.end(), "short"):
            return
        yield _Place(field.name, match.start(), match.end(), "short", _shorts()[match.group()])
        start = match.end()


_JOINED = re.compile(r"(?:\s|도 |시 |지역 |·)?")
#: 강원도는 원주에서 …, 전북도는 완주에 실증단지를 세운다; but not 완주에 성공했다.
_SITED = re.compile(
    r"에(?:서는?|선)(?![가-힣])"
    r"|에(?:\s[가-힣A-Za-z0-9·]+){1,4}?\s(?:세우|세운|짓|지을|지어|지었|들어서|들어선|들어설|조성|구축|설치|건립|만들|만든|놓)"
)
_IN_LIST = re.compile(r"\s?[·ㆍ,/‧]\s?|[와과]\s|\s및\s")


def _behind_its_province(text: str, hit: Hit, key: str, last: _Place | None) -> str | None:
    """경기 용인: a stem that is another word too, right behind its 시·도 or in a list of its cities."""
    if last is None:
        return None
    province = last.key.partition(" ")[0]
    value = next((v for v in key.split("|") if v.startswith(f"{province} ")), None)
    gap = text[last.end : hit.start]
    along = " " not in last.key and len(gap) <= ALONG and not _SENTENCE_END.search(gap)
    if value and along and _SITED.match(text, hit.end):
        return value
    joins = _JOINED if " " not in last.key else _IN_LIST
    return value if value and joins.fullmatch(gap) and gap else None


# --- the unit valid on the day --------------------------------------------------------------------------


@cache
def as_of(value: str, day: date | None) -> tuple[str, ...]:
    """``value`` as the unit that was valid on ``day``: usually itself; two where a merged unit did not
    exist yet (전남광주 → 광주, 전남). None as the day means unknown: the value stays."""
    if day is None:
        return (value,)
    province, _, unit = value.partition(" ")
    if unit:
        return _unit_as_of(province, unit, day)
    region = next((region for region in regions() if region.key == province), None)
    if region and region.valid_to and region.successor and day > region.valid_to:
        return (region.successor,)
    if region and region.valid_from and day < region.valid_from:
        return tuple(r.key for r in _provinces() if r.successor == province)
    return (value,)


def _unit_as_of(province: str, unit: str, day: date) -> tuple[str, ...]:
    value = f"{province} {unit}"
    for change in unit_changes():
        old = change.was.split(", ")
        if change.unit == value and day < change.since:
            return (old[0],) if old[0].endswith(f" {unit}") else (province,)
        if day >= change.since and value in old:
            return (change.unit,)
    for change in unit_changes():
        if day >= change.since and f"{value}(" in change.was:
            return (province,)  # 인천 중구 was divided: nobody can say between which
    parent = as_of(province, day)[0]
    return (f"{parent} {unit}",)
