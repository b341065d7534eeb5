"""The visible header: the short lines right behind an article's printed title."""

from __future__ import annotations

import re

from parsel import Selector

from korean.text import clean, hangul_ratio

_TITLED = "//h1|//h2|//h3|//h4|//h5|//*[contains(@class,'title') or contains(@class,'subject') or contains(@class,'tit') or contains(@class,'headline')]"
_FOLLOWING = (
    "following::text()[normalize-space()][not(parent::script or parent::style or parent::noscript)]"
    "[position() < 120]"
    # Rows of a list with links (other articles, a board) have dates of their own.
    "[not(ancestor::li[.//a][count(../li[.//a]) > 4] or ancestor::tr[.//a][count(../tr[.//a]) > 4])]"
)
_HEADER_CHARS = 700  # of text behind the title in which its date stands
_SENTENCE = re.compile(r"[다요까음함][.!?][\"”’')\]]*$")
_MAX_HEADINGS = 400  # elements looked at: hostile pages nest thousands
_LEAST = 25  # characters of a sentence of the body
_PROSE = 110  # characters: a block this long is the body's, not the header's


def lines_after(tree: Selector, title: str) -> tuple[str, ...]:
    """The short text blocks right behind the article's visible title, up to the first prose.

    This scope is what keeps page-top crawl dates, footers and other rows' dates out.
    """
    found = heading(tree, title)
    if found is None:
        return ()
    lines: list[str] = []
    total = 0
    for node in found.xpath(_FOLLOWING):
        line = clean(node.get())
        long = len(line) > _PROSE or (len(line) > _LEAST and _SENTENCE.search(line))
        if long and hangul_ratio(line) > 0.5:
            break
        if line:
            lines.append(line)
            total += len(line)
        if total > _HEADER_CHARS:
            break
    return tuple(lines)


def heading(tree: Selector, title: str) -> Selector | None:
    """The element that prints this title, a few badges beside it allowed."""
    wanted = bare(title)
    for node in tree.xpath(_TITLED)[:_MAX_HEADINGS]:
        text = bare(first_text(node))
        if text and (
            text == wanted
            or (len(wanted) >= 10 and text.startswith(wanted) and len(text) < len(wanted) + 12)
        ):
            return node
    return None


def first_text(node: Selector) -> str:
    """The beginning of an element's text: as much as a title has."""
    return "".join(node.xpath("descendant::text()[position() <= 40]").getall())[:600]


def bare(text: str) -> str:
    """Letters and digits only: what two printings of one title share."""
    return "".join(c for c in clean(text) if c.isalnum())
