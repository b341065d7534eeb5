"""The columns of an article as a row: of CSV and Parquet, and of the codebook.

The document's fields in its order, with what it nests of rights flat, and what `db.release` adds.
JSON lines keep the document as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NEVER = "never null"
_NONE = "empty where there is none, never null"
#: Lists of records: kind → their fields with their kinds.
RECORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "bylines": (("name", "text"), ("role", "text"), ("email", "text")),
    "attachments": (("name", "text"), ("url", "text")),
    "amounts": (("krw", "integer"), ("text", "text")),
    "methods": (("field", "text"), ("method", "text"), ("confidence", "number")),
}


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: text, integer, number, boolean, time, texts, or a list of `RECORDS`.

    ``null`` says what it means that there is no value. ``source`` is the database's column, whose
    line in ``docs/columns.md`` the codebook takes over where ``meaning`` is not given. ``path`` is
    where it stands in the document.
    """

    name: str
    kind: str
    null: str
    source: str | None = None
    meaning: str | None = None
    unit: str = ""
    path: tuple[str, ...] = ()

    def value(self, document: Mapping[str, Any]) -> Any:
        """As the document has it; lists are never null."""
        if self.kind == "methods":
            return _methods(document)
        found: Any = document
        for part in self.path or (self.name,):
            found = (found or {}).get(part)
        if found is None and self.is_list and self.name != "captions":
            return []
        return found

    @property
    def is_list(self) -> bool:
        return self.kind == "texts" or self.kind in RECORDS


def _methods(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    sure = document.get("confidence") or {}
    found = document.get("methods") or {}
    return [{"field": f, "method": m, "confidence": sure.get(f)} for f, m in sorted(found.items())]


_SEEN = "time of day in Korea in CSV and JSON (+09:00); UTC in Parquet"
_LEFT_OUT = "the licence does not let the text be passed on: see excerpt and url"

COLUMNS: tuple[Column, ...] = (
    Column("id", "integer", _NEVER, "article.id", "number in this database; another database numbers the same article otherwise: outlet and key identify it"),
    Column("outlet", "text", _NEVER, "article.outlet"),
    Column("outlet_name", "text", _NEVER, "outlet.name"),
    Column("key", "text", _NEVER, "article.key"),
    Column("url", "text", "an imported text whose address is not known", "article.url", "canonical address of the article"),
    Column("title", "text", _NEVER, "version.title"),
    Column("subtitle", "text", "it has none", "version.subtitle"),
    Column("body", "text", _LEFT_OUT, "version.body"),
    Column("excerpt", "text", "there is no body", None, "the beginning of the body on one line, cut between words", "at most 200 characters"),
    Column("language", "text", _NEVER, "version.language"),
    Column("published_at", "time", "the site prints no time of publication; never the time of fetching", "version.published_at", "publication; midnight in Korea where published_precision is day", _SEEN),
    Column("published_raw", "text", "as published_at", "version.published_raw"),
    Column("published_precision", "text", "as published_at", "version.published_precision"),
    Column("modified_at", "time", "the site admits no edit", "version.modified_at", None, _SEEN),
    Column("bylines", "bylines", _NONE, "version.bylines", "authors as printed: name, office (기자, 특파원), e-mail"),
    Column("place", "text", "no dateline", "version.place"),
    Column("section", "text", "the page names none", "version.section"),
    Column("programme", "text", "no broadcast", "version.programme"),
    Column("department", "text", "no press release, or none named", "version.department"),
    Column("contact", "text", "no press release, or none named", "version.contact"),
    Column("captions", "texts", _LEFT_OUT, "version.captions"),
    Column("tags", "texts", _NONE, "version.tags", "the outlet's own keywords"),
    Column("topics", "texts", _NONE, "tag.value", "topics found in the text, of 18, by their keys such as law_regulation"),
    Column("regions", "texts", _NONE, "tag.value", "시·도 and 시·군 the article is about, by their short names"),
    Column("agencies", "texts", _NONE, "tag.value", "public bodies in the text, by today's full names"),
    Column("programmes", "texts", _NONE, "tag.value", "laws, plans and programmes named in the text"),
    Column("amounts", "amounts", _NONE, "tag.krw", "amounts of money in the text, the largest first: krw as a number, text as printed", "won (KRW)"),
    Column("attachments", "attachments", _NONE, "version.attachments"),
    Column("image_url", "text", "it has none", "version.image_url"),
    Column("licence", "text", "rights were never read", "rights.licence", None, "", ("rights", "licence")),
    Column("ai_training", "boolean", "the notice is silent on it: no permission", "rights.ai_training", None, "", ("rights", "ai_training")),
    Column("rights_notice", "text", "no notice was found", "rights.notice", None, "", ("rights", "notice")),
    Column("rights_source", "text", "no notice was found", "rights.source", None, "", ("rights", "source")),
    Column("attribution", "text", _NEVER, None, "the source as the free licences ask for it; keep it with the text"),
    Column("story_id", "integer", "copies of it were not looked for yet", "article.story_id", "the same number: articles that carry the same text; the number is this database's own"),
    Column("version", "integer", _NEVER, "version.n", "which of the article's texts this is: 1 the first, 2 after one edit"),
    Column("label", "text", _NEVER, "article.label", "always on_topic: what is off topic is not passed on"),
    Column("score", "number", _NEVER, "article.score", "how sure the scorer is that it is about AI policy", "0 to 1"),
    Column("band", "text", _NEVER, "article.band", "accept, or review (the scorer is not sure); reject where only a person found it on topic"),
    Column("methods", "methods", _NONE, "version.methods", "which method gave each field, and how sure it is", "confidence 0 to 1, null where no figure was given"),
    Column("warnings", "texts", _NONE, "version.warnings"),
    Column("first_seen_at", "time", _NEVER, "article.first_seen_at", None, _SEEN),
    Column("captured_at", "time", _NEVER, "version.captured_at", "when the page this text was read from was fetched; the access date of a citation", _SEEN),
)  # fmt: skip
