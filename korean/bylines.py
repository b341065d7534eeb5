"""Who wrote it: bylines, datelines, signatures, credits and captions as Korean sites print them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from korean.article import Byline
from korean.text import clean

_LONGEST_CAPTION = 200
_LONGEST_FIELD = 1000  # characters; whatever is longer is no byline, and must cost no time

# A name: two to four syllables, or two to four Latin words. An office: what stands after it.
_KOREAN_NAME = r"[가-힣]{2,4}?"
_LATIN_NAME = r"[A-Z][a-z]+(?:[ \-][A-Z][a-z]*\.?){1,3}"
_NAME = rf"(?:{_KOREAN_NAME}|{_LATIN_NAME})"
_PRESS_ROLE = (
    r"(?:(?:선임|수습|인턴|객원|시민|명예|취재|사진|영상|촬영|대학생|청년|주재|담당|대표|대)\s?기자"
    r"|\s[가-힣·]{1,8}(?:전문기자|선임기자|특파원|통신원|주재기자|담당기자)"
    r"|전문기자|기자|특파원|통신원|논설위원|논설실장|논설주간|주필|편집위원|편집국장|편집인"
    r"|취재본부장|취재국장|취재부장|앵커|아나운서|리포터|기상캐스터|캐스터|PD|피디)"
)
# Offices that people in the news hold as well: a byline only where a field says it is one.
_ROLE = rf"(?:{_PRESS_ROLE}|발행인|본부장|부국장|국장|부장|차장|대표|에디터|칼럼니스트|작가)"
# After an office only a blank, a mark or the end may follow; "기자회견" is not a reporter.
# A quotation mark, because 경기IN sets none of them apart from the text (2024).
_ROLE_END = r"(?![가-힣A-Za-z])"
_EMAIL = r"[A-Za-z0-9][A-Za-z0-9._%+\-]*@(?:(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,})?"
_NAMES = rf"(?<![가-힣])(?P<names>{_NAME}(?:\s*[·ㆍ・,&]\s*{_NAME})*)\s*"
_SIGNED = re.compile(rf"{_NAMES}(?P<role>{_ROLE}){_ROLE_END}")
_SIGNED_BY_PRESS = re.compile(rf"{_NAMES}(?P<role>{_PRESS_ROLE}){_ROLE_END}")
_MAIL = re.compile(rf"(?<![A-Za-z0-9._%+\-]){_EMAIL}")
_NAMES_APART = re.compile(r"\s*[·ㆍ・,&]\s*")
_BARE_NAME = re.compile(r"[가-힣]{2,4}")
_DESK = re.compile(r"[가-힣A-Za-z0-9]{2,12}(?:팀|부|국|뉴스룸)")
_LABEL = re.compile(r"^(?:글쓴이|작성자|기자명|취재기자|취재|글)\s*[:：]\s*")

# The commonest family names: enough to tell "김재노입니다" from "시작입니다".
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반나라왕금옥육인맹제모탁국어은편용"
# "[세종=뉴스핌] 김하늘 이바다 기자 =": between the bracket and the sign stand names alone.
_SPACED_NAMES = re.compile(
    rf"(?<![가-힣])([{_SURNAMES}][가-힣]{{2}})\s+"
    rf"(?=[{_SURNAMES}][가-힣]{{2}}(?:\s+[{_SURNAMES}][가-힣]{{2}}(?![가-힣])|\s?{_PRESS_ROLE}))"
)

# Words that stand before a name without being one: kinds of work, and the photo desk's slashes.
_WORK = frozenset(
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

_OUTLET = re.compile(
    r"(?:뉴스|일보|신문|타임스|타임즈|투데이|방송|저널|매일|경제|미디어|데일리|통신|헤럴드|포스트|프레스|시사|IN|TV|tv|news|NEWS|News)"
    r"[0-9A-Za-z가-힣]{0,3}$|^(?:뉴시스|뉴스핌|뉴스1|뉴스원|연합|이투데이|노컷|데일리|경기IN|KBS|MBC|SBS|YTN|JTBC)"
)
# Endings that only a newspaper's or an agency's whole name has: "[성남일보]", not "[뉴스9]".
_PAPER = re.compile(
    r"(?:[가-힣]일보|신문|타임[스즈]|투데이|저널|헤럴드|뉴스핌|뉴시스|연합뉴스|IN)$"
)
_OPEN, _CLOSE = r"[\[【(〔［（<〈]", r"[\]】)〕］）>〉]"
_BRACKETED = re.compile(
    rf"^{_OPEN}\s*(?P<inner>[^\[\]【】()〔〕［］（）<>〈〉\n]{{2,60}}?)\s*{_CLOSE}\s*"
)
_AFTER_BRACKET = re.compile(
    rf"^(?P<by>.{{2,60}}?(?:{_PRESS_ROLE}|@[\w.\-]*))\s*(?:[=＝|ㅣ│]|-(?=\s))\s*"
)
# After "경기IN=홍길동 기자" the text may follow without a blank (경기IN, 2024).
_GLUED = r"(?!회견|간담|협회|단체|실|들)"
_PLAIN = re.compile(
    rf"^(?P<lead>[가-힣A-Za-z0-9]{{2,12}})\s*"
    rf"(?:[=＝]\s*(?P<by>{_NAME}\s*{_PRESS_ROLE}(?:{_ROLE_END}\s*{_EMAIL}|{_GLUED}))"
    rf"|/\s*(?P<by_slash>{_NAME}\s*{_PRESS_ROLE}{_ROLE_END}(?:\s*{_EMAIL})?))"
    r"\s*(?:[=＝|ㅣ│]\s*)?"
)
_BARRED = re.compile(
    rf"^(?:(?P<lead>[가-힣A-Za-z0-9]{{2,14}})\s+)?"
    rf"(?P<by>{_NAME}\s*{_PRESS_ROLE}{_ROLE_END}(?:\s*{_EMAIL})?)\s*(?P<sign>[|ㅣ│=＝])\s*"
)
_HEADER_ROW = re.compile(r"(?:기사|최종|최초)?\s*(?:입력|승인|등록|수정|작성|송고)|\d{4}[.\-/년]")

_CREDIT_JOB = (
    r"(?:촬영기자|영상기자|취재기자|촬영|영상\s?취재|영상\s?편집|영상\s?제공|화면\s?제공|영상|편집|그래픽|컴퓨터그래픽|CG|"
    r"자막|자막뉴스|구성|작가|연출|내레이션|리서처|자료\s?조사|보조\s?작가|헬기\s?조종|드론\s?촬영|사진|제작|AD|PD|VJ|디자인|인턴기자)"
)
_CREDITS = re.compile(
    rf"{_CREDIT_JOB}\s*[:：]\s*[^:：/]{{1,40}}(?:\s*[/|,·]?\s*{_CREDIT_JOB}\s*[:：]\s*[^:：/]{{1,40}})*[/|]?"
)
_SIGNOFF = re.compile(
    rf"^(?P<before>[^.?!]{{0,40}}?)\s?(?P<name>[{_SURNAMES}][가-힣]{{1,3}})(?:\s?(?:기자|앵커|특파원))?(?:입니다|였습니다|이었습니다)[.\s]*[■◆●▣]?$"
)
_STATION = re.compile(
    r"(?:KBS|MBC|SBS|YTN|JTBC|TBC|OBS|CJB|KNN|G1)\s*(?:뉴스)?[,.]?$|뉴스$|지금까지|이상|에서$"
)
_PARTICLE_END = re.compile(r"(?:은|는|이|가|을|를|의|도|로|과|와|인|한|된|던|할|들|것|라고|다)$")
_NOT_A_NAME = re.compile(r"(?:시|군|구|동|읍|면|것|때|들|이|장|용|성|적)$")

_CAPTION_MARK = re.compile(r"^[▲▴▼]\s*")
_COPYRIGHT_CREDIT = re.compile(r"\s*(?:©|ⓒ|\(c\)|Ⓒ)\s*[^©ⓒ.]{0,30}$")
_PHOTO_CREDIT = re.compile(
    r"\s*[\[(<（【]\s*(?:사진|자료|그래픽|영상|출처|이미지)\s*(?:[=:＝：/]|제공)[^\])>）】]{0,60}[\])>）】]\s*$"
)
_PHOTO_ONLY = re.compile(
    r"^[\[(<（【]\s*((?:사진|자료|그래픽|이미지)\s*(?:[=:＝：/]|제공)[^\])>）】]{0,80})[\])>）】]\.?$"
)
_PHOTO_DATE = re.compile(
    r"\s*(?P<date>20\d{2}\.\s?\d{1,2}\.\s?\d{1,2}\.?)\s*[/·]?\s*(?P<mail>[A-Za-z0-9._+\-]+@(?:[A-Za-z0-9.\-]*))?\s*$"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of an article: ``[세종=뉴스핌] 홍길동 기자 = `` and what follows in ``rest``."""

    place: str | None
    agency: str | None
    bylines: tuple[Byline, ...]
    rest: str


