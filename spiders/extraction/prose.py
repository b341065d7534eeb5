"""The body of a page nobody described to us."""

from __future__ import annotations

import copy
import re
from typing import Any

import trafilatura
from parsel import Selector

from korean.text import paragraphs

_LEAST = 60  # letters
_SEARCHED = 1_000_000  # characters
_DEEPEST = 250  # elements above an element
_SENTENCE = re.compile(r"[다요까음함][.!?][\"”’')\]]*$")
_BULLET = re.compile(r"^[-•*|]\s*\S{0,30}(?:\s\S{1,12}){0,3}$|^[-•*|]\s*$")
_FILE = re.compile(
    r"\.(?:hwpx?|pdf|jpe?g|png|gif|zip|docx?|xlsx?|pptx?)\b|^\[(?:hwpx?|pdf|jpe?g|png)\b", re.I
)


def read(tree: Selector) -> tuple[str, ...]:
    """The body as trafilatura sees it (precision mode). Slow, 50 to 200 ms: the last resort.

    Given a copy of the parsed tree, never bytes: on EUC-KR bytes it returns Cyrillic.
    """
    if not _worth_reading(tree.root):
        return ()
    # Layouts of tables (Insnews 2012, the oldest NDSoft skin) have their text in cells; elsewhere
    # cells are menus.
    return trimmed(_read(tree, tables=False)) or sentences(_read(tree, tables=True))


def _worth_reading(root: Any) -> bool:
    """Is there text, in a tree of a sane depth? trafilatura takes seconds on thousands of nested
    elements; real pages nest some forty deep."""
    text = letters = 0
    for piece in root.itertext():
        text += len(piece)
        letters += sum(map(str.isalpha, piece))
        if letters >= _LEAST or text > _SEARCHED:
            break
    else:
        return False
    return not root.xpath(f"boolean((//*[count(ancestor::*) > {_DEEPEST}])[1])")


def _read(tree: Selector, *, tables: bool) -> tuple[str, ...]:
    found = trafilatura.bare_extraction(
        copy.deepcopy(tree.root),
        favor_precision=True,
        include_comments=False,
        include_tables=tables,
        deduplicate=False,
        with_metadata=False,
    )
    text = getattr(found, "text", None)
    return paragraphs(text) if isinstance(text, str) else ()


def sentences(rows: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of tables that read like an article's paragraphs; fewer than three are notices."""
    cells = (cell.strip() for row in rows for cell in row.split("|"))
    found = tuple(cell for cell in cells if _SENTENCE.search(cell))
    return found if len(found) >= 3 else ()


def trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Without the short list items and file rows that stand around the prose."""
    kept = [
        line
        for line in lines
        if not _BULLET.match(line) and not (_FILE.search(line) and len(line) < 120)
    ]
    return tuple(kept)
