"""Who hangs together: articles around some others, their connected components, and which number
each of these keeps. Reads the database, writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Article, Outlet, Relation, Story

GOVERNMENT = "government"
_PART = 300  # values bound at once; SQLite has a limit
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    story_id: int | None
    outlet: str
    key: str
    kind: str  # of the outlet
    published_at: datetime | None

    @property
    def when(self) -> tuple[datetime, int]:
        """In order of publication; those without a date last."""
        return self.published_at or _NEVER, self.id


def figures_of(members: Sequence[Member]) -> dict[str, Any]:
    """What a story's row says of its members. The origin is the earliest press release where there
    is one, else what was published first.
    """
    ordered = sorted(members, key=lambda m: m.when)
    releases = [m for m in ordered if m.kind == GOVERNMENT]
    dates = [m.published_at for m in ordered if m.published_at is not None]
    return {
        "origin_id": (releases or ordered)[0].id, "first_id": ordered[0].id, "size": len(ordered),
        "outlets": len({m.outlet for m in ordered}),
        "first_at": dates[0] if dates else None, "last_at": dates[-1] if dates else None,
    }  # fmt: skip


def around(
    session: Session, seeds: Iterable[int]
) -> tuple[dict[int, Member], set[tuple[int, int]]]:
    """These articles with all that hang together with them, by story or by copy relations, and
    those relations.
    """
    members: dict[int, Member] = {}
    links: set[tuple[int, int]] = set()
    stories: set[int] = set()
    wanted = set(seeds)
    while wanted:
        fresh = {m.id: m for m in _members(session, Article.id, sorted(wanted))}
        new = {m.story_id for m in fresh.values() if m.story_id is not None} - stories
        fresh |= {m.id: m for m in _members(session, Article.story_id, sorted(new))}
        stories |= new
        fresh = {id_: m for id_, m in fresh.items() if id_ not in members}
        members |= fresh
        found = _copies(session, sorted(fresh))
        links |= found
        wanted = {id_ for ends in found for id_ in ends} - members.keys()
    return members, links


def _members(session: Session, column: Any, values: Sequence[int]) -> Iterator[Member]:
    for part in slices(values):
        for row in session.execute(
            select(
                Article.id, Article.story_id, Article.outlet, Article.key, Outlet.kind,
                Article.published_at,
            )
            .join(Outlet, Outlet.code == Article.outlet)
            .where(column.in_(part))
        ).tuples():  # fmt: skip
            yield Member(*row)


def _copies(session: Session, ids: Sequence[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for part in slices(ids):
        for end in (Relation.a_id, Relation.b_id):
            rows = session.execute(
                select(Relation.a_id, Relation.b_id).where(end.in_(part), Relation.kind == "copy")
            )
            found.update(rows.tuples())
    return found


def components(
    members: Mapping[int, Member], links: Iterable[tuple[int, int]]
) -> list[list[Member]]:
    """Connected components, each and all of them by their smallest number."""
    root = {id_: id_ for id_ in members}

    def find(id_: int) -> int:
        while root[id_] != id_:
            root[id_] = root[root[id_]]
            id_ = root[id_]
        return id_

    for a_id, b_id in links:
        a_root, b_root = find(a_id), find(b_id)
        root[max(a_root, b_root)] = min(a_root, b_root)
    parts: dict[int, list[Member]] = {}
    for id_ in sorted(members):
        parts.setdefault(find(id_), []).append(members[id_])
    return list(parts.values())


def assign(
    parts: Sequence[list[Member]], stories: Mapping[int, Story]
) -> tuple[list[int | None], dict[int, int]]:
    """The number each component keeps, None where it had none; and emptied story → component that
    took it over. A story that falls apart leaves its number to the part with its origin; of several
    that come together the oldest stays.
    """
    heirs: dict[int, int] = {}
    for index, part in enumerate(parts):
        for member in part:
            if member.story_id is None:
                continue
            has_origin = stories[member.story_id].origin_id == member.id
            if has_origin or member.story_id not in heirs:
                heirs[member.story_id] = index
    claims: dict[int, list[int]] = {}
    for story_id, index in heirs.items():
        claims.setdefault(index, []).append(story_id)
    kept = [min(claims[index]) if index in claims else None for index in range(len(parts))]
    emptied = {story_id: index for story_id, index in heirs.items() if kept[index] != story_id}
    return kept, emptied


def slices(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Slices small enough to be bound at once."""
    return (items[start : start + _PART] for start in range(0, len(items), _PART))