def parse(s: str) -> tuple[Byline, ...]:
    """The authors a byline string names, in order, each once.

    A string that is only a name (or names) counts as a byline, for fields such as 작성자 that hold
    nothing else; so pass fields, not prose.
    """
    s = _LABEL.sub("", clean(s[:_LONGEST_FIELD]))
    signed = _signed(s, _SIGNED)
    if signed:
        return merge(signed)
    mails = [m.group() for m in _MAIL.finditer(s)]
    left = _MAIL.sub(" ", s)
    left = re.sub(r"[()\[\]<>|/=:]", ",", left)
    names = [n for n in (n.strip() for n in _NAMES_APART.split(left)) if n]
    if not names or not all(_BARE_NAME.fullmatch(n) or _DESK.fullmatch(n) for n in names):
        if len(names) == 1 and re.fullmatch(_LATIN_NAME, names[0]):
            return (Byline(names[0], None, mails[0] if mails else None),)
        return ()
    names = [n for n in names if n not in _WORK]
    paired = [*mails, *[None] * len(names)] if len(mails) <= len(names) else mails
    return merge(Byline(n, None, m) for n, m in zip(names, paired, strict=False))


def _signed(s: str, offices: re.Pattern[str] = _SIGNED_BY_PRESS) -> list[Byline]:
    """Names with an office, each with the e-mail that belongs to it."""
    people: list[tuple[int, Byline]] = []
    for match in offices.finditer(s):
        role = re.sub(r"\s+", " ", match["role"].strip())
        names = [n for n in _NAMES_APART.split(match["names"]) if n not in _WORK]
        people += [(match.end(), Byline(n, role)) for n in names]
    mails = [(m.start(), m.group()) for m in _MAIL.finditer(s)]
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


