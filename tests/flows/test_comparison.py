"""An outlet's pages beside what the corpus remembers of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.models import Run, RunOutlet, Version
from db.session import writing
from flows.comparison import Change, Now, changes
from flows.lastgood import LastGood, NoCorpus, last_good
from tests.db import rows

PAGE = "kbs.current"
THEN = LastGood(
    key="1", url="https://news.kbs.co.kr/1", title="제목", captured_at=datetime(2026, 11, 1, tzinfo=UTC),
    page=PAGE, methods={"title": PAGE, "body": PAGE, "subtitle": PAGE, "tags": PAGE},
    lengths={"title": 20, "body": 1000, "subtitle": 12, "tags": 3}, extractor="t",
    coverage={"title": 1.0, "body": 1.0, "subtitle": 0.9, "tags": 0.3}, visit="r1",
)  # fmt: skip


def told(*now: Now) -> dict[str, Change]:
    return {change.field: change for change in changes(THEN, now)}


def same(**lengths: int) -> Now:
    return Now(dict.fromkeys(lengths, PAGE), lengths)


def test_pages_that_read_as_then_show_no_change() -> None:
    found = told(same(title=18, body=700, subtitle=9, tags=2))
    assert [change.what for change in found.values()] == [None] * 4


def test_a_field_that_most_had_and_none_has_is_lost() -> None:
    found = told(same(title=18, body=700))
    assert (found["subtitle"].what, found["subtitle"].matters) == ("gone", True)
    assert str(found["subtitle"]) == "subtitle is gone (kbs.current, which 90% had)"
    assert (found["tags"].what, found["tags"].matters) == ("gone", False)


def test_a_field_that_one_of_the_articles_has_is_there() -> None:
    found = told(same(title=18, body=700), same(title=18, body=700, subtitle=5, tags=1))
    assert found["subtitle"].what is None


def test_a_field_by_another_method_is_a_selector_that_no_longer_matches() -> None:
    now = Now({"title": "opengraph", "body": PAGE, "subtitle": PAGE}, {
        "title": 18, "body": 700, "subtitle": 9,
    })  # fmt: skip
    found = told(now)
    assert (found["title"].what, found["title"].matters) == ("other method", True)
    assert str(found["title"]) == "title by opengraph instead of kbs.current"


def test_a_body_of_a_few_words_is_far_shorter() -> None:
    assert str(told(same(title=1, body=100, subtitle=1))["body"]) == (
        "body has 100 characters instead of 1000"
    )


def test_what_is_new_is_no_loss() -> None:
    found = told(same(title=1, body=900, subtitle=1, place=2))
    assert (found["place"].what, found["place"].matters) == ("new", False)


def test_where_no_article_could_be_read_there_is_nothing_to_compare() -> None:
    assert changes(THEN, []) == ()


# -- what the corpus remembers ---------------------------------------------------------------------


@pytest.fixture
def corpus(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    rows.outlets(engine)
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", url)
    return engine


def read(engine: Engine, body: str, hours: float, method: str) -> None:
    number = rows.article(engine, "kbs", body, hours=hours)
    with writing(engine) as session:
        version = session.query(Version).filter_by(article_id=number).one()
        version.methods = {"title": method, "body": method}
        version.captured_at = rows.NOW.replace(hour=int(hours))


def remembered(pages: frozenset[str] = frozenset([PAGE])) -> LastGood | None:
    return last_good({"kbs": pages}).get("kbs")


def test_the_last_article_its_own_page_version_read_is_the_one(corpus: Engine) -> None:
    read(corpus, "가" * 300, 1, PAGE)
    read(corpus, "나" * 400, 2, PAGE)
    read(corpus, "다" * 500, 3, "trafilatura")
    good = remembered()
    assert good is not None
    assert (good.page, good.lengths["body"], good.methods["body"]) == (PAGE, 400, PAGE)


def test_without_one_the_last_read_at_all_is(corpus: Engine) -> None:
    read(corpus, "다" * 500, 3, "trafilatura")
    good = remembered()
    assert good is not None
    assert (good.page, good.methods["body"]) == (None, "trafilatura")


def test_the_coverage_is_of_the_last_finished_visit_that_read_articles(corpus: Engine) -> None:
    read(corpus, "가" * 300, 1, PAGE)
    visits = [("r1", "finished", {"subtitle": 0.9}), ("r2", "finished", {}),
              ("r3", "failed", {"subtitle": 0.0})]  # fmt: skip
    with writing(corpus) as session:
        for run, status, coverage in visits:
            session.add(Run(id=run, flow="ingest", trigger="hand", params={}, status=status,
                            started_at=rows.NOW, code_version="t"))  # fmt: skip
            session.flush()
            session.add(RunOutlet(run_id=run, outlet="kbs", status=status, coverage=coverage))
    good = remembered()
    assert good is not None
    assert (good.visit, good.coverage) == ("r1", {"subtitle": 0.9})


def test_an_outlet_without_articles_has_none(corpus: Engine) -> None:
    assert remembered() is None


def test_without_a_corpus_there_is_nothing_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIPOLICY_DATABASE_URL", raising=False)
    assert last_good({"kbs": frozenset()}, folder=tmp_path / "none") == {}
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_that_cannot_be_asked_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(NoCorpus, match=r"127\.0\.0\.1"):
        last_good({"kbs": frozenset()})
