"""Photo captions that stand among the paragraphs of a text."""

from __future__ import annotations

import re

from korean.datelines import dateline
from korean.text import clean

_LONGEST_CAPTION = 200

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
