"""A site's furniture that stands inside a body's element: menus, telephone lists, neighbours' titles.

It is told by its shape, since every site names it otherwise: a list or table of nothing but links or
telephone numbers. No sentence is ever furniture, and a list of links only where the text begins or
ends: one in the middle of an article is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from spiders.tree import Element, path

#: Reads an element's lines without the elements given.
Lines = Callable[[Element, Iterable[Element]], Sequence[str]]

_KINDS = ("ul", "ol", "dl", "table", "nav")
#: So many of them are looked at in one body: hostile pages nest thousands.
_MOST = 40
#: Fewer links without a neighbour's label are no menu.
_MENU = 3
#: Characters; a longer line is prose, linked or not.
_LONGEST = 80
_SENTENCE = re.compile(r"[다요까음함됨임][.!?][\"”’')\]]*(?:\s|$)")
#: What stands before the title of the article before, or after.
_NEIGHBOUR = re.compile(r"[\W]*(?:이전|다음)\s*(?:글|기사|뉴스|게시글|게시물)[\W]*")
_TELEPHONE = re.compile(r"\(?0\d{1,2}[-.)]\s?\d{3,4}[-.]\d{4}|1\d{3}-\d{4}")
#: Rows of a telephone list at least; one more may be its heading.
_ROOMS = 3
_LONGEST_ROOM = 20
_LINKS = path(".//a[@href]")
_ROWS = path(".//tr[not(.//table)]")
_CELLS = path("./th | ./td")


def furniture(body: Element, lines: Lines, unwanted: Iterable[Element] = ()) -> set[Element]:
    """The elements below ``body`` that are furniture; ``unwanted`` ones are passed over already."""
    passed = frozenset(unwanted)
    offered = [
        (element, told)
        for element in islice(body.iter(*_KINDS), _MOST)
        if element is not body and (told := lines(element, passed)) and _is_short(told)
    ]
    found = {e for e, _ in offered if _is_neighbours(e, lines, passed)}
    listed = [
        (element, told)
        for element, told in offered
        if element not in found and (_is_menu(element, lines, passed) or _is_telephones(element))
    ]
    return found | _at_the_edges(lines(body, passed | found), listed) if listed else found


def _at_the_edges(
    whole: Sequence[str], listed: Sequence[tuple[Element, Sequence[str]]]
) -> set[Element]:
    """Those with no other text before them, and those with none behind."""
    found, rest = set(), list(whole)
    for element, told in listed:
        if rest[: len(told)] == list(told):
            del rest[: len(told)]
            found.add(element)
    for element, told in reversed(listed):
        if element not in found and rest[-len(told) :] == list(told):
            del rest[-len(told) :]
            found.add(element)
    return found if rest else set()  # a body of nothing else is a list, not furnished


def _is_short(told: Sequence[str]) -> bool:
    return not any(len(line) > _LONGEST or _SENTENCE.search(line) for line in told)


def _is_neighbours(element: Element, lines: Lines, passed: frozenset[Element]) -> bool:
    """``이전글 …``, ``다음글 …``: nothing but these labels stands outside the links."""
    links = _LINKS(element)
    labels = lines(element, passed.union(links)) if links else ()
    return bool(labels) and all(map(_NEIGHBOUR.fullmatch, labels))


def _is_menu(element: Element, lines: Lines, passed: frozenset[Element]) -> bool:
    links = _LINKS(element)
    return len(links) >= _MENU and not lines(element, passed.union(links))


def _is_telephones(element: Element) -> bool:
    """Rows of a short name and a number."""
    if element.tag != "table":
        return False
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in _CELLS(row)]
        for row in _ROWS(element)
    ]
    numbered = [row for row in rows if any(map(_TELEPHONE.fullmatch, row))]
    short = all(len(cell) <= _LONGEST_ROOM for row in rows for cell in row)
    return short and len(numbered) >= _ROOMS and len(rows) - len(numbered) <= 1
