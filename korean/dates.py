"""Every way Korean sites print a time, read into a `Moment`.

A time without a zone is Korean time (UTC+9, no summer time since 1988). What is printed without a
year, or relative (``3시간 전``), needs ``now``: the capture's time, never the reader's clock.

Precision is what was printed. An hour without minutes (``오후 6시``, ``18시``) is less than a
minute and so a day: midnight in Korea of the day printed; ``raw`` keeps the hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from korean.article import Moment
from korean.dateforms import ALONE, KST, START, TOLERANCE, kst, moment, read_at

__all__ = ["KST", "Labelled", "kst", "labelled", "parse", "plausible"]

_EARLIEST = datetime(1990, 1, 1, tzinfo=KST)  # the first Korean news sites are of 1995

# Marks that look alike, one for one, so that places in the text stay what they are.
_ODD = re.compile(r"[^\x00-\x7f가-힣]")
_PLAIN = str.maketrans(
    "０１２３４５６７８９：∶︰．。／∕⁄－‐‑‒–—−，（）［］【】〔〕‘’´｜│ㅣㆍ・‧•∙⋅･Ｔ＋\u200b\u200c\u200d\u2060\ufeff\xad",
    "0123456789:::..///-------,()[][][]'''|||·······T+      ",
)

_PUBLISHED = (
    r"(?:(?:기사|최초)\s*+)?(?:입력|승인|등록|작성|송고|발행|게재|게시|보도|배포|전송|출고)"
    r"|제공(?=일)|올린\s?날|Published|Posted|Registered|Input"
)
_MODIFIED = (
    r"(?:기사\s*+)?(?:(?:최종|최근|마지막)\s*+)?(?:수정|업데이트|갱신)"
    r"|(?:[Ll]ast\s)?(?:[Uu]pdated?|[Mm]odified)"
)
# The page-top clock of Insnews sites, and the day of the printed paper (often tomorrow's).
_IGNORED = r"최종\s*+편집|(?:지면|신문)\s*+(?:게재|발행|보기)?"
_LABEL = re.compile(
    r"(?=[기최입승등작송발게보배전출제올수업갱마지신PRIULuMm])(?<![가-힣A-Za-z])(?:"
    rf"(?P<ignored>{_IGNORED})|(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED})"
    r")\s*+(?:일자|일시|시간|시각|시점|날짜|일|on\b|at\b|[Dd]ate)?\s*+[:|=>\-·]?\s*+[\[(]?\s*+"
)
# An imprint has dates too, of the paper's registration; they are days, without a clock.
_IMPRINT = re.compile(
    r"등록\s?번호|(?:발행|편집)인\s*[·:/,\n]|편집인|제\s?호\s*[:\n]|청소년\s?보호|사업자|창간"
)
_IMPRINT_LABEL = re.compile(r"등록|발행")
_AROUND = 60  # characters that tell whether a date stands in an imprint


@dataclass(frozen=True, slots=True)
class Labelled:
    published: Moment | None = None
    modified: Moment | None = None


def parse(raw: str, *, now: datetime | None = None) -> Moment | None:
    """The first date in ``raw``; None where there is none, or none that exists (2026-02-30)."""
    text = _plain(raw)
    position = 0
    while start := START.search(text, position):
        if (read := read_at(text, start, now)) is None:
            position = start.end()
            continue
        match, built = read
        if built and (found := moment(built, raw[match.start() : match.end()])):
            return found
        position = match.end()  # a piece of an impossible date is not a date
    return _alone(raw, text, now) if position else None


def labelled(text: str, *, now: datetime | None = None) -> Labelled:
    """Published and modified time by their printed labels; the first of each kind counts.

    ``최종편집`` is ignored: it is the page-top clock of Insnews sites, not the article's. So are
    the print edition's day (``지면게재일``) and the registration of a paper in its imprint.
    """
    found: dict[str, Moment] = {}
    plain = _plain(text)
    for label in _LABEL.finditer(plain):
        kind = label.lastgroup
        if kind is None or kind == "ignored" or kind in found:
            continue
        if (start := START.match(plain, label.end())) and (read := read_at(plain, start, now)):
            match, built = read
            if built is None or (built[1] == "day" and _in_imprint(plain, label)):
                continue
            if at := moment(built, text[match.start() : match.end()]):
                found[kind] = at
    return Labelled(found.get("published"), found.get("modified"))


def plausible(moment: Moment, captured_at: datetime) -> bool:
    """Not from the future of the capture, not from before there were news sites."""
    return _EARLIEST <= moment.at <= kst(captured_at) + TOLERANCE


def _plain(text: str) -> str:
    return text.translate(_PLAIN) if _ODD.search(text) else text


def _alone(raw: str, text: str, now: datetime | None) -> Moment | None:
    bare = text.strip()
    for pattern, build in ALONE:
        if (match := pattern.fullmatch(bare)) and (built := build(match, now)):
            return moment(built, raw)
    return None


def _in_imprint(text: str, label: re.Match[str]) -> bool:
    if not _IMPRINT_LABEL.match(label.group()):
        return False
    return bool(_IMPRINT.search(text, max(0, label.start() - _AROUND), label.end() + _AROUND))
