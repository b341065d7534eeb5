"""The visible header: the short lines around an article's printed title, where its dates stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from korean import dates
from korean.text import clean, hangul_ratio
from spiders.extraction.visible import titles
from spiders.extraction.visible.titles import bare, first_text

__all__ = ["bare", "box", "first_text", "heading", "lines_after"]

_HEADER_CHARS = 700  # of text behind the title in which its date stands
_MOST_STEPS = 600  # elements looked at behind one heading
_MOST_PRINTED = 4  # headings that print the title: a sticky bar, the printed copy
_LEAST = 25  # characters of a sentence of the body
_PROSE = 110  # characters: a block this long is the body's, not the header's
_ROWS = 4  # rows with links from which a list or a table is one of other articles
_SENTENCE = re.compile(r"[다요까음함][.!?][\"”’')\]]*$")

_BLOCK_NAMES = (
    "address article aside blockquote br center dd div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT_NAMES = (
    "script style noscript iframe template button select option textarea nav aside footer head"
)
_SILENT = frozenset(_SILENT_NAMES.split())
_LISTS = frozenset(["ul", "ol", "table", "tbody", "dl"])
_OTHERS = re.compile(r"comment|reply|cmt|relat|rank|popular|most|list_?wrap|prev|next", re.I)
#: A page-top clock, and the dates of what an article is about.
_NOT_ITS = re.compile(
    r"현재\s*시각|오늘\s*날짜|^\s*[-·○□*]*\s*(?:일\s*시|기\s*간|일\s*정|행사|접수|마감|시행|개최|공연|교육|신청|모집|전시|운영"
    r"|장\s*소|대\s*상|지면|생년|방송)\s*(?:일|일시|기간|일정|시간)?\s*[:：]"
)
_REGISTRATION = re.compile(
    r"등록\s*번호|등록\s*일자|발행인|편집인|청소년|사업자|대표|창간|제호|TEL|Tel"
)
_BOX = 5  # elements above the title that belong to its article
#: Insnews' page-top clock, beside an article's own date or alone.
_EDITED = re.compile(r"최종\s*편집\s*(?:일|시간|일시|시각)?\s*[:：]?")
_LABEL = re.compile(
    r"입력|수정|승인|등록|작성|송고|발행|게재|게시|보도|업데이트|Published|Posted|Updated|Modified|날짜|일자|date",
    re.I,
)
_CLOCK = re.compile(r"(?:오전|오후|AM|PM)?\s?\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:AM|PM))?", re.I)
_BAR = re.compile(
    r"\s*[|│ㅣ｜•]\s*|\s+/\s+|\s*·\s*(?=\D)|\s+(?=(?:조회|추천|댓글|공감|hits?|view)\b)", re.I
)
_DIGITS = re.compile(r"\d{1,4}\s?[.\-/년월:]\s?\d|\d+\s?(?:분|시간|일)\s?전|\d{8}")
_SAID: Any = etree.XPath(
    ".//text()[contains(., '등록일') or contains(., '작성일') or contains(., '게시일') or contains(., '입력')"
    " or contains(., '승인') or contains(., '발행일') or contains(., '송고') or contains(., '보도일')]"
    "[not(parent::script or parent::style or parent::option or parent::a)]"
)


def lines_after(root: Any, title: str) -> tuple[str, ...]:
    """The short lines right behind the article's visible title, up to the first prose; where they
    hold no date, the lines right above it, then lines elsewhere that are labelled as a date and say
    only one.

    This scope is what keeps page-top crawl dates, footers and other rows' dates out. A line that
    holds a date beside other words comes as several lines, the date alone on one.
    """
    first: tuple[str, ...] = ()
    for element in _printing(root, title):
        lines = tuple(_separated(_behind(element)))
        if any(_dated(line) for line in lines):
            return lines
        above = tuple(_separated(_above(element)))
        if any(_dated(line) for line in above):
            return (*lines, *above)
        first = first or lines
    printed = heading(root, title)
    return first if printed is None else (*first, *_labelled(box(printed)))


def heading(root: Any, title: str) -> Any:
    """The element that prints this title, a few badges beside it allowed; None where none does."""
    return next(_printing(root, title), None)


def _printing(root: Any, title: str) -> Iterator[Any]:
    """The elements that print the title: headings first, then what has a title's class, then a plain
    line."""
    wanted = bare(title)
    seen: list[Any] = []
    for pool in (titles.tagged, titles.headings):
        for found in pool(root):
            if found.element not in seen and _prints(found.bare, wanted):
                seen.append(found.element)
                yield found.element
                if len(seen) >= _MOST_PRINTED:
                    return
    if not seen and len(wanted) >= 8:
        for node in titles.nodes_beginning(root, title):
            if bare(clean(node)) == wanted:
                before = node.getparent()
                # Text behind an element, or behind a comment, stands in the element around both.
                yield before.getparent() if node.is_tail else before
                return


def _prints(said: str, wanted: str) -> bool:
    return bool(said) and (
        said == wanted
        or (len(wanted) >= 10 and said.startswith(wanted) and len(said) < len(wanted) + 12)
    )


def _dated(line: str) -> bool:
    return _DIGITS.search(line) is not None and dates.parse(line) is not None


# -- walking -----------------------------------------------------------------------------------------


def _behind(element: Any) -> Iterator[str]:
    total = 0
    for line in _lines(_following(element)):
        long = len(line) > _PROSE or (len(line) > _LEAST and _SENTENCE.search(line))
        if long and hangul_ratio(line) > 0.5:
            return
        yield line
        total += len(line)
        if total > _HEADER_CHARS:
            return


def _above(element: Any) -> list[str]:
    """Lines in front of the title inside its own box: a date with a clock or a label only."""
    box = element
    for _ in range(3):
        parent = box.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return []
        box = parent
        before = []
        for line in _lines(_inside(box)):
            if bare(line) and bare(line) == bare(first_text(element)):
                break
            before.append(line)
            if len(before) > 8:
                return []
        found = [x for x in before if _dated(x) and (_CLOCK.search(x) or _LABEL.search(x))]
        if found:
            return found
    return []


Piece = tuple[str, bool]  # text, and whether a line ends in front of it


def _following(element: Any) -> Iterator[Piece]:
    """Text behind an element in page order, with the ends of lines."""
    steps = [_MOST_STEPS]
    node = element
    while node is not None and node.tag not in ("body", "html"):
        yield "", node.tag in _BLOCKS
        if node.tail:
            yield node.tail, False
        for sibling in node.itersiblings():
            yield from _inside(sibling, steps)
            if steps[0] <= 0:
                return
            if sibling.tail:
                yield sibling.tail, False
        node = node.getparent()


def _inside(root: Any, steps: list[int] | None = None) -> Iterator[Piece]:
    left = steps if steps is not None else [_MOST_STEPS]
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, entering = stack.pop()
        tag = element.tag
        if entering:
            left[0] -= 1
            if left[0] <= 0:
                return
            if not isinstance(tag, str) or tag in _SILENT or _of_others(element, tag):
                if element is not root and element.tail:
                    yield element.tail, True
                continue
            yield "", tag in _BLOCKS
            stated = element.get("datetime") if tag == "time" else None
            if stated and _DIGITS.search(stated):
                yield stated, False
                if element is not root and element.tail:
                    yield element.tail, False
                continue
            if element.text:
                yield element.text, False
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
        else:
            yield "", tag in _BLOCKS
            if element is not root and element.tail:
                yield element.tail, False


def _of_others(element: Any, tag: str) -> bool:
    """Rows of a list with links (other articles, a board) have dates of their own."""
    if tag in _LISTS:
        linked = [r for r in list(element)[:40] if next(r.iter("a"), None) is not None]
        # A layout of tables has links in its rows as well, but no date in each.
        if len(linked) > _ROWS and (
            tag in ("ul", "ol") or sum(map(_dated, map(first_text, linked))) >= 3
        ):
            return True
    named = element.get("class") or element.get("id")
    return named is not None and _OTHERS.search(named) is not None


def _lines(pieces: Iterator[Piece]) -> Iterator[str]:
    line: list[str] = []
    for text, ends in pieces:
        if ends and line:
            if said := clean(" ".join(line)):
                yield said
            line = []
        if text.strip():
            line.append(text)
    if said := clean(" ".join(line)):
        yield said


# -- lines to dates ------------------------------------------------------------------------------------


def _separated(lines: Any) -> Iterator[str]:
    """Lines cut at bars and counts, a date alone on its line, its clock with it."""
    held: str | None = None  # a date that may get its clock from the next line
    skip = False  # the next line is a clock's
    for whole in lines:
        line, *edited = _EDITED.split(whole)
        if skip and _DIGITS.search(line):
            skip = False
            continue
        skip = bool(edited) and not edited[-1].strip()
        if _NOT_ITS.search(line):
            continue
        for part in filter(None, _BAR.split(line)):
            for said in _cut(part):
                if held is not None:
                    joined = f"{held} {said}" if _CLOCK.fullmatch(said) else None
                    yield joined or held
                    held = None
                    if joined:
                        continue
                if _DIGITS.search(said) and (m := dates.parse(said)) and m.precision == "day":
                    held = said
                else:
                    yield said
    if held is not None:
        yield held


def _cut(part: str) -> Iterator[str]:
    """``홍길동 기자 2026.11.20 14:30`` as two lines; a labelled date stays with its label."""
    if not _DIGITS.search(part) or _LABEL.search(part):
        yield part
        return
    found = dates.parse(part)
    if found is None or found.raw not in part:
        yield part
        return
    before, _, after = part.partition(found.raw)
    yield from filter(None, (before.strip(" :[]()"), found.raw, after.strip(" :[]()")))


def box(element: Any) -> Any:
    """The part of the page that the title heads."""
    for _ in range(_BOX):
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        element = parent
    return element


def _labelled(part: Any) -> Iterator[str]:
    """Dates with a label elsewhere in the title's part of the page: below the text, in a side table.
    Several different ones are other articles'; a newspaper's footer has the day it was registered."""
    found: dict[str, str] = {}
    for node in _SAID(part)[:30]:
        text = _EDITED.split(clean(node))[0]
        if len(text) > 60 or _NOT_ITS.search(text) or _REGISTRATION.search(text):
            continue
        holder = node.getparent()
        if node.is_tail:
            holder = holder.getparent()
        if _in_rows(holder) or _REGISTRATION.search(first_text(holder.getparent())):
            continue
        line = text
        if not _dated(text):
            line = f"{text} {' '.join(_next_text(holder))}"
        labelled = dates.labelled(line)
        moment = labelled.published
        if moment is not None:
            found.setdefault(moment.at.isoformat(), line)
    if len(found) == 1:
        yield from found.values()


def _next_text(holder: Any) -> list[str]:
    """The text of the cell behind a label."""
    for element in (holder, holder.getparent()):
        following = element.getnext() if element is not None else None
        if following is not None and isinstance(following.tag, str):
            return [first_text(following)[:40]]
    return []


def _in_rows(element: Any) -> bool:
    for _ in range(6):
        if element is None:
            return False
        if element.tag in _LISTS and _of_others(element, element.tag):
            return True
        element = element.getparent()
    return False
