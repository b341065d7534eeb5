"""What a page of no known site prints around its title: times, reporters, and on a board the
department, its telephone and the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from korean.article import Attachment, Byline
from korean.text import clean
from spiders.extraction.addresses import absolute
from spiders.extraction.moments import in_header
from spiders.extraction.people import bylines
from spiders.extraction.values import Reading
from spiders.extraction.visible import header

_DEPARTMENT = ("담당부서", "부서", "부서명", "작성부서", "제공부서", "소관부서", "담당과", "출처")
_CONTACT = ("연락처", "전화번호", "전화", "문의", "문의처", "담당전화", "문의전화")
_AUTHOR = ("작성자", "담당자", "등록자", "글쓴이", "담당", "게시자", "이름", "기자")
#: An author that is an office, and an office's usual ends.
_OFFICE = re.compile(r"(?:과|실|국|팀|관|단|소|원|청|부|센터|본부|위원회|사업소|담당)$")
_NAME = re.compile(r"^[가-힣]{2,4}$")
_TELEPHONE = re.compile(r"\d{2,4}[-–.)~ ]\s?\d{3,4}")
_REPORTER = re.compile(r"기자|특파원|논설위원|앵커|리포터|PD\b|@")
_LONGEST = 40  # characters of a reporter's line or a cell
_FILE = re.compile(r"\S.{0,180}?\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|odt)\b", re.I)
_SIZE = re.compile(r"\s*[\[(]?\s*(?:\d[\d.,]*\s*[KMG]?B(?:ytes?)?)\s*[\])]?\s*$", re.I)
_MOST_LINKS = 300
_MOST_FILES = 30


def read(root: Any, title: str, url: str, captured_at: datetime) -> Reading:
    """The fields of one article's header; empty where its title is not printed."""
    lines = header.lines_after(root, title)
    times = in_header(lines, captured_at)
    element = header.heading(root, title)
    if element is None:
        return Reading(published=times.published, modified=times.modified)
    department = _cell(lines, _DEPARTMENT)
    author = _cell(lines, _AUTHOR)
    if author is not None and department is None and _OFFICE.search(author):
        department, author = author, None
    contact = _cell(lines, _CONTACT)
    return Reading(
        published=times.published,
        modified=times.modified,
        bylines=_reporters(lines) or _named(author),
        department=department,
        contact=contact if contact is not None and _TELEPHONE.search(contact) else None,
        attachments=tuple(_files(header.box(element), url)),
    )


def _cell(lines: Sequence[str], labels: Sequence[str]) -> str | None:
    """The words beside a label: on its own line behind a colon, or on the next."""
    for index, line in enumerate(lines):
        label, colon, value = line.partition(":")
        if "".join(label.split()) not in labels:
            continue
        if not colon:
            value = lines[index + 1] if index + 1 < len(lines) else ""
        value = value.strip()
        if (
            value
            and len(value) <= _LONGEST
            and "".join(value.split())
            not in (
                *_DEPARTMENT,
                *_CONTACT,
                *_AUTHOR,
            )
        ):
            return value
    return None


def _reporters(lines: Sequence[str]) -> tuple[Byline, ...]:
    for line in lines:
        if len(line) <= _LONGEST and _REPORTER.search(line) and (found := bylines(line)):
            return found
    return ()


def _named(author: str | None) -> tuple[Byline, ...]:
    return (Byline(author),) if author is not None and _NAME.match(author) else ()


def _files(box: Any, url: str) -> Iterator[Attachment]:
    """Links in the article's part of the page that are named as files, each once."""
    seen: set[str] = set()
    for index, link in enumerate(box.iter("a")):
        if index >= _MOST_LINKS or len(seen) >= _MOST_FILES:
            return
        said = clean("".join(link.itertext())) or clean(link.get("title") or "")
        match = _FILE.match(_SIZE.sub("", said))
        if match is None or match.group() in seen:
            continue
        seen.add(match.group())
        yield Attachment(match.group(), absolute(link.get("href"), url))
