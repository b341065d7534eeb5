"""Insnews sites: ``2024/03/07 [21:28]`` above the text, or below it with the last edit behind
(``기사입력: … 최종편집: …``, the oldest layout). Elsewhere 최종편집 is the clock on top of the page."""

from __future__ import annotations

import re
from dataclasses import replace

from korean import dates
from korean.article import Moment
from spiders.renderings import general
from spiders.renderings.lines import Found, Page

_STAMP = r"(?:19|20)\d\d/\d\d/\d\d\s*\[\d\d:\d\d\]"
_TIME = re.compile(rf".{{0,60}}?(?:기사)?입력\s*[:：]?\s*{_STAMP}")
_BOTH = re.compile(rf"기사입력\s*[:：]\s*{_STAMP}[\s|]*최종편집\s*[:：]\s*(?P<edited>{_STAMP})")


def fits(page: Page) -> bool:
    return page.find(_TIME) is not None


def read(page: Page) -> Found:
    found = general.read(page)
    reading = found.reading
    if reading.modified is None:
        reading = replace(reading, modified=_edited(page))
    return replace(found, reading=reading, family="insnews", warnings=())


def _edited(page: Page) -> Moment | None:
    for index in range(len(page.lines)):
        if page.lines[index].text.startswith("기사입력"):
            match = _BOTH.match(" ".join(page.texts(index, index + 3)))
            if match:
                return dates.parse(match["edited"])
    return None
