"""Relations of articles kept, and stories made of them: the part of the matching that writes.

A story is a connected component of `copy` relations. Whatever changed, the stories it touches are
put together anew from their relations; what comes out depends on the relations alone, not on the
order in which they were found. Call inside ``writing(engine, exclusive=True)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from db.components import Member, around, assign, components, figures_of, slices
from db.models import Article, Fingerprint, Outcome, Relation, Story
from db.upsert import upsert
from db.values import columns

_PART = 300  # values bound at once; SQLite has a limit
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two articles whose texts were compared, ``a_id`` the smaller number. ``kind`` is copy,
    related, template or none.
    """

    a_id: int
    b_id: int
    kind: str
    containment: float
    jaccard: float

    @property
    def ends(self) -> tuple[int, int]:
        return self.a_id, self.b_id


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a batch changed. ``joined``: (outlet, key) of the articles that came into a story of
    another one. ``held``: articles, with the hash of their text, whose story or whose place in it
    may be another one; they are in the queue until `take_off`.
    """

    articles: int
    relations: int
    founded: int
    merged: int
    joined: frozenset[tuple[str, str]]
    held: Mapping[int, str]


def keep(
    session: Session, batch: Mapping[int, str], compared: Iterable[Compared], now: datetime
) -> Grouped:
    """Keep what was found for a batch: article → hash of the text that was compared. An article
    whose text changed meanwhile is passed over, it has its own place in the queue.
    """
    standing = _standing(session, batch)
    overtaken = batch.keys() - standing
    pairs = [pair for pair in compared if overtaken.isdisjoint(pair.ends)]
    changed = _relate(session, pairs, now)
    grouping = _Grouping(session, now)
    grouping.group(standing | {id_ for ends in changed for id_ in ends})
    held = {id_: batch[id_] for id_ in standing}
    held |= _hold(session, sorted(grouping.touched - standing))
    return Grouped(
        len(standing), len(changed), grouping.founded, grouping.merged,
        frozenset((m.outlet, m.key) for m, _ in grouping.joined), held,
    )  # fmt: skip


def take_off(session: Session, held: Mapping[int, str], now: datetime) -> None:
    """All is done for these articles, as long as their texts are those."""
    if held:
        session.connection().execute(
            update(Fingerprint)
            .where(
                Fingerprint.article_id == bindparam("of"), Fingerprint.text_hash == bindparam("was"),
                Fingerprint.matched_at.is_(None),
            )
            .values(matched_at=now),
            [{"of": id_, "was": text_hash} for id_, text_hash in sorted(held.items())],
        )  # fmt: skip


def _hold(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Back into the queue: if we are killed now, the next one goes on from them. What is in it
    already waits for its own search and is not ours to take off.
    """
    found: dict[int, str] = {}
    for part in slices(ids):
        rows = session.execute(
            update(Fingerprint)
            .where(Fingerprint.article_id.in_(part), Fingerprint.matched_at.is_not(None))
            .values(matched_at=None)
            .returning(Fingerprint.article_id, Fingerprint.text_hash),
            execution_options={"synchronize_session": False},
        )
        found |= dict(rows.tuples().all())
    return found


def _standing(session: Session, batch: Mapping[int, str]) -> set[int]:
    found: set[int] = set()
    for part in slices(sorted(batch)):
        rows = session.execute(
            select(Fingerprint.article_id, Fingerprint.text_hash).where(
                Fingerprint.article_id.in_(part)
            )
        )
        found.update(id_ for id_, text_hash in rows if batch[id_] == text_hash)
    return found


def _relate(session: Session, compared: Sequence[Compared], now: datetime) -> list[tuple[int, int]]:
    """Write the relations that are not there as they were found; the pairs that changed."""
    wanted = {pair.ends: pair for pair in compared}
    there: dict[tuple[int, int], tuple[Any, ...]] = {}
    ends = (Relation.a_id, Relation.b_id)
    for part in slices(sorted(wanted)):
        for a_id, b_id, *values in session.execute(
            select(*ends, Relation.kind, Relation.containment, Relation.jaccard).where(
                tuple_(*ends).in_(part)
            )
        ):
            there[a_id, b_id] = tuple(values)
    gone = [pair for pair in sorted(there) if wanted[pair].kind == "none"]
    for part in slices(gone):
        session.execute(delete(Relation).where(tuple_(*ends).in_(part)))
    new = [
        pair
        for _, pair in sorted(wanted.items())
        if pair.kind != "none"
        and there.get(pair.ends) != (pair.kind, pair.containment, pair.jaccard)
    ]
    if new:
        rows = [columns(pair) | {"created_at": now} for pair in new]
        session.execute(upsert(session, Relation, ["a_id", "b_id"]), rows)
    return gone + [pair.ends for pair in new]


