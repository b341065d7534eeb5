"""The body of a page nobody described to us."""

from __future__ import annotations

import copy
import re

import trafilatura
from parsel import Selector

from korean.text import paragraphs


def read(tree: Selector) -> tuple[str, ...]:
    """The body as trafilatura sees it (precision mode). Slow, 50 to 200 ms: the last resort.

    Given a copy of the parsed tree, never bytes: on EUC-KR bytes it returns Cyrillic.
    """
    # Layouts of tables (Insnews 2012, the oldest NDSoft skin) have their text in cells; elsewhere
    # cells are menus.
    return trimmed(_read(tree, tables=False)) or sentences(_read(tree, tables=True))


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


_SENTENCE = re.compile(r"[다요까음함][.!?][\"”’')\]]*$")


def sentences(rows: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of tables that read like an article's paragraphs."""
    cells = (cell.strip() for row in rows for cell in row.split("|"))
    return tuple(cell for cell in cells if _SENTENCE.search(cell))


_BULLET = re.compile(r"^[-•*|]\s*\S{0,30}(?:\s\S{1,12}){0,3}$|^[-•*|]\s*$")
_FILE = re.compile(
    r"\.(?:hwpx?|pdf|jpe?g|png|gif|zip|docx?|xlsx?|pptx?)\b|^\[(?:hwpx?|pdf|jpe?g|png)\b", re.I
)


def trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Without the short list items and file rows that stand around the prose."""
    kept = [
        line
        for line in lines
        if not _BULLET.match(line) and not (_FILE.search(line) and len(line) < 120)
    ]
    return tuple(kept)
