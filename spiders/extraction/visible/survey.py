"""A page's text by the elements that hold it: the survey that `container` chooses from.

One pass over the text nodes groups them by the block they stand in; each block is *prose* (Korean
sentences), *noise* (links, menus) or neither, and hands its worth to its ancestors.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from lxml import etree

from spiders.extraction.visible import names, titles
from spiders.extraction.visible.sentences import is_sentence

_MOST_ELEMENTS = 40_000
#: Text nodes of a page; beyond it the page is a register, a log or an attack.
_MOST_NODES = 12_000
_DEEPEST = 120  # elements above a text node
_COUNT: Any = etree.XPath("count(//*)")
#: Text nodes. A link's short words are a menu's: two thirds of a page's, and no sign of anything.
_TEXTS: Any = etree.XPath(
    "//text()[normalize-space()][not(parent::script or parent::style)]"
    "[not(parent::a) or string-length(.) > 14]"
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5"])
_INLINE_NAMES = (
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr o:p st1 nobr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_SILENT_NAMES = (
    "head title script style noscript iframe template button select option textarea object embed svg "
    "canvas audio video"
)
_SILENT = frozenset(_SILENT_NAMES.split())
_AROUND_TAGS = frozenset(["nav", "footer", "aside", "menu"])

#: Short lines in whole sentences that are the page's own.
_NOTICE = re.compile(
    r"무단\s*(?:전재|복제|배포|사용|이용|도용)|저작권자|Copyright|All rights reserved|공공누리"
    r"|(?:만족|도움이)\s?(?:하|되)셨|만족하십니까|만족도\s?조사|개인정보\s?처리|쿠키를|이메일\s?무단"
    r"|로그인\s?(?:후|하)|댓글[은을이]|회원가입|비밀번호를|운영\s?원칙|삭제될\s?수\s?있|자바스크립트|javascript",
    re.I,
)
_LONGEST_NOTICE = 200  # characters
_LEAST_PROSE = 70  # characters without one
_LEAST_ROWS = 4  # teasers in a row
_LEAST_COMMENTS = 3
_ROWS = frozenset(["li", "div", "dl", "tr", "article", "section"])
_DATE = re.compile(
    r"\d{2,4}[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,2}|\d{1,2}:\d{2}|\d+\s?(?:분|시간|일)\s?전"
)


class Place:
    """An element that holds text, itself or further down. Its own name is read late (`_name`): most
    places are menus'."""

    __slots__ = (
        "around", "block", "depth", "element", "hidden", "inner", "link_chars", "linked", "never", "noise", "order",
        "out", "parent", "pieces", "prose", "rank", "score", "silent", "tag", "titled",
    )  # fmt: skip

    def __init__(self, element: Any, tag: Any, parent: Place | None) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.block: Place = self if parent is None or tag not in _INLINE else parent.block
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.linked: bool = tag == "a" or (parent is not None and parent.linked)
        self.silent: bool = tag in _SILENT or (parent is not None and parent.silent)
        self.pieces: list[str] = []  # of a block: its own text
        self.link_chars = 0
        self.order = -1  # of a block on the page
        self.score: float = 0  # of a block: prose above, noise below zero
        self.prose: float = 0  # characters of prose inside
        self.noise: float = 0
        self.inner = 0  # blocks of prose inside
        self.titled = False  # prints the title
        self.rank = 0  # of its name as a body's
        self.never = False  # and never can be
        self.hidden = False
        self.around = False  # its name says it is no part of the article
        self.out = False  # in a part that is no article's

    @property
    def worth(self) -> float:
        return self.prose - self.noise


def survey(root: Any) -> tuple[list[Place], list[Place]] | None:
    """Every element above a text node (parents first), and the blocks among them in page order."""
    if _COUNT(root) > _MOST_ELEMENTS:
        return None
    nodes = _TEXTS(root)
    if len(nodes) > _MOST_NODES:
        return None
    known: dict[Any, Place] = {}
    places: list[Place] = []
    blocks: list[Place] = []
    for node in nodes:
        holder = node.getparent()
        if node.is_tail:
            holder = holder.getparent()
        if holder is None:
            continue
        place = known.get(holder) or _place(holder, known, places)
        if place is None:
            return None
        if place.silent:
            continue
        block = place.block
        if block.order < 0:
            block.order = len(blocks)
            blocks.append(block)
        block.pieces.append(node)
        if place.linked:
            block.link_chars += len(node)
    return places, blocks


def _place(holder: Any, known: dict[Any, Place], places: list[Place]) -> Place | None:
    """The place of an element, its ancestors' first. None where the page nests too deeply."""
    missing = []
    element = holder
    while element is not None and element not in known:
        missing.append(element)
        element = element.getparent()
        if len(missing) > _DEEPEST:
            return None
    parent = known[element] if element is not None else None
    if parent is not None and parent.depth + len(missing) > _DEEPEST:
        return None
    for element in reversed(missing):
        parent = known[element] = Place(element, element.tag, parent)
        places.append(parent)
    return parent


