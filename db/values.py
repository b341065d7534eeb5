"""An article on its way in, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.records import Incoming
from korean.quotation import Quotation
from korean.verdict import Tag


def columns(value: Any) -> dict[str, Any]:
    """A flat value as a JSON column keeps it; ``dataclasses.asdict`` copies deeply, ten times slower."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def tag_row(article_id: int, tag: Tag) -> dict[str, Any]:
    return {
        "article_id": article_id, "kind": tag.kind, "value": tag.value, "count": tag.count,
        "krw": tag.krw, "evidence": [columns(e) for e in tag.evidence],
    }  # fmt: skip


def quote_row(version_id: int, quote: Quotation) -> dict[str, Any]:
    return {
        "version_id": version_id, **columns(quote),
        "evidence": [columns(e) for e in quote.evidence],
    }  # fmt: skip


def verdict_row(article_id: int, item: Incoming, now: datetime) -> dict[str, Any]:
    verdict = item.verdict
    return {
        "article_id": article_id, "text_hash": item.text_hash, "ruleset": verdict.ruleset,
        "label": verdict.label, "score": verdict.score, "band": verdict.band,
        "reason": verdict.reason, "evidence": [columns(e) for e in verdict.evidence],
        "created_at": now,
    }  # fmt: skip


def rights_row(article_id: int, item: Incoming, now: datetime) -> dict[str, Any]:
    return {"article_id": article_id, **columns(item.article.rights), "updated_at": now}


def version_values(item: Incoming) -> dict[str, Any]:
    article = item.article
    return {
        "text_hash": item.text_hash,
        "content_hash": item.content_hash,
        "title": article.title,
        "subtitle": article.subtitle,
        "body": article.body,
        "language": article.language,
        "published_at": article.published.at if article.published else None,
        "published_raw": article.published.raw if article.published else None,
        "published_precision": article.published.precision if article.published else None,
        "modified_at": article.modified.at if article.modified else None,
        "modified_raw": article.modified.raw if article.modified else None,
        "bylines": [columns(b) for b in article.bylines],
        "place": article.place,
        "section": article.section,
        "programme": article.programme,
        "department": article.department,
        "contact": article.contact,
        "captions": list(article.captions),
        "tags": list(article.tags),
        "attachments": [columns(a) for a in article.attachments],
        "image_url": article.image_url,
        "methods": dict(article.methods),
        "confidence": dict(article.confidence),
        "warnings": list(article.warnings),
        "cuts": [columns(c) for c in article.cuts],
        "captured_at": item.captured_at,
    }
