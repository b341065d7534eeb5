"""Outlets are given out as their crawls end: none waits for the slowest of its process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.stages import crawl as stage
from flows.stages.arrivals import arrivals
from flows.stages.crawl import CrawlOrder
from spiders.capturelog import STATS_NAME


class Future:
    """A crawl under way; `end` is its end."""

    def __init__(self, failed: Exception | None = None) -> None:
        self._told: list[Callable[[Future], None]] = []
        self._result: Any = failed

    def add_done_callback(self, told: Callable[[Future], None]) -> None:
        if self._result is not None:
            told(self)
        self._told.append(told)

    def end(self, result: Any) -> None:
        self._result = result
        for told in self._told:
            told(self)

    def result(self, raise_on_failure: bool = True) -> Any:
        return self._result


def order(*outlets: str) -> CrawlOrder:
    return CrawlOrder(Path("home"), "run-1", outlets, "incremental")


class Crawls:
    """Begun crawls by their first outlet. ``early`` outlets are over at once; ``failed`` is what every
    crawl ends with before it is run.
    """

    def __init__(
        self, early: dict[str, list[str]] | None = None, failed: Exception | None = None
    ) -> None:
        self.futures: dict[str, Future] = {}
        self.early = early or {}
        self.failed = failed

    def begin(self, order: CrawlOrder, over: Callable[[str], None]) -> Future:
        future = self.futures[order.outlets[0]] = Future(self.failed)
        for code in self.early.get(order.outlets[0], ()):
            over(code)
        return future


def test_an_outlet_comes_when_its_own_crawl_is_over() -> None:
    crawls = Crawls(early={"slow": ["quick"]})
    coming = arrivals([order("slow", "quick"), order("kbs")], crawls.begin)
    assert next(coming) == ("quick", None)
    crawls.futures["kbs"].end(0)
    assert next(coming) == ("kbs", 0)
    crawls.futures["slow"].end(1)
    assert list(coming) == [("slow", 1)]


def test_a_crawl_that_was_never_run_gives_its_outlets_out_without_a_number() -> None:
    crawls = Crawls(failed=RuntimeError("lost"))
    assert list(arrivals([order("a", "b")], crawls.begin)) == [("a", None), ("b", None)]


def test_no_orders_no_outlets() -> None:
    assert list(arrivals([], Crawls().begin)) == []


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        (b'{"outlet": "kbs", "discovered": 3, "done": true}', ["kbs"]),
        (b'{"outlet": "kbs", "discovered": 3, "done": false}', []),
        (b'{"outlet": "etoday", "discovered": 3, "done": true}', []),  # left no statistics
        (b"Traceback (most recent call last):", []),
    ],
)
def test_an_outlet_is_over_when_it_says_so_and_its_statistics_are_there(
    tmp_path: Path, line: bytes, heard: list[str]
) -> None:
    (tmp_path / "kbs").mkdir()
    (tmp_path / "kbs" / STATS_NAME).write_text("{}")
    over: list[str] = []
    stage._listen([line], tmp_path, over.append)  # type: ignore[arg-type]
    assert over == heard
