"""Cleaning Korean text, telling its language, and naming it when it is broken.

Everything here returns NFC. Nothing here knows an outlet.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Set
from functools import lru_cache

from korean.article import Language

# Only entities closed by a semicolon: html.unescape alone would turn "?a=1&copy=2" into "?a=1©=2".
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
# What cannot be in clean text, or wants a look: an "&", a blank at an end or beside another, anything
# but ASCII, syllables, Hanja and the commonest marks. Most paragraphs hold none of it.
_UNCLEAN = re.compile(r"&|^ | \Z|  |[^\x20-\x7e가-힣一-龥·ㆍ…“”‘’「」『』△▲○●■□※→]")
_BLANKS = re.compile(r" {2,}")
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Blank to the eye, but letters or symbols to Unicode: Hangul fillers and the empty Braille cell.
_LOOKS_BLANK = frozenset("\u3164\uffa0\u2800\u180e")
_DROPPED = frozenset({"Cc", "Cf", "Cs"})

_LATIN1_RUN = re.compile(r"[\u00a1-\u00ff]{4,}")
# UTF-8 Hangul starts with bytes EA to ED: read as Latin-1 or cp1252 they are ê ë ì í.
_UTF8_AS_LATIN = re.compile(r"[êëìí][\u0080-\u00bfŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{1,2}")
_ODD_CYRILLIC = re.compile(
    "[\u0430-\u045f][\u0400-\u042f]|[\u00a2-\u00aa\u00ac-\u00ba\u2500-\u25ff][\u0400-\u04ff]"
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")
_SYLLABLE = re.compile("[\uac00-\ud7a3]")
_CONJOINING = re.compile("[\u1100-\u11ff\ud7b0-\ud7ff]")
_COMPATIBILITY = re.compile("[\u3131-\u318e]")
#: A syllable, a conjoining jamo or a compatibility jamo, assigned ones only: a letter.
_HANGUL = re.compile(
    "[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb]"
)
_QUESTION_RUN = re.compile(r"\?{2,}")


def nfc(s: str) -> str:
    return unicodedata.normalize("NFC", s)


def _unescape(s: str) -> str:
    return _ENTITY.sub(lambda m: html.unescape(m.group()), s)


def _visible(c: str) -> str:
    if c < "\x7f" and c >= " ":
        return c
    if c in _LOOKS_BLANK or c in "\t\n\r\x0b\x0c\x85":
        return " "
    category = unicodedata.category(c)
    if category in _DROPPED:
        return ""
    return " " if category[0] == "Z" else c


class _Visible(dict[int, str]):
    """`_visible` as a table for ``str.translate``, filled as characters come up."""

    def __missing__(self, code: int) -> str:
        seen = self[code] = _visible(chr(code))
        return seen


_VISIBLE = _Visible()


def _once(s: str) -> str:
    s = nfc(_unescape(s))
    if not (s.isascii() and s.isprintable()):
        s = s.translate(_VISIBLE)
    return _BLANKS.sub(" ", s).strip(" ")


def clean(s: str) -> str:
    """One line or paragraph: NFC, entities decoded however often they were escaped, invisible
    characters out, every kind of blank (line breaks too) folded to one space, ends stripped."""
    if not _UNCLEAN.search(s):
        return s
    # Each pass may uncover work for the next ("&amp;middot;", "&am<ZWSP>p;"), so: to the fixpoint.
    while (cleaned := _once(s)) != s:
        s = cleaned
    return s


def _lines(s: str) -> list[str]:
    while (decoded := _unescape(s)) != s:
        s = decoded
    return [clean(line) for line in _BREAKS.split(s)]


def clean_block(s: str) -> str:
    """Like `clean`, keeping line structure: lines end in "\\n", at most one blank line between."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_lines(s))).strip("\n")


def paragraphs(s: str) -> tuple[str, ...]:
    """The non-empty cleaned lines of a text."""
    return tuple(line for line in _lines(s) if line)


def join(paragraphs: tuple[str, ...] | list[str]) -> str:
    return "\n\n".join(paragraphs)


def holds_syllables(s: str, least: int) -> bool:
    """At least so many Hangul syllables? Counting stops where it is certain."""
    found = 0
    for start in range(0, len(s), 2 * least):
        found += len(_SYLLABLE.findall(s[start : start + 2 * least]))
        if found >= least:
            return True
    return False


def hangul_ratio(s: str) -> float:
    """Share of Hangul among letters; 0.0 where there are no letters."""
    letters = sum(map(str.isalpha, s))
    return len(_HANGUL.findall(s)) / letters if letters else 0.0


