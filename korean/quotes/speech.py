"""Whether what stands between quotation marks is somebody's speech, or a name, a slogan, a stress."""

from __future__ import annotations

import re
from dataclasses import dataclass

from korean.quotes import lexicon
from korean.quotes.marks import CLOSING, OPENING, STRAIGHT, Pair

_GLOSS = r"(?:\([^()\n]{1,60}\))?"
_QUOTATIVE = re.compile(
    rf"{_GLOSS}[,.]?\s?(?P<form>이?라고(?:도|까지|만|는)?(?![가-힣])|이?라며|이?라면서(?:도)?|이?라지만|이?라던|이?라(?=[\s,]|\s?(?:밝|말|했|답|전|덧|강))"
    r"|고(?:도|까지|만|는|요)?(?=[\s,.]|$)|며(?=[\s,“\"])|면서(?:도)?(?=[\s,“\"])|하고(?=[\s,])|하며(?=[\s,])|이?라는(?=\s)|이?란(?=\s)|는(?=\s)"
    r"|이?라니|이?라네|이?래)"
)
#: “…할 것”으로 내다봤다: a forecast, quoted in part.
_FORECAST = re.compile(r"으로\s(?:내다|전망|예상|기대|봤|보고|보인|예측|판단|평가)")
_NOUN = re.compile(r"\s?(?:(?:[^\s“”\".]{1,20}\s){0,3}[^\s“”\".]{1,20}의\s)?(?P<noun>[가-힣]+)")
_LISTED = re.compile(r"\s?등(?:의|\s)\s?(?P<noun>[가-힣]+)")
_CALLED = re.compile(
    r"\s?(?:부르|부른|부를|불렀|불리|불린|불렸|일컫|일컬|칭하|칭한|칭했|이름|명명|적힌|적혀|쓰인|쓰여|쓴\s|새긴|새겨|씌|표기|표시|기재|하는\s|규정하는|써\s|써서|써\s?붙|적은\s(?:현|플|팻|피|종이|손)|검색|입력|치면|띄)"
)
#: How a Korean sentence ends; 투자, 나라 and 동네 are nouns.
_SENTENCE_MARK = re.compile(r"[.!?…]['’)]?$")
_VERBAL = re.compile(
    r"(?:[다요까죠냐]|[하되있없겠]나|[는은인던한]가|[하가보되오내주두살열들우키꾸누돕짓서]자|(?<!나)라|(?<!동)네|니다|세요)[.!?…~'’]*$"
)


_SUBJECT = re.compile(r"[가-힣]{2}(?:이|가|은|는)\s\S")
#: “…”라는 데 뜻을 모았다.
_AGREED = re.compile(r"\s데(?=에?\s(?:뜻|의견|공감|동의|인식|합의))")
#: 제4조는 “…”고 규정하고 있다: the words of a law, which nobody says.
_PRESCRIBED = re.compile(r"\s(?:규정|명시|정하|정해|못박|돼\s있|되어\s있)")
_STATUTE = re.compile(
    r"(?:제\d+조|[가-힣]법|법률|조례|헌법|시행령|조례안|개정안|조항|약관|지침)(?:의\s\d+)?"
    r"(?:\s제?\d+(?:조|항|호))*(?:은|는|에|에서|에는|에서는|도)\s"
)


#: ▶ 인터뷰 : 이름 / 직함, a line of its own before the voice.
ANNOUNCED_VOICE = re.compile(
    r"(?:^|\n)[▶▷►]\s?[가-힣]{2,5}\s?[:：]\s?(?P<label>[^\n/]{2,20}/[^\n]{2,40})\n(?=\Z|[^\n]*$)"
)

LISTED = ","
"""The form of a quotation in a list; it is speech where the one it leads to is."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a quotation is tied to its sentence. ``word`` is the quotative (``라고``), empty for one that
    stands by itself; ``noun`` what a ``라는`` leads to; ``end`` and ``noun_end`` the offsets behind the two."""

    word: str
    end: int
    noun: str = ""
    noun_end: int = 0

    @property
    def stands_alone(self) -> bool:
        return not self.word


