"""Articles of a small corpus, straight into the tables: for tests of what is told of a week.

The week is 2026-W47: Monday 16 to Sunday 22 November in Korea.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select

from db import runs
from db.digest import Asked, Digest, Span, digest
from db.models import (
    Article,
    ArticleRights,
    Probe,
    Quote,
    Reuse,
    Run,
    RunOutlet,
    Sighting,
    Story,
    Tag,
    Version,
)
from db.session import reading, writing
from korean.dates import KST

WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))
TODAY = date(2026, 11, 23)
MONDAY = datetime(2026, 11, 16, tzinfo=KST)
NOON = MONDAY + timedelta(days=2, hours=12)
LAST_WEEK = NOON - timedelta(days=7)
LONG_AGO = NOON - timedelta(days=60)
KINDS = {"gyeongbuk": "government", "kyongbuk": "regional", "kbs": "national", "etoday": "national"}
_numbers = itertools.count(1)


def outlets(engine: Engine, codes: Sequence[str] = tuple(KINDS), name: str = "{}") -> None:
    with writing(engine) as session:
        records = [
            runs.OutletRecord(
                c, name.format(c), f"{c}.kr", "경북", KINDS[c], "own", True, "unknown"
            )
            for c in codes
        ]
        runs.save_outlets(session, records, NOON.astimezone(UTC))


def story(engine: Engine) -> int:
    """An empty one; `article` fills it."""
    with writing(engine) as session:
        row = Story(created_at=NOON)
        session.add(row)
        session.flush()
        return row.id


def article(
    engine: Engine,
    outlet: str = "kbs",
    at: datetime | None = NOON,
    *,
    title: str = "포항시, AI 조례 만든다",
    body: str = "포항시가 AI 조례를 만든다. 내년부터 시행한다.",
    url: str | None = "https://kbs.kr/1",
    story: int | None = None,
    tags: Sequence[tuple[str, str]] = (),
    quotes: Sequence[tuple[str, str]] = (),
    licence: str | None = None,
    label: str = "on_topic",
    agency: str | None = None,
) -> int:
    """An article with its tags (kind, value) and quotations (speaker, text); its number. ``at`` is in
    any zone. A government's is its story's origin.
    """
    number = next(_numbers)
    with writing(engine) as session:
        made = Article(
            outlet=outlet, key=str(number), url=url, title=title, label=label, score=0.9,
            band="accept", story_id=story, published_at=at, first_seen_at=NOON, last_checked_at=NOON,
        )  # fmt: skip
        session.add(made)
        session.flush()
        made.current_version_id = _version(session, made.id, 1, title, body, at).id
        for start, (speaker, text) in enumerate(quotes):
            session.add(Quote(
                version_id=made.current_version_id, text=text, start=start, end=start + 1,
                speaker=speaker, office="시장", organisation="포항시", agency=agency, verb="말했다",
                resolved="named", evidence=[],
            ))  # fmt: skip
        for kind, value in tags:
            krw = int(value) if kind == "amount" else None
            evidence = [{"text": f"{value}원", "rule": "budget", "field": "body"}]
            session.add(
                Tag(article_id=made.id, kind=kind, value=value, count=1, krw=krw, evidence=evidence)
            )
        if licence:
            session.add(ArticleRights(article_id=made.id, licence=licence, updated_at=NOON))
        if story:
            _joined(session, story, made)
    return made.id


def _version(
    session: Any, article_id: int, n: int, title: str, body: str, at: datetime | None
) -> Version:
    version = Version(
        article_id=article_id, n=n, text_hash=str(n), content_hash="c", title=title, body=body,
        language="ko", published_at=at, published_precision="minute", bylines=[], captions=[],
        tags=[], attachments=[], methods={}, warnings=[], cuts=[], captured_at=NOON,
        extracted_at=NOON, extractor="t",
    )  # fmt: skip
    session.add(version)
    session.flush()
    session.add(Sighting(article_id=article_id, version_id=version.id, at=at or NOON))
    return version


def _joined(session: Any, story_id: int, made: Article) -> None:
    """As the matching leaves a story."""
    story = session.get(Story, story_id)
    members = list(session.scalars(select(Article).where(Article.story_id == story_id)))
    ordered = sorted(members, key=lambda a: (a.published_at, a.id))
    releases = [a for a in ordered if KINDS[a.outlet] == "government"]
    story.origin_id, story.first_id = (releases or ordered)[0].id, ordered[0].id
    story.first_at, story.last_at = ordered[0].published_at, ordered[-1].published_at
    story.size, story.outlets = len(ordered), len({a.outlet for a in ordered})


def edited(engine: Engine, article_id: int, at: datetime, title: str, body: str) -> None:
    """The outlet changes its text, and that is seen at ``at``."""
    with writing(engine) as session:
        made = session.get_one(Article, article_id)
        last = session.scalar(
            select(func.max(Version.n)).where(Version.article_id == article_id)
        )  # fmt: skip
        version = _version(session, article_id, (last or 0) + 1, title, body, made.published_at)
        session.flush()
        sighting = session.scalars(select(Sighting).where(Sighting.version_id == version.id)).one()
        sighting.at = at
        made.current_version_id, made.title = version.id, title


def reused(engine: Engine, release: int, taken: int, share: float, *, delay: int = 3600) -> None:
    with writing(engine) as session:
        session.add(Reuse(
            release_id=release, article_id=taken, relation="copy", share=share, coverage=0.8, kept=3,
            changed=1, added=2, dropped=0, delay_seconds=delay, algorithm=1, created_at=NOON,
        ))  # fmt: skip


def visited(engine: Engine, at: datetime, **statuses: str) -> None:
    """A crawl of these outlets: finished or failed."""
    with writing(engine) as session:
        run = runs.new_run_id(at)
        session.add(Run(
            id=run, flow="ingest", trigger="schedule", params={}, status="finished", started_at=at,
            finished_at=at, code_version="t",
        ))  # fmt: skip
        session.flush()
        for code, status in statuses.items():
            session.add(RunOutlet(run_id=run, outlet=code, status=status, coverage={}, warnings=[]))


def probed(engine: Engine, outlet: str, at: datetime, state: str) -> None:
    with writing(engine) as session:
        session.add(Probe(outlet=outlet, at=at, state=state, reason=None, details={}))


def told(
    engine: Engine, of: Span = WEEK, *, today: date = TODAY, region: str | None = None,
    topic: str | None = None, outlets: tuple[str, ...] = (),
) -> Digest:  # fmt: skip
    with reading(engine) as session:
        return digest(session, of, Asked(region, topic, outlets), today=today)
