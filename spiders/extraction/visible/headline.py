"""The title of a page whose head does not say it: the words above the article's text."""

from __future__ import annotations

import re
from typing import Any

from korean.text import clean
from spiders.extraction.visible import container, names, titles
from spiders.extraction.visible.survey import Place, survey, weigh

_NEAR = 30  # blocks above the text in which its title stands
_BOXES = 5  # elements above the text's own that may hold its title as well
_LONGEST = 160  # characters
_LEAST = 6
#: What stands above a text and is no title: labels, counts, files, reporters, clocks.
_OTHER = re.compile(
    r"^\W*(?:첨부|작성|등록|입력|수정|담당|부서|전화|조회|글자\s?크기|공유|인쇄)[\s가-힣]{0,6}(?:[:：\d]|$)"
    r"|조회수?\s*[:：]?\s*[\d,]+$|\.(?:hwpx?|pdf|jpe?g|png|zip)\b|@|(?:기자|특파원)$"
    r"|(?:19|20)\d{2}\s?[.\-/]\s?\d{1,2}\s?[.\-/]\s?\d{1,2}.{0,20}$|\d{1,2}:\d{2}"
)
#: What an unnamed line may not be besides: a path, a sentence.
_PLAIN = re.compile(r">|[^.][.]$|^(?:19|20)\d{2}\s?년")
_CELLS = frozenset(["li", "dt", "dd", "button", "option", "label", "caption", "th"])


def title_above(root: Any, site: tuple[str, ...]) -> str | None:
    """The heading nearest above the text; where nothing is named a heading, the first plain line of
    the text's own part of the page. ``site``: what the site calls itself."""
    page = survey(root)
    if page is None:
        return None
    places, blocks = page
    weigh(places, blocks, None)
    chosen = container.choose(places, blocks, None)
    if chosen is None or container.teasers(chosen[0]):
        return None
    first = next((b for b in blocks if b.prose > 0 and container.within(b, chosen[0])), None)
    if first is None:
        return None
    return _heading(root, places, blocks, first, site) or _line(blocks, chosen[0], first, site)


def _heading(
    root: Any, places: list[Place], blocks: list[Place], first: Place, site: tuple[str, ...]
) -> str | None:
    known = {place.element: place for place in places}
    near: list[tuple[int, str]] = []
    for heading in titles.headings(root):
        place = known.get(heading.element)
        if place is None or place.linked or not _LEAST <= len(heading.text) <= _LONGEST:
            continue
        order = _order(place, blocks)
        if not first.order - _NEAR <= order < first.order or titles.generic(heading.text, site):
            continue
        if _OTHER.search(heading.text) or _is_subtitle(place):
            continue
        near.append((order, heading.text))
    near.sort(reverse=True)
    worded = [text for _, text in near if " " in text]
    return next(iter(worded), None) or next((text for _, text in near), None)


def _order(place: Place, blocks: list[Place]) -> int:
    """Where a place's text begins."""
    if place.block.order >= 0:
        return place.block.order
    return next((b.order for b in blocks if container.within(b, place)), -1)


def _is_subtitle(place: Place) -> bool:
    said = (place.element.get("class") or "").split()
    return any(map(names.subtitle, said))


def _line(blocks: list[Place], chosen: Place, first: Place, site: tuple[str, ...]) -> str | None:
    box: Place | None = chosen
    for _ in range(_BOXES):
        if box is None or box.tag in ("body", "html"):
            return None
        for block in blocks[max(0, first.order - _NEAR) : first.order]:
            if block.link_chars or block.tag in _CELLS or not container.within(block, box):
                continue
            text = clean("".join(block.pieces))
            worded = 8 <= len(text) <= _LONGEST and " " in text
            other = _OTHER.search(text) or _PLAIN.search(text) or titles.generic(text, site)
            if worded and not other:
                return text
        box = box.parent
    return None
