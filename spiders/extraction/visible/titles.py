"""Which words of a page's head are the article's title, and which the site's.

``og:title`` and ``<title>`` carry the site's name, the board's and the menu's, before or behind the
title, with a dozen separators, or instead of it. What decides is what the page prints: a heading that
says the same words. Without one, known parts are taken off the ends; where only the site's name is
left, the heading above the article's text is the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from korean.text import clean

#: Between a title and the names of menus and sites around it. The Hangul letter ㅣ serves as a bar.
SEPARATORS = re.compile(
    r"\s+[<|:\-–—>·~/]\s+|\s*(?:::+|\|+|[｜│┃ㅣ＜＞«»≪≫◆■★●◎▒◀▶]|&lt;|&gt;|>>|<<|>)\s*|\s<\s?"
)
_BRACKETED = re.compile(r"<[^<>\s][^<>]{0,18}>")
#: A section's name glued on with a dash: ``제목-정치ㅣ한국일보``.
_GLUED = re.compile(
    r"\s*[-–—]\s*(?:정치|경제|사회|국제|문화|스포츠|오피니언|사설|칼럼|연예|산업|지역|전국|세계|생활|과학|IT|"
    r"종합|기획|특집|포토|영상|뉴스|People|피플|라이프|부동산|증권|금융|교육|건강|여행|인물)$"
)
#: Headings of menus, boards and pages.
_GENERIC = re.compile(
    r"^(?:\d+\s*페이지\s*)?(?:[가-힣]{0,6}\s?(?:보도\s?자료|브리핑\s?룸|보도\s?해명|해명\s?자료|공지\s?사항|공고|고시|새\s?소식|소식|소식지|알림\s?마당|알림|뉴스룸|뉴스|브리핑"
    r"|언론\s?보도|정보\s?공개|행정\s?정보|게시판|자료실|홍보|시정|군정|구정|도정|포토|갤러리|영상|목록|목록\s?보기|상세|상세\s?보기|보기|본문|기사|콘텐츠|내용"
    r"|메뉴|영역|바로가기|검색|로그인|홈|사이트맵|민원|안내|소개|참여|정치|경제|사회|국제|문화|스포츠|오피니언|연예|산업|지역|전국|세계|생활|과학|종합|기획|특집"
    r"|칼럼|사설|인물|교육|건강|부동산|증권|금융)(?:\s?(?:뉴스|기사|상세|보기|본문|목록|상세\s?보기|게시판|내용|목록\s?보기))?"
    r"|.{0,30}(?:영역|바로가기|네비게이션|내비게이션|메뉴|이동경로)"
    r"|home|news|main|view|article|contents?|logo|untitled|제목\s?없음)$",
    re.I,
)
#: A name of a site, not a sentence about anything.
_SITE = re.compile(
    r"(?:홈페이지|누리집|포털|포탈|사이트|웹진|공식\s?\S*|(?:특별|광역|자치)?(?:시|군|구|도)청|의회|교육청|공단|공사|위원회"
    r"|일보|신문|뉴스|방송|미디어|타임[즈스]|저널|투데이|통신|매일|신보|매거진|TV|NEWS|News|Times|\.com|\.kr)$"
)
_REGION = re.compile(r"^[가-힣]{2,6}(?:특별자치|특별|광역)?(?:시|도|군|구)$")
_LONGEST = 220  # characters of a heading that can be a title
_LEAST = 4  # letters and digits of a title
_LEAST_LED = 14  # the same where menus' names stand in front of it
#: Different pairs of letters from which a title tells, and the share of them that two titles have in common by
#: chance: 98 of 100 pairs of the press room's have less.
_TELLING, _BY_CHANCE = 7, 0.2
_MOST_ELEMENTS = 10_000
_MOST_HEADINGS = 250  # elements looked at: hostile pages nest thousands

# Attributes are looked at first: a filter over all elements takes four times as long.
_HEADINGS: Any = etree.XPath(
    "//h1|//h2|//h3|//h4|//h5|//h6|//@itemprop[.='headline']/.."
    "|//body//@class[contains(.,'tit') or contains(.,'subject') or contains(.,'headline')"
    " or contains(.,'sbj')]/.."
)
_COUNT: Any = etree.XPath("count(//*)")
_NO_HEADINGS = frozenset(["body", "ul", "img", "input", "table", "meta", "link", "script"])
_LABELLED: Any = etree.XPath(
    "(//th|//dt|//strong|//label|//span)[translate(normalize-space(.), ' :：', '')='제목']"
    "/following-sibling::*[1][self::td or self::dd or self::span or self::p or self::div or self::strong]"
)
_PRINTED: Any = etree.XPath(
    "//body//text()[contains(., $start)][not(parent::script or parent::style or parent::option)]"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading or an element with a title's class, as printed."""

    text: str
    bare: str
    element: Any


