"""Where an article comes from: every response of it in the archive, and which text was read from it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.document import iso
from db.models import Article, Capture, Version

_CAPTURE = (
    "id", "run_id", "kind", "url", "final_url", "status", "file", "offset", "length", "digest",
    "content_type", "etag", "last_modified", "size",
)  # fmt: skip


def provenance(session: Session, article_id: int) -> dict[str, Any]:
    """``{"captures": [capture], "versions": [version]}``, the oldest first.

    A capture has the columns of its table, ``fetched_at`` in ISO 8601 with +09:00, and ``versions``:
    the numbers of the texts that were read from it (none where it brought nothing new). ``file`` is
    relative to the archive's root; the record's gzip member has ``length`` bytes at ``offset``, and
    ``digest`` is that of its payload. A version has its hashes, extractor, times and methods.
    """
    versions = list(
        session.scalars(select(Version).where(Version.article_id == article_id).order_by(Version.n))
    )
    of = select(Article.outlet, Article.key).where(Article.id == article_id)
    outlet, key = session.execute(of).one()
    read = {version.capture_id for version in versions if version.capture_id is not None}
    captures = session.scalars(
        select(Capture)
        .where(or_((Capture.outlet == outlet) & (Capture.key == key), Capture.id.in_(read)))
        .order_by(Capture.fetched_at, Capture.id)
    )
    return {
        "captures": [
            {name: getattr(capture, name) for name in _CAPTURE}
            | {
                "fetched_at": iso(capture.fetched_at),
                "versions": [v.n for v in versions if v.capture_id == capture.id],
            }
            for capture in captures
        ],
        "versions": [
            {
                "version": v.n, "capture_id": v.capture_id, "captured_at": iso(v.captured_at),
                "extracted_at": iso(v.extracted_at), "extractor": v.extractor,
                "text_hash": v.text_hash, "content_hash": v.content_hash, "methods": v.methods,
                "warnings": v.warnings,
            }
            for v in versions
        ],
    }  # fmt: skip
