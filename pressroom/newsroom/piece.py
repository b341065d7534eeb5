"""A piece: one story before any outlet prints it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pressroom.world import Subject


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph; when somebody is quoted in it, who and what (broadcasters show that apart)."""

    text: str
    speaker: str = ""  # 이름/직함
    said: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Facts told once. ``variant_*`` tell the same facts in other words, for the rewriting desks."""

    id: str
    subject: Subject
    published: datetime
    title: str
    parts: tuple[Part, ...]
    section: str  # politics, economy, society, science, world, culture, sports, local
    subtitles: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    place: str = "서울"
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    department: str = ""
    variant_title: str = ""
    variant_lead: str = ""
    additions: tuple[str, ...] = field(default=())  # paragraphs an edit may add
    language: str = "ko"
