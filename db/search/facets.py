"""How the hits of a search are spread over outlets, tags, rights and months."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from db.periods import PERIODS
from db.queries import TAGGED, Filter
from db.search.asking import hits_of
from db.search.hits import STORED
from db.search.page import FACETED, Count, Facets
from korean.query import Query, parse

#: In the order they are shown.
KINDS = ("outlet", *TAGGED, "band", "licence")
_COLUMNS = f"{STORED}, d.published_at"
_EVERYTHING = Filter()


def facets(
    session: Session, query: Query | str, where: Filter = _EVERYTHING, *, fold: bool = True
) -> Facets:
    """Counts over the newest `FACETED` hits; exact where there are fewer. With ``fold`` stories are
    counted, as `find` counts its results: each value has the total that a search with it as a filter
    has. A story with hits of two months is in both. Raises QueryError as `find` does.
    """
    asked = parse(query) if isinstance(query, str) else query
    hits = hits_of(session, asked, where)
    newest = hits.newest(_COLUMNS, FACETED)
    month = PERIODS["month"].sql(session.get_bind().dialect.name, "h.published_at")
    number = "count(DISTINCT h.story)" if fold else "count(*)"
    statement = f"""
        WITH h AS MATERIALIZED ({newest})
        SELECT 'outlet' AS kind, h.outlet AS value, {number} AS number FROM h GROUP BY h.outlet
        UNION ALL
        SELECT t.kind, t.value, {number} FROM h {hits.join} tag t ON t.article_id = h.article_id
        WHERE t.kind IN :kinds GROUP BY t.kind, t.value
        UNION ALL
        SELECT 'band', a.band, {number} FROM h {hits.join} article a ON a.id = h.article_id
        GROUP BY a.band
        UNION ALL
        SELECT 'licence', r.licence, {number}
        FROM h {hits.join} rights r ON r.article_id = h.article_id GROUP BY r.licence
        UNION ALL
        SELECT 'month', {month}, {number} FROM h WHERE h.published_at IS NOT NULL GROUP BY 2
        UNION ALL
        SELECT 'all', '', count(*) FROM h
    """
    bound = hits.bound(statement).bindparams(bindparam("kinds", expanding=True))
    found: dict[str, list[Count]] = {}
    for kind, value, counted in hits.execute(bound, size=FACETED, kinds=TAGGED):
        found.setdefault(kind, []).append(Count(value, counted))
    return Facets(
        counts={
            kind: tuple(sorted(found.get(kind, ()), key=lambda c: (-c.number, c.value)))
            for kind in KINDS
        },
        months=tuple(sorted((c.value, c.number) for c in found.get("month", ()))),
        exact=found["all"][0].number < FACETED,
    )
