"""What came, went and changed between two snapshots, and whether one is as it was made."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from db.exports.checking import Fault, check
from db.exports.comparing import compared
from db.exports.errors import NoSnapshot
from db.release import released
from tests.db.exports.documents import CLOSED, OPEN, document


def folder(place: Path, *documents: dict[str, Any], full_text: bool = False) -> Path:
    place.mkdir()
    lines = [
        json.dumps(released(d, full_text=full_text), ensure_ascii=False) + "\n" for d in documents
    ]
    (place / "articles.jsonl").write_text("".join(lines), "utf-8")
    return place


def changes(tmp_path: Path, old: list[Any], new: list[Any]) -> list[tuple[str, str, list[str]]]:
    with compared(folder(tmp_path / "a", *old), folder(tmp_path / "b", *new)) as comparison:
        return [(c.change, c.key, list(c.what)) for c in comparison.changes()]


def test_what_came_and_what_went(tmp_path: Path) -> None:
    found = changes(tmp_path, [document(1), document(2)], [document(3), document(2)])
    assert found == [("came", "8000003", []), ("went", "8000001", [])]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"title": "경북, 인공지능 조례 고친다", "version": 2}, ["text"]),
        ({"body": "정정한 글이다.", "version": 2}, ["text"]),
        ({"regions": ["경북", "대구"]}, ["tags"]),
        ({"rights": OPEN | {"ai_training": False}}, ["rights"]),
        ({"score": 0.5, "band": "review"}, ["verdict"]),
        ({"bylines": []}, ["details"]),
        ({"version": 2, "topics": []}, ["text", "tags"]),
    ],
)
def test_what_changed(tmp_path: Path, changed: dict[str, Any], what: list[str]) -> None:
    assert changes(tmp_path, [document()], [document(**changed)]) == [("changed", "8000001", what)]


@pytest.mark.parametrize(
    "changed", [{"id": 77}, {"story_id": 9}, {"captured_at": "2026-11-22T00:00:00+09:00"}, {}]
)
def test_numbers_of_another_database_are_no_change(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert changes(tmp_path, [document()], [document(**changed)]) == []


def test_a_text_that_one_side_may_not_pass_on_is_no_edit(tmp_path: Path) -> None:
    one = document(rights=CLOSED)
    with compared(
        folder(tmp_path / "a", one), folder(tmp_path / "b", one, full_text=True)
    ) as found:
        assert list(found.changes()) == []


def test_a_text_withdrawn_with_its_licence_is_a_change_of_rights_alone(tmp_path: Path) -> None:
    found = changes(tmp_path, [document()], [document(rights=CLOSED)])
    assert found == [("changed", "8000001", ["rights"])]


def test_they_are_counted(tmp_path: Path) -> None:
    old = folder(tmp_path / "a", document(1), document(2), document(3))
    new = folder(tmp_path / "b", document(2, regions=[]), document(3), document(4))
    with compared(old, new) as comparison:
        counts = comparison.counts()
    assert counts == {"came": 1, "went": 1, "changed": 1, "text": 0, "tags": 1, "rights": 0,
                      "verdict": 0, "details": 0, "same": 1}  # fmt: skip


@pytest.mark.parametrize("damage", ["not json\n", "[]\n", '{"outlet": "kbs"}\n', '{"outlet": "kb'])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, damage: str) -> None:
    good, bad = folder(tmp_path / "a", document()), folder(tmp_path / "b", document())
    (bad / "articles.jsonl").write_text(damage, "utf-8")
    with pytest.raises(NoSnapshot, match=r"line 1 of .* is no article"), compared(good, bad):
        pass


def test_a_folder_that_is_no_snapshot_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match=r"has no articles\.jsonl"), compared(tmp_path, tmp_path):
        pass


# -- checking --------------------------------------------------------------------------------------


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    place = folder(tmp_path / "s", document())
    (place / "data").mkdir()
    (place / "data" / "train-00000.parquet").write_bytes(b"PAR1")
    names = ("articles.jsonl", "data/train-00000.parquet")
    lines = [f"{hashlib.sha256((place / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (place / "SHA256SUMS").write_text("".join(lines), "utf-8")
    return place


def test_an_untouched_snapshot_is_as_it_was_made(snapshot: Path) -> None:
    assert check(snapshot) == []


def test_every_kind_of_damage_is_named(snapshot: Path) -> None:
    (snapshot / "articles.jsonl").write_bytes(b"")
    (snapshot / "data" / "train-00000.parquet").unlink()
    (snapshot / "notes.txt").write_text("mine", "utf-8")
    assert check(snapshot) == [
        Fault("articles.jsonl", "changed"), Fault("data/train-00000.parquet", "missing"),
        Fault("notes.txt", "extra"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["nonsense", "0" * 64 + "  ../../etc/passwd", "0" * 64 + "  /etc/passwd"]
)
def test_a_list_of_sums_that_is_none_is_a_sentence(snapshot: Path, line: str) -> None:
    (snapshot / "SHA256SUMS").write_text(line + "\n", "utf-8")
    with pytest.raises(NoSnapshot, match="is no line of sha256sum"):
        check(snapshot)
