"""Parquet and the dataset folder, as pyarrow, `datasets` and huggingface_hub read them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.exports import About, ExtraMissing, arrow, hf, parquet, write
from db.exports.arrow import TYPES
from db.exports.columns import COLUMNS
from db.exports.errors import CannotWrite
from tests.db.exports.documents import BODY, CLOSED, document, many, written

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

#: In a process of its own without network, as a person would: the library remembers its settings.
LOAD = """
import sys
from datasets import load_dataset
found = load_dataset(sys.argv[1], split="train", cache_dir=sys.argv[2])
row = found[0] if len(found) else {}
print(len(found), row.get("title"), row.get("published_at"), row.get("topics"), row.get("bylines"))
"""


def table(data: bytes) -> Any:
    return pq.read_table(io.BytesIO(data))


def test_the_columns_have_real_types() -> None:
    (row,) = table(written("parquet", document())).to_pylist()
    assert row["published_at"] == datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
    assert row["topics"] == ["law_regulation"]
    assert row["bylines"][0] == {"name": "김하늘", "role": "기자", "email": "sky@example.kr"}
    assert row["amounts"] == [{"krw": 1_500_000_000, "text": "15억 원"}]
    assert row["methods"][1] == {"field": "title", "method": "kbs.current", "confidence": 0.9}
    assert (row["score"], row["version"], row["licence"]) == (0.91, 1, "KOGL-1")
    assert row["body"] == BODY


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: c.name)
def test_the_codebook_says_the_type_that_the_file_has(column: Any) -> None:
    said = (
        str(arrow.schema().field(column.name).type).replace("element: ", "").replace("item: ", "")
    )
    assert said == TYPES[column.kind]


def test_absent_is_null_and_a_list_without_items_is_empty() -> None:
    (row,) = table(
        written("parquet", document(rights=None, tags=None, modified_at=None))
    ).to_pylist()
    assert (row["licence"], row["modified_at"], row["tags"]) == (None, None, [])
    assert (row["body"], row["captions"]) == (None, None)


def test_row_groups_are_bounded_by_rows_and_by_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 4)
    monkeypatch.setattr(parquet, "CHARACTERS", 1_000)
    small = written("parquet", *many(10))
    assert pq.ParquetFile(io.BytesIO(small)).num_row_groups == 3
    large = written("parquet", *many(4, body="가" * 600))
    assert pq.ParquetFile(io.BytesIO(large)).num_row_groups == 2
    assert table(large).num_rows == 4


@pytest.mark.parametrize("format", ["parquet", "hf"])
def test_the_same_articles_give_the_same_bytes(format: str) -> None:
    assert written(format, *many(5)) == written(format, *many(5))


def test_nothing_asked_for_is_a_file_with_columns_and_no_rows() -> None:
    found = table(written("parquet"))
    assert (found.num_rows, found.column_names) == (0, [column.name for column in COLUMNS])


def load(folder: Path, tmp_path: Path) -> str:
    pytest.importorskip("datasets")
    settings = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf"),
                             "HF_DATASETS_OFFLINE": "1"}  # fmt: skip
    command = [sys.executable, "-c", LOAD, str(folder), str(tmp_path / "cache")]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_datasets_loads_the_folder_without_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hf, "SHARD", 2)
    folder = tmp_path / "dataset"
    assert hf.write_folder(many(5), folder, about=About()) == 5
    assert [f.name for f in sorted((folder / "data").iterdir())] == [
        f"train-0000{n}.parquet" for n in range(3)
    ]
    said = load(folder, tmp_path)
    assert said.startswith("5 0번째 조례 2026-11-1")
    assert "['law_regulation']" in said


def test_the_zip_holds_the_same_folder(tmp_path: Path) -> None:
    hf.write_folder(many(3), tmp_path / "dataset", about=About())
    with zipfile.ZipFile(io.BytesIO(written("hf", *many(3)))) as files:
        assert files.testzip() is None
        for name in files.namelist():
            assert files.read(name) == (tmp_path / "dataset" / name).read_bytes()


def test_the_card_s_head_is_what_the_hub_reads(tmp_path: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    hf.write_folder([document(), document(2, rights=CLOSED)], tmp_path / "d", about=About())
    data = hub.DatasetCard.load(tmp_path / "d" / "README.md").data
    assert data.language == ["ko"]
    assert (data.license, data.license_name) == ("other", "per-article")
    assert data.size_categories == ["n<1K"]
    assert data.to_dict()["configs"] == [
        {"config_name": "default",
         "data_files": [{"split": "train", "path": "data/train-*.parquet"}]}
    ]  # fmt: skip


def test_the_card_counts_rights_and_says_what_was_asked(tmp_path: Path) -> None:
    about = About("AI 기본법", {"region": "경북"}, fold=True)
    hf.write_folder([document(), document(2, rights=CLOSED)], tmp_path / "d", about=about)
    text = (tmp_path / "d" / "README.md").read_text("utf-8")
    assert (
        "2 articles of 1 outlet, published 2026-11-20 to 2026-11-20. 1 of them with their text"
        in text
    )
    assert "the query `AI 기본법`; region = 경북, one article a story" in text
    assert "| KOGL-1 (공공누리 제1유형) | 1 |" in text
    assert "training AI with the text (1 article)" in text


def test_the_card_of_full_texts_warns_against_passing_it_on(tmp_path: Path) -> None:
    hf.write_folder([document(rights=CLOSED)], tmp_path / "d", full_text=True, about=About())
    assert "**Do not pass it on.**" in " ".join(
        (tmp_path / "d" / "README.md").read_text("utf-8").split()
    )


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "mine").write_text("", "utf-8")
    with pytest.raises(CannotWrite, match="is there already and is left alone"):
        hf.write_folder(many(1), tmp_path / "d", about=About())
    assert [f.name for f in (tmp_path / "d").iterdir()] == ["mine"]


def test_a_failure_half_way_leaves_no_folder(tmp_path: Path) -> None:
    def documents() -> Any:
        yield document()
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        hf.write_folder(documents(), tmp_path / "d", about=About())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", ["parquet", "hf"])
def test_without_pyarrow_a_sentence_names_the_extra(
    format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    out = io.BytesIO()
    with pytest.raises(ExtraMissing, match=r"pip install 'aipolicy\[export\]'"):
        write(format, many(1), out)
    assert b"PAR1" not in out.getvalue()
