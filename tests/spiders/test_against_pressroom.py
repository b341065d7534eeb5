"""Politeness and safety with real spiders against the press room, as `design.md` section 4 has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from pressroom.server import PressRoom
from spiders import registry
from spiders.events import Capture, Ended
from spiders.known import FeedMemory, Known
from tests.spiders.conftest import Crawled, Crawling

PAPER, HOST = "kyongbuk", "www.kyongbuk.co.kr"
ARTICLE = r"articleView"


@pytest.fixture(scope="module")
def opened() -> Iterator[PressRoom]:
    with PressRoom(scale=0.1, outlets=[PAPER]) as room:
        yield room


@pytest.fixture
def room(opened: PressRoom) -> PressRoom:
    opened.faults.clear()
    opened.log.clear()
    return opened


Visit = Callable[..., Crawled]


@pytest.fixture
def visit(crawl: Crawling, room: PressRoom) -> Visit:
    def run(settings: dict[str, Any] | None = None, **arguments: Any) -> Crawled:
        return crawl(registry.spider(PAPER), settings, origin=room.url, **arguments)

    return run


def outcomes(got: Crawled) -> Counter[str]:
    return Counter(e.outcome for e in got.of(Ended))


def adds_up(got: Crawled) -> bool:
    return len(got.discovered) == len(got.captured) + len(got.of(Ended))


def test_an_undisturbed_visit_captures_everything_that_is_out(
    visit: Visit, room: PressRoom
) -> None:
    got = visit()
    assert sorted(got.captured) == sorted(p.key for p in room.desk.out(PAPER))
    assert got.stats.finished
    assert got.stats.errors == 0


def test_none_of_sixteen_disallowed_articles_is_fetched_while_robots_is_loading(
    visit: Visit, room: PressRoom
) -> None:
    keys = [p.key for p in room.desk.out(PAPER)][:16]
    room.faults.add(kind="robots", text="User-agent: *|Disallow: /news/articleView.html")
    room.faults.add(kind="robots_slow", seconds=0.5)
    got = visit(keys=",".join(keys), settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 16})
    assert len(keys) == 16
    assert room.log.of(HOST, "/news/articleView") == []
    assert outcomes(got) == {"robots": 16}


def test_crawl_delay_is_kept(visit: Visit, room: PressRoom) -> None:
    keys = [p.key for p in room.desk.out(PAPER)][:4]
    room.faults.add(kind="robots", text="User-agent: *|Crawl-delay: 0.3")
    visit({"AIPOLICY_DELAY_FACTOR": 1}, keys=",".join(keys))
    times = [entry.time for entry in room.log.of(HOST, "/news/articleView")]
    assert len(times) == 4
    assert all(later - earlier > 0.28 for earlier, later in pairwise(times))


@pytest.mark.parametrize("kind", ["429", "503"])
def test_retry_after_is_kept(visit: Visit, room: PressRoom, kind: str) -> None:
    key = room.desk.out(PAPER)[0].key
    room.faults.add(kind=kind, path=ARTICLE, times=1, seconds=1)
    got = visit({"AIPOLICY_DELAY_FACTOR": 1}, keys=key)
    first, second = (entry.time for entry in room.log.of(HOST, "/news/articleView"))
    assert second - first > 0.95
    assert got.captured == [key]


FATES = {
    "403": "blocked",
    "404": "http_error",
    "410": "http_error",
    "429": "blocked",
    "500": "unreachable",
    "challenge": "blocked",
    "hang": "unreachable",
    "reset": "unreachable",
    "truncated": "unreachable",
    "huge": "too_large",
    "bomb": "too_large",
    "hops": "http_error",
    "loop": "http_error",
    "private": "http_error",
    "metadata": "http_error",
    "intranet": "http_error",
    "offsite": "http_error",
    "file": "http_error",
}


@pytest.mark.parametrize("kind", FATES)
def test_an_article_that_misbehaves_ends_with_its_outcome(
    visit: Visit, room: PressRoom, kind: str
) -> None:
    key = room.desk.out(PAPER)[0].key
    room.faults.add(kind=kind, path=ARTICLE)
    patience = 1 if kind == "hang" else 30  # seconds; a busy machine is no fault
    got = visit({"DOWNLOAD_TIMEOUT": patience, "RETRY_TIMES": 1}, keys=key)
    assert outcomes(got) == {FATES[kind]: 1}
    assert got.stats.finished
    assert got.stats.errors == 0


def test_redirects_are_followed_five_times(visit: Visit, room: PressRoom) -> None:
    room.faults.add(kind="hops", path=ARTICLE)
    visit(keys=room.desk.out(PAPER)[0].key)
    assert len(room.log.of(HOST, "/news/articleView")) == 6


def test_five_refusals_in_a_row_end_the_visit(visit: Visit, room: PressRoom) -> None:
    room.faults.add(kind="403", path=ARTICLE)
    got = visit({"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    assert len(room.log.of(HOST, "/news/articleView")) == 5
    assert got.stats.finish_reason == "blocked"
    assert set(outcomes(got)) == {"blocked"}
    assert adds_up(got)


def test_a_robots_file_that_fails_closes_the_outlet_for_this_run(
    visit: Visit, room: PressRoom
) -> None:
    room.faults.add(kind="robots_500")
    got = visit()
    assert {entry.path for entry in room.log} == {"/robots.txt"}
    assert got.stats.finish_reason == "no_source"


def test_a_second_visit_to_unchanged_feeds_transfers_no_body(visit: Visit, room: PressRoom) -> None:
    first = visit()
    known = Known(
        frozenset(first.captured),
        feeds={f.url: FeedMemory(f.etag, f.last_modified, f.body_hash) for f in first.feeds},
    )
    conditional = {f.url for f in first.feeds if f.body_hash}
    room.log.clear()
    second = visit(known=known)
    unchanged = {f.url for f in second.feeds if f.status == 304}
    assert conditional
    assert unchanged == conditional
    assert sum(entry.sent for entry in room.log if entry.status == 304) == 0
    assert second.captured == []


@pytest.mark.parametrize("kind", ["alert", "html", "nothing", "broken", "empty", "stale", "login",
                                  "same_page", "sessions", "bytes", "mojibake"])  # fmt: skip
def test_hostile_lists_and_feeds_leave_no_traceback(
    visit: Visit, room: PressRoom, kind: str
) -> None:
    room.faults.add(kind=kind, path=r"articleList|rss|sitemap|xml")
    got = visit()
    assert "Traceback" not in got.log
    assert "source-crashed" not in got.notes
    assert adds_up(got)


@pytest.mark.parametrize("seed", [1, 2])
def test_in_chaos_the_ledger_adds_up(visit: Visit, room: PressRoom, seed: int) -> None:
    room.faults.add(kind="chaos", seed=seed)
    got = visit({"DOWNLOAD_TIMEOUT": 2})
    assert adds_up(got)
    assert got.stats.errors == 0
    stored = {e.key for e in got.of(Capture) if e.kind == "article"}
    assert stored <= {p.key for p in room.desk.out(PAPER)}
