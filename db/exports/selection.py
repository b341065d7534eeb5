"""Which articles an export holds: what was asked, and the documents of all that match, uncapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import queries, schema
from db.document import iso
from db.exports import about
from db.exports.about import About
from db.models import Article
from db.queries import Filter
from db.search import ids as found

#: Articles in memory at once.
PART = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles on topic that match a query and a filter, newest first, those without a date last.

    ``fold``: one article a story, the one that `db.search.find` shows for it: its earliest.
    """

    query: str = ""
    where: Filter = Filter()
    fold: bool = False

    def documents(self, session: Session) -> Iterator[dict[str, Any]]:
        """One at a time, with a few hundred in memory. Raises `korean.query.QueryError` at the first.

        One view of the database needs one transaction: see `view`.
        """
        ids = folded(session, self._ids) if self.fold else self._ids(session, "newest")
        for part in _parts(ids):
            by_id = queries.documents(session, part)
            # The index may still have what was found off topic a moment ago.
            yield from (by_id[n] for n in part if n in by_id and by_id[n]["label"] == "on_topic")

    def about(self, engine: Engine, *, program: str = about.PROGRAM) -> About:
        """What an export of it says of itself."""
        return About(
            self.query, self._where(), self.fold, schema=schema.current(engine),
            program=program, commit=about.commit(),
        )  # fmt: skip

    def _ids(self, session: Session, order: str) -> Iterator[int]:
        if not self.query:
            return browsed(session, self.where, newest=order == "newest")
        return found(
            session, self.query, self.where, order="newest" if order == "newest" else "oldest"
        )

    def _where(self) -> dict[str, Any]:
        """The conditions, by the names of the command line's options."""
        given = {
            "outlet": list(self.where.outlets) or None,
            "since": _said(self.where.since), "until": _said(self.where.until),
            **{name: getattr(self.where, name)
               for name in ("region", "topic", "agency", "band", "licence", "programme")},
        }  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}


def view(engine: Engine) -> Engine:
    """The engine, such that a session on it sees one state of the database however long it takes."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def browsed(session: Session, where: Filter, *, newest: bool = True) -> Iterator[int]:
    """The numbers of all articles that the filter holds, read as they are asked for."""
    order = (
        (Article.published_at.is_(None), Article.published_at.desc(), Article.id.desc())
        if newest
        else (Article.published_at.is_not(None), Article.published_at, Article.id)
    )
    query = where.apply(select(Article.id)).order_by(*order)
    for rows in session.execute(query, execution_options={"yield_per": PART}).partitions():
        yield from (row[0] for row in rows)


def folded(session: Session, ids: Callable[[Session, str], Iterator[int]]) -> Iterator[int]:
    """Of each story the earliest, newest first. Two passes, so that what is remembered is two bits for
    each article and story, not a list of them.
    """
    stories, chosen = _Bits(), _Bits()
    for part in _parts(ids(session, "oldest")):
        rows = session.execute(select(Article.id, Article.story_id).where(Article.id.in_(part)))
        story_of = dict(rows.tuples().all())
        for number in part:
            story = story_of.get(number)
            if story is None or stories.add(story):
                chosen.add(number)
    return (number for number in ids(session, "newest") if number in chosen)


class _Bits:
    """A set of small numbers: 125 kB for a million of them."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> bool:
        """Was it not in yet?"""
        at, mask = number >> 3, 1 << (number & 7)
        if at >= len(self._bits):
            self._bits.extend(bytes(at + 1 - len(self._bits) + 4096))
        new = not self._bits[at] & mask
        self._bits[at] |= mask
        return new

    def __contains__(self, number: int) -> bool:
        at = number >> 3
        return at < len(self._bits) and bool(self._bits[at] & 1 << (number & 7))


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while part := list(islice(rest, PART)):
        yield part


def _said(when: datetime | None) -> str | None:
    return iso(when)
