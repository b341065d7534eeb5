"""KBS: the article's text stands twice, on the page and in its print area.

Between them the way to send in reports (■ 제보하기), behind them menus; what both copies share is
the article. The print area gives the times to the second, and the programme.
"""

from __future__ import annotations

import re

from korean import dates
from korean.article import Moment
from spiders.extraction.values import Reading
from spiders.renderings.lines import Found, Line, Page, prose_run

_HEADER = re.compile(r"입력\s*20\d\d\.\d\d\.\d\d\s*\(\d\d:\d\d\)")
_PRINT_TIME = re.compile(r"입력\s*20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
_PRINT_EDIT = re.compile(r"수정\s*20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
#: Ends of a page without a print area (vocabulary of the page, 2024).
_TAIL = re.compile(
    r"■\s*제보하기|▷\s*(?:카카오톡|전화)|이 기사가 좋으셨다면|오늘의 핫 클릭|이 기사에 대한 의견"
)
_MARKERS = re.compile(
    r"^\[(?:앵커|리포트|앵커멘트|답변|기자)\]$|동영상 고정 취소|^읽어주기 기능은|브라우저에서만 사용"
)


def fits(page: Page) -> bool:
    header = page.find(_HEADER)
    return header is not None and header < 60


def read(page: Page) -> Found:
    header = page.find(_HEADER)
    if header is None:
        raise ValueError("not a KBS rendering; ask fits() first")
    print_time = page.find(_PRINT_TIME, header + 1)
    times = dates.labelled(page.lines[header].text)
    published, modified = times.published, times.modified
    title = page.lines[header - 1].text if header else page.lines[0].text
    programme = None
    if print_time is None:
        body = _single(page, header)
    else:
        block = "\n".join(page.texts(print_time, print_time + 2))
        exact = dates.labelled(block)
        published = _finer(published, exact.published)
        modified = _finer(modified, exact.modified)
        title = page.lines[print_time - 1].text
        start = print_time + 1
        if start < len(page.lines) and _PRINT_EDIT.match(page.lines[start].text):
            start += 1
        screen = _before_tail(page.lines[header + 1 : print_time - 1])
        programme, start = _programme(page, start, {line.text for line in screen})
        body = _shared(screen, page.lines[start:])
    paragraphs = tuple(line.text for line in body if not _MARKERS.search(line.text))
    reading = Reading(
        title=title,
        paragraphs=paragraphs,
        published=published,
        modified=modified,
        programme=programme,
    )
    return Found(reading, "kbs")


def _programme(page: Page, start: int, known: set[str]) -> tuple[str | None, int]:
    """``뉴스7(대구)``: a short line before the printed body; items of the web have none."""
    if start >= len(page.lines):
        return None, start
    line = page.lines[start]
    named = line.text not in known and not line.prose and len(line.text) <= 25
    return (line.text, start + 1) if named else (None, start)


def _shared(screen: list[Line], printed: tuple[Line, ...]) -> list[Line]:
    """The printed lines from the first to the last that the screen's copy has too."""
    known = {line.text for line in screen}
    common = [index for index, line in enumerate(printed) if line.text in known]
    if not common:
        start, end = prose_run(printed)
        return list(printed[start:end])
    return list(printed[common[0] : common[-1] + 1])


def _before_tail(lines: tuple[Line, ...]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if _TAIL.search(line.text):
            break
        kept.append(line)
    return kept


def _single(page: Page, header: int) -> list[Line]:
    lines = [li for li in _before_tail(page.lines[header + 1 :]) if not _MARKERS.search(li.text)]
    start, _ = prose_run(lines)
    return lines[start:]


def _finer(shown: Moment | None, printed: Moment | None) -> Moment | None:
    """The printed second of the shown minute; what is shown where they disagree."""
    if shown is None or printed is None:
        return shown or printed
    same = shown.at.replace(second=0) == printed.at.replace(second=0)
    return printed if same else shown
