"""What is imported is kept: its bytes in the archive, as those of a crawl are, so that `reprocess`
can read them again when the file is long gone.

One WARC an import, ``import/<yyyy>/<mm>/<run>.warc.gz``: responses of a foreign WARC as responses,
saved pages and texts as ``resource`` records. The same bytes for the same article are kept once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from db import captures
from db.records import CaptureRecord
from db.session import reading
from flows.stages.reread import RENDERING, TEXT_URN
from flows.version import EXTRACTOR
from spiders import archive
from spiders.capturelog import WARC_NAME, run_folder
from spiders.warc import WarcFile, payload_digest

#: In place of an outlet's code in the archive's paths; no outlet is called so.
FOLDER = "import"
PAGE = "article"


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one document, and the address under which it was read. ``kind`` is the
    capture's: article for a page, rendering for a text. ``headers`` are those of a response, None
    for a file.
    """

    kind: str
    url: str | None
    content_type: str | None
    body: bytes
    headers: Sequence[tuple[str, str]] | None = None


class Keeper:
    """The archive file of one import; begun with the first document that is new."""

    def __init__(self, engine: Engine, home: Path, run_id: str, now: datetime) -> None:
        self._engine = engine
        self._home = home
        self._run = run_id
        self._name = f"{FOLDER}/{now:%Y/%m}/{run_id}.warc.gz"
        self._warc: WarcFile | None = None

    def keep(self, outlet: str, key: str, captured_at: datetime, raw: Raw) -> CaptureRecord:
        """The capture of a document: the one there is, else a new record in the file."""
        digest = payload_digest(raw.body)
        with reading(self._engine) as session:
            there = captures.same(session, outlet, key, digest)
        if there is not None:
            return there
        warc = self._file()
        address = raw.url or f"{TEXT_URN}{key.removeprefix('text:')}"
        content_type = raw.content_type or "application/octet-stream"
        if raw.headers is None:
            place = warc.add_file(address, content_type, raw.body, captured_at)
        else:
            place = warc.add(address, 200, raw.headers, raw.body, captured_at)
        return CaptureRecord(
            kind=raw.kind, key=key, url=address, final_url=address, status=200,
            fetched_at=captured_at, file=self._name, offset=place.offset, length=place.length,
            digest=place.digest, content_type=raw.content_type, size=len(raw.body),
        )  # fmt: skip

    def close(self) -> None:
        """Move the file to its place in the archive."""
        if self._warc is not None:
            self._warc.close()
            archive.finish(self._home, self._run, FOLDER)

    def _file(self) -> WarcFile:
        if self._warc is None:
            folder = run_folder(self._home, self._run, FOLDER)
            folder.mkdir(parents=True, exist_ok=True)
            self._warc = WarcFile(folder / WARC_NAME, self._name, EXTRACTOR)
        return self._warc


__all__ = ["FOLDER", "PAGE", "RENDERING", "Keeper", "Raw"]
