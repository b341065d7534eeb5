"""The writing side of the capture log (`spiders.events`), and the statistics beside it.

`CaptureLog` keeps the crawl's part of the ledger: every discovered key is pending until exactly one
article capture or one `Ended` follows. What is still pending when a crawl closes is ended then.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from spiders.errors import SpiderError
from spiders.events import Capture, Discovered, Ended, EndedOutcome, Event, Note, dump

LOG_NAME = "capture.jsonl"
STATS_NAME = "stats.json"
WARC_NAME = "crawl.warc.gz"
FINISHED = "finished"


def run_folder(home: Path, run: str, outlet: str) -> Path:
    """``<home>/runs/<run>/<outlet>``. Raises SpiderError for a run or outlet that is no name."""
    for part in (run, outlet):
        if not part or part.startswith(".") or Path(part).name != part:
            raise SpiderError(f"{part!r} cannot name a run's folder; use letters, digits and -")
    return Path(home) / "runs" / run / outlet


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Stats:
    """How one outlet's crawl ended: ``stats.json``, written last. ``finish_reason`` is Scrapy's
    (``finished``, ``shutdown`` …) or ours: ``blocked`` (the site refused us), ``no_source`` (no
    source answered), ``errors`` (a callback raised), ``deadline``. ``message`` is for a person.
    """

    run: str
    outlet: str
    finish_reason: str
    started_at: str
    finished_at: str
    seconds: float
    requests: int
    bytes: int
    errors: int
    discovered: int
    captured: int
    ended: dict[str, int]
    sources: dict[str, int]  # read, unchanged, failed
    records: int
    warc: str
    mode: str = "incremental"
    since: str | None = None
    until: str | None = None
    message: str | None = None
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        return self.finish_reason == FINISHED

    def write(self, folder: Path) -> None:
        """Appears whole or not at all."""
        part = folder / (STATS_NAME + ".part")
        part.write_text(
            json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        os.replace(part, folder / STATS_NAME)

    @classmethod
    def read(cls, folder: Path) -> Stats | None:
        """None when the crawl never came to write them (it was killed)."""
        try:
            text = (folder / STATS_NAME).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return cls(**json.loads(text))


class CaptureLog:
    """Appends events, each flushed at once. Opening a folder that has a log is an error."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._file = (folder / LOG_NAME).open("x", encoding="utf-8")
        except FileExistsError:
            raise SpiderError(
                f"{folder} already holds a crawl; give this run an id of its own"
            ) from None
        self.pending: dict[str, str] = {}  # key -> canonical URL
        self.seen: set[str] = set()
        self.captured = 0
        self.ended: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()

    @property
    def discovered(self) -> int:
        return len(self.seen)

    def discover(self, event: Discovered) -> bool:
        """False, and nothing written, when the key was seen before in this run."""
        if event.key in self.seen:
            return False
        self.seen.add(event.key)
        self.pending[event.key] = event.url
        self.write(event)
        return True

    def capture(self, event: Capture) -> None:
        if event.kind == "article":
            if event.key is None or self.pending.pop(event.key, None) is None:
                raise SpiderError(f"article {event.key} was captured, but is not pending")
            self.captured += 1
        self.write(event)

    def end(self, key: str, outcome: EndedOutcome, reason: str, status: int | None = None) -> None:
        url = self.pending.pop(key, None)
        if url is None:
            raise SpiderError(f"{key} ended as {outcome}, but is not pending")
        self.ended[outcome] += 1
        self.write(Ended(key, url, outcome, reason, now(), status))

    def note(self, note: Note) -> None:
        self.notes[note.level] += 1
        self.write(note)

    def write(self, event: Event) -> None:
        self._file.write(dump(event) + "\n")
        self._file.flush()

    def close(self, outcome: EndedOutcome, reason: str) -> None:
        """End what is pending, and close. Safe to repeat."""
        if self._file.closed:
            return
        for key in list(self.pending):
            self.end(key, outcome, reason)
        os.fsync(self._file.fileno())
        self._file.close()
