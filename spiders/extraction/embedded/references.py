"""Page states that are tables of numbered parts: put together again, parts shared, not copied.

Next.js flight rows (``self.__next_f``), devalue's flat list (``__NUXT_DATA__``), the stream of
React Router, and Apollo's cache with its ``__ref``. The result may be a graph with circles: who
walks it keeps count of what was seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from spiders.extraction.embedded.jsliteral import loaded, too_big

_PIECE = re.compile(r"__next_f\.push\(\s*\[\s*[13]\s*,\s*(?=\")")
_ROW = re.compile(rb"\s*([0-9a-f]*):")
_TEXT_ROW = re.compile(rb"T([0-9a-f]{1,8}),")
_ROW_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,6})((?::[\w$-]+)*)\Z")
_MAX_ROWS = 20_000
_DECODER = json.JSONDecoder(strict=False)
#: Tags of devalue whose list's second item is the value itself.
_WRAPPERS = frozenset(
    [
        "Reactive",
        "ShallowReactive",
        "Ref",
        "ShallowRef",
        "EmptyRef",
        "EmptyShallowRef",
        "NuxtError",
        "Date",
        "BigInt",
        "P",
        "D",
        "URL",
    ]
)


def flight(scripts: Iterable[str]) -> dict[str, Any]:
    """The rows of Next.js' flight data by their ids, references between them resolved."""
    pieces: list[str] = []
    for script in scripts:
        for start in _PIECE.finditer(script):
            try:
                piece, _ = _DECODER.raw_decode(script, start.end())
            except ValueError:
                continue
            pieces.append(piece)
    joined = "".join(pieces)
    if too_big(joined):
        return {}
    return _linked_rows(_rows(joined.encode("utf-8", "replace")))


def _rows(data: bytes) -> dict[str, Any]:
    """``id:json`` up to the line's end, ``id:T<hex length in bytes>,text`` without one."""
    rows: dict[str, Any] = {}
    at = 0
    while at < len(data) and len(rows) < _MAX_ROWS:
        head = _ROW.match(data, at)
        if head is None:
            at = data.find(b"\n", at) + 1
            if not at:
                break
            continue
        if text := _TEXT_ROW.match(data, head.end()):
            at = text.end() + int(text[1], 16)
            rows[head[1].decode()] = data[text.end() : at].decode("utf-8", "replace")
            continue
        end = data.find(b"\n", head.end())
        end = len(data) if end < 0 else end
        if data[head.end() : head.end() + 1] in (b"[", b"{", b'"'):
            rows[head[1].decode()] = loaded(data[head.end() : end].decode("utf-8", "replace"))
        at = end + 1
    return rows


def _linked_rows(rows: dict[str, Any]) -> dict[str, Any]:
    def resolved(text: str) -> Any:
        if text == "$undefined":
            return None
        if text.startswith("$D"):
            return text[2:]
        if text.startswith("$$"):
            return text[1:]
        reference = _ROW_REFERENCE.match(text)
        if reference is None or reference[1] not in rows:
            return text
        return _along(rows[reference[1]], reference[2].split(":")[1:])

    _replace(rows, lambda item: resolved(item) if item[:1] == "$" and len(item) > 1 else item)
    return rows


def _along(value: Any, path: list[str]) -> Any:
    """``$5:props:children:0``: a part of another row."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, list) and step == "props" and len(value) > 3:
            value = value[3]  # a React element is ["$", type, key, props]
        else:
            return None
    return value


def _replace(root: Any, of: Any) -> None:
    """Every string in a graph of containers given to ``of``, its answer put in the place."""
    stack, seen = [root], {id(root)}
    while stack:
        node = stack.pop()
        for place, item in list(node.items() if isinstance(node, dict) else enumerate(node)):
            if isinstance(item, str):
                answer = of(item)
                if answer is not item:
                    node[place] = item = answer
            if isinstance(item, dict | list) and id(item) not in seen:
                seen.add(id(item))
                stack.append(item)


def flat(parts: Any) -> Any:
    """devalue's flat list, or React Router's: the first part with its references followed."""
    if not isinstance(parts, list) or not parts:
        return None
    made = [_empty(part) for part in parts]
    for part, into in zip(parts, made, strict=True):
        if isinstance(part, dict):
            for key, index in part.items():
                into[_key(key, parts)] = _part(made, parts, index)
        elif isinstance(part, list):
            _fill(into, part, made, parts)
    return _part(made, parts, 0)


def _empty(part: Any) -> Any:
    if isinstance(part, dict):
        return {}
    if isinstance(part, list):
        return {} if part and part[0] in ("Map", "null") else []
    return part


def _fill(into: Any, part: list[Any], made: list[Any], parts: list[Any]) -> None:
    tag = part[0] if part and isinstance(part[0], str) else None
    if isinstance(into, dict):
        pairs = list(zip(part[1::2], part[2::2], strict=False))
        for key, index in pairs:
            name = key if tag == "null" else _part(made, parts, key)
            if isinstance(name, str):
                into[name] = _part(made, parts, index)
        return
    into.extend(_part(made, parts, index) for index in (part[1:] if tag else part))


def _part(made: list[Any], parts: list[Any], index: Any) -> Any:
    """The part at an index, its wrappers taken off (``["Reactive", 1]``); negative ones are
    ``undefined``, holes and NaN."""
    for _ in range(8):
        if not isinstance(index, int) or not 0 <= index < len(made):
            return None
        part = parts[index]
        if not (isinstance(part, list) and len(part) >= 2 and part[0] in _wrappers(part)):
            return made[index]
        if not isinstance(part[1], int) or part[0] in ("D", "Date", "BigInt", "URL"):
            return part[1]
        index = part[1]
    return None


def _wrappers(part: list[Any]) -> frozenset[str]:
    return _WRAPPERS if isinstance(part[0], str) else frozenset()


def _key(key: str, parts: list[Any]) -> str:
    """React Router numbers its keys too: ``{"_3": 4}``."""
    if key[:1] == "_" and key[1:].isdigit() and int(key[1:]) < len(parts):
        named = parts[int(key[1:])]
        if isinstance(named, str):
            return named
    return key


def is_flat(value: Any) -> bool:
    """A list whose first part points to others: devalue's or React Router's."""
    if not isinstance(value, list) or len(value) < 3:
        return False
    first = value[0]
    if isinstance(first, list):
        return len(first) == 2 and isinstance(first[0], str) and isinstance(first[1], int)
    return (
        isinstance(first, dict)
        and bool(first)
        and all(isinstance(index, int) for index in first.values())
    )


def linked(cache: Mapping[str, Any]) -> None:
    """Apollo's cache: ``{"__ref": id}`` (3) and ``{"type": "id", "id": id}`` (2) become the entries
    they name, in place."""
    stack: list[Any] = [cache]
    seen = {id(cache)}
    while stack:
        node = stack.pop()
        for place, item in list(node.items() if isinstance(node, dict) else enumerate(node)):
            if isinstance(item, dict):
                name = item.get("__ref") or (item.get("id") if item.get("type") == "id" else None)
                if isinstance(name, str) and isinstance(cache.get(name), dict):
                    node[place] = item = cache[name]
            if isinstance(item, dict | list) and id(item) not in seen:
                seen.add(id(item))
                stack.append(item)
