"""An article's element read into paragraphs: captions apart, what sites set inside the text left out.

Share bars, related links, reporters' cards, file lists, rows of the next and the previous post,
surveys and licence marks go by their names (`names.py`), by being nothing but links, or by the words
that open them. The tree is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from korean.article import Cut
from korean.text import clean
from spiders.extraction.visible import names
from spiders.extraction.visible.sentences import is_sentence
from spiders.extraction.visible.titles import bare
from spiders.markup import BLOCKS

_BLOCKS = BLOCKS | {"br"}
_SILENT_NAMES = (
    "script style noscript iframe ins template button select option textarea object embed svg canvas "
    "audio video nav footer aside menu input head title"
)
_SILENT = frozenset(_SILENT_NAMES.split())
_TEXT_TAGS = frozenset(["article", "main"])
_MOST_STEPS = 40_000
_MOST_ABOVE = 12  # lines from the start in which the title may stand again
_LONGEST_CAPTION = 300  # characters of a table that holds a picture
_LONGEST_VALUE = 40  # characters of the cell beside a label
_MOST_HEADS = 3  # lines of a subtitle that nothing marks
_LEAST_TEXT = 150  # characters of sentences behind it
_DASHED = re.compile(r"^[-–—=]\s?\S.*\S\s?[-–—=]$")
_LED = re.compile(r"^[-–—]\s\S")
#: A bullet, a speaker's mark, a dateline, a list's item: text, though it ends no sentence.
_MARKED = re.compile(r"^[\[【(<〈［□○◇◆■●▲△▶▷※*·•ㅇo\-–—]|\d{1,2}[.)]|.*[:：]")

#: ``[세종=뉴스핌] 홍길동 기자 =``: what stands above it is a subtitle.
_DATELINE = re.compile(
    r"^[\[【(〔][^\])】〕]{2,30}[\])】〕].{0,30}=|^[\[【(〔][^\])】〕]{0,20}=[^\])】〕]{1,20}[\])】〕]"
)
#: Lines of a header that some sites keep inside the body's element.
_LABEL = re.compile(
    r"^[\s\[(·|※]*(?:최종\s?수정|최초\s?입력|기사\s?입력|입력|수정|승인|등록|작성|게시|발행|송고|업데이트"
    r"|조회|담당|부서|문의|연락처|전화|첨부|파일|글자|글씨|폰트|공유|인쇄|프린트|스크랩|목록|페이스북|트위터|카카오"
    r"|밴드|URL|SNS|댓글|추천|가\s?가|크게|작게|본문|기사\s?읽기|음성|이메일|메일|URL\s?복사|닫기|제목|내용)"
    r"[^.!?]{0,60}$",
    re.I,
)
_CLOCK = re.compile(r"(?:19|20)?\d{2}\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}")
_RELATED = re.compile(
    r"^[\[<(【▶■◆●▷☞※*· -]*(?:관련|함께\s?(?:읽|볼)을?)\s?(?:기사|뉴스|글)[\]>)】 :]*$"
)
#: Headings of what follows an article's text; never a sentence.
_TAIL = re.compile(
    r"^[\s\[<【▶■◆●▷☞※*·-]*(?:관련\s?(?:기사|뉴스|글|콘텐츠|링크)|(?:가장\s?)?많이\s?(?:본|읽은)|인기\s?(?:기사|뉴스)"
    r"|추천\s?(?:기사|뉴스)|(?:이\s?)?(?:기자|시각|기사)(?:의|가)?\s?(?:다른|쓴|주요)\s?(?:기사|뉴스)|다른\s?기사"
    r"|주요\s?(?:기사|뉴스)|핫\s?이슈|실시간|댓글|태그|이전\s?(?:글|기사)|다음\s?(?:글|기사)|첨부\s?파일|만족도|담당\s?부서"
    r"|페이지\s?담당|구독)",
    re.I,
)
#: Notices behind it, sentences or not.
_NOTICE = re.compile(
    r"^[\s\[<【(▶■◆●▷☞※*·-]*(?:저작권자|ⓒ|©|Copyright|무단\s?전재|공공누리|이\s?(?:저작물|게시물)은|이\s?페이지"
    r"|콘텐츠\s?만족|제보하기|['‘\"“]?당신의\s?제보|(?:\S+\s)?기사\s?(?:문의\s?및\s?)?제보|제보는)",
    re.I,
)
_LONGEST_HEADING = 40  # characters
_LONGEST_NOTICE = 80


@dataclass(frozen=True, slots=True)
class Read:
    """``subtitle``: the lines in front of the first paragraph, joined by "\n". ``cuts``: the lines
    left out, and ``starts``: where each paragraph stood, both in the element's lines joined by an
    empty line. Boxes left out as elements (share bars, advertisements) are none of its lines.
    """

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    subtitle: str | None = None
    cuts: tuple[Cut, ...] = ()
    starts: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class _Line:
    """A line in the making."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0  # characters in links
    links: int = 0
    caption: bool = False
    subtitle: bool = False  # stands in an element of that name
    heading: bool = False  # is an <h1>
    text: str = ""
    start: int = 0  # in the element's lines joined by an empty line
    rule: str | None = None  # that cut it

    @property
    def prose(self) -> bool:
        return is_sentence(self.text)


