"""Sources found anew are kept until a person decides, and known to the next visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from db import proposals
from db.models import Run
from db.proposals import Proposed
from db.session import reading, writing
from spiders import known
from spiders.events import FeedSeen
from spiders.known import Proposed as Known
from tests.db import rows

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
FOUND = FeedSeen(
    "https://www.kyongbuk.co.kr/sitemap.xml", "sitemap", 200, AT.isoformat(), 40, 3,
    newest=(AT - timedelta(hours=1)).isoformat(), found="robots",
)  # fmt: skip


@pytest.fixture
def corpus(engine: Engine) -> Engine:
    rows.outlets(engine)
    with writing(engine) as session:
        for run in ("r1", "r2"):
            session.add(Run(id=run, flow="ingest", trigger="hand", params={}, status="finished",
                            started_at=AT, code_version="t"))  # fmt: skip
    return engine


def save(engine: Engine, *feeds: FeedSeen, run: str = "r1", outlet: str = "kyongbuk") -> int:
    with writing(engine) as session:
        return proposals.save(session, run, outlet, feeds)


def kept(engine: Engine, *outlets: str) -> list[Proposed]:
    with reading(engine) as session:
        return proposals.known(session, outlets)


def test_only_what_was_found_anew_and_reads_well_is_kept(corpus: Engine) -> None:
    declared = replace(FOUND, found=None, url="https://www.kyongbuk.co.kr/rss/allArticle.xml")
    broken = replace(FOUND, problem="stale: of 2012", url="https://www.kyongbuk.co.kr/rss")
    assert save(corpus, declared, FOUND, broken) == 1
    (proposal,) = kept(corpus)
    assert (proposal.url, proposal.kind, proposal.found, proposal.rows) == (
        FOUND.url, "sitemap", "robots", 40,
    )  # fmt: skip
    assert proposal.newest_at == AT - timedelta(hours=1)


def test_one_found_again_keeps_when_it_was_found_first(corpus: Engine) -> None:
    save(corpus, FOUND)
    later = AT + timedelta(days=2)
    save(corpus, replace(FOUND, at=later.isoformat(), rows=44), run="r2")
    (proposal,) = kept(corpus)
    assert (proposal.first_at, proposal.last_at) == (AT, later)
    assert (proposal.rows, proposal.run_id) == (44, "r2")


def test_nothing_found_writes_nothing(corpus: Engine) -> None:
    assert save(corpus) == 0
    assert kept(corpus) == []


def test_they_are_listed_and_forgotten_by_outlet(corpus: Engine) -> None:
    save(corpus, FOUND)
    save(corpus, replace(FOUND, url="https://news.kbs.co.kr/feed", kind="feed"), outlet="kbs")
    assert [p.outlet for p in kept(corpus)] == ["kbs", "kyongbuk"]
    assert [p.outlet for p in kept(corpus, "kyongbuk")] == ["kyongbuk"]
    with writing(corpus) as session:
        assert proposals.forget(session, "kbs") == 1
        assert proposals.forget(session, "kyongbuk", "https://other") == 0
    assert [p.outlet for p in kept(corpus)] == ["kyongbuk"]


def test_the_next_visit_knows_them_the_last_one_first(
    corpus: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    save(corpus, FOUND)
    newer = replace(FOUND, url="https://www.kyongbuk.co.kr/", kind="list", found="front page",
                    at=(AT + timedelta(days=1)).isoformat())  # fmt: skip
    save(corpus, newer, run="r2")
    url = corpus.url.render_as_string(hide_password=False)
    seen = known.load("kyongbuk", tmp_path_factory.mktemp("home"), url=url, at=AT)
    assert seen.proposals == (
        Known(newer.url, "list", "front page"),
        Known(FOUND.url, "sitemap", "robots"),
    )
