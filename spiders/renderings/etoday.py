"""Etoday: times, five font sizes, subtitle lines, text, then four reactions as a list.

Behind the reactions come 주요 뉴스, a list of stocks and a table of coins: all list items.
"""

from __future__ import annotations

import re

from korean import bylines, dates
from korean.article import Byline
from spiders.extraction.values import Reading
from spiders.renderings.lines import Found, Line, Page, opening_lines

_HEADER = re.compile(r"입력\s*20\d\d-\d\d-\d\d \d\d:\d\d")
_SIZES = frozenset(["가장작게", "작게", "기본", "크게", "가장크게"])
_END = re.compile(
    r"^(?:좋아요|화나요|슬퍼요|추가취재\s*원해요)\s*[\d,]*$|^주요\s?뉴스$|^실시간 암호화폐|^관련\s?뉴스$"
)
_CREDIT = re.compile(r"\s*\((?P<by>[^()]{2,40}기자[^()]{0,40})\)\s*$")


def fits(page: Page) -> bool:
    header = page.find(_HEADER)
    if header is None:
        return False
    near = {line.text for line in page.lines[header : header + 12]}
    return len(near & _SIZES) >= 3


def read(page: Page) -> Found:
    header = page.find(_HEADER)
    if header is None:
        raise ValueError("not an Etoday rendering; ask fits() first")
    times = dates.labelled(" ".join(page.texts(header, header + 2)))
    lines = [li for li in page.lines[header + 1 :] if li.text not in _SIZES]
    if lines and re.match(r"수정\s*20\d\d", lines[0].text):
        lines = lines[1:]
    lines = lines[: _end(lines)]
    count = opening_lines(lines)
    captions, credited = _captions(lines[count:])
    body = [line.text for line in lines[count:] if line.text[0] != "▲"]
    signed = any(bylines.signature(text) for text in body[-2:]) or (
        bool(body) and bylines.dateline(body[0]) is not None
    )
    reading = Reading(
        title=page.lines[header - 1].text if header else None,
        subtitle="\n".join(line.text for line in lines[:count]) or None,
        paragraphs=tuple(body),
        published=times.published,
        modified=times.modified,
        bylines=() if signed else credited,
        captions=captions,
    )
    warnings = ("byline_from_caption",) if credited and not signed else ()
    return Found(reading, "etoday", warnings=warnings)


def _end(lines: list[Line]) -> int:
    """Where the article ends: at the first list behind its text."""
    seen_prose = False
    for index, line in enumerate(lines):
        if _END.match(line.text) or (seen_prose and line.bullet):
            return index
        seen_prose = seen_prose or line.prose
    return len(lines)


def _captions(lines: list[Line]) -> tuple[tuple[str, ...], tuple[Byline, ...]]:
    """Captions, each once (the desktop page prints them twice), and the reporters they credit.

    Renderings of Etoday have no byline line: a picture by a reporter of the house is the only
    place the name stands.
    """
    captions: dict[str, None] = {}
    credited: list[Byline] = []
    for line in lines:
        if line.text[0] != "▲":
            continue
        text = line.text.lstrip("▲ ")
        if match := _CREDIT.search(text):
            credited += bylines.parse(match["by"])
        captions[text] = None
    return tuple(captions), bylines.merge(credited)
