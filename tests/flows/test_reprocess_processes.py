"""Captures are read in processes: one that dies or hangs costs its capture, a kill costs nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from db import models, schema
from db.session import open_engine, reading
from flows import reprocess
from flows.reprocess import ReprocessError
from flows.version import EXTRACTOR
from tests.flows import faulty
from tests.flows.test_reprocess import BODY, OFF, TITLE, Corpus, corpus, page

__all__ = ["corpus"]

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
#: Columns that tell when and in which run, not what.
WHEN = {"extracted_at", "created_at", "updated_at", "run_id", "last_checked_at", "next_check_at"}


def dump(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything reprocess may write but its own runs, ready to be compared."""
    tables = (models.Article, models.Version, models.Verdict, models.Tag, models.ArticleRights,
              models.Story, models.Sighting, models.Capture)  # fmt: skip
    found: dict[str, list[tuple[Any, ...]]] = {}
    with reading(engine) as session:
        for table in tables:
            columns = [c for c in table.__table__.columns if c.name not in WHEN]
            if table is models.Verdict:
                columns = [c for c in columns if c.name != "id"]
            rows = session.execute(select(*columns)).all()
            found[table.__tablename__] = sorted(tuple(map(str, row)) for row in rows)
    return found


def many(corpus: Corpus, keys: list[str]) -> None:
    for number, key in enumerate(keys):
        body = BODY.replace("정책", f"정책 {number}")
        off = {"verdict": OFF} if number % 5 == 4 else {}
        corpus.store(key, body=f"예전 {key}", html=page(f"{TITLE} {number}", body), **off)


@pytest.fixture
def accidents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reprocess, "read_again", faulty.read)


def test_processes_read_as_this_one_does(corpus: Corpus, tmp_path: Path) -> None:
    many(corpus, [str(n) for n in range(45)])
    told = corpus.again(dry_run=True).document()
    report = corpus.again(jobs=2)
    found = report.document()
    # Who joins a story is settled when all is written, which a dry run takes back.
    assert found["outcomes"] == {"copy": 9, "unchanged": 36}
    assert found | {"run": None, "outcomes": told["outcomes"]} == told
    assert (report.read, report.problems) == (45, [])
    with reading(corpus.engine) as session:
        assert set(session.scalars(select(models.Version.extractor))) == {EXTRACTOR}


@pytest.mark.usefixtures("accidents", "forked_processes")
def test_a_capture_whose_process_dies_is_a_problem_and_the_rest_is_read(corpus: Corpus) -> None:
    many(corpus, ["1", "killed", "2", "3"])
    report = corpus.again(jobs=1)
    assert report.outcomes == {"extract_failed": 1, "unchanged": 3}
    (problem,) = report.problems
    assert "killed: lost twice, the second time alone: its process was killed (SIGKILL)" in problem
    assert corpus.document("killed")["body"] == "예전 killed"


@pytest.mark.usefixtures("accidents", "forked_processes")
def test_a_capture_whose_process_died_by_accident_is_read_alone(corpus: Corpus) -> None:
    many(corpus, ["1", "once", "2"])
    report = corpus.again(jobs=1)
    assert (report.outcomes, report.problems) == ({"unchanged": 3}, [])
    assert corpus.document("once")["body"] != "예전 once"


@pytest.mark.usefixtures("accidents", "forked_processes")
def test_a_capture_that_hangs_is_given_up(corpus: Corpus) -> None:
    many(corpus, ["1", "hangs", "2"])
    report = corpus.again(jobs=1, patience=3.0)
    assert report.outcomes == {"extract_failed": 1, "unchanged": 2}
    assert "it was not read after 3 s" in report.problems[0]


@pytest.mark.usefixtures("forked_processes")
def test_processes_that_do_not_read_at_all_end_the_run_with_a_sentence(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reprocess, "read_again", faulty.broken)
    monkeypatch.setattr(reprocess, "_MAX_LOST", 2)
    many(corpus, ["1", "2", "3"])
    with pytest.raises(ReprocessError, match="2 captures in a row were lost"):
        corpus.again(jobs=1)
    assert corpus.document("1")["body"] == "예전 1"


def test_a_dry_run_writes_not_one_byte(corpus: Corpus) -> None:
    many(corpus, [str(n) for n in range(6)])
    before, runs_before = dump(corpus.engine), corpus.total(models.Run)
    corpus.again(dry_run=True)
    assert dump(corpus.engine) == before
    assert corpus.total(models.Run) == runs_before
    assert corpus.total(models.Outcome) == 6  # of the runs that stored them


DRIVER = """
import sys
from pathlib import Path
from db.session import open_engine
from flows import reprocess
from tests.flows import faulty
reprocess.BATCH, reprocess.WORTH_A_PROCESS = 4, 1
reprocess.read_again = faulty.slowly
home = Path(sys.argv[1])
report = reprocess.again(open_engine(f"sqlite:///{home / 'corpus.db'}"), home, jobs=2)
print(report.read)
"""


def start(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(home)], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def children(pid: int) -> list[int]:
    task = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in task.read_text().split()]


def read_so_far(engine: Engine) -> int:
    with reading(engine) as session:
        return (
            session.scalar(
                select(func.count()).select_from(models.Version)
                .where(models.Version.extractor != "aipolicy 0.0")
            )
            or 0
        )  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_reprocess_killed_in_the_middle_ends_as_one_that_was_not(
    corpus: Corpus, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    many(corpus, [str(n) for n in range(30)])
    twin = tmp_path_factory.mktemp("undisturbed")
    corpus.engine.dispose()
    for file in tmp_path.glob("corpus.db*"):
        (twin / file.name).write_bytes(file.read_bytes())
    (twin / "archive").symlink_to(tmp_path / "archive")
    undisturbed = open_engine(f"sqlite:///{twin / 'corpus.db'}")
    schema.ensure(undisturbed)
    reprocess.again(undisturbed, twin, jobs=0)

    killed = start(tmp_path)
    deadline = time.monotonic() + 60
    while not read_so_far(corpus.engine) >= 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    readers = children(killed.pid)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(30)
    assert 4 <= read_so_far(corpus.engine) < 24

    again = start(tmp_path)
    out, _ = again.communicate(timeout=120)
    assert 0 < int(out) < 30
    assert dump(corpus.engine) == dump(undisturbed)
    undisturbed.dispose()
    # Nobody waits for work that will never come.
    while any(Path(f"/proc/{pid}").exists() for pid in readers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in readers if Path(f"/proc/{pid}").exists()]
