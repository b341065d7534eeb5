"""Each migration by itself, with rows in the tables, up and down on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from alembic import command
from sqlalchemy import Engine, text

from db import schema
from db.session import open_engine

#: One article with one version, as the first schema has them; times in UTC.
ROWS = """
INSERT INTO outlet (code, name, domain, region, kind, family, active, rights, evidence, updated_at)
VALUES ('kbs', 'KBS', 'kbs.co.kr', '전국', 'national', 'own', true, 'unknown', 'R', '2026-11-20 00:00:00');
INSERT INTO article (id, outlet, key, title, label, score, band, first_seen_at, last_checked_at, checks)
VALUES (1, 'kbs', '1', '제목', 'on_topic', 0.9, 'accept', '2026-11-20 00:00:00', '2026-11-20 00:00:00', 1);
INSERT INTO version (id, article_id, n, text_hash, content_hash, title, body, language, bylines,
  captions, tags, attachments, methods, warnings, cuts, captured_at, extracted_at, extractor)
VALUES (1, 1, 1, 'a', 'b', '제목', '본문', 'ko', '[]', '[]', '[]', '[]', '{"title": "kbs.current"}',
  '[]', '[]', '2026-11-20 00:00:00', '2026-11-20 00:00:00', 'aipolicy 0.1.0');
UPDATE article SET current_version_id = 1
"""


@pytest.fixture
def at(database_url: str) -> Callable[[str], Engine]:
    """The database brought to a revision, up or down."""
    engine = open_engine(database_url)

    def move(revision: str) -> Engine:
        now = schema.current(engine) or "0000"
        with engine.connect().execution_options(immediate=True) as connection:
            config = schema.alembic_config(connection)
            (command.upgrade if now < revision else command.downgrade)(config, revision)
            connection.commit()
        return engine

    return move


def fill(engine: Engine, rows: str = ROWS) -> None:
    with engine.begin() as connection:
        for statement in rows.split(";"):
            connection.execute(text(statement.replace(":", r"\:")))


def one(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar()


def test_versions_of_older_code_have_no_confidence(at: Callable[[str], Engine]) -> None:
    fill(at("0001"))
    assert str(one(at("0002"), "SELECT confidence FROM version")) == "{}"


def test_confidence_goes_away_and_the_versions_stay(at: Callable[[str], Engine]) -> None:
    fill(at("0001"))
    at("0002")
    engine = at("0001")
    assert one(engine, "SELECT title FROM corpus") == "제목"
    with pytest.raises(Exception, match="confidence"):
        one(engine, "SELECT confidence FROM version")


def test_the_view_for_people_stands_through_it(at: Callable[[str], Engine]) -> None:
    fill(at("0001"))
    assert one(at("0002"), "SELECT title FROM corpus") == "제목"


AGAIN = """
INSERT INTO version (id, article_id, n, text_hash, content_hash, title, body, language, bylines,
  captions, tags, attachments, methods, warnings, cuts, captured_at, extracted_at, extractor)
VALUES (2, 1, 2, 'c', 'd', '정정', '본문', 'ko', '[]', '[]', '[]', '[]', '{}',
  '[]', '[]', '2026-11-20 06:00:00', '2026-11-20 00:00:00', 'aipolicy 0.1.0');
