"""The article's own element on a page nobody described to us, found by structure and prose.

The element worth most (`survey.py`) is the article's, checked against three other signs: it bears the name of a body
(`names.py`), it stands behind the printed title, and it is no list of teasers. `prune.py` then reads
its paragraphs.

The tree is never changed. Nothing recurses; a page beyond `_MOST_NODES` text nodes is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from korean.article import Cut
from spiders.extraction.visible import prune
from spiders.extraction.visible.survey import Place, anchor, survey, weigh

_SURE = 0.6  # confidence below which trafilatura is asked instead
_LEAST = 50  # characters of prose on a page that is read at all
_LEAST_NAMED = 20  # the same in an element that bears a body's name
_SHORT = 150  # characters of a text below which it may be a teaser
_MOST_PARTS = 12  # containers of one body
_HEADS = ("h1", "h2", "h3")
#: Elements that are a paragraph or a piece of one, never a whole text.
_PARAGRAPH_NAMES = "p li span font b strong em u i blockquote h1 h2 h3 h4 h5 h6 ul ol tr"
_PARAGRAPHS = frozenset(_PARAGRAPH_NAMES.split())


@dataclass(frozen=True, slots=True)
class Found:
    """The article's text as its own element holds it.

    ``confidence`` 0..1 is the chance that this is the whole article and little else (F1 of .95 and
    more; 350 pages of 45 sites, 2026-11: .99, .97 and .96 of them): from .9 on the element bears a
    body's name and stands behind the printed title, about .85 one of the two, about .7 only the prose
    speaks for it; a short text loses .15. ``how`` names the signs: ``name``, ``title``, ``prose``.
    """

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    confidence: float
    how: str
    subtitle: str | None = None  # lines in front of the first paragraph, joined by "\n"
    cuts: tuple[Cut, ...] = ()  # see `prune.Read`
    starts: tuple[int, ...] = ()


def find(root: Any, title: str | None) -> Found | None:
    """The article's text on this page, or None where it cannot be told from what surrounds it."""
    page = survey(root)
    if page is None:
        return None
    places, blocks = page
    title_at = anchor(blocks, title)
    weigh(places, blocks, title_at)
    chosen = choose(places, blocks, title_at)
    if chosen is None:
        return None
    place, how = chosen
    if teasers(place):
        return None
    read = prune.read(_parts(place), title)
    confidence = _confidence(place, blocks, how, read)
    if confidence < _SURE or not (read.paragraphs or read.captions):
        return None
    return Found(
        read.paragraphs,
        read.captions,
        confidence,
        "+".join(how),
        read.subtitle,
        read.cuts,
        read.starts,
    )


# -- the choice ------------------------------------------------------------------------------------


def choose(
    places: list[Place], blocks: list[Place], title_at: int | None
) -> tuple[Place, list[str]] | None:
    """The article's place, and the signs that speak for it."""
    inside = [p for p in places if not p.out and not p.silent and p.prose > 0]
    if not inside:
        return None
    dense = _narrowed(max(inside, key=lambda p: (p.worth, p.depth)), inside)
    dense = _first_of_several(dense, inside)
    # So little text stands for an article only where an element bears a body's name.
    short = dense.prose < _LEAST
    named = _named(inside, dense, least=0.0 if short else 0.3)
    if short and (named is None or named.prose < _LEAST_NAMED):
        return None
    signs = [] if named is None else ["name"]
    chosen = _block_of(dense if named is None else named if short else _narrowed(named, inside))
    if title_at is not None and _stands_behind(chosen, blocks, title_at):
        signs.append("title")
    return chosen, [*signs, "prose"]


def _first_of_several(place: Place, inside: list[Place]) -> Place:
    """Pages that load the next article below hold several of one kind: the first is the one asked
    for."""
    several = [
        p
        for p in inside
        if p.parent is place
        and p.prose >= 0.1 * place.prose
        and (p.tag == "article" or next(p.element.iter("h1"), None) is not None)
    ]
    kinds = {(p.tag, p.element.get("class")) for p in several}
    if len(several) < 2 or len(kinds) > 1:
        return place
    return _narrowed(several[0], inside)


def _block_of(place: Place) -> Place:
    """A lone paragraph's container."""
    while place.tag in _PARAGRAPHS and place.parent is not None:
        if place.parent.tag in ("body", "html"):
            break
        place = place.parent
    return place


