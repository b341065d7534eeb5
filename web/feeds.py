"""A search as a feed: Atom and JSON Feed 1.1. What may be passed on of each article is decided by
`db.release`: a text without a licence for it is an excerpt here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from web import names, times
from web.links import external

ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/feed+json; charset=utf-8"
_SPACE = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Feed:
    """``home`` is the search as a page, ``here`` the feed itself, ``base`` the room's own address;
    ``documents`` are released ones, the newest first.
    """

    title: str
    lang: str
    home: str
    here: str
    base: str
    documents: Sequence[Mapping[str, Any]]


def atom(feed: Feed) -> bytes:
    ElementTree.register_namespace("", _SPACE)
    root = ElementTree.Element(f"{{{_SPACE}}}feed", {f"{{{_XML}}}lang": feed.lang})
    _add(root, "title", feed.title)
    _add(root, "id", feed.here)
    _link(root, feed.here, "self", ATOM.partition(";")[0])
    _link(root, feed.home, "alternate", "text/html")
    newest = max((_changed(d) for d in feed.documents), default="1970-01-01T00:00:00+00:00")
    _add(root, "updated", newest)
    for document in feed.documents:
        _entry(root, feed, document)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _entry(root: ElementTree.Element, feed: Feed, document: Mapping[str, Any]) -> None:
    entry = ElementTree.SubElement(root, f"{{{_SPACE}}}entry")
    _add(entry, "title", document["title"] or "")
    _add(entry, "id", identity(document))
    _link(entry, f"{feed.base}/article/{document['id']}", "alternate", "text/html")
    if url := external(document["url"]):
        _link(entry, url, "via", "text/html")
    _add(entry, "updated", _changed(document))
    if document["published_at"]:
        _add(entry, "published", times.machine(document["published_at"]))
    for name in _authors(document) or [document["outlet_name"] or document["outlet"]]:
        author = ElementTree.SubElement(entry, f"{{{_SPACE}}}author")
        _add(author, "name", name)
    for topic in document["topics"] or ():
        named = {"term": _clean(topic), "label": _clean(names.name("topic", topic, feed.lang))}
        ElementTree.SubElement(entry, f"{{{_SPACE}}}category", named)
    if document["excerpt"]:
        _add(entry, "summary", document["excerpt"])
    if document["body"]:
        _add(entry, "content", document["body"]).set("type", "text")
    _add(entry, "rights", document["attribution"])


def json_feed(feed: Feed) -> bytes:
    items = [_item(feed, document) for document in feed.documents]
    values = {
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title,
        "home_page_url": feed.home, "feed_url": feed.here, "language": feed.lang, "items": items,
    }  # fmt: skip
    return json.dumps(values, ensure_ascii=False).encode()


def _item(feed: Feed, document: Mapping[str, Any]) -> dict[str, Any]:
    item = {
        "id": identity(document), "url": f"{feed.base}/article/{document['id']}",
        "external_url": external(document["url"]), "title": document["title"],
        "summary": document["excerpt"],
        "date_published": times.machine(document["published_at"]) or None,
        "date_modified": times.machine(document["modified_at"]) or None,
        "authors": [{"name": name} for name in _authors(document)] or None,
        "tags": [
            names.name(kind, value, feed.lang)
            for kind in ("topic", "region")
            for value in document[f"{kind}s"] or ()
        ],
        "language": document["language"] if document["language"] in ("ko", "en") else None,
        "_aipolicy": {
            "outlet": document["outlet"], "story_id": document["story_id"],
            "attribution": document["attribution"],
        },
    }  # fmt: skip
    found = {name: value for name, value in item.items() if value is not None}
    return found | {"content_text": document["body"] or document["excerpt"] or ""}


def identity(document: Mapping[str, Any]) -> str:
    """The same for the same article in every database."""
    return f"urn:aipolicy:{quote(document['outlet'], safe='')}:{quote(document['key'], safe='')}"


def _changed(document: Mapping[str, Any]) -> str:
    """When there was last something new about it."""
    return times.machine(
        document["modified_at"] or document["published_at"] or document["first_seen_at"]
    )


def _authors(document: Mapping[str, Any]) -> list[str]:
    return [str(b["name"]) for b in document["bylines"] or () if b.get("name")]


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_SPACE}}}{name}")
    made.text = _clean(text)
    return made


def _link(parent: ElementTree.Element, href: str, rel: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{_SPACE}}}link", {"href": href, "rel": rel, "type": kind})


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text
        if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )  # fmt: skip
