"""The grammar of signatures: names, offices, e-mail addresses, and how they belong together.

What bylines, datelines, captions and sign-offs are made of; they stand in modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from korean.article import Byline
from korean.vocab import regions

# A name: two to four syllables, or two to four Latin words. An office: what stands after it.
_KOREAN_NAME = r"[가-힣]{2,4}?"
LATIN_NAME = r"[A-Z][a-z]+(?: [A-Z][a-z]*\.?|-[A-Za-z][a-z]*){1,4}"
_LATIN = re.compile(LATIN_NAME)
NAME = rf"(?:{_KOREAN_NAME}|{LATIN_NAME})"
NAMES = rf"{NAME}(?:\s*[·ㆍ・,&]\s*{NAME})*"
PRESS_ROLE = (
    r"(?:(?:선임|수습|인턴|객원|시민|명예|취재|사진|영상|촬영|편집|대학생|학생|어린이|청년|주재|담당|대표|대)\s?기자"
    r"|\s[가-힣·]{1,8}\s?(?:전문기자|선임기자|특파원|통신원|주재기자|담당기자)"
    r"|전문기자|기자|특파원|통신원|(?:수석|객원|선임)?\s?논설위원|논설고문|논설실장|논설주간|주필"
    r"|편집위원|기획위원|편집국장|편집인|취재본부장|취재국장|취재부장"
    r"|앵커|아나운서|리포터|기상캐스터|캐스터|PD|피디)"
)
# Offices that people in the news hold as well: a byline only where a field says it is one.
_ROLE = (
    rf"(?:{PRESS_ROLE}|발행인|(?:부국장|국장|부장|차장)(?:\s?대우)?(?:\s?기자)?"
    r"|\s[가-힣0-9·]{1,8}(?:본부장|국장|부장|팀장)|본부장|지사장|지국장|팀장|편집장|대표|에디터|칼럼니스트|작가)"
)
# After an office a blank, any mark (경기IN sets a quotation right behind it, 2024) or the end may
# follow, but no letter: "기자회견" is not a reporter.
ROLE_END = r"(?![가-힣A-Za-z])"
EMAIL = r"[A-Za-z0-9][A-Za-z0-9._%+\-]*@(?:(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,})?"
# "김하늘 정치부 기자": a desk, or the paper, between the name and the office.
_DESK_BETWEEN = (
    r"(?:\s[가-힣A-Za-z0-9·]{1,8}(?:부|팀|국|본부|센터|지사|스타|뉴스|일보|신문|TV|닷컴))?"
)
_NAMES = rf"(?<![가-힣])(?P<names>{NAMES}){_DESK_BETWEEN}\s*"
_SIGNED_IN_FIELD = re.compile(rf"{_NAMES}(?P<role>{_ROLE}){ROLE_END}")
_SIGNED_BY_PRESS = re.compile(rf"{_NAMES}(?P<role>{PRESS_ROLE}){ROLE_END}")
MAIL = re.compile(rf"(?<![A-Za-z0-9._%+\-]){EMAIL}")
_MAIL_IN_BRACKETS = re.compile(rf"[(\[<]?\s?(?<![A-Za-z0-9._%+\-]){EMAIL}\s?[)\]>]?")
NAMES_APART = re.compile(r"\s*[·ㆍ・,&]\s*")
BARE_NAME = re.compile(r"[가-힣]{2,4}")

# The commonest family names: enough to tell "김재노입니다" from "시작입니다".
SURNAMES = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반나라왕금옥육인맹제모탁국어은편용"
_ALL_SURNAMES = SURNAMES + "예봉부복태피팽빈호음"
_DOUBLE_SURNAMES = ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방", "어금")

# Words that stand before a name without being one: kinds of work, and the photo desk's slashes.
_WORK = (
    "글 사진 취재 영상 촬영 그림 그래픽 편집 정리 자료 제공 제작 구성 영상편집 영상취재 번역 진행 일러스트 "
    "인터뷰"
)
WORK = frozenset(_WORK.split())
# What stands before "기자" and "특파원" without being a name, though it begins as one.
_BEFORE_AN_OFFICE = (
    "라고 이라고 이날 전직 현직 현장 현지 동료 신문 방송 한국 국내 여성 남성 지역 전국 해외 국제 외신 사진 담당 선배 "
    "공감언론 후배 연합 한겨레 고참 원로 전문 인턴 수습 일부 여러 모든 유명 기성 정식 주간 조선 중앙 온라인 디지털 인터넷 "
    "기자 기자단 관리자 운영자 담당자 하노이 마닐라 상하이 제네바 호치민 두바이 이스탄불 이집트 인도"
)
_PICTURING = frozenset(("사진", "영상", "촬영", "그래"))
_NO_NAMES = frozenset(_BEFORE_AN_OFFICE.split())
_SIGNING = (
    "온라인",
    "디지털",
    "인터넷",
    "모바일",
    "편집",
    "뉴스",
    "특별취재",
    "기획취재",
    "속보",
    "이슈",
)
_INFLECTED = re.compile(r"[고는은을를에의로서며던들도와과인한된]$")
_DESK_NAME = re.compile(
    r"(?:정치|경제|사회|문화|체육|스포츠|편집|국제|산업|사진|전국|지역|지방|기획|탐사|영상|금융|증권|부동산|생활|과학|교육|연예"
    r"|여론|온라인|디지털|인터넷|모바일|취재|보도|뉴스|이슈|콘텐츠|콘텐트|속보|미디어|특별취재|기획취재|특집)\s?"
    r"(?:뉴스|이슈|콘텐츠|콘텐트|속보|취재|편집|미디어|스포츠|연예)?\d?\s?(?:부|팀|국|룸|본부|센터|데스크)"
)

# How outlets call themselves in brackets and signatures.
OUTLET_NAME = re.compile(
    r"(?:뉴스|일보|신문|타임스|타임즈|투데이|방송|저널|매일|경제|미디어|데일리|통신|헤럴드|포스트|프레스|시사|IN|TV|tv|news|NEWS|News)"
    r"[0-9A-Za-z가-힣]{0,3}$|^(?:뉴시스|뉴스핌|뉴스1|뉴스원|연합|이투데이|노컷|데일리|경기IN|KBS|MBC|SBS|YTN|JTBC|한겨레|더팩트|스포츠서울)"
)

# "[세종=뉴스핌] 김하늘 이바다 기자 =", "홍길동/김철수 기자": names that share the office behind.
_FULL_NAME = rf"[{_ALL_SURNAMES}][가-힣]{{2}}"
_SHARED_OFFICE = re.compile(
    rf"(?<![가-힣])(?P<one>{_FULL_NAME})(?P<gap>\s?/\s?|\s)"
    rf"(?=(?P<two>{_FULL_NAME})(?:(?:\s?/\s?|\s|\s?·\s?){_FULL_NAME}(?![가-힣])|\s?{PRESS_ROLE}))"
)
# "글=김하늘·사진=이바다 기자": who did which work.
BY_WORK = re.compile(
    rf"(?<![가-힣])(?P<work>(?:글|취재|정리|사진|영상|촬영|그래픽)(?:\s*[·ㆍ,]\s*(?:글|사진|영상|촬영|그래픽))*)"
    rf"\s*[=:/＝：]\s*(?P<name>{_FULL_NAME})(?![가-힣])(?!\s?{PRESS_ROLE})"
)


@cache
def places() -> frozenset[str]:
    """Names of provinces and municipalities, with and without their last syllable."""
    found = {name for region in regions() for name in (*region.full, region.short)}
    units = {unit for region in regions() for unit in region.units}
    return frozenset(found | units | {unit[:-1] for unit in units if len(unit) > 2})


def is_name(word: str) -> bool:
    """Could be a person's name: begins as one, and is no place, desk, kind of work or outlet."""
    if not word or not is_author(word):
        return False
    if word.isascii():
        return _LATIN.fullmatch(word) is not None
    if word[0] not in _ALL_SURNAMES and not word.startswith(_DOUBLE_SURNAMES):
        return False
    return not is_desk(word)


