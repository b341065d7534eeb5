"""What a site that nobody knows publishes: a story of the newsroom, and what its pages print of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pressroom.gold import Precision, cut
from pressroom.world import Reporter

Addresses = Literal["none", "first", "all"]


@dataclass(frozen=True, slots=True)
class Other:
    """Another article of the site, as menus, lists and scripts show it."""

    key: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    reporter: str


@dataclass(frozen=True, slots=True)
class Story:
    """One article to print. ``modified`` is None while it stands as published; ``now`` is the
    moment at which the page is served."""

    key: str
    title: str
    subtitle: tuple[str, ...]
    paragraphs: tuple[str, ...]
    published: datetime
    modified: datetime | None
    reporters: tuple[Reporter, ...]
    section: str
    tags: tuple[str, ...]
    captions: tuple[str, ...]
    department: str
    contact: str
    files: tuple[str, ...]
    others: tuple[Other, ...]
    now: datetime

    @property
    def byline(self) -> str:
        return ", ".join(f"{r.name} {r.role}" for r in self.reporters)

    @property
    def lead(self) -> str:
        text = " ".join(self.paragraphs)
        return text if len(text) <= 110 else text[:110] + "…"


def bulleted(story: Story) -> tuple[str, ...]:
    """The paragraphs as offices type them: □ the point, ○ what belongs to it."""
    return tuple(f"{'○' if n else '□'} {text}" for n, text in enumerate(story.paragraphs))


@dataclass(frozen=True, slots=True)
class Prints:
    """What a site prints, beside title and text. ``modified`` None: it shows no edits."""

    published: Precision = "minute"
    modified: Precision | None = "minute"
    subtitle: bool = True
    section: bool = True
    captions: bool = True
    tags: bool = False
    addresses: Addresses = "all"
    alone: bool = False  # names the first author only
    roles: bool = True
    office: bool = False  # department, contact and files of a release
    bullets: bool = False  # □ and ○ before the paragraphs: part of the text
    licence: str | None = "all-rights-reserved"
    ai_training: bool | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """A site no page object knows. ``host`` is under .example; ``path`` makes an article's address."""

    code: str
    name: str
    host: str
    path: str
    render: Callable[[Stranger, Story], str]
    prints: Prints = Prints()
    releases: bool = False  # a government board
    weeks: int = 0  # back from the world's time
    encoding: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"

    def url(self, key: str) -> str:
        return f"https://{self.host}{self.path.format(key=key)}"

    def gold(self, story: Story) -> Mapping[str, Any]:
        """In the shape of `pressroom.gold.expected`; ``outlet`` is the stranger's code."""
        prints = self.prints
        authors = story.reporters[:1] if prints.alone else story.reporters
        edited = story.modified if prints.modified else None
        return {
            "outlet": self.code,
            "key": story.key,
            "language": "ko",
            "title": story.title,
            "subtitle": ("\n".join(story.subtitle) or None) if prints.subtitle else None,
            "paragraphs": bulleted(story) if prints.bullets else story.paragraphs,
            "published": cut(story.published, prints.published),
            "published_precision": prints.published,
            "modified": cut(edited, prints.modified) if edited and prints.modified else None,
            "modified_precision": prints.modified if edited else None,
            "bylines": [self._credit(n, r) for n, r in enumerate(authors)],
            "place": None,
            "section": story.section if prints.section else None,
            "programme": None,
            "department": story.department if prints.office else None,
            "contact": story.contact if prints.office else None,
            "captions": story.captions if prints.captions else (),
            "attachments": story.files if prints.office else (),
            "tags": story.tags if prints.tags else (),
            "licence": prints.licence,
            "ai_training": prints.ai_training,
            "canonical_url": self.url(story.key),
        }

    def _credit(self, number: int, reporter: Reporter) -> tuple[str, str | None, str | None]:
        addresses = self.prints.addresses
        shown = addresses == "all" or (addresses == "first" and number == 0)
        role = reporter.role if self.prints.roles and reporter.role else None
        return reporter.name, role, reporter.email if shown and reporter.email else None
