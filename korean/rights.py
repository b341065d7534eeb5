"""Licence and reuse notices: which words on a page bind whoever reuses the text.

공공누리 (Korea Open Government License, KOGL) has four types: 1 attribution, 2 no commercial use,
3 no derivatives, 4 neither. A type counts only where one type alone is marked: boards such as
신안군's print all four as a legend, and that licenses nothing. Creative Commons marks give ``CC-BY``,
``CC-BY-NC-ND`` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from korean.article import Rights
from korean.text import clean

_LONGEST_NOTICE = 300  # characters kept around a mark
_LONGEST_LINE = 5000  # characters read of a line; a notice stands in far less

# Whatever says anything of rights holds one of these, in small letters.
_WORDS = (
    "공공누리",
    "공공저작물",
    "저작권",
    "무단",
    "학습",
    "훈련",
    "마이닝",
    "크롤링",
    "인공지능",
    "ai",
    "reserved",
    "kogl",
    "opentype",
    "opencode",
    "open_type",
    "cc",
    "creativecommons",
)
_OF_MACHINES = ("ai", "인공지능", "학습", "훈련", "마이닝", "크롤링", "기계")
# All patterns read small letters: ignoring case costs three times as much.

_TYPE = re.compile(
    r"제?\s*([1-4])\s*유형|type\s*[- ]?0?([1-4])(?!\d)|kogl\s*[- ]?\s*(?:제\s*)?([1-4])(?!\d)"
)
# File names of the marks' pictures: img_opentype03.jpg, new_img_opentype04.png, kogl_type1.gif.
_PICTURE = re.compile(r"(?:type|code|mark|kogl)[_\-]?0?([1-4])(?!\d)")
_CONDITIONS = re.compile(r"(?:공공누리|공공저작물)[^\n]{0,40}?출처\s*(?:표시|명시)")
_NO_COMMERCE = re.compile(
    r"상업(?:적|용)?\s*(?:이용|목적|활용|사용)?\s*(?:의\s*(?:이용|활용))?\s*(?:을|은)?\s*금지|비상업(?:적)?\s*(?:이용|목적)?\s*만|비상업\s*(?=[+,/·]|$)"
)
_NO_CHANGES = re.compile(r"변경\s*금지|변형[^,/+\n]{0,24}금지|2차적?\s*저작물[^,/+\n]{0,14}금지")
_TYPES = {(False, False): "1", (True, False): "2", (False, True): "3", (True, True): "4"}
_CREATIVE = re.compile(
    r"creativecommons\.org/(?:licenses|publicdomain)/(?P<address>by(?:-nc)?(?:-(?:sa|nd))?|zero)"
    r"|(?<![a-z])(?P<mark>cc[\s\-]?by(?:[\s\-]nc)?(?:[\s\-](?:sa|nd))?|cc0)(?![a-z])",
)
_OF_A_PICTURE = re.compile(r"사진|이미지|그림|위키|출처\s*[=:]|photo|image")

_LICENSES = re.compile(r"조건에 따라|자유롭게 이용|이용\s*(?:이 가능|(?:할|하실) 수 있)|적용됩니다")
# News writes 했다 and 한다, notices 합니다; broadcasts write 했습니다, and 합니다 without a notice's words.
_STORY = re.compile(r"(?:(?<!니)다|[했됐었았였졌렸]습니다)[.\"”'’)\]]*$")
_POLITE = re.compile(r"니다[.\"”'’)\]]*$")
_NOTICE_WORDS = re.compile(
    r"저작권|무단\s*(?:전재|복제|배포|게재|도용|수집)|전재|재배포|(?:본|당)\s?(?:지|사|사이트|기사|콘텐츠)|콘텐츠|저작물|게시물|자료|[©ⓒ]|금지합니다|금합니다|불허합니다"
    r"|copyright|reserved|content|ai\s*유형|cc\s?-?by"
)
# A title in a side list that speaks of bans: "AI 학습 금지 소송 잇따라".
_HEADLINE = re.compile(
    r"(?:금지|불허|허용|이용|학습|전재)\S{0,2}\s*(?:법|소송|가처분|추진|촉구|논란|요구|입법|조례|합의|확산|검토|방안|나서|나선|첫|판결)"
)
_MACHINE = r"(?:(?<![a-z])ai(?![a-z])|인공지능|기계|머신\s?러닝|딥러닝|llm|언어\s?모델|tdm|데이터\s?마이닝)"
_USE = r"(?:학습|훈련|데이터|크롤링|수집|활용|이용|사용|마이닝|개발)"
_BARRED = r"(?:금지|금합니다|금함|엄금|불허|불가|허용하지|허락하지|허가하지|(?:할|될) 수 없)"
_AI_BAN = re.compile(
    rf"{_MACHINE}[^\n.]{{0,20}}?{_USE}[^\n.]{{0,40}}?{_BARRED}"
    rf"|(?:텍스트[·\s]?)?데이터\s?마이닝[^\n.]{{0,20}}?{_BARRED}"
    rf"|(?:금지|금합니다|불허)[^\n.]{{0,20}}?{_MACHINE}[^\n.]{{0,12}}?학습[^\n.]{{0,8}}?포함"
    r"|(?:no|not|without|prohibit\w*|forbid\w*|den(?:y|ied))\b[^\n.]{0,60}?"
    r"\b(?:ai|artificial intelligence|machine|llm)\s*(?:models?\s*)?(?:training|learning|systems?)"
    r"|\b(?:ai|artificial intelligence|machine|llm)\s*(?:models?\s*)?(?:training|learning)\b[^\n.]{0,60}?"
    r"\b(?:prohibited|forbidden|not (?:allowed|permitted))"
    r"|\btrain(?:ing)?\b[^\n.]{0,30}?\b(?:ai|artificial intelligence|llm)\b[^\n.]{0,60}?"
    r"\b(?:prohibited|forbidden|not (?:allowed|permitted))",
)
_AI_ALLOWED = re.compile(
    rf"{_MACHINE}[^\n.]{{0,20}}?(?:학습|훈련)[^\n.]{{0,30}}?(?:허용(?!하지)|허락(?!하지)|이용\s?가능|활용\s?가능"
    r"|(?:할|하실|쓸|쓰실) 수 있습니다)"
    # The additional mark of 2026 that opens a public work to training.
    r"|공공누리[^\n]{0,20}?ai\s*유형",
)
# A ban by itself: "AI학습 및 활용 금지". A headline that speaks of one goes on, or begins otherwise.
_BARE_BAN = re.compile(
    rf"[^가-힣a-z]*(?:생성형\s*|무단\s*)*{_MACHINE}[^\n.]{{0,40}}?(?:금지|금함|불허|불가|엄금)[^가-힣a-z]*",
)
_ALL_RESERVED = re.compile(
    r"all\s+rights?\s+reserved|무단\s*(?:전재|복제|배포|사용|이용|도용|게재|수집|크롤링)|저작권자\s*(?:©|ⓒ|\(c\)|[:：])"
    r"|저작권법의?\s*(?:에 따라\s*)?보호를? 받",
)
_FORBIDDING_ROBOTS = frozenset({"noai", "noimageai"})


def read(
    text: str,
    *,
    images_alt: Sequence[str] = (),
    meta: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Rights | None:
    """What the page itself says, or None where it is silent.

    ``text`` is the visible text of the page or of its rights area, ``images_alt`` the alternative
    texts (or addresses) of images there. ``meta`` and ``headers`` are looked at whatever the case
    of their names. ``notice`` keeps the deciding words, ``source`` names where they stood.
    """
    lines = _telling(text)
    images = [mark for alt in images_alt if mentions(alt) and (mark := _mark(alt))]
    marks = [*lines, *images]
    licence, notice = _licence(lines, images)
    if licence is None and (reserved := _first(_ALL_RESERVED, marks)):
        licence, notice = "all-rights-reserved", reserved
    machines = [mark for mark in marks if any(map(mark.low.__contains__, _OF_MACHINES))]
    if (ban := _ban(machines)) is not None:
        # A ban within the words that reserve all rights is told once.
        once = licence == "all-rights-reserved" and _ALL_RESERVED.search(ban.low)
        words = _around(ban, _AI_BAN)
        return Rights(
            licence or "unknown", False, words if once else _joined(notice, words), "page"
        )
    if (reservation := _machine_notice(meta, headers)) is not None:
        words, source = reservation
        where = source if licence is None else "page"
        return Rights(licence or "unknown", False, _joined(notice, words), where)
    if allowed := _first(_AI_ALLOWED, machines):
        return Rights(licence or "unknown", True, _joined(notice, allowed), "page")
    return Rights(licence, None, notice, "page") if licence else None


def mentions(text: str) -> bool:
    """Does a text hold any word of a notice? Quick, so that callers can choose their lines by it."""
    return any(map(text.lower().__contains__, _WORDS))


class _Mark(NamedTuple):
    text: str
    low: str  # in small letters, as the patterns are


def _mark(text: str) -> _Mark:
    cleaned = clean(text[:_LONGEST_LINE])
    return _Mark(cleaned, cleaned.lower())


def _telling(text: str) -> list[_Mark]:
    """The lines that may bind: those that mention rights and tell no news."""
    lines = [_mark(line) for line in text.splitlines() if mentions(line)]
    return [line for line in lines if line.text and not _tells_news(line)]


def _tells_news(line: _Mark) -> bool:
    """A sentence of an article about licences, bans or AI training: it binds nobody. The corpus is
    full of them."""
    end = line.low[-12:]
    if _STORY.search(end):
        return True
    if not _POLITE.search(end):
        return bool(_HEADLINE.search(line.low))
    return not (_NOTICE_WORDS.search(line.low) or _LICENSES.search(line.low))


def _licence(
    lines: Sequence[_Mark], images: Sequence[_Mark]
) -> tuple[str, str] | tuple[None, None]:
    """The one licence that is marked, with its words; a legend naming several marks none.

    A sentence that licenses ("제3유형 … 조건에 따라") stands above marks beside it, and an active
    picture above a legend in words, for pages that print the legend too.
    """
    typed = [(mark, types) for mark in lines if (types := _kogl_types(mark))]
    shown = [(mark, types) for mark in images if (types := _kogl_types(mark))]
    if not (typed or shown):
        return _creative((*lines, *images))
    tiers = [[t for t in typed if _LICENSES.search(t[0].low)]]
    if len(_all(typed)) > 2:
        tiers.append(shown)
    for found in (*tiers, [*typed, *shown]):
        if len(every := _all(found)) == 1:
            return f"KOGL-{every.pop()}", found[0][0].text[:_LONGEST_NOTICE]
    return None, None


def _all(found: Iterable[tuple[_Mark, set[str]]]) -> set[str]:
    return set[str]().union(*(types for _, types in found))


def _kogl_types(mark: _Mark) -> set[str]:
    words = any(map(mark.low.__contains__, ("공공누리", "공공저작물", "kogl")))
    if words:
        if numbers := {n for found in _TYPE.findall(mark.low) for n in found if n}:
            return numbers
        if _CONDITIONS.search(mark.low):
            return {_TYPES[bool(_NO_COMMERCE.search(mark.low)), bool(_NO_CHANGES.search(mark.low))]}
    if words or "open" in mark.low:
        return set(_PICTURE.findall(mark.low))
    return set()


def _creative(marks: Iterable[_Mark]) -> tuple[str, str] | tuple[None, None]:
    for mark in marks:
        if "cc" not in mark.low and "creativecommons" not in mark.low:
            continue
        if (found := _CREATIVE.search(mark.low)) and not _OF_A_PICTURE.search(mark.low):
            kind = found["address"] or found["mark"][2:].strip(" -")
            kind = "-".join(kind.upper().split())
            return "CC0" if kind in ("ZERO", "0") else f"CC-{kind}", mark.text[:_LONGEST_NOTICE]
    return None, None


def _ban(marks: Iterable[_Mark]) -> _Mark | None:
    """The first notice that forbids AI training. A headline about such a ban is no notice."""
    for mark in marks:
        if _AI_BAN.search(mark.low) and (
            _NOTICE_WORDS.search(mark.low) or _BARE_BAN.fullmatch(mark.low)
        ):
            return mark
    return None


def _first(pattern: re.Pattern[str], marks: Iterable[_Mark]) -> str | None:
    """The words of the first mark the pattern holds in, cut to a readable length around it."""
    for mark in marks:
        if pattern.search(mark.low):
            return _around(mark, pattern)
    return None


def _around(mark: _Mark, pattern: re.Pattern[str]) -> str:
    if len(mark.text) <= _LONGEST_NOTICE:
        return mark.text
    found = pattern.search(mark.low)
    start = max(0, (found.start() if found else 0) - _LONGEST_NOTICE // 2)
    return mark.text[start : start + _LONGEST_NOTICE].strip()


def _joined(notice: str | None, more: str) -> str:
    return more if notice is None or notice == more else f"{notice}\n{more}"


def _machine_notice(
    meta: Mapping[str, str] | None, headers: Mapping[str, str] | None
) -> tuple[str, str] | None:
    """TDM Reservation Protocol (header or meta) and the noai values of robots directives."""
    for names, where in ((headers, "header"), (meta, "meta")):
        if not names:
            continue
        fields = {k.casefold(): v for k, v in names.items()}
        if fields.get("tdm-reservation", "").strip() == "1":
            policy = fields.get("tdm-policy", "").strip()
            words = f"tdm-reservation: 1 ({where})"
            return f"{words}\ntdm-policy: {policy}" if policy else words, "meta"
        for name in ("robots", "x-robots-tag"):
            directives = set(re.split(r"[\s,;:]+", fields.get(name, "").casefold()))
            if directives & _FORBIDDING_ROBOTS:
                return f"{name}: {fields[name].strip()}", "robots"
    return None
