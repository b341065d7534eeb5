"""Make what was stored findable. The search index follows the corpus: a fault in it costs no run and
no article, for what is due stays in its queue.
"""

from __future__ import annotations

import logging

from sqlalchemy import Engine

from db.search.index import catch_up

logger = logging.getLogger(__name__)

#: Articles that are indexed in the course of something else, a minute's work: after an upgrade all
#: of them are due, and must not hold up a run. The next ones and `aipolicy index` do the rest.
MOST = 20_000


def searchable(engine: Engine, limit: int | None = MOST) -> int:
    """Index what has changed, what was stored last first; how many articles. Raises nothing: what
    goes wrong is in the log.
    """
    try:
        return catch_up(engine, limit)
    except Exception:
        logger.exception(
            "the search index could not be brought up to date: what was stored last may not be found "
            "yet. Nothing is lost; the next run tries again, `aipolicy index` does it now"
        )
        return 0
