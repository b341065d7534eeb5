"""What only broadcasts print: a report's credits, and the reporter who signs off in speech."""

from __future__ import annotations

import re

from korean.signed import EMAIL, SURNAMES
from korean.text import clean

_LONGEST_CREDITS = 300  # characters
_LONGEST_SIGNOFF = 80
_CREDIT_JOB = re.compile(
    r"(?:^|[\s/|,·]|(?<=[가-힣]{2}))"
    r"(?:(?:촬영|영상|취재|인턴|편집|그래픽)\s?기자|촬영|취재|기획|영상\s?취재|영상\s?편집|영상\s?제공|화면\s?제공|영상|편집|그래픽|컴퓨터그래픽|CG"
    r"|자막|자막\s?뉴스|구성|작가|연출|내레이션|리서처|자료\s?조사|보조\s?작가|헬기\s?조종|드론\s?촬영|사진|제작|AD|PD|VJ|디자인|음향|조명)\s*$"
)
_CREDITED = re.compile(r"[^/.?!]{1,40}(?:/[^/.?!]{1,40})?[/|]?")
_SIGNOFF = re.compile(
    rf"^(?P<before>[^.?!]{{0,40}}?)\s?(?P<name>[{SURNAMES}][가-힣]{{1,3}})(?:\s?(?:기자|앵커|특파원))?(?:입니다|였습니다|이었습니다)[.\s]*[■◆●▣]?$"
)
_ADDRESS = re.compile(rf"\s*[(\[]?{EMAIL}[)\]]?$")  # MBN prints it behind the sign-off
_STATION = re.compile(
    r"(?:KBS|MBC|SBS|YTN|JTBC|MBN|TBC|OBS|CJB|KNN|G1|연합뉴스TV|연합뉴스|TV조선|채널A)\s*(?:뉴스)?[,.]?$|뉴스$|지금까지|이상|에서$"
)
_PARTICLE_END = re.compile(r"(?:은|는|이|가|을|를|의|도|로|과|와|인|한|된|던|할|들|것|라고|다)$")
_NOT_A_NAME = re.compile(r"(?:시|군|구|동|읍|면|것|때|들|이|장|용|성|적)$")


def credits(paragraph: str) -> bool:
    """A broadcast's credits: ``촬영기자:신상응/그래픽:김지현``."""
    if ":" not in paragraph and "：" not in paragraph:
        return False
    s = clean(paragraph).strip("()[] ")
    if len(s) > _LONGEST_CREDITS:
        return False
    # Between two colons stand the names of the first job and the name of the second.
    first, *others = re.split(r"\s*[:：]\s*", s)
    if not others or not (opening := _CREDIT_JOB.search(first)) or opening.start() > 0:
        return False
    if len(others) == 1 and opening.group().strip() == "취재":
        return False  # who wrote it: a byline
    for between in others[:-1]:
        job = _CREDIT_JOB.search(between)
        if job is None or not _CREDITED.fullmatch(between[: job.start()].strip()):
            return False
    return _CREDITED.fullmatch(others[-1].strip()) is not None


def signoff(paragraph: str) -> str | None:
    """The reporter who signs off: ``KBS 뉴스 홍길동입니다.``, ``같이 경제 홍길동입니다.``

    For broadcasts only: in a paper ``우리 대표 김하늘입니다.`` is a quotation.
    """
    if len(paragraph) > _LONGEST_SIGNOFF:
        return None
    match = _SIGNOFF.match(_ADDRESS.sub("", clean(paragraph)))
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
