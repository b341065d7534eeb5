"""The objects of a page's state as a graph, with the long values among them that can be a body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from spiders.extraction.embedded import references, storybody
from spiders.extraction.embedded.evidence import OWN_TITLE, plain_key
from spiders.extraction.embedded.jsliteral import loaded

_MAX_NODES = 150_000  # objects of one state
_MAX_NESTED = 3_000_000  # characters of JSON inside strings
PARENTS = 4  # objects that may hold one object
LEAST = 180  # letters of a body; Hangul syllables count threefold
_LEAST_STRING = 60

_HANGUL = re.compile("[\uac00-\ud7a3]")
_TAG = re.compile(r"<[^<>]*>")
_PROSE = re.compile(r"[.?!…。다][\"”’')\]]*(?:\s|<|\\n|&lt;|$)")
_NO_PROSE = re.compile(
    r"^\s*+(?:https?:|data:|/|[\[\s]*+\{\s*[\"'\w]+\s*:|\.[\w-]+\s*\{|@media|function\b|<svg|<style|<script"
    r"|(?:var|let|const)\s|window\b|\(?(?:async )?function|\(\(|!function|if\s?\()"
)

BODY_KEY = re.compile(
    r".*(?:body|content|contents|articlebody|html|text|txt|cntn|cntnt|cntnts|contn|contens|cont|cn|ctt|ctnt|blocks"
    r"|elements|paragraphs|story|document|본문|내용|article|memo|(?<![a-z])ops|markdown|components|sections|rawtext|stages"
    r"|modules)\Z"
)
TEASER_KEY = re.compile(
    r".*(?:summary|summaries|description|desc|excerpt|lead|abstract|teaser|dek|deck|standfirst|notice|policy"
    r"|terms|copyright|caption|captions|comment|comments|bio|profile|intro|prompt|preview|outline|message|alt"
    r"|subtitle|title|tts|speech|keypoint\w*|prmptn|error|tooltip|footer|header|disclaimer|cookie\w*|consent)\Z"
    r"|(?:seo|meta|og|ai|short|promo|twitter|kakao|amp)\w*\Z"
)
_HEAD_TAGS = ("meta", "link", "style", "title")  # of React elements


@dataclass(slots=True)
class Node:
    """An object, under which key it hangs, and in which objects: tables of parts (Apollo, flight)
    hold every part themselves, besides the object it belongs to."""

    value: Mapping[str, Any]
    key: str
    parents: list[int]


@dataclass
class Graph:
    """The objects of one state in breadth-first order, each with the object that holds it."""

    nodes: list[Node] = field(default_factory=list)
    bodies: list[tuple[int, str, Any]] = field(default_factory=list)
    proofs: dict[int, tuple[bool, bool, bool]] = field(default_factory=dict)


def graph_of(state: Any) -> Graph:
    graph = Graph()
    queue: list[tuple[Any, int, str]] = [(state, -1, "")]
    seen: dict[int, int] = {}  # the number of each object by its identity
    nested = 0
    at = 0
    while at < len(queue) and len(graph.nodes) < _MAX_NODES and len(queue) < 4 * _MAX_NODES:
        value, parent, key = queue[at]
        at += 1
        if id(value) in seen:
            again = seen[id(value)]
            if 0 <= again != parent and len(graph.nodes[again].parents) < PARENTS:
                graph.nodes[again].parents.append(parent)
            continue
        seen[id(value)] = -1 if isinstance(value, list) else len(graph.nodes)
        if isinstance(value, list):
            if len(value) > 3 and value[0] == "$" and value[1] in _HEAD_TAGS:
                continue
            queue.extend((item, parent, key) for item in value if isinstance(item, dict | list))
            if value and all(isinstance(item, str) for item in value[:3]) and parent >= 0:
                graph.bodies.append((parent, key, value))
            continue
        if "ROOT_QUERY" in value:
            references.linked(value)
        graph.nodes.append(Node(value, key, [parent] if parent >= 0 else []))
        me = len(graph.nodes) - 1
        for name, item in value.items():
            if isinstance(item, str):
                if len(item) < _LEAST_STRING:
                    continue
                if item[:2] in ('{"', "[{", '["') and item[-1] in "]}" and nested < _MAX_NESTED:
                    nested += len(item)
                    inner = loaded(item)
                    if isinstance(inner, dict | list):
                        queue.append((inner, me, name))
                        if _is_blocks(name, inner):
                            graph.bodies.append((me, name, inner))
                elif not _NO_PROSE.match(item):
                    graph.bodies.append((me, name, item))
            elif isinstance(item, dict | list) and item:
                queue.append((item, me, name))
                if _is_blocks(name, item):
                    graph.bodies.append((me, name, item))
    return graph


@lru_cache(maxsize=8192)
def _names_body(key: str) -> bool:
    name = plain_key(key)
    return BODY_KEY.match(name) is not None and TEASER_KEY.match(name) is None


def _is_blocks(key: str, value: Any) -> bool:
    """Can this be a body in pieces? What has a title of its own holds one, but is none."""
    if not _names_body(key):
        return False
    return not (
        isinstance(value, Mapping)
        and any(
            isinstance(v, str | Mapping) and OWN_TITLE.match(plain_key(k)) for k, v in value.items()
        )
    )


def weight(value: Any) -> float:
    """Letters of prose in a value, Hangul threefold; 0 where it does not read like sentences."""
    if isinstance(value, str):
        return prose(value)
    total, left = 0.0, 4_000
    stack, seen = [value], set()
    while stack and left:
        left -= 1
        item = stack.pop()
        if isinstance(item, str):
            total += prose(item) if len(item) > 20 else 0.0
        elif isinstance(item, dict | list) and id(item) not in seen:
            seen.add(id(item))
            stack.extend(item.values() if isinstance(item, dict) else item)
    return total


def prose(text: str) -> float:
    if len(text) > storybody.MAX_TEXT or _NO_PROSE.match(text):
        return 0.0
    plain = _TAG.sub(" ", text) if "<" in text else text
    if not _PROSE.search(plain) or (plain.count(" ") * 30 < len(plain) and plain.count("。") < 2):
        return 0.0
    return len(plain) + 2.0 * len(_HANGUL.findall(plain))
