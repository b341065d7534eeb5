"""What makes an object of a state the page's own: the page's title, or the id in its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from korean.text import nfc
from spiders.extraction.embedded import fragments

_LONGEST_KEY = 120
_LONGEST_TITLE = 400  # characters looked at
_LEAST_TITLE = 8  # letters from which one title may be part of another
TITLES = re.compile(
    r"(?:news|article|art|arti|main|web|display|basic|page|story|post|og|seo|content|cont|board|bbs|ntt|mobile"
    r"|pc|home|short|full|original|org|kor|ko)?(?:title|titl|ttl|tit|headline|headlines|hdline|subject|subj|sj"
    r"|제목)(?:text|html|plain|nm|name|kr|ko|basic|web)?\Z"
)
OWN_TITLE = re.compile(
    r"(?:news|article|art|story|post|ntt)?(?:title|headline|headlines|subject|sj|제목)\Z"
)
_ID_KEY = re.compile(
    r".*(?:id|no|idx|seq|key|code|slug|uuid|num|number|url|uri|path|link|href|canonical\w*|permalink)\Z"
)
_HEAD_NAMES = (
    "og:title",
    "twitter:title",
    "title",
    "headline",
    "og:description",
    "description",
    "og:site_name",
)
_HEADINGS = {"title": 1, "h1": 4, "h2": 3}  # how many of a page's are looked at
_SEPARATORS = re.compile(
    r"\s+[<|:\-–—>·]\s+|\s*(?:::|\||ㅣ|＜|«|≪|&lt;)\s*|>(?=[^<>]+$)|-(?=[^-]{2,20}$)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What the page itself says that an article object must agree with."""

    titles: tuple[str, ...]
    headings: tuple[str, ...]
    parts: frozenset[str]
    description: str
    path: str
    tokens: frozenset[str]


@lru_cache(maxsize=1)
def page(root: Any, url: str) -> Page:
    """Read off the head and the headings in one pass; the tree stays as it is."""
    said: dict[str, str] = {}
    printed: dict[str, list[str]] = {"title": [], "h1": [], "h2": []}
    for tag in root.iter("meta", "title", "h1", "h2"):
        if tag.tag == "meta":
            name = (
                (tag.get("property") or tag.get("name") or tag.get("itemprop") or "")
                .strip()
                .lower()
            )
            if name in _HEAD_NAMES and name not in said and (content := tag.get("content")):
                said[name] = content[:_LONGEST_TITLE]
        elif len(printed[tag.tag]) < _HEADINGS[tag.tag]:
            printed[tag.tag].append("".join(tag.itertext())[:_LONGEST_TITLE])
    texts = [said.get(name, "") for name in _HEAD_NAMES[:4]] + printed["title"] + printed["h1"]
    site = bare(said.get("og:site_name", ""))
    parts = {b for text in texts for p in _SEPARATORS.split(text) if (b := bare(p)) and b != site}
    path, query = address(url)
    tokens = {t for t in re.split(r"[/.=&?_,]", unquote(path)) if len(t) >= 3}
    tokens |= {value for _, value in parse_qsl(query) if len(value) >= 2}
    description = bare(said.get("og:description", "") or said.get("description", ""))
    return Page(
        titles=_each_once(texts, site),
        headings=_each_once(printed["h2"], site),
        parts=frozenset(parts),
        description=description[:40] if len(description) >= 25 else "",
        path=path.rstrip("/"),
        tokens=frozenset(t for t in tokens if any(map(str.isdigit, t)) or len(t) >= 12),
    )


def _each_once(texts: Iterable[str], site: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(b for text in texts if (b := bare(text)) and b != site))


def address(url: str) -> tuple[str, str]:
    """Path and query of an address; empty ones where it is none (``http://[x``)."""
    try:
        split = urlsplit(url)
    except ValueError:
        return "", ""
    return split.path, split.query


def bare(text: str) -> str:
    """Letters and digits only, in one case: what two printings of one title share."""
    if "<" in text or "&" in text:
        text = fragments.one_line(text) or ""
    return "".join(filter(str.isalnum, nfc(text).casefold()))


def agrees(title: str, page: Page) -> bool:
    """Is this the page's title, whole or without what sites put around it or cut off it?"""
    if title in page.parts or title in page.titles:
        return len(title) >= 4
    if len(title) < _LEAST_TITLE:
        return False
    return any(
        title in other
        or (len(other) >= 16 and other in title and 2 * len(other) > len(title))
        or (len(other) >= 20 and title.startswith(other[:20]))
        for other in page.titles
    ) or any(len(title) >= 20 and title in other for other in page.headings)


def plain_key(key: str) -> str:
    """A key without its arguments (Apollo's ``body({"format":…})``), case and joints. A longer one
    than anybody gives is none."""
    return _plain_key(key) if len(key) <= _LONGEST_KEY else ""


@lru_cache(maxsize=8192)
def _plain_key(key: str) -> str:
    return "".join(c for c in key.split("(", 1)[0].split("@", 1)[0].lower() if c.isalnum())


def titles_of(node: Mapping[str, Any]) -> Iterator[str]:
    """What an object calls itself: values of title keys, also ``{"title": {"rendered": "…"}}``."""
    for key, value in node.items():
        if TITLES.match(plain_key(key)):
            inner = value.values() if isinstance(value, Mapping) else (value,)
            yield from (v for v in list(inner)[:8] if isinstance(v, str) and v.strip())


def named(holder: Mapping[str, Any], page: Page) -> tuple[bool, bool]:
    """Does the object bear the page's title; does it bear another one?"""
    other = False
    for key, value in holder.items():
        name = plain_key(key)
        titled = TITLES.match(name) is not None
        texts = value.values() if titled and isinstance(value, Mapping) else (value,)
        for text in texts:
            if not isinstance(text, str) or not 4 <= len(text) <= 400:
                continue
            if not titled and not (" " in text and _begins_like(text, page)):
                continue
            said = bare(text)
            if said and agrees(said, page):
                return True, False
            other = other or (len(said) >= _LEAST_TITLE and bool(OWN_TITLE.match(name)))
    return False, other


def _begins_like(text: str, page: Page) -> bool:
    """Can this be the page's title? A quick look at its first letters."""
    head = bare(text[:10])
    return bool(head) and any(head in title for title in page.titles)


def identified(holder: Mapping[str, Any], page: Page) -> bool:
    for key, value in holder.items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            continue
        text = str(value)
        if not 3 <= len(text) <= 600 or not _ID_KEY.match(plain_key(key)):
            continue
        if "/" in text:
            if len(page.path) > 8 and address(text)[0].rstrip("/") == page.path:
                return True
        elif text in page.tokens and (len(text) >= 5 or plain_key(key) not in ("code", "num")):
            return True
    return False
