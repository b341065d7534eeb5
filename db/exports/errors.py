"""What can go wrong with an export, each with what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from db.errors import DatabaseError


class ExportError(DatabaseError):
    """Base of the errors of `db.exports`; nothing half-written is left where a file was named."""


class UnknownFormat(ExportError, ValueError):
    """Raised by `db.exports.formats.find` and `db.exports.citing.cite`."""

    def __init__(self, given: str, known: Iterable[str], what: str = "format") -> None:
        super().__init__(f"there is no {what} {given!r}; there are {', '.join(known)}")


class ExtraMissing(ExportError):
    """A format needs a library that is not installed. Raised by `db.exports.arrow`."""

    def __init__(self) -> None:
        super().__init__(
            "Parquet needs pyarrow, which is not installed: pip install 'aipolicy[export]'. "
            "Without it there are csv and jsonl"
        )


class CannotWrite(ExportError):
    """A file or folder cannot be written. Raised by `db.exports.whole` and `writable`."""


class NoSnapshot(ExportError):
    """A folder is no snapshot, or a damaged one. Raised by `db.exports.comparing` and
    `db.exports.checking`.
    """


_NEXT = {
    errno.ENOSPC: "the disk is full: make room, or name another place",
    errno.EDQUOT: "your quota is used up: make room, or name another place",
    errno.EACCES: "this user may not write there; name another place",
    errno.EPERM: "this user may not write there; name another place",
    errno.EROFS: "the disk is mounted read-only; name another place",
    errno.ENOENT: "the folder is not there: make it first",
    errno.ENOTDIR: "a part of the path is a file; name another place",
    errno.EISDIR: "that is a folder; name a file in it",
    errno.ENAMETOOLONG: "the name is too long; give a shorter one",
}


@contextmanager
def writable(where: object) -> Iterator[None]:
    """What the system says of writing there, as CannotWrite. A broken pipe is no error of ours."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        then = _NEXT.get(error.errno or 0, "name another place")
        raise CannotWrite(f"{where} cannot be written ({said}): {then}") from error
