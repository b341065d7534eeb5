"""A file of the archive written anew without some of its records, safe at every step.

1. a journal, ``FILE.moved``, says what will be left out and the new file's name;
2. the new file gets its name only when it is whole: the old one's bytes without those records;
3. the database's captures are pointed at it in one transaction (`db.retention`);
4. the old file goes; 5. the journal stays for a day, for readers that still have the old place.

Before 3 all can be undone, after it all can be finished; the journal and the database tell which.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import fsspec

from spiders.errors import ArchiveError

JOURNAL = ".moved"
PART = ".part"
_BLOCK = 1 << 20
#: How a gzip member begins.
_MAGIC = b"\x1f\x8b\x08"
_GENERATION = re.compile(r"(?:~(\d+))?(\.warc(?:\.gz)?)$")

Range = tuple[int, int]  # offset and length, in bytes


@dataclass(frozen=True, slots=True)
class Move:
    """``file`` without the records ``left_out`` (ascending) becomes ``to``; None where nothing is
    left of it. ``at`` is aware.
    """

    file: str
    to: str | None
    left_out: tuple[Range, ...]
    at: datetime

    @property
    def freed(self) -> int:
        """Bytes of the records left out."""
        return sum(length for _, length in self.left_out)

    def offset(self, offset: int) -> int | None:
        """Where the record at this place of the old file lies in the new one; None: left out."""
        shift = 0
        for start, length in self.left_out:
            if start > offset:
                break
            if start == offset:
                return None
            shift += length
        return offset - shift


@dataclass(frozen=True, slots=True)
class Shelf:
    """The archive's root, whatever fsspec reaches it by. Names are relative to it."""

    fs: Any
    base: str

    @classmethod
    def at(cls, root: str) -> Shelf:
        fs, path = fsspec.core.url_to_fs(root)
        return cls(fs, path.rstrip("/"))

    def path(self, name: str) -> str:
        return f"{self.base}/{name}"

    def size(self, name: str) -> int | None:
        """In bytes; None where there is no such file."""
        try:
            return int(self.fs.info(self.path(name))["size"])
        except FileNotFoundError:
            return None

    def open(self, name: str) -> Any:
        return self.fs.open(self.path(name), "rb")

    def remove(self, name: str) -> None:
        """Where it is there."""
        with contextlib.suppress(FileNotFoundError):
            self.fs.rm_file(self.path(name))

    def names(self) -> Iterator[tuple[str, int]]:
        """Every file with its size, by name."""
        self.fs.invalidate_cache()
        try:
            found = self.fs.find(self.base, detail=True)
        except FileNotFoundError:
            return
        for path, info in sorted(found.items()):
            yield str(path)[len(self.base) :].lstrip("/"), int(info["size"] or 0)


def plan(file: str, left_out: Sequence[Range], *, whole: bool, at: datetime) -> Move:
    """``whole``: nothing of the file is needed any more."""
    return Move(file, None if whole else _next_name(file), tuple(sorted(left_out)), at)


def _next_name(file: str) -> str:
    """``run.warc.gz`` → ``run~2.warc.gz`` → ``run~3.warc.gz``."""
    found = _GENERATION.search(file)
    if found is None:
        return f"{file}~2"
    return f"{file[: found.start()]}~{int(found[1] or 1) + 1}{found[2]}"


def prepare(shelf: Shelf, move: Move) -> None:
    """Steps 1 and 2. Raises ArchiveError when the file is not as the captures say, or the copy does
    not read back as it was written; `undo` then.
    """
    document = {"to": move.to, "left_out": move.left_out, "at": move.at.isoformat()}
    journal = shelf.path(move.file + JOURNAL)
    shelf.fs.pipe_file(journal + PART, json.dumps(document).encode("ascii"))
    shelf.fs.mv(journal + PART, journal)
    if move.to is None:
        return
    target = shelf.path(move.to)
    written = hashlib.sha256()
    with shelf.open(move.file) as old, shelf.fs.open(target + PART, "wb") as new:
        for block in _kept(old, move):
            written.update(block)
            new.write(block)
    _check(shelf, move, written.digest())
    shelf.fs.mv(target + PART, target)


def _kept(old: Any, move: Move) -> Iterator[bytes]:
    position = 0
    for start, length in move.left_out:
        if start < position:
            raise ArchiveError(f"{move.file}: two captures claim the bytes at {start}")
        yield from _span(old, position, start)
        _at_a_record(old, move, start)
        position = start + length
        _at_a_record(old, move, position, end=True)
    yield from _span(old, position, None)


def _span(old: Any, start: int, end: int | None) -> Iterator[bytes]:
    old.seek(start)
    left = end - start if end is not None else None
    while left is None or left > 0:
        block = old.read(_BLOCK if left is None else min(_BLOCK, left))
        if not block:
            return
        if left is not None:
            left -= len(block)
        yield block


def _at_a_record(old: Any, move: Move, offset: int, *, end: bool = False) -> None:
    old.seek(offset)
    begins = old.read(len(_MAGIC))
    if begins != _MAGIC and not (end and not begins):
        raise ArchiveError(
            f"{move.file}: no record begins at {offset}, as its captures say; it is left as it is. "
            "Restore the file from a backup"
        )


def _check(shelf: Shelf, move: Move, digest: bytes) -> None:
    read = hashlib.sha256()
    with shelf.fs.open(shelf.path(f"{move.to}{PART}"), "rb") as new:
        while block := new.read(_BLOCK):
            read.update(block)
    if read.digest() != digest:
        raise ArchiveError(f"{move.to} does not read as it was written; is the disk failing?")


def finish(shelf: Shelf, move: Move) -> None:
    """Step 4: the database points at the new file."""
    shelf.remove(move.file)


def undo(shelf: Shelf, move: Move) -> None:
    """Back to the old file: the database still points at it."""
    if move.to is not None:
        shelf.remove(move.to + PART)
        shelf.remove(move.to)
    forget(shelf, move)


def forget(shelf: Shelf, move: Move) -> None:
    """Step 5, or the end of `undo`."""
    shelf.remove(move.file + JOURNAL)


def journals(shelf: Shelf) -> list[Move]:
    """The moves that are under way, or were done lately. Halves of journals go."""
    found = []
    for name, _ in list(shelf.names()):
        if name.endswith(JOURNAL + PART):
            shelf.remove(name)
        elif name.endswith(JOURNAL):
            found.append(_read(shelf, name.removesuffix(JOURNAL)))
    return [move for move in found if move is not None]


def _read(shelf: Shelf, file: str) -> Move | None:
    try:
        document = json.loads(shelf.fs.cat_file(shelf.path(file + JOURNAL)))
        left_out = tuple((int(start), int(length)) for start, length in document["left_out"])
        return Move(file, document["to"], left_out, datetime.fromisoformat(document["at"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(
            f"{file}{JOURNAL} is no journal of ours ({error}); if {file} is there, remove it"
        ) from error


def forwarded(shelf: Shelf, file: str, offset: int) -> tuple[str, int] | None:
    """Where a record went whose file was written anew; None when nobody knows."""
    followed = None
    while (move := _read(shelf, file)) is not None and move.to is not None:
        moved = move.offset(offset)
        if moved is None:
            return None
        followed = file, offset = move.to, moved
        if shelf.size(file) is not None:
            break
    return followed


def age(move: Move) -> float:
    """Seconds since it was begun."""
    return (datetime.now(UTC) - move.at).total_seconds()
