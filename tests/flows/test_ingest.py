"""The whole pipeline against the press room: what it published is what is stored, once.

One Prefect server for all tests here, and few runs: each test reads what they left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from db import queries
from db.models import Article
from db.session import open_engine, reading, writing
from flows import environment
from flows.run import RunReport
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.world import Publication
from tests.flows.prefect_server import begun, serving, used

environment.prepare(Path(tempfile.mkdtemp(prefix="aipolicy-tests-")))  # before Prefect is imported

ROOT = Path(__file__).parents[2]
SINCE = "2026-09-21"
DAY = timedelta(days=1)
#: Of every family and skin; `aipolicy demo` runs all that the press room has.
OUTLETS = [
    "kbs", "etoday", "newspim", "gyeongbuk", "kyongbuk", "idaegu", "kado", "breaknews", "snilbo",
]  # fmt: skip
#: For the run that is killed.
FEW = ["kbs", "gyeongbuk", "kyongbuk"]
Identity = tuple[str, str]


@dataclass
class Newspaper:
    """The press room, a data folder, and the flow between them."""

    room: PressRoom
    home: Path
    reports: dict[str, RunReport] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)

    @property
    def engine(self) -> Any:
        return open_engine(f"sqlite:///{self.home / 'corpus.db'}")

    def run(self, name: str, outlets: list[str] | None = None, since: str | None = SINCE) -> None:
        from flows.ingest import ingest

        os.environ["AIPOLICY_HOME"] = str(self.home)
        outlets = outlets or sorted(self.room.world.outlets)
        self.reports[name] = ingest(outlets=outlets, since=since, trigger="hand")
        self.prints[name] = self.fingerprint()

    def fingerprint(self) -> str:
        with reading(self.engine) as session:
            return queries.fingerprint(session)

    def documents(self) -> dict[Identity, dict[str, Any]]:
        with reading(self.engine) as session:
            found = queries.articles(session, queries.Filter())
            return {(d["outlet"], d["key"]): d for d in found}

    def outcomes(self, name: str) -> dict[Identity, str]:
        from db.models import Outcome

        run_id = self.reports[name].run_id
        with reading(self.engine) as session:
            rows = session.execute(
                select(Outcome.outlet, Outcome.key, Outcome.outcome).where(Outcome.run_id == run_id)
            )
            return {(outlet, key): outcome for outlet, key, outcome in rows}

    def published(self, at: datetime) -> list[Publication]:
        """Policy articles in Korean, out at this time."""
        return [
            p
            for p in self.room.world.publications
            if p.on_topic and p.published <= at and not p.text_at(at).title.isascii()
        ]


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.07, outlets=OUTLETS) as room, pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "ARCHIVE", "HOME"):
            patch.delenv(f"AIPOLICY_{name}", raising=False)
        patch.setenv("AIPOLICY_HOME", "")
        patch.setenv("AIPOLICY_PRESSROOM", room.url)
        patch.setenv("AIPOLICY_DELAY_FACTOR", "0")
        yield room


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for the tests here; yields its address."""
    home = tmp_path_factory.mktemp("prefect")
    begun(tmp_path_factory, home)
    with serving(home) as server, used(server):
        yield server.url


@pytest.fixture(scope="module")
def paper(
    room: PressRoom,
    prefect: str,
    forked_crawls: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Newspaper]:
    """Four runs: the first, the same again, a day later, and one that looks at edited articles."""
    paper = Newspaper(room, tmp_path_factory.mktemp("paper"))
    paper.run("first")
    paper.run("second")
    room.clock.advance(DAY)
    paper.run("a day later")
    _make_due(paper, {(p.outlet, p.key) for p in edited(room)})
    paper.run("recheck", sorted({p.outlet for p in edited(room)}), since=None)
    yield paper
    room.clock.advance(-DAY)


def edited(room: PressRoom) -> list[Publication]:
    """Policy articles whose text changed during the day."""
    end = room.world.now + DAY
    return [
        p
        for p in room.world.publications
        if p.on_topic
        and p.published <= room.world.now
        and p.text_at(room.world.now) != p.text_at(end)
    ]


def _make_due(paper: Newspaper, identities: set[Identity]) -> None:
    """These articles are looked at again now, all others not."""
    now = datetime.now(UTC)
    with writing(paper.engine) as session:
        session.execute(update(Article).values(next_check_at=None))
        for outlet, key in identities:
            session.execute(
                update(Article)
                .where(Article.outlet == outlet, Article.key == key)
                .values(next_check_at=now - timedelta(hours=1))
            )


# -- the first run ---------------------------------------------------------------------------------


def test_no_outlet_fails(paper: Newspaper) -> None:
    for report in paper.reports.values():
        assert {r.outlet: r.message for r in report.failed} == {}


