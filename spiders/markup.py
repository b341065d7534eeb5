"""Small readers of HTML trees that sources and page objects share: no site is named here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from lxml import etree
from parsel import Selector, SelectorList

from korean import text
from spiders.furniture import furniture
from spiders.tree import Element, inside, possible

#: Elements that begin and end a line of prose. ``br`` is handled apart: it has no inside.
_BLOCK_NAMES = (
    "address article aside blockquote caption center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead "
    "tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
_BREAKS = BLOCKS | {"br"}
_SILENT = "script, style, noscript, iframe, ins, template, button, select, textarea, object, embed"
_SILENT_TAGS = frozenset(_SILENT.split(", "))

#: An element, the first of several, or nothing: what readers take.
Found: TypeAlias = Selector | SelectorList[Any] | Element | Sequence[Element] | None


def line(value: str | None) -> str | None:
    """One clean line (NFC, runs of space folded); None when nothing is left."""
    return text.clean(value) or None if value else None


def element_of(found: Found) -> Element | None:
    """The first element found."""
    if found is None or isinstance(found, etree.ElementBase):
        return found
    if isinstance(found, Selector):
        return found.root
    return element_of(found[0]) if found else None


def attribute(found: Found, name: str) -> str | None:
    """An attribute of the first element found.

    Not ``.attrib``: that reads all of them, and a broken page has names lxml refuses to read.
    """
    element = element_of(found)
    return None if element is None else element.get(name)


def text_of(found: Found) -> str | None:
    """The text of the first element found, as one line."""
    element = element_of(found)
    if element is None:
        return None
    if len(element) == 0:
        return line(element.text)
    return " ".join(lines_of(element)) or None


def prose(found: Found, drop: Iterable[str] = ()) -> tuple[str, ...]:
    """The paragraphs of the first element found, without what the CSS selectors in ``drop`` match
    and without the site's furniture (`spiders.furniture`).

    A paragraph ends at ``<br>`` and at the borders of block elements; comments, scripts and forms'
    controls are no text. The tree itself is left as it is.
    """
    element = element_of(found)
    if element is None:
        return ()
    return prose_without(element, unwanted_in(element, drop))


def unwanted_in(element: Element, drop: Iterable[str]) -> set[Element]:
    """What stands below a body's element and is no prose: the CSS selectors in ``drop`` name it, or
    its shape does."""
    named = matching(element, drop)
    return named | furniture(element, prose_without, named)


def prose_without(element: Element, unwanted: Iterable[Element]) -> tuple[str, ...]:
    """The paragraphs of an element, without the ``unwanted`` ones below it."""
    return lines_of(element, skipped=unwanted, silent=_SILENT_TAGS)


def matching(element: Element, selectors: Iterable[str]) -> set[Element]:
    """The elements below this one that any of the CSS selectors matches."""
    wanted = possible(", ".join(selectors), etree.tostring(element, encoding="unicode"))
    return set(inside(wanted)(element)) if wanted else set()


def lines_of(
    root: Element,
    holding: re.Pattern[str] | None = None,
    *,
    skipped: Iterable[Element] = (),
    silent: Iterable[str] = (),
) -> tuple[str, ...]:
    """Clean, non-empty lines of an element's text, without ``skipped`` elements and ``silent``
    tags; only the lines ``holding`` a pattern where one is given (looked for before cleaning: that
    is what takes the time on a whole page).
    """
    raw = "".join(_pieces(root, frozenset(skipped), frozenset(silent))).split("\x00")
    if holding is not None:
        raw = [piece for piece in raw if holding.search(piece)]
    # The source's line breaks and tabs first: what is left is mostly clean already.
    folded = (" ".join(words) for piece in raw if (words := piece.split()))
    return tuple(piece for words in folded if (piece := text.clean(words)))


def _pieces(root: Element, skipped: frozenset[Element], silent: frozenset[str]) -> list[str]:
    """Text in document order with NUL for a line's end. Iterative: hostile pages nest deeply."""
    pieces: list[str] = []
    add = pieces.append
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            tag = node.tag
            if node is not root and (tag in silent or (skipped and node in skipped)):
                walker.skip_subtree()
                continue  # its end follows, with the tail
            if tag in _BREAKS:
                add("\x00")
            if words := node.text:
                add(words)
        elif node is not root:
            if event == "end" and node.tag in BLOCKS:
                add("\x00")
            if words := node.tail:
                add(words)
    return pieces
