"""What pages print around articles, as named rules (`data/boilerplate.toml`), and taking it out.

Nothing is cut silently: every cut carries its rule's name and its place in the text before any
rule. And no rule may eat an article: a public collector once cut "everything after 첨부파일" and
met boards that print attachments first: 1,132 characters became 86. So a ``tail`` rule holds only
where what follows looks like a tail (`_is_tail`), and `lost` lets the caller flag what shrank.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Literal

from korean.article import Cut
from korean.cues import cues

Kind = Literal["line", "tail", "prefix", "suffix"]

GENERAL = "general"
_SEPARATOR = "\n\n"
# A sentence as articles have them; menus, headlines and tables have none.
_PROSE_END = re.compile(r"(?:[다요죠까음함됨임]|니다)[\"”'’)\]」』]*[.?!]+[\"”'’)\]」』]*$")
_PROSE_LENGTH = 35  # characters
_MOST_PASSES = 12  # a hostile page of nothing but markers must cost no time
_TAIL_SHARE = 0.2  # of the text's prose may follow a marker that is not certain


class BadRules(ValueError):
    """Raised at import when `data/boilerplate.toml` cannot be used; names the rule and the fault."""


@dataclass(frozen=True)
class Rule:
    """``line``: the whole line must match. ``prefix`` and ``suffix``: the matching end of a line.
    ``tail``: from the matching line to the end of the text; ``certain`` when the marker never
    stands before article text, so that long articles of others may follow it.

    ``scopes``: ``general``, or codes of outlets and families. ``why``: what it is, where seen.
    """

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    scopes: frozenset[str]
    why: str
    certain: bool = False

    @cached_property
    def cues(self) -> frozenset[str]:
        """Words of which a matching line holds one; empty where the pattern has none."""
        return cues(self.pattern.pattern)


@dataclass(frozen=True, slots=True)
class Stripped:
    """Cuts are in the order of the text; a line cut whole is one cut. ``characters`` are the
    different ones of the text before any cut.
    """

    paragraphs: tuple[str, ...]
    cuts: tuple[Cut, ...]
    characters: Set[str] = field(default=frozenset(), compare=False, repr=False)


@dataclass(slots=True)
class _Line:
    """A line still standing: its paragraph's number and where it is in the original text."""

    paragraph: int
    start: int
    end: int
    text: str

    @property
    def prose(self) -> int:
        """Characters of article-like text; 0 for anything that is not a sentence."""
        text = self.text
        return len(text) if len(text) >= _PROSE_LENGTH and _PROSE_END.search(text) else 0


def strip(paragraphs: Sequence[str], scopes: Sequence[str] = ()) -> Stripped:
    """Take out what the general rules and those of ``scopes`` (outlet, family) recognise.

    Offsets of the cuts count in ``"\\n\\n".join(paragraphs)``.
    """
    lines = list(_lines_of(paragraphs))
    cuts: list[Cut] = []
    original = _SEPARATOR.join(paragraphs)
    characters = set(original)
    in_force = _called(frozenset(scopes), original, characters)
    # Again until nothing changes: a cut may bring the next marker to the start of its line, or
    # leave a tail without the prose that protected it.
    for _ in range(_MOST_PASSES):
        changed = False
        for rule in in_force:
            changed |= _apply(rule, lines, cuts, original)
        if not changed:
            break
    cuts.sort(key=lambda cut: (cut.start, cut.end))
    return Stripped(_rejoin(lines), tuple(cuts), characters)


def lost(stripped: Stripped, original: Sequence[str]) -> float:
    """Share of the visible characters that was cut, 0.0 to 1.0. Over one half wants a warning."""
    before = _visible("".join(original))
    return 1 - _visible("".join(stripped.paragraphs)) / before if before else 0.0


def rules(scopes: Sequence[str] | None = None) -> tuple[Rule, ...]:
    """All rules, or those in force for these scopes."""
    return RULES if scopes is None else _rules_for(frozenset(scopes))


def _called(scopes: frozenset[str], text: str, letters: Set[str]) -> list[Rule]:
    """The rules of which a text holds a cue. Most texts hold those of no rule, and looking for
    words is fifty times as fast as trying the patterns line by line."""
    # Most cues begin or end with a letter that the text has not: sooner told than the word found.
    cued = _cued(scopes)
    called = {
        rule.name
        for letter in cued.keys() & letters
        for cue, found in cued[letter]
        if cue[-1] in letters and cue in text
        for rule in found
    }
    return [rule for rule in _rules_for(scopes) if not rule.cues or rule.name in called]


@lru_cache(maxsize=512)
def _cued(scopes: frozenset[str]) -> dict[str, list[tuple[str, list[Rule]]]]:
    """The rules by their cues, the cues by their first letter."""
    by_cue: dict[str, list[Rule]] = {}
    for rule in _rules_for(scopes):
        for cue in rule.cues:
            by_cue.setdefault(cue, []).append(rule)
    by_letter: dict[str, list[tuple[str, list[Rule]]]] = {}
    for cue, found in by_cue.items():
        by_letter.setdefault(cue[0], []).append((cue, found))
    return by_letter


