"""A corpus of random articles that many tests ask, made once on each system."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, delete, text, update

from db import schema
from db.models import Article, Tag, Version
from db.search import catch_up
from db.session import open_engine, writing
from tests.db.search.corpora import Made, corpus, store
from tests.db.search.corpora import text as some_text

_numbers = itertools.count()


def make_engine(
    kind: str, request: pytest.FixtureRequest, factory: pytest.TempPathFactory
) -> Engine:
    """A database at the current schema."""
    if kind == "sqlite":
        url = f"sqlite:///{factory.mktemp('search') / 'corpus.db'}"
    else:
        cluster: str = request.getfixturevalue("postgres")
        name = f"search_{next(_numbers)}"
        admin = create_engine(cluster.format(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        url = cluster.format(database=name)
    engine = open_engine(url)
    schema.ensure(engine)
    return engine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, list[Made]]]:
    """Random articles, of which some were edited, moved to another story or day, tagged otherwise or
    taken out after they had been indexed: the index has its dead rows.
    """
    engine = make_engine(request.param, request, tmp_path_factory)
    made = corpus(seed=6, number=260)
    store(engine, made)
    catch_up(engine)
    change(engine, made)
    catch_up(engine)
    yield engine, made
    engine.dispose()


def change(engine: Engine, made: list[Made]) -> None:
    rng = random.Random(7)
    stories = sorted({m.story for m in made if m.story})
    with writing(engine) as session:
        for m in rng.sample(made, 60):
            m.body, m.story = some_text(rng, 12), rng.choice(stories)
            m.published_at = rng.choice(made).published_at
            session.execute(update(Version).where(Version.id == m.id).values(body=m.body))
            values = {"story_id": m.story, "published_at": m.published_at}
            session.execute(update(Article).where(Article.id == m.id).values(**values))
        for m in rng.sample(made, 20):
            m.label = "off_topic" if m.label == "on_topic" else "on_topic"
            session.execute(update(Article).where(Article.id == m.id).values(label=m.label))
        for m in rng.sample(made, 20):
            m.tags["region"] = []
            session.execute(delete(Tag).where(Tag.article_id == m.id, Tag.kind == "region"))
