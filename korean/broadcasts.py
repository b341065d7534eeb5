"""What only broadcasts print: a report's credits, and the reporter who signs off in speech."""

from __future__ import annotations

import re

from korean.signed import SURNAMES
from korean.text import clean

_CREDIT_JOB = (
    r"(?:촬영기자|영상기자|취재기자|촬영|영상\s?취재|영상\s?편집|영상\s?제공|화면\s?제공|영상|편집|그래픽|컴퓨터그래픽|CG|"
    r"자막|자막뉴스|구성|작가|연출|내레이션|리서처|자료\s?조사|보조\s?작가|헬기\s?조종|드론\s?촬영|사진|제작|AD|PD|VJ|디자인|인턴기자)"
)
_CREDITS = re.compile(
    rf"{_CREDIT_JOB}\s*[:：]\s*[^:：/]{{1,40}}(?:\s*[/|,·]?\s*{_CREDIT_JOB}\s*[:：]\s*[^:：/]{{1,40}})*[/|]?"
)
_SIGNOFF = re.compile(
    rf"^(?P<before>[^.?!]{{0,40}}?)\s?(?P<name>[{SURNAMES}][가-힣]{{1,3}})(?:\s?(?:기자|앵커|특파원))?(?:입니다|였습니다|이었습니다)[.\s]*[■◆●▣]?$"
)
_STATION = re.compile(
    r"(?:KBS|MBC|SBS|YTN|JTBC|TBC|OBS|CJB|KNN|G1)\s*(?:뉴스)?[,.]?$|뉴스$|지금까지|이상|에서$"
)
_PARTICLE_END = re.compile(r"(?:은|는|이|가|을|를|의|도|로|과|와|인|한|된|던|할|들|것|라고|다)$")
_NOT_A_NAME = re.compile(r"(?:시|군|구|동|읍|면|것|때|들|이|장|용|성|적)$")


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
