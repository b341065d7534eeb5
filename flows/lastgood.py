"""What the corpus remembers of an outlet's pages when they were last read well. Read only.

The doctor shows it beside what it sees now, so that a person sees which field comes by another
method, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.errors import DatabaseError
from db.home import database_url
from db.models import Article, RunOutlet, Version

#: Versions looked through for one that an own page version read.
_RECENT = 50
#: Columns of a version that are fields of an article, by the field's name.
_FIELDS = {
    "title": "title", "subtitle": "subtitle", "body": "body", "published": "published_at",
    "modified": "modified_at", "bylines": "bylines", "place": "place", "section": "section",
    "programme": "programme", "department": "department", "contact": "contact",
    "captions": "captions", "tags": "tags", "attachments": "attachments", "image_url": "image_url",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LastGood:
    """An outlet's last well-read article, and the field coverage of its last good visit. Times are
    aware. ``methods`` and ``lengths`` (characters, or items of a list) are by field.
    """

    key: str
    url: str | None
    title: str
    captured_at: datetime
    page: str | None
    methods: Mapping[str, str]
    lengths: Mapping[str, int]
    extractor: str
    coverage: Mapping[str, float] = field(default_factory=dict)
    visit: str | None = None  # the run of that coverage


class NoCorpus(Exception):
    """There is one, and it cannot be asked. The message says why."""


def last_good(
    outlets: Mapping[str, frozenset[str]], *, folder: Path | None = None
) -> dict[str, LastGood]:
    """By outlet code; ``outlets`` gives each one's own page versions. Without a corpus: nothing.

    Raises NoCorpus when there is one that cannot be read.
    """
    engine = _open(folder)
    if engine is None:
        return {}
    try:
        with Session(engine) as session:
            if not sa.inspect(session.connection()).has_table("version"):
                return {}
            found = {code: _article(session, code, pages) for code, pages in outlets.items()}
            return {code: good for code, good in found.items() if good is not None}
    except (SQLAlchemyError, DatabaseError) as error:
        raise NoCorpus(str(getattr(error, "orig", None) or error).strip()) from error
    finally:
        engine.dispose()


def _open(folder: Path | None) -> sa.Engine | None:
    """The corpus, so that nothing can be written; None when there is none yet."""
    url = sa.make_url(database_url(folder))
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, poolclass=sa.NullPool, connect_args={"connect_timeout": 5})
    path = url.database
    if not path or path == ":memory:" or not Path(path).exists():
        return None
    url = url.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})
    return sa.create_engine(url, poolclass=sa.NullPool)


def _article(session: Session, code: str, pages: frozenset[str]) -> LastGood | None:
    """The newest article that one of the outlet's own page versions read; else the newest read."""
    rows = session.execute(
        sa.select(Article.key, Article.url, Version)
        .join(Version, Version.id == Article.current_version_id)
        .where(Article.outlet == code)
        .order_by(Version.captured_at.desc(), Version.id.desc())
        .limit(_RECENT)
    ).all()
    if not rows:
        return None
    read_well = (row for row in rows if _page(row.Version.methods, pages))
    best = next(read_well, rows[0])
    coverage, visit = _coverage(session, code)
    version: Version = best.Version
    return LastGood(
        key=best.key,
        url=best.url,
        title=version.title,
        captured_at=version.captured_at,
        page=_page(version.methods, pages),
        methods=dict(version.methods),
        lengths=_lengths(version),
        extractor=version.extractor,
        coverage=coverage,
        visit=visit,
    )


def _page(methods: Mapping[str, str], pages: frozenset[str]) -> str | None:
    return next((method for method in methods.values() if method in pages), None)


def _lengths(version: Version) -> dict[str, int]:
    values = {name: getattr(version, column) for name, column in _FIELDS.items()}
    return {name: length(value) for name, value in values.items() if value}


def length(value: object) -> int:
    """Characters of a text, items of a list, 1 for anything else that is there."""
    return len(value) if isinstance(value, str | list | tuple) else 1


def _coverage(session: Session, code: str) -> tuple[dict[str, float], str | None]:
    """Of the outlet's last finished visit that read articles."""
    rows = session.execute(
        sa.select(RunOutlet.run_id, RunOutlet.coverage)
        .where(RunOutlet.outlet == code, RunOutlet.status == "finished")
        .order_by(RunOutlet.run_id.desc())
        .limit(_RECENT)
    )
    return next(((dict(row.coverage), row.run_id) for row in rows if row.coverage), ({}, None))
