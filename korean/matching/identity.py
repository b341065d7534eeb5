"""Is it who or where that two texts exchange at a place (`slots`): a town, a body, a person?"""

from __future__ import annotations

import re

from korean.matching.facts import OFFICES, SURNAMES, known, places, stem
from korean.matching.slots import Swap

_SAID = ("다고", "라고", "자고", "냐고")  # 고 is a surname, too
_NAME = re.compile(rf"[{SURNAMES}][가-힣]{{2}}")
_AN_OFFICE = re.compile(rf"{OFFICES}|[가-힣]{{2}}[장관](?:은|이|의|도)")
_OFFICE_NEAR = 4  # letters behind a swap in which the office of who is named there stands
_OFFICE_LAST = re.compile(rf"(?:{OFFICES})$")
# Endings that need another letter or two before them to be a place's or a body's.
_PLACE = re.compile(r"[가-힣]{2,6}(?:시|군|구|읍|동)")
_BODY = re.compile(
    r"[가-힣a-z0-9]{2,}(?:부|처|청|원|회|공사|공단|재단|센터|대|대학|학교|병원|협회|조합|그룹|은행|기업|전자|위|연구소|사업단|본부|지사|지부)"
)


def are_other_places(swap: Swap) -> bool:
    """Do both name places, and none in common? The rank may stand behind, for both."""
    if min(len(swap.here), len(swap.there)) < 2:
        return False
    # What openings begin with alike may be half a name: 광양시, 광주.
    start, rank = swap.before if swap.opens else "", swap.behind[:1]
    mine, theirs = places(start + swap.here + rank), places(start + swap.there + rank)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def is_identity(here: str, there: str, swap: Swap) -> bool:
    """A place, a body, or a person, in both texts, perhaps with another beside it?"""
    mine, theirs = ({stem(n) for n in known().findall(said)} for said in (here, there))
    if mine and theirs and mine.isdisjoint(theirs):
        return True
    if are_other_places(swap) or _is_person(swap):
        return True
    return any(kind.fullmatch(here) and kind.fullmatch(there) for kind in (_PLACE, _BODY))


def _is_person(swap: Swap) -> bool:
    """Two names of three letters, with an office near. Names that have a letter in common, the
    surname or the last one, differ in two letters alone: the third stands around the swap.
    """
    here, there, before, behind, _ = swap
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
    """Name, body and office in one: "홍길동가온소프트대표". Farther off, the office is another's."""
    near = behind[:_OFFICE_NEAR]
    return all(_NAME.match(said) and _AN_OFFICE.search(said + near, 3) for said in (here, there))
