"""Articles with their texts, straight into the tables: for tests of what is asked of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update

from db import runs
from db.models import Article, Story, Version
from db.session import writing

NOW = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
KINDS = {"gyeongbuk": "government", "kyongbuk": "regional", "kbs": "national"}


def outlets(engine: Engine) -> None:
    with writing(engine) as session:
        records = [
            runs.OutletRecord(c, c, f"{c}.kr", "경북", kind, "own", True, "unknown")
            for c, kind in KINDS.items()
        ]
        runs.save_outlets(session, records, NOW)


def article(
    engine: Engine,
    outlet: str,
    body: str,
    *,
    title: str | None = None,
    story: int | None = None,
    hours: float = 0,
    precision: str = "minute",
) -> int:
    """An on-topic article ``hours`` after `NOW`, in ``story`` or one of its own; its number. A
    government's is its story's origin.
    """
    at = NOW + timedelta(hours=hours)
    title = title or body[:10]
    with writing(engine) as session:
        if story is None:
            row = Story(created_at=NOW, first_at=at, last_at=at)
            session.add(row)
            session.flush()
            story = row.id
        made = Article(
            outlet=outlet, key=f"{hours}-{len(body)}-{abs(hash(body)) % 10**6}", title=title,
            label="on_topic", score=0.9, band="accept", story_id=story, published_at=at,
            first_seen_at=NOW, last_checked_at=NOW,
        )  # fmt: skip
        session.add(made)
        session.flush()
        version = Version(
            article_id=made.id, n=1, text_hash="t", content_hash="c", title=title, body=body,
            language="ko", published_at=at, published_precision=precision, bylines=[],
            captions=[], tags=[], attachments=[], methods={}, warnings=[], cuts=[],
            captured_at=NOW, extracted_at=NOW, extractor="t",
        )  # fmt: skip
        session.add(version)
        session.flush()
        made.current_version_id = version.id
        if KINDS[outlet] == "government":
            session.execute(update(Story).where(Story.id == story).values(origin_id=made.id))
    return made.id