def is_author(word: str) -> bool:
    """Could be someone where a field says so: any word but the places, offices and papers that
    stand beside names there."""
    if word in WORK or word in _NO_NAMES or word in places():
        return False
    return len(word) < 3 or is_desk(word) or OUTLET_NAME.search(word) is None


def is_desk(words: str) -> bool:
    """A desk of an outlet: 정치부, 온라인뉴스팀, 편집국."""
    return _DESK_NAME.fullmatch(words) is not None


def desk_signs(words: str) -> bool:
    """A desk that signs instead of a person; "교육 센터" is one too, but is heard of in the news."""
    return is_desk(words) and words.startswith(_SIGNING)


def share_office(s: str) -> str:
    """The same text, of the same length, with "·" between names that share an office."""
    return _SHARED_OFFICE.sub(_joined, s)


def _joined(match: re.Match[str]) -> str:
    one, gap = match["one"], match["gap"]
    if not (is_name(one) and is_name(match["two"])):
        return match.group()
    return one + (gap.replace("/", "·") if "/" in gap else "·")


def signed(s: str, *, field: bool = False) -> list[Byline]:
    """Names with an office, each with the e-mail that belongs to it.

    A ``field`` holds authors and nothing else: there any name counts, and any office.
    """
    mails = [(m.start(), m.group()) for m in MAIL.finditer(s)] if "@" in s else []
    text = _MAIL_IN_BRACKETS.sub(lambda m: " " * len(m.group()), s) if mails else s
    text = share_office(text)
    people: list[tuple[int, Byline]] = []
    for match, names in offices(text, field=field):
        role = " ".join(match["role"].split())
        people += [(match.end(), Byline(name, role)) for name in names]
    people += _by_work(text, field)
    people.sort(key=lambda placed: placed[0])
    return _with_mails(people, mails) if people and mails else [person for _, person in people]


