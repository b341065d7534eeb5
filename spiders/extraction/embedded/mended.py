"""JSON as pages print it, mended where that is safe.

Templates leave trailing commas, raw line feeds, comments, CDATA marks and entities in their JSON-LD,
print several objects into one script, and put a title's own quotes between quotes. Nothing is
guessed: a text that cannot be read after these repairs is given up.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

from spiders.extraction.embedded.jsliteral import rewritten, too_big

_DECODER = json.JSONDecoder(strict=False)
_WRAPPING = re.compile(
    r"<!--|-->|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|(?://\s*)?(?:<!\[CDATA\[|\]\]>)"
)
_BETWEEN = re.compile(r"[\s,;\x00-\x1f]*+")
_MAX_VALUES = 200  # objects of one script
#: What follows a quote that ends a string: a colon, a bracket, or a comma before the next string's,
#: key's or object's beginning. A quote before anything else is the text's own.
_CLOSES = re.compile(
    r"\s*+(?::|[}\]]|\Z|,\s*+(?:\"[^\"\n]{0,80}\"\s*+:|[{\[}\]]|\"(?:https?:)?//"
    r"|\"[^\"\n]{0,400}\"\s*+[,\]]))"
)
_QUOTE = re.compile(r'\\.|"', re.S)


@dataclass(frozen=True, slots=True)
class Read:
    """The values of one script; ``sound`` where they are JSON as printed."""

    values: tuple[Any, ...]
    sound: bool


def read(source: str) -> Read:
    """Every JSON value of a script, mended where needed; none where it cannot be read."""
    text = source.strip().lstrip("\ufeff")
    if too_big(text):
        return Read((), False)
    if text.startswith(("<!--", "//", "/*", "<![")) or "]]>" in text[-20:] or text.endswith("-->"):
        text = _without_wrapping(text)
    text = text.strip().rstrip(";").rstrip()
    try:
        return Read((json.loads(text, strict=False),), True)
    except (ValueError, RecursionError):
        pass
    for repaired in (text, _unquoted(text), rewritten(text), _own_quotes(text)):
        if found := _several(repaired):
            return Read(tuple(found), False)
    return Read((), False)


def _without_wrapping(text: str) -> str:
    """Marks of comments and CDATA at both ends; inside a text they are the text's."""
    head, tail = text[:60], text[60:]
    head = _WRAPPING.sub(" ", head)
    if len(tail) > 60:
        return head + tail[:-60] + _WRAPPING.sub(" ", tail[-60:])
    return head + _WRAPPING.sub(" ", tail)


def _several(text: str) -> list[Any]:
    """The values printed one behind the other; none where one of them cannot be read."""
    found: list[Any] = []
    at = _end(_BETWEEN, text, 0)
    while at < len(text) and len(found) < _MAX_VALUES:
        if text[at] not in "{[":
            return found if found and not text[at:].strip(" \t\r\n]})") else []
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        found.append(value)
        at = _end(_BETWEEN, text, at)
    return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _unquoted(text: str) -> str:
    """``{&quot;@type&quot;: …}``: the whole script escaped as if it were text."""
    return html.unescape(text) if re.match(r"[\[{]\s*(?:&quot;|&#0?34;)", text) else ""


def _own_quotes(text: str) -> str:
    """``"headline": "그는 "안녕"이라 했다"``: quotes inside a text escaped."""
    pieces: list[str] = []
    inside = False
    last = 0
    for quote in _QUOTE.finditer(text):
        if quote.group() != '"':
            continue
        if not inside:
            inside = True
        elif _CLOSES.match(text, quote.end()):
            inside = False
        else:
            pieces += [text[last : quote.start()], '\\"']
            last = quote.end()
    mended = "".join((*pieces, text[last:]))
    return rewritten(mended)
