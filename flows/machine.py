"""Which installation this is: every data folder has a name of its own, in ``<home>/machine-id``.

The file holds the name, and the number (inode) the file itself has on its disk. A copied folder
brings the file along, but with another number: it is given a name of its own, and remembers the old
one. So a copy never takes the original's leases or runs for its own. (A clone of a whole disk or
virtual machine cannot be noticed so: delete ``machine-id`` in it.)
"""

from __future__ import annotations

import os
import re
import secrets
import socket
from pathlib import Path

from flows.locks import waiting_for

NAME = "machine-id"
_NO_NAME = re.compile(r"[^a-z0-9-]+")


def machine(home: Path) -> str:
    """The installation's name, made on first use: ``crawler1-3f9ac2d1``."""
    return names(home)[0]


def names(home: Path) -> tuple[str, ...]:
    """Its name, and before that those of the folders it was copied from, the last first."""
    file = home / NAME
    known = _read(file)
    if known is not None and known[1]:
        return known[0]
    with waiting_for(home / "locks" / f"{NAME}.lock"):
        known = _read(file)
        if known is not None and known[1]:
            return known[0]
        before = known[0] if known else ()
        new = f"{host()}-{secrets.token_hex(4)}"
        _write(file, (new, *before))
        return (new, *before)


def host() -> str:
    """This computer's (or container's) name, in letters, digits and hyphens."""
    name = socket.gethostname().partition(".")[0].lower()
    return _NO_NAME.sub("-", name).strip("-") or "machine"


def _read(file: Path) -> tuple[tuple[str, ...], bool] | None:
    """The names in the file, and whether it is the very file they were written to."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
        number = file.stat().st_ino
    except FileNotFoundError:
        return None
    written = {key: value for key, _, value in (line.partition(" ") for line in lines) if value}
    if not {"machine", "file"} <= written.keys():
        return None
    return tuple(written["machine"].split()), written["file"] == str(number)


def _write(file: Path, known: tuple[str, ...]) -> None:
    """Whole or not at all; a renamed file keeps its number."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with part.open("w", encoding="utf-8") as out:
        out.write(f"machine {' '.join(known)}\nfile {os.fstat(out.fileno()).st_ino}\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, file)