def read(elements: Sequence[Any], title: str | None) -> Read:
    """Paragraphs and captions of these elements, in their order."""
    lines = [line for element in elements for line in _lines(element)]
    at = 0
    for line in lines:
        line.start = at
        at += len(line.text) + 2
    captions = [line.text.lstrip("▲▴▼△↑ ") for line in lines if line.caption]
    body = [line for line in lines if not line.caption]
    body = _left(body, [line for line in body if not _links_only(line)], "links")
    body = _left(body, _without_tail(body), "tail")
    body = _left(body, [line for line in body if not _RELATED.match(line.text)], "related")
    body = _left(body, _without_head(body, title), "head")
    for line in lines:
        if line.rule is not None and bare(line.text) == bare(title or ""):
            line.rule = None  # the title is kept: as the title
    above, body = _apart(body)
    return Read(
        tuple(line.text for line in body),
        tuple(dict.fromkeys(text for text in captions if len(text) >= 2)),
        "\n".join(line.text for line in above) or None,
        tuple(
            Cut(line.rule, line.start, line.start + len(line.text), line.text)
            for line in lines
            if line.rule is not None
        ),
        tuple(line.start for line in body),
    )


def _left(before: list[_Line], after: list[_Line], rule: str) -> list[_Line]:
    """What a step leaves; the others bear its name."""
    kept = set(map(id, after))
    for line in before:
        if id(line) not in kept:
            line.rule = f"container.{rule}"
    return after


