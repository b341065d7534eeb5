"""What the index holds of an article, read from the tables that are the truth."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from db.models import Article, ArticleRights, Tag, Version
from db.search import docids
from db.search.compile import ALL, KINDS, facet
from db.slices import parts
from korean import tokens

#: Of how an article becomes an entry in each database. Raise it, and queue all articles in a migration,
#: when the tokens or facets of the same article change.
FORMAT = {"sqlite": 1, "postgresql": 2}

INDEXED = and_(Article.label == "on_topic", Article.current_version_id.is_not(None))
_TAGGED = [kind for kind in KINDS if kind in ("region", "topic", "agency", "programme")]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that is to be in the index. ``first`` is the lowest docid it may have; ``digest``
    tells whether anything of its words, facets or place is another.
    """

    article_id: int
    version_id: int
    story_id: int | None
    published_at: datetime | None
    outlet: str
    title: str
    body: str
    facets: tuple[str, ...]
    first: int
    digest: str

    def row(self) -> dict[str, Any]:
        """Its columns in `search_doc` but the docid."""
        return {
            "article_id": self.article_id, "version_id": self.version_id,
            "story_id": self.story_id, "published_at": self.published_at, "outlet": self.outlet,
            "digest": self.digest,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """An entry's tokens, `korean.tokens.GAP` where a gap is."""

    title: Sequence[str]
    body: Sequence[str]
    facets: Sequence[str]

    @classmethod
    def of(cls, entry: Entry) -> Words:
        return cls(tokens.texts(entry.title), tokens.texts(entry.body), entry.facets)


def read(session: Session, ids: Sequence[int]) -> dict[int, Entry]:
    """Those of the articles that belong into the index."""
    tags: dict[int, list[tuple[str, str]]] = {}
    for part in parts(ids):
        rows = select(Tag.article_id, Tag.kind, Tag.value)
        for id_, kind, value in session.execute(
            rows.where(Tag.article_id.in_(part), Tag.kind.in_(_TAGGED))
        ):
            tags.setdefault(id_, []).append((kind, value))
    found: dict[int, Entry] = {}
    form = FORMAT[session.get_bind().dialect.name]
    for part in parts(ids):
        query = (
            select(
                Article.id, Article.outlet, Article.band, Article.published_at, Article.story_id,
                Version.id, Version.title, Version.subtitle, Version.body, ArticleRights.licence,
            )
            .join(Version, Version.id == Article.current_version_id)
            .outerjoin(ArticleRights, ArticleRights.article_id == Article.id)
            .where(Article.id.in_(part), INDEXED)
        )  # fmt: skip
        for row in session.execute(query).tuples():
            found[row[0]] = _entry(form, *row, tags.get(row[0], ()))
    return found


def _entry(
    form: int, id_: int, outlet: str, band: str, published_at: datetime | None, story_id: int | None,
    version_id: int, title: str, subtitle: str | None, body: str, licence: str | None,
    tags: Sequence[tuple[str, str]],
) -> Entry:  # fmt: skip
    values = [*tags, ("outlet", outlet), ("band", band)]
    if licence is not None:
        values.append(("licence", licence))
    facets = (ALL, *sorted(facet(kind, value) for kind, value in values))
    title, body = tokens.fields(title, subtitle, body)
    first = docids.start(published_at, id_)
    digest = _digest(str(form), str(first), *facets, title, body)
    return Entry(
        id_, version_id, story_id, published_at, outlet, title, body, facets, first, digest
    )


def _digest(*fields: str) -> str:
    hash_ = hashlib.blake2b(digest_size=16)
    for field in fields:
        raw = field.encode("utf-8", "surrogatepass")
        hash_.update(len(raw).to_bytes(8, "little"))
        hash_.update(raw)
    return hash_.hexdigest()
