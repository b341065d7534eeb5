"""Writing a WARC: a crawl's responses, decoded of their transfer, under their real URLs; and files
that were imported.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

#: Told of how the bytes travelled; the stored body is decoded, so they no longer hold.
_TRANSFER = ("content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive")


def payload_digest(body: bytes) -> str:
    """``sha1:BASE32`` as in WARC-Payload-Digest."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def warc_date(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: the gzip member's offset and length, and its payload digest."""

    offset: int
    length: int
    digest: str


class WarcFile:
    """One crawl's file, appended record by record, each flushed before `add` returns."""

    def __init__(self, path: Path, name: str, software: str) -> None:
        """``name`` is the file's later path in the archive; it must not exist yet here."""
        self.name = name
        self.records = 0
        self._file = path.open("xb")
        self._writer = WARCWriter(BytesIO(), gzip=True, warc_version="1.1")
        info = {"software": software, "format": "WARC File Format 1.1"}
        self._append(self._writer.create_warcinfo_record(name, info))

    def add(
        self, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, when: datetime
    ) -> Place:
        """Append a response; it is in the file when this returns."""
        kept = [(k, v) for k, v in headers if k.lower() not in _TRANSFER]
        kept.append(("Content-Length", str(len(body))))
        phrase = HTTPStatus(status).phrase if status in _STATUSES else "Unknown"
        record = self._writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(f"{status} {phrase}", kept, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": warc_date(when)},
        )
        offset, length = self._append(record)
        self.records += 1
        return Place(offset, length, payload_digest(body))

    def add_file(self, url: str, content_type: str, body: bytes, when: datetime) -> Place:
        """Append bytes that came as a file, not over HTTP (a WARC ``resource`` record): a saved
        page, a text. ``when`` is when it was taken in; it is in the file when this returns.
        """
        record = self._writer.create_warc_record(
            url,
            "resource",
            payload=BytesIO(body),
            length=len(body),
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": warc_date(when)},
        )
        offset, length = self._append(record)
        self.records += 1
        return Place(offset, length, payload_digest(body))

    def _append(self, record: object) -> tuple[int, int]:
        buffer = BytesIO()
        self._writer.out = buffer
        self._writer.write_record(record)
        offset = self._file.tell()
        self._file.write(buffer.getvalue())
        self._file.flush()
        return offset, len(buffer.getvalue())

    def close(self) -> None:
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()


_STATUSES = frozenset(int(s) for s in HTTPStatus)
