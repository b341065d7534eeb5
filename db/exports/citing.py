"""How to cite one article: a sentence, or an entry for a reference manager."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from db.exports import bibtex, csljson, ris
from db.exports.errors import UnknownFormat
from db.exports.reference import Reference, reference


def cite(document: Mapping[str, Any], style: str = "korean") -> str:
    """The article in a style of `STYLES`. Raises UnknownFormat."""
    if style not in STYLES:
        raise UnknownFormat(style, STYLES, "style")
    return STYLES[style](reference(document))


def korean(of: Reference) -> str:
    """김하늘·이바다, 「제목」, KBS, 2026년 11월 20일, https://… (2026년 11월 21일 확인)."""
    said = [
        "·".join(of.authors),
        f"「{of.title}」",
        of.outlet if of.outlet not in of.authors else "",
    ]
    if of.release:
        said[1] += " 보도자료"
    said += [_day(of.published) if of.published else "날짜 없음", of.url or ""]
    seen = f" ({_day(of.accessed)} 확인)" if of.accessed and of.url else ""
    return ", ".join(part for part in said if part) + seen + "."


def english(of: Reference) -> str:
    """김하늘 and 이바다, “제목”, KBS, 20 November 2026, https://… (accessed 21 November 2026)."""
    said = [
        " and ".join(of.authors),
        f"“{of.title}”",
        of.outlet if of.outlet not in of.authors else "",
    ]
    if of.release:
        said[1] += " [press release]"
    said += [_english_day(of.published) if of.published else "n.d.", of.url or ""]
    seen = f" (accessed {_english_day(of.accessed)})" if of.accessed and of.url else ""
    return ", ".join(part for part in said if part) + seen + "."


def _day(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _english_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _csl(of: Reference) -> str:
    return json.dumps([csljson.item(of)], ensure_ascii=False, indent=2) + "\n"


#: Sentences first.
STYLES: Mapping[str, Callable[[Reference], str]] = MappingProxyType(
    {
        "korean": korean,
        "english": english,
        "bibtex": bibtex.entry,
        "ris": ris.record,
        "csl-json": _csl,
    }
)
