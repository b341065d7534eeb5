"""The schema goes up and down on both databases, and newer ones are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from db import schema
from db.errors import DatabaseTooNew, DatabaseUnreachable
from db.models import Base
from db.session import open_engine

VIEWS = {"corpus", "stories", "lineage", "quotes", "ledger"}


def test_an_empty_database_gets_every_table_and_view(engine: Engine) -> None:
    inspector = inspect(engine)
    assert set(Base.metadata.tables) <= set(inspector.get_table_names())
    assert set(inspector.get_view_names()) == VIEWS


def test_the_migrations_and_the_models_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        command.check(schema.alembic_config(connection))


def test_it_goes_down_to_nothing_and_up_again(engine: Engine) -> None:
    with engine.connect().execution_options(immediate=True) as connection:
        command.downgrade(schema.alembic_config(connection), "base")
        connection.commit()
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    schema.ensure(engine)
    assert schema.current(engine) == schema.head()


def test_bringing_it_up_to_date_twice_changes_nothing(engine: Engine) -> None:
    schema.ensure(engine)
    assert schema.current(engine) == schema.head()


def test_a_database_of_newer_code_is_refused_and_left_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        schema.ensure(engine)
    assert schema.current(engine) == "9999"


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    path.write_bytes(b"this is not a database, it is a text of some length" * 50)
    with pytest.raises(DatabaseUnreachable, match="not a database"):
        schema.ensure(open_engine(f"sqlite:///{path}"))


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    engine = open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
    with pytest.raises(DatabaseUnreachable, match="cannot be used"):
        schema.ensure(engine)


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_column_is_documented(table: str) -> None:
    documented = (Path(__file__).parents[2] / "docs" / "columns.md").read_text(encoding="utf-8")
    section = documented.split(f"\n## {table}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("- `")]
    named = {line.split("`")[1] for line in lines}
    assert named == {column.name for column in Base.metadata.tables[table].columns}
    assert all(len(line.split(":", 1)[-1].strip()) > 5 for line in lines)
