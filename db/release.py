"""What may be passed on of an article: the one place that decides it.

A whole text goes out where its licence lets it, or where the person says that it is for their own
use. Everything else is metadata, an excerpt (a quotation of the beginning, marked as such) and the
link. What goes out whole goes out as it was read, with its source: 공공누리 types 3 and 4 and the ND
licences of Creative Commons forbid changes, 2 and 4 and NC forbid commerce; both are said beside the
text, and a format that cannot hold a text unaltered leaves it out (`unalterable`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

#: Characters of an excerpt at most, the ellipsis included.
EXCERPT = 200
#: Fields of the document that are the text, or parts of it.
TEXT = ("body", "captions")
_WORD = re.compile(r"\S+")
_KOGL = "https://www.kogl.or.kr/info/license.do"
_CC = "https://creativecommons.org/licenses/"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a licence asks of whoever passes the text on; all but CC0 ask for the source."""

    name: str  # as an attribution writes it
    url: str
    commercial: bool = True
    alterable: bool = True


#: Licences that let a text be passed on whole. All others, and none, do not.
FREE: Mapping[str, Terms] = MappingProxyType(
    {
        "KOGL-1": Terms("공공누리 제1유형", _KOGL),
        "KOGL-2": Terms("공공누리 제2유형", _KOGL, commercial=False),
        "KOGL-3": Terms("공공누리 제3유형", _KOGL, alterable=False),
        "KOGL-4": Terms("공공누리 제4유형", _KOGL, commercial=False, alterable=False),
        "CC0": Terms("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        "CC-BY": Terms("CC BY", _CC),
        "CC-BY-SA": Terms("CC BY-SA", _CC),
        "CC-BY-ND": Terms("CC BY-ND", _CC, alterable=False),
        "CC-BY-NC": Terms("CC BY-NC", _CC, commercial=False),
        "CC-BY-NC-SA": Terms("CC BY-NC-SA", _CC, commercial=False),
        "CC-BY-NC-ND": Terms("CC BY-NC-ND", _CC, commercial=False, alterable=False),
    }
)


def released(document: Mapping[str, Any], *, full_text: bool = False) -> dict[str, Any]:
    """The document as it may be passed on, with an ``excerpt`` behind ``body`` and an ``attribution``
    behind ``rights``. Where the licence does not allow the text, body and captions are null.

    ``full_text``: the person wants the texts for their own use, and answers for it.
    """
    keep = full_text or terms(document) is not None
    public: dict[str, Any] = {}
    for name, value in document.items():
        public[name] = value if keep or name not in TEXT else None
        if name == "body":
            public["excerpt"] = excerpt(value) if value else None
        elif name == "rights":
            public["attribution"] = attribution(document)
    return public


def terms(document: Mapping[str, Any]) -> Terms | None:
    """Of the licence that lets the text be passed on; None where nothing does."""
    return FREE.get(licence(document))


def licence(document: Mapping[str, Any]) -> str:
    """The article's licence; ``unknown`` where nothing was read."""
    return str((document.get("rights") or {}).get("licence") or "unknown")


def unalterable(document: Mapping[str, Any]) -> bool:
    """May the text go out whole, but not changed nor cut?"""
    of = terms(document)
    return of is not None and not of.alterable


def attribution(document: Mapping[str, Any]) -> str:
    """The source as the free licences ask for it: who, what, when, where, under which licence."""
    said = [
        document.get("outlet_name") or document.get("outlet"),
        f"「{document['title']}」" if document.get("title") else None,
        (document.get("published_at") or "")[:10],
        document.get("url"),
    ]
    of = terms(document)
    under = f" ({of.name})" if of else ""
    return "출처: " + ", ".join(str(part) for part in said if part) + under


def excerpt(body: str) -> str:
    """The beginning of a body on one line, at most 200 characters, cut between words."""
    words: list[str] = []
    size = -1
    for word in _WORD.finditer(body):  # a body is a hundred times as long as what is wanted of it
        words.append(word[0])
        size += 1 + len(word[0])
        if size > EXCERPT:
            break
    text = " ".join(words)
    if size <= EXCERPT:
        return text
    head = text[: EXCERPT - 1]
    cut = head.rpartition(" ")[0] if text[EXCERPT - 1] != " " else head
    return (cut or head).rstrip() + "…"
