"""A body as states and JSON-LD keep it: HTML, escaped HTML, Markdown, plain text, or blocks.

Pictures give captions; advertisements, embeds and links to other articles give nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from korean.text import clean
from spiders.extraction.embedded import blocks
from spiders.extraction.embedded.fragments import BREAK, bare, text

MAX_TEXT = 600_000  # characters of one body
_MAX_NODES = 12_000
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Body:
    """Clean paragraphs, and captions of the pictures among them, each once."""

    paragraphs: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


def read(value: Any) -> Body:
    """The body a value holds, whatever its shape; an empty one where it holds none."""
    reader = _Reader()
    reader.walk(value, inline=False)
    lines = (clean(piece) for piece in "".join(reader.out).split(BREAK))
    return Body(tuple(line for line in lines if line), _each_once(reader.captions))


def captions(picture: Mapping[str, Any]) -> tuple[str, ...]:
    """The captions of a picture, or of a gallery's pictures."""
    reader = _Reader()
    reader.picture(picture, 0)
    return _each_once(reader.captions)


def _each_once(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for caption in found if (line := clean(caption))))


@dataclass
class _Reader:
    """Goes through a value once; ``left`` and ``room`` bound what a hostile one can cost."""

    out: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    left: int = _MAX_NODES
    room: int = MAX_TEXT

    def walk(self, value: Any, *, inline: bool, depth: int = 0) -> None:
        self.left -= 1
        if self.left < 0 or self.room < 0 or depth > _DEEPEST:
            return
        if isinstance(value, str):
            self._string(value, inline)
        elif isinstance(value, Mapping):
            self._block(value, inline, depth)
        elif isinstance(value, list):
            if (block := blocks.element(value)) is not None:
                self._block(block, inline, depth)
                return
            for item in value:
                self.walk(item, inline=inline, depth=depth + 1)

    def _string(self, source: str, inline: bool) -> None:
        self.room -= len(source)
        lines, captions = text(source[:MAX_TEXT], inline=inline)
        self.captions += captions
        self.out += [lines] if inline else [BREAK, lines, BREAK]

    def _block(self, block: Mapping[str, Any], inline: bool, depth: int) -> None:
        words = blocks.words_of(block)
        if blocks.is_aside(block, words):
            return
        if words & blocks.LINE_BREAKS:
            self.out.append(BREAK)
            return
        if words & blocks.PICTURES:
            self.picture(block, depth)
            return
        prose = inline or bool(words & (blocks.INLINE | blocks.PARAGRAPH))
        own, below = blocks.parts(block, prose)
        if inline and (words & blocks.INLINE or not any(words)):
            self._content(own, below, True, depth)
            return
        self.out.append(BREAK)
        runs = bool(words & blocks.PARAGRAPH) or blocks.are_runs(below)
        self._content(own, below, runs, depth)
        self.out.append(BREAK)

    def _content(self, own: str | None, below: Any, inline: bool, depth: int) -> None:
        if own is None:
            if below is not None:
                self.walk(below, inline=inline, depth=depth + 1)
            return
        if below is None:
            self._string(own, inline)
            return
        # Some editors keep a paragraph's text beside the runs it is made of.
        inner = self._apart(below, inline, depth)
        said, told = bare("".join(inner)), bare(own)
        if told and told not in said:
            self._string(own, inline)
        if said and (said not in told or told in said):
            self.out += [BREAK, *inner] if told not in said else inner

    def _apart(self, value: Any, inline: bool, depth: int) -> list[str]:
        """What a value gives, without its being added to the text."""
        outer, self.out = self.out, []
        self.walk(value, inline=inline, depth=depth + 1)
        inner, self.out = self.out, outer
        return inner

    def picture(self, block: Mapping[str, Any], depth: int) -> None:
        """Take the caption, which may be a text, blocks, or under one of the block's parts."""
        if depth > _DEEPEST:
            return
        for holder in (block, *(block.get(k) for k in blocks.PICTURE_PARTS)):
            if not isinstance(holder, Mapping):
                continue
            for key in blocks.CAPTIONS:
                if value := holder.get(key):
                    lines = "".join(self._apart(value, False, depth)).split(BREAK)
                    if words := " ".join(clean(line) for line in lines).strip():
                        self.captions.append(words)
                        return
        items = next((v for k in blocks.GALLERIES if isinstance(v := block.get(k), list)), [])
        for item in items[:100]:
            if isinstance(item, Mapping):
                self.picture(item, depth + 1)
