"""The query language: what a person types, read into words that both databases can look up.

``AI 조례`` both words · ``"AI 기본법"`` these words in a row · ``경북 OR 대구`` (also ``|``) either ·
``-특허`` without · ``title:조례`` or ``제목:조례`` in the title. `matches` says what a query means on one
text; the index gives the same answers faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from korean.aliases import MOST_WORDS, others
from korean.queryitems import Item, QueryError, habits, items_of
from korean.tokens import GAP, stream, tokenize

__all__ = [
    "MOST_CHARACTERS", "MOST_PHRASES", "Conjunct", "Phrase", "Piece", "Query", "QueryError", "Term",
    "matches", "matches_streams", "parse", "phrase",
]  # fmt: skip

MOST_PHRASES = 64
MOST_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a phrase. ``gap``: exactly one gap stands before it, else none. ``prefix`` (only the
    last piece of a phrase): any token that begins so, for a run that is one syllable long."""

    text: str
    gap: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens in a row, within one field; ``title``: only the title is looked at. Never empty."""

    pieces: tuple[Piece, ...]
    title: bool = False

    @property
    def written(self) -> str:
        """As `korean.tokens.stream` would write it, open at the end where it is a prefix."""
        parts = (f"{GAP} {p.text}" if p.gap else p.text for p in self.pieces)
        return f" {' '.join(parts)}" + ("" if self.pieces[-1].prefix else " ")


@dataclass(frozen=True, slots=True)
class Conjunct:
    """All of these phrases."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One of these."""

    any: tuple[Conjunct, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """``must``: every term; ``must_not``: none of them. ``notes``: sentences for the person, on what was
    widened, dropped or read another way. ``text``: as typed, without blanks at its ends. Without any
    term it is empty, and means every article."""

    must: tuple[Term, ...] = ()
    must_not: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""

    @property
    def empty(self) -> bool:
        return not (self.must or self.must_not)

    def phrases(self) -> Iterator[Phrase]:
        """Every phrase that a hit may rest on, for highlights."""
        for term in self.must:
            for conjunct in term.any:
                yield from conjunct.phrases


def phrase(text: str, *, title: bool = False) -> Phrase | None:
    """A text as a phrase, taken literally; None where it holds no letter and no digit."""
    tokens = tokenize(text)
    if not tokens:
        return None
    pieces = [Piece(token.text, token.gap) for token in tokens]
    if _is_syllable(pieces[-1].text):
        if len(pieces) > 1 and not pieces[-1].gap and _is_pair(pieces[-2].text):
            pieces.pop()  # the run may go on in the text: 기본법 finds 기본법안
        else:
            pieces[-1] = Piece(pieces[-1].text, pieces[-1].gap, prefix=True)
    return Phrase(tuple(pieces), title)


def _is_syllable(text: str) -> bool:
    return len(text) == 1 and "가" <= text <= "힣"


def _is_pair(text: str) -> bool:
    return len(text) == 2 and "가" <= text[0] <= "힣"


def matches(query: Query, title: str, body: str) -> bool:
    """Whether an article is a hit. Title and body as `korean.tokens.fields` gives them."""
    return matches_streams(query, stream(title), stream(body))


def matches_streams(query: Query, in_title: str, in_body: str) -> bool:
    """The same on two streams (`korean.tokens.stream`), where many queries meet one text."""
    return all(_holds(term, in_title, in_body) for term in query.must) and not any(
        _holds(term, in_title, in_body) for term in query.must_not
    )


def _holds(term: Term, title: str, body: str) -> bool:
    return any(
        all(p.written in title or (not p.title and p.written in body) for p in conjunct.phrases)
        for conjunct in term.any
    )


_MOST_MIXES = 8
_MOST_SAID = 4
#: What is no part of the word in a note: (AI*
_SIGNS_AROUND = re.compile(r"^\W+|\W+$")
# Control characters, and what a shell makes of bytes that are no UTF-8: neither can be shown or stored.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def parse(text: str) -> Query:
    """Reads a query; an empty one is fine. Raises `QueryError`, and nothing else, for any string."""
    typed = _UNSEEN.sub(" ", text).strip()
    if len(typed) > MOST_CHARACTERS:
        raise QueryError(
            f"The query has {len(typed):,} characters; write at most {MOST_CHARACTERS:,}."
        )
    notes: list[str] = []
    found = list(items_of(typed, notes))
    notes.extend(habits(found))
    must: list[Term] = []
    must_not: list[Term] = []
    for negated, term in _terms(list(_groups(found, notes)), notes):
        (must_not if negated else must).append(term)
    return Query(tuple(must), tuple(must_not), tuple(dict.fromkeys(notes)), typed)


def _groups(items: Sequence[Item], notes: list[str]) -> Iterator[list[Item]]:
    """The operands between blanks, those bound by OR together; what holds nothing to find is dropped."""
    group: list[Item] = []
    open_or = True  # a query does not begin with OR
    for at, item in enumerate(items):
        if item.is_or:
            if open_or or at + 1 == len(items):
                raise QueryError(
                    f"{item.shown} needs a word on both sides, as in 경북 OR 대구; "
                    f'for the word itself write "{item.shown}" in quotes.'
                )
            open_or = True
            continue
        if group and not open_or:
            yield from _sound(group, notes)
            group = []
        group.append(item)
        open_or = False
    yield from _sound(group, notes)


def _sound(group: list[Item], notes: list[str]) -> Iterator[list[Item]]:
    kept: list[Item] = []
    for item in group:
        if phrase(item.text) is None:
            notes.append(f"{item.shown} holds no letter and no digit, so it was left out.")
        else:
            kept.append(item)
    if len(kept) > 1 and any(item.negated for item in kept):
        raise QueryError(
            "OR cannot bind a word with a -; write the words to leave out on their own, "
            "as in 경북 OR 대구 -특허."
        )
    if kept:
        yield kept


def _terms(groups: Sequence[list[Item]], notes: list[str]) -> Iterator[tuple[bool, Term]]:
    """Each with whether it is to be absent. Names of several words are looked for first."""
    left = MOST_PHRASES - sum(map(len, groups))
    if left < 0:
        raise QueryError(
            f"The query has {MOST_PHRASES - left} words and phrases; write at most {MOST_PHRASES}."
        )
    at = 0
    while at < len(groups):
        taken = _named(groups[at:])
        items = [item for group in groups[at : at + taken] for item in group]
        widen = _run if taken > 1 else _either
        plain = tuple(_literal(item) for item in items)
        own = (Conjunct(plain),) if taken > 1 else tuple(Conjunct((p,)) for p in plain)
        wide, said = widen(items, own)
        cost = sum(len(c.phrases) for c in wide) - len(plain)
        if cost > left:
            wide, said, cost = own, ["Not every word was widened to its other names: too many."], 0
        left -= cost
        notes.extend(said)
        yield items[0].negated, Term(wide)
        at += taken


def _named(groups: Sequence[list[Item]]) -> int:
    """How many of the next words make the longest known name; 1 where none do."""
    words: list[str] = []
    for group in groups[:MOST_WORDS]:
        item = group[0]
        if len(group) > 1 or item.quoted or item.negated or item.title:
            break
        words.append(item.text)
    lengths = range(len(words), 1, -1)
    return next((n for n in lengths if others(" ".join(words[:n]))), 1)


def _literal(item: Item) -> Phrase:
    found = phrase(item.text, title=item.title)
    assert found is not None  # `_sound` dropped the others
    return found


Widened = tuple[tuple[Conjunct, ...], list[str]]


def _either(items: Sequence[Item], own: tuple[Conjunct, ...]) -> Widened:
    """One word, or words bound by OR, each with its other names."""
    said: list[str] = []
    for item in items:
        if not item.quoted:
            own, found = _join(own, others(item.text), item.title)
            said += _say(item.shown, found)
    return own, said


def _run(items: Sequence[Item], own: tuple[Conjunct, ...]) -> Widened:
    """Words that make a name: all of them, each with its other names, or the name's other spellings."""
    said: list[str] = []
    choices: list[tuple[Phrase, ...]] = []
    for item, literal in zip(items, own[0].phrases, strict=True):
        found = others(item.text)
        choices.append((literal, *_phrases(found, item.title)))
        said += _say(item.shown, found)
    if prod(map(len, choices)) <= _MOST_MIXES:
        own = tuple(Conjunct(mix) for mix in product(*choices))
    else:
        said = []
    name = " ".join(item.text for item in items)
    own, found = _join(own, others(name), title=False)
    return own, [*said, *_say(name, found)]


def _join(
    own: tuple[Conjunct, ...], names: Sequence[str], title: bool
) -> tuple[tuple[Conjunct, ...], tuple[str, ...]]:
    """Adds the names that find anything more, and says which."""
    added: list[str] = []
    for name in sorted(names, key=len):
        one = Conjunct(_phrases([name], title))
        if not any(_implies(one, other) for other in own):
            own = (*own, one)
            added.append(name)
    return own, tuple(added)


def _phrases(names: Sequence[str], title: bool) -> tuple[Phrase, ...]:
    return tuple(found for name in names if (found := phrase(name, title=title)))


def _implies(one: Conjunct, other: Conjunct) -> bool:
    """Whether every hit of the one is a hit of the other as well."""
    return all(
        any(p.written in q.written and (q.title or not p.title) for q in one.phrases)
        for p in other.phrases
    )


def _say(word: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    shown, more = names[:_MOST_SAID], len(names) - _MOST_SAID
    word = _SIGNS_AROUND.sub("", word)
    return [f"{word}: also {', '.join(shown)}{f' and {more} more' if more > 0 else ''}."]
