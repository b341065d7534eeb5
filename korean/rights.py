"""Licence and reuse notices: which words on a page bind whoever reuses the text.

공공누리 (Korea Open Government License, KOGL) has four types: 1 attribution, 2 no commercial use,
3 no derivatives, 4 neither. A type counts only where one type alone is marked: boards such as
신안군's print all four as a legend, and that licenses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from korean.article import Rights
from korean.text import clean, clean_block

_LONGEST_NOTICE = 300  # characters kept around a mark

# Words of a KOGL mark. The type is read from the number, or from the conditions it spells out.
_KOGL_NUMBER = re.compile(
    r"(?:공공누리|공공저작물|KOGL)[^\n]{0,40}?(?:제\s*|type\s*|-)?([1-4])\s*유형"
    r"|KOGL\s*[- ]?\s*(?:type|제)?\s*[- ]?([1-4])(?!\d)"
    r"|공공누리[^\n]{0,20}?type\s*([1-4])(?!\d)",
    re.I,
)
_TYPE_NUMBER = re.compile(
    r"제?\s*([1-4])\s*유형|type\s*[- ]?([1-4])(?!\d)|KOGL\s*-?\s*([1-4])(?!\d)", re.I
)
_KOGL_CONDITIONS = re.compile(
    r"공공누리[^\n]{0,20}?[(:\s]\s*출처\s*(?:표시|명시)(?P<more>(?:\s*[+＋,·/]\s*(?:상업적\s*(?:이용)?\s*금지|비상업|변경\s*금지))*)"
)
_KOGL_ADDRESS = re.compile(
    r"(?:kogl\.or\.kr|공공누리|img_?open(?:type|code)?|opentype)\D{0,40}?0?([1-4])(?!\d)", re.I
)

_LICENSES = re.compile(r"조건에 따라|자유롭게 이용|이용\s*(?:이 가능|(?:할|하실) 수 있)|적용됩니다")
# News writes 했다 and 한다, notices 합니다; broadcasts write 합니다 too, without a notice's words.
_STORY = re.compile(r"(?<!니)다[.\"”'’)\]]*$")
_POLITE = re.compile(r"니다[.\"”'’)\]]*$")
_NOTICE_WORDS = re.compile(
    r"저작권|무단|전재|재배포|본\s?지|콘텐츠|저작물|게시물|자료|[©ⓒ]|금지합니다|금합니다"
)
_AI_BAN = re.compile(
    r"(?:AI|인공지능|기계)\s*(?:\([^)]{1,10}\))?\s*(?:의\s*)?(?:학습|훈련)[^\n.]{0,40}?"
    r"(?:금지|금합니다|불허|허용하지|할 수 없|prohibit)"
    r"|(?:금지|금합니다)[^\n.]{0,20}?(?:AI|인공지능)\s*학습\s*포함"
    r"|(?:no|not|without|prohibit\w*|forbid\w*)\b[^\n.]{0,60}?\bAI\s*(?:model\s*)?(?:training|learning)"
    r"|\bAI\s*(?:model\s*)?(?:training|learning)\b[^\n.]{0,60}?\b(?:prohibited|forbidden|not (?:allowed|permitted))",
    re.I,
)
_ALL_RESERVED = re.compile(
    r"all\s+rights?\s+reserved|무단\s*(?:전재|복제|배포|사용|이용|도용)|저작권자\s*(?:©|ⓒ|\(c\))",
    re.I,
)
_CONDITIONS_TO_TYPE = {
    (False, False): "1",
    (True, False): "2",
    (False, True): "3",
    (True, True): "4",
}
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
    of their names. ``source`` names where the deciding words stood.
    """
    lines = [line for line in clean_block(text).split("\n") if line and not _tells_news(line)]
    marks = [*lines, *(clean(alt) for alt in images_alt)]
    licence, notice = _kogl(marks)
    ban = _first(_AI_BAN, marks)
    if licence is None and (reserved := _first(_ALL_RESERVED, marks)):
        licence, notice = "all-rights-reserved", reserved
    if ban is not None:
        notice = ban if notice is None or ban == notice or licence is None else f"{notice}\n{ban}"
        if notice and _ALL_RESERVED.search(ban) and licence == "all-rights-reserved":
            notice = ban
        return Rights(licence or "unknown", False, notice, "page")
    machine = _machine_notice(meta, headers)
    if licence is None and machine is None:
        return None
    if machine is not None:
        words, source = machine
        if licence is None:
            return Rights("unknown", False, words, source)
        return Rights(licence, False, f"{notice}\n{words}", "page")
    return Rights(licence or "unknown", None, notice, "page")


def _tells_news(line: str) -> bool:
    """A sentence of an article about licences, bans or AI training: it binds nobody. The corpus is
    full of them."""
    if _STORY.search(line):
        return True
    return bool(_POLITE.search(line)) and not (_NOTICE_WORDS.search(line) or _LICENSES.search(line))


def _kogl(marks: Iterable[str]) -> tuple[str | None, str | None]:
    """The one type that is marked, with its words; a legend naming several marks none.

    A sentence that licenses ("제3유형 … 조건에 따라") stands above marks beside it, for pages that
    print the legend too.
    """
    typed = [(mark, types) for mark in marks if (types := _kogl_types(mark))]
    for found in ([t for t in typed if _LICENSES.search(t[0])], typed):
        every = set[str]().union(*(types for _, types in found))
        if len(every) == 1:
            return f"KOGL-{every.pop()}", found[0][0][:_LONGEST_NOTICE]
    return None, None


def _kogl_types(mark: str) -> set[str]:
    lowered = mark.casefold()
    if not (
        "공공누리" in mark or "kogl" in lowered or "공공저작물" in mark or "opentype" in lowered
    ):
        return set()
    if _KOGL_NUMBER.search(mark):
        return {next(filter(None, found)) for found in _TYPE_NUMBER.findall(mark)} or {
            next(filter(None, found)) for found in _KOGL_NUMBER.findall(mark)
        }
    if found := _KOGL_CONDITIONS.search(mark):
        more = found["more"]
        return {_CONDITIONS_TO_TYPE["상업" in more, "변경" in more]}
    return set(_KOGL_ADDRESS.findall(mark))


def _first(pattern: re.Pattern[str], marks: Iterable[str]) -> str | None:
    """The words of the first mark the pattern holds in, cut to a readable length around it."""
    for mark in marks:
        if found := pattern.search(mark):
            if len(mark) <= _LONGEST_NOTICE:
                return mark
            start = max(0, found.start() - _LONGEST_NOTICE // 2)
            return mark[start : start + _LONGEST_NOTICE].strip()
    return None


def _machine_notice(
    meta: Mapping[str, str] | None, headers: Mapping[str, str] | None
) -> tuple[str, str] | None:
    """TDM Reservation Protocol (header or meta) and the noai values of robots directives."""
    for names, where in ((headers, "header"), (meta, "meta")):
        fields = {k.casefold(): v for k, v in (names or {}).items()}
        if fields.get("tdm-reservation", "").strip() == "1":
            return f"tdm-reservation: 1 ({where})", "meta"
        for name in ("robots", "x-robots-tag"):
            directives = set(re.split(r"[\s,;:]+", fields.get(name, "").casefold()))
            if directives & _FORBIDDING_ROBOTS:
                return f"{name}: {fields[name].strip()}", "robots"
    return None
