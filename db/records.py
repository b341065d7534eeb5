"""What the flows hand to the store: immutable values, checked and complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from korean.article import Article
from korean.quotation import Quotation
from korean.verdict import Tag, Verdict


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """One archived response, as the capture log has it. ``fetched_at`` is aware."""

    kind: str
    key: str | None
    url: str
    final_url: str
    status: int
    fetched_at: datetime
    file: str
    offset: int
    length: int
    digest: str
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Incoming:
    """One extracted and judged article on its way into the database.

    ``key`` may be provisional (``text:…``): a text whose address is not known. ``sketch`` is that of
    the body, ascending; empty where the text is too short.
    """

    outlet: str
    key: str
    url: str | None
    source: str
    captured_at: datetime
    article: Article
    verdict: Verdict
    tags: tuple[Tag, ...]
    text_hash: str
    content_hash: str
    capture: CaptureRecord | None = None
    quotes: tuple[Quotation, ...] = ()
    sketch: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        return self.key.startswith("text:")


@dataclass(frozen=True, slots=True)
class Ending:
    """A discovered URL whose way ended before the store: only the ledger hears of it, and an
    off-topic one leaves a light row (``title``, ``published_at``) so that it is not fetched again.
    """

    outlet: str
    key: str
    url: str | None
    outcome: str
    reason: str | None
    source: str | None
    at: datetime
    http_status: int | None = None
    capture: CaptureRecord | None = None
    title: str | None = None
    published_at: datetime | None = None
    verdict: Verdict | None = None
