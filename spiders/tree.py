"""One parsed page: parsed once, asked often.

Reading an article should cost no more than parsing it. What parsel costs on a real page is the
scans: every ``css()`` walks all elements (0.1 to 1.0 ms on 57 to 190 kB). So selectors are compiled
once for all pages; a selector whose names the markup does not hold is not run at all; an id is
looked up in the parser's own table; and page objects ask inside a container they found once.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any, TypeAlias
from urllib.parse import urljoin

import cssselect
from lxml import etree, html

Element: TypeAlias = html.HtmlElement

_TRANSLATOR = cssselect.HTMLTranslator()
_NEGATED = re.compile(r":(?:not|is|where)\([^()]*\)")
#: ``.name``, ``#name`` and what an attribute must hold: pieces that stand in the markup as written.
_NAME = re.compile(r"[.#]([\w-]+)")
_ATTRIBUTE = re.compile(r"\[[\w:-]+\s*(?:[*^$]?=)\s*[\"']?([^\"'\]]+)[\"']?\s*\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_TAG = re.compile(r"[a-z][a-z0-9]*")
_COMBINED = re.compile(r"[\s>+~]")
_FROM_ID = re.compile(r"^([A-Za-z][\w-]*)?#([\w-]+)(?![\w-])")
_BASE: Any = etree.XPath("string((/html/head/base/@href)[1])", smart_strings=False)
_METAS: Any = etree.XPath("//meta")  # a third of the time of root.iter("meta")
_BY_ID: Any = etree.XPath("id($name)", smart_strings=False)
_EMPTY = "<html><body></body></html>"


class Tree:
    """``text`` is the decoded markup, ``url`` the page's address; ``root`` is ``<html>``.

    The tree is shared by all that read the page: nobody changes it.
    """

    def __init__(self, text: str, url: str, data: bytes | None = None) -> None:
        """``data`` are the text's bytes in UTF-8 where they are at hand."""
        self.text = text
        self.url = url
        self.root = parse(text.encode("utf-8", "replace") if data is None else data)
        self._held: dict[str, bool] = {}
        self._found: dict[str, list[Element]] = {}
        self._firsts: dict[str, Element | None] = {}

    def select(self, css: str, within: Element | None = None) -> list[Element]:
        """The elements a CSS selector matches, in the page's order; with ``within`` below it."""
        if within is not None:
            return inside(css)(within)  # type: ignore[no-any-return]
        found = self._found.get(css)
        if found is None:
            found = self._found[css] = self._select(css)
        return found

    def first(self, css: str, within: Element | None = None) -> Element | None:
        """The first element a CSS selector matches, or None."""
        if within is not None:
            found = self.select(css, within)
            return found[0] if found else None
        if css not in self._firsts:
            self._firsts[css] = self._first(css)
        return self._firsts[css]

    def _first(self, css: str) -> Element | None:
        parts = _parts(css)
        if len(parts) == 1 and parts[0].quick:
            found = parts[0].quick(self.root)
            return found[0] if found else None
        parts = self._possible(css)
        if not parts:
            return None
        stop = parts[0].stop if len(parts) == 1 and css not in self._found else None
        found = self.select(css) if stop is None else stop(self.root)
        return found[0] if found else None

    def has(self, css: str) -> bool:
        """Does any selector of a group match?"""
        return any(self.first(part.css) is not None for part in _parts(css))

    def holds(self, name: str) -> bool:
        """Does the markup hold this piece of text?"""
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = name in self.text
        return held

    def absolute(self, address: str | None) -> str | None:
        """An address of the page made absolute by its base; None for an empty and a broken one."""
        if not address or not (address := address.strip()):
            return None
        try:
            return urljoin(self.base, address)
        except ValueError:
            return None

    @cached_property
    def base(self) -> str:
        """The address that relative ones count from: ``<base href>`` where the page has one."""
        try:
            return urljoin(self.url, str(_BASE(self.root)).strip())
        except ValueError:
            return self.url

    @cached_property
    def words(self) -> str:
        """The text of the body, for what is looked for anywhere on the page."""
        body = self.root.find("body")
        return "" if body is None else words_of(body)

    @property
    def meta(self) -> dict[str, list[str]]:
        """The contents of meta tags by lower-cased property or name, as written."""
        return metas(self.root)

    def _possible(self, css: str) -> tuple[_Part, ...]:
        """The selectors of a group whose names the page holds."""
        return tuple(
            part for part in _parts(css) if part.identity or all(map(self.holds, part.names))
        )

    def _select(self, css: str) -> list[Element]:
        parts = self._possible(css)
        if not parts:
            return []
        if len(parts) == 1:
            return parts[0].find(self.root)
        return _union(parts)(self.root)  # type: ignore[no-any-return]