def speech(text: str, pair: Pair) -> Form | None:
    """The form of a quotation, or None where the marks hold no speech."""
    inner = text[pair.start : min(pair.end, pair.start + 4000)].strip()
    if not inner or not any(c.isalpha() for c in inner[:200]):
        return None
    after = pair.end + 1
    if pair.end < len(text) and text[pair.end] not in OPENING + CLOSING + STRAIGHT:
        after = pair.end  # the closing mark was lost
    if found := _QUOTATIVE.match(text, after, after + 80):
        return _quoted(text, pair.start - 1, inner, found)
    if _FORECAST.match(text, after, after + 12) and inner.endswith(("것", "전망", "듯")):
        return Form("으로", after + 2)
    return _alone(text, pair, inner, after)


def _is_clause(inner: str) -> bool:
    """A sentence, or a predicate noun with its subject: “지금이 바닥”이라는 분석, but not “보은 인사”라는 비판."""
    return bool(_VERBAL.search(inner) or _SUBJECT.search(inner))


def _quoted(text: str, start: int, inner: str, found: re.Match[str]) -> Form | None:
    word = found["form"]
    end = found.end()
    if word in {"라는", "이라는", "는", "란", "이란"}:
        noun = _NOUN.match(text, end, end + 80)
        base = _noun_of(noun["noun"]) if noun else ""
        if not base and (agreed := _AGREED.match(text, end, end + 12)):
            return Form(word, end, "데", agreed.end()) if _is_clause(inner) else None
        if not noun or not base or (word != "는" and not _is_clause(inner)):
            return None
        return Form(word, end, base, noun.start("noun") + len(base))
    if word.startswith(("라고", "이라고", "라", "이라")) and _CALLED.match(text, end, end + 16):
        return None
    if word.startswith("고") and _CALLED.match(text, end, end + 16):
        return None
    if word.startswith("고") and _PRESCRIBED.match(text, end, end + 16):
        line = text.rfind("\n", 0, start) + 1
        if _STATUTE.search(text, max(line, start - 60), start):
            return None
    if word in {"하고", "하며"} and not _VERBAL.search(inner):
        return None
    return Form(word, end)


_SAID = lexicon.words("nouns", "said")
_NAMED = lexicon.words("nouns", "named")


def _noun_of(printed: str) -> str:
    """The noun of saying that a word begins with, the longest; empty where it is another word."""
    for size in range(len(printed), 0, -1):
        if printed[:size] in _NAMED:
            return ""
        if printed[:size] in _SAID:
            return printed[:size]
    return ""


def _alone(text: str, pair: Pair, inner: str, after: int) -> Form | None:
    """A quotation no particle follows: a sentence of its own, or a voice's caption."""
    following = text[after : after + 1]
    if in_caption(text, pair):
        return Form("", after)
    if not _VERBAL.search(inner) or len(inner) < 4:
        return None
    if listed := _LISTED.match(text, after, after + 12):
        base = _noun_of(listed["noun"])
        return (
            Form("등", listed.start("noun"), base, listed.start("noun") + len(base))
            if base
            else None
        )
    ends = bool(_SENTENCE_MARK.search(inner))
    if following in {"", "\n"}:
        return Form("", after) if ends or _introduced(text, pair) else None
    if following == "." or (following.isspace() and ends):
        return Form("", after)
    if following == ",":
        rest = text[after + 1 : after + 3].lstrip()
        return Form(LISTED, after) if rest[:1] and rest[0] in OPENING + STRAIGHT else None
    return None


def in_caption(text: str, pair: Pair) -> bool:
    """``[홍길동/경북대 교수 : "…"]``: the colon before, the bracket behind or a line's end."""
    before = text[max(pair.start - 4, 0) : max(pair.start - 1, 0)].rstrip()
    if not before.endswith((":", "：")):
        # [김하늘/경북대 교수] "…"
        line = text.rfind("\n", 0, pair.start) + 1
        label = text[line : pair.start - 1].strip()
        if label in {"", "-"} and ANNOUNCED_VOICE.search(text, max(0, line - 80), line):
            return True
        framed = label[:1] + label[-1:] in {"[]", "<>"}
        return framed and "/" in label and len(label) < 60
    following = text[pair.end + 1 : pair.end + 3].lstrip(" .")
    return following[:1] in {"", "]", "\n", ")", "】"}


def _introduced(text: str, pair: Pair) -> bool:
    """The line begins with the quotation, or words that announce it stand before."""
    line = text.rfind("\n", 0, pair.start) + 1
    before = text[max(line, pair.start - 40) : pair.start - 1].strip()
    return not before or before.endswith((".", ":", ",", "다"))
