"""Blocks of a body, whatever editor made them: what kind one is, its own text, what stands below.

Arc, Draft.js, Editor.js, ProseMirror, Slate, Lexical, Contentful, Portable Text, Quill, hast, JsonML
and React elements are read by what they have in common.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from spiders.extraction.embedded.fragments import bare


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NO_TEXT = re.compile(r"(?:https?:|/|#|[\w.:-]{1,40}\Z)", re.A)
_KINDS = (
    "_type",
    "type",
    "nodeType",
    "blockType",
    "kind",
    "__typename",
    "component",
    "blockName",
    "contentType",
    "element",
    "tag",
    "tagName",
    "name",
)
#: Keys of a block's own text, whatever its length; under another key only sentences count.
_TEXT_KEY = re.compile(
    r"(?:.*(?:text|html|markup|content|contents|body|paragraph|rendered|markdown|sentence)|value|data|insert|raw"
    r"|original|p|txt|cn|h[1-6]|children)\Z"
)
_NO_TEXT_KEY = re.compile(
    r".*(?:alt|caption|button|link|label|ads?|credit|title|cta|legal|copyright|placeholder|hover|short|teaser|summary"
    r"|description|tele|share|source|author|raw|tooltip|aria)text\Z|.*(?:url|src|href|class|style|classname|id|alt|slug"
    r"|css|key|uri|caption|credit|summary|description|tagline|teletexttext)\Z"
)
_NO_CHILDREN = re.compile(
    r"marks?\Z|style|.*(?:image|images|img|caption|photo|video|author|authors|byline|metadata|analytics|tracking|ads?|seo"
    r"|related?\w*|links|tags|companions\w*|teasers?|annotations|credits?|owner|thumbnails?|options|settings|config"
    r"|taxonomy|websites?|concepts|keywords|topics|categories|flag|attribs?|attrs|headlines?|titles?)\Z"
)
#: Where a picture keeps its caption, and a gallery its pictures.
PICTURE_PARTS = ("data", "attrs", "attributes", "model", "value", "image")
GALLERIES = ("content_elements", "images", "items")
CAPTIONS = [
    "caption",
    "captionText",
    "imageCaption",
    "figcaption",
    "description",
    "desc",
    "legend",
    "subtitle",
]
_WORDS = re.compile(r"[A-Z]?[a-z]+\d?|[A-Z]+(?![a-z])\d?|\d+")
_ASIDE = _words(
    "ad ads advert advertisement banner promo related recommend recommended recommendation "
    "newsletter subscribe subscription interstitial oembed embed embedded iframe video audio "
    "podcast poll quiz map social tweet twitter instagram youtube facebook atomic script "
    "style widget copyright byline share survey toc player teaser divider separator delimiter "
    "reference button form svg input livestream paywall outbrain taboola livewire crosslink "
    "readmore nav footer aside similar meta head"
) | {"link list", "read more", "read also", "tag list"}
PICTURES = _words(
    "image img photo picture figure gallery slideshow illustration graphic media images imgbox"
)
INLINE = _words(
    "text span link hyperlink a strong b em i u italic bold mark underline leaf inline sup "
    "sub small font fragment sentence abbr time autolink textnode string s strike"
)
PARAGRAPH = _words(
    "paragraph p heading header h1 h2 h3 h4 h5 h6 subheading subheadline crosshead quote "
    "blockquote li listitem item unstyled block line pullquote title subtitle dd dt td"
)
#: The first item of an element in JsonML: ``["p", {"class": "…"}, "text", ["em", "…"]]``.
JSONML = re.compile(
    r"(?:p|div|span|em|strong|a|b|i|u|h[1-6]|ul|ol|li|blockquote|figure|figcaption|img|br|section|article|aside"
    r"|iframe|script|table|tr|td|sup|sub|small|mark|cite|[a-z]+-[a-z-]+)\Z"
)
LINE_BREAKS = frozenset(["br", "hardbreak", "linebreak", "softbreak"])
_ENDED = re.compile(r"[.?!…。][\"”’')\]]*\s*$")


def element(value: list[Any]) -> dict[str, Any] | None:
    """A list that is an element of React (``["$", "p", key, {…}]``) or JsonML, as a block."""
    if len(value) >= 4 and value[0] == "$" and isinstance(value[1], str):
        props = value[3] if isinstance(value[3], Mapping) else {}
        return {"tag": value[1], **props}
    if len(value) > 1 and isinstance(value[0], str) and JSONML.match(value[0]):
        rest = value[2:] if isinstance(value[1], Mapping) else value[1:]
        return {"tag": value[0], "children": rest}
    return None


def words_of(block: Mapping[str, Any]) -> frozenset[str]:
    """The words of a block's kind, each alone and all together: ``core/list-item`` says ``list``,
    ``item``, ``listitem``."""
    words = [word.lower() for word in _WORDS.findall(_kind(block))]
    return frozenset((*words, "".join(words), " ".join(words[:2])))


def is_aside(block: Mapping[str, Any], words: frozenset[str]) -> bool:
    """An advertisement, an embed, a link to another article."""
    return bool(words & _ASIDE) or _is_link(block)


def _kind(block: Mapping[str, Any]) -> str:
    for key in _KINDS:
        kind = block.get(key)
        if isinstance(kind, str) and 0 < len(kind) < 60 and kind != "element":
            return kind
    return ""


def _is_link(block: Mapping[str, Any]) -> bool:
    """Another article among the blocks: it has a title and an address of its own."""
    return any(isinstance(block.get(k), str) for k in ("title", "headline")) and any(
        isinstance(block.get(k), str)
        for k in ("url", "link", "href", "slug", "path", "canonical_url")
    )


def parts(block: Mapping[str, Any], prose: bool = False) -> tuple[str | None, Any]:
    """The block's own text, and what stands below it. In a block that is known for ``prose`` a single
    word is a text, elsewhere it is some name."""
    ops = block.get("ops")
    if isinstance(ops, list):
        inserted = (op.get("insert") for op in ops if isinstance(op, Mapping))
        return "".join(part for part in inserted if isinstance(part, str)), None
    texts: list[str] = []
    children: list[Any] = []
    for key, value in block.items():
        if isinstance(value, str):
            if value and not value.isspace() and _is_text(key, value, prose):
                texts.append(value)
        elif isinstance(value, list | Mapping) and value and not _NO_CHILDREN.match(key.lower()):
            children.append(value)
    return _said_once(texts), (
        children[0] if len(children) == 1 else children
    ) if children else None


def _is_text(key: str, value: str, prose: bool) -> bool:
    name = key.lower().replace("_", "").replace("-", "")
    if _NO_TEXT_KEY.match(name) or key in _KINDS:
        return False
    if _TEXT_KEY.match(name):
        return prose or not _NO_TEXT.match(value)
    return (
        len(value) > 30 and value.count(" ") * 20 > len(value) and _ENDED.search(value) is not None
    )


def _said_once(texts: list[str]) -> str | None:
    """Some editors keep a text as HTML and plain, or raw and clean: the first of the fullest."""
    if len(texts) < 2:
        return texts[0] if texts else None
    kept: dict[str, str] = {}
    for text in texts:
        said = bare(text)
        if any(said in other for other in kept):
            continue
        kept = {other: t for other, t in kept.items() if other not in said}
        kept[said] = text
    return "\n".join(kept.values()) or None


def are_runs(children: Any) -> bool:
    """Are these the runs of one paragraph, rather than paragraphs? Then most do not end as sentences
    do."""
    if not isinstance(children, list) or not children:
        return False
    ended = 0
    for child in children:
        if isinstance(child, str):
            ended += _ENDED.search(child) is not None
            continue
        if not isinstance(child, Mapping):
            return False
        kind = _kind(child)
        if kind and not {w.lower() for w in _WORDS.findall(kind)} & (INLINE | LINE_BREAKS):
            return False
        text, below = parts(child)
        if text is None and below is None:
            return False
        ended += text is not None and (_ENDED.search(text) is not None or "<p" in text)
    return ended * 2 <= len(children)