def test_every_outlet_is_stored(paper: Newspaper) -> None:
    assert {outlet for outlet, _ in paper.documents()} == set(OUTLETS)


@pytest.mark.parametrize("name", ["first", "second", "a day later", "recheck"])
def test_the_ledger_adds_up(paper: Newspaper, name: str) -> None:
    report = paper.reports[name]
    assert report.discovered == len(paper.outcomes(name)) > 0
    for result in report.outlets:
        assert result.discovered == sum(result.outcomes.values())


def test_every_policy_article_is_stored_or_judged_off_topic(paper: Newspaper) -> None:
    """The judge may err on a few; nothing may be lost on the way to it."""
    stored, outcomes = paper.documents(), paper.outcomes("first")
    wanted = [(p.outlet, p.key) for p in paper.published(paper.room.world.now)]
    missing = {identity: outcomes.get(identity) for identity in wanted if identity not in stored}
    assert set(missing.values()) <= {"off_topic"}, missing
    assert len(missing) <= len(wanted) * 0.03, missing


def test_stored_texts_are_the_published_ones(paper: Newspaper) -> None:
    """Title, every paragraph and the minute, exactly, at 99 of 100 at least."""
    now, stored = paper.room.world.now + DAY, paper.documents()
    changed = {(p.outlet, p.key) for p in edited(paper.room)}
    wrong, compared = [], 0
    for publication in paper.published(paper.room.world.now):
        identity = (publication.outlet, publication.key)
        if identity not in stored:
            continue
        compared += 1
        gold, found = expected(publication, now), stored[identity]
        facts = (gold["title"], "\n\n".join(gold["paragraphs"]), gold["published"][:16])
        if facts != (found["title"], found["body"], found["published_at"][:16]):
            wrong.append((identity, identity in changed))
    assert compared >= 80
    assert len(wrong) <= compared * 0.01, wrong


def test_nothing_but_policy_is_stored(paper: Newspaper) -> None:
    policy = {(p.outlet, p.key) for p in paper.room.world.publications if p.on_topic}
    others = [identity for identity in paper.documents() if identity not in policy]
    assert len(others) <= len(policy) * 0.02, others


# -- the runs after it -----------------------------------------------------------------------------


def test_a_second_run_stores_nothing_and_changes_nothing(paper: Newspaper) -> None:
    assert not {"stored", "copy", "updated"} & set(paper.outcomes("second").values())
    assert paper.prints["second"] == paper.prints["first"]


def test_a_day_later_what_is_new_is_stored(paper: Newspaper) -> None:
    now = paper.room.world.now
    new = {(p.outlet, p.key) for p in paper.published(now + DAY) if p.published > now}
    stored = {
        identity
        for identity, outcome in paper.outcomes("a day later").items()
        if outcome in ("stored", "copy")
    }
    assert new
    assert new <= stored | set(paper.outcomes("first"))
    assert not stored & set(paper.outcomes("first"))


def test_an_edited_article_that_is_due_becomes_a_new_version(paper: Newspaper) -> None:
    outcomes, stored = paper.outcomes("recheck"), paper.documents()
    changed = [(p.outlet, p.key) for p in edited(paper.room)]
    assert changed
    assert {outcomes.get(identity) for identity in changed} == {"updated"}
    assert {stored[identity]["version"] for identity in changed} == {2}


# -- a run that is killed --------------------------------------------------------------------------


def test_what_a_killed_run_had_is_kept_and_nothing_comes_twice(
    room: PressRoom, prefect: str, tmp_path: Path
) -> None:
    calm, killed = Newspaper(room, tmp_path / "calm"), Newspaper(room, tmp_path / "killed")
    calm.run("whole", FEW)
    killed.home.mkdir()
    _kill_half_way(killed.home, prefect)
    killed.run("next", FEW)
    assert len(killed.reports["next"].recovered) == 1
    assert killed.fingerprint() == calm.fingerprint()


def _kill_half_way(home: Path, prefect: str) -> None:
    """Start `aipolicy run`, and end it with -9 as soon as it has fetched articles."""
    command = [sys.executable, "-m", "cli.main", "run", "--since", SINCE]
    with (home / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *(part for code in FEW for part in ("-o", code))],
            cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "AIPOLICY_HOME": str(home), "PREFECT_API_URL": prefect},
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not _fetched(home):
            assert process.poll() is None, (home / "run.log").read_text()
            assert time.monotonic() < deadline, "it never fetched an article"
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _fetched(home: Path) -> bool:
    return any(
        '"kind": "article"' in log.read_text(encoding="utf-8")
        for log in home.glob("runs/*/*/capture.jsonl")
    )
