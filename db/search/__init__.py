"""The search index, and asking it. What other rooms use is here."""

from db.queries import Filter
from db.search.cursor import BadCursor
from db.search.facets import facets
from db.search.find import find, ids
from db.search.index import State, catch_up, state
from db.search.page import (
    COUNTED,
    FACETED,
    LARGEST_PAGE,
    ORDERS,
    RANKED,
    Count,
    Facets,
    Hit,
    Order,
    Page,
    Total,
)
from db.search.queue import pending
from korean.highlight import Snippet
from korean.query import Query, QueryError, parse

__all__ = [
    "COUNTED", "FACETED", "LARGEST_PAGE", "ORDERS", "RANKED", "BadCursor", "Count", "Facets",
    "Filter", "Hit", "Order", "Page", "Query", "QueryError", "Snippet", "State", "Total", "catch_up",
    "facets", "find", "ids", "parse", "pending", "state",
]  # fmt: skip
