"""The grammar of signatures: names, offices, e-mail addresses, and how they belong together.

What bylines, datelines, captions and sign-offs are made of; they stand in modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from korean.article import Byline

# A name: two to four syllables, or two to four Latin words. An office: what stands after it.
_KOREAN_NAME = r"[가-힣]{2,4}?"
LATIN_NAME = r"[A-Z][a-z]+(?:[ \-][A-Z][a-z]*\.?){1,3}"
NAME = rf"(?:{_KOREAN_NAME}|{LATIN_NAME})"
PRESS_ROLE = (
    r"(?:(?:선임|수습|인턴|객원|시민|명예|취재|사진|영상|촬영|대학생|청년|주재|담당|대표|대)\s?기자"
    r"|\s[가-힣·]{1,8}(?:전문기자|선임기자|특파원|통신원|주재기자|담당기자)"
    r"|전문기자|기자|특파원|통신원|논설위원|논설실장|논설주간|주필|편집위원|편집국장|편집인"
    r"|취재본부장|취재국장|취재부장|앵커|아나운서|리포터|기상캐스터|캐스터|PD|피디)"
)
# Offices that people in the news hold as well: a byline only where a field says it is one.
_ROLE = rf"(?:{PRESS_ROLE}|발행인|본부장|부국장|국장|부장|차장|대표|에디터|칼럼니스트|작가)"
# After an office a blank, any mark (경기IN sets a quotation right behind it, 2024) or the end may
# follow, but no letter: "기자회견" is not a reporter.
ROLE_END = r"(?![가-힣A-Za-z])"
EMAIL = r"[A-Za-z0-9][A-Za-z0-9._%+\-]*@(?:(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,})?"
_NAMES = rf"(?<![가-힣])(?P<names>{NAME}(?:\s*[·ㆍ・,&]\s*{NAME})*)\s*"
SIGNED = re.compile(rf"{_NAMES}(?P<role>{_ROLE}){ROLE_END}")
SIGNED_BY_PRESS = re.compile(rf"{_NAMES}(?P<role>{PRESS_ROLE}){ROLE_END}")
MAIL = re.compile(rf"(?<![A-Za-z0-9._%+\-]){EMAIL}")
NAMES_APART = re.compile(r"\s*[·ㆍ・,&]\s*")
BARE_NAME = re.compile(r"[가-힣]{2,4}")

# The commonest family names: enough to tell "김재노입니다" from "시작입니다".
SURNAMES = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반나라왕금옥육인맹제모탁국어은편용"

# Words that stand before a name without being one: kinds of work, and the photo desk's slashes.
WORK = frozenset(
    (
        "글",
        "사진",
        "취재",
        "영상",
        "촬영",
        "그림",
        "그래픽",
        "편집",
        "정리",
        "자료",
        "제공",
        "제작",
        "구성",
        "영상편집",
        "영상취재",
    )
)

# How outlets call themselves in brackets and signatures.
OUTLET_NAME = re.compile(
    r"(?:뉴스|일보|신문|타임스|타임즈|투데이|방송|저널|매일|경제|미디어|데일리|통신|헤럴드|포스트|프레스|시사|IN|TV|tv|news|NEWS|News)"
    r"[0-9A-Za-z가-힣]{0,3}$|^(?:뉴시스|뉴스핌|뉴스1|뉴스원|연합|이투데이|노컷|데일리|경기IN|KBS|MBC|SBS|YTN|JTBC)"
)


def signed(s: str, offices: re.Pattern[str] = SIGNED_BY_PRESS) -> list[Byline]:
    """Names with an office, each with the e-mail that belongs to it."""
    people: list[tuple[int, Byline]] = []
    for match in offices.finditer(s):
        role = re.sub(r"\s+", " ", match["role"].strip())
        names = [n for n in NAMES_APART.split(match["names"]) if n not in WORK]
        people += [(match.end(), Byline(n, role)) for n in names]
    mails = [(m.start(), m.group()) for m in MAIL.finditer(s)]
    if not people or not mails:
        return [person for _, person in people]
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
