"""The archive: raw responses as WARC 1.1, one gzip member a record, read back at random.

A crawl writes ``<home>/runs/<run>/<outlet>/crawl.warc.gz`` (`spiders.warc`). `finish` moves it to
its place under the archive's root, ``<outlet>/<yyyy>/<mm>/<run>.warc.gz``: the path that captures
name from the start. `read` finds a record in either place. `iterate` reads anyone's WARC.
"""

from __future__ import annotations

import os
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from spiders.capturelog import WARC_NAME, run_folder
from spiders.errors import ArchiveError
from spiders.moving import Shelf, forwarded
from spiders.warc import payload_digest

__all__ = ["ArchiveError", "ArchivedResponse", "TornWarc", "archive_root", "finish", "iterate", "read"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """One response as it came, decoded of transfer and content encodings; or a file that was
    imported, as if answered with 200 and without headers.

    ``fetched_at`` is aware, in UTC. ``digest`` is the payload digest, ``sha1:BASE32``. ``offset``
    and ``length`` are the gzip member's in its file.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes
    fetched_at: datetime
    digest: str
    offset: int | None = None
    length: int | None = None


#: Bytes between the records of an uncompressed WARC.
_BLANK_LINES = 4


class TornWarc(UserWarning):
    """Given to `iterate`'s callback when a file ends in the middle of a record."""


def archive_root(home: Path, setting: str | None = None) -> str:
    """Where the archive is: the setting, ``AIPOLICY_ARCHIVE``, or ``<home>/archive``."""
    return setting or os.environ.get("AIPOLICY_ARCHIVE") or str(Path(home).resolve() / "archive")


# -- reading ---------------------------------------------------------------------------------------


def read(
    file: str,
    offset: int,
    length: int,
    *,
    root: str,
    local: Path | None = None,
    digest: str | None = None,
) -> ArchivedResponse:
    """The response at this place of a file of the archive.

    ``local`` is the run's own file, read while the file is not yet in the archive. ``digest`` is
    compared when given. Raises ArchiveError when the record is missing, torn or altered.
    """
    where = f"{file} at {offset}"
    member = _member(file, offset, length, root, local)
    if len(member) < length:
        raise ArchiveError(
            f"{where}: torn, {len(member)} of {length} bytes are there; fetch the article again"
        )
    try:
        record = next(iter(ArchiveIterator(BytesIO(member))))
        response = _response(record)
    except StopIteration:
        raise ArchiveError(f"{where}: no record begins there; the file was replaced") from None
    except (ArchiveLoadFailed, ValueError, OSError, EOFError, zlib.error) as error:
        raise ArchiveError(f"{where}: not a readable WARC record ({error})") from error
    if response is None:
        raise ArchiveError(f"{where}: a {record.rec_type} record, neither response nor file")
    for stated in (digest, _stated_digest(record)):
        if stated and stated != response.digest:
            raise ArchiveError(
                f"{where}: the body is not what was written (digest {stated}); "
                "restore the file from a copy or fetch the article again"
            )
    return response


def _stated_digest(record: Any) -> str | None:
    """The record's own digest, where it is of the decoded body (ours are, foreign ones may be of
    the chunked or compressed one).
    """
    if record.http_headers is None:
        digest = record.rec_headers.get_header("WARC-Block-Digest")
        return digest if digest and digest.startswith("sha1:") else None
    encodings = ("Transfer-Encoding", "Content-Encoding")
    if any(record.http_headers.get_header(name) for name in encodings):
        return None
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    return digest if digest and digest.startswith("sha1:") else None


def _member(file: str, offset: int, length: int, root: str, local: Path | None) -> bytes:
    """The record's bytes: in the archive, in the run's own folder, or where the file's records went
    when it was written anew without others (`spiders.moving`).
    """
    shelf = Shelf.at(root)
    try:
        return _bytes(shelf.open(file), offset, length)
    except FileNotFoundError:
        pass
    if local is not None:
        try:
            return _bytes(open(local, "rb"), offset, length)
        except FileNotFoundError:
            pass
    moved = forwarded(shelf, file, offset)
    try:
        if moved is not None:
            return _bytes(shelf.open(moved[0]), moved[1], length)
    except FileNotFoundError:
        pass
    raise ArchiveError(f"{file} is not in the archive {root}; check AIPOLICY_ARCHIVE")


def _bytes(stream: Any, offset: int, length: int) -> bytes:
    with stream:
        stream.seek(offset)
        return bytes(stream.read(length))


def iterate(
    path: str | Path, *, on_torn: Callable[[TornWarc], None] | None = None
) -> Iterator[ArchivedResponse]:
    """The responses and files of any WARC (CC-NEWS, wget, ours): requests and metadata are passed
    over.

    A file that ends in the middle of a record gives what is whole, then a `TornWarc` to ``on_torn``
    (or as a warning). Raises ArchiveError when it is no WARC at all.
    """
    try:
        stream: BinaryIO = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror}") from error
    with stream:
        size = os.fstat(stream.fileno()).st_size
        whole = end = 0  # records, bytes
        problem = "it ends in the middle of a record"
        try:
            records = ArchiveIterator(stream)
            for record in records:
                response = _response(record)
                if _is_torn(record):
                    break
                offset, length = records.get_record_offset(), records.get_record_length()
                whole, end = whole + 1, offset + length
                if response is not None:
                    yield replace(response, offset=offset, length=length)
        except (ArchiveLoadFailed, ValueError, OSError, EOFError, zlib.error) as error:
            problem, size = str(error), max(size, end + _BLANK_LINES + 1)
        if not whole:
            raise ArchiveError(f"{path} is not a WARC file, or has no whole record: {problem}")
        # warcio ends without a word when a record's own headers are cut.
        if end + _BLANK_LINES < size:
            torn = TornWarc(f"{path} is torn after {whole} whole records: {problem}")
            if on_torn is None:
                warnings.warn(torn, stacklevel=2)
            else:
                on_torn(torn)


