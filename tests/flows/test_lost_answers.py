"""The connection breaks right after the database committed: the answer is lost, the work is not, and
it is done again. Nothing may come twice by that.

Here every first answer is lost: each transaction is committed, reported as failed, and repeated.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, func, select

from db import queries, runs, schema
from db.models import Base, Lease, Outcome, SearchQueue
from db.records import Ending
from db.search.queue import pending
from db.session import open_engine, reading, retrying, writing
from flows import labelling, plan
from flows.holding import hold, run_lease
from flows.recovery import recover
from flows.rescoring import rescore_all
from flows.stages import stories
from flows.stages.store import store
from flows.workspace import Workspace, machine
from spiders import registry
from spiders.events import Discovered, Ended, dump
from tests.flows.test_reprocess import BODY, Corpus, page
from tests.flows.test_stories import body, incoming, open_outlets, rewritten

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RUN = "20261120T090000Z-abc123"
Work = Callable[[Engine, Path], Any]


class Answers:
    """Loses the first, third, fifth … answer to a COMMIT."""

    def __init__(self, engine: Engine, patch: pytest.MonkeyPatch) -> None:
        self.lost = 0
        self._next = False
        self._commit = engine.dialect.do_commit
        patch.setattr(engine.dialect, "do_commit", self)

    def __call__(self, connection: Any) -> None:
        self._commit(connection)
        self._next = not self._next
        if not self._next:
            return
        self.lost += 1
        if isinstance(connection.driver_connection, sqlite3.Connection):
            raise sqlite3.OperationalError("database is locked")
        connection.driver_connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")


def state(engine: Engine) -> dict[str, Any]:
    """What people see, and how many rows each table has. Leases come and go; an article that waits to
    be indexed has a row for each transaction that changed it.
    """
    with reading(engine) as session:
        ledger = session.execute(select(Outcome.run_id, Outcome.key, Outcome.outcome))
        tables = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name not in (Lease.__tablename__, SearchQueue.__tablename__)
        }
        return {
            "corpus": queries.fingerprint(session),
            "ledger": sorted((key, outcome) for _, key, outcome in ledger),
            "runs": sorted(run.status for run, _ in queries.runs(session)),
            "to be indexed": pending(session),
            **tables,
        }


# -- what is done ----------------------------------------------------------------------------------


def articles(engine: Engine, _: Path) -> None:
    """New ones, a copy, one off topic that was not fetched."""
    items = [incoming("1", body(1)), incoming("2", rewritten(1)), incoming("3", body(3))]
    off = Ending("kbs", "4", "https://kbs.kr/4", "off_topic", "why", "feed", NOW, title="제목",
                 verdict=replace(items[0].verdict, label="off_topic"))  # fmt: skip
    store(engine, RUN, items, [off, Ending("kbs", "5", None, "robots", "why", "feed", NOW)])
    stories.settle(engine)


def edits(engine: Engine, home: Path) -> None:
    articles(engine, home)
    later = [
        replace(incoming("1", body(7)), captured_at=NOW + timedelta(days=1)),
        replace(incoming("2", rewritten(1)), captured_at=NOW + timedelta(days=1)),
    ]
    store(engine, RUN.replace("abc", "def"), later, [])
    stories.settle(engine)


def a_label(engine: Engine, home: Path) -> None:
    articles(engine, home)
    with reading(engine) as session:
        id_ = queries.article(session, "kbs:1").id
    labelling.label(engine, home, id_, "off_topic", person="가", now=NOW)


def a_run(engine: Engine, home: Path) -> None:
    """Leases, begin, an outlet closed, finish, leases given back."""

    def write(what: Callable[..., Any], *about: Any, **more: Any) -> None:
        def once() -> None:
            with writing(engine) as session:
                what(session, *about, **more)

        retrying(once)

    run_id = RUN.replace("abc", "999")
    names = (run_lease(run_id), "outlet:kbs")
    with hold(engine, home, names, run_id) as held, held.guarding(*names):
        assert held.names == names
        write(runs.begin, run_id, flow="ingest", trigger="hand", params={}, outlets=["kbs"],
              now=NOW, code_version="t", machine=machine(home))  # fmt: skip
        held.check(*names)
        write(runs.finish_outlet, run_id, "kbs", status="finished")
        write(runs.finish, run_id, "finished", NOW, None)


def a_killed_run(engine: Engine, home: Path) -> None:
    folder = Workspace(home, RUN).outlet("kbs")
    folder.mkdir(parents=True)
    seen = Discovered("1", "https://news.kbs.co.kr/1", "feed", "https://feed", NOW.isoformat())
    gone = Ended("1", "https://news.kbs.co.kr/1", "robots", "disallowed", NOW.isoformat())
    (folder / "capture.jsonl").write_text(f"{dump(seen)}\n{dump(gone)}\n", encoding="utf-8")
    assert RUN in recover(engine, home)


WORKS: tuple[Work, ...] = (articles, edits, a_label, a_run, a_killed_run)


@pytest.fixture
def undisturbed(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'undisturbed.db'}")
    schema.ensure(engine)
    yield engine
    engine.dispose()


def _prepared(engine: Engine) -> None:
    with writing(engine) as session:
        runs.save_outlets(session, [plan.record(registry.outlet("kbs"))], NOW)
    for run_id in (RUN, RUN.replace("abc", "def")):
        open_outlets(engine, run_id)


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.__name__)
def test_an_answer_that_is_lost_changes_nothing(
    work: Work, engine: Engine, undisturbed: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepared(undisturbed)
    work(undisturbed, tmp_path / "one")
    _prepared(engine)
    with monkeypatch.context() as patch:
        answers = Answers(engine, patch)
        work(engine, tmp_path / "two")
    assert answers.lost
    assert state(engine) == state(undisturbed)


def test_a_rescoring_goes_on_the_same_way(
    engine: Engine, undisturbed: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIPOLICY_ARCHIVE", raising=False)
    for name, database in (("one", undisturbed), ("two", engine)):
        corpus = Corpus(database, tmp_path / name)
        corpus.store("1", body=BODY, html=page())
        with monkeypatch.context() as patch:
            if database is engine:
                answers = Answers(engine, patch)
            rescore_all(database, corpus.home, jobs=0)
    assert answers.lost
    assert state(engine) == state(undisturbed)
