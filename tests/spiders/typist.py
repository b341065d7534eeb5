"""Pages typed out as text, in the ways crawlers and browsers do it. An oracle of its own: it shares
no code with what reads renderings, and knows nothing about any outlet.

A style is a function from a page's tree to text; `STYLES` names them all.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html as lxml_html

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
#: Blocks with an empty line around them, as text browsers set them.
_APART = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "blockquote",
        "figure",
        "pre",
        "form",
        "fieldset",
    ]
)
_UNSEEN = frozenset(["script", "style", "noscript", "template", "textarea", "input", "select"])


@dataclass(frozen=True, slots=True)
class Piece:
    """One step through a page: ``text``, ``break`` (br), ``open`` or ``close`` of a block, ``cell``.

    ``depth``: how many lists it is in.
    """

    kind: str
    text: str = ""
    depth: int = 0


def tree_of(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(
        page.encode(), parser=lxml_html.HTMLParser(encoding="utf-8")
    )


def pieces(
    node: lxml_html.HtmlElement, *, title: bool = True, scripts: bool = False, depth: int = 0
) -> Iterator[Piece]:
    tag = node.tag
    if not isinstance(tag, str):
        return
    unseen = tag in _UNSEEN and not (scripts and tag == "script")
    if unseen or (tag == "title" and not title):
        return
    if tag == "br":
        yield Piece("break")
        return
    if tag in ("td", "th"):
        yield Piece("cell")
    block = tag in _BLOCKS or tag == "script"
    inner = depth + (tag in ("ul", "ol"))
    if block:
        yield Piece("open", tag, inner)
    if node.text:
        yield Piece("text", node.text)
    for child in node:
        yield from pieces(child, title=title, scripts=scripts, depth=inner)
        if child.tail:
            yield Piece("text", child.tail)
    if block:
        yield Piece("close", tag, inner)


# -- styles ------------------------------------------------------------------------------------


def strings(tree: lxml_html.HtmlElement, *, scripts: bool = False) -> str:
    """Every text node on a line of its own, as ``get_text("\\n", strip=True)`` gives it."""
    found = (p.text.strip() for p in pieces(tree, scripts=scripts) if p.kind == "text")
    return "\n".join(text for text in found if text)


def with_scripts(tree: lxml_html.HtmlElement) -> str:
    """The same by a crawler that forgot the scripts."""
    return strings(tree, scripts=True)


def blocks(tree: lxml_html.HtmlElement, *, title: bool = True, cell: str = "\n") -> str:
    """A line a block."""
    lines = [""]
    for piece in pieces(tree, title=title):
        if piece.kind == "text":
            lines[-1] += " ".join(piece.text.split(" \n")).replace("\n", " ")
        elif piece.kind == "cell":
            lines[-1] += cell if lines[-1].strip() else ""
        elif lines[-1].strip():
            lines.append("")
    return "\n".join(" ".join(line.split(" ")).strip(" ") for line in lines if line.strip())


def _set(tree: lxml_html.HtmlElement, bullets: Sequence[str], *, title: bool) -> list[str]:
    """Lines with empty ones between blocks; list items by depth with these marks."""
    lines: list[str] = [""]
    mark = ""

    def end() -> None:
        if lines[-1].strip():
            lines[-1] = " ".join(lines[-1].split())
            lines.append("")
        lines[-1] = ""

    def gap() -> None:
        end()
        if len(lines) > 1 and lines[-2] != "":
            lines.append("")

    for piece in pieces(tree, title=title):
        if piece.kind == "text":
            text = " ".join(piece.text.split())
            if text and mark:
                # The mark is kept apart from the blanks that are folded.
                end()
                lines[-1] = mark.replace(" ", "\x01") + text
                mark = ""
            elif text:
                lines[-1] += (" " if piece.text[:1].isspace() and lines[-1] else "") + text
                lines[-1] += " " if piece.text[-1:].isspace() else ""
            continue
        if piece.kind == "cell":
            lines[-1] += " "
            continue
        (gap if piece.text in _APART else end)()
        if piece.kind == "open" and piece.text == "li" and bullets:
            mark = bullets[min(piece.depth, len(bullets)) - 1]
        elif piece.kind == "close":
            mark = ""
    return [line.replace("\x01", " ") for line in lines]


def listed(tree: lxml_html.HtmlElement) -> str:
    """As the seeds beside the project are: empty lines, list marks by depth, no ``<title>``."""
    return "\n".join(_set(tree, ("  • ", "    • ", "      • "), title=False)).strip("\n")


def marked(tree: lxml_html.HtmlElement) -> str:
    """Empty lines between paragraphs and no marks, ``<title>`` on top."""
    return "\n".join(_set(tree, (), title=True)).strip("\n")


def indented(tree: lxml_html.HtmlElement) -> str:
    """A text browser's dump, as wide as the lines are."""
    lines = _set(tree, ("     * ", "          + "), title=False)
    return "\n".join(line if line[:1] == " " or not line else f"   {line}" for line in lines)


