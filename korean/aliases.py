"""Other names of what a person searches for: agencies before and after a renaming, 시·도 in full and in short,
laws and programmes in all their spellings, AI and 인공지능.

Only a whole name is widened, and only to names that are hardly ever a part of something else
(``korean/data/vocab_search.toml`` says which are).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from korean.scanner import AI_FORMS
from korean.tokens import stream
from korean.vocab import agencies, programmes, regions, table

MOST_WORDS = 9
"""No name has more: 인공지능 발전과 신뢰 기반 조성 등에 관한 기본법."""


def others(name: str) -> tuple[str, ...]:
    """The other names of what has this one, spaces and case aside; none where it is not known."""
    return _others().get(stream(name), ())


def known() -> Mapping[str, tuple[str, ...]]:
    """All of it: a name as `korean.tokens.stream` writes it → its other names."""
    return _others()


@cache
def _others() -> dict[str, tuple[str, ...]]:
    rules = table("search")
    apart, ambiguous = frozenset(rules["apart"]), frozenset(rules["ambiguous"])
    found: dict[str, dict[str, str]] = {}
    for group in _groups():
        names: dict[str, str] = {}
        for name in group:
            if name not in apart:
                names.setdefault(stream(name), name)
        for key, name in names.items():
            found.setdefault(key, {}).update(
                (other, text)
                for other, text in names.items()
                if other != key and text not in ambiguous and not _is_office_of(name, text)
            )
    return {key: tuple(other.values()) for key, other in found.items() if other}


def _is_office_of(name: str, land: str) -> bool:
    """경북도 is an office, 경북 the land as well; who leaves out the one does not mean the other."""
    return name[:-1] == land


def _groups() -> Iterator[Sequence[str]]:
    """Each a list of names of one thing."""
    yield from table("search")["same"]
    for agency in agencies():
        if not agency.inside:  # 교육청, 시의회: kinds of bodies, not one
            former = (old for old, _ in agency.former)
            named = (agency.key, *agency.names, *former)
            yield [name for name in named if name not in agency.beside]
    for region in regions():
        if not region.is_area:  # 충청권 and 중부권 are not quite the same
            yield [name for name in (region.short, *region.full) if name]
    for programme in programmes():
        yield [spelling for name in (programme.key, *programme.names) for spelling in _forms(name)]


def _forms(name: str) -> Sequence[str]:
    """Each way to write the AI of a programme's name; spaces do not matter here."""
    return [name.replace("{AI}", form) for form in AI_FORMS] if "{AI}" in name else [name]
