"""A text rendering as lines: what its structure says without knowing the site."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from korean.article import Cut
from korean.text import clean
from spiders.extraction.values import Reading
from spiders.renderings.kinds import Kind, kind_of

_BULLET = re.compile(r"^\s*[•·▪◦∙‣●](?:\s+|$)|^\s{2,}[*+o](?:\s+|$)")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
#: Lines that crawlers write on top of what they saved.
_CRAWLER = re.compile(
    r"^(?P<label>URL|Url|url|Link|Source|Title|TITLE|Date|Crawled|Fetched|Retrieved|제목|출처|원문|주소|링크|수집일시?)\s*[:：]\s*(?P<value>.*)$"
)
_ADDRESS = re.compile(r"https?://\S+")
_FEW = 8  # lines on top that may be a crawler's
_WIDEST = 100  # columns; a rendering that was not wrapped has paragraphs wider than this
_ENDS = (".", "?", "!", ".”", '."')
_WRAPPED_LINES = 3  # lines near the greatest width from which a text counts as wrapped


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty. ``bullet``: a list item; ``after_blank``: an empty line stands
    before it."""

    text: str
    bullet: bool = False
    after_blank: bool = True

    @property
    def kind(self) -> Kind:
        return kind_of(self.text, self.bullet)


@dataclass(frozen=True)
class Page:
    """A rendering's lines, and what a crawler wrote above them (label → value)."""

    lines: tuple[Line, ...]
    header: tuple[tuple[str, str], ...] = ()

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(line.kind for line in self.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins in the page's text: the lines joined by an empty one."""
        found, at = [], 0
        for line in self.lines:
            found.append(at)
            at += len(line.text) + 2
        return tuple(found)

    def find(self, pattern: re.Pattern[str], start: int = 0) -> int | None:
        """Index of the first line the pattern matches from its beginning."""
        for index in range(start, len(self.lines)):
            if pattern.match(self.lines[index].text):
                return index
        return None

    def texts(self, start: int = 0, end: int | None = None) -> tuple[str, ...]:
        return tuple(line.text for line in self.lines[start:end])

    @property
    def url(self) -> str | None:
        """The address, where a crawler wrote it down."""
        for _, value in self.header:
            if match := _ADDRESS.match(value):
                return match.group()
        return None

    @property
    def claimed_title(self) -> str | None:
        return next((v for label, v in self.header if label in _TITLE_LABELS and v), None)


_TITLE_LABELS = frozenset(["Title", "TITLE", "제목"])


@dataclass(frozen=True, slots=True)
class Found:
    """What a shape read: the fields, the outlet's code or its family, and what it left out.

    ``body``: the number of the page's line that each paragraph stands on.
    """

    reading: Reading
    outlet_code: str | None = None
    family: str | None = None
    warnings: tuple[str, ...] = ()
    body: tuple[int, ...] = ()
    cuts: tuple[Cut, ...] = ()


def page_of(text: str) -> Page:
    raw = unwrapped(_BREAK.split(text))
    header, start = _crawler_lines(raw)
    lines: list[Line] = []
    blank = True
    for row in raw[start:]:
        line = clean(row)
        bullet = bool(_BULLET.match(row))
        if bullet:
            line = clean(_BULLET.sub("", row))
        if line:
            lines.append(Line(line, bullet, blank))
        blank = not line
    return Page(tuple(lines), header)


def _crawler_lines(raw: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Two or more labelled lines at the very top, or one with an address."""
    found: list[tuple[str, str]] = []
    end = 0
    for index, row in enumerate(raw[:_FEW]):
        match = _CRAWLER.match(row.strip())
        if match is None:
            if row.strip():
                break
            continue
        found.append((match["label"], clean(match["value"])))
        end = index + 1
    if len(found) < 2 and not any(_ADDRESS.match(value) for _, value in found):
        return (), 0
    return tuple(found), end


# -- lines broken at a terminal's width ----------------------------------------------------------


def unwrapped(raw: Sequence[str]) -> list[str]:
    """The rows of a text, put together again where a terminal's width has broken them."""
    widths = [_columns(row.rstrip()) for row in raw]
    widest = max(widths, default=0)
    if not 40 <= widest <= _WIDEST:
        return list(raw)
    near = [row for row, width in zip(raw, widths, strict=True) if width >= widest - 12]
    open_ended = sum(not row.rstrip().endswith((".", "다", "”", '"')) for row in near)
    if len(near) < _WRAPPED_LINES or 2 * open_ended < len(near):
        return list(raw)
    return list(_rejoined(raw, widths, widest))


def _rejoined(raw: Sequence[str], widths: Sequence[int], widest: int) -> Iterator[str]:
    current = ""
    for index, row in enumerate(raw):
        if current and _goes_on(raw[index - 1], widths[index - 1], row, widest):
            current = f"{current.rstrip()} {row.strip()}"
            continue
        if index:
            yield current
        current = row
    yield current


def _goes_on(above: str, width: int, row: str, widest: int) -> bool:
    """Was ``row`` broken off ``above``? Then its first word did not fit there any more."""
    if not row.strip() or not above.strip() or _BULLET.match(row):
        return False
    if _indent(row) < _indent(above):
        return False
    ended = above.rstrip().endswith(_ENDS) and not row.rstrip().endswith(_ENDS)
    if ended and "@" not in row and _columns(row.strip()) < widest / 2:
        return False  # a paragraph that ends at the margin by chance, a button below it
    first = row.split(None, 1)[0]
    return width + 1 + _columns(first) > widest


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _columns(text: str) -> int:
    """Width on a terminal; of a long row only as much as matters."""
    if text.isascii():
        return len(text)
    return sum(
        2 if "\uac00" <= c <= "\ud7a3" or unicodedata.east_asian_width(c) in "WF" else 1
        for c in text[:200]
    )
