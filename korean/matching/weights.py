"""Is what two texts exchange at a place (`slots`) another fact, or the same one in other words?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from korean.matching.cutnames import is_exchanged
from korean.matching.facts import agency_of, places
from korean.matching.form import abbreviates
from korean.matching.identity import are_other_places, is_identity
from korean.matching.slots import Swap

#: Letters on either side of a swap that tell what kind of word it is.
CONTEXT = 20
_NO_OPENING = "을를은는의에"  # particles that no name begins with
_LEAST_NAME, _MOST_NAME = 4, 15
_MOST_WORDS = 12
_LONGEST_OPENING = 24  # letters; what stands farther before is a headline
_DIGITS = re.compile(r"[0-9]+")
# A verb's or adjective's form, or words a desk puts for another: "밝혔다" for "말했다" is no fact.
_VERBAL = re.compile(
    r"(?:다|며|고|면서|했|됐|었|았|였|혔|렸|졌|켰|겠|한|된|될|할|하는|되는|하기|하게|되게|토록|도록|하고|해|돼|하|되|하며|"
    r"습니|입니|합니|됩니|이|지만|라며|다며|하여|하였|되었|하는데|위해|통해|대해|따라)$"
)
_MAKES_VERB = re.compile(
    r"(?:했|한다|하고|하며|하는|하기|할|한|해|하여|됐|된다|되는|될|된|되며|시켰|시킨|시키|합니다|됩니다|이다|다고)"
)
_WHEN = (
    "오늘 어제 내일 이날 이번 지난 올해 지난해 작년 내년 최근 현재 당시 이달 지난달 다음달 오전 오후 이후 앞서 "
    "가운데 중 더불어 함께 먼저 우선 동안 정도 가량 각각 모두 다시 매우 이미 아직 뒤 후 "
    "또 또한 특히 한편 이어 아울러 그러나 하지만 이에 이처럼 이같이 관련 통해 위해 우리 국내 본 해당"
)
_TIMES = frozenset(_WHEN.split())
_GOES_ON = re.compile("[했한됐된였었있없렸켰혔난]다.")
_SENTENCE_END = re.compile("^(?:습니다|니다|다)")
# An outlet's own name in the text that it prints.
_OUTLET = re.compile(
    r"(?:일보|신문|뉴스|저널|타임[스즈]|투데이|통신|방송|헤럴드|미디어|매일|경제)$"
)
_SIGNED = re.compile("기자|특파원")
_PARTICLES = re.compile(r"(?:으로|에서|에게|까지|부터|은|는|이|가|을|를|의|에|와|과|도|로|만)$")
# A rank or 대 stands between a name and its particle where the swap ends inside the name.
_PARTICLE_NEXT = re.compile(
    r"(?:으로|에서|에게|까지|부터|은|는|이|가|을|를|의|에|와|과|도|로|만|시|군|구|대)"
)


class Weight(NamedTuple):
    """What a swap says. ``fact``: how surely it exchanges a fact; ``identity``: one of who and where,
    which no desk changes, while figures are corrected."""

    fact: float
    identity: bool


_NOTHING = Weight(0.0, False)


@lru_cache(maxsize=1 << 15)
def weigh(swap: Swap) -> Weight:
    """1 for a number, 2 for a place, body or person, 1 for a long name of something, ½ for some other noun, 0 for other wording."""
    if swap.opens:
        swap = swap._replace(
            here=swap.here[-_LONGEST_OPENING:], there=swap.there[-_LONGEST_OPENING:]
        )
        if not _is_one_role(swap):
            return _NOTHING
        # Under its headline a text names its town twice, which is no passage of its own.
        if are_other_places(swap) and "다" not in swap.here + swap.there:
            return Weight(2.0, True)
    swap = _after_the_verb(swap)
    here, there = _bare(swap.here), _bare(swap.there)
    if _reworded(here, there) or _is_passage(here, there):
        return _NOTHING
    if _digits(here) or _digits(there):
        # "3일새벽구미시옥동", "19일새벽원주시명륜동": a date may be corrected, the town not.
        if are_other_places(swap):
            return Weight(2.0, True)
        return Weight(_number_weight(here, there), False)
    if is_exchanged(here, there, swap):
        return Weight(2.0, True)
    if swap.behind.startswith("다"):  # "밝혔다" for "말했다", "합니다" for "한다"
        return _NOTHING
    if is_identity(here, there, swap):
        return Weight(2.0, True)
    if _VERBAL.search(here) or _VERBAL.search(there) or _MAKES_VERB.match(swap.behind):
        return _NOTHING
    return Weight(1.0, False) if _are_names(here, there) else Weight(0.5, False)


def _is_one_role(swap: Swap) -> bool:
    """At the opening nothing the same stands before, so both must say the same kind of thing: the
    same particle behind them, both with a place or neither. A reporter or an outlet is none."""
    said = swap.here, swap.there
    if min(map(len, said)) == _LONGEST_OPENING or any(map(_SIGNED.search, said)):
        return False
    if swap.behind.startswith("기자") or any(map(_OUTLET.search, said)):
        return False
    if not _PARTICLE_NEXT.match(swap.behind):
        here, there = (found and found.group() for found in map(_PARTICLES.search, said))
        if here != there:
            return False
    if swap.behind.startswith("대"):
        return True  # 전남대 and 동의대: one of them is called after a place
    here_at, there_at = (bool(places(swap.before + each + swap.behind[:1])) for each in said)
    return here_at == there_at


def _after_the_verb(swap: Swap) -> Swap:
    """ "… 합니다 홍길동" and "… 한다 김하늘": without the end of the sentence before."""
    here, there = (_SENTENCE_END.sub("", said) for said in (swap.here, swap.there))
    if here == swap.here or there == swap.there:
        return swap
    return swap._replace(here=here, there=there, before=swap.before + "다")


def _is_passage(here: str, there: str) -> bool:
    """Another sentence in one of them, not another word. (Tables fill long places with figures.)"""
    short, long = sorted((len(here), len(there)))
    if long > _MOST_WORDS and long > 2 * short:
        return True
    return bool(_GOES_ON.search(here) or _GOES_ON.search(there))


def _are_names(here: str, there: str) -> bool:
    """Long nouns without a letter in common, such as two companies: no synonyms."""
    long = min(len(here), len(there)) >= _LEAST_NAME and max(len(here), len(there)) <= _MOST_NAME
    opened = here[0] in _NO_OPENING or there[0] in _NO_OPENING
    return long and not opened and set(here).isdisjoint(there)


def _reworded(here: str, there: str) -> bool:
    """The same thing in other letters: an abbreviation, another name of one agency, a slip of the
    pen in a name, or a word that says when."""
    if here == there or not here or not there or {here, there} & _TIMES:
        return True
    if _PARTICLES.fullmatch(here) and _PARTICLES.fullmatch(there):
        return True
    short, full = sorted((here, there), key=len)
    if not _digits(here + there) and abbreviates(short, full):
        return True
    if _OUTLET.search(here) and _OUTLET.search(there):
        return True
    agency = agency_of().get(here)
    return agency is not None and agency == agency_of().get(there)


def _number_weight(here: str, there: str) -> float:
    mine, theirs = _digits(here), _digits(there)
    if not mine or not theirs:
        return 0.0  # "20일" and "이날": said another way
    return 0.0 if mine <= theirs or theirs <= mine else 1.0


def _digits(content: str) -> set[str]:
    return set(_DIGITS.findall(content))


def _bare(content: str) -> str:
    stripped = _PARTICLES.sub("", content)
    return stripped if len(stripped) > 1 else content
