"""CSL-JSON, as citeproc, pandoc and Zotero read it: an array, one item a line, UTF-8."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from db.exports.about import About
from db.exports.reference import Reference, reference
from db.exports.writing import Document, Lines, Out


class CslJson(Lines):
    def __init__(self, out: Out, about: About) -> None:
        super().__init__(out, "[")

    def piece(self, document: Document) -> str:
        return (",\n" if self.number else "\n") + json.dumps(
            item(reference(document)), ensure_ascii=False
        )

    def foot(self) -> str:
        return "\n]\n" if self.number else "]\n"


def item(of: Reference) -> dict[str, Any]:
    """Authors are literal: a Korean name is not taken apart, an office's name even less."""
    found: dict[str, Any] = {
        "id": of.key,
        "type": "report" if of.release else "article-newspaper",
        "title": of.title,
        "author": [{"literal": name} for name in of.authors],
        "container-title": None if of.release else of.outlet,
        "publisher": of.outlet,
        "genre": "보도자료" if of.release else None,
        "issued": _date(of.published),
        "accessed": _date(of.accessed),
        "URL": of.url,
        "language": of.language,
        "abstract": of.abstract,
        "keyword": ", ".join(word.replace(",", " ") for word in of.keywords),
        "note": of.rights,
    }
    return {name: value for name, value in found.items() if value}


def _date(day: date | None) -> dict[str, Any] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
