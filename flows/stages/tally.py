"""What was seen of an outlet while its batches went through the stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from korean.article import Article

_FIELDS = (
    "title", "subtitle", "body", "published", "modified", "bylines", "place", "section",
    "programme", "department", "contact", "captions", "tags", "attachments", "image_url",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What was seen of an outlet while its batches went through the stages."""

    articles: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def see(self, articles: Iterable[Article]) -> None:
        for article in articles:
            self.articles += 1
            self.filled.update(name for name in _FIELDS if getattr(article, name))
            self.warnings.update(warning.partition(":")[0] for warning in article.warnings)

    @property
    def coverage(self) -> dict[str, float]:
        """Field → share of articles that have it."""
        if not self.articles:
            return {}
        return {name: round(self.filled[name] / self.articles, 4) for name in _FIELDS}
