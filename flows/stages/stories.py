"""Stories: what was stored is held against the articles that may carry its text, and grouped.

Publish, then search, then merge: the store has committed the sketches before anything is looked
for. Of two copies stored at the same moment by two processes, the one that looks last sees the
other; had each looked before it published, neither would (measured: 66-77 % of such stories split).
Texts are compared outside any lock; what was found is written in one short exclusive transaction.

`settle` may be killed anywhere and run again: what is not done stays in the queue, what is done
twice comes out the same. So it is the sweeper too, for rows that a killed run left half-way.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import candidates, grouping, lineage
from db.candidates import Sketched, Waiting
from db.grouping import Compared, Grouped
from db.models import Article, Version
from db.session import reading, retrying, writing
from korean.matching.compare import Prepared, compare
from korean.matching.sketch import long_enough, sketch

logger = logging.getLogger(__name__)

#: Articles that are looked for together, and written in one transaction.
BATCH = 500
#: Prepared texts kept from batch to batch; one takes some 50 kB.
KEPT = 2000


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the queue: articles taken off it, relations written or taken away, stories
    founded and emptied, and (outlet, key) of the articles that joined a story of another one.
    """

    articles: int = 0
    relations: int = 0
    founded: int = 0
    merged: int = 0
    joined: frozenset[tuple[str, str]] = frozenset()

    def plus(self, batch: Grouped) -> Settled:
        return Settled(
            self.articles + batch.articles, self.relations + batch.relations,
            self.founded + batch.founded, self.merged + batch.merged, self.joined | batch.joined,
        )  # fmt: skip


def settle(engine: Engine, *, outlet: str | None = None, limit: int | None = None) -> Settled:
    """Drain the queue, of one outlet or of all, at most ``limit`` articles: every text gets its
    relations and its story.
    """
    done = Settled()
    texts = _Texts()
    after, left = 0, limit
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        with reading(engine) as session:
            batch = candidates.waiting(session, outlet=outlet, after=after, limit=size)
            if not batch:
                break
            pairs = _pairs(session, batch)
            texts.load(session, batch, pairs)
        compared = [found for pair in pairs if (found := texts.compare(*pair)) is not None]
        kept = _keep(engine, batch, texts.unread, compared)
        if _lineage(engine, kept):
            _take_off(engine, kept)
        done = done.plus(kept)
        after = batch[-1].article_id
        left = None if left is None else left - len(batch)
    return done


def sketch_anew(engine: Engine) -> int:
    """Sketch the current texts that have no sketch, or not by today's algorithm; how many. They
    were stored before there were sketches, or an upgrade changed how they are made.
    """
    after, total = 0, 0
    while True:
        with reading(engine) as session:
            texts = candidates.unsketched(session, after=after, limit=BATCH)
        if not texts:
            return total
        sketched = [Sketched(t.article_id, t.text_hash, sketch(t.body)) for t in texts]
        total += _publish(engine, sketched)
        after = texts[-1].article_id


def _publish(engine: Engine, sketched: Sequence[Sketched]) -> int:
    def once() -> int:
        with writing(engine, exclusive=True) as session:
            return candidates.publish(session, sketched)

    return retrying(once)


def _pairs(session: Session, batch: Sequence[Waiting]) -> list[tuple[int, int]]:
    """Pairs to compare, each once, the smaller number first: with what may be a copy, and with what
    the article's text was held against before.
    """
    found = candidates.find(session, batch)
    known = candidates.partners(session, [one.article_id for one in batch])
    pairs = {
        (min(mine, other), max(mine, other))
        for others in (found, known)
        for mine, those in others.items()
        for other in those
    }
    return sorted(pairs)


def _keep(
    engine: Engine, batch: Sequence[Waiting], unread: set[int], compared: Sequence[Compared]
) -> Grouped:
    hashes = {one.article_id: one.text_hash for one in batch if one.article_id not in unread}

    def once() -> Grouped:
        with writing(engine, exclusive=True) as session:
            return grouping.keep(session, hashes, compared, datetime.now(UTC))

    return retrying(once)


def _lineage(engine: Engine, kept: Grouped) -> bool:
    """What rests on the stories; whether it went well. A fault there must not cost the stories: what
    it concerns stays in the queue, and the next run tries again.
    """
    try:
        lineage.refresh(engine, kept.held)
    except Exception:
        logger.exception("the lineage of %d articles could not be computed", len(kept.held))
        return False
    return True


def _take_off(engine: Engine, kept: Grouped) -> None:
    """Off the queue, once all is written that rests on the stories: a killed one begins there."""

    def once() -> None:
        with writing(engine) as session:
            grouping.take_off(session, kept.held, datetime.now(UTC))

    retrying(once)


@dataclass(frozen=True, slots=True)
class _Text:
    text_hash: str
    content_hash: str
    title: str
    body: str
    published_at: datetime | None


class _Texts:
    """The texts of a batch and its candidates, and what was prepared of them, the last used kept."""

    def __init__(self) -> None:
        self._texts: dict[int, _Text] = {}
        self._prepared: OrderedDict[tuple[int, str], Prepared] = OrderedDict()
        #: Articles of the batch whose text is another one already: they are left in the queue.
        self.unread: set[int] = set()

    def load(
        self, session: Session, batch: Sequence[Waiting], pairs: Iterable[tuple[int, int]]
    ) -> None:
        wanted = sorted({id_ for pair in pairs for id_ in pair})
        self._texts = dict(_read(session, wanted))
        self.unread = {
            one.article_id
            for one in batch
            if one.article_id in self._texts
            and self._texts[one.article_id].text_hash != one.text_hash
        }

    def compare(self, a_id: int, b_id: int) -> Compared | None:
        """None where our code stumbles over a text: that costs the pair, not the run."""
        try:
            return self._compare(a_id, b_id)
        except Exception:
            logger.exception("articles %d and %d could not be compared", a_id, b_id)
            return None

    def _compare(self, a_id: int, b_id: int) -> Compared:
        a, b = self._texts.get(a_id), self._texts.get(b_id)
        if a is None or b is None:
            return Compared(a_id, b_id, "none", 0.0, 0.0)
        if a.content_hash == b.content_hash and long_enough(a.body):
            return Compared(a_id, b_id, "copy", 1.0, 1.0)
        found = compare(self._prepare(a_id, a), self._prepare(b_id, b))
        return Compared(a_id, b_id, found.kind, found.containment, found.jaccard)

    def _prepare(self, id_: int, text: _Text) -> Prepared:
        key = (id_, text.text_hash)
        prepared = self._prepared.get(key)
        if prepared is None:
            prepared = Prepared.of(text.body, title=text.title, published_at=text.published_at)
            self._prepared[key] = prepared
            if len(self._prepared) > KEPT:
                self._prepared.popitem(last=False)
        else:
            self._prepared.move_to_end(key)
        return prepared


def _read(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, _Text]]:
    """Current texts by article, in as few queries as the databases allow."""
    columns: tuple[Any, ...] = (
        Version.text_hash, Version.content_hash, Version.title, Version.body, Version.published_at,
    )  # fmt: skip
    for start in range(0, len(ids), 10_000):
        query = (
            select(Article.id, *columns)
            .join(Version, Version.id == Article.current_version_id)
            .where(Article.id.in_(ids[start : start + 10_000]))
        )
        for id_, *values in session.execute(query).tuples():
            yield id_, _Text(*values)
