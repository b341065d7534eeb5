"""What a run stored can be found when it ends, as it is now; and the index never costs a run."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from db import queries, search
from db.models import Article, SearchDoc
from db.search import index
from db.search.rebuild import check
from db.session import open_engine, reading, writing
from flows import environment
from flows.backup import make
from flows.labelling import label
from flows.recovery import recover
from flows.rescoring import rescore_all
from flows.restore import restore
from flows.run import open_run
from flows.stages import searchable as stage
from flows.stages.crawl import crawl
from pressroom.server import PressRoom
from pressroom.world import Publication
from tests.db import rows

OUTLETS = ["kbs", "jnilbo", "dkilbo"]
LATER = timedelta(days=2)
BODY = "정부가 인공지능 기본법 시행령을 공포했다. 과기정통부는 AI 위원회를 연다."


@dataclass
class Paper:
    """The press room and a corpus that is filled from it by the flow's own step."""

    room: PressRoom
    home: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.home / 'corpus.db'}"

    @property
    def engine(self) -> Engine:
        return open_engine(self.url)

    def crawl(self, since: str | None = None) -> None:
        from flows.ingest import take_in

        with open_run(OUTLETS, None, since, None, "hand", 300) as run:
            for order in run.orders:
                returncode = crawl(order)
                for code in order.outlets:
                    take_in(run, code, returncode)

    def look_again(self) -> None:
        """Every article on topic is due now."""
        with writing(self.engine) as session:
            due = datetime.now(UTC) - timedelta(hours=1)
            session.execute(
                update(Article).where(Article.label == "on_topic").values(next_check_at=due)
            )
        self.crawl()

    def published(self) -> list[Publication]:
        now = self.room.world.now
        return [
            p for code in OUTLETS for p in self.room.world.outlets[code]
            if p.on_topic and p.published <= now and not p.text_at(now).title.isascii()
        ]  # fmt: skip


def id_of(engine: Engine, publication: Publication) -> int:
    with reading(engine) as session:
        return queries.article(session, f"{publication.outlet}:{publication.key}").id


def ids(engine: Engine, query: str) -> set[int]:
    with reading(engine) as session:
        return set(search.ids(session, query))


def image(engine: Engine) -> list[Any]:
    with reading(engine) as session:
        return [tuple(row) for row in session.execute(
            select(*SearchDoc.__table__.columns).order_by(SearchDoc.docid))]  # fmt: skip


def quoted(words: str) -> str:
    """As a phrase. Of the signs that end one, any other punctuation is as good."""
    return '"' + re.sub('["“”„‟＂〝〞「」『』]', "'", words) + '"'


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, forked_crawls: None) -> Iterator[Paper]:
    kept = dict(os.environ)
    home = tmp_path_factory.mktemp("searchable")
    environment.prepare(Path(tempfile.mkdtemp(prefix="aipolicy-tests-")))  # before Prefect
    try:
        with PressRoom(scale=0.15) as room:
            os.environ |= {
                "AIPOLICY_HOME": str(home), "AIPOLICY_PRESSROOM": room.url,
                "AIPOLICY_DELAY_FACTOR": "0", "AIPOLICY_DATABASE_URL": "", "AIPOLICY_ARCHIVE": "",
            }  # fmt: skip
            paper = Paper(room, home)
            paper.crawl(since="2026-09-21")
            yield paper
    finally:
        os.environ.clear()
        os.environ |= kept


def test_what_was_published_is_found_by_any_of_its_sentences(paper: Paper) -> None:
    engine, now = paper.engine, paper.room.world.now
    published = paper.published()
    assert len(published) > 20
    with reading(engine) as session:
        stored = {(a.outlet, a.key): a.id for a in session.scalars(
            select(Article).where(Article.label == "on_topic"))}  # fmt: skip
    for publication in published:
        id_ = stored[publication.outlet, publication.key]
        told = publication.text_at(now)
        assert id_ in ids(engine, f"title:{quoted(told.title)}")
        paragraph = max(told.paragraphs, key=len)
        assert id_ in ids(engine, quoted(paragraph[:120].rsplit(" ", 1)[0]))
    assert ids(engine, "") == set(stored.values())
    assert check(engine).sound