def dateline(paragraph: str) -> Dateline | None:
    """The dateline a paragraph opens with, or None."""
    s = clean(paragraph)
    if match := _BRACKETED.match(s):
        return _bracketed(match["inner"], s[match.end() :])
    if match := _PLAIN.match(s):
        return _unbracketed(match["lead"], match["by"] or match["by_slash"], s[match.end() :])
    if match := _BARRED.match(s):
        # "홍길동 기자 | 입력 …" is the row under a headline, not the opening of a text.
        if match["lead"] is None and match["sign"] not in "=＝":
            return None
        return _unbracketed(match["lead"], match["by"], s[match.end() :])
    return None


def _unbracketed(lead: str | None, by: str, rest: str) -> Dateline | None:
    bylines = merge(_signed(by))
    if not bylines or lead in _WORK or _HEADER_ROW.match(rest):
        return None
    agency = lead if lead and _OUTLET.search(lead) else None
    return Dateline(None if agency else lead, agency, bylines, rest.lstrip())


def _bracketed(inner: str, after: str) -> Dateline | None:
    parts = [p.strip() for p in re.split(r"\s*[=＝/]\s*", inner) if p.strip()]
    inside = _signed(inner)
    place = agency = None
    for part in parts:
        words = _MAIL.sub("", _SIGNED_BY_PRESS.sub("", part)).strip()
        if not words or words in _WORK:
            continue
        if _OUTLET.search(words.replace(" ", "")):
            agency = agency or words
        elif place is None and re.fullmatch(r"[가-힣A-Za-z·. ]{1,12}", words):
            place = words
        else:
            return None
    behind = _AFTER_BRACKET.match(after)
    outside = _signed(_SPACED_NAMES.sub(r"\1·", behind["by"])) if behind else []
    if parts[0] in _WORK or ":" in inner or not (inside or outside or agency):
        return None
    if agency is None and not inside and len(parts) == 2 and outside:
        place, agency = parts[0], parts[1]
    if not inside and len(parts) < 2 and not _PAPER.search(inner):
        return None  # "[뉴스9]", "[단독]": a programme or a flag
    rest = after[behind.end() :] if behind and outside else after
    return Dateline(place, agency, merge(inside, outside), rest.lstrip())


