"""What goes into extraction and what comes out when it is no article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from korean.article import Attachment, Byline, Moment, Rights
from spiders.events import Listed
from spiders.outlet import Outlet

RefusalOutcome = Literal["not_article", "not_korean", "undecodable", "extract_failed", "blocked"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One response as the archive holds it.

    ``captured_at`` is aware. ``outlet`` and ``key`` are looked up from the URL when absent.
    ``listed`` is what a feed or list said of the article before it was fetched.
    """

    url: str
    body: bytes
    content_type: str | None
    captured_at: datetime
    outlet: Outlet | None = None
    key: str | None = None
    listed: Listed | None = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """No article came of a response: the ledger's outcome, and the reason in a sentence."""

    outcome: RefusalOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one method read off a page; an empty value where it is silent."""

    title: str | None = None
    subtitle: str | None = None
    paragraphs: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    bylines: tuple[Byline, ...] = ()
    place: str | None = None
    section: str | None = None
    programme: str | None = None
    department: str | None = None
    contact: str | None = None
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    image_url: str | None = None
    rights: Rights | None = None
    canonical_url: str | None = None


@dataclass(slots=True)
class Draft:
    """An article in the making, private to this room: values, who gave them and how far they are
    to be trusted (0..1), what went wrong."""

    reading: dict[str, object] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    trust: dict[str, float] = field(default_factory=dict)
    warnings: set[str] = field(default_factory=set)

    def keep(self, name: str, value: object, method: str, trust: float) -> None:
        self.reading[name], self.methods[name], self.trust[name] = value, method, trust

    def drop(self, name: str) -> tuple[object, str, float] | None:
        """Take a field out again: what it held, None where it was empty."""
        if name not in self.reading:
            return None
        return self.reading.pop(name), self.methods.pop(name), self.trust.pop(name)
