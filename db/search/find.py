"""Ask the corpus: pages of results in the order of time or of relevance, stories folded into one.

A story's earliest hit stands for it, so a later copy moves nothing, and whether a hit is a result
depends on the corpus alone, not on the page it is on: pages neither repeat a story nor lose one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sqlalchemy.orm import Session

from db.queries import Filter
from db.search import cursor, queue, snippets
from db.search.asking import hits_of
from db.search.cursor import Place
from db.search.hits import TOP, Hits, Row
from db.search.page import LARGEST_PAGE, ORDERS, RANKED, Order, Page, Total
from korean.query import Query, QueryError, parse

#: A result: the hit that gives it its place, its story's hits (the first stands for it), its score.
Result = tuple[Row, list[Row], float | None]

_EVERYTHING = Filter()
_UNRANKED = "nothing is asked for that one article could match better than another: newest first"
_CAPPED = f"the newest {RANKED:,} hits are in the order of relevance; older ones are left out"


def find(
    session: Session,
    query: Query | str,
    where: Filter = _EVERYTHING,
    *,
    order: Order = "newest",
    fold: bool = True,
    limit: int = 20,
    after: str | None = None,
) -> Page:
    """One page of the articles that match, with their total. ``after`` is the `Page.after` of the
    page before.

    By relevance only the newest `RANKED` hits are ordered, which the notes say where there are more;
    a story has the place of its best hit there.

    Raises QueryError, with a sentence, for a query, cursor, order or size of page that is none.
    """
    asked = parse(query) if isinstance(query, str) else query
    if order not in ORDERS:
        raise QueryError(f"results are ordered by {', '.join(ORDERS)}, not by {order!r}")
    if not 1 <= limit <= LARGEST_PAGE:
        raise QueryError(f"a page has 1 to {LARGEST_PAGE} results, not {limit}")
    place = cursor.read(after, asked, where, order, fold) if after else None
    hits, notes = hits_of(session, asked, where), list(asked.notes)
    if order == "relevance" and asked.must:
        results, newest, all_ = _by_relevance(hits, place, fold=fold, limit=limit + 1, notes=notes)
        total = Total(*hits.count(fold=fold)) if all_ is None else Total(all_, True)
    else:
        if order == "relevance":
            notes.append(_UNRANKED)
        results = _by_time(hits, place, newest=order != "oldest", fold=fold, limit=limit + 1)
        newest = 0
        everything = place is None and len(results) <= limit
        total = Total(len(results), True) if everything else Total(*hits.count(fold=fold))
    last = results[limit - 1] if len(results) > limit else None
    return Page(
        hits=snippets.shown(session, asked, [(story, at) for _, story, at in results[:limit]]),
        total=total,
        after=last and cursor.written(_place(last, newest), asked, where, order, fold),
        notes=tuple(notes),
        pending=queue.pending(session),
    )


def ids(
    session: Session,
    query: Query | str,
    where: Filter = _EVERYTHING,
    *,
    order: Literal["newest", "oldest"] = "newest",
) -> Iterator[int]:
    """The numbers of all articles that match, every copy too, read from the index as they are asked
    for. Raises QueryError as `find` does, before the first one.
    """
    asked = parse(query) if isinstance(query, str) else query
    if order not in ("newest", "oldest"):
        raise QueryError(f"all results come newest or oldest first, not by {order!r}")
    slices = hits_of(session, asked, where).walk(newest=order == "newest")
    return (row.article_id for rows in slices for row in rows)


def _place(last: Result, newest: int) -> Place:
    return Place(last[0].docid, last[2] or 0.0, newest)


def _by_time(
    hits: Hits, place: Place | None, *, newest: bool, fold: bool, limit: int
) -> list[Result]:
    found: list[Result] = []
    for rows in hits.walk(place.docid if place else None, newest=newest):
        if fold:
            stories = hits.of_stories(rows)
            found += [
                (row, stories[row.story], None)
                for row in rows
                if stories[row.story][0].docid == row.docid
            ]
        else:
            found += [(row, [row], None) for row in rows]
        if len(found) >= limit:
            break
    return found[:limit]


def _by_relevance(
    hits: Hits, place: Place | None, *, fold: bool, limit: int, notes: list[str]
) -> tuple[list[Result], int, int | None]:
    """The results; the newest docid that was ranked: later pages rank the same hits, though others
    have come meanwhile; and how many results there are in all, null where that is not seen here. A
    result's first row here is the story's best hit.
    """
    scored = hits.scored(place.newest if place else TOP, RANKED + 1)
    newest = max((row.docid for row, _ in scored), default=0)
    capped = len(scored) > RANKED
    if capped:
        notes.append(_CAPPED)
        scored = scored[:RANKED]
    in_order = sorted(scored, key=lambda hit: (-hit[1], -hit[0].docid))
    best: dict[int, tuple[Row, float]] = {}
    for row, score in in_order:
        best.setdefault(row.story if fold else row.docid, (row, score))
    following = [
        (row, score)
        for row, score in best.values()
        if place is None or (-score, -row.docid) > (-place.score, -place.docid)
    ][:limit]
    stories = hits.of_stories([row for row, _ in following]) if fold else {}
    results: list[Result] = [
        (row, stories.get(row.story, [row]), score) for row, score in following
    ]
    return results, newest, None if capped or place else len(best)
