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
    LATIN_NAME,
    MAIL,
    NAMES_APART,
    OUTLET_NAME,
    SIGNED,
    SIGNED_BY_PRESS,
    WORK,
    merge,
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
_DESK = re.compile(r"[가-힣A-Za-z0-9]{2,12}(?:팀|부|국|뉴스룸)")
_LABEL = re.compile(r"^(?:글쓴이|작성자|기자명|취재기자|취재|글)\s*[:：]\s*")


def parse(s: str) -> tuple[Byline, ...]:
    """The authors a byline string names, in order, each once.

    A string that is only a name (or names) counts as a byline, for fields such as 작성자 that hold
    nothing else; so pass fields, not prose.
    """
    s = _LABEL.sub("", clean(s[:_LONGEST_FIELD]))
    if people := signed(s, SIGNED):
        return merge(people)
    mails = [m.group() for m in MAIL.finditer(s)]
    left = MAIL.sub(" ", s)
    left = re.sub(r"[()\[\]<>|/=:]", ",", left)
    names = [n for n in (n.strip() for n in NAMES_APART.split(left)) if n]
    if not names or not all(BARE_NAME.fullmatch(n) or _DESK.fullmatch(n) for n in names):
        if len(names) == 1 and re.fullmatch(LATIN_NAME, names[0]):
            return (Byline(names[0], None, mails[0] if mails else None),)
        return ()
    names = [n for n in names if n not in WORK]
    paired = [*mails, *[None] * len(names)] if len(mails) <= len(names) else mails
    return merge(Byline(n, None, m) for n, m in zip(names, paired, strict=False))


def signature(paragraph: str) -> tuple[Byline, ...]:
    """The authors where a whole paragraph is nothing but a byline or an e-mail address, else ().

    An address alone gives one `Byline` with an empty name: `merge` joins it to its reporter.
    """
    s = clean(paragraph)
    if not s or len(s) > 120:
        return ()
    people = signed(s)
    mails = MAIL.findall(s)
    if not people and not mails:
        return ()
    left = MAIL.sub(" ", SIGNED_BY_PRESS.sub(" ", s))
    left = re.sub(r"[\[\]【】()（）<>/=＝|·ㆍ,:：;▶■☞\-]", " ", left)
    words = left.split()
    if any(not _goes_with_a_byline(word) for word in words) or len(words) > 3:
        return ()
    if people:
        return merge(people)
    named = [w for w in words if BARE_NAME.fullmatch(w) and w not in WORK]
    if len(named) == len(mails) == 1:
        return (Byline(named[0], None, mails[0]),)
    return () if named else tuple(Byline("", None, mail) for mail in mails)


def _goes_with_a_byline(word: str) -> bool:
    return (
        word in WORK or bool(OUTLET_NAME.search(word)) or bool(re.fullmatch(r"[가-힣]{1,5}", word))
    )
