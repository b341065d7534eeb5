"""`export` and `snapshot`: what people get, and the sentences they get instead."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from db.exports import FORMATS
from db.search.index import catch_up
from db.session import open_engine
from tests.cli.conftest import BODY, Aipolicy, imported

ROOT = Path(__file__).parents[2]
TITLE = "포항시, 인공지능 기본조례 만든다"
OTHER = "영덕군, AI 돌봄 로봇 보급"
CARE = (
    "경북 영덕군이 홀로 사는 노인에게 인공지능(AI) 돌봄 로봇을 보급한다. 군은 20일 보급 계획을 발표했다.",
    "로봇은 말동무가 되고 위급할 때 119에 알린다. 군은 내년 예산 3억 원을 들여 200대를 나눠 주고 AI 교육도 연다.",
    "영덕군수는 “인공지능으로 돌봄의 빈틈을 메우는 정책을 계속하겠다”고 말했다.",
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles on topic, indexed."""
    home = imported(tmp_path_factory, (TITLE, BODY), (OTHER, CARE))
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    catch_up(engine)
    engine.dispose()
    return home


@pytest.fixture
def corpus(filled: Path, home: Path) -> None:
    shutil.copytree(filled, home)


def raw(*arguments: str) -> bytes:
    """Standard output as bytes."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def titles(data: bytes) -> set[str]:
    return {r["title"] for r in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))}


def test_standard_output_is_the_file_and_nothing_else(corpus: None) -> None:
    data = raw("export", "--format", "csv")
    assert data.startswith(b"\xef\xbb\xbfid,")
    assert titles(data) == {TITLE, OTHER}


def test_a_query_chooses(corpus: None) -> None:
    assert titles(raw("export", "-f", "csv", "돌봄", "로봇")) == {OTHER}
    assert titles(raw("export", "-f", "csv", "--", "인공지능", "-돌봄")) == {TITLE}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--since", "2026-11-20"), {TITLE, OTHER}),
        (("--until", "2026-11-19"), set()),
        (("--region", "경북"), {TITLE, OTHER}),
        (("--licence", "KOGL-1"), set()),
        (("--band", "accept", "--fold"), {TITLE, OTHER}),
    ],
)
def test_conditions_choose(corpus: None, options: tuple[str, ...], found: set[str]) -> None:
    assert titles(raw("export", "-f", "csv", *options)) == found


def test_the_text_of_a_closed_article_needs_a_word(corpus: None) -> None:
    (closed, *_) = [json.loads(line) for line in raw("export", "-f", "jsonl").splitlines()]
    (whole, *_) = [
        json.loads(line) for line in raw("export", "-f", "jsonl", "--full-text").splitlines()
    ]
    assert (closed["body"], bool(closed["excerpt"])) == (None, True)
    assert whole["body"]


@pytest.mark.parametrize("format", [*FORMATS, "csl"])
def test_every_format_can_be_a_file(
    corpus: None, aipolicy: Aipolicy, tmp_path: Path, format: str
) -> None:
    if format in ("parquet", "hf"):
        pytest.importorskip("pyarrow")
    target = tmp_path / "out.zip" if format == "hf" else tmp_path / "out"
    said = aipolicy("export", "--format", format, "-o", target)
    assert (said.code, said.out) == (0, "")
    assert "2 articles" in said.err
    assert target.stat().st_size > 100


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.bib", "a.ris", "a.json", "A.CSV"])
def test_the_name_of_the_file_says_the_format(
    corpus: None, aipolicy: Aipolicy, tmp_path: Path, name: str
) -> None:
    assert aipolicy("export", "-o", tmp_path / name).code == 0
    assert TITLE in (tmp_path / name).read_text("utf-8")


def test_hf_is_a_folder(corpus: None, aipolicy: Aipolicy, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    assert aipolicy("export", "-f", "hf", "-o", tmp_path / "set").code == 0
    assert sorted(f.name for f in (tmp_path / "set").iterdir()) == [
        "CODEBOOK.md",
        "README.md",
        "data",
    ]
    again = aipolicy("export", "-f", "hf", "-o", tmp_path / "set")
    assert again.code == 1
    assert "is there already and is left alone; name a new folder" in again.err


def test_no_match_is_an_empty_file_and_a_word(corpus: None, aipolicy: Aipolicy) -> None:
    said = aipolicy("export", "-f", "jsonl", "없는낱말")
    assert (said.code, said.out) == (0, "")
    assert "no article matches" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--format", "xlsx"), 2, "'csv', 'jsonl', 'parquet'"),
        ((), 2, "say --format: csv, jsonl"),
        (("-o", "out.xlsx"), 2, "say --format: csv, jsonl"),
        (("-f", "csv", "AI", "OR"), 2, "OR needs a word on both sides"),
        (("-f", "csv", "--since", "yesterday"), 2, "'yesterday' is not a date"),
        (("-f", "csv", "--outlet", "kyongbok"), 2, "unknown outlet 'kyongbok'"),
        (("-f", "csv", "-o", "nowhere/out.csv"), 1, "the folder is not there: make it first"),
        (("-f", "csv", "-o", "."), 1, "is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    corpus: None, aipolicy: Aipolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], code: int, says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    said = aipolicy("export", *arguments)
    assert (said.code, said.out) == (code, "")
    assert says in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_without_a_corpus_it_says_how_to_get_one(aipolicy: Aipolicy, home: Path) -> None:
    said = aipolicy("export", "-f", "csv")
    assert said.code == 1
    assert "`aipolicy run` fetches" in said.err
    assert not home.exists()


def test_without_pyarrow_it_names_the_extra(
    corpus: None, aipolicy: Aipolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    said = aipolicy("export", "-f", "parquet", "-o", tmp_path / "out.parquet")
    assert said.code == 1
    assert "pip install 'aipolicy[export]'" in said.err
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_a_sentence(corpus: None, home: Path) -> None:
    command = [sys.executable, "-m", "cli.main", "export", "-f", "jsonl"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, text=True,
                              env=os.environ | {"AIPOLICY_HOME": str(home)}, timeout=60)  # fmt: skip
    assert done.returncode == 1
    assert "the disk is full: make room" in done.stderr
    assert "Traceback" not in done.stderr


# -- snapshots -------------------------------------------------------------------------------------


def test_a_snapshot_is_made_checked_and_compared(
    corpus: None, aipolicy: Aipolicy, tmp_path: Path
) -> None:
    first = aipolicy("snapshot").out.strip()
    assert aipolicy("snapshot", "verify").code == 0
    some = aipolicy("snapshot", "make", "돌봄", "-o", tmp_path / "some", "--json").rows[0]
    assert some["articles"] == 1
    (gone,) = aipolicy("snapshot", "diff", Path(first).name, some["folder"], "--json").rows
    assert (gone["change"], gone["title"]) == ("went", TITLE)
    table = aipolicy("snapshot", "diff", some["folder"], first)
    assert table.out.splitlines()[0] == "change\twhat\tarticle\tpublished\ttitle"
    assert TITLE in table.out
    assert "1 came, 1 same" in table.err


def test_a_damaged_snapshot_is_exit_one(corpus: None, aipolicy: Aipolicy) -> None:
    folder = Path(aipolicy("snapshot").out.strip())
    (folder / "articles.jsonl").chmod(0o644)
    (folder / "articles.jsonl").write_text("", "utf-8")
    said = aipolicy("snapshot", "verify", "--json")
    assert said.code == 1
    assert said.rows == [{"snapshot": str(folder), "file": "articles.jsonl", "what": "changed"}]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("verify",), "there is no snapshot in"),
        (("verify", "2020-01-01"), "there is no snapshot '2020-01-01'"),
        (("diff", "a", "b"), "there is no snapshot 'a'"),
    ],
)
def test_a_snapshot_that_is_not_there_is_a_sentence(
    aipolicy: Aipolicy, arguments: tuple[str, ...], says: str
) -> None:
    said = aipolicy("snapshot", *arguments)
    assert (said.code, said.out) == (1, "")
    assert says in said.err
