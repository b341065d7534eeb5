"""An article that says ``<script>`` wherever it can, straight into the tables."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine

from db import runs
from db.models import (
    Article,
    ArticleRights,
    Capture,
    Label,
    Outcome,
    Quote,
    Relation,
    Reuse,
    Sighting,
    Story,
    Tag,
    Verdict,
    Version,
)
from db.session import writing

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
#: What would run, break out of an attribute, or be computed, if it were not text.
EVIL = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}<!-- &amp; ]]>"
LINK = "javascript:alert(3)"
CODE, RUN = "evil", "20261120T030000Z-0ev1l0"


def store(engine: Engine) -> None:
    """Two articles of one story, the second a version later."""
    with writing(engine) as session:
        record = runs.OutletRecord(
            CODE, EVIL, "evil.example", "경북", "regional", "own", True, "unknown", EVIL, note=EVIL
        )
        runs.save_outlets(session, [record], NOW)
        runs.begin(
            session, RUN, flow="ingest", trigger=EVIL, params={"part_of": None}, outlets=[CODE],
            now=NOW, code_version=EVIL,
        )  # fmt: skip
        runs.finish_outlet(
            session, RUN, CODE, status="failed", message=EVIL, discovered=1, warnings=[EVIL],
            sources=[{"kind": EVIL, "url": LINK, "status": 200, "problem": EVIL, "rows": 1}],
        )  # fmt: skip
        runs.finish(session, RUN, "failed", NOW, EVIL)
        session.add(
            Outcome(
                run_id=RUN, outlet=CODE, key=EVIL, url=LINK, outcome="stored", reason=EVIL,
                source="feed", http_status=200, at=NOW,
            )
        )  # fmt: skip
        story = Story(created_at=NOW, first_at=NOW, last_at=NOW, size=2, outlets=1)
        session.add(story)
        session.flush()
        capture = _capture()
        session.add(capture)
        session.flush()
        ids = [_article(session, story.id, capture.id, number) for number in (1, 2)]
        story.origin_id, story.first_id = ids[0], ids[0]
        session.add(
            Relation(
                a_id=ids[0], b_id=ids[1], kind="copy", containment=1.0, jaccard=1.0, created_at=NOW
            )
        )
        session.add(
            Reuse(
                release_id=ids[0], article_id=ids[1], relation="copy", share=1.0, coverage=1.0,
                kept=1, changed=0, added=0, dropped=0, delay_seconds=60, algorithm=1, created_at=NOW,
            )
        )  # fmt: skip


def _capture() -> Capture:
    return Capture(
        run_id=RUN, outlet=CODE, key=EVIL + "1", kind=EVIL, url=LINK, final_url=LINK, status=200,
        fetched_at=NOW, file=EVIL, offset=0, length=1, digest=EVIL, content_type=EVIL, etag=EVIL,
        last_modified=EVIL, size=1,
    )  # fmt: skip


def _article(session, story: int, capture: int, number: int) -> int:  # type: ignore[no-untyped-def]
    article = Article(
        outlet=CODE, key=f"{EVIL}{number}", url=LINK, title=f"{EVIL} 인공지능", label="on_topic",
        score=0.9, band="review", reason=EVIL, story_id=story, published_at=NOW, first_seen_at=NOW,
        last_checked_at=NOW, capture_id=capture, run_id=RUN,
    )  # fmt: skip
    session.add(article)
    session.flush()
    versions = [_version(article.id, capture, n) for n in (1, 2)]
    session.add_all(versions)
    session.flush()
    article.current_version_id = versions[1].id
    for version in versions:
        session.add(
            Sighting(article_id=article.id, version_id=version.id, at=NOW, capture_id=capture)
        )
    span = {
        "gate": EVIL,
        "rule": EVIL,
        "field": "body",
        "start": 0,
        "end": len(EVIL),
        "text": EVIL,
        "weight": -1.0,
    }
    for kind, value in (
        ("topic", EVIL),
        ("region", EVIL),
        ("agency", EVIL),
        ("programme", EVIL),
        ("amount", EVIL),
    ):
        session.add(Tag(article_id=article.id, kind=kind, value=value, count=1, evidence=[span]))
    session.add(
        Verdict(
            article_id=article.id, text_hash="t2", ruleset=EVIL, label="on_topic", score=0.9,
            band="review", reason=EVIL, evidence=[span], created_at=NOW,
        )
    )  # fmt: skip
    session.add(
        Label(article_id=article.id, label="on_topic", person=EVIL, note=EVIL, created_at=NOW)
    )
    session.add(
        Quote(
            version_id=versions[1].id, text=EVIL, start=0, end=len(EVIL), speaker=EVIL, office=EVIL,
            organisation=EVIL, agency=EVIL, verb=EVIL, resolved="named", evidence=[],
        )
    )  # fmt: skip
    session.add(
        ArticleRights(
            article_id=article.id, licence=EVIL, ai_training=False, notice=EVIL, source=EVIL,
            updated_at=NOW,
        )
    )  # fmt: skip
    return int(article.id)


def _version(article: int, capture: int, n: int) -> Version:
    return Version(
        article_id=article, n=n, text_hash=f"t{n}", content_hash=EVIL, title=f"{EVIL} 인공지능",
        subtitle=f"{EVIL} {n}", body=f"{EVIL} 인공지능 기본법 {n}판.\n\n{EVIL}", language="ko", published_at=NOW,
        published_raw=EVIL, published_precision="minute", modified_at=NOW, modified_raw=EVIL,
        bylines=[{"name": EVIL, "role": EVIL, "email": EVIL}], place=EVIL, section=EVIL,
        programme=EVIL, department=EVIL, contact=EVIL, captions=[EVIL], tags=[EVIL],
        attachments=[{"name": EVIL, "url": LINK}], image_url=LINK, methods={EVIL: EVIL},
        confidence={EVIL: 0.5}, warnings=[EVIL], capture_id=capture, captured_at=NOW,
        cuts=[{"rule": EVIL, "start": 0, "end": 4, "text": EVIL}], extracted_at=NOW, extractor=EVIL,
    )  # fmt: skip
