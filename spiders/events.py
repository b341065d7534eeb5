"""The capture log: what one crawl of one outlet saw, as JSON lines.

``<home>/runs/<run>/<outlet>/capture.jsonl`` holds one event a line, appended and flushed as it
happens, so that a killed crawl leaves everything it had. A torn last line is tolerated. A log is
complete only when the process ended with rc 0 *and* ``stats.json`` beside it says
``finish_reason`` = ``finished``.

Order for one article: ``Discovered`` once per (run, key); then either one ``Capture`` of kind
``article`` (its fate is decided by the later stages) or one ``Ended`` (its fate was decided here).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

CaptureKind = Literal["article", "feed", "sitemap", "list", "search", "api", "robots", "other"]

#: How a URL's way can end before extraction. The full list is `db.models.OUTCOMES`.
EndedOutcome = Literal[
    "unchanged",
    "off_topic",
    "outside_window",
    "not_article",
    "robots",
    "blocked",
    "unreachable",
    "http_error",
    "too_large",
    "undecodable",
]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a feed, list or API said of an article before it was fetched. Times are ISO 8601."""

    title: str | None = None
    summary: str | None = None
    published: str | None = None  # aware ISO 8601
    modified: str | None = None
    published_raw: str | None = None
    author: str | None = None
    section: str | None = None
    programme: str | None = None
    department: str | None = None
    contact: str | None = None
    body: str | None = None  # full text, where the source carries it
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """A URL of an article was seen for the first time in this run."""

    key: str
    url: str  # canonical
    source: str  # feed | sitemap | list | search | api | recheck | retry | seed
    source_url: str
    at: str
    listed: Listed | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One response in the archive. ``file`` is relative to the archive's root.

    ``offset`` and ``length`` are the gzip member's, in bytes; ``digest`` is the WARC payload digest
    (``sha1:BASE32``). ``url`` is the URL asked for, ``final_url`` the one that answered.
    """

    kind: CaptureKind
    url: str
    final_url: str
    status: int
    fetched_at: str
    file: str
    offset: int
    length: int
    digest: str
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    size: int = 0
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The way of one discovered URL ended in the crawl."""

    key: str
    url: str
    outcome: EndedOutcome
    reason: str
    at: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class FeedSeen:
    """A feed, sitemap, list or API was tried: one event each, also where it failed (``status`` 0
    when there was no answer), but for an address that only was a guess and is not there. ``problem`` is None where it was read well; else it says which part
    of the contract broke (`spiders.contract`). ``found`` (``robots``, ``front page``, ``family``,
    ``common``) is set only for a source discovered anew, which no registry row names.

    Written to ``feed_state`` only without a problem, and only when the crawl of the outlet finished
    and nothing of it has to be retried, so that a lost item is asked for again.
    """

    url: str
    kind: CaptureKind
    status: int
    at: str
    rows: int  # article rows seen (0 on a 304)
    new: int  # of them not known before
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    newest: str | None = None  # ISO 8601 of the newest row
    #: Was it read as far back as a visit goes? False in a window's or limited run: what such a run
    #: passed over must be asked for again, so it must not be remembered in ``feed_state``.
    whole: bool = True
    problem: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should read: a contract broken, a source dead, robots changed."""

    level: Literal["info", "warning", "error"]
    code: str
    message: str
    at: str
    url: str | None = None


Event = Discovered | Capture | Ended | FeedSeen | Note
_TYPES: dict[str, type[Any]] = {
    cls.__name__: cls for cls in (Discovered, Capture, Ended, FeedSeen, Note)
}


def dump(event: Event) -> str:
    """One line, without the newline; absent values are left out."""
    values = {k: v for k, v in asdict(event).items() if v is not None}
    if isinstance(event, Discovered) and event.listed is not None:
        values["listed"] = {k: v for k, v in asdict(event.listed).items() if v is not None}
    return json.dumps({"type": type(event).__name__, **values}, ensure_ascii=False)


def load(line: str) -> Event:
    """The event of one line. Raises ValueError, KeyError or TypeError when it is none."""
    values = json.loads(line)
    cls = _TYPES[values.pop("type")]
    if cls is Discovered and "listed" in values:
        values["listed"] = Listed(**values["listed"])
    event: Event = cls(**values)
    return event


def read(path: Path) -> Iterator[Event]:
    """The events of a log. A torn last line (the writer was killed) is passed over silently.

    Raises ValueError with the line's number when any other line cannot be read.
    """
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            try:
                yield load(raw.decode("utf-8"))
            except (ValueError, KeyError, TypeError) as error:
                if not raw.endswith(b"\n"):
                    return
                raise ValueError(f"{path}: line {number} is not an event: {error}") from error