UPDATE article SET last_checked_at = '2026-11-20 12:00:00'
"""


def test_versions_of_older_code_get_their_history(at: Callable[[str], Engine]) -> None:
    """Version 1 stands again after version 2: older code kept no time of its own for that."""
    engine = at("0002")
    fill(engine)
    fill(engine, AGAIN)
    at("0003")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT version_id, at FROM sighting ORDER BY at, id"))
        assert [(row.version_id, str(row.at)[11:13]) for row in rows] == [
            (1, "00"), (2, "06"), (1, "12"),
        ]  # fmt: skip


STORIES = """
INSERT INTO story (id, content_hash, created_at) VALUES (7, 'b', '2026-11-20 00:00:00');
INSERT INTO outlet (code, name, domain, region, kind, family, active, rights, evidence, updated_at)
VALUES ('newspim', '뉴스핌', 'newspim.com', '전국', 'national', 'own', true, 'unknown', 'R', '2026-11-20 00:00:00');
INSERT INTO article (id, outlet, key, title, label, score, band, published_at, first_seen_at, last_checked_at, checks, story_id)
VALUES (2, 'newspim', '1', '전재', 'on_topic', 0.9, 'accept', '2026-11-19 00:00:00', '2026-11-20 00:00:00', '2026-11-20 00:00:00', 1, 7);
UPDATE article SET story_id = 7, published_at = '2026-11-20 00:00:00'
WHERE id = 1
"""


def test_stories_keep_their_numbers_and_get_their_figures(at: Callable[[str], Engine]) -> None:
    engine = at("0003")
    fill(engine)
    fill(engine, STORIES)
    at("0004")
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM stories")).mappings().one()
    assert (row["id"], row["articles"], row["outlets"]) == (7, 2, 2)
    assert (row["first_article_id"], row["origin_article_id"]) == (2, 2)
    assert one(engine, "SELECT count(*) FROM article WHERE story_id = 7") == 2


def test_a_story_made_after_the_migration_gets_a_number_of_its_own(
    at: Callable[[str], Engine],
) -> None:
    engine = at("0003")
    fill(engine)
    fill(engine, STORIES)
    at("0004")
    fill(engine, "INSERT INTO story (created_at) VALUES ('2026-11-21 00:00:00')")
    assert one(engine, "SELECT max(id) FROM story") == 8


def test_stories_stand_when_the_schema_goes_back(at: Callable[[str], Engine]) -> None:
    engine = at("0003")
    fill(engine)
    fill(engine, STORIES)
    at("0004")
    at("0003")
    assert one(engine, "SELECT articles FROM stories WHERE id = 7") == 2
    with pytest.raises(Exception, match=r"(?i)foreign key|violates"):
        fill(engine, "UPDATE article SET story_id = 99")


WRITTEN = r"""
UPDATE version SET bylines = '[{"name": "\uae40\uae30\uc131", "email": null}]', captions = '["\u00b7 \ud83d\ude00"]',
  cuts = '["\\\\uae40 \u0001 \ud800"]', tags = '["\u00b7"]', methods = '{}';
INSERT INTO tag (article_id, kind, value, count, evidence) VALUES (1, 'region', '경북', 1, '[{"text": "\uacbd\ubd81"}]')
"""
_STORED = "SELECT bylines, captions, cuts, tags, methods, evidence FROM version, tag"


def test_json_is_written_with_hangul_as_it_is(at: Callable[[str], Engine]) -> None:
    """On SQLite: `jsonb` has no other way. Up, up again, down: the values stay, nothing is indexed anew."""
    engine = at("0009")
    if engine.dialect.name == "postgresql":
        fill(engine, ROWS)
        at("0010")
        at("0009")
        assert one(engine, "SELECT methods ->> 'title' FROM version") == "kbs.current"
        return
    fill(engine, ROWS)
    with engine.begin() as connection:
        for statement in WRITTEN.split(";"):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("DELETE FROM search_queue")
        before = connection.exec_driver_sql(_STORED).one()
        triggers = connection.exec_driver_sql(_TRIGGERS).all()
    at("0010")
    with engine.begin() as connection:
        after = connection.exec_driver_sql(_STORED).one()
        assert connection.exec_driver_sql(_TRIGGERS).all() == triggers
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
    assert after == (
        '[{"name": "김기성", "email": null}]', '["· 😀"]', r'["\\\\uae40 \u0001 \ud800"]', '["·"]', "{}",
        '[{"text": "경북"}]',
    )  # fmt: skip
    assert [json.loads(v) for v in after] == [json.loads(v) for v in before]
    assert one(engine, "SELECT count(*) FROM corpus WHERE bylines LIKE '%김기성%'") == 1
    assert one(engine, "SELECT count(*) FROM search_queue") == 0
    at("0010")
    with engine.connect() as connection:
        assert connection.exec_driver_sql(_STORED).one() == after
    at("0009")
    with engine.connect() as connection:
        assert connection.exec_driver_sql(_STORED).one() == before
        assert connection.exec_driver_sql(_TRIGGERS).all() == triggers


_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
