"""After an upgrade an article may read otherwise although nobody edited it: that makes no version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from db import models, queries, runs, stale
from db.records import CaptureRecord, Ending, Incoming
from db.session import reading, writing
from db.stale import Scope
from flows.stages.refresh import refresh
from flows.stages.reread import read_again
from flows.stages.store import store
from flows.version import EXTRACTOR
from tests.flows.test_reprocess import BODY, NOW, OUTLET, TITLE, Corpus, corpus, page

__all__ = ["corpus"]


def todays(corpus: Corpus, html: bytes) -> Incoming:
    """The article as today's code reads this page."""
    capture: CaptureRecord = corpus.archive("1", html)
    with reading(corpus.engine) as session:
        (was,) = stale.batch(session, Scope(), after=0, limit=1)
    place = replace(
        was.place, file=capture.file, offset=capture.offset, length=capture.length,
        digest=capture.digest,
    )  # fmt: skip
    read = read_again(corpus.home, replace(was, place=place))
    assert not isinstance(read, Ending)
    return replace(read, source="recheck", capture=capture)


def look_again(corpus: Corpus, html: bytes) -> dict[str, str]:
    item = todays(corpus, html)
    run_id = runs.new_run_id(NOW)
    with writing(corpus.engine) as session:
        runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, now=NOW,
                   outlets=[OUTLET], code_version="t")  # fmt: skip
    refresh(corpus.engine, corpus.home, run_id, [item])
    outcomes = store(corpus.engine, run_id, [item], [])
    with reading(corpus.engine) as session:
        assert queries.ledger(session, run_id) == {OUTLET: {outcomes["1"]: 1}}
    return outcomes


def test_a_page_nobody_edited_is_unchanged_though_todays_code_reads_more_of_it(
    corpus: Corpus,
) -> None:
    corpus.store("1")
    assert look_again(corpus, page()) == {"1": "unchanged"}
    found = corpus.document("1")
    assert (found["version"], found["body"]) == (1, BODY)
    with reading(corpus.engine) as session:
        assert list(session.scalars(select(models.Version.extractor))) == [EXTRACTOR]


def test_an_edit_by_the_outlet_is_told_from_what_our_code_reads_otherwise(corpus: Corpus) -> None:
    corpus.store("1")
    assert look_again(corpus, page(f"{TITLE} (종합)")) == {"1": "updated"}
    with reading(corpus.engine) as session:
        texts = queries.versions(session, queries.article(session, f"{OUTLET}:1").id)
    assert [(v["title"], v["body"]) for v in texts] == [(TITLE, BODY), (f"{TITLE} (종합)", BODY)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_text_whose_capture_is_gone_is_compared_as_it_is_stored(
    corpus: Corpus, tmp_path: Path
) -> None:
    corpus.store("1")
    (corpus.home / "archive" / OUTLET / "2026/11/r1.warc.gz").unlink()
    assert look_again(corpus, page()) == {"1": "updated"}