def _apart(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The subtitle's lines and the body's. A subtitle bears its name, stands between dashes, or is up
    to three lines without a sentence in front of a text."""
    first = next((i for i, line in enumerate(lines) if line.prose and not line.subtitle), 0)
    dated = next((i for i, x in enumerate(lines[:_MOST_ABOVE]) if _DATELINE.match(x.text)), 0)
    if first < dated and all(len(line.text) <= 80 for line in lines[:dated]):
        first = dated
    head = lines[:first]
    led = bool(lines) and not _LED.match(lines[min(first, len(lines) - 1)].text)
    named = [
        line
        for line in head
        if line.subtitle or _DASHED.match(line.text) or (led and _LED.match(line.text))
    ]
    size = sum(len(line.text) for line in lines[first:] if line.prose)
    if not named and len(head) <= _MOST_HEADS and size >= _LEAST_TEXT:
        named = [
            line for line in head if 8 <= len(line.text) <= 80 and not _MARKED.match(line.text)
        ]
        if len(named) < len(head):
            named = []
    return named, [line for line in lines if line not in named]


def _lines(root: Any) -> list[_Line]:
    """Lines in page order. Iterative: hostile pages nest deeply."""
    lines: list[_Line] = []
    line = _Line()
    stack: list[tuple[Any, bool]] = [(root, True)]
    linked = captioned = below = kept = steps = 0
    while stack:
        element, entering = stack.pop()
        tag = element.tag
        steps += 1
        if steps > _MOST_STEPS:
            break
        if entering:
            if not isinstance(tag, str) or (element is not root and _dropped(element, tag)):
                stack.append((element, False))
                continue
            if tag in _BLOCKS:
                line = _end(line, lines, captioned, below)
                line.heading = tag == "h1"
            if tag == "a":
                linked += 1
            if tag == "pre":
                kept += 1
            if element is not root and _captioned(element, tag):
                line = _end(line, lines, captioned, below)
                captioned += 1
            if _is_subtitle(element, root):
                line = _end(line, lines, captioned, below)
                below += 1
            if element.text:
                line = _add(element.text, line, lines, linked, kept, captioned)
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
            continue
        if isinstance(tag, str) and not (element is not root and _dropped(element, tag)):
            if _is_subtitle(element, root):
                line = _end(line, lines, captioned, below)
                below -= 1
            if element is not root and _captioned(element, tag):
                line = _end(line, lines, captioned, below)
                captioned -= 1
            elif tag in _BLOCKS:
                line = _end(line, lines, captioned, below)
            if tag == "a":
                linked -= 1
            if tag == "pre":
                kept -= 1
        if element is not root and element.tail:
            line = _add(element.tail, line, lines, linked, kept, captioned)
    _end(line, lines, captioned, below)
    return lines


def _add(
    text: str, line: _Line, lines: list[_Line], linked: int, kept: int, captioned: int
) -> _Line:
    """Text onto the line; in ``<pre>`` a line's end is one."""
    first, *more = text.split("\n") if kept else (text,)
    line.pieces.append(first)
    for piece in more:
        line = _end(line, lines, captioned)
        line.pieces.append(piece)
    if linked and text.strip():
        line.linked += len(text.strip())
        line.links += 1
    return line


def _is_subtitle(element: Any, root: Any) -> bool:
    classes = element.get("class")
    return element is not root and bool(classes) and any(map(names.subtitle, classes.split()))


def _end(line: _Line, lines: list[_Line], captioned: int, below: int = 0) -> _Line:
    if not line.pieces:
        return line
    line.text = clean("".join(line.pieces))
    if line.text:
        line.caption = captioned > 0
        line.subtitle = below > 0
        lines.append(line)
    return _Line()


def _dropped(element: Any, tag: str) -> bool:
    """An element inside the article that is no part of its text."""
    if tag in _SILENT or tag.startswith("amp-"):
        return True
    get = element.get
    classes, identity = get("class"), get("id")
    if names.hidden(get("style")) or get("hidden") is not None:
        return True
    if not classes and not identity:
        return False
    tokens = [t for t in (identity, *(classes or "").split()) if t]
    if tag in _TEXT_TAGS and not any(map(names.never, tokens)):
        return False  # WordPress writes a post's tags into the article's own class
    if any(map(names.around, tokens)):
        return not any(names.body_rank(t) == 2 for t in tokens) and not _prosaic(element)
    return False


def _prosaic(element: Any) -> bool:
    """Does it hold several sentences outside links? Then its name lies."""
    sentences = 0
    for text in element.itertext():
        if len(text) >= 30 and is_sentence(text.strip()):
            sentences += 1
            if sentences >= 4:
                return True
    return False


def _captioned(element: Any, tag: str) -> bool:
    """A picture's caption, or a box of a picture and its caption."""
    if tag in ("figcaption", "figure"):
        return True
    if tag == "table" and next(element.iter("img"), None) is not None:
        return len("".join(element.itertext()).strip()) < _LONGEST_CAPTION and not _prosaic(element)
    classes = element.get("class")
    if not classes or tag in ("img", "br", "a"):
        return False
    tokens = classes.split()
    if any(map(names.caption, tokens)):
        return len("".join(element.itertext())) < 600
    if any(map(names.picture, tokens)) and next(element.iter("img"), None) is not None:
        return len("".join(element.itertext())) < 400
    return False


def _links_only(line: _Line) -> bool:
    """A link to another article, or several behind a heading; a sentence that is a link is text."""
    size = len(line.text)
    if line.links >= 2 and line.linked >= 0.6 * size:
        return True
    return line.linked >= 0.8 * size and not (line.prose and size > 80)


def _without_head(lines: list[_Line], title: str | None) -> list[_Line]:
    """Without the title printed again, dates, counts and controls above the first paragraph."""
    wanted = bare(title or "")
    for index in range(min(len(lines), _MOST_ABOVE) - 1, -1, -1):
        if lines[index].heading or (wanted and bare(lines[index].text) == wanted):
            lines = lines[index + 1 :]
            break
    first = next((i for i, line in enumerate(lines) if line.prose), 0)
    head = []
    labelled = False  # the line before was a label without its value
    for line in lines[:first]:
        label = _LABEL.match(line.text) is not None
        dated = len(line.text) < 60 and _CLOCK.search(line.text) is not None
        value = labelled and len(line.text) <= _LONGEST_VALUE
        if not (label or dated or value) and bare(line.text):
            head.append(line)
        labelled = label and len(bare(line.text)) <= 6
    return [*head, *lines[first:]]


def _without_tail(lines: list[_Line]) -> list[_Line]:
    """Up to the words that open what follows an article, unless a good part of the text follows."""
    total = sum(len(line.text) for line in lines if line.prose)
    behind = total
    for index, line in enumerate(lines):
        if behind <= 0.25 * total and _opens_tail(line):
            return lines[:index]
        if line.prose:
            behind -= len(line.text)
    return lines


def _opens_tail(line: _Line) -> bool:
    if len(line.text) <= _LONGEST_HEADING and not line.prose and _TAIL.match(line.text):
        return True
    return len(line.text) <= _LONGEST_NOTICE and _NOTICE.match(line.text) is not None