def signature(paragraph: str) -> tuple[Byline, ...]:
    """The authors where a whole paragraph is nothing but a byline or an e-mail address, else ().

    An address alone gives one `Byline` with an empty name: `merge` joins it to its reporter.
    """
    s = clean(paragraph)
    if not s or len(s) > 120:
        return ()
    people = _signed(s)
    mails = _MAIL.findall(s)
    if not people and not mails:
        return ()
    left = _MAIL.sub(" ", _SIGNED_BY_PRESS.sub(" ", s))
    left = re.sub(r"[\[\]【】()（）<>/=＝|·ㆍ,:：;▶■☞\-]", " ", left)
    words = left.split()
    if any(not _goes_with_a_byline(word) for word in words) or len(words) > 3:
        return ()
    if people:
        return merge(people)
    named = [w for w in words if _BARE_NAME.fullmatch(w) and w not in _WORK]
    if len(named) == len(mails) == 1:
        return (Byline(named[0], None, mails[0]),)
    return () if named else tuple(Byline("", None, mail) for mail in mails)


def _goes_with_a_byline(word: str) -> bool:
    return word in _WORK or bool(_OUTLET.search(word)) or bool(re.fullmatch(r"[가-힣]{1,5}", word))


def credits(paragraph: str) -> bool:
    """A broadcast's credits: ``촬영기자:신상응/그래픽:김지현``."""
    return _CREDITS.fullmatch(clean(paragraph)) is not None


def signoff(paragraph: str) -> str | None:
    """The reporter who signs off: ``KBS 뉴스 홍길동입니다.``, ``같이 경제 홍길동입니다.``

    For broadcasts only: in a paper ``우리 대표 김하늘입니다.`` is a quotation.
    """
    match = _SIGNOFF.match(clean(paragraph))
    if match is None:
        return None
    before, name = match["before"].strip(" ,"), match["name"]
    if _STATION.search(before):
        return name
    # A programme's name before the reporter's: a few words that no particle ends.
    weak = len(name) == 3 and not _NOT_A_NAME.search(name)
    if weak and 2 <= len(before) <= 12 and not _PARTICLE_END.search(before):
        return name
    return None


def caption(paragraph: str) -> str | None:
    """The text of a photo caption without its marks, credit or dateline, or None.

    ``[사진=…]`` alone gives the credit's own words.
    """
    s = clean(paragraph)
    if match := _PHOTO_ONLY.match(s):
        return match[1].strip()
    if _CAPTION_MARK.match(s):
        # Several triangles in one paragraph are a list of points, not a caption.
        if len(re.findall("[▲▴▼]", s)) > 1:
            return None
        return _COPYRIGHT_CREDIT.sub("", _CAPTION_MARK.sub("", s)).strip() or None
    if match := _PHOTO_DATE.search(s):
        opening = dateline(s)
        if opening and opening.bylines and match["mail"]:
            return opening.rest[: -len(match.group())].strip() or None
    # One sentence and perhaps a lender before the credit; more sentences are a paragraph.
    if (match := _PHOTO_CREDIT.search(s)) and len(s) <= _LONGEST_CAPTION:
        text = s[: match.start()].strip()
        return text if text and len(re.findall(r"다\.", text)) <= 1 else None
    return None
