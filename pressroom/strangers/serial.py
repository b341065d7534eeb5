"""How frameworks write their state into a page, by their published formats.

`next_data` (Next.js, pages router): JSON with ``<``, ``>``, ``&`` escaped. `flight` (Next.js, app
router): rows of the React Flight protocol, pushed as JavaScript strings that break anywhere.
`nuxt2` (Nuxt 2): a function whose arguments are the values that occur more than once. `nuxt3` (Nuxt
3): a flat JSON array, each value an index into it. `fusion` (Arc XP): assignments of plain JSON.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

_HTML_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
#: Flight writes strings from this length on into a row of their own.
_LONG = 1024
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def in_script(value: object) -> str:
    """JSON that cannot end the script around it."""
    return compact(value).replace("</", "<\\/")


def utc(moment: datetime) -> str:
    """2026-11-20T08:12:03.000Z"""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def next_data(props: Mapping[str, Any], page: str, key: str) -> str:
    state = {
        "props": {"pageProps": props, "__N_SSP": True},
        "page": page,
        "query": {"id": key},
        "buildId": "k3JwZ0sQe1vQmR8nT5xYb",
        "isFallback": False,
        "isExperimentalCompile": False,
        "gssp": True,
        "scriptLoader": [],
    }
    text = compact(state)
    for plain, escaped in _HTML_ESCAPES.items():
        text = text.replace(plain, escaped)
    return f'<script id="__NEXT_DATA__" type="application/json">{text}</script>\n'


class Flight:
    """Rows of one response. `text` gives the reference of a long string; `row` writes a value."""

    def __init__(self) -> None:
        self._rows: list[str] = [
            '1:"$Sreact.fragment"\n',
            '2:I[87555,["177","static/chunks/app/layout-5d1f.js"],""]\n',
            '3:I[31295,[],"ClientPageRoot"]\n',
            '4:I[6874,["4277","static/chunks/4277-a4.js"],"ArticleBody"]\n',
        ]
        self._next = 16

    def text(self, words: str) -> str:
        """The string itself while it is short, else ``$id`` of a row ``id:Tlength,words``: its
        length in bytes, hexadecimal, and no newline behind it."""
        if len(words) < _LONG:
            return "$" + words if words.startswith("$") else words
        identity = f"{self._next:x}"
        self._next += 1
        self._rows.append(f"{identity}:T{len(words.encode()):x},{words}")
        return f"${identity}"

    def row(self, value: object) -> str:
        identity = f"{self._next:x}"
        self._next += 1
        self._rows.append(f"{identity}:{compact(value)}\n")
        return f"$L{identity}"

    def scripts(self, piece: int = 1900) -> str:
        """The pushes, cut every ``piece`` characters: rows run over from one into the next."""
        stream = "".join(self._rows)
        pushes = "".join(
            f"<script>self.__next_f.push([1,{_in_script(json.dumps(stream[at : at + piece], ensure_ascii=False))}])</script>"
            for at in range(0, len(stream), piece)
        )
        return f"<script>(self.__next_f=self.__next_f||[]).push([0])</script>{pushes}\n"


def _in_script(text: str) -> str:
    """JSON as Next.js lets it stand inside a script element."""
    for plain in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(plain, _HTML_ESCAPES[plain])
    return text


def nuxt2(state: Mapping[str, Any]) -> str:
    """``window.__NUXT__=(function(a,b){return {…}}("…",null));``: what occurs twice is an argument."""
    counts: Counter[str] = Counter()
    _count(state, counts)
    names = {
        value: _short(n)
        for n, value in enumerate(v for v, times in counts.most_common() if times > 1)
    }
    body = _script_value(state, names)
    return (
        f"<script>window.__NUXT__=(function({','.join(names.values())}){{return {body}}}"
        f"({','.join(names)}));</script>\n"
    )


def _short(number: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    first, last = divmod(number, 26)
    name = (letters[first - 1] if first else "") + letters[last]
    return f"{name}_" if name in ("do", "if", "in", "as", "is", "of") else name


def _literal(value: object) -> str:
    """A JavaScript literal; what could end the script is escaped in upper-case hexadecimal."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003C").replace(">", "\\u003E").replace("/", "\\u002F")


def _count(value: object, counts: Counter[str]) -> None:
    if isinstance(value, Mapping):
        for one in value.values():
            _count(one, counts)
    elif isinstance(value, list | tuple):
        for one in value:
            _count(one, counts)
    else:
        counts[_literal(value)] += 1


def _script_value(value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        pairs = (
            f"{k if _IDENTIFIER.fullmatch(k) else json.dumps(k, ensure_ascii=False)}:{_script_value(v, names)}"
            for k, v in value.items()
        )
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_script_value(v, names) for v in value) + "]"
    text = _literal(value)
    return names.get(text, text)


def nuxt3(state: Mapping[str, Any]) -> str:
    """The flat array: objects and arrays hold indexes; a date is ``["Date", iso]``."""
    flat: list[object] = []
    seen: dict[str, int] = {}

    def add(value: object) -> int:
        if value is None or isinstance(value, str | int | float | bool):
            mark = f"{type(value).__name__}:{value}"
            if mark not in seen:
                seen[mark] = len(flat)
                flat.append(value)
            return seen[mark]
        at = len(flat)
        flat.append(None)
        if isinstance(value, datetime):
            flat[at] = ["Date", utc(value)]
        elif isinstance(value, Mapping):
            flat[at] = {k: add(v) for k, v in value.items()}
        elif isinstance(value, Reactive):
            flat[at] = ["ShallowReactive", add(value.value)]
        elif isinstance(value, Sequence):
            flat[at] = [add(v) for v in value]
        return at

    add(Reactive(state))
    text = compact(flat).replace("<", "\\u003C")
    return (
        '<script type="application/json" data-nuxt-data="nuxt-app" data-ssr="true" id="__NUXT_DATA__">'
        f'{text}</script>\n<script>window.__NUXT__={{}};window.__NUXT__.config={{public:{{apiBase:"/api"}},'
        'app:{baseURL:"/",buildId:"6f0b4c1e",buildAssetsDir:"/_nuxt/",cdnURL:""}}</script>\n'
    )


class Reactive:
    """A value that Nuxt wraps, so that it stands behind one more index."""

    def __init__(self, value: object) -> None:
        self.value = value


def fusion(content: Mapping[str, Any], cache: Mapping[str, Any], key: str) -> str:
    """Arc XP: assignments one after the other in one script."""
    return (
        '<script id="fusion-metadata" type="application/javascript">window.Fusion=window.Fusion||{};'
        'Fusion.arcSite="haneulnews";Fusion.contextPath="/pf";Fusion.mxId="00000000";Fusion.deployment="412";'
        f"Fusion.globalContent={_fusion_json(content)};"
        f"Fusion.globalContentConfig={_fusion_json({'source': 'content-api', 'query': {'website_url': f'/local/{key}/', 'arc-site': 'haneulnews'}})};"
        f"Fusion.lastModified=1795161600000;Fusion.contentCache={_fusion_json(cache)};"
        'Fusion.layout="article-right-rail";Fusion.metas={"title":{"value":"content.headlines.basic","html":false}};'
        'Fusion.outputType="default";Fusion.template="template/tArticle";Fusion.tree={"collection":"layouts","children":[]};'
        "</script>\n"
    )


def _fusion_json(value: object) -> str:
    """Arc keeps ``<`` of inner markup but breaks what would end the script."""
    return compact(value).replace("</script", "<\\/script").replace("<!--", "<\\!--")
