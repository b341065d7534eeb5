"""`aipolicy search` finds articles, and says it in lines that people and programs can read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import Engine, event

from cli import output
from cli.commands import conditions
from db.models import SearchQueue
from db.session import open_engine, writing
from tests.cli.conftest import Aipolicy
from tests.cli.corpus import fill


@pytest.fixture
def corpus(home: Path) -> Path:
    fill(home)
    return home


def ids(said: str) -> list[int]:
    return [int(line.split("\t")[0]) for line in said.splitlines()[1:]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["AI 기본법"], [1]),
        (["AI", "기본법", "--all"], [2, 1]),
        (["AI", "--order", "oldest"], [1, 3, 4]),
        (["AI", "-특허"], [3, 1]),
        (["심사", "-title:국회"], [4]),
        (["--", "AI", "-특허"], [3, 1]),
        (["경북", "OR", "데이터센터"], [5, 3]),
        (["title:교육"], [3]),
        (["AI", "-n", "1"], [4]),
        (["AI", "--order", "relevance", "-n", "0"], [1, 3, 4]),
        ([], [5, 4, 3, 1]),
        (["-o", "kbs,kyongbuk"], [5, 3, 1]),
        (["--region", "경북"], [3]),
        (["--topic", "law_regulation", "--band", "review"], [4]),
        (["--agency", "교육부"], [1]),
        (["--licence", "KOGL-1"], [1]),
        (["--since", "2026-11-02", "--until", "2026-11-03"], [3, 2]),
        (["없는말이다"], []),
    ],
)
def test_a_search_finds(
    corpus: Path, aipolicy: Aipolicy, asked: list[str], found: list[int]
) -> None:
    said = aipolicy("search", *asked)
    assert said.code == 0
    assert sorted(ids(said.out)) == sorted(found)
    if "relevance" not in asked:
        assert ids(said.out) == found


def test_in_a_pipe_a_result_is_a_line_without_marks(corpus: Path, aipolicy: Aipolicy) -> None:
    line = aipolicy("search", "특허").out.splitlines()[1]
    cells = line.split("\t")
    assert len(cells) == 8
    assert cells[1] == "2026-11-09 10:00"
    assert cells[7] == "지식재산처는 특허 심사에 인공지능을 쓴다."


def test_on_a_terminal_hits_are_marked(
    corpus: Path, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Console(force_terminal=True, color_system="standard", width=60, highlight=False)
    monkeypatch.setattr(output, "stdout", drawn)
    said = aipolicy("search", "기본법", "--all")
    assert "\x1b[1;30;43m기본법\x1b[0m" in said.out
    assert "show 1" in said.out
    assert "법·규제" in said.out  # and not law_regulation


def test_a_story_says_where_else_it_stood(
    corpus: Path, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "stdout", Console(force_terminal=True, width=80, highlight=False))
    assert "+1 copy (etoday)" in aipolicy("search", "기본법").out


def test_json_is_the_document_and_where_it_hit(corpus: Path, aipolicy: Aipolicy) -> None:
    (row,) = aipolicy("search", "title:교육", "--json").rows
    assert row["body"].startswith("경상북도는")
    title = row["snippet"]["title"]
    assert [title["text"][start:end] for start, end in title["hits"]] == ["교육"]
    assert (row["copies"], row["outlets"], row["rank"]) == (0, ["kyongbuk"], None)


def test_what_was_widened_is_said(corpus: Path, aipolicy: Aipolicy) -> None:
    assert "경북: also 경상북도" in aipolicy("search", "경북").err


def test_pages_go_on_where_the_last_one_ended(corpus: Path, aipolicy: Aipolicy) -> None:
    first = aipolicy("search", "AI", "-n", "2")
    assert "2 of 3 results" in first.err
    cursor = first.err.split("--after ")[1].split()[0]
    assert ids(aipolicy("search", "AI", "-n", "2", "--after", cursor).out) == [1]


def test_hits_are_counted(corpus: Path, aipolicy: Aipolicy) -> None:
    assert aipolicy("search", "기본법", "--count").out == "1\n"
    assert aipolicy("search", "기본법", "--count", "--all").out == "2\n"
    assert aipolicy("search", "기본법", "--count", "--json").rows == [{"articles": 2, "stories": 1}]


def test_facets_tell_how_hits_are_spread(corpus: Path, aipolicy: Aipolicy) -> None:
    lines = aipolicy("search", "AI", "--facets", "--all").out.splitlines()
    assert "region\t전국\t2" in lines
    lines = aipolicy("search", "AI", "--facets").out.splitlines()
    assert "region\t전국\t1" in lines, "two articles, one story"
    (row,) = aipolicy("search", "AI", "--facets", "--json").rows
    assert row["exact"] is True


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["OR"], "needs a word on both sides"),
        (["--", "-"], "stands alone"),
        (["AI", "--after", "nonsense"], "this place in the results does not exist"),
        (["AI", "--count", "--facets"], "give --facets or --count"),
        (["-o", "nowhere"], "nowhere"),
        (["--since", "yesterday"], "is not a date"),
        (["--outlt", "kbs"], "No such option"),
        (["\udcff"], "not UTF-8"),
    ],
)
def test_wrong_usage_is_a_sentence(
    corpus: Path, aipolicy: Aipolicy, asked: list[str], said: str
) -> None:
    found = aipolicy("search", *asked)
    assert found.code == 2
    assert said in found.err


def test_what_waits_is_indexed_before_the_answer(home: Path, aipolicy: Aipolicy) -> None:
    fill(home, indexed=False)
    assert ids(aipolicy("search", "데이터센터").out) == [5]


def test_an_index_that_cannot_be_written_costs_a_line_and_not_the_answer(
    corpus: Path, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(f"sqlite:///{corpus / 'corpus.db'}")
    with writing(engine) as session:
        session.add(SearchQueue(article_id=5, mark=7))
    engine.dispose()

    def readonly(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    def cannot_write(url: str) -> Engine:
        made = open_engine(url)
        event.listen(made, "connect", readonly)
        return made

    monkeypatch.setattr(conditions, "open_engine", cannot_write)
    said = aipolicy("search", "데이터센터")
    assert said.code == 0
    assert ids(said.out) == [5]
    assert "could not be brought up to date (attempt to write a readonly database)" in said.err
    assert "changed and not searched as they are now: 1 article;" in said.err


def test_without_a_corpus_it_says_what_makes_one(home: Path, aipolicy: Aipolicy) -> None:
    found = aipolicy("search", "AI")
    assert found.code == 1
    assert "aipolicy run" in found.err


def test_copies_of_an_article_are_shown(corpus: Path, aipolicy: Aipolicy) -> None:
    (row,) = aipolicy("show", "1", "--copies", "--json").rows
    assert [copy["id"] for copy in row["copies"]] == [2]
    assert "no other article carries this text" in aipolicy("show", "3", "--copies").out


def test_provenance_names_the_record_in_the_archive(
    saved_page: Path, home: Path, aipolicy: Aipolicy
) -> None:
    assert aipolicy("import", saved_page).code == 0
    (listed,) = aipolicy("list", "--json").rows
    (row,) = aipolicy("show", str(listed["id"]), "--provenance", "--json").rows
    (capture,) = row["provenance"]["captures"]
    (version,) = row["provenance"]["versions"]
    assert capture["versions"] == [1]
    assert version["capture_id"] == capture["id"]
    record = (home / "archive" / capture["file"]).read_bytes()
    assert record[capture["offset"] : capture["offset"] + 2] == b"\x1f\x8b"
    assert capture["offset"] + capture["length"] <= len(record)
    assert capture["file"] in aipolicy("show", str(listed["id"]), "--provenance").out
