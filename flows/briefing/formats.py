"""A digest in each form it is written in."""

from __future__ import annotations

from typing import Literal

from db.digest.shape import Digest
from flows.briefing.compose import compose
from flows.briefing.document import document
from flows.briefing.html import html
from flows.briefing.markdown import markdown
from flows.briefing.words import Lang

Format = Literal["md", "html", "json"]
FORMATS: tuple[Format, ...] = ("md", "html", "json")


def written(digest: Digest, format: Format, lang: Lang = "ko") -> str:
    """The whole file; JSON has no words of ours, and so no language."""
    if format == "json":
        return document(digest)
    page = compose(digest, lang)
    return html(page) if format == "html" else markdown(page)
