"""The article as JSON, the same everywhere: extract, list, show, exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from db import models
from korean.article import Article, Moment
from korean.dates import kst
from korean.verdict import Tag, Verdict

#: Field order of the document; every field is always there, absent ones are null or empty.
FIELDS = (
    "id", "outlet", "outlet_name", "key", "url", "title", "subtitle", "body", "language",
    "published_at", "published_raw", "published_precision", "modified_at", "bylines", "place",
    "section", "programme", "department", "contact", "captions", "tags", "topics", "regions",
    "agencies", "programmes", "amounts", "attachments", "image_url", "rights", "story_id", "version",
    "label", "score", "band", "methods", "confidence", "warnings", "first_seen_at", "captured_at",
)  # fmt: skip


def iso(at: datetime | None) -> str | None:
    """ISO 8601 with +09:00, for people."""
    return kst(at).isoformat() if at else None


def of_article(
    article: Article,
    *,
    outlet: str | None,
    outlet_name: str | None,
    key: str | None,
    url: str | None,
    captured_at: datetime | None,
    verdict: Verdict,
    tags: Iterable[Tag],
) -> dict[str, Any]:
    """The document of an article that is not in the database."""
    values = {
        name: getattr(article, name)
        for name in (
            "title", "subtitle", "body", "language", "place", "section", "programme",
            "department", "contact", "image_url",
        )
    }  # fmt: skip
    values |= {
        "outlet": outlet, "outlet_name": outlet_name, "key": key, "url": url,
        **_moments(article.published, article.modified),
        "bylines": [asdict(b) for b in article.bylines], "captions": list(article.captions),
        "tags": list(article.tags), "attachments": [asdict(a) for a in article.attachments],
        "rights": asdict(article.rights), "label": verdict.label, "score": verdict.score,
        "band": verdict.band, "methods": dict(article.methods),
        "confidence": dict(article.confidence), "warnings": list(article.warnings),
        "captured_at": iso(captured_at),
        **_tags(tags),
    }  # fmt: skip
    return _ordered(values)


def of_row(
    article: models.Article,
    version: models.Version | None,
    outlet: models.Outlet,
    rights: models.ArticleRights | None,
    tags: Iterable[models.Tag],
) -> dict[str, Any]:
    """The document of a stored article, with its current version; a light row has few fields."""
    values: dict[str, Any] = {
        "id": article.id, "outlet": article.outlet, "outlet_name": outlet.name,
        "key": article.key, "url": article.url, "title": article.title,
        "published_at": iso(article.published_at), "story_id": article.story_id,
        "label": article.label, "score": article.score, "band": article.band,
        "first_seen_at": iso(article.first_seen_at), **_tags(tags),
    }  # fmt: skip
    if version is not None:
        values |= {
            name: getattr(version, name)
            for name in (
                "title", "subtitle", "body", "language", "published_raw", "published_precision",
                "bylines", "place", "section", "programme", "department", "contact", "captions",
                "tags", "attachments", "image_url", "methods", "confidence", "warnings",
            )
        }  # fmt: skip
        values |= {
            "published_at": iso(version.published_at), "modified_at": iso(version.modified_at),
            "version": version.n, "captured_at": iso(version.captured_at),
        }  # fmt: skip
    if rights is not None:
        values["rights"] = {
            "licence": rights.licence, "ai_training": rights.ai_training,
            "notice": rights.notice, "source": rights.source,
        }  # fmt: skip
    return _ordered(values)


def _moments(published: Moment | None, modified: Moment | None) -> dict[str, Any]:
    return {
        "published_at": iso(published.at) if published else None,
        "published_raw": published.raw if published else None,
        "published_precision": published.precision if published else None,
        "modified_at": iso(modified.at) if modified else None,
    }


_LISTS = {"topic": "topics", "region": "regions", "agency": "agencies", "programme": "programmes"}


def _tags(tags: Iterable[Tag | models.Tag]) -> dict[str, Any]:
    """Names of each kind, sorted; amounts in won as first printed, the largest first."""
    named: dict[str, list[str]] = {name: [] for name in _LISTS.values()}
    amounts: list[dict[str, Any]] = []
    for tag in tags:
        if tag.kind == "amount":
            amounts.append({"krw": tag.krw, "text": _printed(tag)})
        else:
            named[_LISTS[tag.kind]].append(tag.value)
    found: dict[str, Any] = {name: sorted(values) for name, values in named.items()}
    return found | {"amounts": sorted(amounts, key=lambda amount: -(amount["krw"] or 0))}


def _printed(tag: Tag | models.Tag) -> str | None:
    """An amount as its first mention prints it."""
    first = next(iter(tag.evidence), None)
    if first is None:
        return None
    return str(first["text"] if isinstance(first, Mapping) else first.text)


def _ordered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) for name in FIELDS}
