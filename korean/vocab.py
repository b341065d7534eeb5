"""The words the house knows, as typed tables. `korean.scanner` finds them in a text.

The tables are TOML files in ``korean/data`` (each names its source at its top). They are read once
per process. How to add a word: ``docs/relevance.md``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from korean.scanner import Scanner, Term, VocabError, spellings


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    title: str
    strong: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A 시·도 (``units`` are its municipalities' full names) or a 권역 (no units).

    ``common`` are the units whose name without the last syllable is another word as well; of these
    ``never`` are meant by the full name only, even right behind the 시·도 (충남 예산). ``former``
    pairs an official name (also in ``full``) with the day it ended.
    """

    key: str
    full: tuple[str, ...]
    short: str
    units: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    former: tuple[tuple[str, date], ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    is_area: bool = False


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A dated change of one municipality (``대구 군위군`` was ``경북 군위군`` until 2023-07-01)."""

    unit: str
    since: date
    was: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A law, strategy or programme of AI policy under its usual name (``key``)."""

    key: str
    names: tuple[str, ...]
    sort: Literal["law", "strategy", "programme"]


@dataclass(frozen=True, slots=True)
class Agency:
    """A public body under today's name; ``former`` pairs an old name with the day it ended.

    ``beside`` are those of ``names`` that show the body at work but do not name it (국무회의, 여야,
    a party): they make a public actor, and no tag.
    """

    key: str
    names: tuple[str, ...]
    former: tuple[tuple[str, date], ...] = ()
    since: date | None = None
    inside: bool = False  # names also count at the end of a longer word (경북도의회)
    beside: frozenset[str] = frozenset()


@cache
def table(name: str) -> Mapping[str, Any]:
    """One data file, parsed. ``name`` without ``vocab_`` and ``.toml``."""
    raw = files("korean").joinpath("data", f"vocab_{name}.toml").read_text("utf-8")
    try:
        return tomllib.loads(raw)
    except tomllib.TOMLDecodeError as error:
        raise VocabError(f"korean/data/vocab_{name}.toml: {error}; correct that line") from error


@cache
def topics() -> tuple[Topic, ...]:
    return tuple(
        Topic(key, row["title"], tuple(row["strong"]), tuple(row["near"]))
        for key, row in table("topics").items()
    )


@cache
def regions() -> tuple[Region, ...]:
    """The 시·도 in the usual order, then the 권역."""
    return tuple(_provinces()) + tuple(
        Region(row["key"], tuple(row["forms"]), "", is_area=True)
        for row in table("regions")["area"]
    )


def _provinces() -> Iterator[Region]:
    for row in table("regions")["province"]:
        names = row["units"].split()
        yield Region(
            key=row["key"],
            full=tuple(row["full"]),
            short=row["short"],
            units=tuple(name.lstrip("!") for name in names),
            common=frozenset(name.lstrip("!") for name in names if name.startswith("!")),
            never=frozenset(name[2:] for name in names if name.startswith("!!")),
            former=tuple((name, date.fromisoformat(day)) for name, day in row.get("former", ())),
            valid_from=_day(row.get("valid_from")),
            valid_to=_day(row.get("valid_to")),
            successor=row.get("successor"),
        )


@cache
def unit_changes() -> tuple[UnitChange, ...]:
    return tuple(
        UnitChange(row["unit"], date.fromisoformat(row["from"]), row["was"])
        for row in table("regions")["change"]
    )


@cache
def agencies() -> tuple[Agency, ...]:
    return tuple(
        Agency(
            key=row["key"],
            names=tuple(row["names"]),
            former=tuple(
                (name, date.fromisoformat(until)) for name, until in row.get("former", ())
            ),
            since=_day(row.get("from")),
            inside=row.get("inside", False),
            beside=frozenset(row.get("beside", ())),
        )
        for row in table("agencies")["agency"]
    )


@cache
def programmes() -> tuple[Programme, ...]:
    return tuple(
        Programme(row["key"], tuple(row["names"]), sort)
        for sort in ("law", "strategy", "programme")
        for row in table("programmes")[sort]
    )


def programme_terms() -> Iterator[Term]:
    for programme in programmes():
        for name in programme.names:
            for text in spellings(name):
                yield Term(text, "programme", programme.key, word=True)


@cache
def countries() -> tuple[str, ...]:
    """Foreign states, and how headlines shorten them (美, 中)."""
    return tuple(table("agencies")["foreign"]["states"].split())


def agency_terms() -> Iterator[Term]:
    for agency in agencies():
        for name in (*agency.names, *(old for old, _ in agency.former)):
            for text in spellings(name):
                yield Term(text, "agency", agency.key, word=not agency.inside)


def topic_terms() -> Iterator[Term]:
    for topic in topics():
        for table_name, patterns in (("strong", topic.strong), ("near", topic.near)):
            for pattern in patterns:
                for text in spellings(pattern):
                    yield Term(text, f"topic.{table_name}.{topic.key}", topic.key)


def relevance_terms() -> Iterator[Term]:
    """The tables the gates weigh: table ``avian``, key ``strong`` and so on."""
    for table_name, rules in table("relevance").items():
        for rule, row in rules.items():
            seen: set[str] = set()
            for pattern in row["terms"]:
                for text in spellings(pattern):
                    if text not in seen:
                        seen.add(text)
                        yield Term(text, table_name, rule, row["weight"], row.get("word", False))


def municipality_terms() -> Iterator[Term]:
    """Every 시·도 and 시·군·구 in full, as public actors (경북도, 포항시, 수성구)."""
    seen: set[str] = set()
    for region in regions():
        if region.is_area:
            continue
        for name in (*region.full, *region.units):
            if name not in seen:
                seen.add(name)
                yield Term(name, "government", name, 0.9, word=True)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def check() -> list[str]:
    """What is wrong with the tables, one sentence each; empty when they are sound."""
    return [*_duplicates(), *_short_latin_traps(), *_short_hangul_traps()]


def _duplicates() -> Iterator[str]:
    for table_name, rules in table("relevance").items():
        seen: dict[str, str] = {}
        for rule, row in rules.items():
            for pattern in row["terms"]:
                if seen.get(pattern) == rule:
                    yield f"relevance {table_name}.{rule}: {pattern!r} stands twice; delete one"
                seen[pattern] = rule
    for topic in topics():
        patterns = [*topic.strong, *topic.near]
        for pattern in sorted({p for p in patterns if patterns.count(p) > 1}):
            yield f"topic {topic.key}: {pattern!r} stands twice; delete one"
    owner: dict[str, str] = {}
    for agency in agencies():
        for name in (*agency.names, *(old for old, _ in agency.former)):
            if name in owner:
                yield f"agency {agency.key}: {name!r} already means {owner[name]}; delete one"
            owner[name] = agency.key
    meant: dict[str, str] = {}
    for programme in programmes():
        for name in programme.names:
            if name in meant:
                yield f"programme {programme.key}: {name!r} already means {meant[name]}; delete one"
            meant[name] = programme.key
    for region in regions():
        for unit in sorted({u for u in region.units if region.units.count(u) > 1}):
            yield f"region {region.key}: {unit!r} stands twice; delete one"


def _short_latin_traps() -> Iterator[str]:
    """A two- or three-letter Latin term must not match inside a longer Latin word."""
    for term in (*relevance_terms(), *agency_terms(), *topic_terms(), *programme_terms()):
        if term.text.isascii() and term.text.isalpha():
            inside = f"X{term.text}X"
            if Scanner([term]).scan(inside):
                yield f"{term.table}: {term.text!r} matches inside {inside!r}; give it a boundary"


def _short_hangul_traps() -> Iterator[str]:
    """A two-syllable actor that ends longer everyday words needs ``word = true``."""
    for term in relevance_terms():
        if term.table in {"official", "body"} and term.key in {"short", "word"} and not term.word:
            yield f"relevance {term.table}.{term.key}: set word = true ({term.text!r})"
    for term in agency_terms():
        if len(term.text) <= 3 and not term.word and term.text not in INSIDE_ALLOWED:
            yield f"agency {term.key}: {term.text!r} is short and unbounded; remove inside = true"


INSIDE_ALLOWED = frozenset(
    {"시의회", "도의회", "군의회", "구의회", "시의원", "도의원", "군의원", "구의원", "교육청"}
)
"""Short agency words that are meant to end longer names (경북도의회, 대구시교육청)."""
