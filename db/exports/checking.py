"""Is a snapshot as it was made? Its files against its SHA256SUMS."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db.exports.errors import NoSnapshot

ARTICLES, MANIFEST, SUMS = "articles.jsonl", "manifest.json", "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """``what``: missing, changed, or extra (no part of the snapshot)."""

    file: str
    what: str


def check(folder: Path) -> list[Fault]:
    """What is wrong with the snapshot, in order of its list; nothing when it is as it was made.

    Raises NoSnapshot where there is no list of sums, or it is none.
    """
    listed = sums(folder)
    faults = []
    for name, digest in listed.items():
        file = folder / name
        if not file.is_file():
            faults.append(Fault(name, "missing"))
        elif sha256(file) != digest:
            faults.append(Fault(name, "changed"))
    return faults + [Fault(name, "extra") for name in _files(folder) if name not in listed]


def sums(folder: Path) -> dict[str, str]:
    """File → SHA-256, as the snapshot lists them. Raises NoSnapshot."""
    file = folder / SUMS
    if not file.is_file():
        raise NoSnapshot(
            f"{folder} is no snapshot: it has no {SUMS}. `aipolicy snapshot` makes one"
        )
    found = {}
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None or ".." in Path(match[2]).parts or Path(match[2]).is_absolute():
            raise NoSnapshot(f"{file} is damaged: {line[:80]!r} is no line of sha256sum")
        found[match[2]] = match[1]
    return found


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[str]:
    names = (f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())
    return (name for name in sorted(names) if name != SUMS)
