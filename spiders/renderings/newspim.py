"""Newspim: times in Korean letters (``기사입력 : 2024년01월19일 09:00``), and the section as the last
line of the menu above the title (``경제 과학기술``)."""

from __future__ import annotations

import re
from dataclasses import replace

from spiders.renderings import general
from spiders.renderings.heading import SECTIONS
from spiders.renderings.lines import Found, Page

_HEADER = re.compile(r"기사입력\s*[:：]?\s*20\d\d년\s?\d\d?월\s?\d\d?일")
_HOUSE = re.compile(r"@newspim\.com|뉴스핌")
_MOST_WORDS = 3


def fits(page: Page) -> bool:
    return page.find(_HEADER) is not None and any(_HOUSE.search(li.text) for li in page.lines)


def read(page: Page) -> Found:
    found = general.read(page)
    header = page.find(_HEADER) or 0
    section = _section(page.texts(max(0, header - 60), max(header - 1, 0)))
    reading = replace(found.reading, section=section)
    return replace(found, reading=reading, outlet_code="newspim", warnings=())


def _section(menu: tuple[str, ...]) -> str | None:
    """The last line above the header that is made of section names."""
    for text in reversed(menu):
        words = text.split()
        if 1 <= len(words) <= _MOST_WORDS and all(word in SECTIONS for word in words):
            return " > ".join(words)
    return None
