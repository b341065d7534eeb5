"""Values written in a script's source: JSON, or the JavaScript literals that frameworks print.

Nothing is run. A literal is rewritten to JSON token by token (bare keys, single quotes, ``!0``,
``void 0``, ``new Date(…)``, ``\\x3c``, trailing commas, comments) and given to the ``json`` module; a
round bracket becomes a list, so ``Object.freeze({…})`` is a list of one. The immediately called
function that Nuxt 2 prints, ``(function(a,b){return {…}}(1,"x"))``, has its parameters put in.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

#: Characters of one script; a body never needs more, a hostile page must not get more.
MAX_SOURCE = 6_000_000
#: Containers and values of one script. Python spends some 100 bytes on each.
MAX_CONTAINERS = 250_000
MAX_VALUES = 1_500_000
_MAX_ATTEMPTS = 300  # places of one script at which a value is looked for

_DECODER = json.JSONDecoder(strict=False)
_NAME = r"[A-Za-z_$\u3131-\ud7a3][\w$]*+"
_DOUBLE = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
_SINGLE = r"'(?:[^'\\]|\\.)*+(?:'|\Z)"
_TICKED = r"`(?:[^`\\]|\\.)*+(?:`|\Z)"
_DECODERS = r"(?:JSON\.parse|decodeURIComponent|decodeURI|unescape|escape|(?:window\.)?atob)"
_TOKEN = re.compile(
    r'(?P<string>"[^"\\]*+(?:\\["\\/bfnrtu][^"\\]*+)*+")'
    rf"|(?P<decoded>(?:{_DECODERS}\s*+\(\s*+)++(?:{_DOUBLE}|{_SINGLE}|{_TICKED})(?:\s*+\))*+)"
    rf"|(?P<quoted>{_DOUBLE}|{_SINGLE}|{_TICKED})"
    r"|(?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
    r"|(?P<date>new\s++Date\(\s*+(?P<when>\"[^\"\\]*+\"|-?\d++)?\s*+\))"
    rf"|(?P<key>(?:{_NAME}|(?<![\w.])\d++)(?=\s*+:))"
    r"|(?P<void>void\s++0|!0|!1)"
    rf"|(?P<word>(?:new\s++)?{_NAME}(?:\.{_NAME})*+(?P<called>\s*+\()?)"
    r"|(?P<round>[()])"
    r"|(?P<fraction>(?<![\w.])\.\d)"
    r"|(?P<comma>,(?=\s*+[}\]),]))",
    re.S,
)
_WORDS = {
    "true": "true",
    "false": "false",
    "null": "null",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "undefined": "null",
    "return": " return ",
    "function": " function ",
}
_VOID = {"!0": "true", "!1": "false"}
_ROUND = {"(": "[", ")": "]"}
_FREE = "\0"  # before the name of a variable, in a string no page can print as JSON
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.S)
_CALLS = re.compile(rf"({_DECODERS})\s*+\(")
_START = re.compile(
    r"(?:=|\breturn\b|[(,]|\"?\bdata\"?\s*+:)\s*+(?=[\[{])"
    rf"|=\s*+(?={_DECODERS}\s*+\(|\(?\s*+function\b|\(\s*+\()"
    r"|[=(]\s*+(?=[\"'](?:\[?\{|%7B|%5B|eyJ|W3s|\\x7b|\\u007b))",
)
_FUNCTION = re.compile(r"\[*\s*+(?:function\s*+(?:\"\0\w*\"\s*+)?)?(?=\[)")
_TO_BODY = re.compile(r"\s*+(?:=>\s*+)?\{")
_RETURN = re.compile(r'"(?:[^"\\]|\\.)*+"|\breturn\b\s*+', re.S)
_TO_ARGUMENTS = re.compile(r"[;\s}\]]*+(?=\[)")
_SET = re.compile(r'"\0([\w$]+)"((?:\."\0[\w$]+"|\[(?:\d+|"[^"\\]*")\])+)\s*+=(?!=)\s*+')
_STEP = re.compile(r'\."\0([\w$]+)"|\[(?:(\d+)|"([^"\\]*)")\]')


def loaded(text: str) -> Any:
    """The value of a text that is JSON and nothing else; None where it is not, or is too big."""
    if too_big(text):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def too_big(text: str) -> bool:
    """More than a page's state ever is: counted before any of it is built."""
    return (
        len(text) > MAX_SOURCE
        or text.count("[") + text.count("{") > MAX_CONTAINERS
        or text.count(",") > MAX_VALUES
    )