def language(s: str) -> Language:
    """``ko`` from one tenth Hangul on (a Korean title may be full of Latin names), ``en`` where
    the letters are nearly all unaccented Latin."""
    # A tenth of all characters is a tenth of the letters at least.
    if s and holds_syllables(s, -(-len(s) // 10)):
        return "ko"
    letters = sum(map(str.isalpha, s))
    if not letters:
        return "other"
    if len(_HANGUL.findall(s)) / letters >= 0.1:
        return "ko"
    return "en" if len(_LATIN.findall(s)) / letters >= 0.9 else "other"


@lru_cache(maxsize=12_000)
def is_common_syllable(c: str) -> bool:
    """One of the 2,350 syllables of KS X 1001; good Korean needs the other 8,822 very rarely."""
    if not "\uac00" <= c <= "\ud7a3":
        return False
    try:
        c.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    # Python's euc_kr spells the missing syllables as eight-byte jamo sequences.
    return len(c.encode("euc_kr")) == 2


def mojibake(s: str, characters: Set[str] | None = None) -> str | None:
    """Why the text is broken, or None where it is fine. ``characters``: its different ones, where
    they are known; a few more do no harm.

    ``replacement`` U+FFFD · ``cp949-as-latin1`` ÀÎ°øÁö´É · ``utf8-as-latin1`` ì¸ê³µ ·
    ``utf8-as-cp949`` rare syllables and Hanja · ``cyrillic`` a guess by a charset detector ·
    ``jamo`` Hangul fallen apart · ``question-marks`` Hangul lost on the way.
    """
    # Most texts are made of sound characters alone.
    if "??" not in s and _SOUND.issuperset(set(s) if characters is None else characters):
        return None
    s = nfc(s)
    solid = len("".join(s.split()))  # characters that are no blank
    if not solid:
        return None
    for reason, broken in _SIGNS:
        if broken(s, solid):
            return reason
    return None


def _replaced(s: str, solid: int) -> bool:
    count = s.count("\ufffd")
    share = count / solid
    return share > 0.1 or (count >= 2 and share > 0.01)


def _cp949_as_latin1(s: str, solid: int) -> bool:
    broken = 0
    for run in _LATIN1_RUN.findall(s):
        # "····" and "£££" are good text; Hangul bytes B0 to C8 give mostly letters.
        if sum(c.isalpha() for c in run) * 2 >= len(run):
            broken += len(run)
    return broken >= 6 and broken / solid > 0.05


def _utf8_as_latin1(s: str, solid: int) -> bool:
    broken = sum(len(hit) for hit in _UTF8_AS_LATIN.findall(s))
    return broken >= 6 and broken / solid > 0.05


def _utf8_as_cp949(s: str, solid: int) -> bool:
    rare = sum(not is_common_syllable(c) for c in _SYLLABLE.findall(s))
    if rare < 3 or rare / solid < 0.05:
        return False
    # Proof, so that 똠방각하 and 뷁 stay: read the right way round, it is common Korean.
    undone = s.encode("cp949", "ignore").decode("utf-8", "ignore")
    return sum(map(is_common_syllable, undone)) >= rare / 2


def _cyrillic(s: str, solid: int) -> bool:
    """Real Cyrillic words do not change from small to capital letters half-way, nor carry ±µ╟
    inside; EUC-KR bytes read as koi8-r, cp1251 or iso-8859-5 do both all the time."""
    cyrillic = len(_CYRILLIC.findall(s))
    if cyrillic < 6 or cyrillic / solid < 0.15:
        return False
    return len(_ODD_CYRILLIC.findall(s)) / cyrillic > 0.08


def _jamo(s: str, solid: int) -> bool:
    loose = len(_CONJOINING.findall(s))
    if loose >= 4 and loose / solid > 0.3:
        return True
    # ㅋㅋㅋ and ㅠㅠ are Korean as people write it; many different letters in a row are not.
    compat = _COMPATIBILITY.findall(s)
    return len(compat) >= 8 and len(compat) / solid > 0.3 and len(set(compat)) >= 5


def _question_marks(s: str, solid: int) -> bool:
    lost = sum(map(len, _QUESTION_RUN.findall(s)))
    return lost >= 6 and lost / solid > 0.4


def _sound_characters() -> frozenset[str]:
    """What none of the signs below looks at: ASCII, common syllables, Hanja and usual marks."""
    syllables = filter(is_common_syllable, map(chr, range(0xAC00, 0xD7A4)))
    hanja = map(chr, range(0x4E00, 0x9FFF))
    marks = "·ㆍ…“”‘’「」『』《》〈〉【】△▲▽▼○●◎□■◆◇※→←↑↓★☆–—―ⓒ™€"
    return frozenset((*map(chr, range(0x80)), *syllables, *hanja, *marks))


_SOUND = _sound_characters()
_SIGNS = (
    ("replacement", _replaced),
    ("utf8-as-latin1", _utf8_as_latin1),
    ("cp949-as-latin1", _cp949_as_latin1),
    ("cyrillic", _cyrillic),
    ("utf8-as-cp949", _utf8_as_cp949),
    ("jamo", _jamo),
    ("question-marks", _question_marks),
)
