"""Which object of a page's states is the page's article, by evidence.

A page's state holds menus, other articles and comments as well. The body is a long value of prose;
it is the page's where the object that holds it, or one around it, bears the page's title or the id
in its address, before any object on the way bears another title.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spiders.extraction.embedded import storybody
from spiders.extraction.embedded.evidence import Page, bare, identified, named, plain_key, titles_of
from spiders.extraction.embedded.stategraph import (
    BODY_KEY,
    LEAST,
    PARENTS,
    TEASER_KEY,
    Graph,
    graph_of,
    prose,
    weight,
)

_MAX_BODIES = 400  # long values that are weighed against each other
_RENDERED = 8  # of them that are read before one is chosen
_LEVELS = 7  # objects around a body in which the page's title or id may stand
_PIECE = 3  # times a body with evidence that one without must outweigh to be asked for its own
_FLAT = 500  # characters from which one paragraph is a text without its breaks
_ELSEWHERE = re.compile(
    r"(?:related?|relation|recommend|popular|rank|latest|recent|next|prev|comment|reply|sidebar|footer|menu|nav"
    r"|ads?\Z|config|locale|i18n|messages|translations|dictionary|error|mostread|trending|teasers?|also|promo"
    r"|author|reporter|writer|journalist|widget|banner|notice|headerdata|newsletter|product|series|hot|best|list\Z)"
)


@dataclass(frozen=True, slots=True)
class Story:
    """The article's body and the objects that tell of it, the nearest first.

    ``confidence`` 0..1 of its being the page's own.
    """

    body: storybody.Body
    around: tuple[Mapping[str, Any], ...]
    confidence: float
    how: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class _Proof:
    """The way from an object up to the one that bears the page's title or id."""

    path: tuple[int, ...]
    strength: float  # 0: there is none
    clear: bool  # the way does not lead through a list of other things
    other: bool = False  # it ends at another title


@dataclass(slots=True)
class _Candidate:
    node: int
    key: str
    value: Any
    score: float
    path: tuple[int, ...]  # from the object that holds it up to the one that proves it
    strength: float
    teaser: bool


def find(state: Any, page: Page, how: str) -> Story | None:
    """The page's article in one state; None where nothing there is it."""
    graph = graph_of(state)
    candidates = _candidates(graph, page)
    sure = [c for c in candidates if c.strength > 0]
    chosen = _longest(sure[:_RENDERED])
    free = [c for c in candidates if not c.strength and not c.teaser]
    if chosen is None or chosen[0].teaser or (free and free[0].score > _PIECE * chosen[0].score):
        alone = _alone(graph, free, page, how)
        if alone is not None or chosen is None:
            return alone
    candidate, body = chosen
    if candidate.teaser:  # the body is not here, but the article's facts are
        body = storybody.Body()
    elif pieces := _pieces(candidate, sure):
        body = _around(graph, candidate, pieces)
    return _story(graph, candidate, _in_paragraphs(body, candidates), how)


def _candidates(graph: Graph, page: Page) -> list[_Candidate]:
    """The values that can be the body, the likeliest first. A list page's state holds hundreds of
    other articles: those go before anything is weighed."""
    proofs: dict[int, _Proof] = {}
    found: list[_Candidate] = []
    for node, key, value in graph.bodies:
        if node not in proofs:
            proofs[node] = _evidence(graph, page, node)
        if not proofs[node].other and (seen := _weighed(node, key, value, proofs[node])):
            found.append(seen)
    return sorted(found, key=lambda c: -c.score)[:_MAX_BODIES]


def _weighed(node: int, key: str, value: Any, proof: _Proof) -> _Candidate | None:
    size = weight(value)
    if size < LEAST:
        return None
    name = plain_key(key)
    teaser = TEASER_KEY.match(name) is not None
    factor = 0.12 if teaser else 1.0 if BODY_KEY.match(name) else 0.7
    if not proof.clear:
        factor *= 0.1
    if 0 < proof.strength < 0.8:  # an id alone is borne by wrappers too
        factor *= 0.7
    score = size * factor * 0.93 ** (len(proof.path) - 1)
    return _Candidate(node, key, value, score, proof.path, proof.strength, teaser)


def _evidence(graph: Graph, page: Page, node: int) -> _Proof:
    """Look for the page's title or id in the object and in those around it."""
    ways: list[tuple[tuple[int, ...], bool]] = [((node,), True)]
    for _ in range(_LEVELS):
        above: list[tuple[tuple[int, ...], bool]] = []
        other_title = False
        for way, clear in ways:
            holder = graph.nodes[way[-1]]
            titled, other, known = _proof(graph, page, way[-1])
            if titled or known:
                strength = 1.0 if titled and known else 0.9 if titled else 0.75
                return _Proof(way, strength, clear)
            other_title = other_title or other
            clear = clear and not _ELSEWHERE.match(plain_key(holder.key))
            above += [((*way, up), clear) for up in holder.parents if up not in way]
        if other_title or not above:
            return _Proof(ways[0][0], 0.0, ways[0][1], other_title)
        ways = above[: 2 * PARENTS]
    return _Proof(ways[0][0], 0.0, ways[0][1])


