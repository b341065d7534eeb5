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


def expected(publication: Publication, now: datetime) -> dict[str, Any]:
    """The fields of the stored article.

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
        "subtitle": "\n".join(_bare(line) for line in text.subtitle) or None,
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
    return common | _printed(publication, now)


def _bare(line: str) -> str:
    """A subtitle line without the dashes around it."""
    return line.removeprefix("- ").removesuffix(" -")


def _printed(publication: Publication, now: datetime) -> dict[str, Any]:
    own = {"kbs": _kbs, "etoday": _etoday, "newspim": _newspim, "gyeongbuk": _gyeongbuk}
    if publication.outlet in own:
        return own[publication.outlet](publication, now)
    if publication.outlet in ndsoft_papers.BY_CODE:
        return _ndsoft(publication, now)
    if publication.outlet in insnews.BY_CODE:
        return _insnews(publication, now)
    raise ValueError(f"the press room has no site for the outlet {publication.outlet!r}")


def _cut(moment: datetime, precision: Precision) -> str:
    """The moment as precise as it is printed."""
    moment = kst(moment).replace(microsecond=0)
    if precision != "second":
        moment = moment.replace(second=0)
    if precision == "day":
        moment = moment.replace(hour=0, minute=0)
    return iso(moment)


def _published(publication: Publication, precision: Precision) -> dict[str, Any]:
    return {
        "published": _cut(publication.published, precision),
        "published_precision": precision,
    }


def _modified(publication: Publication, now: datetime, precision: Precision) -> dict[str, Any]:
    moment = publication.modified_at(now)
    if moment is None:
        return {}
    return {"modified": _cut(moment, precision), "modified_precision": precision}


def _credits(reporters: Sequence[Reporter], *, addresses: bool = True) -> list[Credit]:
    return [(r.name, r.role, r.email if addresses else None) for r in reporters]


def _first_address_only(credits: list[Credit], address: str | None) -> list[Credit]:
    """The first author with this address, the others with none."""
    return [(name, role, address if n == 0 else None) for n, (name, role, _) in enumerate(credits)]


def _kbs(publication: Publication, now: datetime) -> dict[str, Any]:
    old = kbs.is_2022(publication.key)
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


def _etoday(publication: Publication, now: datetime) -> dict[str, Any]:
    credited = etoday.credited(publication)
    address = etoday.short_mail(publication.reporters[0].email) if credited else None
    return {
        **_published(publication, "second"),
        **_modified(publication, now, "minute"),
        "bylines": _first_address_only(_credits(publication.reporters), address),
        "section": publication.section,
        "captions": tuple(etoday.caption(publication, n) for n in range(len(publication.pictures))),
        "tags": publication.tags,
        "canonical_url": etoday.canonical(publication.key),
    }


def _newspim(publication: Publication, now: datetime) -> dict[str, Any]:
    """All names of a dateline share the first one's role; one address closes the body."""
    current = newspim.layout(publication.key) == "2026"
    reporters = publication.reporters
    role = reporters[0].role if reporters else None
    address = reporters[0].email if reporters else None
    return {
        **_published(publication, "second" if current else "minute"),
        **_modified(publication, now, "minute"),
        "bylines": _first_address_only([(r.name, role, None) for r in reporters], address),
        "place": newspim.place(publication),
        "section": publication.section,
        "captions": tuple(
            newspim.caption(publication, n) for n in range(len(publication.pictures))
        ),
        "canonical_url": newspim.canonical(publication.key),
    }


def _gyeongbuk(publication: Publication, now: datetime) -> dict[str, Any]:
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


def _ndsoft(publication: Publication, now: datetime) -> dict[str, Any]:
    paper = ndsoft_papers.BY_CODE[publication.outlet]
    meta = paper.skin in ("2020", "atl")
    placed = paper.skin == "atl" or "{place}" in paper.lead + paper.sign
    credits = _credits(publication.reporters)
    if paper.skin == "legacy" and credits:
        credits = _first_address_only(credits, publication.reporters[0].email)
    return {
        **_published(publication, "second" if meta else "minute"),
        **(_modified(publication, now, "minute") if meta else {}),
        "bylines": credits,
        "place": ndsoft_papers.place(paper, publication) if placed and credits else None,
        "section": publication.section,
        "captions": tuple(p.caption for p in publication.pictures),
        "tags": publication.tags if paper.skin == "atl" else (),
        "canonical_url": ndsoft_papers.canonical(paper, publication.key),
    }


def _insnews(publication: Publication, now: datetime) -> dict[str, Any]:
    paper = insnews.BY_CODE[publication.outlet]
    credits = _credits(publication.reporters, addresses=False)
    if not paper.new and credits:
        credits = _first_address_only(credits, publication.reporters[0].email)
    return {
        **_published(publication, "minute"),
        **({} if paper.new else _modified(publication, now, "minute")),
        "bylines": credits,
        "captions": tuple(f"{p.caption} {paper.credit}".strip() for p in publication.pictures),
        "canonical_url": insnews.canonical(paper, publication.key),
    }
