"""How an outlet's part of a run is closed: the ledger adds up, and silence is not success."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import models, queries, runs
from db.session import reading, writing
from flows import plan
from flows.stages import account, process
from flows.stages.log import OutletLog
from flows.stages.tally import Tally
from flows.stages.work import Work
from korean.article import Article, Moment
from spiders import registry
from spiders.capturelog import Stats
from spiders.events import Discovered, Ended, FeedSeen, Note
from spiders.window import Window

AT = "2026-11-20T09:00:00+00:00"
NOW = datetime.fromisoformat(AT)
RUN = "20261120T090000Z-abc123"


@pytest.fixture
def work(engine: Engine, tmp_path: Path) -> Work:
    outlet = registry.outlet("kbs")
    with writing(engine) as session:
        runs.save_outlets(session, [plan.record(outlet)], NOW)
        runs.begin(session, RUN, flow="ingest", trigger="hand", params={}, outlets=["kbs"],
                   now=NOW, code_version="t")  # fmt: skip
    return Work(RUN, outlet, tmp_path)


def stats(**changes: Any) -> Stats:
    values: dict[str, Any] = {
        "run": RUN, "outlet": "kbs", "finish_reason": "finished", "started_at": AT,
        "finished_at": AT, "seconds": 1.0, "requests": 3, "bytes": 10, "errors": 0,
        "discovered": 0, "captured": 0, "ended": {}, "sources": {}, "records": 0, "warc": "",
    }  # fmt: skip
    return Stats(**values | changes)


def discovered(key: str) -> Discovered:
    return Discovered(key, f"https://news.kbs.co.kr/{key}", "feed", "https://feed", AT)


def feed(**changes: Any) -> FeedSeen:
    values: dict[str, Any] = {
        "url": "https://feed", "kind": "feed", "status": 200, "at": AT, "rows": 5, "new": 5,
        "etag": '"a"',
    }  # fmt: skip
    return FeedSeen(**values | changes)


def log_of(*events: Any, with_stats: Stats | None = None) -> OutletLog:
    log = OutletLog(stats=with_stats or stats())
    for event in events:
        log._add(event)
    return log


def close(engine: Engine, work: Work, log: OutletLog, tally: Tally | None = None) -> Any:
    done = process.process(engine, work, log)
    return account.close(engine, work, log, tally or done, returncode=0)


def saved_etag(engine: Engine) -> str | None:
    with reading(engine) as session:
        row = session.get(models.FeedState, ("kbs", "https://feed"))
        return row.etag if row else None


def test_every_discovered_url_has_an_outcome(engine: Engine, work: Work) -> None:
    ended = Ended("1", "u", "robots", "disallowed", AT)
    result = close(engine, work, log_of(discovered("1"), discovered("2"), ended))
    assert result.outcomes == {"robots": 1, "unreachable": 1}
    with reading(engine) as session:
        assert queries.ledger(session, RUN) == {"kbs": {"robots": 1, "unreachable": 1}}


def test_a_ledger_that_does_not_add_up_is_an_error(engine: Engine, work: Work) -> None:
    with pytest.raises(account.LedgerError, match="1 URLs discovered, 0 outcomes"):
        account.close(engine, work, log_of(discovered("1")), Tally(), returncode=0)


def test_a_feed_is_remembered_when_all_it_listed_came_to_an_end(engine: Engine, work: Work) -> None:
    close(engine, work, log_of(discovered("1"), Ended("1", "u", "robots", "x", AT), feed()))
    assert saved_etag(engine) == '"a"'


@pytest.mark.parametrize("outcome", ["unreachable", "blocked"])
def test_a_feed_is_asked_in_full_again_when_something_of_it_failed(
    engine: Engine, work: Work, outcome: Any
) -> None:
    close(engine, work, log_of(discovered("1"), Ended("1", "u", outcome, "x", AT), feed()))
    assert saved_etag(engine) is None


def test_a_crawl_without_statistics_was_killed(engine: Engine, work: Work) -> None:
    log = log_of(discovered("1"))
    log.stats = None
    result = account.close(engine, work, log, process.process(engine, work, log), returncode=-9)
    assert result.status == "failed"
    assert "signal 9" in (result.message or "")


def test_an_error_note_fails_the_outlet(engine: Engine, work: Work) -> None:
    note = Note("error", "callback-crashed", "KeyError: 'x'", AT)
    result = close(engine, work, log_of(note))
    assert (result.status, result.message) == ("failed", "KeyError: 'x'")


def test_lists_that_show_nothing_where_articles_are_known_are_a_failure(
    engine: Engine, work: Work
) -> None:
    assert close(engine, work, log_of(feed(rows=0))).status == "finished"
    with writing(engine) as session:
        session.add(
            models.Article(
                outlet="kbs", key="1", label="off_topic", score=0.0, band="reject",
                first_seen_at=NOW, last_checked_at=NOW, checks=1,
            )
        )  # fmt: skip
    assert "showed no article" in close(engine, work, log_of(feed(rows=0))).message
    assert close(engine, work, log_of(feed(rows=0, status=304))).status == "finished"


def test_articles_without_dates_break_the_contract(engine: Engine, work: Work) -> None:
    dated = Article("제목", "본문", published=Moment(datetime(2026, 11, 1, tzinfo=UTC), "day", "x"))
    tally = Tally()
    tally.see([dated] * 7 + [Article("제목", "본문")] * 3)
    result = close(engine, work, log_of(feed()), tally)
    assert result.status == "failed"
    assert "only 70% of 10 articles have their published" in result.message


# -- sources and drift -----------------------------------------------------------------------------


def row(engine: Engine) -> models.RunOutlet:
    with reading(engine) as session:
        (found,) = queries.run(session, RUN).outlets
        return found


def test_every_source_of_a_visit_is_kept_with_its_problem(engine: Engine, work: Work) -> None:
    broken = feed(url="https://dead", status=404, rows=0, new=0, problem="http: HTTP 404")
    close(engine, work, log_of(feed(), broken))
    good, bad = row(engine).sources
    assert good == {"kind": "feed", "url": "https://feed", "status": 200, "rows": 5, "new": 5}
    assert (bad["url"], bad["problem"]) == ("https://dead", "http: HTTP 404")


def test_a_source_with_a_problem_is_asked_in_full_again(engine: Engine, work: Work) -> None:
    close(engine, work, log_of(feed(problem="stale: of 2012")))
    assert saved_etag(engine) is None


def earlier(engine: Engine, run_id: str, tally: Tally) -> None:
    """A finished visit with articles that are all there."""
    with writing(engine) as session:
        runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, outlets=["kbs"],
                   now=datetime.now(UTC), code_version="t")  # fmt: skip
        runs.finish_outlet(session, run_id, "kbs", status="finished", coverage=tally.coverage)
        for n in range(tally.articles):
            session.add(
                models.Outcome(
                    run_id=run_id, outlet="kbs", key=str(n), outcome="unchanged", http_status=200,
                    at=datetime.now(UTC),
                )
            )  # fmt: skip


def tally_of(*articles: Article) -> Tally:
    tally = Tally()
    tally.see(articles)
    return tally


WHOLE = Article("제목", "본문", place="서울", published=Moment(NOW, "day", "x"))


def test_what_fell_is_kept_and_warned_of(engine: Engine, work: Work) -> None:
    earlier(engine, "20261119T090000Z-abc123", tally_of(*[WHOLE] * 30))
    bare = Article("제목", "본문", published=WHOLE.published)
    result = close(engine, work, log_of(feed()), tally_of(*[bare] * 6))
    assert result.status == "finished"
    assert row(engine).drift == [{"field": "place", "was": 1.0, "now": 0.0}]
    assert row(engine).warnings[0] == "drift: articles with place: 100% before, 0% now"


def test_a_window_into_the_past_is_not_compared(engine: Engine, work: Work) -> None:
    earlier(engine, "20261119T090000Z-abc123", tally_of(*[WHOLE] * 30))
    past = Work(work.run_id, work.outlet, work.home, Window.parse(None, "2020-01-01"))
    result = close(engine, past, log_of(feed()), tally_of(*[Article("제목", "본문")] * 4))
    assert result.drift == ()


def test_pages_that_are_no_articles_fail_the_outlet_with_their_reason(
    engine: Engine, work: Work
) -> None:
    gone = [discovered(str(n)) for n in range(6)]
    ends = [
        Ended(str(n), "u", "http_error", "redirected to https://x.example", AT) for n in range(6)
    ]
    result = close(engine, work, log_of(*gone, *ends, feed()))
    assert result.status == "failed"
    assert "only 0 of 6 pages" in result.message
    assert "http_error: redirected to https://x.example" in result.message
