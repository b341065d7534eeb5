"""gyeongbuk.go.kr (and boards like it): labels and values, subtitle lines in dashes, text, KOGL.

The footer has labels too (담당부서, 연락처, 최종수정일): they are the page's, not the release's.
"""

from __future__ import annotations

import re

from korean import dates, rights
from korean.article import Attachment
from spiders.extraction.people import bylines
from spiders.extraction.values import Reading
from spiders.renderings.lines import Found, Line, Page

_LABELS = ("부서명", "전화번호", "작성자", "작성일", "조회수", "첨부파일")
_LABEL = re.compile(rf"^(?P<label>{'|'.join(_LABELS)})\s*[:：]?\s*(?P<value>.*)$")
_DASHED = re.compile(r"^[-–—]\s*\S.*[^-–—\s]\s*[-–—]?$")
_FOOTER = re.compile(
    r"^(?:OPEN\s*)?공공누리|^이 (?:게시물|저작물)은|공공저작물 자유이용허락"
    r"|^담당부서\s*[:：]?|^담당자$|^최종수정일|^페이지 만족도|^이 페이지에서 제공하는|^(?:이전|다음)글|^목록$"
)


def fits(page: Page) -> bool:
    start = _header(page)
    if start is None:
        return False
    labels = {
        m["label"] for line in page.lines[start : start + 24] if (m := _LABEL.match(line.text))
    }
    return {"부서명", "작성일"} <= labels and len(labels) >= 3


def read(page: Page) -> Found:
    start = _header(page)
    if start is None:
        raise ValueError("not a rendering of a provincial board; ask fits() first")
    values, end = _values(page, start)
    lines = list(page.lines[end:])
    footer = next((i for i, li in enumerate(lines) if _FOOTER.search(li.text)), len(lines))
    subtitle, text = _split(lines[:footer])
    notice = "\n".join(line.text for line in lines[footer:])
    files = [name for name in values.get("첨부파일", ()) if not name.startswith("[")]
    written = dates.parse(" ".join(values.get("작성일", ())))
    reading = Reading(
        title=page.lines[start - 1].text if start else None,
        subtitle="\n".join(subtitle) or None,
        paragraphs=tuple(text),
        published=written,
        bylines=bylines(" ".join(values.get("작성자", ()))),
        department=" ".join(values.get("부서명", ())) or None,
        contact=" ".join(values.get("전화번호", ())) or None,
        attachments=tuple(Attachment(name) for name in files),
        rights=rights.read(notice),
    )
    return Found(reading, "gyeongbuk")


def _header(page: Page) -> int | None:
    return page.find(re.compile(r"부서명\b"))


def _values(page: Page, start: int) -> tuple[dict[str, tuple[str, ...]], int]:
    """Values by label and the index behind the last one. A value may be empty or on its own line;
    only files come in several lines."""
    values: dict[str, tuple[str, ...]] = {}
    index = start
    while index < len(page.lines):
        match = _LABEL.match(page.lines[index].text)
        if match is None:
            break
        label = match["label"]
        found = [match["value"]] if match["value"] else []
        index += 1
        while index < len(page.lines) and not _LABEL.match(page.lines[index].text):
            line = page.lines[index]
            several = label == "첨부파일" and (line.file or line.text.startswith("["))
            if found and not several:
                break
            if label == "조회수" and not line.text.replace(",", "").isdigit():
                break
            if label == "첨부파일" and not several:
                break
            found.append(line.text)
            index += 1
        values[label] = tuple(found)
    return values, index


def _split(lines: list[Line]) -> tuple[list[str], list[str]]:
    """Subtitle lines (``- … -``, before any prose) and the text, image names in neither."""
    subtitle: list[str] = []
    text: list[str] = []
    for line in lines:
        if line.file:
            continue
        if not text and _DASHED.match(line.text) and not line.sentence:
            subtitle.append(line.text)
        else:
            text.append(line.text)
    return subtitle, text
