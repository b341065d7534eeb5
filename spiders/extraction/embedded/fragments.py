"""Strings of a state that hold text: HTML, escaped HTML, Markdown or plain, made into lines.

HTML is parsed into a tree of its own; the page's tree is never touched.
"""

from __future__ import annotations

import html
import re
from typing import Any

import lxml.html

from korean.text import clean
from spiders import markup

#: Stands between two lines in what this module gives; no page can print it.
BREAK = "\0"
_ANY_TAG = re.compile(
    r"</?(?:p|br|div|span|figure|img|h[1-6]|ul|ol|li|a|b|i|u|strong|em|font|table|section|article"
    r"|blockquote|figcaption|iframe|center|mark|sup|sub|small|hr|pre|script|style|ins|video)\b[^<>]*>",
    re.I,
)
_BLOCK_TAG = re.compile(
    r"<(?:p|div|figure|figcaption|img|h[1-6]|ul|ol|li|table|section|article|blockquote|iframe|center"
    r"|hr|pre|script|style|video|aside|ins)\b",
    re.I,
)
_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;/?(?:p|br|div|span|figure|img|h[1-6]|strong|b|a)\b", re.I)
_TAG = re.compile(r"<!--(?:(?!-->).)*+(?:-->|\Z)|</?[A-Za-z][^<>]*>|<!\[CDATA\[|\]\]>", re.S)
_BR = re.compile(r"<br\b[^<>]*>\s*", re.I)
#: Marks that a site's program replaces: an advertisement, a picture.
_PLACEHOLDER = re.compile(
    r"\$\$[A-Za-z0-9_:\-]{2,40}\$\$|%%[A-Za-z0-9_:\-]{2,40}%%|##[A-Za-z0-9_:\-]{2,40}##"
    r"|\{\{[\x20-\x7a]{1,80}\}\}|\[\[[\x20-\x5a\x5e-\x7e]{1,80}\]\]|\[/?(?:ad|caption|embed|gallery)\b[^\]]{0,300}\]"
)
_MARKDOWN = re.compile(
    r"^#{1,6}\s+\S|^[ \t]*+[*\-][ \t]+\*\*|\*\*[^\s*][^*\n]*\*\*|!?\[[^\]\n]{1,300}\]\(https?:",
    re.M,
)
_MARKDOWN_PICTURE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,1500}\)(?:\{[^}\n]{0,300}\})?")
_MARKDOWN_LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\s]{1,1500}(?:\s\"[^\"\n]{0,300}\")?\)")
_MARKDOWN_MARKS = re.compile(
    r"^\s{0,3}(?:#{1,6}\s+|>\s?|[*+\-]\s+(?=\S))|\*\*|__(?=\S)|(?<=\S)__", re.M
)
_MARKDOWN_RULE = re.compile(r"^[ \t]*+(?:[*\-_][ \t]*+){3,}+$", re.M)

_NO_TEXT_TAGS = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "video",
    "audio",
    "svg",
    "form",
    "button",
    "select",
    "textarea",
    "object",
    "embed",
    "ins",
    "nav",
]
_FIGURES = ("figure", "figcaption")
_CAPTION_BOX = re.compile(
    r"(?:^|[\s_-])(?:caption|figcaption|img[_-]?(?:desc|txt|caption)|(?:photo|image|pic)[_-]?"
    r"(?:desc|caption|txt|info))(?:$|[\s_-])",
    re.I,
)
_PICTURE_BOX = re.compile(
    r"(?:^|[\s_-])(?:editor-img-box|(?:img|image|photo|pic|picture)[_-]?(?:box|wrap|area|group|cont|center"
    r"|left|right|view|zone|frame|figure|block)|figure)(?:$|[\s_-])",
    re.I,
)
_ASIDE_BOX = re.compile(
    r"(?:^|[\s_-])(?:ads?|adsense|advert\w*|banner|related?(?:[_-]?\w+)?|recommend\w*|newsletter|subscribe"
    r"|sns|share|copyright|link[_-]?news|read[_-]?more|promotion|hidden)(?:$|[\s_-])",
    re.I,
)
_LONGEST_BOX = 400  # characters of a box that is not the text itself
_LINK = re.compile(r"<a\s[^<>]*>(.*?)</a>", re.I | re.S)
_LONGEST_LIST = 20_000  # characters of HTML
_MAX_BOXED = 20  # times the text's length that may be read in looking at its boxes


def one_line(value: Any) -> str | None:
    """A title or name as one line, tags and entities gone; None where it is no text."""
    if not isinstance(value, str) or len(value) > 5_000:
        return None
    return clean(_TAG.sub(" ", _BR.sub(" ", unescaped(value)))) or None


def subtitle(value: Any) -> str | None:
    """A subtitle: its lines, divided by ``<br>`` or line feeds, kept apart by ``\\n``."""
    if isinstance(value, list):
        value = "\n".join(v for v in value if isinstance(v, str))
    if not isinstance(value, str) or len(value) > 5_000:
        return None
    parted = _TAG.sub(" ", _BR.sub("\n", unescaped(value)))
    return "\n".join(line for part in parted.splitlines() if (line := clean(part))) or None