def _name(place: Place) -> None:
    """What id, class and other attributes say of a place that holds prose."""
    if place.tag in _INLINE and place.tag != "span":
        return
    if place.tag in _AROUND_TAGS:
        place.around = True
    get = place.element.get
    if names.hidden(get("style")) or get("hidden") is not None:
        place.hidden = True
    if place.tag in ("html", "body"):
        return
    tokens = [t for t in (get("id"), *(get("class") or "").split()) if t]
    if tokens:
        place.rank = max(map(names.body_rank, tokens))
        if place.rank < 2 and any(map(names.around, tokens)):
            place.never = any(map(names.never, tokens))
            # WordPress writes a post's tags into the article's own class.
            place.around = place.never or place.tag not in ("article", "main")
    if get("itemprop") in ("articleBody", "text"):
        place.rank = 3
    elif place.tag == "article":
        place.rank = max(place.rank, 1)


# -- worth -----------------------------------------------------------------------------------------


def anchor(blocks: list[Place], title: str | None) -> int | None:
    """The position of the block that prints the title; None where none does. All its printings are
    marked, since they are no prose."""
    wanted = titles.bare(title or "")
    if len(wanted) < 4:
        return None
    first: Place | None = None
    longest = 3 * len(wanted) + 60
    for block in blocks:
        if block.link_chars or sum(map(len, block.pieces)) > longest:
            continue
        said = titles.bare("".join(block.pieces))
        if said != wanted and not (len(wanted) >= 10 and said.startswith(wanted)):
            continue
        block.titled = True
        if first is None or (block.tag in HEADINGS and first.tag not in HEADINGS):
            first = block
    return first.order if first is not None else None


def weigh(places: list[Place], blocks: list[Place], title_at: int | None) -> None:
    """Prose and noise of every place, without what stands around articles, above the title, or in
    rows of teasers."""
    for block in blocks:
        # Headlines end as sentences end, often enough.
        block.score = 0 if block.titled or block.tag in HEADINGS else _score(block)
    _sum_up(places, blocks)
    _mark_surroundings(places)
    if title_at is not None:
        behind = sum(b.score for b in blocks[title_at:] if b.score > 0 and not b.out)
        if behind >= 0.3 * sum(b.score for b in blocks if b.score > 0 and not b.out):
            for block in blocks[:title_at]:
                block.score = min(block.score, 0)
    _sum_up(places, blocks)
    if _mark_teasers(places):
        _sum_up(places, blocks)


def _sum_up(places: list[Place], blocks: list[Place]) -> None:
    for place in places:
        place.prose = place.noise = place.inner = 0
    for block in blocks:
        if block.score < 0:
            block.noise = -block.score
        elif block.score and not block.out:
            block.prose = block.score
            block.inner = 1
    for place in reversed(places):
        parent = place.parent
        if parent is not None:
            parent.prose += place.prose
            parent.noise += place.noise
            parent.inner += place.inner


def _mark_surroundings(places: list[Place]) -> None:
    """A name says "comments" or "footer": true unless the greater part of the page's prose is inside
    (``<div class="has-sidebar">``)."""
    # A broken page has several elements that none is above of.
    total = sum(place.prose for place in places if place.parent is None)
    for place in places:
        if place.prose:
            _name(place)
            share = place.prose / total
            place.out = (
                (place.around and share < 0.5)
                or (place.hidden and share < 0.7)
                or (place.never and share < 0.95)
            )
        if place.parent is not None and place.parent.out:
            place.out = True


def _mark_teasers(places: list[Place]) -> bool:
    """Rows of one kind, each a headline in a link and a sentence or two: other articles; or a date
    apart and a sentence or two: readers' comments."""
    rows: dict[tuple[Place, Any, str | None], list[Place]] = {}
    for place in places:
        if place.prose and 0 < place.inner <= 2 and place.parent is not None and not place.out:
            kind = (place.parent, place.tag, place.element.get("class"))
            rows.setdefault(kind, []).append(place)
    marked = []
    for group in rows.values():
        linked = [row for row in group if row.noise]
        if len(linked) >= _LEAST_ROWS:
            marked += linked
        elif len(group) >= _LEAST_COMMENTS and group[0].tag in _ROWS:
            dated = [row for row in group if _dated_apart(row)]
            marked += dated if len(dated) >= 0.8 * len(group) else []
    for row in marked:
        row.out = True
    for place in places:
        place.out = place.out or (place.parent is not None and place.parent.out)
    return bool(marked)


def _dated_apart(row: Place) -> bool:
    """Does the row hold a date in a text node of its own?"""
    for piece in islice(row.element.itertext(), 40):
        if len(piece) <= 40 and _DATE.search(piece):
            return True
    return False


def _score(block: Place) -> float:
    """A block's characters, as prose (positive) or as noise (negative)."""
    text = " ".join("".join(block.pieces).split())
    size = len(text)
    if block.link_chars > 0.5 * size:
        return -0.5 * min(size, 80)
    if size < _LONGEST_NOTICE and _NOTICE.search(text):
        return -10
    if is_sentence(text):
        return size - block.link_chars
    return 0.5 * size if size >= _LEAST_PROSE else 0
