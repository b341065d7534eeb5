"""What a page's JSON-LD says: the article node that is this page's, and its fields.

A node stands alone, in a list, in ``@graph`` or under ``mainEntity``. A script that is no JSON as
printed is mended where that is safe and named by `broken`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from korean.article import Byline, Moment
from spiders.extraction.addresses import absolute
from spiders.extraction.embedded import clocks, evidence, mended, storybody, storypeople
from spiders.extraction.embedded.evidence import Page, agrees, bare, page
from spiders.extraction.embedded.fragments import one_line, subtitle
from spiders.extraction.moments import moment
from spiders.extraction.values import Reading

_PAGE_TYPES = re.compile(r"(?:^|/)WebPage$")
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|NewsItem)$")
_TEASER_END = re.compile(r"(?:\.{3}|…)\s*(?:\[?(?:더\s?보기|계속|more)\]?\s*)?$")
_ENDED = re.compile(
    r"(?:[.!?\"'”’)\]>】=]|[다요까음함임됨것듯뿐끝]|기자|특파원|[=/ⓒ©]\s*[^\s=/]{2,20}|[\w.]+@[\w.]+|\d)\s*$"
)
_SENTENCE = re.compile(r"[.!?。][\"”’')\]]*\s")
_MAX_NODES = 5_000
_FLAT = 400  # characters
_TAIL = 60  # characters of a text's end
_CHILDREN = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "hasPart")
_AUTHORS = ("author", "creator", "reporter", "contributor")


def read(root: Any, url: str, captured_at: datetime) -> Reading:
    """The page's article node; an empty reading where there is none or only other pages' ones.

    ``root`` is the parsed page; ``captured_at`` is aware.
    """
    node = _best_node(root, url)
    if node is None:
        return Reading()
    body = _body(node)
    published, modified = _times(node, captured_at, root)
    return Reading(
        title=one_line(node.get("headline"))
        or (None if _is_dated_page(node) else one_line(node.get("name"))),
        subtitle=_subtitle(node),
        paragraphs=body.paragraphs,
        published=published,
        modified=modified,
        bylines=_people(node),
        section=" > ".join(_strings(node.get("articleSection"))) or None,
        captions=tuple(dict.fromkeys((*_captions(node.get("image")), *body.captions))),
        tags=_keywords(node.get("keywords")),
        image_url=_image(node.get("image"), url),
        canonical_url=_page_url(node, url),
    )


def broken(root: Any) -> bool:
    """Does the page carry a JSON-LD script that is no JSON as printed?"""
    return any(not script.sound for script in _scripts(root))


def flat(paragraphs: tuple[str, ...]) -> bool:
    """A whole text without its paragraphs' breaks: right in its words, but a method that has the
    breaks is to be preferred."""
    return (
        len(paragraphs) == 1
        and len(paragraphs[0]) > _FLAT
        and len(_SENTENCE.findall(paragraphs[0])) >= 3
    )


@lru_cache(maxsize=1)
def _scripts(root: Any) -> tuple[mended.Read, ...]:
    """Read once for `read` and `broken`."""
    return tuple(
        mended.read(script.text)
        for script in root.iter("script")
        if "ld+json" in (script.get("type") or "").lower() and script.text and script.text.strip()
    )


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    stack, seen = [value], 0
    while stack and seen < _MAX_NODES:
        current = stack.pop()
        seen += 1
        if isinstance(current, list):
            stack += reversed(current[:_MAX_NODES])
        elif isinstance(current, Mapping):
            yield current
            stack += [current[k] for k in reversed(_CHILDREN) if k in current]


def _best_node(root: Any, url: str) -> Mapping[str, Any] | None:
    """The article node that is this page's; among several such, the one that says most."""
    nodes = [
        node
        for script in _scripts(root)
        for value in script.values
        for node in _nodes(value)
        if any(_ARTICLE_TYPES.search(kind) for kind in _strings(node.get("@type")))
        or (isinstance(node.get("articleBody"), str) and node.get("headline"))
        or _is_dated_page(node)
    ]
    if not nodes:
        return None
    here = page(root, url)
    ranked = [
        (not _is_dated_page(node), rank, len(node), node)
        for node in nodes
        if (rank := _rank(node, here, url)) >= 0
    ]
    return max(ranked, key=lambda entry: entry[:3])[3] if ranked else None


