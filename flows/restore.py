"""A corpus out of a backup, into an empty database of either kind: all of it, or nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from db import loading, runs
from db.models import Run
from db.portable import Digest, NotPortable
from db.session import open_engine, writing
from flows import backupfolder, copies
from flows.backupfolder import BackupError, Manifest
from flows.machine import machine
from flows.stages.searchable import searchable
from spiders.archive import archive_root
from spiders.errors import ArchiveError
from spiders.moving import PART, Shelf

Watcher = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What came of it. ``files`` are those of the archive that were put back; None: left out."""

    manifest: Manifest
    database: str
    rows: int
    files: int | None
    closed: tuple[str, ...]


def restore(
    folder: Path,
    home: Path,
    url: str,
    *,
    archive: bool = False,
    watcher: Watcher = lambda _: None,
) -> RestoreReport:
    """Load a backup into the database at ``url``; with ``archive`` its files into the home's.

    Raises BackupError: the backup is torn, altered or of newer code, or the database is not empty.
    Nothing is left behind then.
    """
    shown = make_url(url).render_as_string(hide_password=True)
    watcher("verifying the backup")
    manifest = backupfolder.verified(folder)
    if manifest.revision not in loading.revisions():
        raise BackupError(
            f"the backup is newer than this program (its schema is {manifest.revision}, made by "
            f"{manifest.program}). Update the program; nothing was changed"
        )
    _refuse_occupied(url, shown)
    put: list[str] = []
    shelf = Shelf.at(archive_root(home))
    try:
        files = _archive(folder, manifest, shelf, put, watcher) if archive else None
        _load(folder, manifest, url, watcher)
    except BaseException as error:
        for name in put:
            shelf.remove(name + PART)
            shelf.remove(name)
        if isinstance(error, NotPortable | ArchiveError | OSError):
            raise BackupError(f"nothing was restored: {error}") from error
        raise
    closed = _close_runs(url, home, manifest)
    watcher("making the search index")
    _index(url)
    rows = sum(t.digest.rows for t in manifest.tables)
    return RestoreReport(manifest, shown, rows, files, closed)


def _refuse_occupied(url: str, shown: str) -> None:
    if path := _file(url):
        if not path.exists():
            return
        if not path.is_file():
            raise BackupError(f"{path} is no file; name another database")
    engine = open_engine(url)
    try:
        occupied = loading.occupied(engine)
    finally:
        engine.dispose()
    if occupied:
        raise BackupError(
            f"the database {shown} is not empty: {occupied}. Restore into a new one (--home DIR, "
            "or --database URL of an empty database), look at it, and move it to its place then; "
            "nothing was changed"
        )


def _file(url: str) -> Path | None:
    """The SQLite file of this address."""
    made = make_url(url)
    if made.get_backend_name() != "sqlite":
        return None
    if not made.database or made.database == ":memory:":
        raise BackupError("a restore needs a file to stay in; name one with sqlite:///FILE")
    return Path(made.database)


def _archive(
    folder: Path, manifest: Manifest, shelf: Shelf, put: list[str], watcher: Watcher
) -> int:
    if manifest.archive is None:
        raise BackupError(f"{folder} was made without the archive; leave --archive out")
    there = folder.parent / copies.FOLDER
    watcher(f"verifying {len(manifest.archive)} files of the archive")
    if damaged := copies.damaged(there, manifest.archive):
        raise BackupError(
            f"{len(damaged)} files of the archive are not in {there} as they were copied, such as "
            f"{damaged[0]}. Without --archive the database alone is restored; nothing was changed"
        )
    return copies.put_back(there, manifest.archive, shelf, put.append)


def _load(folder: Path, manifest: Manifest, url: str, watcher: Watcher) -> None:
    files = {t.layout: folder / t.file for t in manifest.tables}
    expected = {t.layout.name: t.digest for t in manifest.tables}

    def same(name: str, digest: Digest) -> None:
        watcher(name)
        if digest != expected[name]:
            raise NotPortable(f"{name} reads otherwise in the database than in the backup")

    target = _file(url)
    if target is None:
        engine = open_engine(url)
        try:
            loading.fill_postgresql(engine, manifest.revision, files, same)
        finally:
            engine.dispose()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=target.parent) as part:
        path = Path(part) / target.name
        loading.fill_sqlite(path, manifest.revision, files, same)
        loading.upgrade_sqlite(path)
        for tail in ("-wal", "-shm"):  # of an empty database that is replaced
            Path(f"{target}{tail}").unlink(missing_ok=True)
        os.replace(path, target)


def _index(url: str) -> None:
    """The index is in no backup: loading the rows has queued their articles."""
    engine = open_engine(url)
    try:
        searchable(engine, limit=None)
    finally:
        engine.dispose()


def _close_runs(url: str, home: Path, manifest: Manifest) -> tuple[str, ...]:
    """Runs that were under way: where their folder is here, the next run brings in what they had
    fetched; else nobody will. Another machine's are left to it.
    """
    engine: Engine = open_engine(url)
    mine = {None, manifest.machine, machine(home)}
    closed = []
    try:
        with writing(engine) as session:
            for run_id, outlets in runs.open_runs(session).items():
                if session.get_one(Run, run_id).machine not in mine:
                    continue
                if (home / "runs" / run_id).is_dir():
                    continue
                for code in outlets:
                    stored = sum(runs.counts(session, run_id, code).values())
                    runs.finish_outlet(
                        session, run_id, code, status="failed", discovered=stored,
                        message="it was under way when the backup was made",
                    )  # fmt: skip
                runs.finish(
                    session, run_id, "crashed", datetime.now(UTC),
                    "it was under way when the backup was made that this database was restored from",
                )  # fmt: skip
                closed.append(run_id)
    finally:
        engine.dispose()
    return tuple(closed)
