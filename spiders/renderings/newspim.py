"""Newspim: times in Korean letters, size and translation notes, subtitle, text, e-mail.

Behind the reporter's address stand other articles with their full texts, a translation box and a
stock box: nothing after it is the article's.
"""

from __future__ import annotations

import re

from korean import dates
from spiders.extraction.values import Reading
from spiders.renderings.lines import Found, Line, Page, opening_lines

_HEADER = re.compile(r"기사입력\s*[:：]?\s*20\d\d년\s?\d\d?월\s?\d\d?일")
_EDITED = re.compile(r"최종수정\s*[:：]?\s*(?:20\d\d년|$)")
_MAIL = re.compile(r"^[\w.+\-]+@newspim\.com$")
_TAIL = re.compile(
    r"^\[뉴스핌[^\]]*기사\]$|^기사 번역$|^종목 추적기$|^안다쇼핑$|^Top으로 이동$|^저작권자\s*[ⓒ©(]"
)
#: Words of the site's own section menu (also its feeds' names).
_SECTIONS = frozenset(
    [
        "정치",
        "사회",
        "경제",
        "부동산",
        "증권",
        "금융",
        "증권·금융",
        "산업",
        "글로벌",
        "전국",
        "지자체",
        "문화",
        "문화·연예",
        "연예",
        "스포츠",
        "라이프",
        "라이프·여행",
        "여행",
        "중국",
        "마켓",
        "오피니언",
        "IT",
        "과학기술",
    ]
)


def fits(page: Page) -> bool:
    return page.find(_HEADER) is not None


def read(page: Page) -> Found:
    header = page.find(_HEADER)
    if header is None:
        raise ValueError("not a Newspim rendering; ask fits() first")
    start = header + 1
    if start < len(page.lines) and _EDITED.match(page.lines[start].text):
        start += 1
    times = dates.labelled("\n".join(page.texts(header, start)))
    lines = _article(page.lines[start:])
    count = opening_lines(lines)
    reading = Reading(
        title=page.lines[header - 1].text if header else None,
        subtitle="\n".join(line.text for line in lines[:count]) or None,
        paragraphs=tuple(line.text for line in lines[count:]),
        published=times.published,
        modified=times.modified,
        section=_section(page.texts(0, max(header - 1, 0))),
    )
    return Found(reading, "newspim")


def _article(lines: tuple[Line, ...]) -> list[Line]:
    """Without the tools before the text, up to the reporter's address or the first foreign box."""
    kept: list[Line] = []
    for line in lines:
        if _TAIL.match(line.text):
            break
        if line.bullet or line.text.startswith("※"):
            continue
        kept.append(line)
        if _MAIL.match(line.text):
            break
    return kept


def _section(menu: tuple[str, ...]) -> str | None:
    """``경제 과학기술``: the last menu line made of section names."""
    for text in reversed(menu):
        words = text.split()
        if 1 <= len(words) <= 3 and all(word in _SECTIONS for word in words):
            return " > ".join(words)
    return None