# -- stories ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Grouping:
    """Stories put together anew around some articles."""

    session: Session
    now: datetime
    founded: int = 0
    merged: int = 0
    joined: list[tuple[Member, int]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)  # moved, or an origin that is or was

    def group(self, seeds: Iterable[int]) -> None:
        members, links = around(self.session, seeds)
        if not members:
            return
        stories = self._stories({m.story_id for m in members.values() if m.story_id is not None})
        parts = components(members, links)
        kept, emptied = assign(parts, stories)
        figures = [figures_of(part) for part in parts]
        numbers = self._found(kept, figures)
        self._move(parts, numbers)
        self._merge({old: numbers[index] for old, index in emptied.items()})
        self._describe(numbers, figures, stories)
        self._account()

    def _stories(self, ids: set[int]) -> dict[int, Story]:
        found: dict[int, Story] = {}
        for part in slices(sorted(ids)):
            query = select(Story).where(Story.id.in_(part))
            found |= {story.id: story for story in self.session.scalars(query)}
        return found

    def _found(self, kept: Sequence[int | None], figures: Sequence[Mapping[str, Any]]) -> list[int]:
        """The number of each component: its own, or that of a story that is founded now."""
        rows = [
            {"created_at": self.now, **values}
            for number, values in zip(kept, figures, strict=True)
            if number is None
        ]
        self.founded += len(rows)
        if not rows:
            return [number for number in kept if number is not None]
        query = insert(Story).returning(Story.id, sort_by_parameter_order=True)
        given = iter(self.session.scalars(query, rows).all())
        return [next(given) if number is None else number for number in kept]

    def _move(self, parts: Sequence[list[Member]], numbers: Sequence[int]) -> None:
        """Give each article its story's number. One that had none yet and finds others there (the
        first of a new story finds none) has joined a story.
        """
        rows = []
        for part, number in zip(parts, numbers, strict=True):
            rows += [{"id": m.id, "story_id": number} for m in part if m.story_id != number]
            fresh = sorted((m for m in part if m.story_id is None), key=lambda m: m.id)
            first = 1 if len(fresh) == len(part) else 0
            self.joined += [(member, number) for member in fresh[first:]]
        if rows:
            self.touched.update(row["id"] for row in rows)
            self.session.execute(
                update(Article), rows, execution_options={"synchronize_session": False}
            )

    def _merge(self, into: Mapping[int, int]) -> None:
        """Emptied stories lead to the one that took them over, in one step."""
        self.merged += len(into)
        for old, number in sorted(into.items()):
            self.session.execute(
                update(Story)
                .where((Story.id == old) | (Story.merged_into == old))
                .values(merged_into=number, size=0, outlets=0),
                execution_options={"synchronize_session": False},
            )

    def _describe(
        self,
        numbers: Sequence[int],
        figures: Sequence[Mapping[str, Any]],
        stories: Mapping[int, Story],
    ) -> None:
        rows = []
        for number, values in zip(numbers, figures, strict=True):
            old = stories.get(number)
            if old is None or all(getattr(old, name) == new for name, new in values.items()):
                continue
            rows.append({"id": number, **values})
            if old.origin_id != values["origin_id"]:
                self.touched.update({old.origin_id, values["origin_id"]} - {None})
        if rows:
            self.session.execute(
                update(Story), rows, execution_options={"synchronize_session": False}
            )

    def _account(self) -> None:
        """The ledger of the run that stored an article tells that it is a copy."""
        if not self.joined:
            return
        statement = (
            update(Outcome)
            .where(
                Outcome.outlet == bindparam("of_outlet"), Outcome.key == bindparam("of_key"),
                Outcome.outcome == "stored",
            )
            .values(outcome="copy", reason=bindparam("why"))
        )  # fmt: skip
        self.session.connection().execute(
            statement,
            [
                {"of_outlet": m.outlet, "of_key": m.key, "why": f"story {number}"}
                for m, number in self.joined
            ],
        )
