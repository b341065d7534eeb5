"""Datelines: how an article opens, ``[세종=뉴스핌] 홍길동 기자 =``, in the forms papers give it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from korean.article import Byline
from korean.signed import (
    EMAIL,
    MAIL,
    NAMES,
    OUTLET_NAME,
    PRESS_ROLE,
    ROLE_END,
    WORK,
    apart,
    is_name,
    merge,
    places,
    share_office,
    signed,
)
from korean.text import clean

_OPENING = 120  # characters; a dateline ends before
# Endings that only a newspaper's or an agency's whole name has: "[성남일보]", not "[뉴스9]".
_PAPER = re.compile(
    r"(?:[가-힣]일보|신문|타임[스즈]|투데이|저널|헤럴드|뉴스핌|뉴시스|연합뉴스|파이낸셜뉴스|데일리안|이데일리|IN)$"
)
_BRACKETS = "[【(〔［（<〈＜"
_SIGNS = "=＝/|ㅣ│"
_BRACKETED = re.compile(
    r"^[\[【(〔［（<〈＜]\s*(?P<inner>(?:[^\[\]【】()〔〕［］（）<>〈〉＜＞\n]|\([가-힣·]{1,8}\)){2,60}?)"
    r"\s*[\]】)〕］）>〉＞]\s*"
)
_AFTER_BRACKET = re.compile(
    rf"^(?P<by>.{{2,60}}?(?:{PRESS_ROLE}|@[\w.\-]*))\s*\)?\s*(?:[=＝|ㅣ│]|-(?=\s))\s*"
)
# After "경기IN=홍길동 기자" the text may follow without a blank (경기IN, 2024).
_GLUED = r"(?!회견|간담|협회|단체|실|들)"
_PLAIN = re.compile(
    rf"^(?P<lead>[가-힣A-Za-z0-9·]{{2,12}})\s*"
    rf"(?:[=＝]\s*(?P<by>{NAMES}\s*{PRESS_ROLE}(?:{ROLE_END}\s*{EMAIL}|{_GLUED}))"
    rf"|/\s*(?P<by_slash>{NAMES}\s*{PRESS_ROLE}{ROLE_END}(?:\s*{EMAIL})?))"
    r"\s*(?:[=＝|ㅣ│]\s*)?"
)
_BARRED = re.compile(
    rf"^(?:(?P<lead>[가-힣A-Za-z0-9]{{2,14}})\s+)?"
    rf"(?P<by>{NAMES}\s*{PRESS_ROLE}{ROLE_END}(?:\s*{EMAIL})?)\s*(?P<sign>[|ㅣ│=＝])\s*"
)
_HEADER_ROW = re.compile(r"(?:기사|최종|최초)?\s*(?:입력|승인|등록|수정|작성|송고)|\d{4}[.\-/년]")
_PLACE = re.compile(r"[가-힣A-Za-z·. ]{1,12}")
_PLACE_BEHIND = re.compile(r"(?P<agency>.+)\((?P<place>[가-힣·]{1,8})\)")  # 헤럴드경제(대구)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of an article: ``[세종=뉴스핌] 홍길동 기자 = `` and what follows in ``rest``."""

    place: str | None
    agency: str | None
    bylines: tuple[Byline, ...]
    rest: str


def dateline(paragraph: str) -> Dateline | None:
    """The dateline a paragraph opens with, or None."""
    if not _may_open(paragraph):
        return None
    s = clean(paragraph)
    head = share_office(s[:_OPENING])
    if match := _BRACKETED.match(head):
        return _bracketed(match["inner"], head[match.end() :], s[match.end() :])
    if match := _PLAIN.match(head):
        return _unbracketed(match["lead"], match["by"] or match["by_slash"], s[match.end() :])
    if match := _BARRED.match(head):
        # "홍길동 기자 | 입력 …" is the row under a headline, not the opening of a text.
        if match["lead"] is None and match["sign"] not in "=＝":
            return None
        return _unbracketed(match["lead"], match["by"], s[match.end() :])
    return None


def _may_open(paragraph: str) -> bool:
    """A bracket at the start, or a sign near it: all other paragraphs are told from these."""
    if paragraph[:1] in _BRACKETS or paragraph[:1].isspace():
        return bool(paragraph)
    head = paragraph[:_OPENING]
    return any(map(head.__contains__, _SIGNS)) or "&" in head


def _unbracketed(lead: str | None, by: str, rest: str) -> Dateline | None:
    bylines = merge(signed(by))
    if not bylines or lead in WORK or _HEADER_ROW.match(rest):
        return None
    if lead and len(lead) > 2 and is_name(lead) and not OUTLET_NAME.search(lead):
        return None  # a person before the sign: not a place
    agency = lead if lead and OUTLET_NAME.search(lead) else None
    return Dateline(None if agency else lead, agency, bylines, rest.lstrip())


def _bracketed(inner: str, after: str, rest: str) -> Dateline | None:
    """``after`` is the beginning of ``rest``, with names that share an office joined."""
    parts = [p for p in (p.strip() for p in re.split(r"[=＝/|ㅣ│]", inner)) if p]
    inside = signed(inner)
    place = agency = None
    for part in parts:
        words = MAIL.sub("", " ".join(apart(part))).strip()
        if not words or words in WORK:
            continue
        if (named := _PLACE_BEHIND.fullmatch(words)) and OUTLET_NAME.search(named["agency"]):
            agency, place = agency or named["agency"], named["place"]
        elif OUTLET_NAME.search(words.replace(" ", "")):
            agency = agency or words
        elif place is None and _PLACE.fullmatch(words):
            place = words
        else:
            return None
    behind = _AFTER_BRACKET.match(after) if any(map(after.__contains__, "=＝|ㅣ│-")) else None
    outside = signed(behind["by"]) if behind else []
    if not parts or parts[0] in WORK or ":" in inner or not (inside or outside or agency):
        return None
    if agency is None and not inside and len(parts) == 2 and outside:
        place, agency = parts[0], parts[1]
    if not inside and len(parts) < 2 and not _PAPER.search(inner) and inner not in places():
        return None  # "[뉴스9]", "[단독]": a programme or a flag
    if behind and outside:
        rest = rest[behind.end() :]
    return Dateline(place, agency, merge(inside, outside), rest.lstrip())
