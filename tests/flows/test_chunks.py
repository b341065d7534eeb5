"""A reprocess in chunks: several writers at once make what one makes, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from db import models, stale
from db.session import reading, writing
from db.stale import Scope
from flows import chunks
from flows.chunks import chunk, in_chunks
from flows.parts import Part
from flows.reruns import ReprocessError, opened
from flows.version import EXTRACTOR
from tests.conftest import ROOT
from tests.flows.test_reprocess import Corpus, corpus, sqlite_only
from tests.flows.test_reprocess_processes import dump, many

__all__ = ["corpus"]

SIZE = 8
Carry = Callable[[Sequence[Part]], None]


@pytest.fixture(autouse=True)
def here(corpus: Corpus, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine: its data folder is the corpus'; chunks are small."""
    monkeypatch.setenv("AIPOLICY_HOME", str(corpus.home))
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setattr(chunks, "SIZE", SIZE)


def carried(monkeypatch: pytest.MonkeyPatch, carry: Carry) -> None:
    """Parts are carried out by this function instead of by Prefect's workers."""
    monkeypatch.setattr(chunks, "carry_out", lambda deployment, run, parts, **more: carry(parts))


def at_once(parts: Sequence[Part]) -> None:
    """Every part in a thread of its own, all at the same time."""
    with ThreadPoolExecutor(len(parts)) as pool:
        for part, done in [(p, pool.submit(chunk.fn, **p.parameters)) for p in parts]:
            done.result()
            part.end(None)


def as_machines(parts: Sequence[Part]) -> None:
    """Every part in a process of its own, with a data folder of its own and the shared archive."""
    home = Path(os.environ["AIPOLICY_HOME"])
    running = [
        subprocess.Popen(
            [sys.executable, "-c",
             f"from flows.chunks import chunk; print(chunk.fn(**{part.parameters!r}))"],
            env={**os.environ, "AIPOLICY_HOME": str(home / f"machine{n}"),
                 "AIPOLICY_ARCHIVE": str(home / "archive")},
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for n, part in enumerate(parts)
    ]  # fmt: skip
    for part, process in zip(parts, running, strict=True):
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert f"{SIZE} articles read again" in said
        part.end(None)


def read_by(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.scalars(select(models.Version.extractor)))


def again(corpus: Corpus) -> Any:
    return in_chunks(corpus.engine, corpus.home, (), everything=False, jobs=0)


def test_chunks_hold_every_article_of_the_scope_once(corpus: Corpus) -> None:
    many(corpus, [str(n) for n in range(20)])
    scope = Scope(extractor=EXTRACTOR)
    with reading(corpus.engine) as session:
        ranges = stale.chunks(session, scope, SIZE)
        sizes = [stale.count(session, Scope((), EXTRACTOR, None, *ends)) for ends in ranges]
    assert sizes == [8, 8, 4]
    assert all(first <= last for first, last in ranges)
    assert all(a[1] < b[0] for a, b in pairwise(ranges))


def test_writers_at_once_make_what_one_makes(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried(monkeypatch, at_once)
    many(corpus, [str(n) for n in range(36)])
    told = corpus.again(dry_run=True).document()
    found = again(corpus).document()
    # Who joins a story is settled when all is written, which a dry run takes back; which examples
    # are shown depends on who comes first.
    assert found["outcomes"].get("copy", 0) + found["outcomes"].get("stored", 0) == told[
        "outcomes"
    ].get("stored", 0)
    apart = {"run": None, "outcomes": None, "examples": None}
    assert found | apart == told | apart
    assert read_by(corpus.engine) == {EXTRACTOR}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_machines_with_one_archive_make_what_one_makes(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(corpus, [str(n) for n in range(2 * SIZE)])
    carried(monkeypatch, as_machines)
    report = again(corpus)
    assert (report.read, report.problems) == (2 * SIZE, [])
    before = dump(corpus.engine)
    corpus.again(everything=True)
    after = dump(corpus.engine)
    assert {name: rows for name, rows in after.items() if name != "verdict"} == {
        name: rows for name, rows in before.items() if name != "verdict"
    }


def test_the_ledger_is_the_runs_that_started_them(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried(monkeypatch, at_once)
    many(corpus, [str(n) for n in range(20)])
    report = again(corpus)
    with reading(corpus.engine) as session:
        mine = models.Outcome.run_id == report.run_id
        assert session.scalar(select(func.count()).where(mine)) == 20
        runs = session.execute(select(models.Run.flow, models.Run.status)).tuples().all()
    assert [status for flow, status in runs if flow == "chunk"] == ["finished"] * 3
    assert ("reprocess", "finished") in runs


def test_a_chunk_that_failed_is_told_and_gone_on_with(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_dies(parts: Sequence[Part]) -> None:
        at_once(parts[1:])
        parts[0].end("its run ended as Crashed")

    carried(monkeypatch, one_dies)
    many(corpus, [str(n) for n in range(20)])
    with pytest.raises(ReprocessError, match=r"1 of 3 chunks failed.*ended as Crashed.*it goes on"):
        again(corpus)
    carried(monkeypatch, at_once)
    assert again(corpus).read == SIZE
    assert read_by(corpus.engine) == {EXTRACTOR}


@sqlite_only
def test_nothing_to_read_starts_no_chunk(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    carried(monkeypatch, lambda parts: pytest.fail("a chunk of nothing"))
    assert again(corpus).read == 0


@sqlite_only
def test_a_chunk_is_read_by_one_worker(corpus: Corpus) -> None:
    many(corpus, [str(n) for n in range(6)])
    with opened(corpus.engine, corpus.home, (), False, chunks=True) as (report, _):
        given: dict[str, Any] = {"part_of": report.run_id, "first": 1, "last": 6, "jobs": 0}
        with ThreadPoolExecutor(2) as pool:
            said = [done.result() for done in [pool.submit(chunk.fn, **given) for _ in range(2)]]
    assert sorted(text[:15] for text in said)[1:] in (["another worker "], ["6 articles read"])
    assert read_by(corpus.engine) == {EXTRACTOR}


@sqlite_only
def test_a_chunk_of_a_run_that_is_over_reads_nothing(corpus: Corpus) -> None:
    many(corpus, ["1", "2"])
    with opened(corpus.engine, corpus.home, (), False, chunks=True) as (report, _):
        run_id = report.run_id or ""
    assert "is over" in chunk.fn(part_of=run_id, first=1, last=2, jobs=0)
    assert EXTRACTOR not in read_by(corpus.engine)


@sqlite_only
def test_a_worker_with_other_code_is_refused(corpus: Corpus) -> None:
    with opened(corpus.engine, corpus.home, (), False, chunks=True) as (report, _):
        with writing(corpus.engine) as session:
            session.execute(update(models.Run).values(code_version="aipolicy 0.0.9"))
        with pytest.raises(ReprocessError, match="bring all machines to the same code"):
            chunk.fn(part_of=report.run_id or "", first=1, last=2, jobs=0)
