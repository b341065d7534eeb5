"""A command that reads makes no corpus where there is none: AIPOLICY_HOME may have been mistyped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Aipolicy

READING = (
    "list", "show 1", "story 1", "lineage", "quotes", "index --check", "snapshot make", "publish",
    "search AI", "stats", "digest", "runs", "ledger", "status", "health", "why 1", "proposals", "model",
    "labels export out.csv", "size", "backup",
)  # fmt: skip


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("made", [False, True], ids=["no folder", "an empty file"])
def test_what_reads_says_that_there_is_no_corpus(
    home: Path, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch, command: str, made: bool
) -> None:
    monkeypatch.chdir(home.parent)
    if made:
        home.mkdir()
        (home / "corpus.db").touch()
    said = aipolicy(*command.split())
    assert said.code == 1
    assert "there is no corpus at" in " ".join(said.err.split())
    assert said.out == ""
    assert made or not (home / "corpus.db").exists()
    assert not (home / "snapshots").exists()
    assert not (home.parent / "out.csv").exists()


def test_what_writes_makes_one(home: Path, aipolicy: Aipolicy) -> None:
    assert aipolicy("index").code == 0
    assert (home / "corpus.db").stat().st_size
    assert aipolicy("list").code == 0
