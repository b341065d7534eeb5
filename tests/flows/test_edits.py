"""Edits, from the press room to the history: what an outlet edited is told, and nothing else is.

Four crawls of three outlets: the first, one a day of noise later, one when articles were edited, one
when the edits were taken back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from db import edits, queries
from db.models import Article, Outcome
from db.session import open_engine, reading, writing
from flows.run import open_run
from flows.stages import account, process
from flows.stages.crawl import crawl
from pressroom.server import PressRoom
from pressroom.world import Publication

OUTLETS = ["kbs", "jnilbo", "dkilbo"]
LATER = timedelta(days=2)
#: What a CMS or a counter changes on a page and nobody would call an edit.
NOISE = ("invisible", "nfd")


@dataclass
class Paper:
    room: PressRoom
    home: Path
    runs: dict[str, str] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        return open_engine(f"sqlite:///{self.home / 'corpus.db'}")

    def crawl(self, name: str, since: str | None = None) -> None:
        """A run without Prefect around it."""
        with open_run(OUTLETS, None, since, None, "hand", 300) as run:
            self.runs[name] = run.run_id
            for order in run.orders:
                returncode = crawl(order)
                for code in order.outlets:
                    work = run.work(code)
                    log = process.open_log(work)
                    tally = process.process(run.engine, work, log)
                    run.add(account.close(run.engine, work, log, tally, returncode=returncode))

    def look_again(self, name: str) -> None:
        """Every article on topic is due now."""
        with writing(self.engine) as session:
            session.execute(
                update(Article)
                .where(Article.label == "on_topic", Article.published_at < self.published_before)
                .values(next_check_at=datetime.now(UTC) - timedelta(hours=1))
            )
        self.crawl(name)

    @property
    def published_before(self) -> datetime:
        return self.room.world.now

    def outcomes(self, name: str) -> dict[tuple[str, str], str]:
        """Of the articles that were looked at again; what is new meanwhile is left out."""
        with reading(self.engine) as session:
            rows = session.execute(
                select(Outcome.outlet, Outcome.key, Outcome.outcome).where(
                    Outcome.run_id == self.runs[name],
                    Outcome.outcome.not_in(["off_topic", "stored", "copy", "outside_window"]),
                )
            )
            return {(outlet, key): outcome for outlet, key, outcome in rows}

    def history(self, outlet: str, key: str) -> list[int]:
        with reading(self.engine) as session:
            article = queries.article(session, f"{outlet}:{key}")
            return [row["version"] for row in edits.history(session, article.id)]

    def diff(self, outlet: str, key: str) -> dict[str, Any]:
        with reading(self.engine) as session:
            article = queries.article(session, f"{outlet}:{key}")
            return edits.compare(session, article, (1, 2))

    @property
    def edited(self) -> list[Publication]:
        """Policy articles in Korean whose text changed from the first day to the last."""
        now = self.room.world.now
        return [
            p
            for code in OUTLETS
            for p in self.room.world.outlets[code]
            if p.on_topic and p.published <= now and not p.text_at(now).title.isascii()
            and p.text_at(now) != p.text_at(now + LATER)
        ]  # fmt: skip


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, forked_crawls: None) -> Iterator[Paper]:
    home = tmp_path_factory.mktemp("edits")
    kept = dict(os.environ)
    try:
        with PressRoom(scale=0.15) as room:
            os.environ |= {
                "AIPOLICY_HOME": str(home), "AIPOLICY_PRESSROOM": room.url,
                "AIPOLICY_DELAY_FACTOR": "0", "AIPOLICY_DATABASE_URL": "", "AIPOLICY_ARCHIVE": "",
            }  # fmt: skip
            paper = Paper(room, home)
            paper.crawl("first", since="2026-09-21")
            for kind in NOISE:
                room.faults.add(kind=kind, path="article|view")
            paper.look_again("noise")
            room.faults.clear()
            room.clock.advance(LATER)
            paper.look_again("edited")
            room.clock.advance(-LATER)
            paper.look_again("taken back")
            yield paper
    finally:
        os.environ.clear()
        os.environ |= kept


def test_noise_on_the_page_is_no_edit(paper: Paper) -> None:
    outcomes = paper.outcomes("noise")
    assert len(outcomes) > 20
    assert set(outcomes.values()) == {"unchanged"}


def test_what_was_edited_is_updated_and_nothing_else(paper: Paper) -> None:
    """Two days later best-article lists, related articles and modification times moved everywhere."""
    edited = {(p.outlet, p.key) for p in paper.edited}
    outcomes = paper.outcomes("edited")
    assert len(edited) >= 3
    assert {identity for identity, o in outcomes.items() if o == "updated"} == edited
    assert {o for identity, o in outcomes.items() if identity not in edited} == {"unchanged"}


def test_the_comparison_tells_what_the_newsroom_changed(paper: Paper) -> None:
    now = paper.room.world.now
    for publication in paper.edited:
        old, new = publication.text_at(now), publication.text_at(now + LATER)
        told = paper.diff(publication.outlet, publication.key)
        assert ("title" in told["changed"]) == (old.title != new.title)
        changes = [p["change"] for p in told["paragraphs"] if p["change"] != "same"]
        longer = len(new.paragraphs) - len(old.paragraphs)
        assert changes == (["added"] if longer > 0 else ["removed"] if longer < 0 else [])


def test_an_edit_taken_back_is_the_earlier_version_again(paper: Paper) -> None:
    outcomes = paper.outcomes("taken back")
    for publication in paper.edited:
        identity = (publication.outlet, publication.key)
        assert outcomes[identity] == "updated"
        assert paper.history(*identity) == [1, 2, 1]