def values(text: str, telling: re.Pattern[str] | None = None) -> Iterator[Any]:
    """The values assigned, returned or handed over in a script, in its order.

    Code between them is passed over; at most `_MAX_ATTEMPTS` places are tried, and a broken value
    costs no more than reading the script twice. With ``telling``, a literal that is no JSON is only
    read where that pattern follows before any function: a script of code costs little.
    """
    if too_big(text):
        return
    at, left, as_json = 0, 2 * len(text), False
    for _ in range(_MAX_ATTEMPTS):
        start = _START.search(text, at)
        if start is None or left < 0:
            return
        try:
            value, at = _value(text, start.end(), as_json)
            yield value
        except json.JSONDecodeError as error:
            left -= error.pos - start.end()
            if as_json:
                at = start.end()
            elif telling is not None and (code := _code_before(telling, text, start.end())):
                at = code
            else:
                text, at, as_json = "=" + rewritten(text[start.start() :]), 0, True
        except (ValueError, RecursionError):
            return


def _code_before(telling: re.Pattern[str], text: str, at: int) -> int:
    """Where the last function before the next telling place stands; 0 where there is none."""
    told = telling.search(text, at)
    if told is None:
        return len(text)
    return max(text.rfind("function", at, told.start()), text.rfind("=>", at, told.start()), 0)


