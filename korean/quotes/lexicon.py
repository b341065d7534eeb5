"""The tables of ``korean/data/vocab_quotes.toml`` as sets and patterns, read once."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from korean.vocab import agencies, regions, table

DOUBLE_SURNAMES = ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방")


def words(section: str, name: str) -> frozenset[str]:
    """One table's words."""
    return frozenset(table("quotes")[section][name].split())


def pairs(section: str, name: str) -> dict[str, str]:
    """A table of ``one=other`` words."""
    return dict(pair.split("=") for pair in table("quotes")[section][name].split())


OFFICES = words("offices", "heads")
ROLES = words("offices", "roles")
NAMELESS = words("offices", "nameless")
LATIN_OFFICES = words("offices", "latin")
HONORIFICS = words("offices", "honorifics")
MODIFIERS = words("offices", "modifiers")
GENERIC = words("offices", "generic")
UNITS = tuple(words("organisations", "units"))
HEADS = OFFICES | ROLES | NAMELESS
COUNTRIES = words("names", "countries")
_GIVEN = frozenset(table("quotes")["names"]["given"])
_COMMON = words("names", "common")
_FOREIGN_FIRST = words("names", "foreign")
_TRANSCRIBED = frozenset(table("quotes")["names"]["transcribed"])


@cache
def _places() -> frozenset[str]:
    found = {name for region in regions() for name in (*region.full, region.short, *region.units)}
    return frozenset(found | {unit[:-1] for region in regions() for unit in region.units})


@cache
def agency_names() -> dict[str, str]:
    """Every name a public body has or had → its key."""
    return {
        name: agency.key
        for agency in agencies()
        for name in (*agency.names, *(old for old, _ in agency.former))
    }


@cache
def _agencies_inside() -> dict[str, str]:
    return {name: a.key for a in agencies() if a.inside for name in a.names}


def agency_of(organisation: str) -> str | None:
    """The vocabulary's key of a body as printed (``과기정통부 인공지능정책실``), None where it is none."""
    names = agency_names()
    printed = organisation.split("(")[0]
    first, *rest = printed.split() or [""]
    if first in COUNTRIES or (first in _places() and first not in names and not rest):
        return None
    for name in (printed, first, " ".join([first, *rest[:1]])):
        if name in names:
            return names[name]
    for word in (first, *rest[:1]):
        for inside, key in _agencies_inside().items():
            if word.endswith(inside):
                return key
    return None


_SURNAMES = frozenset(table("quotes")["names"]["surnames"])
_BRANDS = words("names", "brands")
_JAPANESE = words("names", "japanese")
_CHINESE = words("names", "chinese")
#: Last syllables of words for bodies and groups that given names hardly have.
_NOUN_ENDS = frozenset("관업품체단소계망력률권물법론적층값길들차기장자사원회의점스트어드")
_COMMONEST = frozenset("김이박최강윤장임한오서권황송류홍배백허남심노곽우구민")
_NO_GIVEN_END = frozenset("국과팀실부청처위당층급")


@lru_cache(maxsize=20_000)
def agency_led_by(office: str | None) -> str | None:
    """The key of the body a head's office names: 조달청장, 식약처장, 금융위원장; None for others."""
    if office is None or not office.endswith("장"):
        return None
    names = agency_names()
    bodies = [office[:-1]]
    if office.endswith("위원장"):
        bodies += [office[:-2], f"{office[:-1]}회"]
    return next((names[body] for body in bodies if body in names), None)


@lru_cache(maxsize=20_000)
def name_score(word: str) -> int:
    """How much a word reads like a Korean's full name: 2 clearly, 1 perhaps, 0 not."""
    size = len(word)
    if not 2 <= size <= 4 or word in _COMMON or word in _places() or word in agency_names():
        return 0
    if word.startswith(DOUBLE_SURNAMES) and size > 2:
        return 2 if _GIVEN.issuperset(word[2:]) else 0
    if size == 3 and word[-1] in "대시군구도" and word[:-1] in _places():
        return 0
    if size == 4 or word[0] not in _SURNAMES or word[-1] in _NO_GIVEN_END:
        return 0
    if _GIVEN.issuperset(word[1:]):
        return 2 if size == 3 else 1
    # A rare syllable beside a usual one, behind one of the commonest family names.
    odd = size == 3 and word[0] in _COMMONEST and not _GIVEN.isdisjoint(word[1:])
    return int(odd and word[2] not in _NOUN_ENDS)


def is_surname(word: str) -> bool:
    return word in _SURNAMES or word in DOUBLE_SURNAMES


def is_common(word: str) -> bool:
    """A noun that reads like a name."""
    return word in _COMMON


def is_glued_surname(word: str) -> bool:
    """``이장관``, ``최부총장``: a family name and an office without a space."""
    return word not in HEADS and word[0] in _SURNAMES and len(word) > 2 and word[1:] in OFFICES


def is_given(syllables: str) -> bool:
    """Whether the syllables can be a given name, whatever stands in front."""
    return _GIVEN.issuperset(syllables)


def is_foreign_name(first: str, second: str) -> bool:
    """Whether two words read like first and family name of somebody abroad, in Hangul."""
    if not (is_foreign_part(first, 5) and is_foreign_part(second, 7)):
        return False
    if first in _FOREIGN_FIRST or first in _CHINESE or second in _JAPANESE:
        return True
    if any(len(w) > 2 and w[-1] in "이가자고며서면" for w in (first, second)):
        return False  # 토론이 길어지자
    return len(first) > 1 and (
        not _TRANSCRIBED.isdisjoint(first) or not _TRANSCRIBED.isdisjoint(second)
    )


