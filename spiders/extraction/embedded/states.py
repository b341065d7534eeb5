"""Page states: what web frameworks leave in a page's scripts for their own use.

One pass over the script elements with cheap looks at each; only what can hold an article is parsed,
the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spiders.extraction.embedded import jsliteral, references

_LEAST = 150  # characters of a script that can hold an article
_MAX_SCRIPTS = 4_000
_NOT_STATE = re.compile(
    r"ld\+json|importmap|speculationrules|text/html|template|x-handlebars", re.I
)
#: Where frameworks put their state: (name, what the script's beginning holds).
_NAMED = (
    ("fusion", re.compile(r"\bFusion\.")),
    ("nuxt", re.compile(r"__NUXT__")),
    ("apollo", re.compile(r"__APOLLO_STATE__")),
    (
        "state",
        re.compile(
            r"__[A-Za-z_]*(?:STATE|DATA|PROPS|CONTEXT|STORE|CACHE|Context|State|Data|Props)[A-Za-z_]*"
            r"|\b(?:INITIAL|PRELOADED|PAGE)_(?:STATE|DATA|PROPS)\b|initial(?:State|Data|Props)\w*"
            r"|(?:reactRouter|static\w*Hydration)\w*|__sveltekit_|\bpageData\b|__RQ_R_|(?:article|news)Data\b"
        ),
    ),
)
_HEAD = 400  # characters in which a named state names itself
#: What a named state's beginning holds at least: looked for before the patterns are.
_MARKS = ("__", "STATE", "DATA", "PROPS", "nitial", "Hydration", "Data", "reactRouter", "Fusion")
#: A sentence of Korean in a script that is not named: raw, as ``\\uXXXX``, as ``%EA%B0%80``, in base64.
_KOREAN_PROSE = re.compile("[\uac00-\ud7a3][^\"'`\\n<>{};=]{60}")
_PACKED_PROSE = (
    ("\\u", re.compile(r"(?:\\u[a-dA-D][0-9a-fA-F]{3}[\x20-\x21\x23-\x26\x28-\x3a,.]{0,3}){20}")),
    ("%E", re.compile(r"(?:%E[ABCD]%[89AB][0-9A-F]%[89AB][0-9A-F](?:%20|%2C|\.)?){15}")),
    ("%e", re.compile(r"(?:%e[abcd]%[89ab][0-9a-f]%[89ab][0-9a-f](?:%20|%2c|\.)?){15}")),
    ("eyJ", re.compile(r"[\"'`]eyJ[A-Za-z0-9+/=_-]{400}")),
    ("atob(", re.compile(r"atob\(\s*[\"'`][A-Za-z0-9+/=_-]{400}")),
    ("W3s", re.compile(r"[\"'`]W3s[A-Za-z0-9+/=_-]{400}")),
)
_STREAMED = re.compile(r"\.enqueue\(\s*(?=\")")


@dataclass(frozen=True, slots=True)
class State:
    """One value found in a script, and which kind of script held it."""

    how: str
    value: Any


def found(root: Any) -> Iterator[State]:
    """The states of a page, the likeliest to hold its article first."""
    flight: list[str] = []
    later: list[tuple[int, str, str]] = []
    for number, script in enumerate(root.iter("script")):
        text = script.text
        if text is None or number > _MAX_SCRIPTS:
            continue
        if "__next_f" in text[:60]:
            flight.append(text)
        elif len(text) >= _LEAST and (kind := _kind(script, text)) is not None:
            later.append((_ORDER.index(kind), kind, text))
    if flight:
        later.append((_ORDER.index("flight"), "flight", ""))
    for _, kind, text in sorted(later, key=lambda item: item[0]):
        if kind == "flight":
            yield State("flight", references.flight(flight))
        else:
            yield from _read(kind, text)


_ORDER = ("fusion", "next", "nuxt-data", "nuxt", "flight", "apollo", "json", "state", "script")


def _kind(script: Any, text: str) -> str | None:
    """The kind of a script by its attributes and its beginning; None where it holds no state."""
    mime = script.get("type") or ""
    if mime and _NOT_STATE.search(mime):
        return None
    if "json" in mime:
        name = script.get("id") or ""
        if name == "__NEXT_DATA__":
            return "next"
        return (
            "nuxt-data"
            if name.startswith("__NUXT_DATA") or "data-nuxt-data" in script.attrib
            else "json"
        )
    head = text[:_HEAD]
    if any(mark in head for mark in _MARKS):
        for name, pattern in _NAMED:
            if pattern.search(head):
                return name
    return "script" if _korean_prose(text) else None


def _korean_prose(text: str) -> re.Pattern[str] | None:
    """The pattern by which a script is seen to hold a sentence of Korean."""
    if not text.isascii():
        return _KOREAN_PROSE if _KOREAN_PROSE.search(text) else None
    return next(
        (prose for mark, prose in _PACKED_PROSE if mark in text and prose.search(text)), None
    )


def _read(kind: str, text: str) -> Iterator[State]:
    if kind in ("next", "json", "nuxt-data"):
        value = jsliteral.loaded(jsliteral.unwrapped(text.strip()))
        if value is not None:
            yield State(kind, _whole(value))
        return
    if "streamController" in text or _STREAMED.search(text):
        text = _STREAMED.sub("= JSON.parse(", text)
    for value in jsliteral.values(text, _korean_prose(text) if kind == "script" else None):
        if isinstance(value, dict | list) and value:
            yield State(kind, _whole(value))


def _whole(value: Any) -> Any:
    return references.flat(value) if references.is_flat(value) else value
