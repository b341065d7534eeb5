"""Match: the fingerprints by which an article meets its own versions and its copies."""

from __future__ import annotations

from collections.abc import Iterable

from db.records import Incoming
from flows.stages.extract import record
from flows.stages.work import Judged
from korean.skeleton import content_hash, skeleton, text_hash

#: Letters and digits below which equal texts are no evidence of a copy: photo captions and flashes
#: such as "자세한 소식 이어집니다" are the same everywhere.
MIN_COPY_LENGTH = 120


def match(outlet: str, articles: Iterable[Judged]) -> list[Incoming]:
    """Ready for the store, which alone decides what is new."""
    return [_incoming(outlet, judged) for judged in articles]


def _incoming(outlet: str, judged: Judged) -> Incoming:
    extracted, article = judged.extracted, judged.extracted.article
    fingerprint = content_hash(article.body)
    telling = len(skeleton(article.body)) >= MIN_COPY_LENGTH
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
        story_key=fingerprint if telling else f"{fingerprint}:{outlet}:{extracted.key}",
        capture=record(extracted.capture) if extracted.capture else None,
    )
