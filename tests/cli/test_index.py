"""`aipolicy index`: what is due is indexed, and what is wrong with the index is said and healed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Aipolicy, page


@pytest.fixture
def database(aipolicy: Aipolicy, home: Path, tmp_path: Path) -> Path:
    """A corpus with one article."""
    file = tmp_path / "one.html"
    file.write_text(page("포항시, 인공지능 조례 공청회", 1), encoding="utf-8")
    assert aipolicy("import", file).code == 0
    return home / "corpus.db"


def spoil(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_import_leaves_nothing_to_index(database: Path, aipolicy: Aipolicy) -> None:
    said = aipolicy("index", "--json")
    assert said.code == 0
    assert said.rows == [{"documents": 1, "dead": 0, "pending": 0, "indexed": 0}]


def test_what_somebody_changed_by_hand_is_indexed(database: Path, aipolicy: Aipolicy) -> None:
    spoil(database, "UPDATE article SET band = 'review'")
    assert aipolicy("index", "--check", "--json").rows[0]["pending"] == 1
    said = aipolicy("index")
    assert "1 article is in the index; 1 brought up to date" in said.err
    assert aipolicy("index", "--json").rows[0] == {
        "documents": 1, "dead": 1, "pending": 0, "indexed": 0,
    }  # fmt: skip


def test_a_wrong_index_is_an_exit_code_and_a_sentence(database: Path, aipolicy: Aipolicy) -> None:
    assert aipolicy("index", "--check").code == 0
    spoil(database, "DELETE FROM search_doc")
    said = aipolicy("index", "--check")
    assert said.code == 1
    assert "1 are not in the index" in said.err
    assert "aipolicy index --rebuild" in said.err
    assert aipolicy("index", "--check", "--json").rows[0]["sound"] is False
    assert "made anew" in aipolicy("index", "--rebuild").err
    assert aipolicy("index", "--check").code == 0


def test_comparing_and_making_anew_at_once_is_refused(aipolicy: Aipolicy) -> None:
    said = aipolicy("index", "--check", "--rebuild")
    assert said.code == 2
    assert "compare first" in said.err
