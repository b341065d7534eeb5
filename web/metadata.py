"""What a page says of its article to programs: JSON-LD, Highwire's ``citation_*`` and OpenGraph, so
that Zotero and its kin take the article (its own address, not the room's) from the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import release
from web import times
from web.links import external


@dataclass(frozen=True, slots=True)
class Metadata:
    """``highwire`` are (name, content), ``graph`` (property, content) of meta elements."""

    highwire: tuple[tuple[str, str], ...]
    graph: tuple[tuple[str, str], ...]
    json_ld: Mapping[str, Any]


def of(document: Mapping[str, Any], base: str, *, government: bool = False) -> Metadata:
    """``base`` is the room's own address. Excerpts only: the text stays on the page. ``government``: it
    is of a public body, whose press releases are reports and not news.
    """
    url = external(document["url"]) or f"{base}/article/{document['id']}"
    authors = [b["name"] for b in document["bylines"] or () if b.get("name")]
    excerpt = release.excerpt(document["body"]) if document["body"] else ""
    return Metadata(
        tuple(_highwire(document, url, authors, government)),
        tuple(_graph(document, url, excerpt)),
        _json_ld(document, url, authors, excerpt, government),
    )


def _highwire(
    document: Mapping[str, Any], url: str, authors: list[str], government: bool
) -> list[tuple[str, str]]:
    found = [("citation_title", document["title"] or "")]
    found += [("citation_author", name) for name in authors]
    published = times.aware(document["published_at"])
    if published:
        found.append(("citation_publication_date", f"{published:%Y/%m/%d}"))
        found.append(("citation_online_date", f"{published:%Y/%m/%d}"))
    found += [
        (
            "citation_technical_report_institution" if government else "citation_publisher",
            document["outlet_name"] or "",
        ),
        ("citation_public_url", url),
        ("citation_language", document["language"] or ""),
        ("citation_keywords", "; ".join(document["tags"] or ())),
        ("citation_section", document["section"] or ""),
    ]
    return [(name, content) for name, content in found if content]


def _graph(document: Mapping[str, Any], url: str, excerpt: str) -> list[tuple[str, str]]:
    found = [
        ("og:type", "article"),
        ("og:title", document["title"] or ""),
        ("og:site_name", document["outlet_name"] or ""),
        ("og:url", url),
        ("og:description", excerpt),
        ("article:published_time", document["published_at"] or ""),
        ("article:modified_time", document["modified_at"] or ""),
        ("article:section", document["section"] or ""),
    ]
    return [(name, content) for name, content in found if content]


def _json_ld(
    document: Mapping[str, Any], url: str, authors: list[str], excerpt: str, government: bool
) -> dict[str, Any]:
    rights = document["rights"] or {}
    terms = release.terms(document)
    values: dict[str, Any] = {
        "headline": document["title"],
        "alternativeHeadline": document["subtitle"],
        "description": excerpt,
        "datePublished": document["published_at"],
        "dateModified": document["modified_at"],
        "inLanguage": document["language"],
        "articleSection": document["section"],
        "keywords": ", ".join(document["tags"] or ()),
        "author": [{"@type": "Person", "name": name} for name in authors],
        "publisher": {
            "@type": "GovernmentOrganization" if government else "NewsMediaOrganization",
            "name": document["outlet_name"],
        },
        "url": url,
        "mainEntityOfPage": url,
        "license": terms.url if terms else None,
        "copyrightNotice": rights.get("notice"),
        "identifier": f"{document['outlet']}:{document['key']}",
    }
    given = {name: value for name, value in values.items() if value}
    kind = "Report" if government else "NewsArticle"
    return {"@context": "https://schema.org", "@type": kind, **given}