def bare(text: str) -> str:
    """Letters and digits only: what two printings of one title share."""
    return "".join(filter(str.isalnum, text))


def another(listed: str, title: str) -> bool:
    """Whether a page's title cannot be the one that it was listed under: another page stands in the
    article's place. Titles are shortened and reworded between a list and a page, but keep words.
    """
    one, other = _pairs(listed), _pairs(title)
    fewer = min(len(one), len(other))
    return fewer >= _TELLING and len(one & other) < _BY_CHANCE * fewer


def _pairs(title: str) -> set[str]:
    letters = bare(title).casefold()
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


@lru_cache(maxsize=1)
def tagged(root: Any) -> tuple[Heading, ...]:
    """The page's ``<h1>`` to ``<h6>`` in their order: most titles are among them."""
    return _told(root.iter("h1", "h2", "h3", "h4", "h5", "h6"))


@lru_cache(maxsize=1)
def headings(root: Any) -> tuple[Heading, ...]:
    """Those and the elements with a title's class, in the page's order. A page is asked several times
    in a row."""
    # libxml2 takes quadratic time to unite thousands of nodes.
    return _told(_HEADINGS(root)) if _COUNT(root) <= _MOST_ELEMENTS else tagged(root)


def _told(elements: Iterable[Any]) -> tuple[Heading, ...]:
    found = []
    for element in islice(elements, _MOST_HEADINGS):
        if element.tag in _NO_HEADINGS:
            continue
        text = first_text(element)
        if text and len(text) <= _LONGEST:
            found.append(Heading(text, bare(text), element))
    return tuple(found)


def first_text(element: Any) -> str:
    """The beginning of an element's text: as much as a title has."""
    pieces, size = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece)
        if size > 2_000 or len(pieces) > 40:
            break
    return clean("".join(pieces))[:600]


def generic(text: str, names: Iterable[str] = ()) -> bool:
    """Is this a menu's, a board's or a site's name rather than a title?"""
    said = bare(text)
    return (
        len(said) < _LEAST
        or any(said == bare(name) for name in names)
        or _GENERIC.match(text.strip(" []<>|")) is not None
        or sitelike(text)
    )


def sitelike(text: str) -> bool:
    """``강진군청``, ``경북도청, 경상북도, 경북, 도청``, ``부산광역시 대표 홈페이지``."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) >= 4 and all(" " not in part and len(part) <= 20 for part in parts):
        return True
    if _REGION.match(text.strip()):
        return True
    return len(text) <= 24 and text.count(" ") <= 3 and _SITE.search(text.strip()) is not None


def article_part(head: str, root: Any, names: tuple[str, ...]) -> str | None:
    """The title inside a head's title; None where it holds only names of site and menu."""
    found = printed(head, root, names)
    if found is not None:
        return found
    left = stripped(head, names)
    return None if left is None or generic(left, names) else left