def _proof(graph: Graph, page: Page, node: int) -> tuple[bool, bool, bool]:
    if node not in graph.proofs:
        holder = graph.nodes[node].value
        graph.proofs[node] = (*named(holder, page), identified(holder, page))
    return graph.proofs[node]


def _longest(candidates: list[_Candidate]) -> tuple[_Candidate, storybody.Body] | None:
    """The candidate whose body, read, is the longest; of two much alike, the one in paragraphs, then
    the inner one."""
    best: tuple[float, _Candidate, storybody.Body] | None = None
    for candidate in candidates:
        if best is not None and candidate.score <= best[0]:
            break  # reading it can only take from its score
        body = storybody.read(candidate.value)
        size = sum(map(prose, body.paragraphs))
        if not size:
            continue
        raw = weight(candidate.value) or 1.0
        flat = len(body.paragraphs) == 1 and len(body.paragraphs[0]) > _FLAT
        score = candidate.score * min(1.0, size / raw) * (0.7 if flat else 1.0)
        if best is None or score > best[0]:
            best = (score, candidate, body)
    return None if best is None else best[1:]


def _pieces(chosen: _Candidate, sure: list[_Candidate]) -> list[_Candidate]:
    """The other texts under the same key that the same object proves: then the chosen one is a
    paragraph, not the body."""
    others = [
        c
        for c in sure
        if c.key == chosen.key
        and c.path[-1] == chosen.path[-1]
        and c.node not in chosen.path
        and chosen.node not in c.path
        and c.value != chosen.value
    ]
    return others if len(others) >= 2 else []


def _around(graph: Graph, chosen: _Candidate, pieces: list[_Candidate]) -> storybody.Body:
    """The body whose pieces these are: what the nearest value that holds them all gives; none where
    no such value is found."""
    wanted = sum(weight(piece.value) for piece in (chosen, *pieces))
    for inner, outer in itertools.pairwise(chosen.path[:_LEVELS]):
        whole = graph.nodes[outer].value.get(graph.nodes[inner].key)
        if isinstance(whole, list | dict):
            body = storybody.read(whole)
            if sum(map(prose, body.paragraphs)) > 0.9 * wanted:
                return body
    return storybody.Body()


def _in_paragraphs(body: storybody.Body, candidates: list[_Candidate]) -> storybody.Body:
    """The same text in paragraphs, where the chosen one has none (a JSON-LD text in a state)."""
    if len(body.paragraphs) != 1 or len(body.paragraphs[0]) < _FLAT:
        return body
    said = bare(body.paragraphs[0])
    probe = said[len(said) // 3 :][:30]
    for candidate in candidates[: 2 * _RENDERED]:
        other = storybody.read(candidate.value)
        if len(other.paragraphs) > 1:
            told = bare("".join(other.paragraphs))
            if probe in told and 0.7 * len(said) < len(told) < 1.3 * len(said):
                return other
    return body


def _alone(graph: Graph, free: list[_Candidate], page: Page, how: str) -> Story | None:
    """No object around a body bears the page's title or id. It may begin with that title, or with
    what the page's description says; else only a text that outweighs all others is taken, and only
    where the page has the site's name for a title or the state tells the page's title elsewhere."""
    for candidate in free[:_RENDERED]:
        body = storybody.read(candidate.value)
        for line in body.paragraphs[:4]:
            if bare(line) in page.titles:
                inner = _text_inside(candidate, body, free)
                return _story(graph, *(inner or (candidate, body)), how, 0.85, line)
        if page.description and page.description in bare("".join(body.paragraphs[:8])[:3000]):
            return _story(graph, candidate, body, how, 0.75)
    texts = [c for c in free if isinstance(c.value, str)]
    if not texts or not (how == "flight" or BODY_KEY.match(plain_key(texts[0].key))):
        return None
    best = texts[0]
    rest = [c.score for c in texts if c.value != best.value]
    if best.score < 3 * max(rest, default=0.0) or best.score < 3 * LEAST:
        return None
    titled = next(titles_of(graph.nodes[best.node].value), None) is not None
    if any(len(title) >= 12 for title in page.parts):
        if not any(named(node.value, page)[0] for node in graph.nodes[:20_000]):
            return None
    elif not titled:
        return None
    return _story(graph, best, storybody.read(best.value), how, 0.6)


def _text_inside(
    outer: _Candidate, body: storybody.Body, free: list[_Candidate]
) -> tuple[_Candidate, storybody.Body] | None:
    """The one long text that a block around it (a page's React elements) is made of."""
    if isinstance(outer.value, str):
        return None
    said = bare("".join(body.paragraphs))
    for candidate in free:
        if isinstance(candidate.value, str) and candidate.score > outer.score / 2:
            text = storybody.read(candidate.value)
            told = bare("".join(text.paragraphs))
            if len(text.paragraphs) > 1 and told[:60] in said:
                return candidate, text
    return None


def _story(
    graph: Graph,
    candidate: _Candidate,
    body: storybody.Body,
    how: str,
    confidence: float | None = None,
    title: str | None = None,
) -> Story:
    around = tuple(graph.nodes[node].value for node in candidate.path)
    return Story(body, around, confidence or 0.5 + 0.47 * candidate.strength, how, title)
