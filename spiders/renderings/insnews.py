"""Insnews sites: the header (title, subtitle, reporter, time) stands twice, then the text.

The desktop header says ``기사입력 2024/03/07 [21:28]``, the mobile one ``입력 : …``. Behind the text
comes the comment form with its 도배방지 image, then lists.
"""

from __future__ import annotations

import re

from korean import dates
from spiders.extraction.people import bylines
from spiders.extraction.values import Reading
from spiders.renderings.lines import Found, Line, Page

_TIME = re.compile(r".{0,60}?(?:기사)?입력\s*[:：]?\s*(?:19|20)\d\d/\d\d/\d\d\s*\[\d\d:\d\d\]")
_END = re.compile(
    r"^도배방지|관련기사목록$|^많이 본 (?:뉴스|기사)|^PHOTO$|^광고$|^<?\s*저작권자|^ⓒ|^트위터|^페이스북|^기사제보"
)


def fits(page: Page) -> bool:
    return page.find(_TIME) is not None


def read(page: Page) -> Found:
    first = page.find(_TIME)
    if first is None:
        raise ValueError("not an Insnews rendering; ask fits() first")
    second = page.find(_TIME, first + 1)
    times = dates.labelled(page.lines[first].text)
    author = page.lines[first].text.split("|")[0] if "|" in page.lines[first].text else ""
    if second is None:
        heading = page.texts(max(0, first - 1), first) if first < 2 else _heading(page, first)
        start = first + 1
    else:
        heading = page.texts(first + 1, second)
        start = second + 1
        if not heading:
            heading = _heading(page, first)
    lines = page.lines[start:]
    reading = Reading(
        title=heading[0] if heading else None,
        subtitle="\n".join(heading[1:]) or None,
        paragraphs=_text(lines, heading[0] if heading else ""),
        published=times.published,
        modified=times.modified,
        bylines=bylines(author.strip()),
    )
    return Found(reading, None, family="insnews")


def _heading(page: Page, first: int) -> tuple[str, ...]:
    """The one header's lines: the block right above the time."""
    lines = [line.text for line in page.lines[:first] if not line.bullet]
    long = [text for text in lines if len(text) >= 8]
    return tuple(long[-3:] if len(long) > 3 else long)


def _text(lines: tuple[Line, ...], title: str) -> tuple[str, ...]:
    text: list[str] = []
    for line in lines:
        if _END.search(line.text) or (line.bullet and "도배방지" in line.text):
            break
        if text and line.text.startswith(title) and title:
            break
        if not line.bullet:
            text.append(line.text)
    return tuple(text)