def _narrowed(place: Place, inside: list[Place]) -> Place:
    """Down to the element that still holds nearly all: what stays behind are headers and asides."""
    children: dict[Place, list[Place]] = {}
    for child in inside:
        if child.parent is not None:
            children.setdefault(child.parent, []).append(child)
    while below := children.get(place):
        best = max(below, key=lambda p: p.prose)
        if best.tag in _PARAGRAPHS or not _whole(best):
            return place
        rest = place.prose - best.prose
        if rest > 0.02 * place.prose and not (
            rest <= 0.3 * place.prose
            and best.inner >= 2
            and not place.score > 0
            and not any(_paragraph(c) for c in below if c is not best)
        ):
            return place
        place = best
    return place


def _whole(place: Place) -> bool:
    """Can it be a whole text? Several paragraphs, or one broken into lines."""
    return place.inner >= 2 or len(list(islice(place.element.iter("br"), 2))) == 2


def _paragraph(place: Place) -> bool:
    """One paragraph of a text, not a box of its own."""
    return place.tag in _PARAGRAPHS or (
        place.inner <= 1 and not place.element.get("class") and not place.element.get("id")
    )


def _named(inside: list[Place], dense: Place, least: float) -> Place | None:
    """The element that bears a body's name and holds the prose: the deepest of several nested, the
    first of several side by side."""
    best = [
        p
        for p in inside
        if p.rank >= 2 and p.prose >= 20 and (within(p, dense) or within(dense, p))
    ]
    kinds: dict[tuple[Any, str | None], float] = {}
    for place in best:
        kinds[_kind(place)] = kinds.get(_kind(place), 0) + place.prose
    best = [p for p in best if kinds[_kind(p)] >= max(least * dense.prose, 1)]
    if not best:
        return None
    most = max(kinds[_kind(p)] for p in best)
    whole = [p for p in best if kinds[_kind(p)] >= 0.85 * most]
    exact = [p for p in whole if p.rank == 3] or whole
    deepest = max(exact, key=lambda p: p.depth)
    alike = [p for p in exact if _kind(p) == _kind(deepest) and p.prose >= 0.1 * most]
    if len(alike) < 2 or alike[0].parent is alike[1].parent or within(dense, alike[0]):
        return (alike or [deepest])[0]
    # Sections of one text in boxes of their own, unless each stands below a headline of its own.
    return dense if sum(1 for _ in dense.element.iter("h1", "article")) < 2 else alike[0]


def _kind(place: Place) -> tuple[Any, str | None]:
    return place.tag, place.element.get("class") or place.element.get("id")


def within(inner: Place, outer: Place) -> bool:
    place: Place | None = inner
    while place is not None and place.depth >= outer.depth:
        if place is outer:
            return True
        place = place.parent
    return False


def _stands_behind(place: Place, blocks: list[Place], title_at: int) -> bool:
    """Does the element's first prose follow the printed title?"""
    first = next((b for b in blocks if b.prose > 0 and within(b, place)), None)
    return first is not None and first.order >= title_at


def _parts(place: Place) -> list[Any]:
    """The element, and its twins right behind it: a body that ads cut into several containers."""
    kind = place.element.get("class")
    parts = [place.element]
    if kind is None or place.rank < 2:
        return parts
    for sibling in place.element.itersiblings():
        if not isinstance(sibling.tag, str):
            continue
        if sibling.tag in _HEADS or next(sibling.iter(*_HEADS), None) is not None:
            break
        if sibling.tag == place.tag and sibling.get("class") == kind:
            parts.append(sibling)
        if len(parts) > _MOST_PARTS:
            break
    return parts


def teasers(place: Place) -> bool:
    """A list of other articles: rows of one kind, each with its own headline in a link."""
    rows = [c for c in place.element if isinstance(c.tag, str)]
    if len(rows) < 4:
        return False
    linked = 0
    for row in rows[:60]:
        if row.tag in ("li", "tr", "dl", "article", "div", "section", "a"):
            first = row if row.tag == "a" else next(row.iter("a"), None)
            if first is not None and len("".join(first.itertext()).strip()) >= 8:
                linked += 1
    return linked >= 4 and linked >= 0.6 * min(len(rows), 60)


def _confidence(place: Place, blocks: list[Place], how: list[str], read: prune.Read) -> float:
    total = sum(b.prose for b in blocks)
    share = place.prose / total if total else 0.0
    size = sum(map(len, read.paragraphs))
    value = 0.55 + 0.15 * share
    if "name" in how:
        value += 0.2
    if "title" in how:
        value += 0.15
    if size < _SHORT:
        value -= 0.15
    if place.noise > place.prose:
        value -= 0.2
    return round(max(0.0, min(value, 0.97)), 2)