def _is_dated_page(node: Mapping[str, Any]) -> bool:
    """A page's node, where no article's is printed (WordPress), tells at least the times."""
    return bool(node.get("datePublished")) and any(
        _PAGE_TYPES.search(kind) for kind in _strings(node.get("@type"))
    )


def _rank(node: Mapping[str, Any], here: Page, url: str) -> int:
    """2 where the title or the address agree, 1 where neither is known, -1 where both are another's:
    related articles and a template's left-over are printed as articles too."""
    title = bare(_text(node.get("headline")) or _text(node.get("name")))
    address = _page_url(node, url)
    same = address is not None and _path(address) == _path(url)
    if same or (title and agrees(title, here)):
        return 2
    told = any(len(part) >= 12 for part in here.parts)
    if title and told and address is not None and _path(address):
        return -1
    return 1


def _path(address: str) -> str:
    path, query = evidence.address(address)
    return f"{path.rstrip('/')}?{query}" if path.strip("/") or query else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [line for v in values if (line := one_line(v))]


def _body(node: Mapping[str, Any]) -> storybody.Body:
    """``articleBody``, unless it is a teaser or breaks off in a sentence."""
    value = node.get("articleBody")
    if isinstance(value, list):
        value = [item for item in value if isinstance(item, str)]
    elif not isinstance(value, str):
        return storybody.Body()
    body = storybody.read(value)
    if not body.paragraphs or _TEASER_END.search(body.paragraphs[-1][-_TAIL:]):
        return storybody.Body()
    if len(body.paragraphs) == 1:
        said = bare(body.paragraphs[0])
        teaser = bare(_text(node.get("description")))
        if not _ENDED.search(body.paragraphs[0][-_TAIL:]) or (
            teaser and said == teaser and len(said) < 200
        ):
            return storybody.Body()
    return body


def _subtitle(node: Mapping[str, Any]) -> str | None:
    """``alternativeHeadline``, unless it is the headline again, with a programme's name (SBS)."""
    found = subtitle(node.get("alternativeHeadline"))
    said, title = bare(found or ""), bare(_text(node.get("headline")))
    return None if not said or said in title or (title and title in said) else found


def _times(
    node: Mapping[str, Any], captured_at: datetime, root: Any
) -> tuple[Moment | None, Moment | None]:
    published = moment(_text(node.get("datePublished")), captured_at) or moment(
        _text(node.get("dateCreated")), captured_at
    )
    modified = moment(_text(node.get("dateModified")), captured_at)
    return clocks.settled(published, modified, captured_at, root)


def _people(node: Mapping[str, Any]) -> tuple[Byline, ...]:
    for key in _AUTHORS:
        value = node.get(key)
        if isinstance(value, Mapping) and isinstance(value.get("name"), list):
            value = [{**value, "name": name} for name in value["name"][:30]]
        if people := storypeople.people_of(value):
            return people
    return ()


def _keywords(value: Any) -> tuple[str, ...]:
    words = [part for text in _strings(value) for part in text.split(",")]
    return tuple(dict.fromkeys(word for part in words if (word := part.strip())))


def _image(value: Any, base: str) -> str | None:
    for image in value if isinstance(value, list) else [value]:
        source = (
            (image.get("url") or image.get("contentUrl")) if isinstance(image, Mapping) else image
        )
        source = source[0] if isinstance(source, list) and source else source
        if isinstance(source, str) and source.strip():
            return absolute(source, base)
    return None


def _captions(images: Any) -> Iterator[str]:
    for image in images if isinstance(images, list) else [images]:
        if isinstance(image, Mapping) and (caption := one_line(image.get("caption"))):
            yield caption


def _page_url(node: Mapping[str, Any], base: str) -> str | None:
    entity = node.get("mainEntityOfPage")
    named = (entity.get("@id") or entity.get("url")) if isinstance(entity, Mapping) else entity
    for source in (named, node.get("url"), node.get("@id")):
        if isinstance(source, str) and source.strip() and "#" not in source:
            return absolute(source, base)
    return None
