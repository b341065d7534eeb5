"""The capture log survives what kills its writer."""

from __future__ import annotations

from pathlib import Path

import pytest

from spiders.events import Discovered, Ended, Listed, dump, load, read

SEEN = Discovered(
    key="1", url="https://a.kr/1", source="feed", source_url="https://a.kr/rss", at="t",
    listed=Listed(title="제목", published="2026-11-20T09:00:00+09:00"),
)  # fmt: skip
GONE = Ended(key="1", url="https://a.kr/1", outcome="http_error", reason="404", at="t", status=404)


@pytest.mark.parametrize("event", [SEEN, GONE], ids=lambda e: type(e).__name__)
def test_an_event_comes_back_as_it_was(event: Discovered | Ended) -> None:
    assert load(dump(event)) == event


def test_a_torn_last_line_is_passed_over(tmp_path: Path) -> None:
    log = tmp_path / "capture.jsonl"
    log.write_text(dump(SEEN) + "\n" + dump(GONE)[:20], encoding="utf-8")
    assert list(read(log)) == [SEEN]


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    log = tmp_path / "capture.jsonl"
    log.write_text('{"type": "Discovered"\n' + dump(GONE) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        list(read(log))
