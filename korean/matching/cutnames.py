"""Names cut by the grams that two texts share: "구미" and "영주" before 시, "옥" and "형곡" before 동,
"원광" and "전남" before 대병원, "경" and "충" before 북대. What two texts exchange there is half a
name, so the letters around it are read as well.
"""

from __future__ import annotations

import re

from korean.matching.facts import place_names, short_names
from korean.matching.form import abbreviates
from korean.matching.slots import Swap

_BEFORE, _BEHIND = 3, 4  # letters around that may belong to the name
_LONGEST_PLACE = 6
_LONGEST_NAME = 6
_REST_OF_NAME = 1  # letters of a body's own name behind the swap: 부 and 마 before 산병원
# What names of bodies end in. 대 is many words' last letter (확대를, 기대는), so it wants its people or
# a house behind it, or a name of two letters before.
_HOUSE = re.compile(
    r"대?(?:병원|경찰서|소방서|학회|공사|공단|재단|협회|조합|농협|축협|보건소|도서관|교육청|교육지원청|은행|대학"
    r"|주민센터|행정복지센터|초등)"
    r"|대(?:총장|교수|학생|[가-힣]{2,8}학과|를(?:나와|졸업|거쳐))"
)
_UNIVERSITY = re.compile(r"대(?:와|는|가|에서)")
_NO_UNIVERSITY = re.compile(r"[확증최절기시세현휴초군무반상거연]$")
# Adjectives and determiners that a desk exchanges: 지역 병원, 인근 병원.
_WORDS = (
    "지역 인근 주변 근처 종합 대형 소형 시내 도내 관내 해당 관할 같은 다른 여러 이들 국립 시립 도립 공립 사립 "
    "전문 일반 보수 정비 건설 신축 증축 확장 복구 지방 시중"
)
_ORDINARY = frozenset(_WORDS.split())
_WARD = re.compile(r"[읍면동리](?:의|에서|에|주민|행정복지|일대|한|지역|사무소|장은|장이)")
_IN_TOWN = re.compile(r"[시군구읍면]$")
# 활동의, 운동에, 행동에, 노동의, 이동에서: no wards.
_NO_WARD = re.compile(r"[활운행노이감변공자작충진율연약출합구협]$")
_LAST = re.compile(r"[은는이가을를의에]$")
_CLAUSE = re.compile(r"[다며고]$")


def is_exchanged(here: str, there: str, swap: Swap) -> bool:
    """Do the letters around make two names of both?"""
    if here in short_names() and there in short_names():
        return here != there
    if max(len(here), len(there)) > _LONGEST_NAME or not _are_words(here, there):
        return False
    if _are_places(here, there, swap.before, swap.behind):
        return True
    if swap.behind.startswith("다") or _CLAUSE.search(here) or _CLAUSE.search(there):
        return False
    # 의 may be a name's end (동의대), so a particle is one where no 대 follows.
    if swap.behind[:1] != "대" and (_LAST.search(here) or _LAST.search(there)):
        return False
    return _are_bodies(here, there, swap.behind) or _are_wards(here, there, swap)


def _are_words(here: str, there: str) -> bool:
    return (here + there).isalpha()


def _are_places(here: str, there: str, before: str, behind: str) -> bool:
    room = _LONGEST_PLACE - max(len(here), len(there))
    names = place_names()
    for head in range(min(_BEFORE, room, len(before)) + 1):
        start = before[len(before) - head :]
        for tail in range(min(_BEHIND, room - head, len(behind)) + 1):
            end = behind[:tail]
            if start + here + end in names and start + there + end in names:
                return True
    return False


def _are_bodies(here: str, there: str, behind: str) -> bool:
    if here in _ORDINARY or there in _ORDINARY or abbreviates(*sorted((here, there), key=len)):
        return False
    if any(_HOUSE.match(behind, rest) for rest in range(_REST_OF_NAME + 1)):
        return behind[:_REST_OF_NAME].isalpha()
    if min(len(here), len(there)) < 2 or not _UNIVERSITY.match(behind):
        return False
    return not (_NO_UNIVERSITY.search(here) or _NO_UNIVERSITY.search(there))


def _are_wards(here: str, there: str, swap: Swap) -> bool:
    if not _WARD.match(swap.behind) or max(len(here), len(there)) > 4:
        return False
    if _IN_TOWN.search(swap.before):
        return True
    if swap.behind[0] != "동" or max(len(here), len(there)) < 2:
        return False
    return not (_NO_WARD.search(here) or _NO_WARD.search(there))