def offices(text: str, *, field: bool = False) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Where names stand with an office, and the names that count."""
    pattern = _SIGNED_IN_FIELD if field else _SIGNED_BY_PRESS
    position = 0
    while match := pattern.search(text, position):
        names = [name for name in NAMES_APART.split(match["names"]) if _counts(name, field)]
        if names and not _names_follow(names[0], match["role"]):
            yield match, names
            position = match.end()
        else:
            # "뉴스핌 김하늘 특파원", "뉴욕 김하늘특파원": what is no name may stand before one.
            position = match.end("names")


def _names_follow(name: str, role: str) -> bool:
    """Does the office begin with a person's name, behind a word that is none?"""
    within = role.strip()
    return len(within) > 5 and not is_name(name) and is_name(within[:3])


def apart(text: str) -> list[str]:
    """The text before, between and behind signatures."""
    pieces, position = [], 0
    for match, _ in offices(text):
        pieces.append(text[position : match.start()])
        position = match.end()
    return [*pieces, text[position:]]


def _counts(name: str, field: bool) -> bool:
    if field:
        return is_author(name) and not is_desk(name)
    if is_name(name):
        return True
    # A rare family name or a pen name, but no word of a sentence: "한다고 기자".
    return len(name) > 2 and is_author(name) and not (_INFLECTED.search(name) or is_desk(name))


def _by_work(text: str, field: bool) -> list[tuple[int, Byline]]:
    found = [match for match in BY_WORK.finditer(text) if is_name(match["name"])]
    # "사진=고려대" is a lender; where someone wrote, who took the pictures is a person.
    if not field and all(match["work"][:2] in _PICTURING for match in found):
        return []
    return [(match.end(), Byline(match["name"])) for match in found]


def _with_mails(people: list[tuple[int, Byline]], mails: list[tuple[int, str]]) -> list[Byline]:
    # "id@site.kr 홍길동 기자": an address before the first name belongs to the name after it.
    leading = mails[0][0] < people[0][0]
    found = [person for _, person in people]
    for position, mail in mails:
        if leading:
            owner = next((i for i, (end, _) in enumerate(people) if end > position), None)
        else:
            owner = max((i for i, (end, _) in enumerate(people) if end <= position), default=None)
        if owner is not None:
            owner = _first_free(found, people, owner)
            if found[owner].email is None:
                found[owner] = replace(found[owner], email=mail)
    return found


def _first_free(found: list[Byline], people: list[tuple[int, Byline]], owner: int) -> int:
    """Several names before one office share its place: their addresses come in the same order."""
    group = [i for i, (end, _) in enumerate(people) if end == people[owner][0]]
    return next((i for i in group if found[i].email is None), owner)


def merge(*groups: Iterable[Byline]) -> tuple[Byline, ...]:
    """One entry a name; what one entry lacks (office, e-mail) is taken from another.

    An entry without a name (a paragraph that is only an address) gives its address to the only
    author still lacking one; otherwise it is kept, unless someone has that address already.
    """
    merged: dict[str, Byline] = {}
    nameless: list[Byline] = []
    for person in (p for group in groups for p in group):
        if not person.name:
            nameless.append(person)
        elif known := merged.get(person.name):
            merged[person.name] = replace(
                known, role=known.role or person.role, email=_fuller(known.email, person.email)
            )
        else:
            merged[person.name] = person
    extra = []
    for person in nameless:
        if any(p.email == person.email for p in merged.values()):
            continue
        lacking = [p for p in merged.values() if p.email is None]
        if len(lacking) == 1:
            merged[lacking[0].name] = replace(lacking[0], email=person.email)
        elif person not in extra:
            extra.append(person)
    return (*merged.values(), *extra)


def _fuller(a: str | None, b: str | None) -> str | None:
    """``id@`` gives way to ``id@site.kr``."""
    if a and b and a.endswith("@") and b.startswith(a):
        return b
    return a or b