def unwrapped(text: str) -> str:
    """JSON that was packed for the journey: percent-encoded, base64, or Angular's ``&q;``."""
    head = text[:40]
    if head.startswith(("%7B", "%5B", "%7b", "%5b")):
        return unquote(text)
    if head.startswith(("eyJ", "W3s")):
        return _from_base64(text)
    if "&q;" in text[:2000]:
        for packed, plain in (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&")):
            text = text.replace(packed, plain)
    return text


def _value(text: str, at: int, as_json: bool) -> tuple[Any, int]:
    """The value at a place, and where it ends. Raises ValueError where there is none."""
    if as_json and (called := _FUNCTION.match(text, at)):
        found = _called(text, called)
        if found is not None:
            return found
    value, end = _DECODER.raw_decode(text, at)
    if isinstance(value, str):
        value = loaded(unwrapped(value))
    return value, end


def rewritten(text: str) -> str:
    """The rest of a script with its literals turned to JSON; code comes out as rubbish."""
    return _TOKEN.sub(_as_json, text)


def _as_json(token: re.Match[str]) -> str:
    kind = token.lastgroup
    found = token.group()
    if kind == "string":
        return found
    if kind == "key":
        return f'"{found}"'
    if kind == "word":
        return _word(found, token["called"] is not None)
    if kind == "quoted":
        return _dumped(_unquoted(found))
    if kind == "round":
        return _ROUND[found]
    if kind == "void":
        return _VOID.get(found, "null")
    if kind == "date":
        return token["when"] or "null"
    if kind == "decoded":
        return _decoded(found)
    if kind == "fraction":
        return "0" + found
    if kind == "comma":  # trailing, or before a hole
        return ",null" if token.string[token.end() : token.end() + 1] == "," else ""
    return " "


def _word(word: str, called: bool) -> str:
    if called:
        name = word.rstrip("( \t\r\n")
        return _WORDS[name] + "[" if name in ("function", "return") else "["
    if word in _WORDS:
        return _WORDS[word]
    if "." in word and not word.startswith("new "):
        return ".".join(f'"{_FREE}{part}"' for part in word.split("."))
    return f'"{_FREE}{word}"'


def _dumped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _unquoted(literal: str) -> str:
    """The text of a JavaScript string literal in any of the three quotes."""
    inside = literal[1:-1] if len(literal) > 1 and literal[-1] == literal[0] else literal[1:]
    return _ESCAPE.sub(_unescaped, inside) if "\\" in inside else inside


_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def _unescaped(escape: re.Match[str]) -> str:
    what = escape[1]
    if what[0] in "ux" and len(what) > 1:
        code = int(what[1:].strip("{}"), 16)
        return chr(code) if code < 0x110000 else ""
    return "" if what in ("\n", "\r\n") else _CONTROLS.get(what, what)


def _decoded(call: str) -> str:
    """``JSON.parse(decodeURIComponent("…"))`` and the like, as JSON."""
    names = []
    at = 0
    while name := _CALLS.match(call, at):
        names.append(name[1].removeprefix("window."))
        at = name.end()
        while at < len(call) and call[at].isspace():
            at += 1
    text = _unquoted(call[at:].rstrip(") \t\r\n"))
    for name in reversed(names):
        if name == "JSON.parse":
            value = loaded(text)
            return "null" if value is None else text
        if name == "atob":
            text = _from_base64(text)
        elif name != "escape":  # which goes before the decoding of what is decoded already
            text = unquote(text)
    return _dumped(text)


def _from_base64(text: str) -> str:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return ""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return unquote(raw.decode("latin-1"))


def _called(text: str, head: re.Match[str]) -> tuple[Any, int] | None:
    """What a function called where it stands returns, its parameters put in."""
    names, at = _DECODER.raw_decode(text, head.end())
    body = _TO_BODY.match(text, at)
    if body is None or not all(isinstance(n, str) and n.startswith(_FREE) for n in names):
        return None
    result = next((m for m in _RETURN.finditer(text, body.end()) if m[0][0] != '"'), None)
    if result is None:
        return None
    value, at = _DECODER.raw_decode(text, result.end())
    given: list[Any] = []
    if arguments := _TO_ARGUMENTS.match(text, at):
        given, at = _DECODER.raw_decode(text, arguments.end())
    bound = dict(zip((n[1:] for n in names), given, strict=False))
    _assign(text, body.end(), result.start(), bound)
    return _put_in(value, bound), at


def _assign(text: str, start: int, end: int, bound: dict[str, Any]) -> None:
    """Statements before the ``return``: ``a.title="…";a.tags[0]=b``."""
    while (statement := _SET.search(text, start, end)) is not None:
        try:
            value, start = _DECODER.raw_decode(text, statement.end())
        except json.JSONDecodeError:
            start = statement.end()
            continue
        _set(bound.get(statement[1]), _STEP.findall(statement[2]), value)


def _set(target: Any, steps: list[tuple[str, str, str]], value: Any) -> None:
    for depth, (name, index, key) in enumerate(steps):
        last = depth == len(steps) - 1
        if isinstance(target, dict):
            place = name or key or index
            if last:
                target[place] = value
            target = target.get(place)
        elif isinstance(target, list) and index and int(index) <= len(target):
            if int(index) == len(target):
                target.append(value if last else None)
            elif last:
                target[int(index)] = value
            target = target[int(index)]
        else:
            return


def _put_in(value: Any, bound: dict[str, Any]) -> Any:
    """Names replaced by what was bound to them, in place; objects are shared, not copied."""
    whole = [value, *bound.values()]
    stack: list[Any] = [whole]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        places = node.items() if isinstance(node, dict) else enumerate(node)
        for place, item in list(places):
            if isinstance(item, str) and item[:1] == _FREE:
                item = node[place] = bound.get(item[1:])
            if isinstance(item, dict | list):
                stack.append(item)
    return whole[0]
