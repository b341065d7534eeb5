"""A text rendering as lines: what its structure says without knowing the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from korean.text import clean
from spiders.extraction.values import Reading

_BULLET = re.compile(r"^\s*[•·▪◦∙]\s+")
_SENTENCE = re.compile(r"[.?!…][\"'”’)\]]*$")
_FILE = re.compile(
    r"^\S.{0,120}\.(?:jpe?g|png|gif|bmp|webp|hwpx?|pdf|zip|docx?|xlsx?|pptx?)$", re.I
)
_PROSE_LENGTH = 45  # characters from which a line without a full stop may be prose
_GAP = 3  # lines that are no prose inside an article: subheads, captions, names


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty. ``bullet``: a list item; ``after_blank``: an empty line stands
    before it."""

    text: str
    bullet: bool = False
    after_blank: bool = True

    @property
    def sentence(self) -> bool:
        """Does it end as a sentence ends?"""
        return bool(_SENTENCE.search(self.text)) and len(self.text) >= 10

    @property
    def prose(self) -> bool:
        """Does it read like a paragraph of an article?"""
        if self.bullet or self.file:
            return False
        return self.sentence or (len(self.text) >= _PROSE_LENGTH and " " in self.text)

    @property
    def file(self) -> bool:
        """Is it a file's name (an image, an attachment)?"""
        return bool(_FILE.match(self.text))


@dataclass(frozen=True, slots=True)
class Page:
    """A rendering's lines."""

    lines: tuple[Line, ...]

    def find(self, pattern: re.Pattern[str], start: int = 0) -> int | None:
        """Index of the first line the pattern matches from its beginning."""
        for index in range(start, len(self.lines)):
            if pattern.match(self.lines[index].text):
                return index
        return None

    def texts(self, start: int = 0, end: int | None = None) -> tuple[str, ...]:
        return tuple(line.text for line in self.lines[start:end])


@dataclass(frozen=True, slots=True)
class Found:
    """What a shape read: the fields, the outlet's code or its family, and the lines' range that
    holds the body (so that notices are looked for outside it)."""

    reading: Reading
    outlet_code: str | None = None
    family: str | None = None
    warnings: tuple[str, ...] = ()


def page_of(text: str) -> Page:
    lines: list[Line] = []
    blank = True
    for raw in text.splitlines():
        line = clean(raw)
        bullet = bool(_BULLET.match(raw))
        line = clean(_BULLET.sub("", line + " ")) if bullet else line
        if line and not (bullet and line in "•·▪◦∙"):
            lines.append(Line(line, bullet, blank))
        blank = not line
    return Page(tuple(lines))


def prose_run(lines: Sequence[Line]) -> tuple[int, int]:
    """The range of the longest run of prose, with the few short lines inside it. (0, 0): none."""
    best = (0, 0)
    best_size = 0
    start: int | None = None
    size = last = 0
    for index, line in enumerate(lines):
        if start is not None and index - last > _GAP:
            start = None
        if not line.prose:
            continue
        if start is None:
            start, size = index, 0
        size += len(line.text)
        last = index
        if size > best_size:
            best, best_size = (start, index + 1), size
    return best


def opening_lines(lines: Sequence[Line]) -> int:
    """How many lines at the beginning are subtitle: short, no sentences, before the first prose
    or caption; none when they are more than four."""
    count = 0
    for line in lines:
        if line.prose or line.bullet or line.text[0] in "▲▴▼[【" or line.file:
            break
        count += 1
    return count if count <= 4 else 0


def without(lines: Iterable[Line], pattern: re.Pattern[str]) -> list[Line]:
    return [line for line in lines if not pattern.search(line.text)]