def wrapped(tree: lxml_html.HtmlElement) -> str:
    """A text browser's dump on a terminal of 80 columns: lines broken between words."""
    folded: list[str] = []
    for line in indented(tree).split("\n"):
        margin = " " * (len(line) - len(line.lstrip(" *+")))
        folded += _fold(line, margin)
    return "\n".join(folded)


def _fold(line: str, margin: str) -> Iterator[str]:
    words = line.strip().split(" ")
    current = line[: len(line) - len(line.lstrip())] + words[0]
    for word in words[1:]:
        if _columns(current) + 1 + _columns(word) > 78:
            yield current
            current = margin + word
        else:
            current += " " + word
    yield current


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def blank_rich(tree: lxml_html.HtmlElement) -> str:
    """Tabs between cells and before lines, no-break and ideographic spaces, lines of blanks."""
    lines = blocks(tree, cell="\t").split("\n")
    fillers = ("\u00a0", "\t", " \u3000", "")
    return "\r\n".join(
        "\t" * (n % 3) + line.replace(" ", "\u00a0", 2) + " " * (n % 2) + "\r\n" + fillers[n % 4]
        for n, line in enumerate(lines)
    )


def headed(tree: lxml_html.HtmlElement) -> str:
    """With a crawler's own lines on top."""
    title = tree.findtext(".//title") or ""
    return (
        f"URL: https://crawl.example/page?no=1\nTitle: {' '.join(title.split())}\n"
        f"Crawled: 2026-11-20 23:59:59\n\n{listed(tree)}"
    )


# -- a body that stands twice ------------------------------------------------------------------


def _article_of(tree: lxml_html.HtmlElement, paragraphs: Sequence[str]) -> lxml_html.HtmlElement:
    """The smallest element that holds the first and the last paragraph."""
    ends = ("".join(paragraphs[0].split()), "".join(paragraphs[-1].split()))
    best = tree
    for node in tree.iter("div", "td", "article", "section", "main"):
        text = "".join(node.text_content().split())
        if all(end in text for end in ends):
            best = node  # in document order the last one is the innermost of the first copy
            if len(text) < 3 * sum(map(len, paragraphs)):
                break
    return best


def twice(
    tree: lxml_html.HtmlElement, paragraphs: Sequence[str], *, apart: bool
) -> lxml_html.HtmlElement:
    """The page with a second copy of its article: behind the first, or at the page's end."""
    tree = copy.deepcopy(tree)
    original = _article_of(tree, paragraphs)
    again = copy.deepcopy(original)
    again.tail = None
    body = tree.find("body")
    if apart or original.getparent() is None or original.tag == "td":
        (tree if body is None else body).append(again)
    else:
        original.addnext(again)
    return tree


def _joined(tree: lxml_html.HtmlElement, paragraphs: Sequence[str]) -> str:
    """A hidden copy in one line, in front of everything a reader sees."""
    return " ".join(paragraphs) + "\n\n" + listed(tree)


Style = Callable[[lxml_html.HtmlElement, Sequence[str]], str]

#: Name of a style → text of a page whose article has these paragraphs.
STYLES: dict[str, Style] = {
    "strings": lambda tree, _: strings(tree),
    "scripts": lambda tree, _: with_scripts(tree),
    "blocks": lambda tree, _: blocks(tree),
    "listed": lambda tree, _: listed(tree),
    "marked": lambda tree, _: marked(tree),
    "indented": lambda tree, _: indented(tree),
    "wrapped": lambda tree, _: wrapped(tree),
    "blank-rich": lambda tree, _: blank_rich(tree),
    "headed": lambda tree, _: headed(tree),
    "twice": lambda tree, text: listed(twice(tree, text, apart=False)),
    "twice-blocks": lambda tree, text: blocks(twice(tree, text, apart=False)),
    "twice-apart": lambda tree, text: marked(twice(tree, text, apart=True)),
    "twice-joined": _joined,
}
