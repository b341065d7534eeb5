"""Match: the hashes and the sketch by which an article meets its own versions and its copies.

They are looked for once the batch is stored: `flows.stages.stories`.
"""

from __future__ import annotations

from collections.abc import Iterable

from db.records import Incoming
from flows.stages.extract import record
from flows.stages.work import Judged
from korean.matching.sketch import sketch
from korean.skeleton import content_hash, text_hash


def match(outlet: str, articles: Iterable[Judged]) -> list[Incoming]:
    """Ready for the store, which alone decides what is new."""
    return [_incoming(outlet, judged) for judged in articles]


def _incoming(outlet: str, judged: Judged) -> Incoming:
    extracted, article = judged.extracted, judged.extracted.article
    fingerprint = content_hash(article.body)
    return Incoming(
        outlet=outlet,
        key=extracted.key,
        url=extracted.url,
        source=extracted.source,
        captured_at=extracted.captured_at,
        article=article,
        verdict=judged.verdict,
        tags=judged.tags,
        text_hash=text_hash(article.title, article.subtitle, article.body),
        content_hash=fingerprint,
        capture=record(extracted.capture) if extracted.capture else None,
        quotes=judged.quotes,
        sketch=sketch(article.body),
    )
