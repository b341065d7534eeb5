"""What is in an export, counted as it goes by: for its card and manifest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from db.exports.writing import Document
from db.release import licence


@dataclass(slots=True)
class Counts:
    """``first`` and ``last`` are days of publication in Korea, ``YYYY-MM-DD``."""

    articles: int = 0
    with_body: int = 0
    closed_to_training: int = 0
    undated: int = 0
    first: str | None = None
    last: str | None = None
    outlets: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, document: Document) -> None:
        """Of a released document."""
        self.articles += 1
        self.with_body += document["body"] is not None
        rights = document.get("rights") or {}
        self.closed_to_training += rights.get("ai_training") is False
        self.outlets[document["outlet"]] += 1
        self.licences[licence(document)] += 1
        self.languages[document.get("language") or "other"] += 1
        day = (document.get("published_at") or "")[:10]
        if not day:
            self.undated += 1
            return
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)
