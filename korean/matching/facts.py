"""Facts of a text, as far as they tell one event from another of the same kind: numbers with what
they count, places, agencies and people; and whether two texts that differ in a place differ in one.

All of it reads a form (see `korean.matching.form`): letters without spaces.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from korean import vocab
from korean.matching.form import abbreviates, one_spelling
from korean.matching.slots import Swap

#: Letters on either side of a swap that tell what kind of word it is.
CONTEXT = 20
_NO_OPENING = "을를은는의에"  # particles that no name begins with
_SAID = ("다고", "라고", "자고", "냐고")  # 고 is a surname, too
_LEAST_NAME, _MOST_NAME = 4, 15
_MOST_WORDS = 12

# With the letter behind: 14일 is no 14명.
_NUMBER = re.compile(r"[0-9]+[^0-9]?")
_DIGITS = re.compile(r"[0-9]+")
_OFFICES = (
    "기자|씨|군수|시장|도지사|지사|구청장|장관|차관|위원장|위원|의원|의장|대표|사장|회장|이사장|이사|원장|"
    "소장|센터장|본부장|단장|국장|과장|팀장|실장|부장|총장|학장|교수|교장|박사|연구원|변호사|판사|검사|"
    "감독|선수|작가|총리|대통령|청장|처장|서장|대변인|사무관|주무관|상무|전무|행장|"
    "총재|총장|차장|계장|반장|관장|이장|통장|조합장|지부장|지점장|지회장|담당관|심의관|비서관|수석|주임|간사|간호사|"
    "자영업자|대학원생|창업자|개발자|노동자|청년|회원|공무원|주민|시민|직장인|학생|농민|상인|학부모|앵커|특파원|옹|할머니|할아버지"
)
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길"
_PERSON = re.compile(rf"([{_SURNAMES}][가-힣]{{1,2}})(?={_OFFICES})")
_NAME = re.compile(rf"[{_SURNAMES}][가-힣]{{2}}")
_AN_OFFICE = re.compile(rf"{_OFFICES}|[가-힣]{{2}}[장관](?:은|이|의|도)")
_OFFICE_LAST = re.compile(rf"(?:{_OFFICES})$")
# Endings that need another letter or two before them to be a place's or a body's.
_PLACE = re.compile(r"[가-힣]{2,6}(?:시|군|구|읍|동)")
_BODY = re.compile(
    r"[가-힣a-z0-9]{2,}(?:부|처|청|원|회|공사|공단|재단|센터|대|대학|학교|병원|협회|조합|그룹|은행|기업|전자|위|연구소|사업단)"
)
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
_PARTICLES = re.compile(r"(?:으로|에서|에게|까지|부터|은|는|이|가|을|를|의|에|와|과|도|로|만)$")


class Fact(NamedTuple):
    """What is told and where it stands: ``key`` is the same for all spellings of a fact."""

    key: str
    start: int
    end: int


def numbers(letters: str) -> list[Fact]:
    """Each number with the letter behind it."""
    return [Fact(m.group(), m.start(), m.end()) for m in _NUMBER.finditer(letters)]


def named(letters: str) -> list[Fact]:
    """Places, agencies, and people with an office."""
    found = [Fact(_stem(m.group()), m.start(), m.end()) for m in _known().finditer(letters)]
    return found + [Fact(m.group(1), m.start(1), m.end(1)) for m in _PERSON.finditer(letters)]


def _stem(name: str) -> str:
    """경북 and 경북도 are one place."""
    return name[:-1] if len(name) > 2 and name[-1] in "시도군구" else name


@cache
def _known() -> re.Pattern[str]:
    names: set[str] = set()
    for region in vocab.regions():
        if not region.is_area:
            names.update(map(one_spelling, (*region.full, region.short)))
            names.update(unit for unit in region.units if len(unit) > 2)
            names.update(
                unit[:-1] for unit in region.units if len(unit) > 2 and unit not in region.common
            )
    for agency in vocab.agencies():
        names.update(one_spelling(name.replace(" ", "").casefold()) for name in agency.names)
    return re.compile(_branches(names - {""}))


def _branches(names: set[str]) -> str:
    """Longest first, and told apart by their first letter first: five times as fast."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        by_first.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())


class Weight(NamedTuple):
    """What a swap says. ``fact``: how surely it exchanges a fact; ``identity``: one of who and where,
    which no desk changes, while figures are corrected."""

    fact: float
    identity: bool


_NOTHING = Weight(0.0, False)


@lru_cache(maxsize=1 << 15)
def weigh(swap: Swap) -> Weight:
    """1 for a number, 2 for a place, body or person, 1 for a long name of something, ½ for some other noun, 0 for other wording."""
    swap = _after_the_verb(swap)
    here, there = _bare(swap.here), _bare(swap.there)
    if _reworded(here, there) or _is_passage(here, there):
        return _NOTHING
    if _digits(here) or _digits(there):
        return Weight(_number_weight(here, there), False)
    if swap.behind.startswith("다"):  # "밝혔다" for "말했다", "합니다" for "한다"
        return _NOTHING
    if _is_identity(here, there, swap):
        return Weight(2.0, True)
    if _VERBAL.search(here) or _VERBAL.search(there) or _MAKES_VERB.match(swap.behind):
        return _NOTHING
    return Weight(1.0, False) if _are_names(here, there) else Weight(0.5, False)


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
    agency = _agency_of().get(here)
    return agency is not None and agency == _agency_of().get(there)


@cache
def _agency_of() -> dict[str, str]:
    return {
        one_spelling(name.replace(" ", "").casefold()): agency.key
        for agency in vocab.agencies()
        for name in (*agency.names, *(old for old, _ in agency.former))
    }


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


def _is_identity(here: str, there: str, swap: Swap) -> bool:
    """A place, a body, or a person, in both texts, perhaps with another beside it?"""
    mine, theirs = ({_stem(n) for n in _known().findall(said)} for said in (here, there))
    if mine and theirs and mine.isdisjoint(theirs):
        return True
    if _is_person(swap):
        return True
    return any(kind.fullmatch(here) and kind.fullmatch(there) for kind in (_PLACE, _BODY))


def _is_person(swap: Swap) -> bool:
    """Two names of three letters, with an office near. Names that have a letter in common, the
    surname or the last one, differ in two letters alone: the third stands around the swap.
    """
    here, there, before, behind = swap
    at_once = bool(_OFFICE_LAST.search(before))
    opens = not before or before.endswith("다")
    for head, tail in ((0, 0), (1, 0), (0, 1)):
        name = [before[len(before) - head :] + said + behind[:tail] for said in (here, there)]
        if not all(map(_NAME.fullmatch, name)):
            continue
        if at_once or _AN_OFFICE.match(behind[tail:]):
            return True
        starts = opens if not head else before[:-1].endswith("다") and not before.endswith(_SAID)
        if (starts or not head + tail) and _AN_OFFICE.search(behind, tail):
            return True
    if before.endswith(_SAID):
        return False
    return _with_office(here, there, behind) or (
        before[:-1].endswith("다") and _with_office(before[-1:] + here, before[-1:] + there, behind)
    )


def _with_office(here: str, there: str, behind: str) -> bool:
    """Name, body and office in one: "홍길동가온소프트대표"."""
    return all(_NAME.match(said) and _AN_OFFICE.search(said + behind, 3) for said in (here, there))
