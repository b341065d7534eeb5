"""Edits worth knowing: headlines and texts that outlets changed after they were out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.digest.scope import Scope
from db.digest.shape import Edit, Source
from db.digest.sources import sources
from db.digest.span import Span
from db.edits import changed
from db.models import Article, Sighting, Version
from db.slices import parts
from korean import difference

#: What a reader sees; other fields change without saying anything else.
WORTH = ("title", "subtitle", "body")
#: How a text says that it corrects an earlier one.
_CORRECTS = re.compile(
    r"정정\s?(?:보도|합니다|했습니다)|바로\s?잡(?:습니다|았습니다)|오보|\[정정\]|<정정>"
)
#: Edited articles of a period that are looked at, newest edit first: texts are held in memory.
_LOOKED_AT = 2_000


def edits(session: Session, scope: Scope, span: Span, limit: int) -> tuple[Edit, ...]:
    """Articles of any age whose text was seen to change in the span: corrections first, then
    headlines, then the largest changes. An article once, with what stood before and what stands after.
    """
    edited = scope.apply(
        select(Article.id)
        .join(Sighting, Sighting.article_id == Article.id)
        .join(Version, Version.article_id == Article.id)
        .where(Version.n > 1, Sighting.at >= span.since, Sighting.at < span.until)
        .group_by(Article.id)
        .order_by(Article.id.desc())
        .limit(_LOOKED_AT)
    )
    ids = list(session.scalars(edited))
    there = sources(session, ids)
    found = [
        edit
        for part in parts(ids)
        for edit in _edits(session, part, span, there)
    ]  # fmt: skip
    order = sorted(
        found,
        key=lambda e: (
            not e.correction, e.title_was is None, -e.paragraphs, e.seen_at, e.source.article_id
        ),
    )  # fmt: skip
    return tuple(order[:limit])


def _edits(
    session: Session, ids: Sequence[int], span: Span, there: dict[int, Source]
) -> list[Edit]:
    seen: dict[int, list[tuple[datetime, Version]]] = {}
    rows = session.execute(
        select(Sighting, Version)
        .join(Version, Version.id == Sighting.version_id)
        .where(Sighting.article_id.in_(ids), Sighting.at < span.until)
        .order_by(Sighting.at, Sighting.id)
    )
    for sighting, version in rows:
        seen.setdefault(sighting.article_id, []).append((sighting.at, version))
    found = (_edit(there[id_], history, span) for id_, history in seen.items())
    return [edit for edit in found if edit is not None]


def _edit(source: Source, history: list[tuple[datetime, Version]], span: Span) -> Edit | None:
    """From the text at the beginning of the span (or the first one) to that at its end."""
    earlier = [version for at, version in history if at < span.since]
    old = earlier[-1] if earlier else history[0][1]
    at, new = history[-1]
    fields = tuple(name for name in changed(old, new) if name in WORTH)
    if not fields or at < span.since:
        return None
    return Edit(
        source, at, fields, old.title if "title" in fields else None,
        _paragraphs(old, new) if "body" in fields else 0,
        bool(_CORRECTS.search(f"{new.title}\n{new.body}"))
        and not _CORRECTS.search(f"{old.title}\n{old.body}"),
    )  # fmt: skip


def _paragraphs(old: Version, new: Version) -> int:
    compared = difference.paragraphs(old.body.split("\n\n"), new.body.split("\n\n"))
    return sum(p.change != "same" for p in compared)
