"""A page to read, without a format: sections of figures, tables and items.

Every text in it is plain; what writes it out escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands large, with what it counts and how it was before."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``share``: 0 to 1, drawn as a bar where that can be. ``tone``: up or down."""

    text: str
    share: float | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with a name first and numbers behind it."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing worth reading. ``badge`` stands before the title, ``was`` is a title that no longer
    holds, ``quote`` somebody's words, ``source`` the article that a quotation or sum is from.
    """

    title: str
    url: str | None = None
    badge: str = ""
    facts: tuple[str, ...] = ()
    text: str | None = None
    quote: str | None = None
    was: str | None = None
    source: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Short statements, one below the other: (what, of whom)."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


Block = Table | Items | Lines | Heading


@dataclass(frozen=True, slots=True)
class Section:
    """``lead`` is one sentence under the heading; ``blocks`` may be none."""

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """``notes``: what a reader must know first. ``definitions``: (term, meaning), at the foot."""

    lang: str
    title: str
    period: str
    about: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    definitions: tuple[tuple[str, str], ...]
    words: dict[str, str]  # headings of the layout itself
