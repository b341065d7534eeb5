"""Where a page of results ended, as a word that can stand in an address."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
from dataclasses import dataclass

from db.queries import Filter
from db.search.page import Order
from korean.query import Query, QueryError

_WRONG = (
    "this place in the results does not exist: `after` was cut off, or belongs to another search. "
    "Leave it out to begin at the first page"
)
_LARGEST = 2**63 - 1


class BadCursor(QueryError):
    """A cursor that this search did not give out. Raised by `db.search.find`."""

    def __init__(self) -> None:
        super().__init__(_WRONG)


@dataclass(frozen=True, slots=True)
class Place:
    """The last result given: its docid, and by relevance also its score and the newest docid there
    was when the first page was asked for.
    """

    docid: int
    score: float = 0.0
    newest: int = 0


def written(place: Place, query: Query, where: Filter, order: Order, fold: bool) -> str:
    """The place as letters, digits, ``-`` and ``_``."""
    value = [_search(query, where, order, fold), place.docid]
    if order == "relevance":
        value += [place.score, place.newest]
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def read(cursor: str, query: Query, where: Filter, order: Order, fold: bool) -> Place:
    """The place `written` made the cursor of. Raises BadCursor for anything else."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        value = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor from error
    kinds = (str, int, float, int) if order == "relevance" else (str, int)
    if (
        not isinstance(value, list)
        or tuple(map(type, value)) != kinds
        or value[0] != _search(query, where, order, fold)
        or not all(_possible(number) for number in value[1:])
    ):
        raise BadCursor
    return Place(*value[1:])


def _possible(number: int | float) -> bool:
    return math.isfinite(number) if isinstance(number, float) else 0 <= number <= _LARGEST


def _search(query: Query, where: Filter, order: Order, fold: bool) -> str:
    """Tells searches apart. Times are left out: ``7d`` is another moment on the next page."""
    asked = (
        query.text, order, fold, sorted(where.outlets), where.region, where.topic, where.agency,
        where.programme, where.band, where.licence,
    )  # fmt: skip
    return hashlib.blake2s(repr(asked).encode(), digest_size=6).hexdigest()
