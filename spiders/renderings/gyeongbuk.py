"""gb.go.kr: a board's labels above the release (`boards`), and the province's own marks: its
telephone numbers (054-880), its office below the text."""

from __future__ import annotations

import re
from dataclasses import replace

from spiders.renderings import general
from spiders.renderings.lines import Found, Page

_LABELS = re.compile(r"(?:부서명|담당부서|전화번호|연락처|작성자|작성일|조회수)\b")
_PROVINCE = re.compile(r"^경상북도청$|^경북소식$|\b054-880-\d{4}|gb\.go\.kr|저작권은\s?경상북도")
_FEWEST = 3  # different labels


def fits(page: Page) -> bool:
    labels = {m.group() for line in page.lines if (m := _LABELS.match(line.text))}
    return len(labels) >= _FEWEST and any(_PROVINCE.search(line.text) for line in page.lines)


def read(page: Page) -> Found:
    return replace(general.read(page), outlet_code="gyeongbuk", warnings=())
