"""Photo captions that stand among the paragraphs of a text."""

from __future__ import annotations

import re

from korean.datelines import dateline
from korean.text import clean

_LONGEST_CAPTION = 200
_MARKS = "▲▴▼↑"
_BRACKETS = "[({<（【＜〈"
_TAIL = 70  # characters at the end in which a credit begins
_PICTURED = (
    "연합뉴스",
    "뉴시스",
    "뉴스1",
    "로이터",
    "사진",
    "그래픽",
    "이미지",
    "영상",
    "자료",
    "일러스트",
    "출처",
    "제공",
    "캡처",
    "DB",
    "ⓒ",
    "©",
)

_AGENCY = r"(?:연합뉴스|뉴시스|뉴스1|로이터|게티이미지\S{0,4}|AP|AFP|EPA)"
_AGENCIES = rf"{_AGENCY}(?:\s?[·/=]\s?{_AGENCY})*"
_KIND = r"(?:사진|자료|그래픽|영상|화면|출처|이미지|일러스트|인포그래픽|포스터)"
_GIVEN = r"\s*(?:제공|출처|자료|캡처|캡쳐|갈무리)?\s*"
# "[이미지/어느 마을 : …]" is a speaker of that name on the air.
_CREDIT = rf"(?:{_KIND}{_GIVEN}(?:[=:＝：]|제공)|(?:사진|그래픽)\s*/)"
_CAPTION_MARK = re.compile(r"^[▲▴▼↑]\s*")
_COPYRIGHT_CREDIT = re.compile(r"\s*(?:©|ⓒ|\(c\)|Ⓒ)\s*[^©ⓒ.]{0,30}$")
_PHOTO_CREDIT = re.compile(
    rf"\s*[\[(<（【＜〈/]\s*(?:{_CREDIT}[^\])>）】＞〉]{{0,60}}"
    r"|[^\[(<（【＜〈\])>）】＞〉/]{2,30}\s(?:제공|자료\s?사진|자료|캡처|캡쳐|갈무리|DB)|자료\s?사진)\s*[\])>）】＞〉]\s*$"
)
#: "…하고 있다. /사진=어느시", "…모습. 사진제공=어느시": no bracket around it.
_OPEN_CREDIT = re.compile(
    r"(?:(?:(?<=[.”\"’])\s*/?|\s*/)\s*사진(?:\s*(?:제공|출처))?\s*[=＝:]|\s사진(?:제공|출처)?[=＝])"
    r"\s*\S[^=.]{0,40}\.?$"
)
_LENDER = re.compile(
    r"(?:(?<=있다\.)|(?<=모습\.)|(?<=모습)|(?<=장면\.)|(?<=전경\.)|(?<=전경)|(?<=조감도))"
    rf"\s*[/|]?\s*(?:[가-힣A-Za-z0-9·]{{2,20}}\s제공|{_AGENCIES})\.?$"
)
_PHOTO_ONLY = re.compile(
    rf"^[\[(<（【＜〈]\s*({_CREDIT}[^\])>）】＞〉]{{0,80}}|자료\s?사진)[\])>）】＞〉]\.?$"
)
_OPEN_ONLY = re.compile(
    r"^/?\s*(사진(?:\s*(?:제공|출처))?\s*[=＝:：]\s*[^.]{1,60})\.?$"
    rf"|^/\s?({_AGENCIES})$"
)
_PHOTO_DATE = re.compile(
    r"\s*(?P<date>20\d{2}\.\s?\d{1,2}\.\s?\d{1,2}\.?)\s*[/·]?\s*(?P<mail>[A-Za-z0-9._+\-]+@(?:[A-Za-z0-9.\-]*))?\s*$"
)
_EXPLAINED = re.compile(r"^[\[(<【]?\s*사진\s*설명\s*[\])>】]?\s*[:：=]?\s*")
# News tells what was said and planned; a caption shows what is there.
_TELLS = re.compile(
    r"(?:밝혔|말했|전했|설명했|강조했|덧붙였|지적했|주장했|당부했|보고 있|예정이|계획이|방침이|것으로 [가-힣]{2,5})다[.”\"’]*$"
)
_SENTENCE = re.compile(r"다\.")


def caption(paragraph: str) -> str | None:
    """The text of a photo caption without its marks, credit or dateline, or None.

    A credit alone (``[사진=…]``, ``사진=어느시 제공``) gives its own words.
    """
    if not _may_be(paragraph):
        return None
    s = clean(paragraph)
    if only := _PHOTO_ONLY.match(s) or _OPEN_ONLY.match(s):
        return (only[1] or only[2]).strip()
    if _CAPTION_MARK.match(s):
        # Several triangles in one paragraph are a list of points, not a caption.
        if sum(map(s.count, _MARKS)) > 1:
            return None
        text = _CAPTION_MARK.sub("", s)
        credit = _credit(text)
        return (
            text[: credit.start()] if credit else _COPYRIGHT_CREDIT.sub("", text)
        ).strip() or None
    if match := _PHOTO_DATE.search(s[-_LONGEST_CAPTION:]):
        opening = dateline(s)
        if opening and opening.bylines and match["mail"]:
            return opening.rest[: -len(match.group())].strip() or None
    if len(s) > _LONGEST_CAPTION:
        return None
    if match := _EXPLAINED.match(s):
        return s[match.end() :].strip() or None
    if match := _credit(s):
        # One sentence and perhaps a lender before the credit; more sentences are a paragraph.
        text = s[: match.start()].strip()
        told = len(_SENTENCE.findall(text)) > 1 or _TELLS.search(text)
        return text if text and not told else None
    return None


def _credit(s: str) -> re.Match[str] | None:
    start = max(0, len(s) - _LONGEST_CAPTION)
    for pattern in (_PHOTO_CREDIT, _OPEN_CREDIT, _LENDER):
        if match := pattern.search(s, start):
            return match
    return None


def _may_be(paragraph: str) -> bool:
    """A mark or a bracket at its start, or words of a credit at its end; most prose has neither."""
    first = paragraph[:1]
    if first in _MARKS or first in _BRACKETS or first.isspace() or paragraph.startswith("사진"):
        return bool(paragraph)
    if paragraph.endswith("다."):
        return False
    tail = paragraph[-_TAIL:]
    return any(map(tail.__contains__, _PICTURED)) or "&" in paragraph