def unescaped(text: str) -> str:
    """HTML that was escaped, once or twice, is HTML again; an entity in a text stays for `clean`."""
    for _ in range(3):
        if not _ESCAPED_TAG.search(text):
            break
        text = html.unescape(text)
    return text


def bare(text: str) -> str:
    """Letters and digits of a text without its tags."""
    return "".join(filter(str.isalnum, _TAG.sub("", text) if "<" in text else text))


def text(source: str, *, inline: bool) -> tuple[str, list[str]]:
    """A string as text with `BREAK` between its lines, and the captions of pictures in it. Inside a
    line (``inline``) tags are only taken off."""
    source = unescaped(source)
    if not inline and _is_links(source):
        return "", []
    if not inline and _BLOCK_TAG.search(source):
        return _html(source)
    if _ANY_TAG.search(source):
        return _plain(_TAG.sub("", _BR.sub("\n", source))), []
    if not inline and "\n" in source and _MARKDOWN.search(source):
        return _markdown(source)
    return _plain(source), []


def _is_links(source: str) -> bool:
    """Nothing but another article's title, or hardly anything but several?"""
    count = source.count("<a ")
    if not count or len(source) > _LONGEST_LIST:
        return False
    closed = source[: source.rfind("</a>") + 4]
    linked = sum(len(bare(link[1])) for link in _LINK.finditer(closed))
    whole = len(bare(source))
    return linked == whole if count == 1 else 10 * linked > 8 * whole


def _plain(source: str) -> str:
    if "\\n" in source and "\n" not in source:
        source = source.replace("\\r", "").replace("\\n", "\n")
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    source = _PLACEHOLDER.sub("\n", source)
    return html.unescape(source).replace("\0", " ").replace("\n", BREAK)


def _markdown(source: str) -> tuple[str, list[str]]:
    captions = [picture[1] for picture in _MARKDOWN_PICTURE.finditer(source)]
    source = _MARKDOWN_LINK.sub(r"\1", _MARKDOWN_PICTURE.sub("", source))
    return _plain(_MARKDOWN_MARKS.sub("", _MARKDOWN_RULE.sub("", source))), captions


def _html(source: str) -> tuple[str, list[str]]:
    parser = lxml.html.HTMLParser(encoding="utf-8", recover=True, huge_tree=True)
    whole = f"<body><div>{_PLACEHOLDER.sub(' ', source)}</div></body>".replace("\0", " ")
    root = lxml.html.document_fromstring(whole.encode("utf-8", "replace"), parser=parser)
    captions = _taken_out(root)
    return BREAK.join(markup.lines_of(root)), captions


def _taken_out(root: Any) -> list[str]:
    """The captions of pictures, taken out of a parsed fragment together with all that is no text."""
    captions: list[str] = []
    whole = len(root.text_content())
    room = _MAX_BOXED * (whole + 1)
    gone: set[Any] = set()
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element in gone or element.getparent() is None:
            continue
        what = _what(element)
        if what in ("picture", "aside"):
            words = len(element.text_content()) if room > 0 else whole
            room -= words
            # A box that holds the text itself is no box, whatever its class says.
            if element.tag not in _FIGURES and (
                words > _LONGEST_BOX or 2 * words > whole > _LONGEST_BOX
            ):
                continue
        if what == "picture":
            captions.append(_caption_in(element))
        if what is not None:
            gone.update(element.iter())
            element.drop_tree()
    return captions


def _what(element: Any) -> str | None:
    """What an element is that is no text: a picture, an aside, a link to another article, or silent."""
    if element.tag in _NO_TEXT_TAGS:
        return "silent"
    if element.tag in _FIGURES:
        holds_table = element.find(".//table") is not None and element.find(".//img") is None
        return None if holds_table else "picture"
    if element.tag in ("p", "li") and len(element) == 1 and _is_link(element):
        return "link"
    classes = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not classes.strip():
        return None
    if _CAPTION_BOX.search(classes) or _PICTURE_BOX.search(classes):
        return "picture"
    return "aside" if _ASIDE_BOX.search(classes) else None


def _is_link(paragraph: Any) -> bool:
    """A paragraph that is a link to another article and nothing else."""
    link: Any = paragraph[0]
    if link.tag in ("b", "strong", "span") and len(link) == 1 and not (link.text or "").strip():
        link = link[0]
    outside = (paragraph.text or "") + (paragraph[0].tail or "")
    address: str = (link.get("href") or "") if link.tag == "a" else ""
    return bool(address and not address.startswith("#") and not bare(outside))


def _caption_in(box: Any) -> str:
    for element in box.iter():
        if isinstance(element.tag, str) and (
            element.tag == "figcaption" or _CAPTION_BOX.search(element.get("class") or "")
        ):
            return " ".join(markup.lines_of(element))
    return " ".join(markup.lines_of(box))
