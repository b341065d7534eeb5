"""Read an archived article again, with today's extraction, judgement and fingerprints."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.records import Ending, Incoming
from db.stale import Place, Stored
from flows.stages import judge, match
from flows.stages.work import Extracted
from flows.strangers import source
from flows.workspace import Workspace
from korean.article import Article, Byline
from spiders import archive, registry
from spiders.capturelog import WARC_NAME
from spiders.errors import ArchiveError
from spiders.events import Listed
from spiders.extraction import Fetched, Refused, extract
from spiders.outlet import Outlet
from spiders.rendering import UnreadableRendering, decode_rendering, read_rendering
from spiders.window import iso

logger = logging.getLogger(__name__)

#: What an archived article counts as in the ledger of its reading.
SOURCE = "archive"
#: The capture's kind, and its address where none is known, of an imported text.
RENDERING = "rendering"
TEXT_URN = "urn:text:"
#: Methods by which a field came from a list or feed, not from the page.
_LISTED = ("feed", "list")


def read_again(home: Path, was: Stored, root: str | None = None) -> Incoming | Ending:
    """The article as today's code reads it, or the reason why it cannot be read. ``root`` is the
    archive's, by default as the settings say. Never raises on a page's account.
    """
    try:
        response = _response(home, was.place, root or archive.archive_root(home))
        outlet = source(was.outlet, _url(was.place))
    except registry.UnknownOutlet:
        return unread(was, "extract_failed", "registry: the outlet is no longer in it")
    except ArchiveError as error:
        return unread(was, "extract_failed", f"archive: {error}")
    except OSError as error:
        return unread(
            was, "extract_failed", f"archive: {was.place.file} cannot be opened ({error})"
        )
    try:
        read = _read(was, outlet, response.body)
        if isinstance(read, Refused):
            return unread(was, read.outcome, read.reason)
        extracted = Extracted(was.key, was.url, SOURCE, was.captured_at, _with_bylines(read, was))
        return match.match(was.outlet, judge.judge(outlet.kind, [extracted]))[0]
    except Exception as error:
        # One page our code stumbles over costs that page, not the run; what is stored stays.
        logger.exception("%s:%s: reading again failed", was.outlet, was.key)
        return unread(was, "extract_failed", f"fault: {type(error).__name__}: {error}")


def _response(home: Path, place: Place, root: str) -> archive.ArchivedResponse:
    return archive.read(
        place.file, place.offset, place.length, digest=place.digest, root=root,
        local=Workspace(home, place.run_id).outlet(place.file.split("/", 1)[0]) / WARC_NAME,
    )  # fmt: skip


def _url(place: Place) -> str | None:
    """The address, which an imported text may be without."""
    return None if place.final_url.startswith(TEXT_URN) else place.final_url


def _read(was: Stored, outlet: Outlet, body: bytes) -> Article | Refused:
    """As it was read first: a text by the renderings' cleaner, a page by extraction."""
    place = was.place
    if place.kind == RENDERING:
        try:
            return read_rendering(decode_rendering(body), url=_url(place)).article
        except UnreadableRendering as error:
            return Refused("extract_failed", error.reason)
    stranger = outlet.family == "unknown"
    return extract(
        Fetched(
            url=place.final_url, body=body, content_type=place.content_type,
            captured_at=place.fetched_at, outlet=None if stranger else outlet,
            key=None if stranger else place.key or was.key, listed=listed(was),
        )
    )  # fmt: skip


def unread(was: Stored, outcome: str, reason: str) -> Ending:
    """What is stored stays; the ledger says why it was not read again."""
    return Ending(
        outlet=was.outlet, key=was.key, url=was.url, outcome=outcome, reason=reason, source=SOURCE,
        at=datetime.now(UTC),
    )  # fmt: skip


def listed(was: Stored) -> Listed | None:
    """What a list or feed had said of the article: the archive holds its page alone, so the fields
    that came from there are taken from what is stored.
    """
    if was.version_id is None:
        published = iso(was.published_at) if was.published_at else None
        return Listed(title=was.title, published=published)
    given = {name for name, method in was.values["methods"].items() if method in _LISTED}
    if not given:
        return None
    stored: dict[str, Any] = {name: was.values[name] for name in given & _SAME_NAME}
    if "published" in given and was.values["published_at"]:
        stored |= {"published": iso(was.values["published_at"]),
                   "published_raw": was.values["published_raw"]}  # fmt: skip
    if "modified" in given and was.values["modified_at"]:
        stored["modified"] = iso(was.values["modified_at"])
    if "feed" in was.values["methods"].values():
        stored["summary"] = was.values["title"]  # what tells a feed's word from a list's
    return Listed(**stored)


_SAME_NAME = {
    "title", "body", "section", "programme", "department", "contact", "image_url",
}  # fmt: skip


def _with_bylines(read: Article, was: Stored) -> Article:
    """Names a feed gave and the page does not: as they are stored."""
    method = was.values["methods"].get("bylines") if was.version_id is not None else None
    if read.bylines or method not in _LISTED:
        return read
    people = tuple(Byline(**person) for person in was.values["bylines"])
    return replace(read, bylines=people, methods={**read.methods, "bylines": method})