def is_surely_foreign(first: str, second: str) -> bool:
    """Of two words that read like a foreign name: so much so that no body needs to follow."""
    if first in _FOREIGN_FIRST or first in _CHINESE or second in _JAPANESE:
        return True
    return sum(c in _TRANSCRIBED for c in first + second) >= 2


def is_first_name(word: str) -> bool:
    """The first name of somebody abroad."""
    return word in _FOREIGN_FIRST or word in _CHINESE


def is_joined(head: str, before: str) -> bool:
    """Whether two offices are one: 권한대행 and its like, or a head of 부총리 겸."""
    return head in _JOINED and is_office(before)


def is_foreign_part(word: str, longest: int = 7) -> bool:
    return (
        len(word) <= longest
        and "가" <= word[0] <= "힣"
        and "가" <= word[-1] <= "힣"
        and word not in _BRANDS
        and word not in COUNTRIES
        and word not in _COMMON
        and word not in agency_names()
        and word not in _places()
        and not word.endswith(_BODY_ENDS)
        and not (len(word) > 2 and word[-1] == "의")
    )


_BODY_ENDS = (
    "대학",
    "대학교",
    "은행",
    "연구소",
    "연구원",
    "협회",
    "학회",
    "재단",
    "위원회",
    "센터",
    "그룹",
    "기업",
    "전자",
    "병원",
    "정부",
    "부",
    "처",
    "청",
    "당",
)


def _longest_first(found: frozenset[str] | set[str]) -> str:
    return "|".join(sorted(map(re.escape, found), key=lambda w: (-len(w), w)))


def _verb_pattern() -> re.Pattern[str]:
    verbs = table("quotes")["verbs"]
    phrases = {p.strip() for line in verbs["phrases"].split("\n") for p in line.split("|")}
    return re.compile(
        rf"(?<![가-힣])(?:(?:{_longest_first(phrases)})"
        rf"|(?:{_longest_first(words('verbs', 'hada'))})(?:하|했|한|할|해|합)[가-힣]*"
        rf"|(?:{_longest_first(words('verbs', 'other'))})[가-힣]*)"
    )


VERB = _verb_pattern()

_NO_NAMES = words("organisations", "no_names")
OF_STATE = words("offices", "of_state")
_JOINED = words("offices", "joined")
NO_BODIES = words("organisations", "no_bodies")
NOT_OFFICES = words("offices", "never")
NEEDS_A_NAME = words("offices", "needs_a_name")
COMMON_OFFICES = words("offices", "common")
LEADING = words("organisations", "leading")
NO_NOTES = words("organisations", "no_notes")
_BODY = tuple(words("organisations", "ends"))


@lru_cache(maxsize=20_000)
def is_body(word: str) -> bool:
    """Whether a word reads like a body: 한빛대, 경북도, 과기정통부, 누리협회."""
    if word in agency_names() or word in _BRANDS or word in COUNTRIES or word.endswith(_BODY):
        return True
    if word in _SHORT_BODIES or is_government(word) or _UNIVERSITY.fullmatch(word):
        return True
    return word not in _NO_NAMES and any(c.isascii() and c.isupper() for c in word)


_SHORT_BODIES = frozenset(("시", "도", "군", "구", "측", "교육청", "의회"))
#: 한빛대, but not 시대, 무대 or 기대.
_UNIVERSITY = re.compile(r"[가-힣]{2,6}(?<!시)(?<!무)(?<!확)(?<!기)(?<!차세)(?<!신세)(?<!구세)대")


def is_government(word: str) -> bool:
    """경북도, 포항시, 수성구: the place's name and what it is."""
    return word in _places() or (word[-1] in "도시군구" and word[:-1] in _places())


@lru_cache(maxsize=20_000)
def is_state_body(word: str) -> bool:
    """A body of state, which keeps its country: 중국 외교부, 유럽연합 집행위원회."""
    return word in agency_names() or word.endswith(("위원회", "의회", "정부", "외교부", "법원"))


@lru_cache(maxsize=20_000)
def is_place(word: str) -> bool:
    """A 시·도, 시·군·구, 읍·면·동 or village."""
    return word in _places() or (len(word) > 1 and word[-1] in "시군구읍면동리도권")


@lru_cache(maxsize=20_000)
def is_clear_body(word: str) -> bool:
    """A body that no other word ends like: an agency, or a longer name."""
    return word in agency_names() or (len(word) > 3 and word.endswith(_BODY_ENDS))


@lru_cache(maxsize=20_000)
def is_office(word: str) -> bool:
    """Whether a word is an office, or ends in one (포항시장, 인공지능정책실장)."""
    if word in NOT_OFFICES:
        return False
    if word in HEADS or word in LATIN_OFFICES or word in HONORIFICS:
        return True
    return any(word[-size:] in HEADS for size in (2, 3, 4, 5))


def is_transcribed(word: str) -> bool:
    """Whether a word by itself reads like a foreign family name."""
    return len(word) > 1 and is_foreign_part(word) and not _TRANSCRIBED.isdisjoint(word)
