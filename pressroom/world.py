"""What the press room publishes, as plain values: the gold the tests compare against.

Nothing here is shared with the code that reads it. Times are aware, Asia/Seoul (+09:00).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

#: policy = a public actor acts on AI (on topic); other_ai = AI without a public actor; avian = avian
#: influenza written as AI; passing = AI mentioned in passing; unrelated = no AI at all.
Subject = Literal["policy", "other_ai", "avian", "passing", "unrelated"]


@dataclass(frozen=True, slots=True)
class Reporter:
    name: str
    email: str  # local part and domain
    role: str = "기자"


@dataclass(frozen=True, slots=True)
class Picture:
    name: str  # file name
    caption: str


@dataclass(frozen=True, slots=True)
class File:
    name: str  # real file name, .hwp .hwpx .pdf .jpg


@dataclass(frozen=True, slots=True)
class Text:
    """One state of an article's text: what stands on the page from ``since`` on."""

    since: datetime
    title: str
    paragraphs: tuple[
        str, ...
    ]  # the body alone: no byline, no dateline, no caption, no boilerplate
    subtitle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """One article of one outlet, with all its states.

    ``key`` is the outlet's own id (``ncd``, ``idxno`` …). ``piece`` names the underlying text:
    publications of one piece are copies of each other, rewritten as ``rewrites`` tells
    (``verbatim``, ``byline``, ``lead``, ``dropped``, ``reordered``, ``typography``, ``title``).
    """

    outlet: str
    key: str
    piece: str
    subject: Subject
    published: datetime  # to the second; sites print less
    texts: tuple[Text, ...]  # by ``since``; the first is the published one
    reporters: tuple[Reporter, ...]
    section: str
    place: str | None = None
    programme: str | None = None
    department: str | None = None
    contact: str | None = None
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    tags: tuple[str, ...] = ()
    rewrites: tuple[str, ...] = ("verbatim",)
    regions: tuple[str, ...] = ()  # gold tags
    topics: tuple[str, ...] = ()

    @property
    def on_topic(self) -> bool:
        return self.subject == "policy"

    def text_at(self, now: datetime) -> Text:
        """The text that stands at this time."""
        current = self.texts[0]
        for text in self.texts:
            if text.since <= now:
                current = text
        return current

    def modified_at(self, now: datetime) -> datetime | None:
        """When the standing text was edited, None while it is the first one."""
        text = self.text_at(now)
        return None if text is self.texts[0] else text.since


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is published, by outlet, oldest first. ``now`` is the clock's starting point."""

    seed: int
    now: datetime
    outlets: dict[str, tuple[Publication, ...]] = field(default_factory=dict)

    @property
    def publications(self) -> tuple[Publication, ...]:
        return tuple(p for pubs in self.outlets.values() for p in pubs)
