"""A few articles in the data folder, as `aipolicy` finds them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from db import schema
from db.search import catch_up
from db.session import open_engine
from tests.db.search.corpora import Made, store

#: 30 October, and 2, 3, 9 and 20 November 2026 in Korea; 1 and 2 are of one story.
ARTICLES = (
    Made(1, "kbs", "국회, AI 기본법 시행령 심사", "국회는 인공지능 기본법 시행령을 심사했다.", None, 1,
         datetime(2026, 10, 30, 1, 0, tzinfo=UTC), licence="KOGL-1",
         tags={"region": ["전국"], "topic": ["law_regulation"], "agency": ["교육부"]}),
    Made(2, "etoday", "국회 AI 기본법 시행령 심사", "국회는 인공지능 기본법 시행령을 심사했다.", None, 1,
         datetime(2026, 11, 1, 23, 0, tzinfo=UTC), tags={"region": ["전국"]}),
    Made(3, "kyongbuk", "경북도, 인공지능 교육 확대", "경상북도는 내년 AI 교육 예산을 늘린다. 1,000억 원이다.", None, None,
         datetime(2026, 11, 3, 1, 0, tzinfo=UTC), tags={"region": ["경북"], "topic": ["education"]}),
    Made(4, "gyeongbuk", "특허 심사에 AI 쓴다", "지식재산처는\t특허 심사에 인공지능을 쓴다.", None, None,
         datetime(2026, 11, 9, 1, 0, tzinfo=UTC), band="review", tags={"topic": ["law_regulation"]}),
    Made(5, "kbs", "데이터센터 전력 기준 마련", "정부는 데이터센터의 전력 기준을 마련한다.", None, None,
         datetime(2026, 11, 20, 1, 0, tzinfo=UTC), tags={"region": ["대구"]}),
)  # fmt: skip


def fill(home: Path, *, indexed: bool = True) -> None:
    home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    schema.ensure(engine)
    store(engine, list(ARTICLES))
    if indexed:
        catch_up(engine)
    engine.dispose()
