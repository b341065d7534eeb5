"""A backup on the disk: what is in its folder, and whether it is still what was written.

``BACKUPS/YYYYMMDD-HHMMSS/`` (Asia/Seoul) holds ``tables/TABLE.jsonl.gz`` (`db.portable`),
``manifest.json`` and ``SHA256SUMS``; ``BACKUPS/archive/`` is shared (`flows.copies`). While it is
written it has a name that begins with a dot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db.portable import Digest, Layout
from flows.copies import Copy, sha256

FORMAT = 1
MANIFEST, SUMS, TABLES = "manifest.json", "SHA256SUMS", "tables"
PART = ".backup-"
_NAME = re.compile(r"\d{8}-\d{6}(-\d+)?")


class BackupError(Exception):
    """A backup that cannot be made, or is none. Raised by `flows.backup` and `flows.restore`; what
    it was about is as it was.
    """


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows in a backup."""

    layout: Layout
    digest: Digest

    @property
    def file(self) -> str:
        return f"{TABLES}/{self.layout.name}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``at`` is aware: when its snapshot was taken. ``fingerprint``
    is `db.queries.fingerprint`, None where the database's own language orders its texts; ``archive``
    is None when the archive was left out. ``checked``: it was restored and compared.
    """

    at: datetime
    program: str
    machine: str
    database: str  # sqlite | postgresql
    revision: str
    tables: tuple[Table, ...]
    fingerprint: str | None
    archive: tuple[Copy, ...] | None
    missing: tuple[str, ...]
    checked: bool

    def document(self) -> dict[str, Any]:
        archive = None
        if self.archive is not None:
            files = [{"file": c.file, "size": c.size, "sha256": c.sha256} for c in self.archive]
            archive = {"files": files, "missing": list(self.missing)}
        return {
            "format": FORMAT,
            "at": self.at.isoformat(timespec="seconds"),
            "program": self.program,
            "machine": self.machine,
            "database": self.database,
            "schema": self.revision,
            "checked": self.checked,
            "fingerprint": self.fingerprint,
            "tables": [
                {**t.layout.document(), "rows": t.digest.rows, "sha256": t.digest.sha256}
                for t in self.tables
            ],
            "archive": archive,
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Manifest:
        """Raises KeyError, TypeError or ValueError for what `document` never wrote."""
        if document["format"] != FORMAT:
            raise ValueError(f"its format is {document['format']}, this program knows {FORMAT}")
        archive = document["archive"]
        return cls(
            at=datetime.fromisoformat(document["at"]),
            program=document["program"],
            machine=document["machine"],
            database=document["database"],
            revision=document["schema"],
            tables=tuple(
                Table(Layout.read(t), Digest(int(t["rows"]), str(t["sha256"])))
                for t in document["tables"]
            ),
            fingerprint=document["fingerprint"],
            archive=None if archive is None else tuple(Copy.read(c) for c in archive["files"]),
            missing=() if archive is None else tuple(archive["missing"]),
            checked=bool(document["checked"]),
        )


def write(folder: Path, manifest: Manifest) -> None:
    """The manifest and, last of all, the sums."""
    text = json.dumps(manifest.document(), ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    names = sorted([MANIFEST, *(t.file for t in manifest.tables)])
    lines = [f"{sha256(folder / name)}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines), encoding="ascii", newline="\n")


def verified(folder: Path) -> Manifest:
    """The manifest of a backup whose every file is what was written. Raises BackupError."""
    sums = _sums(folder)
    for name, has in sums.items():
        path = folder / name
        if not path.is_file():
            raise BackupError(f"{folder} is torn: {name} is missing. Use another backup")
        if sha256(path) != has:
            raise BackupError(
                f"{folder} is not what was written: {name} has other bytes than {SUMS} says. "
                "Use another backup, or a copy of this one"
            )
    manifest = load(folder)
    if set(sums) != {MANIFEST, *(t.file for t in manifest.tables)}:
        raise BackupError(f"{folder} is torn: {SUMS} does not name every file of {MANIFEST}")
    return manifest


def _sums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise BackupError(_none(folder)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"{folder / SUMS} cannot be read: {error}") from error
    return {name: has for has, _, name in (line.partition("  ") for line in lines)}


def _none(folder: Path) -> str:
    if there := [path.name for path in backups(folder)]:
        return f"{folder} is a folder of backups; name one of them: {', '.join(there[-5:])}"
    return f"{folder} holds no backup ({SUMS} is missing); a backup that was killed leaves none"


def load(folder: Path) -> Manifest:
    """The manifest as it stands. Raises BackupError."""
    try:
        return Manifest.read(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except OSError as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(f"{folder / MANIFEST} is no manifest of a backup ({error})") from error


def backups(parent: Path) -> list[Path]:
    """The whole backups of a folder, oldest first."""
    if not parent.is_dir():
        return []
    return sorted(
        path
        for path in parent.iterdir()
        if _NAME.fullmatch(path.name) and (path / SUMS).is_file() and (path / MANIFEST).is_file()
    )


def manifests(parent: Path) -> Iterator[tuple[Path, Manifest]]:
    """Those whose manifest can be read."""
    for path in backups(parent):
        try:
            yield path, load(path)
        except BackupError:
            continue  # restore says why; here it only has nothing to tell