def printed(head: str, root: Any, names: tuple[str, ...]) -> str | None:
    """The heading that the page prints and the head repeats, whole or between separators."""
    whole = bare(head)
    if not whole:
        return None
    best: Heading | None = None
    ends = _ends(head)
    left = bare(stripped(head, names) or "")
    for heading in tagged(root):
        if heading.bare == left and len(left) >= _LEAST and not generic(heading.text, names):
            return heading.text
    for heading in headings(root):
        said = heading.bare
        if said == left and len(said) >= _LEAST and not generic(heading.text, names):
            return heading.text
        if len(said) < _LEAST or (best is not None and len(said) <= len(best.bare)):
            continue
        if (said in ends or _beside_site(said, whole, names)) and not generic(heading.text, names):
            best = heading
    return best.text if best is not None else _beginning(head, root, names)


def _beside_site(said: str, whole: str, names: tuple[str, ...]) -> bool:
    """Is the rest of the head a site's name, with nothing but a blank or brackets between?"""
    if len(said) < _LEAST_LED or said not in whole:
        return False
    rest = whole.replace(said, "", 1)
    return not rest or generic(rest, names)


def _ends(head: str) -> frozenset[str]:
    """Every run of the head's parts, bare: ``a | b | c`` gives a, ab, abc, b, bc, c."""
    pieces = [part for _, part in _split(head)][:8]
    parts = [p for part in pieces if (p := bare(part))]
    runs = {"".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
    runs |= {bare(_GLUED.sub("", part)) for part in pieces}
    return frozenset(runs)


def _beginning(head: str, root: Any, names: tuple[str, ...]) -> str | None:
    """A line of the page that the head begins with, where no heading says it (layouts of tables)."""
    whole = bare(head)
    runs = _ends(head) - {whole}
    best = None
    for node in nodes_beginning(root, head):
        text = clean(node)
        said = bare(text)
        if len(said) < 8 or not whole.startswith(said) or len(text) > _LONGEST:
            continue
        if said in runs and not generic(text, names):
            return text
        if len(whole) - len(said) <= 40 and (best is None or len(text) > len(best)):
            best = text if not generic(text, names) else best
    return best


def nodes_beginning(root: Any, head: str) -> list[Any]:
    """Text nodes of the page that hold the first words of a title."""
    # One word: between words a page may have any kind and number of blanks.
    start = max(clean(head).split()[:5], key=len, default="")
    return _PRINTED(root, start=start)[:40] if len(start) >= 2 else []


def stripped(head: str, names: tuple[str, ...]) -> str | None:
    """A head's title without the names of site and menu at its ends."""
    pieces = list(_split(head))
    known = {bare(name) for name in names}

    def name(text: str) -> bool:
        return bare(text) in known or _GENERIC.match(text) is not None or sitelike(text)

    while len(pieces) > 1 and (name(pieces[-1][1]) or not bare(pieces[-1][1])):
        pieces.pop()
    led = False
    while len(pieces) > 1 and (name(pieces[0][1]) or not bare(pieces[0][1])):
        dropped = pieces.pop(0)[1]
        led = led or bool(bare(dropped))
        pieces[0] = ("", pieces[0][1])
    text = _GLUED.sub("", "".join(separator + part for separator, part in pieces).strip()).strip()
    # "보도자료 | 브리핑룸 | 대한민국 정책브리핑": behind menus' names a short rest is the site's.
    return None if not text or (led and len(bare(text)) < _LEAST_LED) else text


def _split(head: str) -> Iterator[tuple[str, str]]:
    """Parts of a head with the separator before each."""
    start, separator = 0, ""
    bracketed = [match.span() for match in _BRACKETED.finditer(head)]
    for match in SEPARATORS.finditer(head):
        if any(left <= match.start() and match.end() <= right + 1 for left, right in bracketed):
            continue
        yield separator, head[start : match.start()]
        start, separator = match.end(), match.group()
    yield separator, head[start:]


def labelled(root: Any, names: tuple[str, ...]) -> str | None:
    """The cell beside ``제목`` on a board."""
    for cell in _LABELLED(root)[:5]:
        text = first_text(cell)
        if len(text) <= _LONGEST and not generic(text, names):
            return text
    return None
