"""The archive's files beside the backups: each copied once, checked by size and digest.

``BACKUPS/archive/`` is shared by all backups of a folder: files of the archive never change, they
are only added, written anew under another name, or removed. Each backup's manifest names its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from spiders.errors import ArchiveError
from spiders.moving import PART, Shelf

FOLDER = "archive"
_BLOCK = 1 << 20

Known = Mapping[str, "Copy"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the archive: its name there, its size in bytes, the SHA-256 of it all."""

    file: str
    size: int
    sha256: str

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Copy:
        """Raises ValueError for a name that leads out of the folder."""
        name = PurePosixPath(str(document["file"]))
        if name.is_absolute() or ".." in name.parts:
            raise ValueError(f"{name} is no name of the archive's")
        return cls(str(name), int(document["size"]), str(document["sha256"]))


@dataclass(slots=True)
class Copied:
    """What a backup has of the archive. ``missing`` are files nobody has: of runs under way, whose
    records are still in the run's own folder, or lost. ``alone`` are of ``files``, and the archive
    has them no more.
    """

    files: list[Copy]
    missing: list[str]
    alone: list[str] = field(default_factory=list)
    bytes: int = 0  # copied by this backup


def bring(
    source: Shelf, target: Path, names: Iterable[str], known: Known, *, verify: bool
) -> Copied:
    """Copy what is not there yet. ``verify``: read what was copied earlier, too, and copy it again
    where it is damaged.
    """
    done = Copied([], [])
    for name in names:
        size = source.size(name)
        copy = known.get(name)
        if copy is not None and size in (None, copy.size) and _is(target / name, copy, verify):
            done.files.append(copy)
            if size is None:
                done.alone.append(name)
        elif size is None:
            done.missing.append(name)
        else:
            made = _fetch(source, name, target / name)
            done.bytes += made.size
            done.files.append(made)
    return done


def needed(source: Shelf, target: Path, names: Iterable[str], known: Known) -> int:
    """Bytes that `bring` would copy."""
    total = 0
    for name in names:
        if not (name in known and (target / name).is_file()):
            total += source.size(name) or 0
    return total


def _is(path: Path, copy: Copy, verify: bool) -> bool:
    if not path.is_file() or path.stat().st_size != copy.size:
        return False
    return not verify or sha256(path) == copy.sha256


def _fetch(source: Shelf, name: str, target: Path) -> Copy:
    """The copy gets its name only when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    digest, size = hashlib.sha256(), 0
    with source.open(name) as stream, part.open("wb") as out:
        while block := stream.read(_BLOCK):
            digest.update(block)
            out.write(block)
            size += len(block)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)
    return Copy(name, size, digest.hexdigest())


def damaged(folder: Path, files: Iterable[Copy]) -> list[str]:
    """Files that are not there, or not as they were copied."""
    return [copy.file for copy in files if not _is(folder / copy.file, copy, True)]


def put_back(
    folder: Path, files: Iterable[Copy], target: Shelf, hear: Callable[[str], None]
) -> int:
    """Into an archive, what it does not have; ``hear`` of each file before it gets its name. How
    many. Raises ArchiveError where the archive has another file of that name.
    """
    count = 0
    for copy in files:
        size = target.size(copy.file)
        if size == copy.size:
            continue
        if size is not None:
            raise ArchiveError(
                f"{copy.file} is in the archive {target.base} with {size} bytes, in the backup with "
                f"{copy.size}; restore into another archive (AIPOLICY_ARCHIVE)"
            )
        path = target.path(copy.file)
        target.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        hear(copy.file)
        target.fs.put_file(str(folder / copy.file), path + PART)
        target.fs.mv(path + PART, path)
        count += 1
    return count


def clear(folder: Path, wanted: set[str]) -> int:
    """Remove copies that no backup names any more; bytes freed."""
    freed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif str(path.relative_to(folder).as_posix()) not in wanted:
            freed += path.stat().st_size
            path.unlink()
    return freed


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
