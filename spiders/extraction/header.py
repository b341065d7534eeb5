"""The visible header: the short lines right behind an article's printed title."""

from __future__ import annotations

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
_PROSE = 110  # characters: a block this long is the body's, not the header's


def lines_after(tree: Selector, title: str) -> tuple[str, ...]:
    """The short text blocks right behind the article's visible title, up to the first prose.

    This scope is what keeps page-top crawl dates, footers and other rows' dates out.
    """
    heading = _heading(tree, title)
    if heading is None:
        return ()
    lines: list[str] = []
    total = 0
    for node in heading.xpath(_FOLLOWING):
        line = clean(node.get())
        if len(line) > _PROSE and hangul_ratio(line) > 0.5:
            break
        if line:
            lines.append(line)
            total += len(line)
        if total > _HEADER_CHARS:
            break
    return tuple(lines)


def _heading(tree: Selector, title: str) -> Selector | None:
    wanted = _bare(title)
    for node in tree.xpath(_TITLED):
        text = _bare("".join(node.xpath(".//text()").getall())[:600])
        if text and (
            text == wanted
            or (len(wanted) >= 10 and text.startswith(wanted) and len(text) < len(wanted) + 12)
        ):
            return node
    return None


def _bare(text: str) -> str:
    return "".join(c for c in clean(text) if c.isalnum())
