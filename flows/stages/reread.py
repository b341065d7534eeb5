"""Read an archived article again, with today's extraction, judgement and fingerprints."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.records import Ending, Incoming
from db.reread import Stored
from flows.stages import judge, match
from flows.stages.work import Extracted
from flows.workspace import Workspace
from korean.article import Article, Byline
from spiders import archive, registry
from spiders.capturelog import WARC_NAME
from spiders.errors import ArchiveError
from spiders.events import Listed
from spiders.extraction import Fetched, Refused, extract
from spiders.window import iso

#: What an archived article counts as in the ledger of its reading.
SOURCE = "archive"
#: Methods by which a field came from a list or feed, not from the page.
_LISTED = ("feed", "list")


def read_again(home: Path, was: Stored) -> Incoming | Ending:
    """The article as today's code reads it, or the reason why it cannot be read."""
    try:
        outlet = registry.outlet(was.outlet)
        place = was.place
        response = archive.read(
            place.file, place.offset, place.length, digest=place.digest,
            root=archive.archive_root(home),
            local=Workspace(home, place.run_id).outlet(was.outlet) / WARC_NAME,
        )  # fmt: skip
    except registry.UnknownOutlet:
        return _ending(was, "extract_failed", "registry: the outlet is no longer in it")
    except ArchiveError as error:
        return _ending(was, "extract_failed", f"archive: {error}")
    except OSError as error:
        return _ending(was, "extract_failed", f"archive: {place.file} cannot be opened ({error})")
    read = extract(
        Fetched(
            url=place.final_url, body=response.body, content_type=place.content_type,
            captured_at=place.fetched_at, outlet=outlet, key=place.key or was.key,
            listed=listed(was),
        )
    )  # fmt: skip
    if isinstance(read, Refused):
        return _ending(was, read.outcome, read.reason)
    extracted = Extracted(was.key, was.url, SOURCE, was.captured_at, _with_bylines(read, was))
    return match.match(was.outlet, judge.judge(outlet.kind, [extracted]))[0]


def _ending(was: Stored, outcome: str, reason: str) -> Ending:
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
