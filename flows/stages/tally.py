"""What was seen of an outlet while its batches went through the stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from korean.article import Article

FIELDS = (
    "title", "subtitle", "body", "published", "modified", "bylines", "place", "section",
    "programme", "department", "contact", "captions", "tags", "attachments", "image_url",
)  # fmt: skip

#: Paragraphs at each end of a body in which a page's furniture is looked for, and how much of each.
_EDGE = 4
_LINE = 60
#: Articles of a visit that are looked at: a backfill has many thousands.
_COUNTED = 500
#: Articles below which two with the same line are no sign.
_FEW = 4


@dataclass(slots=True)
class Tally:
    """What was seen of an outlet while its batches went through the stages."""

    articles: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    #: (field, method) → articles of which a page version of that day gave the field.
    methods: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    #: Lines at the beginning and the end of bodies → articles that have them there.
    edges: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def see(self, articles: Iterable[Article]) -> None:
        for article in articles:
            self.articles += 1
            self.filled.update(name for name in FIELDS if getattr(article, name))
            codes = [warning.partition(":")[0] for warning in article.warnings]
            self.warnings.update(codes)
            if "layout_drift" not in codes:
                self.methods.update(article.methods.items())
            if self.articles <= _COUNTED:
                text = article.paragraphs
                ends = (line[:_LINE] for line in (*text[:_EDGE], *text[-_EDGE:]))
                self.edges.update(list(dict.fromkeys(ends)))  # in the order of the text

    @property
    def repeated(self) -> tuple[str, ...]:
        """Lines that stand at the beginning or the end of most bodies: no article's own. The most
        frequent first; none among few articles.
        """
        counted = min(self.articles, _COUNTED)
        if counted < _FEW:
            return ()
        return tuple(line for line, n in self.edges.most_common() if 2 * n > counted)

    @property
    def clean(self) -> tuple[int, int]:
        """Articles without such a line, of those looked at."""
        counted = min(self.articles, _COUNTED)
        return counted - max((self.edges[line] for line in self.repeated), default=0), counted

    @property
    def coverage(self) -> dict[str, float]:
        """Field → share of articles that have it."""
        if not self.articles:
            return {}
        return {name: round(self.filled[name] / self.articles, 4) for name in FIELDS}

    def own(self, name: str, versions: Iterable[str]) -> int:
        """Articles whose field one of these page versions gave, where it was valid that day."""
        return sum(self.methods[name, version] for version in set(versions))
