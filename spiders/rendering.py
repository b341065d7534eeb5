"""Text renderings: pages that somebody copied or saved as plain text (``.txt``).

A rendering has no markup; which site it is from, and what in it is the article, is told by its
structure: repeated blocks, labelled values, lists, short lines that are no sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from types import ModuleType

from korean import dates, encoding
from korean import rights as notices
from korean.article import Article, Moment
from korean.text import hangul_ratio, mojibake, nfc
from spiders import registry
from spiders.extraction.finish import Context, finish
from spiders.extraction.moments import refuse_impossible
from spiders.extraction.values import Draft, Refused
from spiders.outlet import Outlet
from spiders.renderings import etoday, gyeongbuk, insnews, kbs, ndsoft, newspim, plain
from spiders.renderings.lines import Found, Page, page_of

#: Tried in this order; the first that fits reads.
SHAPES: tuple[ModuleType, ...] = (kbs, newspim, insnews, etoday, gyeongbuk, ndsoft, plain)

_MARKUP = re.compile(r"^\s*(?:<!doctype html|<html|<\?xml)", re.I)
_NOTICE = re.compile(r"공공누리|무단|AI\s*학습|rights reserved|저작권자", re.I)
_MAX_CHARS = 2_000_000


class UnreadableRendering(ValueError):
    """Raised by `read_rendering` and `decode_rendering`: ``reason`` says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rendering:
    """An article read from a text file. ``outlet_code`` is None for a site we do not know; ``key``
    is known only with the address."""

    article: Article
    outlet_code: str | None = None
    key: str | None = None
    url: str | None = None


def decode_rendering(body: bytes) -> str:
    """Text of a file: UTF-8 (with or without BOM), CP949 or UTF-16. Raises UnreadableRendering."""
    if not body.strip():
        raise UnreadableRendering("the file is empty; save the page again")
    try:
        return encoding.decode(body).text
    except encoding.Undecodable as error:
        raise UnreadableRendering(
            f"the file is no text ({error.reason}); save it as UTF-8"
        ) from error


def read_rendering(text: str, *, name: str | None = None, url: str | None = None) -> Rendering:
    """The article in a rendering. ``name`` (the file's) is only for messages; ``url`` tells outlet
    and key where it is known. Raises UnreadableRendering."""
    where = f"{name}: " if name else ""
    page = _page(text, where)
    found = _found(page)
    outlet = registry.outlet_of(url) if url else None
    outlet = outlet or _outlet(found, page)
    draft = _draft(found, page)
    article = finish(draft, Context(url=url, outlet=outlet, site_names=_names(outlet)))
    if isinstance(article, Refused):
        raise UnreadableRendering(f"{where}no article in this text: {article.reason}")
    known = registry.key_of(url) if url else None
    return Rendering(
        replace(article, methods=dict.fromkeys(article.methods, "rendering")),
        outlet.code if outlet else None,
        known[1] if known else None,
        url,
    )


def _page(text: str, where: str) -> Page:
    text = nfc(text.removeprefix("\ufeff"))[:_MAX_CHARS]
    if not text.strip():
        raise UnreadableRendering(f"{where}the file is empty; save the page again")
    if _MARKUP.match(text):
        raise UnreadableRendering(f"{where}this is HTML, not text; give it the name .html")
    odd = sum(c < " " and c not in "\t\n\r\x0b\x0c" for c in text)
    if odd > 0.01 * len(text):
        raise UnreadableRendering(f"{where}the file is binary, not text; save the page as text")
    if broken := mojibake(text):
        raise UnreadableRendering(f"{where}the text is broken ({broken}); save the file as UTF-8")
    if hangul_ratio(text) < 0.1:
        raise UnreadableRendering(f"{where}the text is not Korean; only Korean articles are kept")
    page = page_of(text)
    if sum("\uac00" <= c <= "\ud7a3" for c in text) < 60 or len(page.lines) < 2:
        raise UnreadableRendering(f"{where}too short for an article; is the page saved whole?")
    return page


def _found(page: Page) -> Found:
    """What the first fitting shape reads; the plain reader where a shape finds no body."""
    for shape in SHAPES:
        if not shape.fits(page):
            continue
        found: Found = shape.read(page)
        if found.reading.title and found.reading.paragraphs:
            return found
    last: Found = plain.read(page)
    return last


def _outlet(found: Found, page: Page) -> Outlet | None:
    """The outlet whose page it is: the shape's own, or the family member named on the page."""
    if found.outlet_code is not None:
        try:
            return registry.outlet(found.outlet_code)
        except registry.UnknownOutlet:
            return None
    if found.family is None:
        return None
    members = [o for o in registry.outlets() if o.family == found.family]
    marks = [
        line.text
        for line in page.lines
        if re.search(r"[©ⓒ]|저작권자|^[\[【(]?\S{2,12}\s*=", line.text)
    ]
    for outlet in sorted(members, key=lambda o: -len(o.name)):
        if any(outlet.name in mark for mark in marks):
            return outlet
    return None


def _draft(found: Found, page: Page) -> Draft:
    reading = found.reading
    draft = Draft(warnings=set(found.warnings))
    for field in fields(reading):
        if value := getattr(reading, field.name):
            if isinstance(value, Moment) and not dates.plausible(value, datetime.now(UTC)):
                draft.warnings.add(f"implausible:{field.name}")
                continue
            draft.reading[field.name], draft.methods[field.name] = value, "rendering"
    if reading.rights is None:
        body = set(reading.paragraphs)
        lines = [li.text for li in page.lines if li.text not in body and _NOTICE.search(li.text)]
        if notice := notices.read("\n".join(li for li in lines if len(li) < 300)):
            draft.reading["rights"], draft.methods["rights"] = notice, "rendering"
    refuse_impossible(draft, datetime.now(UTC))
    return draft


def _names(outlet: Outlet | None) -> tuple[str, ...]:
    return (outlet.name,) if outlet else ()
