"""The body of a page nobody described to us."""

from __future__ import annotations

import copy
import re
from typing import Any

import trafilatura
from lxml import etree

from korean.text import paragraphs
from spiders.extraction.visible.sentences import is_sentence

_LEAST = 60  # letters
_SEARCHED = 1_000_000  # characters
_DEEPEST = 250  # elements above an element
#: Elements of a page. trafilatura needs 40 to 80 ms for a thousand of them in the worst case (rows of
#: tables, 2.3, measured 2026-11); the longest real article pages have some 6,000.
_MOST = 8_000
_MOST_CELLS = 3_000  # cells of tables among them
_COUNT: Any = etree.XPath("count(//*)")
_CELLS: Any = etree.XPath("count(//td)")
_DEEP: Any = etree.XPath(f"boolean((//*[count(ancestor::*) > {_DEEPEST}])[1])")
_SENTENCE = re.compile(r"[다요까음함][.!?][\"”’')\]]*$")
_BULLET = re.compile(r"^[-•*|]\s*\S{0,30}(?:\s\S{1,12}){0,3}$|^[-•*|]\s*$")
_FILE = re.compile(
    r"\.(?:hwpx?|pdf|jpe?g|png|gif|zip|docx?|xlsx?|pptx?)\b|^\[(?:hwpx?|pdf|jpe?g|png)\b", re.I
)


def read(root: Any) -> tuple[str, ...]:
    """The body as trafilatura sees it (precision mode). Slow, 50 to 200 ms: the last resort. Empty on
    pages that are `too_large` for it, and where it finds no sentence: menus.

    Given a copy of the parsed tree, never bytes: on EUC-KR bytes it returns Cyrillic.
    """
    if too_large(root) or not _worth_reading(root):
        return ()
    # Layouts of tables (Insnews 2012, the oldest NDSoft skin) have their text in cells; elsewhere
    # cells are menus.
    found = trimmed(_read(root, tables=False))
    if any(map(is_sentence, found)):
        return found
    if not _CELLS(root):
        return ()
    return sentences(_read(root, tables=True))


def too_large(root: Any) -> bool:
    """Would trafilatura take seconds on it? A register of 20,000 rows is no article."""
    return bool(_COUNT(root) > _MOST or _CELLS(root) > _MOST_CELLS)


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
    return not _DEEP(root)


def _read(root: Any, *, tables: bool) -> tuple[str, ...]:
    found = trafilatura.bare_extraction(
        copy.deepcopy(root),
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
