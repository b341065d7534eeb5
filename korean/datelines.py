"""Datelines: how an article opens, ``[세종=뉴스핌] 홍길동 기자 =``, in the forms papers give it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from korean.article import Byline
from korean.signed import (
    EMAIL,
    MAIL,
    NAME,
    OUTLET_NAME,
    PRESS_ROLE,
    ROLE_END,
    SIGNED_BY_PRESS,
    SURNAMES,
    WORK,
    merge,
    signed,
)
from korean.text import clean

# "[세종=뉴스핌] 김하늘 이바다 기자 =": between the bracket and the sign stand names alone.
_SPACED_NAMES = re.compile(
    rf"(?<![가-힣])([{SURNAMES}][가-힣]{{2}})\s+"
    rf"(?=[{SURNAMES}][가-힣]{{2}}(?:\s+[{SURNAMES}][가-힣]{{2}}(?![가-힣])|\s?{PRESS_ROLE}))"
)

# Endings that only a newspaper's or an agency's whole name has: "[성남일보]", not "[뉴스9]".
_PAPER = re.compile(
    r"(?:[가-힣]일보|신문|타임[스즈]|투데이|저널|헤럴드|뉴스핌|뉴시스|연합뉴스|IN)$"
)
_OPEN, _CLOSE = r"[\[【(〔［（<〈]", r"[\]】)〕］）>〉]"
_BRACKETED = re.compile(
    rf"^{_OPEN}\s*(?P<inner>[^\[\]【】()〔〕［］（）<>〈〉\n]{{2,60}}?)\s*{_CLOSE}\s*"
)
_AFTER_BRACKET = re.compile(
    rf"^(?P<by>.{{2,60}}?(?:{PRESS_ROLE}|@[\w.\-]*))\s*(?:[=＝|ㅣ│]|-(?=\s))\s*"
)
# After "경기IN=홍길동 기자" the text may follow without a blank (경기IN, 2024).
_GLUED = r"(?!회견|간담|협회|단체|실|들)"
_PLAIN = re.compile(
    rf"^(?P<lead>[가-힣A-Za-z0-9]{{2,12}})\s*"
    rf"(?:[=＝]\s*(?P<by>{NAME}\s*{PRESS_ROLE}(?:{ROLE_END}\s*{EMAIL}|{_GLUED}))"
    rf"|/\s*(?P<by_slash>{NAME}\s*{PRESS_ROLE}{ROLE_END}(?:\s*{EMAIL})?))"
    r"\s*(?:[=＝|ㅣ│]\s*)?"
)
_BARRED = re.compile(
    rf"^(?:(?P<lead>[가-힣A-Za-z0-9]{{2,14}})\s+)?"
    rf"(?P<by>{NAME}\s*{PRESS_ROLE}{ROLE_END}(?:\s*{EMAIL})?)\s*(?P<sign>[|ㅣ│=＝])\s*"
)
_HEADER_ROW = re.compile(r"(?:기사|최종|최초)?\s*(?:입력|승인|등록|수정|작성|송고)|\d{4}[.\-/년]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of an article: ``[세종=뉴스핌] 홍길동 기자 = `` and what follows in ``rest``."""

    place: str | None
    agency: str | None
    bylines: tuple[Byline, ...]
    rest: str


def dateline(paragraph: str) -> Dateline | None:
    """The dateline a paragraph opens with, or None."""
    s = clean(paragraph)
    if match := _BRACKETED.match(s):
        return _bracketed(match["inner"], s[match.end() :])
    if match := _PLAIN.match(s):
        return _unbracketed(match["lead"], match["by"] or match["by_slash"], s[match.end() :])
    if match := _BARRED.match(s):
        # "홍길동 기자 | 입력 …" is the row under a headline, not the opening of a text.
        if match["lead"] is None and match["sign"] not in "=＝":
            return None
        return _unbracketed(match["lead"], match["by"], s[match.end() :])
    return None


def _unbracketed(lead: str | None, by: str, rest: str) -> Dateline | None:
    bylines = merge(signed(by))
    if not bylines or lead in WORK or _HEADER_ROW.match(rest):
        return None
    agency = lead if lead and OUTLET_NAME.search(lead) else None
    return Dateline(None if agency else lead, agency, bylines, rest.lstrip())


def _bracketed(inner: str, after: str) -> Dateline | None:
    parts = [p.strip() for p in re.split(r"\s*[=＝/]\s*", inner) if p.strip()]
    inside = signed(inner)
    place = agency = None
    for part in parts:
        words = MAIL.sub("", SIGNED_BY_PRESS.sub("", part)).strip()
        if not words or words in WORK:
            continue
        if OUTLET_NAME.search(words.replace(" ", "")):
            agency = agency or words
        elif place is None and re.fullmatch(r"[가-힣A-Za-z·. ]{1,12}", words):
            place = words
        else:
            return None
    behind = _AFTER_BRACKET.match(after)
    outside = signed(_SPACED_NAMES.sub(r"\1·", behind["by"])) if behind else []
    if parts[0] in WORK or ":" in inner or not (inside or outside or agency):
        return None
    if agency is None and not inside and len(parts) == 2 and outside:
        place, agency = parts[0], parts[1]
    if not inside and len(parts) < 2 and not _PAPER.search(inner):
        return None  # "[뉴스9]", "[단독]": a programme or a flag
    rest = after[behind.end() :] if behind and outside else after
    return Dateline(place, agency, merge(inside, outside), rest.lstrip())
