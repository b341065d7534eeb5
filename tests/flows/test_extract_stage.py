"""A page that our own code stumbles over ends in the ledger; the others go on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from flows.stages import extract
from flows.stages.log import OutletLog
from flows.stages.work import Work
from korean.article import Article, Moment
from spiders import archive, registry
from spiders.archive import ArchivedResponse
from spiders.events import Capture, Discovered
from spiders.extraction import Fetched
from spiders.window import Window, aware

AT = "2026-11-20T09:00:00+00:00"


def test_a_fault_on_one_page_costs_that_page_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = OutletLog()
    for key in ("1", "2"):
        url = f"https://news.kbs.co.kr/{key}"
        log.discovered[key] = Discovered(key, url, "feed", "https://feed", AT)
        log.articles[key] = Capture("article", url, url, 200, AT, "f", 0, 1, "sha1:X", key=key)
    when = aware(AT)
    assert when is not None
    response = ArchivedResponse("u", 200, (), "text/html", b"<p>", when, "sha1:X")
    monkeypatch.setattr(archive, "read", lambda *_, **__: response)

    def read(page: Fetched, *, check: bool) -> Article:
        if page.key == "1":
            raise ZeroDivisionError("ours")
        return Article("제목", "본문")

    monkeypatch.setattr(extract, "read_page", read)
    work = Work("r", registry.outlet("kbs"), tmp_path)
    articles, endings = extract.extract(work, log, ("1", "2"))
    assert [item.key for item in articles] == ["2"]
    assert [(e.key, e.outcome, e.reason) for e in endings] == [
        ("1", "extract_failed", "fault: ZeroDivisionError: ours")
    ]
    assert endings[0].capture is not None


def test_a_window_leaves_out_what_the_corpus_does_not_have(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What it has may have come in under a wrong date: its right one is stored."""
    log = OutletLog()
    when = aware(AT)
    assert when is not None
    for key in ("new", "held"):
        url = f"https://news.kbs.co.kr/{key}"
        log.discovered[key] = Discovered(key, url, "feed", "https://feed", AT)
        log.articles[key] = Capture("article", url, url, 200, AT, "f", 0, 1, "sha1:X", key=key)
    response = ArchivedResponse("u", 200, (), "text/html", b"<p>", when, "sha1:X")
    monkeypatch.setattr(archive, "read", lambda *_, **__: response)
    before = Moment(when - timedelta(days=30), "minute", "2026.10.21 18:00")
    read = Article("제목", "본문", published=before)
    monkeypatch.setattr(extract, "read_page", lambda *_, **__: read)
    work = Work("r", registry.outlet("kbs"), tmp_path, Window.parse("2026-11-01", None))
    articles, endings = extract.extract(work, log, ("new", "held"), {"held"})
    assert [item.key for item in articles] == ["held"]
    assert [(e.key, e.outcome, e.reason) for e in endings] == [
        ("new", "outside_window", "2026.10.21 18:00")
    ]


def test_at_least_one_article_of_a_run_is_cross_checked_and_always_the_same() -> None:
    keys = [str(n) for n in range(7)]
    assert 1 <= len(extract.sample(keys)) <= 2
    assert extract.sample(keys) == extract.sample(keys[::-1])
    assert extract.sample(()) == frozenset()


def test_about_one_in_a_hundred_is_cross_checked() -> None:
    assert 100 <= len(extract.sample([str(n) for n in range(20_000)])) <= 300
