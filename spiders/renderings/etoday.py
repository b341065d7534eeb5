"""Etoday: its header offers five sizes of letters, and no line names the reporter.

A picture by a reporter of the house is the only place the name stands: ``▲ … (홍길동 기자 hong@)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from korean import bylines
from korean.article import Byline
from spiders.renderings import general
from spiders.renderings.lines import Found, Page

_HEADER = re.compile(r"입력\s*20\d\d-\d\d-\d\d \d\d:\d\d")
_SIZES = frozenset(["가장작게", "작게", "기본", "크게", "가장크게"])
_CREDIT = re.compile(r"\s*\((?P<by>[^()]{2,40}기자[^()]{0,40})\)\s*$")


def fits(page: Page) -> bool:
    header = page.find(_HEADER)
    if header is None:
        return False
    near = {line.text for line in page.lines[header : header + 12]}
    return len(near & _SIZES) >= 3


def read(page: Page) -> Found:
    found = general.read(page)
    reading = found.reading
    body = [text for text in reading.paragraphs if text[0] not in "▲▴▼"]
    signed = bool(body) and bylines.dateline(body[0]) is not None
    marked = (text for text in reading.paragraphs if text[0] in "▲▴▼")
    credited = () if signed else _credited((*reading.captions, *marked))
    if named := {person.name for person in reading.bylines}:
        credited = tuple(person for person in credited if person.name in named)
    warnings = ("byline_from_caption",) if credited else ()
    people = bylines.merge(credited, reading.bylines)
    return replace(
        found,
        reading=replace(reading, bylines=people),
        outlet_code="etoday",
        warnings=warnings,
    )


def _credited(captions: Iterable[str]) -> tuple[Byline, ...]:
    found: list[Byline] = []
    for caption in captions:
        if match := _CREDIT.search(caption):
            found += bylines.parse(match["by"])
    return bylines.merge(found)
