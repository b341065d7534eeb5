"""Facts of a text, as far as they tell one event from another of the same kind: numbers with what
they count, places, agencies and people.

All of it reads a form (see `korean.matching.form`): letters without spaces.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from korean import vocab
from korean.matching.form import one_spelling

# With the letter behind: 14일 is no 14명.
_NUMBER = re.compile(r"[0-9]+[^0-9]?")
OFFICES = (
    "기자|씨|군수|시장|도지사|지사|구청장|장관|차관|위원장|위원|의원|의장|대표|사장|회장|이사장|이사|원장|"
    "소장|센터장|본부장|단장|국장|과장|팀장|실장|부장|총장|학장|교수|교장|박사|연구원|변호사|판사|검사|"
    "감독|선수|작가|총리|대통령|청장|처장|서장|대변인|사무관|주무관|상무|전무|행장|"
    "총재|총장|차장|계장|반장|관장|이장|통장|조합장|지부장|지점장|지회장|담당관|심의관|비서관|수석|주임|간사|간호사|"
    "자영업자|대학원생|창업자|개발자|노동자|청년|회원|공무원|주민|시민|직장인|학생|농민|상인|학부모|앵커|특파원|옹|할머니|할아버지"
)
SURNAMES = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길"
_PERSON = re.compile(rf"([{SURNAMES}][가-힣]{{1,2}})(?={OFFICES})")


class Fact(NamedTuple):
    """What is told and where it stands: ``key`` is the same for all spellings of a fact."""

    key: str
    start: int
    end: int


def numbers(letters: str) -> list[Fact]:
    """Each number with the letter behind it."""
    return [Fact(m.group(), m.start(), m.end()) for m in _NUMBER.finditer(letters)]


def named(letters: str) -> list[Fact]:
    """Places, agencies, and people with an office."""
    found = [Fact(stem(m.group()), m.start(), m.end()) for m in known().finditer(letters)]
    return found + [Fact(m.group(1), m.start(1), m.end(1)) for m in _PERSON.finditer(letters)]


def stem(name: str) -> str:
    """경북 and 경북도 are one place."""
    return name[:-1] if len(name) > 2 and name[-1] in "시도군구" else name


def places(letters: str) -> set[str]:
    """Municipalities by their full names, and provinces."""
    return {stem(name) for name in _places().findall(letters)}


@cache
def place_names() -> frozenset[str]:
    """Municipalities' full names; provinces by any."""
    names: set[str] = set()
    for region in vocab.regions():
        if not region.is_area:
            names.update(map(one_spelling, (*region.full, region.short)))
            names.update(unit for unit in region.units if len(unit) > 2)
    return frozenset(names - {""})


@cache
def short_names() -> frozenset[str]:
    """Municipalities without their rank. Many are words of their own as well (구미, 안동, 수영)."""
    return frozenset(
        unit[:-1] for region in vocab.regions() for unit in region.units if len(unit) > 2
    )


@cache
def _places() -> re.Pattern[str]:
    return re.compile(_branches(set(place_names())))


@cache
def known() -> re.Pattern[str]:
    names = set(place_names())
    for region in vocab.regions():
        names.update(
            unit[:-1] for unit in region.units if len(unit) > 2 and unit not in region.common
        )
    for agency in vocab.agencies():
        names.update(one_spelling(name.replace(" ", "").casefold()) for name in agency.names)
    return re.compile(_branches(names - {""}))


def _branches(names: set[str]) -> str:
    """Longest first, and told apart by their first letter first: five times as fast."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        by_first.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())


@cache
def agency_of() -> dict[str, str]:
    return {
        one_spelling(name.replace(" ", "").casefold()): agency.key
        for agency in vocab.agencies()
        for name in (*agency.names, *(old for old, _ in agency.former))
    }
