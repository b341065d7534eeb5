"""The words of one noun phrase, read backwards from its head to where the phrase begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from korean.quotes import lexicon

LONGEST = 7
"""Words before the head; the longest real phrases (``LG유플러스 AI 데이터사이언스 그룹장``) have five."""
_REACH = 90  # characters before the head

_STOPS = lexicon.words("boundaries", "words") | lexicon.words("boundaries", "alone")
_ENDINGS = tuple(lexicon.words("boundaries", "endings"))
_NOUNS = lexicon.words("boundaries", "nouns")
_PARTICLE = re.compile(r"[을를은는에]$")
_COUNTED = re.compile(
    r"\(?\d[\d.,~∼]*(?:일|월|년|시|분|명|개|곳|차|회|번째|위|학년|년째|기|세|살|층|호|대)?(?:인|의)?\)?(?:께|간|부터|까지|에|에는)?$"
)
_ADNOMINAL = re.compile(r"[았었였했됐]던$|[^북남대신유무]한$|[할될]$")
_SCHOOL_YEAR = re.compile(r"\d학년$")  # 한빛대 4학년 학생
_DOING = re.compile(rf"(?:{'|'.join(sorted(lexicon.words('boundaries', 'acts')))})(?:한|할|하던)$")
LEGAL_FORMS = frozenset(("법무법인", "회계법인", "사단법인", "재단법인", "주식회사"))  # 법무법인 온
_BREAK = re.compile(r"[“”\"‘’'「」『』《》<>\[\]{}.,:;!?…/▲△▶◇◆■=\x00]")
_COMPANY = ("(주)", "(사)", "(재)", "(유)")
_PREFIX = 3
_TOKEN = re.compile(r"[^\s]+")
_OF_ASSEMBLIES = ("위원회의", "협회의", "학회의", "의회의", "협의회의", "연합회의")


class Word(NamedTuple):
    """``text`` without a bracketed note; ``end`` with it."""

    start: int
    end: int
    text: str

    @property
    def is_owner(self) -> bool:
        """누리모델의, 유럽연합(EU)의; but not 상공회의."""
        if self.text.endswith(_OF_ASSEMBLIES):
            return True  # 집행위원회의, 시의회의
        return self.text.endswith("의") and not self.text.endswith(("협의", "회의", "논의"))

    @property
    def bare_end(self) -> int:
        return self.start + len(self.text)


def phrase_before(text: str, head: int, first: int) -> list[Word]:
    """Up to seven words that stand in the same phrase before ``head``, in order."""
    low = max(first, text.rfind("\n", first, head) + 1, head - _REACH)
    tokens = list(_TOKEN.finditer(text, low, head))
    if tokens and tokens[-1].end() == head:
        return []  # the head goes on to the left: a mark stands before it
    found: list[Word] = []
    at = len(tokens)
    while at:
        at -= 1
        token = tokens[at]
        word = _word(token)
        if word is None and token.group().endswith(")"):
            word, at = _with_note(text, tokens, at)
        if word is None or len(found) == LONGEST:
            break
        if _SCHOOL_YEAR.match(word.text):
            continue
        if word.text in {"전", "현"} and at and found and _names(tokens[at - 1].group()):
            continue  # 김하늘 전 구글 회장
        if is_boundary(word.text) and not (at and tokens[at - 1].group() in LEGAL_FORMS):
            break
        found.append(word)
        if word.start > tokens[at].start() + _PREFIX * text.startswith(
            _COMPANY, tokens[at].start()
        ):
            break  # a mark inside the token
    found.reverse()
    return found


def _word(token: re.Match[str]) -> Word | None:
    """A token behind its last mark; None where it ends in one, or in half a bracket."""
    raw = token.group()
    if raw.startswith(_COMPANY) and len(raw) > _PREFIX:
        return Word(token.start(), token.end(), raw[_PREFIX:])  # (주)가람소프트
    bare = raw.split("(", 1)[0]
    if raw.count("(") != raw.count(")") or raw.endswith(")인"):
        return None
    at = 0
    for mark in _BREAK.finditer(bare):
        at = mark.end()
    if at == len(bare) or _BREAK.search(raw[-1]):
        return None
    text = bare[at:]
    if raw.endswith(")의"):
        text += "의"
    return Word(token.start() + at, token.end(), text)


def _names(word: str) -> bool:
    return lexicon.name_score(word) == 2 or lexicon.is_transcribed(word)


def _with_note(text: str, tokens: Sequence[re.Match[str]], last: int) -> tuple[Word | None, int]:
    """``김하늘(70·대구 수성구)``: a word whose note holds spaces, and where it begins."""
    for at in range(last - 1, max(last - 5, -1), -1):
        raw = tokens[at].group()
        if ")" in raw:
            break
        if "(" in raw:
            bare = raw.split("(", 1)[0]
            if not bare or _BREAK.search(bare):
                break
            start = tokens[at].start()
            return Word(start, tokens[last].end(), text[start : start + len(bare)]), at
    return None, last


@lru_cache(maxsize=20_000)
def is_boundary(word: str) -> bool:
    """Whether a person's phrase cannot go on before this word."""
    if word in _STOPS or _COUNTED.match(word) or _DOING.match(word):
        return True
    if len(word) > 2 and word[-1] in "은는을를과와이가도의" and lexicon.is_office(word[:-1]):
        return True
    if word[-1] == "인" and word not in _NOUNS and lexicon.is_body(word[:-1]) and len(word) > 2:
        return True  # 야당인, 주관사인
    if len(word) < 2 or word in _NOUNS or word in lexicon.HEADS or lexicon.is_first_name(word):
        return False
    if len(word) == 3 and lexicon.name_score(word) == 2:
        return False
    if _PARTICLE.search(word) or _ADNOMINAL.search(word):
        return True
    return word.endswith(_ENDINGS)


_INSIDE = re.compile("[/(\\[{<“”‘’\"',:;▲△◇◆■=…\\x00]")
_GLUED = re.compile(r"[가-힣]*[했됐었았였렸났겼]다(?=[가-힣]{2})")


def word_start(text: str, end: int, first: int) -> int:
    words = text[max(first, end - 40) : end].rsplit(None, 1)
    word = words[-1] if words else ""
    marks = [mark.end() for mark in _INSIDE.finditer(word)]
    at = end - len(word) + (marks[-1] if marks else 0)
    glued = _GLUED.match(text, at, end)  # 시작했다최부총장은: a lost line break
    return glued.end() if glued else at


def word_in_front(text: str, at: int, first: int) -> str:
    """The word before an offset, with nothing but a space between."""
    if at - 2 < first or not text[at - 1].isspace() or text[at - 1] == "\n":
        return ""
    start = word_start(text, at - 1, first)
    return text[start : at - 1]