def _visible(text: str) -> int:
    return len("".join(text.split()))


def _lines_of(paragraphs: Sequence[str]) -> Iterator[_Line]:
    start = 0
    for number, paragraph in enumerate(paragraphs):
        position = start
        for text in paragraph.split("\n"):
            if text.strip():
                yield _Line(number, position, position + len(text), text)
            position += len(text) + 1
        start += len(paragraph) + len(_SEPARATOR)


def _rejoin(lines: list[_Line]) -> tuple[str, ...]:
    kept: dict[int, list[str]] = {}
    for line in lines:
        kept.setdefault(line.paragraph, []).append(line.text)
    return tuple("\n".join(texts) for texts in kept.values())


def _apply(rule: Rule, lines: list[_Line], cuts: list[Cut], original: str) -> bool:
    """Apply one rule to the standing lines; True when it cut something."""
    spans = _tail(rule, lines) if rule.kind == "tail" else _within(rule, lines)
    for index, start, end in reversed(spans):
        line = lines[index]
        cuts.append(Cut(rule.name, start, end, original[start:end]))
        if (start, end) == (line.start, line.end):
            del lines[index]
        elif start == line.start:
            lines[index] = _Line(line.paragraph, end, line.end, original[end : line.end])
        else:
            lines[index] = _Line(line.paragraph, line.start, start, original[line.start : start])
    return bool(spans)


def _tail(rule: Rule, lines: list[_Line]) -> list[tuple[int, int, int]]:
    for index, line in enumerate(lines):
        if rule.pattern.match(line.text) and _is_tail(rule, lines, index):
            return [(i, left.start, left.end) for i, left in enumerate(lines) if i >= index]
    return []


def _is_tail(rule: Rule, lines: list[_Line], index: int) -> bool:
    before = sum(line.prose for line in lines[:index])
    after = sum(line.prose for line in lines[index + 1 :])
    if rule.certain and before:
        return True
    # Something must stay, and what goes must be poor in sentences.
    return index > 0 and after <= _TAIL_SHARE * (before + after)


def _within(rule: Rule, lines: list[_Line]) -> list[tuple[int, int, int]]:
    spans = []
    for index, line in enumerate(lines):
        match = (rule.pattern.search if rule.kind == "suffix" else rule.pattern.match)(line.text)
        if match is None:
            continue
        start, end = line.start + match.start(), line.start + match.end()
        if rule.kind == "line":
            start, end = line.start, line.end
        elif rule.kind == "prefix":
            end += len(line.text[match.end() :]) - len(line.text[match.end() :].lstrip())
            start = line.start
        else:
            end = line.end
            start = line.start + len(line.text[: match.start()].rstrip())
        if end > start:
            spans.append((index, start, end))
    return spans


@lru_cache(maxsize=512)
def _rules_for(scopes: frozenset[str]) -> tuple[Rule, ...]:
    wanted = scopes | {GENERAL}
    return tuple(rule for rule in RULES if rule.scopes & wanted)


def _compile(row: dict[str, object]) -> Rule:
    name = str(row.get("name") or "(a rule without a name)")
    try:
        kind, pattern = str(row["kind"]), str(row["pattern"])
        scopes, why = row["scopes"], str(row["why"])
        if not isinstance(scopes, list) or not scopes:
            raise BadRules(
                f'boilerplate rule {name}: scopes must be a list of codes, or ["general"]'
            )
        if kind in {"line", "tail"}:
            # A tail's marker is a whole line too, unless the pattern ends in ".*" itself.
            return Rule(
                name,
                "line" if kind == "line" else "tail",
                re.compile(rf"\s*(?:{pattern})\s*\Z"),
                frozenset(map(str, scopes)),
                why,
                bool(row.get("certain")),
            )
        if kind == "prefix":
            return Rule(
                name,
                "prefix",
                re.compile(rf"(?:\s*(?:{pattern}))+"),
                frozenset(map(str, scopes)),
                why,
            )
        if kind == "suffix":
            return Rule(
                name, "suffix", re.compile(rf"(?:{pattern})\s*\Z"), frozenset(map(str, scopes)), why
            )
    except KeyError as missing:
        raise BadRules(f"boilerplate rule {name}: add the missing key {missing}") from missing
    except re.error as fault:
        raise BadRules(f"boilerplate rule {name}: the pattern does not compile: {fault}") from fault
    raise BadRules(f"boilerplate rule {name}: kind {kind!r} is none of line, tail, prefix, suffix")


def _load() -> tuple[Rule, ...]:
    text = files("korean").joinpath("data", "boilerplate.toml").read_text("utf-8")
    loaded = tuple(_compile(row) for row in tomllib.loads(text)["rule"])
    names = [rule.name for rule in loaded]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise BadRules(f"boilerplate rules with the same name: {', '.join(doubled)}; rename one")
    return loaded


RULES = _load()
