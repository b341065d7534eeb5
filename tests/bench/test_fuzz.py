"""The fuzzer sees what it is there to see."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bench.fuzz import hostile, markup, watch
from bench.fuzz.__main__ import run
from bench.fuzz.mutations import MUTATIONS, Mutation, broken
from bench.fuzz.session import SHARES, Order, real_pages
from korean.article import Article
from spiders.extraction import Fetched, Refused, extract

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PAGE = ('<p class="a" id="b">시는 2026년에 도서관을 연다. </p>' * 200).encode()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[watch.Watch]:
    """A watch in this process: without its memory limit, which could not be taken back."""
    monkeypatch.setattr(watch, "_limit", lambda megabytes: None)
    before = signal.getsignal(signal.SIGVTALRM)
    yield watch.Watch(tmp_path, "test", 1_000)
    signal.signal(signal.SIGVTALRM, before)


def test_a_crash_is_a_fault_and_its_input_is_kept(watched: watch.Watch, tmp_path: Path) -> None:
    watched.attempt("page", "https://a.example/1", b"input", lambda: 1 / 0)
    report = watched.done()
    assert report.faulty == 1
    assert "ZeroDivisionError" in report.faults[0]
    assert [path.read_bytes() for path in tmp_path.glob("*.html")] == [b"input"]


def test_a_hang_is_broken_off_though_exceptions_are_swallowed(
    watched: watch.Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "HANG", 0.05)

    def for_ever() -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:  # what a careless reader does
                continue

    watched.attempt("page", "https://a.example/1", b"", for_ever)
    assert "broken off" in watched.done().faults[0]


def test_what_takes_too_long_is_a_fault(
    watched: watch.Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SLOW", 0.0)
    watched.attempt("page", "https://a.example/1", b"", lambda: sum(range(100_000)))
    assert "CPU seconds" in watched.done().faults[0]


@pytest.mark.parametrize(
    ("read", "promise"),
    [
        (Refused("not_article", " "), "without a reason"),
        (Refused("no_such_outcome", "why"), "no outcome"),  # type: ignore[arg-type]
        (Article("", "본문"), "without a title"),
        (Article("제목", " "), "without a body"),
        (Article("제목", "본문\x00"), "cannot be stored"),
        (Article("제목\ud800", "본문"), "cannot be stored"),
    ],
)
def test_a_result_that_breaks_a_promise_is_a_fault(
    watched: watch.Watch, monkeypatch: pytest.MonkeyPatch, read: Article | Refused, promise: str
) -> None:
    monkeypatch.setattr(watch, "extract", lambda fetched: read)
    watched.article("page", Fetched("https://a.example/1", b"", None, NOW))
    assert promise in watched.done().faults[0]


def test_outcomes_are_counted(watched: watch.Watch) -> None:
    watched.article("page", Fetched("https://a.example/1", b"<p>English only.", None, NOW))
    assert watched.done().outcomes.total() == 1


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_takes_any_bytes(mutation: Mutation) -> None:
    rng = random.Random(7)
    assert any(mutation(PAGE, rng) != PAGE for _ in range(20))
    mutation(b"", rng)


def test_the_same_seed_breaks_a_page_in_the_same_way() -> None:
    assert broken(PAGE, random.Random(3)) == broken(PAGE, random.Random(3))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(markup.pages)
def test_a_made_page_is_read_or_refused_with_a_reason(body: bytes) -> None:
    read = extract(Fetched("https://nobody.example/1", body, None, NOW))
    assert read.body if isinstance(read, Article) else read.reason


def test_hostile_pages_are_such_as_a_crawl_would_take() -> None:
    assert len(hostile.pages()) > 80
    assert all(len(make()) < 5_000_000 for make in hostile.pages().values())


def test_the_shares_are_a_whole() -> None:
    assert sum(SHARES.values()) == 100


def test_real_pages_are_read_at_their_address(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"a")
    (tmp_path / "b.html").write_bytes(b"b")
    row = '{"file": "a.html", "url": "https://a.example/1"}\n'
    (tmp_path / "gold.jsonl").write_text(row, encoding="utf-8")
    urls = [page.url for page in real_pages([tmp_path])]
    assert urls == ["https://a.example/1", "https://nobody.example/1"]


def test_a_session_in_a_process_of_its_own_adds_up(tmp_path: Path) -> None:
    report = run([Order(1, 30, 60.0, (), tmp_path, 3_000)])
    assert report.faults == []
    assert sum(n for kind, n in report.tried.items() if "judged" not in kind) == 30
    assert not list(tmp_path.iterdir())
