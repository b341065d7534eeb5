"""A query as typed, cut into words, phrases and signs; `korean.query` says what they mean together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


class QueryError(ValueError):
    """A query that cannot be read; the message is a sentence that says what to write instead."""


# A word is what stands between blanks and quotes; a quote that is never closed runs to the end.
_OPENING = {
    **dict.fromkeys('"“”„‟＂〝〞', frozenset('"“”„‟＂〝〞')),
    "「": frozenset("」"),
    "『": frozenset("』"),
}
_MINUS = "-−–－‐‑"
_TITLE = re.compile(r"(?:title|제목)[:：]", re.IGNORECASE)
_WORD = re.compile(rf"[^\s|｜{''.join(map(re.escape, _OPENING))}]+")
_OR = frozenset("|｜")

_TITLE_ALONE = 'Write the word right behind "title:", as in title:조례 or title:"AI 기본법".'
_MINUS_ALONE = (
    'A "-" stands alone: write it right before the word to leave out, as in -특허, '
    'or put the text in quotes ("…").'
)


@dataclass(frozen=True, slots=True)
class Item:
    """One operand as typed (``shown``), or the sign OR."""

    text: str
    shown: str
    quoted: bool = False
    negated: bool = False
    title: bool = False
    is_or: bool = False


#: Operators of other search engines → what to write here. ``OR`` in capitals is one of ours.
_OPERATORS = {
    "and": "a space alone means that both words are there",
    "or": "write OR in capitals for one of two words",
    "not": "write - before a word to leave it out, as in -특허",
}
_FIELDS = {
    **dict.fromkeys(("outlet", "site", "source", "매체"), "outlet"),
    **dict.fromkeys(("region", "지역"), "region"),
    **dict.fromkeys(("topic", "주제"), "topic"),
    **dict.fromkeys(("agency", "기관"), "agency"),
    **dict.fromkeys(("programme", "program"), "programme"),
    **dict.fromkeys(("licence", "license"), "licence"),
    **dict.fromkeys(("band", "since", "until"), None),
}
_FIELD = re.compile(rf"(?P<name>{'|'.join(_FIELDS)})[:：](?=\S)", re.IGNORECASE)


def habits(items: Sequence[Item]) -> Iterator[str]:
    """Notes on what other search engines read as signs, and this one as words."""
    for item in items:
        if item.quoted or item.is_or:
            continue
        plain = len(items) > 1 and not (item.negated or item.title)
        if plain and (meant := _OPERATORS.get(item.text.casefold())):
            yield f"{item.shown} was looked for as a word; {meant}."
        elif found := _FIELD.match(item.text):
            name = found["name"].casefold()
            option = _FIELDS[name] or name
            yield (
                f"{item.shown} was looked for as it stands; only title: is a sign. "
                f"Choose the {option} beside the query (--{option} on the command line)."
            )


def items_of(text: str, notes: list[str]) -> Iterator[Item]:
    at, depth = 0, 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start = at
        if text[at] in _OR:
            yield Item("", text[at], is_or=True)
            at += 1
            continue
        negated = title = False
        while at < len(text):
            if text[at] in _MINUS and not negated:
                negated, at = True, at + 1
            elif (prefix := _TITLE.match(text, at)) and not title:
                title, at = True, prefix.end()
            else:
                break
        if at < len(text) and text[at] in _OPENING:
            inside, at = _quoted(text, at, notes)
            yield Item(inside, text[start:at], True, negated, title)
            continue
        word = _WORD.match(text, at)
        if word is None:
            raise QueryError(_TITLE_ALONE if title else _MINUS_ALONE)
        at = word.end()
        shown = text[start:at]
        is_or = shown == "OR"
        depth += shown.count("(") - shown.count(")")
        if not shown.strip("()") or (is_or and depth > 0):
            notes.append("Parentheses are not used; OR binds its two neighbours.")
        if shown.strip("()"):
            yield Item(word[0], shown, False, negated, title, is_or)


def _quoted(text: str, at: int, notes: list[str]) -> tuple[str, int]:
    """What the quote that opens at ``at`` holds, and where to read on."""
    closing = _OPENING[text[at]]
    for end in range(at + 1, len(text)):
        if text[end] in closing:
            return text[at + 1 : end], end + 1
    notes.append(f"The quote {text[at]} is never closed, so the rest was taken as the phrase.")
    return text[at + 1 :], len(text)
