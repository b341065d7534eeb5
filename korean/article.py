"""The article as the whole house understands it: immutable values, no behaviour beyond reading them.

Times are aware and in UTC; ``*_raw`` keeps the string the site printed. Text is NFC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Precision = Literal["day", "minute", "second"]
Language = Literal["ko", "en", "other"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a site printed it.

    ``at`` is aware, in UTC. With ``precision == "day"`` it is midnight in Asia/Seoul of that day.
    """

    at: datetime
    precision: Precision
    raw: str


@dataclass(frozen=True, slots=True)
class Byline:
    """One author. ``role`` is the printed office (기자, 특파원, 인턴기자 …), ``email`` as printed."""

    name: str
    role: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file offered with a release: its real file name and absolute address."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """What one named boilerplate rule removed. Offsets are characters in the text before any rule."""

    rule: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rights:
    """Licence and reuse terms of one article.

    ``licence``: ``KOGL-1`` … ``KOGL-4`` (공공누리), ``CC-BY`` and its kin, ``CC0``,
    ``all-rights-reserved`` or ``unknown``.
    ``ai_training``: False where the notice forbids it, True where it allows it, None where silent.
    ``notice``: the notice's own words. ``source``: ``page``, ``meta``, ``robots`` or
    ``outlet-default`` (the page said nothing).
    """

    licence: str = "unknown"
    ai_training: bool | None = None
    notice: str | None = None
    source: str | None = None


#: A warning: the page has a title that cannot be the one it was listed under.
OTHER_TITLE = "other_title"


@dataclass(frozen=True, slots=True)
class Article:
    """What extraction read off one page. ``body`` is paragraphs joined by a blank line.

    ``methods`` tells for each filled field which method gave it: a page version's name
    (``kbs.current``), ``json-ld``, ``opengraph``, ``meta``, ``trafilatura``, ``feed``, ``list`` or
    ``rendering``. ``confidence`` tells for the same fields how sure that method is, 0 to 1; a field
    that is not in it was given no figure. ``warnings`` are stable short codes, sorted.
    """

    title: str
    body: str
    subtitle: str | None = None  # several lines are joined by "\n"
    language: Language = "ko"
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
    rights: Rights = Rights()
    canonical_url: str | None = None
    cuts: tuple[Cut, ...] = ()
    methods: dict[str, str] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def misplaced(self) -> bool:
        """Whether another page seems to stand in the article's place."""
        return OTHER_TITLE in self.warnings

    @property
    def doubtful(self) -> bool:
        """Whether this may not be the article's text: another page's, or a sentence in its place."""
        return self.misplaced or "stub" in self.warnings

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(p for p in self.body.split("\n\n") if p)
