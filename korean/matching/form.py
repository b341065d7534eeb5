"""What of a text is compared: its letters and digits, without what desks exchange when they reprint.

Bylines, datelines, captions and notices are out; an agency has one spelling, and so has AI. Spaces,
signs, case and Unicode composition are gone, so a form is a plain run of letters and digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from korean.bylines import signature
from korean.captions import caption
from korean.datelines import dateline
from korean.matching.spellings import NAMES, PARTS

# Headline Hanja and what papers print instead.
_READ = str.maketrans(
    "北美日中韓英佛獨露伊前現新故與野軍靑檢警大小男女對反親非社外內展株案亞歐",
    "북미일중한영불독러이전현신고여야군청검경대소남녀대반친비사외내전주안아유",
)
_HANJA = re.compile("[" + "".join(map(chr, _READ)) + "]")
_NOTICES = ("무단", "재배포", "저작권자", "rights reserved")
_NOTICE = re.compile(
    r"(?:무단\s?(?:전재|복제|배포|사용)|재배포\s?금지|저작권자|all rights reserved)"
)
_LONGEST_NOTICE = 120
# Latin letters alone: in a text without spaces a run of any letters is as long as the text.
_MAIL = re.compile(r"[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
# A gloss says again what stands before it: 대규모언어모델(LLM), LLM(대규모언어모델), 경과원(이하 …).
_GLOSS = re.compile(
    r"\((?:(?<=[가-힣 ].)[a-z][a-z0-9&.\- ]{1,11}|(?<=[a-z ].)[가-힣][가-힣 ]{1,14}"
    r"|이하[^()\n]{2,20}|주|사|재)\)"
)
_NO_LETTER = re.compile(r"[\W_]+")
# Fillers, ㅡ as a dash, ㅣ as a bar, ㆍ as a dot, ㅇ as a bullet: letters to Unicode alone.
_LONE_JAMO = re.compile("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\ud7b0-\ud7fb\uffa0]+")
# A particle follows the sound before it, so it changes with the spelling: 인공지능을, AI를.
_AI = re.compile("(?:인공지능|ai)+(?:으로|로|을|를|은|는|이|가|과|와)?")
_LONG = re.compile("|".join(sorted(NAMES, key=lambda name: (-len(name), name))))
_SIZES = {"백": 100, "천": 1_000, "만": 10_000}
# In this order: 5천만 is 5000만 first.
_UNITS = {
    unit: re.compile(
        rf"(?<![0-9])([1-9][0-9]{{0,{most}}})({unit})([0-9]{{{least},{most + 1}}})?(?![0-9])"
    )
    for unit, least, most in (("백", 2, 1), ("천", 1, 2), ("만", 1, 3))
}
# Of the letters: whoever loses more is no text with a caption but a list ("▲과장 홍길동").
_LEAST_KEPT = 0.75


@lru_cache(maxsize=64)
def form(text: str) -> str:
    """The letters by which a text is compared; the same for every spacing and typography."""
    plain = unicodedata.normalize("NFKC", text)
    if _HANJA.search(plain):
        plain = plain.translate(_READ)
    prose = "\n".join(_prose(plain.split("\n")))
    return _letters(prose if len(prose) >= _LEAST_KEPT * len(plain.strip()) else plain)


def _prose(lines: list[str]) -> Iterator[str]:
    """The lines that tell something: no bylines, captions, notices, nor the opening's dateline."""
    opened = False
    for line in map(str.strip, lines):
        if not line or signature(line) or caption(line) is not None or _is_notice(line):
            continue
        if not opened and (opening := dateline(line)):
            line = opening.rest
        opened = True
        yield line


def _is_notice(line: str) -> bool:
    if len(line) > _LONGEST_NOTICE or not any(map(line.casefold().__contains__, _NOTICES)):
        return False
    return bool(_NOTICE.search(line.casefold())) and not line.endswith("다.")


def _letters(plain: str) -> str:
    folded = plain.casefold()
    if "@" in folded:
        folded = _MAIL.sub(" ", folded)
    if "°" in folded:
        folded = folded.replace("°c", "도")  # NFKC makes two signs of ℃, and C is a letter
    if "(" in folded:
        folded = _GLOSS.sub("", folded)
    letters = _LONE_JAMO.sub("", _NO_LETTER.sub("", folded))
    return one_spelling(letters)


def one_spelling(letters: str) -> str:
    """AI, agencies and local governments under one spelling each. ``letters``: no spaces or signs."""
    letters = _plain_numbers(_AI.sub("ai", letters))
    for full, short in PARTS:
        letters = letters.replace(full, short)
    return _LONG.sub(lambda found: NAMES[found.group()], letters)


def _plain_numbers(letters: str) -> str:
    """Figures up to 억 written out: 1천200억 and 1,200억, 3만5천 and 35,000 are one number each."""
    for unit, pattern in _UNITS.items():
        if unit in letters:
            letters = pattern.sub(_written_out, letters)
    return letters


def _written_out(found: re.Match[str]) -> str:
    return str(int(found[1]) * _SIZES[found[2]] + int(found[3] or 0))


def abbreviates(short: str, full: str) -> bool:
    """Do the letters of one stand in the other in their order? 산기협, 한국산업기술진흥협회."""
    rest = iter(full)
    return all(letter in rest for letter in short)
