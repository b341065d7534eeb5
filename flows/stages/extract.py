"""Extract: captures become articles, or end with the reason why not."""

from __future__ import annotations

import logging
from collections.abc import Collection, Container, Sequence
from datetime import datetime
from hashlib import blake2b

from db.records import CaptureRecord, Ending
from flows.stages.log import OutletLog
from flows.stages.work import Extracted, Work
from korean.relevance import judge
from spiders import archive
from spiders.capturelog import WARC_NAME
from spiders.errors import ArchiveError
from spiders.events import Capture, Discovered, Ended
from spiders.extraction import Fetched, Refused
from spiders.extraction import extract as read_page
from spiders.window import aware

#: Articles of which one is cross-checked. trafilatura takes 50 ms and more: half of one a page.
_ONE_IN = 100

logger = logging.getLogger(__name__)


def extract(
    work: Work, log: OutletLog, keys: Sequence[str], held: Container[str] = frozenset()
) -> tuple[list[Extracted], list[Ending]]:
    """Every key ends in exactly one of the two lists. What the corpus has (``held``) is read whatever its
    date: under a wrong one it may have come in, and is put right.
    """
    articles: list[Extracted] = []
    endings: list[Ending] = []
    checked = sample(log.articles)
    for key in keys:
        discovered = log.discovered[key]
        capture = log.articles.get(key)
        if capture is not None:
            result = _captured(work, discovered, capture, check=key in checked)
            if isinstance(result, Extracted) and key not in held:
                result = _windowed(work, result)
        elif key in log.ended:
            result = _ended(work, discovered, log.ended[key])
        else:
            result = _ending(
                work,
                discovered,
                "unreachable",
                "interrupted: the crawl ended before it was fetched",
            )
        if isinstance(result, Extracted):
            articles.append(result)
        else:
            endings.append(result)
    return articles, endings


def sample(keys: Collection[str]) -> frozenset[str]:
    """The articles of one outlet's run whose body is compared with trafilatura's: one in a hundred
    and at least one, the same ones whenever the run is read again."""
    marks = {key: int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) for key in keys}
    first = sorted(marks, key=marks.__getitem__)[:1]
    return frozenset((*first, *(key for key, mark in marks.items() if mark % _ONE_IN == 0)))


def compare(work: Work, log: OutletLog, keys: Sequence[str]) -> list[bool]:
    """Of these articles that are read by a page version of today: is the body far from
    trafilatura's?"""
    far: list[bool] = []
    for key in keys:
        read = _captured(work, log.discovered[key], log.articles[key], check=True)
        if isinstance(read, Extracted):
            codes = {warning.partition(":")[0] for warning in read.article.warnings}
            if not codes & {"generic", "layout_drift", "body_fallback"}:
                far.append("crosscheck" in codes)
    return far


def _captured(
    work: Work, discovered: Discovered, capture: Capture, *, check: bool
) -> Extracted | Ending:
    try:
        stored = archive.read(
            capture.file,
            capture.offset,
            capture.length,
            root=archive.archive_root(work.home),
            local=work.folder / WARC_NAME,
            digest=capture.digest,
        )
    except ArchiveError as error:
        return _ending(work, discovered, "extract_failed", f"archive: {error}")
    captured_at = _time(capture.fetched_at)
    page = Fetched(
        url=capture.final_url,
        body=stored.body,
        content_type=capture.content_type,
        captured_at=captured_at,
        outlet=work.outlet,
        key=capture.key,
        listed=discovered.listed,
    )
    try:
        result = read_page(page, check=check)
    except Exception as error:
        # One page our code stumbles over costs that page, not its outlet; its bytes are archived.
        logger.exception("%s %s: extraction failed", work.outlet.code, capture.url)
        reason = f"fault: {type(error).__name__}: {error}"
        return _ending(work, discovered, "extract_failed", reason, capture)
    if isinstance(result, Refused):
        return _ending(work, discovered, result.outcome, result.reason, capture)
    return Extracted(
        key=discovered.key,
        url=discovered.url,
        source=discovered.source,
        captured_at=captured_at,
        article=result,
        capture=capture,
        discovered=discovered,
    )


def _windowed(work: Work, read: Extracted) -> Extracted | Ending:
    published = read.article.published
    if published is None or work.window.holds(published.at):
        return read
    assert read.discovered is not None
    return _ending(work, read.discovered, "outside_window", published.raw, read.capture)


def _ended(work: Work, discovered: Discovered, ended: Ended) -> Ending:
    """The crawl decided. What it found off topic is judged again here, on the text the list gave,
    so that the verdict and its evidence are kept.
    """
    listed = discovered.listed
    verdict = None
    if ended.outcome == "off_topic" and listed is not None:
        verdict = judge(listed.title or "", listed.body or "", kind=work.outlet.kind)
    return Ending(
        outlet=work.outlet.code,
        key=discovered.key,
        url=discovered.url,
        outcome=ended.outcome,
        reason=ended.reason,
        source=discovered.source,
        at=_time(ended.at),
        http_status=ended.status,
        title=listed.title if listed else None,
        published_at=aware(listed.published) if listed else None,
        verdict=verdict,
    )


def _ending(
    work: Work, discovered: Discovered, outcome: str, reason: str, capture: Capture | None = None
) -> Ending:
    return Ending(
        outlet=work.outlet.code,
        key=discovered.key,
        url=discovered.url,
        outcome=outcome,
        reason=reason,
        source=discovered.source,
        at=_time(capture.fetched_at if capture else discovered.at),
        http_status=capture.status if capture else None,
        capture=record(capture) if capture else None,
    )


def record(capture: Capture) -> CaptureRecord:
    """The capture as the database keeps it."""
    return CaptureRecord(
        kind=capture.kind,
        key=capture.key,
        url=capture.url,
        final_url=capture.final_url,
        status=capture.status,
        fetched_at=_time(capture.fetched_at),
        file=capture.file,
        offset=capture.offset,
        length=capture.length,
        digest=capture.digest,
        content_type=capture.content_type,
        etag=capture.etag,
        last_modified=capture.last_modified,
        size=capture.size,
    )


def _time(text: str) -> datetime:
    """An event's time. Events are written by us, always with a zone."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError(f"an event's time has no zone: {text!r}")
    return when
