"""What a perfect reader stores for the canonical page of a publication: the answers of the test.

True to what each site and skin prints, not to what the newsroom knows: a day where only the day
stands on the page, no section where none is named, addresses as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pressroom.sites import etoday_pages as etoday
from pressroom.sites import gyeongbuk_pages as gyeongbuk
from pressroom.sites import insnews_pages as insnews
from pressroom.sites import kbs_pages as kbs
from pressroom.sites import ndsoft_papers
from pressroom.sites import newspim_pages as newspim
from pressroom.sites.base import iso, kst
from pressroom.world import Publication, Reporter

Precision = Literal["day", "minute", "second"]
Credit = tuple[str, str | None, str | None]


def expected(publication: Publication, now: datetime, layout: str | None = None) -> dict[str, Any]:
    """The fields of the stored article, read off its page in ``layout``.

    Without a layout it is the page that the site serves by itself; the names of layouts are those
    of `pressroom.layouts`.

    ``outlet``, ``key``, ``language`` (``en`` for an English report); ``title``; ``subtitle`` (lines
    joined by a newline, marks like ``- … -`` taken off, None without one); ``paragraphs``; ``published`` and ``modified`` (ISO, +09:00, cut to ``*_precision``; a day
    is its midnight); ``bylines`` [(name, role, email as printed)]; ``place``, ``section``,
    ``programme``, ``department``, ``contact``; ``captions`` (as printed, without a leading ▲);
    ``attachments`` (file names); ``tags`` (as printed, without #); ``licence`` and ``ai_training``;
    ``canonical_url``. What the page does not print is None or empty.
    """
    text = publication.text_at(now)
    common: dict[str, Any] = {
        "outlet": publication.outlet,
        "key": publication.key,
        "language": "ko" if re.search("[가-힣]", text.title) else "en",
        "title": text.title,
        "subtitle": "\n".join(bare(line) for line in text.subtitle) or None,
        "paragraphs": text.paragraphs,
        "modified": None,
        "modified_precision": None,
        "place": None,
        "section": None,
        "programme": None,
        "department": None,
        "contact": None,
        "captions": (),
        "attachments": (),
        "tags": (),
        "licence": "all-rights-reserved",
        "ai_training": None,
    }
    return common | _printed(publication, now, layout)


def bare(line: str) -> str:
    """A subtitle line without the dashes around it."""
    return line.removeprefix("- ").removesuffix(" -")


def _printed(publication: Publication, now: datetime, layout: str | None) -> dict[str, Any]:
    own = {"kbs": _kbs, "etoday": _etoday, "newspim": _newspim, "gyeongbuk": _gyeongbuk}
    if publication.outlet in own:
        return own[publication.outlet](publication, now, layout)
    if publication.outlet in ndsoft_papers.BY_CODE:
        return _ndsoft(publication, now, layout)
    if publication.outlet in insnews.BY_CODE:
        return _insnews(publication, now, layout)
    raise ValueError(f"the press room has no site for the outlet {publication.outlet!r}")


def cut(moment: datetime, precision: Precision) -> str:
    """The moment as precise as it is printed."""
    moment = kst(moment).replace(microsecond=0)
    if precision != "second":
        moment = moment.replace(second=0)
    if precision == "day":
        moment = moment.replace(hour=0, minute=0)
    return iso(moment)


def _published(publication: Publication, precision: Precision) -> dict[str, Any]:
    return {
        "published": cut(publication.published, precision),
        "published_precision": precision,
    }


def _modified(publication: Publication, now: datetime, precision: Precision) -> dict[str, Any]:
    moment = publication.modified_at(now)
    if moment is None:
        return {}
    return {"modified": cut(moment, precision), "modified_precision": precision}


def _credits(reporters: Sequence[Reporter], *, addresses: bool = True) -> list[Credit]:
    return [(r.name, r.role, r.email if addresses else None) for r in reporters]


def _first_address_only(credits: list[Credit], address: str | None) -> list[Credit]:
    """The first author with this address, the others with none."""
    return [(name, role, address if n == 0 else None) for n, (name, role, _) in enumerate(credits)]


def _kbs(publication: Publication, now: datetime, layout: str | None) -> dict[str, Any]:
    old = layout == "2022" if layout else kbs.is_2022(publication.key)
    precision: Precision = "minute" if old else "second"
    return {
        **_published(publication, precision),
        **_modified(publication, now, precision),
        "subtitle": None,
        "bylines": [(r.name, None if old else r.role, r.email) for r in publication.reporters],
        "section": publication.section,
        "programme": None if old else publication.programme,
        "ai_training": False,
        "canonical_url": kbs.canonical(publication.key),
    }


def _etoday(publication: Publication, now: datetime, layout: str | None) -> dict[str, Any]:
    """The mobile page names no section and no tags."""
    mobile = layout == "mobile"
    credited = etoday.credited(publication)
    address = etoday.short_mail(publication.reporters[0].email) if credited else None
    return {
        **_published(publication, "second"),
        **_modified(publication, now, "minute"),
        "bylines": _first_address_only(_credits(publication.reporters), address),
        "section": None if mobile else publication.section,
        "captions": tuple(etoday.caption(publication, n) for n in range(len(publication.pictures))),
        "tags": () if mobile else publication.tags,
        "canonical_url": etoday.canonical(publication.key),
    }


def _newspim(publication: Publication, now: datetime, layout: str | None) -> dict[str, Any]:
    """All names of a dateline share the first one's role. One address closes the body; below two
    names it does not say whose it is."""
    layout = layout or newspim.layout(publication.key)
    current, amp = layout == "2026", layout == "amp"
    reporters = publication.reporters
    role = reporters[0].role if reporters else None
    address = reporters[0].email if len(reporters) == 1 else None
    return {
        **_published(publication, "second" if current else "minute"),
        **({} if amp else _modified(publication, now, "minute")),
        "bylines": _first_address_only([(r.name, role, None) for r in reporters], address),
        "place": newspim.place(publication) if reporters else None,
        "section": None if amp else publication.section,
        "captions": tuple(
            newspim.caption(publication, n) for n in range(len(publication.pictures))
        ),
        "canonical_url": newspim.canonical(publication.key),
    }


def _gyeongbuk(publication: Publication, now: datetime, layout: str | None) -> dict[str, Any]:
    """The writer is a name alone; neither board shows an edit, a section or a caption."""
    old = gyeongbuk.is_old(publication.key)
    return {
        **_published(publication, "second" if old else "day"),
        "bylines": [(r.name, None, None) for r in publication.reporters[:1]],
        "department": publication.department,
        "contact": publication.contact,
        "attachments": tuple(f.name for f in publication.files),
        "licence": "KOGL-3",
        "canonical_url": gyeongbuk.canonical(publication.key),
    }


def _ndsoft(publication: Publication, now: datetime, layout: str | None) -> dict[str, Any]:
    """The AMP page has a byline and a time and nothing behind the body."""
    paper, amp = ndsoft_papers.in_skin(publication.outlet, layout), layout == "amp"
    meta = paper.skin in ("2020", "atl")
    placed = paper.skin == "atl" or "{place}" in paper.lead + paper.sign
    credits = _credits(publication.reporters)
    if amp and credits:
        signed = "{email}" in paper.sign
        credits = _first_address_only(credits, publication.reporters[0].email if signed else None)
    return {
        **_published(publication, "second" if meta else "minute"),
        **(_modified(publication, now, "minute") if meta and not amp else {}),
        "bylines": credits,
        "place": ndsoft_papers.place(paper, publication) if placed and credits else None,
        "section": publication.section if meta or not amp else None,
        "captions": tuple(p.caption for p in publication.pictures),
        "tags": publication.tags if paper.skin == "atl" and not amp else (),
        "canonical_url": ndsoft_papers.canonical(paper, publication.key),
    }


def _insnews(publication: Publication, now: datetime, layout: str | None) -> dict[str, Any]:
    """Captions carry the paper's credit in the new skin alone."""
    paper = insnews.BY_CODE[publication.outlet]
    new = layout == "new" if layout else paper.new
    credits = _credits(publication.reporters, addresses=False)
    if not new:
        credits = _credits(publication.reporters)
    return {
        **_published(publication, "minute"),
        **({} if new else _modified(publication, now, "minute")),
        "bylines": credits,
        "captions": tuple(
            f"{p.caption} {paper.credit if new else ''}".strip() for p in publication.pictures
        ),
        "canonical_url": insnews.canonical(paper, publication.key),
    }
