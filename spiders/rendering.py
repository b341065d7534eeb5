"""Text renderings: pages that somebody copied or saved as plain text (``.txt``).

A rendering has no markup; which site it is from, and what in it is the article, is told by its
structure: repeated blocks, labelled values, lists, short lines that are no sentences. All go
through one cleaner (`spiders.renderings.general`).

Cuts: rules named ``rendering.…`` and the boilerplate rules alike count their offsets in the page's
lines joined by an empty line, so that each can be found in the file again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from types import ModuleType

from korean import dates, encoding
from korean import rights as notices
from korean.article import Article, Cut, Moment
from korean.text import hangul_ratio, mojibake, nfc
from spiders import registry
from spiders.extraction.finish import Context, finish
from spiders.extraction.moments import refuse_impossible
from spiders.extraction.offsets import in_order, moved
from spiders.extraction.values import Draft, Refused
from spiders.outlet import Outlet
from spiders.refusals import why_empty
from spiders.renderings import etoday, gyeongbuk, insnews, kbs, newspim, plain
from spiders.renderings.kinds import Kind
from spiders.renderings.lines import Found, Page, page_of
from spiders.renderings.owner import owner
from spiders.renderings.spans import rivals

#: Tried in this order; the first that fits reads.
SHAPES: tuple[ModuleType, ...] = (kbs, newspim, insnews, etoday, gyeongbuk, plain)

_MARKUP = re.compile(r"^\s*(?:<!doctype html|<html|<\?xml)", re.I)
_DAY = re.compile(r"(?<!\d)20\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}")
_NOTICE = re.compile(r"공공누리|무단|AI\s*학습|rights reserved|저작권자", re.I)
_LONGEST = 1_000_000  # characters of a page; real renderings have up to 40,000
_LONGEST_BODY = 120_000  # characters; the longest real articles have 30,000
_LEAST_HANGUL = 60
_DESCRIBED, _GENERIC = (
    0.9,
    0.7,
)  # how far a reading is to be trusted, with and without a site's reader
_ROWS = 5  # rows of about the same weight, or with a day each, from which a page is a list


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


def read_rendering(
    text: str,
    *,
    name: str | None = None,
    url: str | None = None,
    now: datetime | None = None,
) -> Rendering:
    """The article in a rendering. ``name`` (the file's) is only for messages; ``url`` tells outlet
    and key where it is known (a crawler's ``URL:`` line on top does too); no date is later than
    ``now`` (aware; by default this moment). Raises UnreadableRendering."""
    where = f"{name}: " if name else ""
    page = _page(text, where)
    url = url or page.url
    found = _found(page)
    _refuse_lists(page, found, where)
    outlet = registry.outlet_of(url) if url else None
    outlet = outlet or _outlet(found, page)
    draft = _draft(found, page, now or datetime.now(UTC))
    article = finish(draft, Context(url=url, outlet=outlet, site_names=_names(outlet)))
    if isinstance(article, Refused):
        rows = sum(kind is Kind.DATE for kind in page.kinds)
        kind = f"perhaps a list ({rows} dates): " if rows >= _ROWS else ""
        raise UnreadableRendering(f"{where}no article in this text: {kind}{article.reason}")
    known = registry.key_of(url) if url else None
    return Rendering(
        replace(
            article,
            cuts=_cuts(page, found, article.cuts),
            methods=dict.fromkeys(article.methods, "rendering"),
        ),
        outlet.code if outlet else None,
        known[1] if known else None,
        url,
    )


# -- what is no rendering of an article ----------------------------------------------------------


def _page(text: str, where: str) -> Page:
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableRendering(f"{where}the file is empty; save the page again")
    if _MARKUP.match(text[:200]):
        raise UnreadableRendering(f"{where}this is HTML, not text; give it the name .html")
    if len(text) > _LONGEST:
        raise UnreadableRendering(
            f"{where}{len(text):,} characters are no article's page; cut the file into its pages"
        )
    text = nfc(text)
    odd = sum(c < " " and c not in "\t\n\r\x0b\x0c" for c in text)
    if odd > 0.01 * len(text):
        raise UnreadableRendering(f"{where}the file is binary, not text; save the page as text")
    if broken := mojibake(text):
        raise UnreadableRendering(f"{where}the text is broken ({broken}); save the file as UTF-8")
    if len(text) < 2000 and (sign := why_empty(text)) is not None and not _says_much(text):
        raise UnreadableRendering(
            f"{where}the site's message ({sign.name}), not an article; open the page again"
        )
    page = page_of(text)
    spoken = "\n".join(
        li.text for li, kind in zip(page.lines, page.kinds, strict=True) if kind is not Kind.CODE
    )
    if hangul_ratio(spoken) < 0.1:
        raise UnreadableRendering(f"{where}the text is not Korean; only Korean articles are kept")
    if len(page.lines) < 2 and _says_much(text):
        raise UnreadableRendering(
            f"{where}the whole page stands in one line; save it with its line breaks"
        )
    if sum("\uac00" <= c <= "\ud7a3" for c in text) < _LEAST_HANGUL or len(page.lines) < 2:
        raise UnreadableRendering(f"{where}too short for an article; is the page saved whole?")
    return page


def _says_much(text: str) -> bool:
    """Is there text beside a message? An article may quote any message."""
    return sum("\uac00" <= c <= "\ud7a3" for c in text) > 400


def _refuse_lists(page: Page, found: Found, where: str) -> None:
    size = sum(map(len, found.reading.paragraphs))
    if size > _LONGEST_BODY:
        raise UnreadableRendering(
            f"{where}{size:,} characters of text are more than one article; cut the file into its pages"
        )
    dated = sum(
        page.kinds[number] is not Kind.SENTENCE and bool(_DAY.search(page.lines[number].text))
        for number in found.body
    )
    rows = dated if 2 * dated >= len(found.body) else rivals(page)
    if rows >= _ROWS:
        raise UnreadableRendering(
            f"{where}a list of {rows} articles' first lines, no article; save the article's own page"
        )
    if not found.reading.paragraphs:
        raise UnreadableRendering(
            f"{where}no article in this text: no run of sentences among {len(page.lines)} lines; "
            "is it a list or a menu?"
        )


# -- the article ---------------------------------------------------------------------------------


def _found(page: Page) -> Found:
    """What the first fitting shape reads."""
    shape = next(shape for shape in SHAPES if shape.fits(page))
    found: Found = shape.read(page)
    return found


def _outlet(found: Found, page: Page) -> Outlet | None:
    """The outlet whose page it is: the shape's own, or the one that its marks name."""
    if found.outlet_code is None:
        return owner(page, found)
    try:
        return registry.outlet(found.outlet_code)
    except registry.UnknownOutlet:
        return None


def _draft(found: Found, page: Page, now: datetime) -> Draft:
    reading = found.reading
    draft = Draft(warnings=set(found.warnings))
    trust = _GENERIC if "generic" in found.warnings else _DESCRIBED
    for field in fields(reading):
        if value := getattr(reading, field.name):
            if isinstance(value, Moment) and not dates.plausible(value, now):
                draft.warnings.add(f"implausible:{field.name}")
                continue
            draft.keep(field.name, value, "rendering", trust)
    if reading.rights is None and (notice := notices.read(_notices(page, found))):
        draft.keep("rights", notice, "rendering", trust)
    refuse_impossible(draft, now)
    return draft


def _notices(page: Page, found: Found) -> str:
    """Lines about rights outside the text: an article about copyright quotes them."""
    body = set(found.body)
    return "\n".join(
        line.text
        for number, line in enumerate(page.lines)
        if number not in body
        and len(line.text) < 300
        and (page.kinds[number] is Kind.NOTICE or _NOTICE.search(line.text))
    )


def _cuts(page: Page, found: Found, later: Sequence[Cut]) -> tuple[Cut, ...]:
    """All cuts with offsets in the page."""
    starts = [page.starts[number] for number in found.body]
    return in_order(found.cuts, moved(later, found.reading.paragraphs, starts))


def _names(outlet: Outlet | None) -> tuple[str, ...]:
    return (outlet.name,) if outlet else ()
