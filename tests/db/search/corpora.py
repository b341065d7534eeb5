"""Corpora to search, put straight into the tables, and what every search of them must find: an oracle
that looks at all articles in Python.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert, select

from db import runs
from db.models import Article, ArticleRights, SearchDoc, Story, Tag, Version
from db.queries import Filter
from db.session import reading, writing
from korean.query import Query, matches, parse
from korean.tokens import fields

EVERYTHING = Filter()
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OUTLETS = ("kbs", "kyongbuk", "gyeongbuk", "etoday")
VALUES = {
    "region": ("경북", "대구", "전국"), "topic": ("law_regulation", "education"),
    "agency": ("과학기술정보통신부", "교육부"), "programme": ("인공지능 기본법", "AI 바우처"),
}  # fmt: skip
BANDS, LICENCES = ("accept", "review"), ("KOGL-1", "all-rights-reserved", "unknown")
#: Few words, so that many articles share them; some have no space, a sign or another script.
WORDS = (
    "인공지능", "기본법", "AI", "정책", "경북", "경상북도", "대구", "예산", "교육", "지원", "과기정통부",
    "과학기술정보통신부", "을", "법", "GPT-4", "R&D", "3.5%", "1,000억", "人工知能", "fon", "데이터센터",
)  # fmt: skip
GLUE = (" ", " ", " ", "", "\n", "\n\n", ". ", "·", "ㆍ", "\u3000")
QUERIES = (
    "인공지능", "인공 지능", "AI", "법", "기본", "경북", "과기정통부", '"인공지능 기본법"', "AI 기본법",
    "인공지능 -예산", "-AI", "대구 OR 경북 정책", "title:정책", '제목:"기본법 AI"', "R&D", "GPT4",
    "1000억", "人工知能", "fon", "없는말", '"정책. 예산"', "정책.예산", "교육 지원 -title:교육", "",
)  # fmt: skip


@dataclass(slots=True)
class Made:
    """An article of a made corpus."""

    id: int
    outlet: str
    title: str
    body: str
    subtitle: str | None
    story: int | None
    published_at: datetime | None
    band: str = "accept"
    licence: str | None = None
    label: str = "on_topic"
    tags: dict[str, list[str]] = field(default_factory=dict)


def text(rng: random.Random, most: int) -> str:
    words = [rng.choice(WORDS) + rng.choice(GLUE) for _ in range(rng.randint(1, most))]
    return "".join(words).strip() or "글"


def corpus(seed: int, number: int, *, stories: int = 3, days: int = 90) -> list[Made]:
    """Articles at random, about ``stories`` to a story, some without a date, some at one minute."""
    rng = random.Random(seed)
    made = []
    for id_ in range(1, number + 1):
        at = NOW - timedelta(minutes=rng.randrange(days * 24 * 60))
        if rng.random() < 0.1:
            at = NOW - timedelta(days=rng.randrange(5))
        made.append(
            Made(
                id_, rng.choice(OUTLETS), text(rng, 4), text(rng, 12),
                text(rng, 3) if rng.random() < 0.2 else None,
                rng.randint(1, max(1, number // stories)) if rng.random() < 0.9 else None,
                None if rng.random() < 0.05 else at, rng.choice(BANDS),
                rng.choice((*LICENCES, None)),
                "off_topic" if rng.random() < 0.05 else "on_topic",
                {k: rng.sample(v, rng.randrange(len(v) + 1)) for k, v in VALUES.items()},
            )
        )  # fmt: skip
    return made


def store(engine: Engine, made: Sequence[Made]) -> None:
    """Into the tables; the index is not told."""
    with writing(engine) as session:
        kinds = [
            runs.OutletRecord(c, f"{c} 이름", f"{c}.kr", "경북", "regional", "own", True, "unknown")
            for c in OUTLETS
        ]
        runs.save_outlets(session, kinds, NOW)
        told = sorted({m.story for m in made if m.story})
        if told:
            session.execute(insert(Story), [{"id": i, "created_at": NOW} for i in told])
        session.execute(insert(Article), [_article(m) for m in made])
        session.execute(insert(Version), [_version(m) for m in made])
        for m in made:
            session.get_one(Article, m.id).current_version_id = m.id
        tags = [
            {"article_id": m.id, "kind": k, "value": v, "count": 1, "evidence": []}
            for m in made
            for k, values in m.tags.items()
            for v in values
        ]
        if tags:
            session.execute(insert(Tag), tags)
        rights = [
            {"article_id": m.id, "licence": m.licence, "updated_at": NOW} for m in made if m.licence
        ]
        if rights:
            session.execute(insert(ArticleRights), rights)


def _article(m: Made) -> dict[str, object]:
    return {
        "id": m.id, "outlet": m.outlet, "key": f"k{m.id}", "title": m.title, "label": m.label,
        "url": f"https://{m.outlet}.kr/{m.id}", "score": 0.9, "band": m.band, "story_id": m.story,
        "published_at": m.published_at, "first_seen_at": NOW, "last_checked_at": NOW,
    }  # fmt: skip


def _version(m: Made) -> dict[str, object]:
    return {
        "id": m.id, "article_id": m.id, "n": 1, "text_hash": "t", "content_hash": "c",
        "title": m.title, "subtitle": m.subtitle, "body": m.body, "language": "ko",
        "published_at": m.published_at, "bylines": [], "captions": [], "tags": [],
        "attachments": [], "methods": {}, "warnings": [], "cuts": [], "captured_at": NOW,
        "extracted_at": NOW, "extractor": "t",
    }  # fmt: skip


# -- the oracle ------------------------------------------------------------------------------------


def holds(made: Made, query: Query, where: Filter) -> bool:
    """Is it a hit?"""
    at = made.published_at
    return (
        made.label == "on_topic"
        and (not where.outlets or made.outlet in where.outlets)
        and (where.since is None or (at is not None and at >= where.since))
        and (where.until is None or (at is not None and at < where.until))
        and where.band in (None, made.band)
        and where.licence in (None, made.licence)
        and all(
            getattr(where, kind) is None or getattr(where, kind) in made.tags[kind]
            for kind in VALUES
        )
        and matches(query, *fields(made.title, made.subtitle, made.body))
    )


def expected(made: Sequence[Made], query: str, where: Filter = EVERYTHING) -> list[Made]:
    """All hits, the newest first; of one minute in any order."""
    asked = parse(query)
    found = [m for m in made if holds(m, asked, where)]
    return sorted(found, key=lambda m: m.published_at or datetime.min.replace(tzinfo=UTC))[::-1]


def docids(engine: Engine) -> dict[int, int]:
    """Article → its number in the index."""
    with reading(engine) as session:
        rows = session.execute(
            select(SearchDoc.article_id, SearchDoc.docid).where(SearchDoc.article_id.is_not(None))
        )
        return dict(rows.tuples().all())


def folded(hits: Sequence[Made], order: dict[int, int]) -> dict[int, list[Made]]:
    """For each story its hits, by the one that stands for it: the earliest."""
    stories: dict[object, list[Made]] = {}
    for made in sorted(hits, key=lambda m: order[m.id]):
        stories.setdefault(made.story or f"alone {made.id}", []).append(made)
    return {members[0].id: members for members in stories.values()}


def filters(rng: random.Random) -> Filter:
    """A filter at random: mostly one condition, now and then none or several."""
    where = {}
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        kind = rng.choice(("outlets", "since", "until", "band", "licence", *VALUES))
        choices: Sequence[object] = {"band": BANDS, "licence": LICENCES, **VALUES}.get(kind, ())
        if kind == "outlets":
            where[kind] = rng.sample(OUTLETS, rng.randint(1, 3))
        elif choices:
            where[kind] = rng.choice(choices)
        else:
            where[kind] = NOW - timedelta(minutes=rng.randrange(90 * 24 * 60))
    return Filter(**where)


def searches(rng: random.Random, number: int) -> Iterator[tuple[str, Filter]]:
    for _ in range(number):
        yield rng.choice(QUERIES), filters(rng)
