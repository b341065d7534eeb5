"""An article as something to be cited: the facts that BibTeX, RIS, CSL and sentences share."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from db import release
from korean import vocab

#: What may stand in a key everywhere: BibTeX holds ``A`` and ``a`` for one, pandoc ends a key at two
#: signs in a row.
_SAFE = re.compile(r"(?=.{1,60}$)[a-z0-9]+(?:[.-][a-z0-9]+)*")
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """``authors`` are names as printed: never to be cut into first and last. ``release``: a public
    body's press release; it is its own author where nobody signs. Days are in Korea; ``accessed`` is
    the day the page was captured.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    outlet: str
    release: bool
    published: date | None
    accessed: date | None
    url: str | None
    language: str | None
    abstract: str | None
    keywords: tuple[str, ...]
    rights: str


def reference(document: Mapping[str, Any]) -> Reference:
    """Of a document, released or not: more than an excerpt of the text is never in it."""
    outlet = line(document.get("outlet_name") or document["outlet"])
    named = [line(b.get("name") or "") for b in document.get("bylines") or ()]
    is_release = bool(document.get("department"))
    authors = tuple(dict.fromkeys(name for name in named if name))
    body = document.get("body")
    words = [
        *(document.get("tags") or ()),
        *(_topics().get(t, t) for t in document.get("topics") or ()),
        *(document.get("agencies") or ()),
        *(document.get("regions") or ()),
    ]
    return Reference(
        key=key(document["outlet"], document["key"]),
        title=line(document.get("title") or "") or "제목 없음",
        authors=authors or ((outlet,) if is_release else ()),
        outlet=outlet,
        release=is_release,
        published=_day(document.get("published_at")),
        accessed=_day(document.get("captured_at") or document.get("first_seen_at")),
        url=document.get("url"),
        language=document.get("language") if document.get("language") in ("ko", "en") else None,
        abstract=release.excerpt(body) if body else document.get("excerpt"),
        keywords=tuple(dict.fromkeys(line(word) for word in words if word)),
        rights=_rights(document),
    )


def key(outlet: str, key: str) -> str:
    """The citation key: ``kbs:8012345``, as `aipolicy show` takes it; the same for the same article in
    every database.

    Where other characters are in it, it is made legible, with a digest that keeps it unique.
    """
    if _SAFE.fullmatch(outlet) and _SAFE.fullmatch(key):
        return f"{outlet}:{key}"
    digest = hashlib.blake2b(f"{outlet}\0{key}".encode(), digest_size=6).hexdigest()
    legible = [_UNSAFE.sub("-", part.lower())[:30].strip("-") or "x" for part in (outlet, key)]
    return f"{':'.join(legible)}_{digest}"  # a key that stays as it is has no underscore


def line(text: str) -> str:
    """On one line, without control characters."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


@cache
def _topics() -> dict[str, str]:
    return {topic.key: topic.title for topic in vocab.topics()}


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso[:10]) if iso else None


def _rights(document: Mapping[str, Any]) -> str:
    of = release.terms(document)
    notice = line((document.get("rights") or {}).get("notice") or "")
    name = f"{of.name} ({release.licence(document)})" if of else release.licence(document)
    return f"{name}: {notice}" if notice else name