def _is_torn(record: Any) -> bool:
    """Did the file end before the record's stated length?"""
    record.raw_stream.read()
    return bool(getattr(record.raw_stream, "limit", 0) > 0)


def _response(record: Any) -> ArchivedResponse | None:
    if record.rec_type == "resource":
        return _file(record)
    if record.rec_type != "response" or record.http_headers is None:
        return None
    status = record.http_headers.get_statuscode()
    if not str(status).isdigit():
        return None  # a DNS or FTP response in someone else's file
    body = record.content_stream().read()
    return ArchivedResponse(
        url=record.rec_headers.get_header("WARC-Target-URI").strip("<>"),
        status=int(status),
        headers=tuple((str(k), str(v)) for k, v in record.http_headers.headers),
        content_type=record.http_headers.get_header("Content-Type"),
        body=body,
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
        digest=payload_digest(body),
    )


def _file(record: Any) -> ArchivedResponse:
    body = record.content_stream().read()
    return ArchivedResponse(
        url=record.rec_headers.get_header("WARC-Target-URI").strip("<>"),
        status=200,
        headers=(),
        content_type=record.rec_headers.get_header("Content-Type"),
        body=body,
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
        digest=payload_digest(body),
    )


# -- moving into place -----------------------------------------------------------------------------


def finish(home: Path, run: str, outlet: str, *, root: str | None = None) -> str | None:
    """Move an outlet's WARC of a run into the archive; its path relative to the root.

    Cuts a torn tail first. Safe to repeat, and after a kill: the copy gets its name only when it is
    whole, and the local file goes only then. None when there is nothing to move (again).
    """
    local = run_folder(home, run, outlet) / WARC_NAME
    if not local.exists():
        return None
    whole = whole_length(local)
    if whole == 0:
        local.unlink()
        return None
    if whole < local.stat().st_size:
        os.truncate(local, whole)
    file = _own_name(local)
    fs, base = fsspec.core.url_to_fs(root or archive_root(home))
    target = f"{base.rstrip('/')}/{file}"
    if not (fs.exists(target) and fs.size(target) == whole):
        fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        fs.put_file(str(local), target + ".part")
        fs.mv(target + ".part", target)
    local.unlink()
    return file


def whole_length(path: Path) -> int:
    """The length in bytes of a gzip file's whole members: what a killed writer left intact."""
    whole = 0
    position = 0
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    with path.open("rb") as stream:
        while block := stream.read(1 << 18):
            position += len(block)
            while block:
                try:
                    member.decompress(block)
                except zlib.error:
                    return whole
                if not member.eof:
                    break
                block = member.unused_data
                whole = position - len(block)
                member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    return whole


def _own_name(local: Path) -> str:
    """The path in the archive that the file's first record names."""
    try:
        with local.open("rb") as stream:
            name = next(iter(ArchiveIterator(stream))).rec_headers.get_header("WARC-Filename")
    except (ArchiveLoadFailed, StopIteration) as error:
        raise ArchiveError(f"{local} was not written by a crawl of ours: {error}") from error
    if not name:
        raise ArchiveError(f"{local} does not say its place in the archive; was it edited?")
    return str(name)
