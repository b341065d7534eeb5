"""What people ask of stories: one story with its members in order of time, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from db.document import iso
from db.errors import NotFound
from db.models import Article, Outlet, Relation, Story

#: Of one kind of neighbours, how many are told, the closest first.
NEIGHBOURS = 50


def story(session: Session, id_: int) -> dict[str, Any]:
    """A story as a document; a number that was merged away leads to the story that took it over.

    ``{"id", "asked" (the number given), "size", "outlets", "first_published_at",
    "last_published_at", "first" and "origin" (article numbers), "members": [member], "related":
    [neighbour], "template": [neighbour]}``.

    A member is ``{"id", "outlet", "outlet_name", "kind" (of the outlet), "key", "title", "url",
    "published_at", "label", "origin" (bool), "relation", "containment", "jaccard"}``: the last
    three are those to the origin, null for the origin itself and for a member that is linked to it
    through others alone. Members come by publication, those without a date last. A neighbour has a
    member's fields without ``origin``, and ``story_id`` and ``to`` (the member it is like).

    Times are ISO 8601 with +09:00. Raises NotFound.
    """
    found = _standing(session, id_)
    members = [
        _about(row)
        for row in session.execute(
            _articles().where(Article.story_id == found.id)
            .order_by(Article.published_at.is_(None), Article.published_at, Article.id)
        )
    ]  # fmt: skip
    ids = [member["id"] for member in members]
    relations = _relations(session, ids)
    to_origin = {_other(r, found.origin_id): r for r in relations if found.origin_id in _ends(r)}
    for member in members:
        relation = to_origin.get(member["id"])
        member["origin"] = member["id"] == found.origin_id
        member |= _figures(relation)
    return {
        "id": found.id, "asked": id_, "size": found.size, "outlets": found.outlets,
        "first_published_at": iso(found.first_at), "last_published_at": iso(found.last_at),
        "first": found.first_id, "origin": found.origin_id, "members": members,
        "related": _neighbours(session, relations, set(ids), "related"),
        "template": _neighbours(session, relations, set(ids), "template"),
    }  # fmt: skip


def _standing(session: Session, id_: int) -> Story:
    found = session.get(Story, id_)
    if found is not None and found.merged_into is not None:
        found = session.get(Story, found.merged_into)  # chains are kept flat
    if found is None:
        raise NotFound(
            f"no story {id_}. `aipolicy show ID` tells an article's story (`story_id`), the view "
            "`stories` lists them"
        )
    return found


def _articles() -> Any:
    return select(
        Article.id, Article.outlet, Outlet.name.label("outlet_name"), Outlet.kind, Article.key,
        Article.title, Article.url, Article.published_at, Article.label, Article.story_id,
    ).join(Outlet, Outlet.code == Article.outlet)  # fmt: skip


def _about(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id, "outlet": row.outlet, "outlet_name": row.outlet_name, "kind": row.kind,
        "key": row.key, "title": row.title, "url": row.url,
        "published_at": iso(row.published_at), "label": row.label,
    }  # fmt: skip


def _figures(relation: Relation | None) -> dict[str, Any]:
    return {
        "relation": relation.kind if relation else None,
        "containment": relation.containment if relation else None,
        "jaccard": relation.jaccard if relation else None,
    }


def _ends(relation: Relation) -> tuple[int, int]:
    return relation.a_id, relation.b_id


def _other(relation: Relation, one: int | None) -> int:
    return relation.b_id if relation.a_id == one else relation.a_id


def _relations(session: Session, ids: Sequence[int], size: int = 300) -> list[Relation]:
    """Every relation of these articles, each once."""
    found: dict[tuple[int, int], Relation] = {}
    for start in range(0, len(ids), size):
        part = ids[start : start + size]
        wanted = or_(Relation.a_id.in_(part), Relation.b_id.in_(part))
        found |= {_ends(r): r for r in session.scalars(select(Relation).where(wanted))}
    return [found[ends] for ends in sorted(found)]


def _neighbours(
    session: Session, relations: Iterable[Relation], ids: set[int], kind: str
) -> list[dict[str, Any]]:
    """Articles of other stories that are like a member in this way, each once, the closest first."""
    closest: dict[int, tuple[float, int, Relation]] = {}
    for relation in relations:
        inside = [id_ for id_ in _ends(relation) if id_ in ids]
        if relation.kind != kind or len(inside) != 1:
            continue
        outside = _other(relation, inside[0])
        rank = (relation.containment or 0.0, -inside[0], relation)
        if outside not in closest or rank[:2] > closest[outside][:2]:
            closest[outside] = rank
    order = sorted(closest, key=lambda id_: (-closest[id_][0], id_))[:NEIGHBOURS]
    rows = {row.id: row for row in session.execute(_articles().where(Article.id.in_(order)))}
    return [
        _about(rows[id_])
        | _figures(closest[id_][2])
        | {"story_id": rows[id_].story_id, "to": -closest[id_][1]}
        for id_ in order
    ]
