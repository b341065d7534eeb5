"""What a crawl knows of the corpus before it begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from db import models
from spiders import known
from spiders.errors import KnownError
from spiders.known import Due, FeedMemory, Known

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def corpus(tmp_path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'corpus.db'}")
    models.Base.metadata.create_all(engine)
    return engine


def load(tmp_path: Path, outlet: str = "kbs") -> Known:
    return known.load(outlet, tmp_path, at=NOW)


def insert(engine: sa.Engine, model: type[models.Base], **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sa.insert(model).values(**values))


def an_article(engine: sa.Engine, key: str, outlet: str = "kbs", **values: Any) -> None:
    insert(engine, models.Article, **{
        "outlet": outlet, "key": key, "url": f"https://a.kr/{key}", "label": "on_topic",
        "score": 1.0, "band": "accept", "first_seen_at": NOW, "last_checked_at": NOW, "checks": 0,
        **values,
    })  # fmt: skip


def an_outcome(engine: sa.Engine, key: str, outcome: str, days_ago: float) -> None:
    at = NOW - timedelta(days=days_ago)
    insert(engine, models.Outcome, run_id=f"run-{days_ago}", outlet="kbs", key=key,
           url=f"https://a.kr/{key}", outcome=outcome, at=at)  # fmt: skip


def test_without_a_corpus_nothing_is_known(tmp_path: Path) -> None:
    assert load(tmp_path) == Known.NOTHING


def test_without_tables_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "corpus.db").touch()
    assert load(tmp_path) == Known.NOTHING


def test_reading_makes_no_database(tmp_path: Path) -> None:
    load(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_keys_of_this_outlet_are_known(corpus: sa.Engine, tmp_path: Path) -> None:
    an_article(corpus, "1")
    an_article(corpus, "2", outlet="etoday")
    assert load(tmp_path).keys == {"1"}


@pytest.mark.parametrize(
    ("hours", "due"),
    # no look is put off for forty days: a clock was wrong
    [(-1, True), (0, True), (1, False), (24 * 14, False), (24 * 40, True), (None, False)],
)
def test_an_article_whose_time_has_come_is_due(
    corpus: sa.Engine, tmp_path: Path, hours: int | None, due: bool
) -> None:
    an_article(corpus, "1", next_check_at=None if hours is None else NOW + timedelta(hours=hours))
    assert load(tmp_path).due == ((Due("1", "https://a.kr/1", "recheck"),) if due else ())


def test_an_imported_text_without_address_is_never_due(corpus: sa.Engine, tmp_path: Path) -> None:
    an_article(corpus, "1", url=None, next_check_at=NOW)
    assert load(tmp_path).due == ()


@pytest.mark.parametrize(
    ("outcomes", "retried"),
    [
        (["unreachable"], True),
        (["blocked"], True),
        (["http_error"], False),
        (["unreachable", "http_error"], False),
        (["http_error", "unreachable"], True),
        (["unreachable"] * 4, True),
        (["unreachable"] * 5, False),
    ],
    ids=str,
)
def test_what_failed_in_passing_is_retried_some_times(
    corpus: sa.Engine, tmp_path: Path, outcomes: list[str], retried: bool
) -> None:
    for n, outcome in enumerate(outcomes):
        an_outcome(corpus, "1", outcome, days_ago=len(outcomes) - n)
    assert load(tmp_path).due == ((Due("1", "https://a.kr/1", "retry"),) if retried else ())


def test_what_failed_long_ago_is_left(corpus: sa.Engine, tmp_path: Path) -> None:
    an_outcome(corpus, "1", "unreachable", days_ago=15)
    assert load(tmp_path).due == ()


def test_what_failed_but_is_stored_by_now_is_not_retried(corpus: sa.Engine, tmp_path: Path) -> None:
    an_article(corpus, "1")
    an_outcome(corpus, "1", "unreachable", days_ago=1)
    assert load(tmp_path).due == ()


def test_what_a_feed_answered_last_is_remembered(corpus: sa.Engine, tmp_path: Path) -> None:
    insert(corpus, models.FeedState, outlet="kbs", url="https://a.kr/rss", kind="feed", status=200,
           etag='"v1"', last_modified=None, body_hash="ab", rows=3, fetched_at=NOW)  # fmt: skip
    assert load(tmp_path).feeds == {"https://a.kr/rss": FeedMemory('"v1"', None, "ab")}


def test_a_corpus_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus.db").write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(KnownError, match=r"corpus\.db cannot be read"):
        load(tmp_path)


def test_a_password_is_not_told(tmp_path: Path) -> None:
    url = "postgresql+psycopg://someone:hidden@127.0.0.1:1/corpus"
    with pytest.raises(KnownError) as error:
        known.load("kbs", tmp_path, url=url)
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize("outcome", models.SETTLED)
@pytest.mark.parametrize(
    ("looks", "left_alone"),
    [([0.5], True), ([1.5], False), ([3, 1.5], True), ([3, 2.5], False), ([40], False)],
)
def test_a_page_that_came_to_nothing_is_left_alone_ever_longer(
    corpus: sa.Engine, tmp_path: Path, outcome: str, looks: list[float], left_alone: bool
) -> None:
    for days_ago in looks:
        an_outcome(corpus, "1", outcome, days_ago)
    an_outcome(corpus, "1", "unchanged", 0.1)
    assert ("1" in load(tmp_path).keys) is left_alone


def test_what_robots_or_the_window_kept_out_is_asked_again(
    corpus: sa.Engine, tmp_path: Path
) -> None:
    an_outcome(corpus, "1", "robots", 0.5)
    an_outcome(corpus, "2", "outside_window", 0.5)
    assert load(tmp_path).keys == frozenset()


def test_the_corpus_may_be_in_either_database(
    engine: sa.Engine, database_url: str, tmp_path: Path
) -> None:
    insert(engine, models.Outlet, code="kbs", name="KBS", domain="kbs.co.kr", region="전국",
           kind="national", family="kbs", active=True, rights="unknown", evidence="E2",
           updated_at=NOW)  # fmt: skip
    insert(engine, models.Run, id="run-0.5", flow="ingest", trigger="hand", params={},
           status="finished", started_at=NOW, code_version="t")  # fmt: skip
    an_article(engine, "1", next_check_at=NOW)
    an_outcome(engine, "2", "not_article", 0.5)
    plain = database_url.replace("postgresql+psycopg://", "postgresql://")
    found = known.load("kbs", tmp_path, url=plain, at=NOW)
    assert found.keys == {"1", "2"}
    assert found.due == (Due("1", "https://a.kr/1", "recheck"),)
