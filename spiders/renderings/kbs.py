"""KBS: a page prints its report twice, on the screen and for the printer.

The cleaner drops the second copy; this reader takes from its heading what only KBS prints there:
the times to the second and the programme (``입력 2024-02-21 19:34:11``, ``뉴스7(대구)``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from korean import dates
from korean.article import Moment
from spiders.renderings import general
from spiders.renderings.kinds import Kind
from spiders.renderings.lines import Found, Page

_SCREEN_TIME = re.compile(r"(?:.{0,40}\s)?입력\s*20\d\d\.\d\d\.\d\d\s*\(\d\d:\d\d\)")
_PRINT_TIME = re.compile(r"입력\s*20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
_PRINT_EDIT = re.compile(r"수정\s*20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
_LONGEST_PROGRAMME = 25  # characters


def fits(page: Page) -> bool:
    if page.find(_SCREEN_TIME) is None:
        return False
    printed = page.find(_PRINT_TIME) is not None
    return printed or any("KBS" in line.text for line in page.lines)


def read(page: Page) -> Found:
    found = general.read(page)
    reading = found.reading
    print_time = page.find(_PRINT_TIME)
    if print_time is not None:
        exact = dates.labelled("\n".join(page.texts(print_time, print_time + 2)))
        reading = replace(
            reading,
            published=_finer(reading.published, exact.published),
            modified=_finer(reading.modified, exact.modified),
            programme=_programme(page, print_time + 1, set(reading.paragraphs)),
        )
    # What stands between a KBS headline and its text is the site's; there are no subtitles.
    return replace(found, reading=replace(reading, subtitle=None), outlet_code="kbs", warnings=())


def _programme(page: Page, at: int, body: set[str]) -> str | None:
    """A short line behind the printer's times; items of the web have none."""
    if at < len(page.lines) and _PRINT_EDIT.match(page.lines[at].text):
        at += 1
    if at >= len(page.lines) or page.kinds[at].prose or page.kinds[at] is Kind.CAPTION:
        return None
    text = page.lines[at].text
    return text if len(text) <= _LONGEST_PROGRAMME and text not in body else None


def _finer(shown: Moment | None, printed: Moment | None) -> Moment | None:
    """The printed second of the shown minute; what is shown where they disagree."""
    if shown is None or printed is None:
        return shown or printed
    same = shown.at.replace(second=0) == printed.at.replace(second=0)
    return printed if same else shown
