"""Small readers of HTML trees that sources and page objects share: no site is named here."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

from parsel import Selector, SelectorList

from korean import text

#: Elements that begin and end a line of prose. ``br`` is handled apart: it has no inside.
_BLOCK_NAMES = (
    "address article aside blockquote caption center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead "
    "tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SILENT = "script, style, noscript, iframe, ins, template, button, select, textarea, object, embed"


def line(value: str | None) -> str | None:
    """One clean line (NFC, runs of space folded); None when nothing is left."""
    return " ".join(text.clean(value).split()) or None if value else None


def attribute(found: Selector | SelectorList[Any], name: str) -> str | None:
    """An attribute of the first element found.

    Not ``.attrib``: that reads all of them, and a broken page has names lxml refuses to read.
    """
    first = found[0] if isinstance(found, SelectorList) and found else found
    return None if isinstance(first, SelectorList) else first.root.get(name)


def text_of(found: Selector | SelectorList[Any]) -> str | None:
    """The text of the first element found, as one line."""
    first = found[0] if isinstance(found, SelectorList) and found else found
    if isinstance(first, SelectorList):
        return None
    return line(" ".join(lines_of(first.root)))


def prose(found: SelectorList[Any], drop: Sequence[str] = ()) -> tuple[str, ...]:
    """The paragraphs of the first element found, without what the CSS selectors in ``drop`` match.

    A paragraph ends at ``<br>`` and at the borders of block elements; comments, scripts and forms'
    controls are no text. The tree itself is left as it is.
    """
    if not found:
        return ()
    root = copy.deepcopy(found[0].root)
    root.tail = None
    inside = Selector(root=root)
    for selector in (*drop, _SILENT):  # drop may tell a box by the script in it
        for element in inside.css(selector):
            if element.root is not root:
                _remove(element.root)
    return lines_of(root)


def lines_of(root: Any, holding: re.Pattern[str] | None = None) -> tuple[str, ...]:
    """Clean, non-empty lines of an element's text; only those ``holding`` a pattern where one is
    given (looked for before cleaning: that is what takes the time on a whole page).
    """
    pieces: list[str] = []
    _collect(root, pieces)
    raw = "".join(pieces).split("\x00")
    if holding is not None:
        raw = [piece for piece in raw if holding.search(piece)]
    found = (" ".join(text.clean(piece).split()) for piece in raw)
    return tuple(piece for piece in found if piece)


def _collect(element: Any, pieces: list[str]) -> None:
    """Text in document order with NUL for a line's end. Iterative: hostile pages nest deeply."""
    stack: list[tuple[Any, bool]] = [(element, True)]
    while stack:
        node, entering = stack.pop()
        named = isinstance(node.tag, str)
        if entering:
            if named:
                if node.tag in _BLOCKS or node.tag == "br":
                    pieces.append("\x00")
                pieces.append((node.text or "").replace("\x00", " "))
            stack.append((node, False))
            if named:
                stack.extend((child, True) for child in reversed(node))
        else:
            if named and node.tag in _BLOCKS:
                pieces.append("\x00")
            if node is not element:
                pieces.append((node.tail or "").replace("\x00", " "))


def _settable(words: str) -> str:
    """lxml reads characters out of broken pages that it refuses to write back."""
    return _NOT_XML.sub(" ", words)


def _remove(node: Any) -> None:
    """Take an element out and keep the text that follows it."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is None:
            parent.text = _settable((parent.text or "") + node.tail)
        else:
            before.tail = _settable((before.tail or "") + node.tail)
    parent.remove(node)
