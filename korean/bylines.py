"""Who wrote it: bylines and signatures as Korean sites print them.

Datelines, captions, credits and sign-offs have modules of their own; their readers are named here
too, since whoever reads a text needs them all.
"""

from __future__ import annotations

import re

from korean.article import Byline
from korean.broadcasts import credits, signoff
from korean.captions import caption
from korean.datelines import Dateline, dateline
from korean.signed import (
    BARE_NAME,
    BY_WORK,
    LATIN_NAME,
    MAIL,
    NAMES_APART,
    OUTLET_NAME,
    WORK,
    apart,
    desk_signs,
    is_author,
    is_desk,
    is_name,
    merge,
    share_office,
    signed,
)
from korean.text import clean

__all__ = [
    "Dateline",
    "caption",
    "credits",
    "dateline",
    "merge",
    "parse",
    "signature",
    "signoff",
]

_LONGEST_FIELD = 1000  # characters; whatever is longer is no byline, and must cost no time
_LONGEST_SIGNATURE = 120
_LONGEST_DESK = 15
# Whoever signs has an office or an address.
_OFFICES = "@ 기자 특파원 통신원 위원 논설 주필 편집 취재 앵커 아나운서 리포터 캐스터 PD 피디"
_SIGNS = tuple(_OFFICES.split())
_DESK = re.compile(r"[가-힣A-Za-z0-9]{2,12}(?:팀|부|국|뉴스룸)")
_LABEL = re.compile(
    r"^(?:(?:글쓴이|작성자|기자명|취재기자|취재|글|기자)\s*[:：]|기자명\s|[Bb]y\s|BY\s)\s*"
)
_LATIN = re.compile(LATIN_NAME)
_LATIN_OFFICE = re.compile(
    r",?\s*(?:\b(?:Staff|Intern|Senior)\s)?\b(?:[Rr]eporter|[Ww]riter|[Cc]orrespondent)\b,?\s*"
)
# Behind a signature stands nothing but more of the same; "라고 기자 회견에서" goes on.
_BRANCH = re.compile(r"[가-힣]{2,6}(?:본부|지사|지국|주재)")
_GOES_ON = re.compile(r"(?:에서|에게|라고|하고|은|는|을|를|의|와|과)$")
_ASKS = re.compile(r"신청|문의|제보|접수|예약|지원|참가")  # an address for readers
_MARKS = re.compile(r"[\[\]【】()（）<>〈〉/=＝|·ㆍㅣ│,:：;▶▷■□●◎◆☞#©ⓒ\-]")


def parse(s: str) -> tuple[Byline, ...]:
    """The authors a byline string names, in order, each once.

    A string that is only a name (or names) counts as a byline, for fields such as 작성자 that hold
    nothing else; so pass fields, not prose.
    """
    s = _LABEL.sub("", clean(s[:_LONGEST_FIELD]).replace("＠", "@"))
    if people := signed(s, field=True):
        return merge(people)
    mails = MAIL.findall(s)
    left = MAIL.sub(" ", s)
    office = _LATIN_OFFICE.search(left)
    left = _LATIN_OFFICE.sub(" ", left)
    left = re.sub(r"[()\[\]<>|/=:]", ",", left)
    names = [_person(n) for n in (n.strip() for n in NAMES_APART.split(left)) if n]
    if len(names) == 1 and is_desk(names[0]):
        return (Byline(names[0], None, mails[0] if mails else None),)
    if not names or not all(BARE_NAME.fullmatch(n) or _DESK.fullmatch(n) for n in names):
        if names and all(_LATIN.fullmatch(n) for n in names):
            role = office.group().strip(" ,") if office else None
            return merge(
                Byline(n, role, m) for n, m in zip(names, _paired(mails, names), strict=True)
            )
        return ()
    names = [n for n in names if is_author(n)]
    return merge(Byline(n, None, m) for n, m in zip(names, _paired(mails, names), strict=True))


def _person(words: str) -> str:
    """The name alone where a paper's, a desk's or a place's stands beside it: "YTN 홍길동"."""
    left = [w for w in words.split() if is_name(w) and len(w) > 2]
    rest = [w for w in words.split() if w not in left]
    known = all(OUTLET_NAME.search(w) or is_desk(w) or not is_author(w) for w in rest)
    return left[0] if len(left) == 1 and rest and known else words


def _paired(mails: list[str], names: list[str]) -> list[str | None]:
    """An address a name, as far as they go."""
    return [*mails, *[None] * len(names)][: len(names)]


def signature(paragraph: str) -> tuple[Byline, ...]:
    """The authors where a whole paragraph is nothing but a byline or an e-mail address, else ().

    An address alone gives one `Byline` with an empty name: `merge` joins it to its reporter.
    """
    if paragraph.endswith("다.") or len(paragraph) > 3 * _LONGEST_SIGNATURE:
        return ()  # nearly all prose ends here
    s = clean(paragraph).replace("＠", "@")
    if not s or len(s) > _LONGEST_SIGNATURE:
        return ()
    if len(s) > _LONGEST_DESK and not any(map(s.__contains__, _SIGNS)):
        return ()
    mails = MAIL.findall(s) if "@" in s else []
    people = signed(s)
    if not people:
        return _unsigned(_words(MAIL.sub(" ", s)), mails)
    before, *behind = apart(share_office(BY_WORK.sub(" ", MAIL.sub(" ", s))))
    words = _words(before)
    if len(words) > 3 or not all(map(_goes_before, words)):
        return ()
    if any(not _goes_behind(word, people) for part in behind for word in _words(part)):
        return ()
    return merge(people)


def _words(s: str) -> list[str]:
    return _MARKS.sub(" ", s).split()


def _unsigned(words: list[str], mails: list[str]) -> tuple[Byline, ...]:
    """Names or a desk without an office: only with an address (a desk also alone)."""
    if desk_signs(" ".join(words)) or (mails and is_desk(" ".join(words))):
        return (Byline(" ".join(words), None, mails[0] if mails else None),)
    if not mails or len(words) > 3 or not all(map(_goes_before, words)):
        return ()
    if any(map(_ASKS.fullmatch, words)):
        return ()
    named = [word for word in words if len(word) in (3, 4) and is_name(word)]
    if len(named) == len(mails):
        return merge(Byline(name, None, mail) for name, mail in zip(named, mails, strict=True))
    return () if named else tuple(Byline("", None, mail) for mail in mails)


def _goes_before(word: str) -> bool:
    """A place, a desk, an outlet or a kind of work."""
    if word in WORK or OUTLET_NAME.search(word) or is_desk(word) or _BRANCH.fullmatch(word):
        return True
    return bool(re.fullmatch(r"[가-힣]{1,5}", word)) and not _GOES_ON.search(word)


def _goes_behind(word: str, people: list[Byline]) -> bool:
    return (
        word in WORK
        or bool(OUTLET_NAME.search(word) or _BRANCH.fullmatch(word))
        or is_desk(word)
        or any(word == person.name for person in people)
    )
