"""A snapshot is whole, the same for the same database, and gives away only what it may."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from cli.main import main
from db import release, runs, schema
from db.exports import arrow
from db.exports.about import commit
from db.exports.checking import check
from db.exports.selection import Selection
from db.queries import Filter
from db.session import writing
from db.store import Store
from flows.plan import record
from flows.stages import snapshot
from flows.stages.snapshot import SnapshotError, make
from flows.version import EXTRACTOR
from flows.workspace import locked
from korean.article import Rights
from korean.relevance import RULESET
from spiders import registry
from tests.db.exports.test_parquet import load
from tests.db.test_store import BODY, NOW, OFF, incoming

DAY = "2026-11-21"
FREE = Rights("KOGL-1", None, "공공누리 제1유형", "page")
CLOSED = Rights("all-rights-reserved", False, "무단 전재 금지", "page")
#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def put(engine: Engine, *keys: str, rights: Rights = CLOSED, verdict: Any = None) -> None:
    run = runs.new_run_id(NOW)
    with writing(engine, exclusive=True) as session:
        runs.save_outlets(session, [record(registry.outlet("kbs"))], NOW)
        runs.begin(session, run, flow="ingest", trigger="hand", params={}, outlets=["kbs"],
                   now=NOW, code_version="t")  # fmt: skip
        items = [
            incoming(key, body=f"{key}번째 기사. {BODY}", captions=("사진 설명",),
                     **({"verdict": verdict} if verdict else {}))
            for key in keys
        ]  # fmt: skip
        for item in items:
            object.__setattr__(item.article, "rights", rights)
        Store(session, run, NOW, "t").save(items, [])


def documents(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_free_text_is_whole_and_a_closed_one_an_excerpt(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1", rights=FREE)
    put(engine, "2", rights=CLOSED)
    made = make(engine, tmp_path, DAY)
    by_key = {d["key"]: d for d in documents(made.folder)}
    assert by_key["1"]["body"] == f"1번째 기사. {BODY}"
    assert by_key["2"]["body"] is None
    assert by_key["2"]["captions"] is None
    assert by_key["2"]["excerpt"].startswith("2번째 기사.")
    assert by_key["2"]["url"] == "https://kbs.kr/2"
    assert (made.articles, made.with_body) == (2, 1)


@sqlite_only
def test_full_text_is_a_wish_that_is_written_down(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1", rights=CLOSED)
    made = make(engine, tmp_path, DAY, full_text=True)
    assert documents(made.folder)[0]["body"] == f"1번째 기사. {BODY}"
    assert json.loads((made.folder / "manifest.json").read_text("utf-8"))["full_text"] is True


@pytest.mark.parametrize("licence", ["KOGL-1", "KOGL-2", "KOGL-3", "KOGL-4"])
def test_every_kind_of_kogl_lets_the_text_out(licence: str) -> None:
    document = {"body": "글", "captions": [], "rights": {"licence": licence}}
    assert release.released(document)["body"] == "글"


@pytest.mark.parametrize("rights", [None, {"licence": "unknown"}, {"licence": "KOGL"}])
def test_an_unknown_licence_does_not(rights: dict[str, str] | None) -> None:
    document = {"body": "글", "captions": [], "rights": rights}
    assert release.released(document)["body"] is None


@sqlite_only
def test_off_topic_rows_stay_at_home(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1")
    put(engine, "2", verdict=OFF)
    assert [d["key"] for d in documents(make(engine, tmp_path, DAY).folder)] == ["1"]


@sqlite_only
def test_the_manifest_counts_and_the_checksums_hold(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1", "2", rights=FREE)
    put(engine, "3")
    folder = make(engine, tmp_path, DAY).folder
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["outlets"] == {"kbs": 3}
    assert manifest["licences"] == {"KOGL-1": 2, "all-rights-reserved": 1}
    whole = hashlib.sha256((folder / "articles.jsonl").read_bytes()).hexdigest()
    assert manifest["files"]["articles.jsonl"]["sha256"] == whole
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {
        f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()
    }


def test_the_same_database_gives_the_same_bytes(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1", "2", rights=FREE)
    put(engine, "3")
    one, two = (make(engine, tmp_path / name, DAY).folder for name in ("a", "b"))
    assert files(one) == files(two)
    assert {"README.md", "CODEBOOK.md", "articles.jsonl", "manifest.json"} <= set(files(one))


@sqlite_only
def test_the_manifest_says_what_was_asked_and_by_which_program(
    engine: Engine, tmp_path: Path
) -> None:
    put(engine, "1", rights=FREE)
    put(engine, "2", rights=FREE)
    chosen = Selection(where=Filter(licence="KOGL-1"), fold=True)
    folder = make(engine, tmp_path, DAY, selection=chosen).folder
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["query"]["where"] == {"licence": "KOGL-1"}
    assert manifest["query"]["fold"] is True
    assert manifest["schema"] == schema.head()
    assert manifest["rules"] == RULESET
    assert manifest["program"] == EXTRACTOR
    assert manifest["commit"] == commit()
    assert manifest["languages"] == {"ko": 2}
    assert manifest["published"] == {"first": "2026-11-20", "last": "2026-11-20", "undated": 0}
    assert manifest["files"] == {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(files(folder).items())
        if name not in ("manifest.json", "SHA256SUMS")
    }


@sqlite_only
def test_the_parquet_files_hold_what_the_lines_hold(engine: Engine, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    put(engine, "1", "2", rights=FREE)
    put(engine, "3")
    folder = make(engine, tmp_path, DAY).folder
    rows = parquet.read_table(folder / "data").to_pylist()
    assert [(r["key"], r["body"]) for r in rows] == [
        (d["key"], d["body"]) for d in documents(folder)
    ]
    written_by = json.loads((folder / "manifest.json").read_text("utf-8"))["parquet"]["written_by"]
    assert written_by.startswith("pyarrow ")


@sqlite_only
def test_without_pyarrow_there_are_the_lines_and_the_manifest_says_so(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "installed", lambda: False)
    put(engine, "1", rights=FREE)
    folder = make(engine, tmp_path, DAY).folder
    assert not (folder / "data").exists()
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["parquet"] is None
    assert "    path: articles.jsonl\n" in (folder / "README.md").read_text("utf-8")


@sqlite_only
@pytest.mark.parametrize("parquet", [True, False])
def test_datasets_loads_a_snapshot_as_it_is(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parquet: bool
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(arrow, "installed", lambda: parquet)
    put(engine, "1", rights=FREE)
    put(engine, "2")
    assert load(make(engine, tmp_path, DAY).folder, tmp_path).startswith(
        "2 경북, AI 정책 발표 2026-11-20"
    )


@sqlite_only
def test_nobody_changes_a_snapshot_by_mistake(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1")
    folder = make(engine, tmp_path, DAY).folder
    assert {f.stat().st_mode & 0o777 for f in folder.rglob("*") if f.is_file()} == {0o444}
    assert check(folder) == []


@sqlite_only
def test_the_same_snapshot_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1")
    first = make(engine, tmp_path, DAY)
    before = (first.folder / "articles.jsonl").stat().st_mtime_ns
    again = make(engine, tmp_path, DAY)
    assert (again.made, again.folder) == (False, first.folder)
    assert (first.folder / "articles.jsonl").stat().st_mtime_ns == before


def test_another_snapshot_of_the_day_stands_beside_it(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1")
    first = make(engine, tmp_path, DAY)
    kept = (first.folder / "articles.jsonl").read_bytes()
    put(engine, "2")
    second = make(engine, tmp_path, DAY)
    assert (second.folder.name, second.made) == (f"{DAY}-2", True)
    assert (first.folder / "articles.jsonl").read_bytes() == kept


@sqlite_only
def test_a_damaged_snapshot_is_not_taken_for_the_same(engine: Engine, tmp_path: Path) -> None:
    put(engine, "1")
    first = make(engine, tmp_path, DAY)
    (first.folder / "articles.jsonl").chmod(0o644)
    (first.folder / "articles.jsonl").write_text("", "utf-8")
    assert make(engine, tmp_path, DAY).folder.name == f"{DAY}-2"


@sqlite_only
def test_what_a_killed_one_left_is_cleared_away(engine: Engine, tmp_path: Path) -> None:
    left = tmp_path / ".snapshot-killed"
    left.mkdir()
    (left / "articles.jsonl").write_text("half", "utf-8")
    make(engine, tmp_path, DAY)
    assert not left.exists()


@sqlite_only
def test_a_failure_half_way_leaves_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(engine, "1")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "sha256", full)
    with pytest.raises(SnapshotError, match="No space left"):
        make(engine, tmp_path, DAY)
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == []


@sqlite_only
def test_two_at_once_do_not_meet(engine: Engine, tmp_path: Path) -> None:
    with locked(tmp_path / ".lock"), pytest.raises(SnapshotError, match="wait for it"):
        make(engine, tmp_path, DAY)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("짧은 글.\n\n둘째 문단.", "짧은 글. 둘째 문단."),
        ("가" * 300, "가" * 199 + "…"),
        ("나 " * 150, "나 " * 99 + "나…"),
        ("가나 다라 " * 60, ("가나 다라 " * 33).rstrip() + "…"),
    ],
)
def test_an_excerpt_is_short_and_cut_between_words(body: str, shown: str) -> None:
    assert release.excerpt(body) == shown
    assert len(release.excerpt(body)) <= release.EXCERPT


@sqlite_only
def test_the_command_prints_the_folder(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    put(engine, "1")
    printed = [CliRunner().invoke(main, ["publish"]).stdout for _ in range(2)]
    assert printed[0] == printed[1]
    folder = Path(printed[0].strip())
    assert folder.parent == tmp_path / "snapshots"
    assert len(documents(folder)) == 1


@sqlite_only
def test_a_folder_that_cannot_be_is_a_sentence(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    (tmp_path / "file").write_text("", "utf-8")
    result = CliRunner().invoke(main, ["publish", str(tmp_path / "file" / "below")])
    assert result.exit_code == 1
    assert "cannot be written" in result.output
