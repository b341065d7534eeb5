"""Copies stored by four processes at the same moment are one story, also when they are killed."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select, text

from bench import storm
from db import grouping, models
from db.grouping import Compared
from db.session import reading, writing
from flows.stages.stories import settle
from tests.flows.test_stories import NOW, Corpus, body, bridge, incoming

WRITERS = 4


@pytest.mark.usefixtures("forked_processes")
def test_four_processes_with_the_same_texts_at_once_split_no_story_and_lose_nothing(
    engine: Engine, database_url: str
) -> None:
    storm.prepare(engine, WRITERS)
    storm.together(database_url, writers=WRITERS, texts=20)
    assert storm.examine(engine, writers=WRITERS, texts=20) == storm.Outcomes(80, 20, 0, 0, ())


@pytest.mark.usefixtures("forked_processes")
def test_writers_that_are_killed_leave_the_same_stories(engine: Engine, database_url: str) -> None:
    storm.prepare(engine, WRITERS)
    met = storm.killed(database_url, writers=WRITERS, texts=30, kills=3, rng=random.Random(7))
    assert met > 0
    assert storm.examine(engine, writers=WRITERS, texts=30) == storm.Outcomes(120, 30, 0, 0, ())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_merges_waits_for_who_is_merging(engine: Engine) -> None:
    """Two articles that are no copies of each other, but of a third one, come in at the same time."""
    corpus = Corpus(engine)
    corpus.store(
        incoming("1", body(1)), incoming("2", bridge(1, 3)), incoming("3", body(3), outlet="etoday")
    )
    with reading(engine) as session:
        hashes = dict(
            session.execute(select(models.Fingerprint.article_id, models.Fingerprint.text_hash))
            .tuples()
            .all()
        )
    with ThreadPoolExecutor(1) as pool:
        with writing(engine, exclusive=True) as session:
            grouping.keep(session, {1: hashes[1]}, [Compared(1, 2, "copy", 1.0, 0.5)], NOW)
            other = pool.submit(settle, engine, outlet="etoday")
            while not other.done() and not _somebody_waits(engine):
                time.sleep(0.01)
        other.result(60)
    assert corpus.stories == {frozenset("123")}


def _somebody_waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) or 0)
