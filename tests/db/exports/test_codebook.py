"""Every column of the data is explained, in the words of the schema's documentation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.document import FIELDS
from db.exports import codebook
from db.exports.about import commit
from db.exports.columns import COLUMNS, Column
from db.models import Base
from tests.db.exports.documents import document, written

#: Of the document, in one column of the data: `methods` holds both, `rights` is four columns.
FOLDED = {"confidence": "methods", "rights": "licence"}


def test_every_field_of_the_document_is_a_column() -> None:
    names = {column.name for column in COLUMNS}
    assert {FOLDED.get(field, field) for field in FIELDS} <= names


def test_every_field_that_is_passed_on_is_a_column() -> None:
    passed_on = json.loads(written("jsonl", document()))
    assert {FOLDED.get(field, field) for field in passed_on} <= {column.name for column in COLUMNS}


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: c.name)
def test_each_has_a_line_with_meaning_and_null(column: Column) -> None:
    (line,) = (
        row for row in codebook.markdown().splitlines() if row.startswith(f"| `{column.name}` |")
    )
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    assert len(cells) == 5
    assert len(cells[2]) > 5
    assert len(cells[4]) > 5


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.source], ids=lambda c: c.name)
def test_the_schema_has_the_column_it_comes_from(column: Column) -> None:
    assert column.source is not None
    table, _, name = column.source.partition(".")
    assert name in Base.metadata.tables[table].columns


def test_the_words_are_those_of_the_documentation() -> None:
    documented = (Path(__file__).parents[3] / "docs" / "columns.md").read_text("utf-8")
    assert "- `published_raw`: the string the site printed\n" in documented
    assert "| `published_raw` | `string` | the string the site printed |" in codebook.markdown()


def test_the_licences_are_all_there() -> None:
    text = codebook.markdown()
    assert (
        "| `KOGL-3` | [공공누리 제3유형](https://www.kogl.or.kr/info/license.do) | yes | no: the text must"
        in text
    )
    assert "`CC-BY-NC-ND`" in text


# -- where the program comes from ------------------------------------------------------------------

DIGEST = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    "files",
    [
        {"HEAD": DIGEST},
        {"HEAD": "ref: refs/heads/main", "refs/heads/main": DIGEST},
        {"HEAD": "ref: refs/heads/main", "packed-refs": f"# pack-refs\n{DIGEST} refs/heads/main\n"},
    ],
)
def test_the_commit_is_read_without_git(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / ".git" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".git" / name).write_text(text + "\n", "utf-8")
    assert commit(tmp_path) == DIGEST


def test_a_linked_work_tree_has_the_commit_of_its_own_branch(tmp_path: Path) -> None:
    tree, shared = tmp_path / "tree", tmp_path / "main" / ".git"
    own = shared / "worktrees" / "tree"
    for folder in (tree, own, shared / "refs" / "heads"):
        folder.mkdir(parents=True)
    (tree / ".git").write_text(f"gitdir: {own}\n", "utf-8")
    (own / "HEAD").write_text("ref: refs/heads/other\n", "utf-8")
    (own / "commondir").write_text("../..\n", "utf-8")
    (shared / "refs" / "heads" / "other").write_text(DIGEST, "utf-8")
    assert commit(tree) == DIGEST


def test_outside_of_a_checkout_there_is_none(tmp_path: Path) -> None:
    assert commit(tmp_path) is None
