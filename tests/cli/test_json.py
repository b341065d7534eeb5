"""Commands that do something say in JSON what they did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Aipolicy
from tests.cli.corpus import fill


@pytest.fixture
def said(home: Path, aipolicy: Aipolicy) -> Any:
    fill(home)

    def run(*arguments: str) -> dict[str, Any]:
        found = aipolicy(*arguments, "--json")
        assert found.code == 0, found.err
        (row,) = found.rows
        return row

    return run


def test_a_backup_names_its_folder(said: Any) -> None:
    made = said("backup", "--no-check")
    assert Path(made["folder"]).is_dir()
    assert made["rows"] > 5
    assert made["checked"] is False


def test_a_snapshot_that_was_published_names_its_folder(said: Any) -> None:
    made = said("publish")
    assert Path(made["folder"]).is_dir()
    assert (made["articles"], made["made"]) == (5, True)


def test_pruning_counts_what_went(said: Any) -> None:
    assert said("prune", "--dry-run")["dry_run"] is True


def test_upkeep_says_whether_the_database_is_sound(said: Any) -> None:
    assert said("upkeep", "--dry-run")["sound"] is True


def test_the_status_has_every_active_outlet(said: Any) -> None:
    found = said("status")
    assert found["size"]["on_topic"] == 5
    assert "kbs" in {row["outlet"] for row in found["outlets"]}
    assert found["run"] is None


def test_labels_read_in_are_counted(said: Any, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("outlet,key,label\nkbs,k5,off_topic\nkbs,nowhere,on_topic\n", encoding="utf-8")
    with pytest.raises(AssertionError):  # a row that cannot be read ends with 1
        said("labels", "import", str(file), "--person", "기린")
    file.write_text("outlet,key,label\nkbs,k5,off_topic\n", encoding="utf-8")
    found = said("labels", "import", str(file), "--person", "기린")
    assert (found["rows"], found["unchanged"], found["problems"]) == (1, 1, [])
