"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from db.exports.errors import CannotWrite, writable

#: Read by all, changed by none: a snapshot's files.
FIXED = 0o444


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write; it takes its name, in place of an earlier one, when the block has ended well.

    Raises CannotWrite. What is no regular file (a pipe, ``/dev/stdout``) is written as it comes.
    """
    with writable(path):
        if path.exists() and not path.is_file():
            if path.is_dir():
                raise CannotWrite(f"{path} is a folder; name a file in it")
            with path.open("wb") as out:
                yield out
            return
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                part.chmod(0o666 & ~_umask())
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to fill; it takes its name when the block has ended well.

    Raises CannotWrite, also where something is there already: nothing in it is touched.
    """
    with writable(path):
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise CannotWrite(f"{path} is there already and is left alone; name a new folder")
        part = Path(tempfile.mkdtemp(prefix=f".{path.name[:60]}.", dir=path.parent))
        try:
            part.chmod(0o777 & ~_umask())
            yield part
            if path.exists():
                path.rmdir()
            part.rename(path)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _umask() -> int:
    """Can only be read by setting it; temporary files are made for one user alone."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