def test_after_an_edit_the_new_words_are_found_and_the_old_ones_are_not(paper: Paper) -> None:
    now = paper.room.world.now
    paper.room.clock.advance(LATER)
    try:
        paper.look_again()
    finally:
        paper.room.clock.advance(-LATER)
    compared = 0
    for publication in paper.published():
        old, new = publication.text_at(now), publication.text_at(now + LATER)
        id_ = id_of(paper.engine, publication)
        for ours, other, found in ((new, old, True), (old, new, False)):
            for paragraph in set(ours.paragraphs) - set(other.paragraphs):
                if len(paragraph) < 300:
                    compared += 1
                    assert (id_ in ids(paper.engine, quoted(paragraph))) == found
    assert compared >= 2
    assert check(paper.engine).sound


def test_a_label_takes_an_article_out_and_puts_it_back(paper: Paper) -> None:
    id_ = id_of(paper.engine, paper.published()[0])
    for what, found in (("off_topic", False), ("on_topic", True), ("withdrawn", True)):
        label(paper.engine, paper.home, id_, what, person="가")
        assert (id_ in ids(paper.engine, "")) == found


def test_judging_everything_again_writes_no_document_again(paper: Paper) -> None:
    before = image(paper.engine)
    rescore_all(paper.engine, paper.home, everything=True, jobs=0)
    assert image(paper.engine) == before
    assert check(paper.engine).pending == 0


def test_a_restored_corpus_is_searched_like_the_first_one(paper: Paper, tmp_path: Path) -> None:
    made = make(paper.engine, paper.home, tmp_path / "backups", archive=False)
    url = f"sqlite:///{tmp_path / 'new' / 'corpus.db'}"
    restore(Path(made.folder), tmp_path / "new", url)
    restored = open_engine(url)
    for query in ("", "인공지능", "AI -조례", "title:AI"):
        assert ids(restored, query) == ids(paper.engine, query)
    assert check(restored).sound


# -- faults ----------------------------------------------------------------------------------------


@pytest.fixture
def corpus(engine: Engine) -> Engine:
    rows.outlets(engine)
    return engine


def test_a_fault_in_the_index_is_told_and_costs_nothing(
    corpus: Engine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    id_ = rows.article(corpus, "kbs", BODY)

    def broken(*_: object) -> int:
        raise RuntimeError("the disk hums")

    monkeypatch.setattr(stage, "catch_up", broken)
    with caplog.at_level(logging.ERROR):
        assert stage.searchable(corpus) == 0
    assert "aipolicy index" in caplog.text
    assert "the disk hums" in caplog.text
    monkeypatch.undo()
    recover(corpus, tmp_path)  # as the next run begins
    assert ids(corpus, "시행령") == {id_}


def test_an_old_corpus_does_not_hold_up_the_run_that_indexes_it(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [rows.article(corpus, "kbs", f"{BODY} {n}") for n in range(5)]
    assert stage.searchable(corpus, 2) == 2
    assert ids(corpus, "") == set(made[3:])
    assert (stage.searchable(corpus), ids(corpus, "")) == (3, set(made))


KILLED = """
import sys, time
from db.search import tables
from db.search.index import catch_up
from db.session import open_engine
add = tables.Shelf.add
def slow(self, *args):
    add(self, *args)
    print("written", flush=True)
    time.sleep(60)
tables.Shelf.add = slow
catch_up(open_engine(sys.argv[1]))
"""


def test_one_that_is_killed_in_the_middle_leaves_nothing_half(
    corpus: Engine, database_url: str
) -> None:
    made = {rows.article(corpus, "kbs", f"{BODY} {n}") for n in range(3)}
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, database_url],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert image(corpus) == []
    assert index.catch_up(corpus) == 3
    assert ids(corpus, "시행령") == made
    assert check(corpus).sound


def test_upkeep_makes_a_worn_index_anew(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from flows.upkeep import tend

    if corpus.dialect.name == "postgresql":
        pytest.skip("nothing dead stays there")
    monkeypatch.setattr(index, "WORN_LEAST", 1)
    made = [rows.article(corpus, "kbs", f"{BODY} {n}") for n in range(4)]
    index.catch_up(corpus)
    with writing(corpus) as session:
        session.execute(text(f"UPDATE article SET label = 'off_topic' WHERE id = {made[0]}"))
    report = tend(corpus, tmp_path, environment={})
    assert "search: 3 articles, made anew without 1 dead ones" in report.told()
    assert "search: 3 articles" in tend(corpus, tmp_path, environment={}).told()
    assert ids(corpus, "") == set(made[1:])
