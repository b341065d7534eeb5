"""Rows come out of a backup as they went in, whichever database they go through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, insert, select, text

from db import loading, models, portable, schema
from db.portable import Digest, Layout, NotPortable
from db.session import open_engine, writing
from tests.conftest import _numbers

AT = datetime(2026, 11, 20, 23, 59, 59, 123456, tzinfo=UTC)
#: What JSON and text may hold that one of the databases writes in another way.
ODD: dict[str, Any] = {
    "숫자": [1, 1.0, -0.0, 1e22, 1e-7, 0.1, 2**62], "글": "따옴표 \" ' \\ \n\t 끝", "b": None, "a": {"참": True},
    "줄": "\u2028\u200b\U0001f600 1e+22 -0.0", "길": "가" * 5000, "빈": [{}, [], ""],
}  # fmt: skip
BODY = 'a\\b"c\n\r\n\t\u2028 \U0001f600 ㆍ 한글 e+1 \\N \\.'


def fill(engine: Engine) -> None:
    """A row or two in tables of every kind of column, and every circle of references."""
    rows: list[tuple[type[models.Base], dict[str, Any]]] = [
        (models.Outlet, {"code": "kbs", "name": "한국방송", "domain": "kbs.co.kr", "region": "전국",
                         "kind": "national", "family": "own", "active": True, "rights": "unknown",
                         "ai_training": False, "valid_from": date(2012, 2, 29), "evidence": "R",
                         "updated_at": AT}),
        (models.Outlet, {"code": "Kb-9", "name": "나", "domain": "", "region": "", "kind": "x",
                         "family": "own", "active": False, "rights": "x", "evidence": "G",
                         "updated_at": AT.replace(microsecond=0)}),
        (models.Run, {"id": "r1", "flow": "ingest", "trigger": "hand", "params": ODD,
                      "status": "finished", "started_at": AT, "code_version": "t"}),
        (models.RunOutlet, {"run_id": "r1", "outlet": "kbs", "status": "finished",
                            "bytes": 2**40, "crawl_seconds": 0.1 + 0.2, "coverage": {"title": 1.0}}),
        (models.Capture, {"id": 9, "run_id": "r1", "outlet": "kbs", "key": None, "kind": "robots",
                          "url": "u", "final_url": "u", "status": 200, "fetched_at": AT,
                          "file": "kbs/x.warc.gz", "offset": 2**33, "length": 1, "digest": "d",
                          "size": 1}),
        # A story that was merged into a later one.
        (models.Story, {"id": 8, "created_at": AT}),
        (models.Story, {"id": 7, "created_at": AT, "merged_into": 8}),
        *((models.Article, {"id": n, "outlet": "kbs", "key": key, "label": "on_topic",
                            "score": 0.1, "band": "accept", "story_id": 8, "capture_id": 9,
                            "first_seen_at": AT, "last_checked_at": AT})
          for n, key in ((41, "나"), (40, "a"), (2**40, "A"))),
        (models.Version, {"id": 5, "article_id": 40, "n": 1, "text_hash": "t", "content_hash": "c",
                          "title": "제목", "body": BODY, "language": "ko", "bylines": [ODD],
                          "captions": [], "tags": [], "attachments": [], "methods": ODD,
                          "warnings": [], "cuts": [], "captured_at": AT, "extracted_at": AT,
                          "extractor": "t"}),
        (models.Fingerprint, {"article_id": 40, "text_hash": "t", "algorithm": 1, "bucket": 3,
                              "hashes": bytes(range(256))}),
        *((models.Sketch, {"bucket": -1, "hash": hash_, "article_id": 40})
          for hash_ in (-(2**63), 2**63 - 1, 0)),
        (models.Lease, {"name": "run:r1", "machine": "m", "holder": "h", "taken_at": AT,
                        "until": AT}),
    ]  # fmt: skip
    with writing(engine) as session:
        for model, values in rows:
            session.execute(insert(model).values(values))
        session.execute(text("UPDATE article SET current_version_id = 5 WHERE id = 40"))


def dumped(engine: Engine, folder: Path) -> dict[Layout, tuple[Path, Digest]]:
    folder.mkdir(exist_ok=True)
    with portable.snapshot(engine) as connection:
        return {
            layout: (folder / layout.name, portable.dump(connection, layout, folder / layout.name))
            for layout in portable.layouts()
        }


Other = Callable[[], Engine]


@pytest.fixture
def postgresql(postgres: str) -> Iterator[Other]:
    """Makes empty databases."""
    made = []

    def new() -> Engine:
        name = f"portable_{next(_numbers)}"
        admin = create_engine(postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        made.append(open_engine(postgres.format(database=name)))
        return made[-1]

    yield new
    for engine in made:
        engine.dispose()


def load(engine: Engine, tables: dict[Layout, tuple[Path, Digest]]) -> dict[str, Digest]:
    """Into an empty PostgreSQL database, or a SQLite file that is not there yet."""
    files = {layout: path for layout, (path, _) in tables.items()}
    found: dict[str, Digest] = {}
    if engine.dialect.name == "sqlite":
        assert engine.url.database
        path = Path(engine.url.database)
        loading.fill_sqlite(path, schema.head(), files, found.__setitem__)
        loading.upgrade_sqlite(path)
    else:
        loading.fill_postgresql(engine, schema.head(), files, found.__setitem__)
    return found


def digests(tables: dict[Layout, tuple[Path, Digest]]) -> dict[str, Digest]:
    return {layout.name: digest for layout, (_, digest) in tables.items()}


def test_every_row_is_the_same_through_both_databases(tmp_path: Path, postgresql: Other) -> None:
    first = open_engine(f"sqlite:///{tmp_path / 'first.db'}")
    schema.ensure(first)
    fill(first)
    tables = dumped(first, tmp_path / "a")
    second, third = postgresql(), open_engine(f"sqlite:///{tmp_path / 'third.db'}")
    assert load(second, tables) == digests(tables)
    again = dumped(second, tmp_path / "b")
    assert digests(again) == digests(tables)
    assert load(third, again) == digests(tables)
    for layout in tables:
        files = [tmp_path / folder / layout.name for folder in ("a", "b")]
        assert files[0].read_bytes() == files[1].read_bytes()


def test_values_are_those_that_were_stored(tmp_path: Path, engine: Engine) -> None:
    fill(engine)
    target = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    load(target, dumped(engine, tmp_path / "a"))
    with writing(target) as session:
        assert session.scalar(select(models.Version.body)) == BODY
        assert session.scalar(select(models.Version.methods)) == ODD
        assert session.scalar(select(models.Fingerprint.hashes)) == bytes(range(256))
        assert session.scalar(select(models.Run.started_at)) == AT
        assert session.scalar(select(models.RunOutlet.crawl_seconds)) == 0.1 + 0.2
        assert session.get_one(models.Outlet, "kbs").valid_from == date(2012, 2, 29)
        assert set(session.scalars(select(models.Sketch.hash))) == {-(2**63), 2**63 - 1, 0}
        assert session.get_one(models.Story, 7).merged_into == 8
        assert session.get_one(models.Article, 40).current_version_id == 5


def test_what_tells_of_machines_at_work_is_left_out(tmp_path: Path, engine: Engine) -> None:
    fill(engine)
    assert "lease" not in digests(dumped(engine, tmp_path / "a"))


def test_every_table_of_the_schema_is_in_it_but_leases_and_the_index() -> None:
    left_out = {"lease", "search_doc", "search_queue"}
    assert {x.name for x in portable.layouts()} == set(models.Base.metadata.tables) - left_out


def test_a_new_row_gets_a_number_of_its_own_afterwards(postgresql: Other, tmp_path: Path) -> None:
    first, second = postgresql(), postgresql()
    schema.ensure(first)
    fill(first)
    load(second, dumped(first, tmp_path / "a"))
    with writing(second) as session:
        story = models.Story(created_at=AT)
        session.add(story)
        session.flush()
        assert story.id == 9
        quote = session.scalar(text("SELECT nextval(pg_get_serial_sequence('quote', 'id'))"))
        assert quote == 1  # a table without rows begins at its beginning


def test_the_tables_views_and_indexes_are_those_of_a_new_database(
    postgresql: Other, tmp_path: Path
) -> None:
    asked = """SELECT 'i', indexdef FROM pg_indexes WHERE schemaname = 'public'
               UNION SELECT 'v', viewname || definition FROM pg_views WHERE schemaname = 'public'
               UNION SELECT 'c', conname || pg_get_constraintdef(oid) FROM pg_constraint
               WHERE connamespace = 'public'::regnamespace"""
    first, second = postgresql(), postgresql()
    schema.ensure(first)
    fill(first)
    load(second, dumped(first, tmp_path / "a"))
    found = []
    for engine in (first, second):
        with engine.connect() as connection:
            found.append({tuple(row) for row in connection.execute(text(asked))})
    assert found[0] == found[1]


def test_a_snapshot_does_not_see_what_is_written_meanwhile(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    (story,) = (x for x in portable.layouts() if x.name == "story")
    with portable.snapshot(engine) as connection:
        before = portable.digest(connection, story)
        with writing(engine) as session:
            session.add(models.Story(id=99, created_at=AT))
        assert portable.digest(connection, story) == before
    with portable.snapshot(engine) as connection:
        assert portable.digest(connection, story).rows == before.rows + 1


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_reference_to_nothing_is_refused_and_nothing_is_left(
    target: str, tmp_path: Path, postgresql: Other
) -> None:
    source = open_engine(f"sqlite:///{tmp_path / 'first.db'}")
    schema.ensure(source)
    fill(source)
    tables = dumped(source, tmp_path / "a")
    tables = {
        layout: (tmp_path / "empty", Digest(0, "")) if layout.name == "version" else rest
        for layout, rest in tables.items()
    }
    with portable.snapshot(source) as connection:
        portable.dump(connection, Layout("label", tables_of("label"), ("id",)), tmp_path / "empty")
    engine = (
        postgresql() if target == "postgresql" else open_engine(f"sqlite:///{tmp_path / 'n.db'}")
    )
    with pytest.raises(NotPortable, match=r"not there|refuses"):
        load(engine, tables)
    if target == "postgresql":
        assert loading.occupied(engine) is None


def tables_of(name: str) -> tuple[portable.Column, ...]:
    return next(x.columns for x in portable.layouts() if x.name == name)


@pytest.mark.parametrize("line", ["{}", "[1]", "nothing", "[1, 2, 3, 4]"])
def test_a_line_that_is_no_row_is_named(line: str, tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "sketch.jsonl.gz"
    path.write_bytes(gzip.compress(f"[1,2,3]\n{line}\n".encode()))
    (layout,) = (x for x in portable.layouts() if x.name == "sketch")
    with pytest.raises(NotPortable, match="line 2 is no row of sketch"):
        list(portable.parts(path, layout))


def test_a_layout_is_read_as_it_was_written() -> None:
    for layout in portable.layouts():
        assert Layout.read(json.loads(json.dumps(layout.document()))) == layout
