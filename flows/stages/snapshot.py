"""A snapshot of the corpus for others: an immutable folder, the same bytes for the same database.

    README.md        dataset card; `datasets.load_dataset(FOLDER)` reads its head
    CODEBOOK.md      every column: type, unit or time zone, what null means
    articles.jsonl   the documents, one a line, newest first
    data/            the same as Parquet, where pyarrow is installed (the manifest says so)
    manifest.json    what was asked, counts, schema, rules, program and commit, SHA-256 of each file
    SHA256SUMS       for ``sha256sum --check``

What is passed on of each article `db.release` decides.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from db import learned
from db.exports import arrow, card, codebook
from db.exports.about import About
from db.exports.checking import ARTICLES, MANIFEST, SUMS, check, sha256
from db.exports.counting import Counts
from db.exports.hf import CODEBOOK, README, Folder, Shards
from db.exports.jsonlines import JsonLines
from db.exports.selection import Selection, view
from db.exports.whole import FIXED
from db.exports.writing import Writer
from db.release import released
from db.session import reading
from flows.version import EXTRACTOR
from flows.workspace import locked

_PART = ".snapshot-"
_EVERYTHING = Selection()


class SnapshotError(Exception):
    """Raised by `make`: the snapshot cannot be written; nothing half-written is left."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``made`` is False when the same snapshot was there already."""

    folder: Path
    made: bool
    articles: int
    with_body: int


def make(
    engine: Engine,
    parent: Path,
    day: str,
    *,
    full_text: bool = False,
    selection: Selection = _EVERYTHING,
) -> Snapshot:
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
            return _make(engine, parent, day, selection, full_text)
    except OSError as error:
        raise SnapshotError(
            f"the snapshot cannot be written: {error.filename or parent}: {error.strerror}. "
            "Name another folder, or make room; the database was only read"
        ) from error


def _make(
    engine: Engine, parent: Path, day: str, selection: Selection, full_text: bool
) -> Snapshot:
    part = Path(tempfile.mkdtemp(prefix=_PART, dir=parent))
    try:
        part.chmod(0o755)
        about = replace(selection.about(engine, program=EXTRACTOR), full_text=full_text)
        counts = _write(engine, part, selection, about)
        sums = (part / SUMS).read_text(encoding="utf-8")
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
    return listed.is_file() and listed.read_text(encoding="utf-8") == sums and not check(folder)


def _write(engine: Engine, folder: Path, selection: Selection, about: About) -> Counts:
    place = Folder(folder)
    counts, rules = _articles(engine, place, selection, about)
    shards = [name for name in place.names if name != ARTICLES]
    files = card.PARQUET if shards else card.LINES
    for name, text in (
        (README, card.markdown(counts, about, files)),
        (CODEBOOK, codebook.markdown()),
        (MANIFEST, ""),
    ):
        with place.open(name) as out:
            out.write((text or _manifest(folder, place.names[:-1], counts, about, rules)).encode())
    lines = [f"{sha256(folder / name)}  {name}\n" for name in place.names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    for name in (*place.names, SUMS):
        (folder / name).chmod(FIXED)
    return counts


def _articles(
    engine: Engine, place: Folder, selection: Selection, about: About
) -> tuple[Counts, str]:
    """The data in one view of the database, however long it takes; and the rules that stand."""
    counts = Counts()
    with reading(view(engine)) as session, place.open(ARTICLES) as out:
        writers: list[Writer] = [JsonLines(out, about)]
        if arrow.installed():
            writers.append(Shards(place, about))
        try:
            for document in selection.documents(session):
                public = released(document, full_text=about.full_text)
                counts.add(public)
                for writer in writers:
                    writer.add(public)
            for writer in writers:
                writer.close()
        except BaseException:
            for writer in writers:
                writer.abandon()
            raise
        return counts, learned.ruleset(learned.standing(session))


def _manifest(folder: Path, names: list[str], counts: Counts, about: About, rules: str) -> str:
    parquet = version("pyarrow") if arrow.installed() else None
    document = {
        "format": 2,
        "query": about.asked(),
        "full_text": about.full_text,
        "articles": counts.articles,
        "with_body": counts.with_body,
        "published": {"first": counts.first, "last": counts.last, "undated": counts.undated},
        "outlets": _sorted(counts.outlets),
        "licences": _sorted(counts.licences),
        "languages": _sorted(counts.languages),
        "closed_to_training": counts.closed_to_training,
        "schema": about.schema,
        "rules": rules,
        "program": about.program,
        "commit": about.commit,
        "parquet": {"written_by": f"pyarrow {parquet}"} if parquet else None,
        "files": {
            name: {"sha256": sha256(folder / name), "bytes": (folder / name).stat().st_size}
            for name in sorted(names)
        },
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _sorted(counted: Counter[str]) -> dict[str, Any]:
    return dict(sorted(counted.items()))
