"""NDSoft sites: title, subtitle, 기자명, ``입력``/``승인`` and ``수정``, tools, text, 저작권자 ©."""

from __future__ import annotations

import re

from korean import dates
from spiders.extraction.people import bylines
from spiders.extraction.values import Reading
from spiders.renderings.lines import Found, Line, Page, prose_run

_TIME = re.compile(
    r"(?:입력|승인|기사입력|등록)\s*[:：]?\s*20\d\d\.\d\d?\.\d\d?\.?\s*(?:오[전후]\s*)?\d\d?:\d\d"
)
_EDIT = re.compile(r"수정\s*[:：]?\s*20\d\d\.")
_COPYRIGHT = re.compile(r"저작권자\s*[©ⓒ(]")
_AUTHOR = re.compile(
    r"^(?:기자명\s*)?[가-힣 ·,]{2,24}(?:기자|특파원|위원)(?:\s+\S+@\S*)?$|^기자명$"
)
_END = re.compile(
    r"저작권자\s*[©ⓒ(]|다른\s?기사\s?보기|^관련기사|^댓글|^이 기사를 공유|^기사공유하기|^개의 댓글"
    r"|^인기기사|^많이 본|^주요기사|^최신기사"
)
_TOOLS = re.compile(
    r"^(?:댓글|SNS|바로가기|본문\s*글씨|글자\s?크기|가$|이 기사를 공유|기사공유|페이스북|트위터|카카오|네이버|URL복사|복사하기|프린트|메일|스크랩"
    r"|이메일|기사의 본문 내용은|기사를 읽어)"
)


def fits(page: Page) -> bool:
    return page.find(_TIME) is not None and any(_COPYRIGHT.search(li.text) for li in page.lines)


def read(page: Page) -> Found:
    at = page.find(_TIME)
    if at is None:
        raise ValueError("not an NDSoft rendering; ask fits() first")
    times = dates.labelled("\n".join(page.texts(at, at + 3)))
    heading, author = _header(page.lines[:at])
    lines = _text(page.lines[at + 1 :])
    start, _ = prose_run(lines)
    start = _with_caption(lines, start)
    reading = Reading(
        title=heading[0] if heading else None,
        subtitle="\n".join(heading[1:]) or None,
        paragraphs=tuple(line.text for line in lines[start:]),
        published=times.published,
        modified=times.modified,
        bylines=bylines(author),
    )
    return Found(reading, None, family="ndsoft")


def _header(lines: tuple[Line, ...]) -> tuple[list[str], str]:
    """Title and subtitle above the time, and the author's line between them."""
    author = ""
    heading: list[str] = []
    for line in reversed(lines):
        if _AUTHOR.match(line.text):
            author = author or line.text.removeprefix("기자명").strip()
            if heading:
                break
        elif line.bullet or len(line.text) < 8 or len(heading) == 4:
            if heading:
                break
        else:
            heading.append(line.text)
    return heading[::-1], author


def _text(lines: tuple[Line, ...]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if _TOOLS.match(line.text) or _EDIT.match(line.text):
            continue
        if kept and _END.search(line.text) and any(li.prose for li in kept):
            break
        kept.append(line)
    return kept


def _with_caption(lines: list[Line], start: int) -> int:
    """Step back over captions that stand before the first prose."""
    while start and lines[start - 1].text[0] in "▲▴▼":
        start -= 1
    return start
