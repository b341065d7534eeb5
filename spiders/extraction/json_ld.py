"""What a page's JSON-LD says: the article node, alone, in a list, or inside ``@graph``.

A broken script is passed over and named by `broken`: half of the pages that carry one carry a
sound one as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from parsel import Selector

from korean.article import Byline
from korean.text import clean, paragraphs
from spiders.extraction.addresses import absolute
from spiders.extraction.moments import moment
from spiders.extraction.people import bylines
from spiders.extraction.values import Reading

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report)$")
_TAGS = re.compile(r"<[^>]+>")
_BREAK_TAGS = re.compile(r"<(?:br|/p|/div)\b[^>]*>", re.I)
_TEASER_END = re.compile(r"(?:\.{3}|…)\s*$")
_MAX_JSON = 2_000_000  # characters of one script
_MAX_NODES = 5_000


def read(tree: Selector, url: str, captured_at: datetime) -> Reading:
    """The article node of the page's JSON-LD, whether alone, in a list, or inside ``@graph``."""
    node = _best_node(tree)
    if node is None:
        return Reading()
    body = _string(node.get("articleBody"))
    return Reading(
        title=_line(node.get("headline")) or _line(node.get("name")),
        subtitle=_line(node.get("alternativeHeadline")),
        paragraphs=() if _TEASER_END.search(body) else _json_paragraphs(body),
        published=moment(_string(node.get("datePublished")), captured_at),
        modified=moment(_string(node.get("dateModified")), captured_at),
        bylines=_people(node.get("author")),
        section=" > ".join(_strings(node.get("articleSection"))) or None,
        tags=_keywords(node.get("keywords")),
        image_url=_image(node.get("image"), url),
        canonical_url=_page_url(node, url),
    )


def broken(tree: Selector) -> bool:
    """Does the page carry a JSON-LD script that is no JSON?"""
    return any(value is None for value in _scripts(tree))


def _scripts(tree: Selector) -> Iterator[Any]:
    """The value of each JSON-LD script; None for one that cannot be read."""
    for text in tree.xpath('//script[@type="application/ld+json"]/text()').getall():
        source = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        try:
            yield json.loads(source[:_MAX_JSON], strict=False)
        except (ValueError, RecursionError):
            yield None


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    stack, seen = [value], 0
    while stack and seen < _MAX_NODES:
        current = stack.pop(0)
        seen += 1
        if isinstance(current, list):
            stack = current[:_MAX_NODES] + stack
        elif isinstance(current, dict):
            yield current
            stack = [current[k] for k in ("@graph", "mainEntity") if k in current] + stack


def _best_node(tree: Selector) -> Mapping[str, Any] | None:
    """The article node that says most."""
    best: Mapping[str, Any] | None = None
    for script in _scripts(tree):
        for node in _nodes(script):
            kinds = _strings(node.get("@type"))
            if not any(_ARTICLE_TYPES.search(kind) for kind in kinds):
                continue
            if best is None or len(node) > len(best):
                best = node
    return best


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [clean(v) for v in values if isinstance(v, str) and clean(v)]


def _line(value: Any) -> str | None:
    return clean(_TAGS.sub(" ", _string(value))) or None


def _json_paragraphs(body: str) -> tuple[str, ...]:
    return tuple(
        line
        for raw in paragraphs(_TAGS.sub(" ", _BREAK_TAGS.sub("\n", body)))
        if (line := clean(raw))
    )


def _people(value: Any) -> tuple[Byline, ...]:
    found: list[Byline] = []
    for person in value if isinstance(value, list) else [value]:
        if isinstance(person, dict):
            if "Organization" in _strings(person.get("@type")):
                continue
            email = _string(person.get("email")).removeprefix("mailto:").strip() or None
            found += [Byline(b.name, b.role, b.email or email) for b in _named(person.get("name"))]
        else:
            found += _named(person)
    return tuple(dict.fromkeys(found))


def _named(value: Any) -> tuple[Byline, ...]:
    return tuple(b for name in _strings(value) for b in bylines(name))


def _keywords(value: Any) -> tuple[str, ...]:
    words = [part for text in _strings(value) for part in text.split(",")]
    return tuple(dict.fromkeys(word for part in words if (word := clean(part))))


def _image(value: Any, base: str) -> str | None:
    for image in value if isinstance(value, list) else [value]:
        source = image.get("url") if isinstance(image, dict) else image
        if isinstance(source, str) and source.strip():
            return absolute(source, base)
    return None


def _page_url(node: Mapping[str, Any], base: str) -> str | None:
    page = node.get("mainEntityOfPage")
    source = page.get("@id") if isinstance(page, dict) else page
    source = source or node.get("url")
    return absolute(source, base) if isinstance(source, str) and source.strip() else None