def parse(data: bytes) -> Element:
    """The tree of a page in UTF-8; an empty page has an empty body."""
    if b"\x00" in data:  # it ends a page for libxml2
        data = data.replace(b"\x00", b"")
    parser = html.HTMLParser(encoding="utf-8", recover=True, huge_tree=True)
    root = None
    if data:
        try:
            root = html.document_fromstring(data, parser=parser)
        except etree.LxmlError:  # nothing but a comment or a declaration
            root = None
    return root if root is not None else html.document_fromstring(_EMPTY)


class _Part:
    """One selector of a group: the names it needs on the page, and how it is found."""

    __slots__ = (
        "css",
        "expression",
        "identity",
        "names",
        "opening",
        "quick",
        "rest",
        "stop",
        "tag",
        "whole",
    )

    def __init__(self, css: str) -> None:
        self.css = css
        plain = _NEGATED.sub("", css)
        named = _NAME.findall(_BRACKETS.sub("", plain))
        tag = _TAG.match(css)
        self.tag = tag[0] if tag else ""
        self.opening = f"<{self.tag}" if tag else ""
        self.names = tuple(dict.fromkeys((*named, *_ATTRIBUTE.findall(plain))))
        self.expression = _TRANSLATOR.css_to_xpath(css)
        self.whole: Any = etree.XPath(self.expression, smart_strings=False)
        anchor = _FROM_ID.match(css)
        self.identity = anchor[2] if anchor is not None else None
        self.rest: Any = _from_id(css) if self.identity else None
        #: Of a selector of one step: the first match, where the scan can stop.
        self.stop: Any = None
        if not self.identity and not _COMBINED.search(_BRACKETS.sub("", plain)):
            self.stop = path(_TRANSLATOR.css_to_xpath(css, prefix="descendant::") + "[1]")
        #: The same where the tag is named: sooner run than its names looked for.
        self.quick: Any = self.stop if css[:1].isalpha() else None

    def find(self, root: Element) -> list[Element]:
        if not self.identity:
            return self.whole(root)  # type: ignore[no-any-return]
        held = _BY_ID(root, name=self.identity)
        if held and (
            held[0].get("id") != self.identity or held[0].tag != (self.tag or held[0].tag)
        ):
            # The table holds an <a name>, or another of several elements with this id.
            return self.whole(root)  # type: ignore[no-any-return]
        return self.rest(root) if held else []


def _from_id(css: str) -> Any:
    """``div#news p`` from the parser's table of ids instead of a scan."""
    found = _FROM_ID.match(css)
    assert found is not None
    kind, name = found.groups()
    start = f"id('{name}')[@id='{name}']" + (f"[self::{kind}]" if kind else "")
    translated = _TRANSLATOR.css_to_xpath(css[: found.start()] + "x" + css[found.end() :])
    return etree.XPath(translated.replace("descendant-or-self::x", start, 1), smart_strings=False)


@lru_cache(maxsize=4096)
def _parts(css: str) -> tuple[_Part, ...]:
    return tuple(_Part(part) for part in split(css))


@lru_cache(maxsize=4096)
def _union(parts: tuple[_Part, ...]) -> Any:
    return etree.XPath(" | ".join(part.expression for part in parts), smart_strings=False)


@lru_cache(maxsize=4096)
def inside(css: str) -> Any:
    """A group of selectors below an element, compiled once; call it with the element."""
    return etree.XPath(
        " | ".join(_TRANSLATOR.css_to_xpath(part, prefix="descendant::") for part in split(css)),
        smart_strings=False,
    )


@lru_cache(maxsize=1)
def metas(root: Element) -> dict[str, list[str]]:
    """The contents of a page's meta tags by lower-cased property or name, as written. A page is
    asked by several methods in a row: one pass serves them all."""
    values: dict[str, list[str]] = {}
    for tag in _METAS(root):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if name and content:
            values.setdefault(name.strip().lower(), []).append(content)
    return values


def words_of(element: Element) -> str:
    """All text of an element in one piece, scripts and blanks of the source with it: in a twentieth
    of the time that walking its elements takes."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def possible(css: str, markup: str) -> str:
    """The selectors of a group that can match in this markup: their tags and names stand in it."""
    found = []
    for part in _parts(css):
        if part.opening in markup:
            for name in part.names:
                if name not in markup:
                    break
            else:
                found.append(part.css)
    return ", ".join(found)


def split(css: str) -> list[str]:
    """The selectors of a group. A comma in brackets separates nothing."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(css):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and not depth:
            parts.append(css[start:at].strip())
            start = at + 1
    parts.append(css[start:].strip())
    return [part for part in parts if part]


@lru_cache(maxsize=1024)
def path(expression: str) -> Any:
    """An XPath compiled once; call it with an element."""
    return etree.XPath(expression, smart_strings=False)
