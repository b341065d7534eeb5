"""A snapshot of the corpus for others: documents, a manifest and checksums, never overwritten.

Every document's text is left out unless its licence lets it be passed on: then there are metadata,
an excerpt and the link. The same database gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from db import queries, schema
from db.session import reading
from flows.version import EXTRACTOR
from flows.workspace import locked

#: 공공누리 types: all four let the text be passed on with its source; 2 and 4 not for profit, 3 and
#: 4 unaltered. What is passed on here is the text as it was read.
FREE = frozenset({"KOGL-1", "KOGL-2", "KOGL-3", "KOGL-4"})
#: Characters of an excerpt at most, the ellipsis included.
EXCERPT = 200
ARTICLES, MANIFEST, SUMS = "articles.jsonl", "manifest.json", "SHA256SUMS"
_PART = ".snapshot-"


class SnapshotError(Exception):
    """Raised by `make`: the snapshot cannot be written; nothing half-written is left."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``made`` is False when the same snapshot was there already."""

    folder: Path
    made: bool
    articles: int
    with_body: int


@dataclass(slots=True)
class _Counts:
    articles: int = 0
    with_body: int = 0
    outlets: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)


def make(engine: Engine, parent: Path, day: str, *, full_text: bool = False) -> Snapshot:
    """Write ``parent/day``; where that holds another snapshot, ``day-2``, ``day-3`` and so on.

    Raises SnapshotError when another process is at it, or the folder cannot be written.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with locked(parent / ".lock") as mine:
            if not mine:
                raise SnapshotError(f"another snapshot is being written in {parent}; wait for it")
            for left in parent.glob(f"{_PART}*"):
                shutil.rmtree(left)  # of a process that was killed: the lock is ours
            return _make(engine, parent, day, full_text)
    except OSError as error:
        raise SnapshotError(
            f"the snapshot cannot be written: {error.filename or parent}: {error.strerror}. "
            "Name another folder, or make room; the database was only read"
        ) from error


def _make(engine: Engine, parent: Path, day: str, full_text: bool) -> Snapshot:
    part = Path(tempfile.mkdtemp(prefix=_PART, dir=parent))
    try:
        part.chmod(0o755)
        counts = _write(engine, part, full_text)
        sums = (part / SUMS).read_text(encoding="ascii")
        for number in count(1):
            target = parent / (day if number == 1 else f"{day}-{number}")
            if _holds(target, sums):
                return Snapshot(target, False, counts.articles, counts.with_body)
            if not target.exists():
                os.rename(part, target)
                return Snapshot(target, True, counts.articles, counts.with_body)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    raise AssertionError("unreachable")


def _holds(folder: Path, sums: str) -> bool:
    """Is this very snapshot there, undamaged?"""
    listed = folder / SUMS
    if not listed.is_file() or listed.read_text(encoding="ascii") != sums:
        return False
    lines = (line.split("  ", 1) for line in sums.splitlines())
    return all((folder / name).is_file() and _sha256(folder / name) == has for has, name in lines)


def _write(engine: Engine, folder: Path, full_text: bool) -> _Counts:
    counts = _Counts()
    with (folder / ARTICLES).open("w", encoding="utf-8", newline="\n") as out:
        for document in _documents(engine):
            public = released(document, full_text=full_text)
            counts.articles += 1
            counts.with_body += public["body"] is not None
            counts.outlets[public["outlet"]] += 1
            counts.licences[_licence(document)] += 1
            out.write(json.dumps(public, ensure_ascii=False) + "\n")
    size = (folder / ARTICLES).stat().st_size
    manifest = {
        "format": 1,
        "query": {"label": "on_topic", "text": "current version", "order": "newest first"},
        "full_text": full_text,
        "articles": counts.articles,
        "with_body": counts.with_body,
        "outlets": dict(sorted(counts.outlets.items())),
        "licences": dict(sorted(counts.licences.items())),
        "schema": schema.current(engine),
        "program": EXTRACTOR,
        "files": {ARTICLES: {"sha256": _sha256(folder / ARTICLES), "bytes": size}},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    lines = [f"{_sha256(folder / name)}  {name}\n" for name in (ARTICLES, MANIFEST)]
    (folder / SUMS).write_text("".join(lines), encoding="ascii", newline="\n")
    return counts


def _documents(engine: Engine) -> Iterator[dict[str, Any]]:
    """One view of the database from the first document to the last, however long it takes."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with reading(engine) as session:
        yield from queries.articles(session, queries.Filter())


def released(document: dict[str, Any], *, full_text: bool = False) -> dict[str, Any]:
    """The document as it may be passed on, with an ``excerpt`` behind ``body``. Where the licence
    does not allow the text, body and captions are null.
    """
    public: dict[str, Any] = {}
    keep = full_text or _licence(document) in FREE
    for name, value in document.items():
        public[name] = value if keep or name not in ("body", "captions") else None
        if name == "body":
            public["excerpt"] = excerpt(value) if value else None
    return public


def _licence(document: dict[str, Any]) -> str:
    return (document["rights"] or {}).get("licence") or "unknown"


def excerpt(body: str) -> str:
    """The beginning of a body on one line, at most 200 characters, cut between words."""
    text = " ".join(body.split())
    if len(text) <= EXCERPT:
        return text
    head = text[: EXCERPT - 1]
    words = head.rpartition(" ")[0] if text[EXCERPT - 1] != " " else head
    return (words or head).rstrip() + "…"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
