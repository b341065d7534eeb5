"""How well a reader read: counted page by page, told as means over a set."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean

from bench.extraction.readers import Found
from bench.extraction.sets import Gold, Page, digest
from korean.dates import kst

#: A body is good from this F1 on.
GOOD = 0.95

#: The figures of a set in the order they are told; what each is stands in `summary`.
METRICS = (
    *("body_precision", "body_recall", "body_f1", "body_worst", "body_good", "body_exact"),
    *("title", "published", "modified", "bylines", "captions"),
)


@dataclass(frozen=True)
class Score:
    """One page by one reader; None where the gold does not tell. ``f1`` needs the gold's text."""

    precision: float | None
    recall: float | None
    f1: float | None
    exact: bool | None
    title: bool | None
    published: bool | None
    modified: bool | None
    bylines: bool | None
    captions: bool | None


def score(found: Found, gold: Gold) -> Score:
    precision, recall, f1 = _overlap(found.body, gold.body) if gold.body else (None, None, None)
    return Score(
        precision=precision,
        recall=recall,
        f1=f1,
        exact=_exact(found, gold),
        title=_title(found, gold),
        published=_published(found, gold),
        modified=_modified(found, gold),
        bylines=None if gold.bylines is None else sorted(found.bylines) == sorted(gold.bylines),
        captions=_captions(found, gold),
    )


def _exact(found: Found, gold: Gold) -> bool | None:
    """But for white space."""
    right = gold.body_digests or ({digest(gold.body)} if gold.body else None)
    return None if right is None else digest(found.body) in right


def _title(found: Found, gold: Gold) -> bool | None:
    if gold.title_digest is not None:
        return digest(found.title or "") == gold.title_digest
    return None if gold.title is None else _plain(found.title or "") == _plain(gold.title)


def _captions(found: Found, gold: Gold) -> bool | None:
    if gold.captions is None or found.captions is None:
        return None
    return [*map(_plain, found.captions)] == [*map(_plain, gold.captions)]


def _published(found: Found, gold: Gold) -> bool | None:
    if gold.published is None:
        return None
    return _same(found.published, gold.published, gold.published_precision)


def _modified(found: Found, gold: Gold) -> bool | None:
    """An edit in the minute of publication is as good as none: sites print both."""
    if not (gold.modified_known and found.edits):
        return None
    if found.modified is None:
        return gold.modified is None or _same(gold.published, gold.modified, "minute")
    if gold.modified is None:
        return _same(found.modified, gold.published, "minute")
    return _same(found.modified, gold.modified, "minute")


def _same(found: datetime | None, told: datetime | None, precision: str) -> bool:
    if found is None or told is None:
        return False
    shape = "%Y-%m-%d" if precision == "day" else "%Y-%m-%d %H:%M"
    return kst(found).strftime(shape) == kst(told).strftime(shape)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _overlap(body: str, gold: str, size: int = 4) -> tuple[float, float, float]:
    """Precision, recall and F1 of character 4-grams, with counts, without white space."""
    read, told = _grams(body, size), _grams(gold, size)
    shared = (read & told).total()
    precision = shared / read.total() if read else 0.0
    recall = shared / told.total() if told else 0.0
    whole = read.total() + told.total()
    return precision, recall, 2 * shared / whole if whole else 0.0


def _grams(text: str, size: int) -> Counter[str]:
    text = "".join(text.split())
    return Counter(text[i : i + size] for i in range(max(1, len(text) - size + 1)) if text)


def summary(scores: Sequence[Score]) -> dict[str, float]:
    """The figures of a set, those of `METRICS` the gold allows: means, and for the body the worst
    page (``body_worst``) and the share of pages from `GOOD` on (``body_good``)."""
    f1 = [s.f1 for s in scores if s.f1 is not None]
    told: dict[str, Iterable[float | bool | None]] = {
        "body_precision": (s.precision for s in scores),
        "body_recall": (s.recall for s in scores),
        "body_f1": f1,
        "body_worst": [min(f1)] if f1 else [],
        "body_good": (value >= GOOD for value in f1),
        "body_exact": (s.exact for s in scores),
        "title": (s.title for s in scores),
        "published": (s.published for s in scores),
        "modified": (s.modified for s in scores),
        "bylines": (s.bylines for s in scores),
        "captions": (s.captions for s in scores),
    }
    known = {name: [v for v in told[name] if v is not None] for name in METRICS}
    return {name: mean(map(float, values)) for name, values in known.items() if values}


def failures(
    pages: Sequence[Page], found: Sequence[Found], scores: Sequence[Score]
) -> Iterator[str]:
    """A line for each page that was not read as its gold tells."""
    for page, read, one in zip(pages, found, scores, strict=True):
        names = ("title", "published", "modified", "bylines", "captions")
        wrong = [name for name in names if getattr(one, name) is False]
        if one.f1 is not None and one.f1 < GOOD:
            wrong.insert(0, f"body {one.f1:.3f} (P {one.precision:.3f} R {one.recall:.3f})")
        elif one.f1 is None and one.exact is False:
            wrong.insert(0, "body")
        if wrong:
            outcome = "" if read.outcome == "article" else f" [{read.outcome}]"
            yield f"{page.layout} {page.name}{outcome}: {', '.join(wrong)}"
