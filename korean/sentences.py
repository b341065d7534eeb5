"""Sentences of a Korean text, as people read them: a quotation is not cut in two."""

from __future__ import annotations

import re

#: A stop behind a letter, with what closes it; a line's end. No stop: 1.5, www.go.kr, 2026.11.20.
_END = re.compile(r"(?<=[가-힣A-Za-z0-9%)\]”\"’'])[.?!]+[\"”’')\]]*(?=\s|$)|\n+")
_MARKS = re.compile('[“”"]')
_LONGEST_QUOTE = 600  # characters; a mark that was never closed must not join half the text
_NUMBERED = re.compile(r"(?:^|\s)\d{1,4}\.$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences, in characters, without the blanks around them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return spans


def _ends(text: str) -> list[int]:
    ends: list[int] = []
    opened = -1
    at = 0
    for match in _END.finditer(text):
        opened = _opened(text, at, match.end(), opened)
        at = match.end()
        if match[0][0] == "\n":
            opened = -1
        elif opened >= 0 and match.end() - opened <= _LONGEST_QUOTE:
            continue
        elif _NUMBERED.search(text[max(0, match.start() - 6) : match.start() + 1]):
            continue  # "1. 추진 배경", "2026. 11. 20."
        ends.append(match.end())
    return ends


def _opened(text: str, start: int, end: int, opened: int) -> int:
    """Where the quotation that is open at ``end`` begins; -1 when none is. Straight marks open and
    close in turns.
    """
    for mark in _MARKS.finditer(text, start, end):
        closing = mark[0] == "”" or (mark[0] == '"' and opened >= 0)
        opened = -1 if closing else mark.start()
    return opened


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    part = text[start:end]
    lead = len(part) - len(part.lstrip())
    kept = part.strip()
    if kept:
        spans.append((start + lead, start + lead + len(kept)))
