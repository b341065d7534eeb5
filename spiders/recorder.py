"""Everything one crawl of one outlet leaves behind, in ``<home>/runs/<run>/<outlet>/``.

``crawl.warc.gz`` (responses), ``capture.jsonl`` (events), ``crawl.log`` (for people) and, last,
``stats.json``. A response is in the WARC before its line is in the capture log, so whatever a kill
leaves, no line names a record that is not there.
"""

from __future__ import annotations

import contextvars
import logging
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from scrapy.http import Headers, Response

from spiders.capturelog import WARC_NAME, CaptureLog, run_folder
from spiders.events import Capture, CaptureKind, Note
from spiders.warc import WarcFile

#: Which outlet's crawl a piece of code runs for: several share one process and its log.
CURRENT: contextvars.ContextVar[str | None] = contextvars.ContextVar("outlet", default=None)


class OutletLog(logging.FileHandler):
    """``crawl.log``: the records of one outlet, and how many of them are errors."""

    def __init__(self, folder: Path, outlet: str, level: str) -> None:
        super().__init__(folder / "crawl.log", encoding="utf-8", delay=True)
        self.outlet = outlet
        self.error_count = 0
        self.setLevel(level)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s [%(name)s] %(message)s"))
        self.addFilter(self._is_ours)

    def _is_ours(self, record: logging.LogRecord) -> bool:
        spider = getattr(record, "spider", None)
        return (CURRENT.get() if spider is None else spider.name) == self.outlet

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.error_count += 1
        super().emit(record)


class Recorder:
    """Opens the folder's files. Raises SpiderError when this run has crawled the outlet already."""

    def __init__(self, home: Path, run: str, outlet: str, software: str, log_level: str) -> None:
        self.run = run
        self.outlet = outlet
        self.started = datetime.now(UTC)
        self.folder = run_folder(home, run, outlet)
        self.log = CaptureLog(self.folder)
        name = f"{outlet}/{self.started:%Y/%m}/{run}.warc.gz"
        self.warc = WarcFile(self.folder / WARC_NAME, name, software)
        self.by_kind: Counter[str] = Counter()
        self.outlet_log = OutletLog(self.folder, outlet, log_level)
        logging.root.addHandler(self.outlet_log)
        CURRENT.set(outlet)

    def archive(self, response: Response, kind: CaptureKind, key: str | None = None) -> Capture:
        """Store a response and write its capture line."""
        request = response.request
        asked = response.url
        if request is not None:
            asked = (request.meta.get("redirect_urls") or [request.url])[0]
        when = datetime.now(UTC)
        place = self.warc.add(
            response.url, response.status, _pairs(response.headers), response.body, when
        )
        capture = Capture(
            kind=kind,
            url=asked,
            final_url=response.url,
            status=response.status,
            fetched_at=when.isoformat(timespec="milliseconds"),
            file=self.warc.name,
            offset=place.offset,
            length=place.length,
            digest=place.digest,
            content_type=_header(response.headers, "Content-Type"),
            etag=_header(response.headers, "ETag"),
            last_modified=_header(response.headers, "Last-Modified"),
            size=len(response.body),
            key=key,
        )
        self.log.capture(capture)
        self.by_kind[kind] += 1
        return capture

    def note(
        self,
        level: Literal["info", "warning", "error"],
        code: str,
        message: str,
        url: str | None = None,
    ) -> None:
        self.log.note(
            Note(level, code, message, datetime.now(UTC).isoformat(timespec="milliseconds"), url)
        )

    def close(self) -> None:
        self.warc.close()
        logging.root.removeHandler(self.outlet_log)
        self.outlet_log.close()


def _text(value: bytes) -> str:
    """A header's value: some Korean servers send UTF-8 or EUC-KR file names in it."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(_text(name), _text(v)) for name, values in headers.items() for v in values]


def _header(headers: Headers, name: str) -> str | None:
    value = headers.get(name)
    return None if value is None else _text(value)
