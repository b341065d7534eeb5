"""Account: close an outlet's part of a run. The ledger adds up here, or the run says it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import coverage, proposals, queries, runs
from db.session import retrying, writing
from db.store import forget_conditional, save_captures
from flows.stages import crosscheck, drift
from flows.stages.drift import Fall, Share
from flows.stages.extract import record
from flows.stages.log import OutletLog
from flows.stages.tally import Tally
from flows.stages.work import Work
from spiders import registry
from spiders.events import FeedSeen
from spiders.window import aware

#: Below this share of articles with the field, an outlet's pages have changed under us.
CONTRACT = {"title": 1.0, "body": 1.0, "published": 0.8}
#: Below this share of pages that can be read as articles at all, too.
READABLE = 0.5
#: Fewer articles than this say nothing about coverage.
MIN_SAMPLE = 5


class LedgerError(Exception):
    """Discovered URLs and outcomes do not add up: a fault of this program, never to be hidden."""


@dataclass(frozen=True, slots=True)
class OutletResult:
    """How an outlet's part of a run ended: what the report shows."""

    outlet: str
    status: str  # finished | failed
    discovered: int
    outcomes: Mapping[str, int]
    message: str | None = None
    requests: int = 0
    bytes: int = 0
    crawl_seconds: float = 0.0
    process_seconds: float = 0.0
    #: Field → share of articles that have it, and the other shares of `flows.stages.drift`.
    coverage: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    articles: int = 0  # pages read as articles, whatever became of them
    drift: tuple[Fall, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()


def close(
    engine: Engine, work: Work, log: OutletLog, tally: Tally, *, returncode: int | None
) -> OutletResult:
    """Save what is left of an outlet's crawl, check that its ledger adds up, close it.

    Raises LedgerError when a discovered URL has no outcome.
    """
    # Pages may be read again for it: before the transaction.
    compared = crosscheck.compared(work, log, tally)

    def once() -> OutletResult:
        with writing(engine) as session:
            return _close(session, work, log, tally, returncode, compared)

    return retrying(once)


def _close(
    session: Session, work: Work, log: OutletLog, tally: Tally, returncode: int | None,
    compared: Share,
) -> OutletResult:  # fmt: skip
    code = work.outlet.code
    save_captures(session, work.run_id, ((code, record(c)) for c in log.others))
    _remember_feeds(session, work, log)
    proposals.save(session, work.run_id, code, log.feeds)
    outcomes = runs.counts(session, work.run_id, code)
    if sum(outcomes.values()) != len(log.discovered):
        raise LedgerError(
            f"{code}: {len(log.discovered)} URLs discovered, {sum(outcomes.values())} outcomes "
            f"({outcomes}). Nothing is lost: the captures are in {work.folder}; please report this"
        )
    versions = tuple(page.version for page in registry.pages_for(work.outlet))
    shares = drift.shares(tally, versions, outcomes=outcomes, compared=compared)
    fallen = _drift(session, work, shares)
    failure = (
        _failure(log, tally, returncode)
        or _unreadable(session, work, shares.get(drift.READABLE))
        or _silence(session, work, log)
    )
    warnings = (
        *(f"drift: {fall}" for fall in fallen),
        *(f"{n.code}: {n.message}" for n in log.notes if n.level != "info"),
        *(f"{name} × {count}" for name, count in sorted(tally.warnings.items())),
        *(f"repeated line: {line!r} stands in most bodies" for line in tally.repeated[:3]),
    )
    result = OutletResult(
        outlet=code,
        status="failed" if failure else "finished",
        discovered=len(log.discovered),
        outcomes=outcomes,
        message=failure,
        requests=log.stats.requests if log.stats else 0,
        bytes=log.stats.bytes if log.stats else 0,
        crawl_seconds=log.stats.seconds if log.stats else 0.0,
        process_seconds=round(sum(tally.seconds.values()), 3),
        coverage=drift.rounded(shares) if tally.articles else {},
        warnings=warnings,
        articles=tally.articles,
        drift=tuple(fallen),
        sources=tuple(_source(feed) for feed in log.feeds),
    )
    runs.finish_outlet(session, work.run_id, code, **_columns(result, log))
    return result


def _columns(result: OutletResult, log: OutletLog) -> dict[str, Any]:
    return {
        "status": result.status, "message": result.message, "finish_reason": log.finish_reason,
        "discovered": result.discovered, "requests": result.requests, "bytes": result.bytes,
        "crawl_seconds": result.crawl_seconds, "process_seconds": result.process_seconds,
        "errors": log.stats.errors if log.stats else 0, "coverage": dict(result.coverage),
        "warnings": list(result.warnings), "drift": [fall.row() for fall in result.drift],
        "sources": [dict(source) for source in result.sources],
    }  # fmt: skip


def _drift(session: Session, work: Work, shares: Mapping[str, Share]) -> list[Fall]:
    """What fell against the outlet's own last visits; a window into the past has pages of its own."""
    if work.window.until is not None or not shares:
        return []
    past = coverage.past(
        session, work.outlet.code, run_id=work.run_id, now=datetime.now(UTC)
    )  # fmt: skip
    return drift.falls(shares, past)


def _source(feed: FeedSeen) -> dict[str, Any]:
    """A source of this visit as ``run_outlet.sources`` keeps it; absent values are left out."""
    values = {
        "kind": feed.kind, "url": feed.url, "status": feed.status, "rows": feed.rows,
        "new": feed.new, "newest": feed.newest, "problem": feed.problem, "found": feed.found,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


def _remember_feeds(session: Session, work: Work, log: OutletLog) -> None:
    """A feed's ETag counts only once everything it listed is safe; else it is asked in full."""
    code = work.outlet.code
    if not log.fully_read():
        forget_conditional(session, code)
        return
    rows = {
        feed.url: {
            "outlet": code, "url": feed.url, "kind": feed.kind, "status": feed.status,
            "etag": feed.etag, "last_modified": feed.last_modified, "body_hash": feed.body_hash,
            "rows": feed.rows, "newest_at": aware(feed.newest),
            "fetched_at": aware(feed.at) or datetime.now(UTC),
        }
        for feed in log.feeds
        # A 304 leaves what is there. A visit that saw only a part of a source must not let the
        # next one stop at it.
        # One that broke its contract is asked for in full again.
        if feed.status == 200 and feed.whole and feed.problem is None
    }  # fmt: skip
    runs.save_feed_states(session, list(rows.values()))


def _failure(log: OutletLog, tally: Tally, returncode: int | None) -> str | None:
    """Why this outlet failed, in one sentence; None when it did not. Exit code 0 proves nothing:
    Scrapy ends well with every callback failing.
    """
    stats = log.stats
    if stats is None or not stats.finished:
        said = stats.message if stats else None
        said = said or next((n.message for n in log.notes if n.level == "error"), None)
        how = said or _how_it_ended(log, returncode)
        return f"{how}; what it had is kept, the next run goes on" if log.discovered else how
    errors = [n for n in log.notes if n.level == "error"]
    if errors:
        return errors[0].message
    if stats.errors:
        return f"{stats.errors} errors in the crawl; see crawl.log in the run's folder"
    if tally.articles >= MIN_SAMPLE:
        for name, floor in CONTRACT.items():
            share = tally.coverage[name]
            if share < floor:
                return (
                    f"only {share:.0%} of {tally.articles} articles have their {name}: the pages "
                    "have probably changed; `aipolicy doctor` shows which selectors still match"
                )
    return None


def _unreadable(session: Session, work: Work, readable: Share | None) -> str | None:
    """Most pages are no articles any more, for whatever reason: coverage is of the rest alone."""
    if readable is None or readable.of < MIN_SAMPLE or readable.value >= READABLE:
        return None
    outcome, number, reason = coverage.commonest_unread(session, work.run_id, work.outlet.code)
    return (
        f"only {readable.count} of {readable.of} pages could be read as articles; {number} are "
        f"{outcome}: {reason}. `aipolicy doctor {work.outlet.code}` shows what they hold now"
    )


def _silence(session: Session, work: Work, log: OutletLog) -> str | None:
    """Lists that answer and show nothing, at an outlet that had articles: a redesign, not a quiet
    day. A list that says "not changed" is a quiet day; a window may well be empty.
    """
    answered = [f for f in log.feeds if f.status == 200 and f.problem is None]
    asked_for_news = log.stats is not None and log.stats.mode == "incremental"
    if log.discovered or not answered or not asked_for_news or any(f.rows for f in answered):
        return None
    known = queries.known_articles(session, work.outlet.code)
    if not known:
        return None
    return (
        f"its lists answered but showed no article, though {known} are known: the site has "
        f"probably changed; `aipolicy doctor {work.outlet.code}` shows which selectors still match"
    )


def _how_it_ended(log: OutletLog, returncode: int | None) -> str:
    if log.finish_reason:
        return f"the crawl stopped early ({log.finish_reason})"
    if returncode is None:
        return "the run was interrupted"
    if returncode < 0:
        return f"the crawl was killed (signal {-returncode})"
    return f"the crawl process failed (exit code {returncode}); see crawl-*.log in the run's folder"
