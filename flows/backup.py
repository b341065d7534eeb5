"""A backup of the corpus while others write to it, checked by restoring it.

The tables come from one snapshot of the database, in a form that either database takes; the archive's
files are copied beside it, once for all backups. The folder gets its name when all is whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, event, exists, or_, select, text
from sqlalchemy.orm import ORMExecuteState, Session

from db import loading, queries, runs
from db.models import Capture, Run, RunOutlet
from db.portable import CHUNK, Digest, NotPortable, dump, layouts, snapshot
from db.session import open_engine
from db.sizes import human as size
from flows import backupfolder, copies
from flows.backupfolder import BackupError, Manifest, Table
from flows.copies import Copied, Copy
from flows.holding import hold
from flows.locks import locked
from flows.machine import machine
from flows.version import EXTRACTOR
from flows.workspace import Workspace
from korean.dates import kst
from spiders.archive import archive_root
from spiders.capturelog import WARC_NAME
from spiders.errors import ArchiveError
from spiders.moving import Shelf

#: Who moves files of the archive, or copies them: one at a time, on all machines of a database.
LEASE = "keeping"
#: Databases whose texts are ordered byte by byte, as SQLite's are.
_BYTEWISE = ("C", "POSIX", "C.UTF-8", "C.utf8")
#: Bytes that a copy of the archive leaves free on the disk.
_SPARE = 200_000_000

Watcher = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Source:
    """A run that wrote into a file of the archive; ``open`` while its records may still come."""

    run_id: str
    open: bool


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup made. ``bytes`` are the tables', ``copied`` the archive's that were new; ``missing``
    are files of the archive that are in none, ``lost`` those of them whose run is closed: nothing
    brings them any more; ``newly`` those of them that the backup before did not miss. ``alone`` the
    archive has lost and the backups still have. ``removed`` are older backups that went.
    """

    folder: Path
    rows: int
    bytes: int
    archived: int | None  # files; None: left out
    copied: int
    missing: tuple[str, ...]
    checked: bool
    removed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    newly: tuple[str, ...] = ()

    def told(self) -> str:
        """In a line or two, for people."""
        lines = f"{self.rows} rows, {size(self.bytes)}"
        if self.archived is not None:
            lines += f"; {self.archived} files of the archive, {size(self.copied)} of them new"
        else:
            lines += "; without the archive"
        lines += "; checked by restoring it" if self.checked else "; NOT checked"
        pending = [name for name in self.missing if name not in self.lost]
        if pending:
            lines += (
                f". {len(pending)} files of runs that are not done are not in the archive yet, such "
                f"as {pending[0]}; the next backup looks again"
            )
        if self.lost:
            lines += (
                f". LOST: {len(self.lost)} files of closed runs are neither in the archive nor in a "
                f"backup, such as {self.lost[0]}. What was stored of them stays; put them back from "
                "a copy of your own, `reprocess` cannot read them else"
            )
        if self.alone:
            lines += (
                f". LOST FROM THE ARCHIVE: {len(self.alone)} files that this backup still has, such "
                f"as {self.alone[0]}; copy them back from {self.folder.parent / copies.FOLDER}"
            )
        return lines


def make(
    engine: Engine,
    home: Path,
    folder: Path | None = None,
    *,
    archive: bool = True,
    keep: int | None = None,
    check: bool = True,
    watcher: Watcher = lambda _: None,
) -> BackupReport:
    """Write a backup into ``folder`` (``<home>/backups``); then let all but the newest ``keep`` go.

    Raises BackupError; nothing that looks like a backup is left then.
    """
    parent = (folder or home / "backups").absolute()
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with hold(engine, home, [LEASE]) as held, locked(parent / ".lock") as mine:
            if not (held.names and mine):
                raise BackupError(
                    "another backup, or a prune, is under way; wait for it, the database is as it was"
                )
            for left in parent.glob(f"{backupfolder.PART}*"):
                shutil.rmtree(left)  # of a process that was killed: the lock is ours
            return _make(engine, home, parent, archive, keep, check, watcher)
    except (OSError, ArchiveError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        raise BackupError(
            f"the backup cannot be written into {parent}: {why}. Name another folder, or make room; "
            "the database was only read"
        ) from error


def _make(
    engine: Engine,
    home: Path,
    parent: Path,
    archive: bool,
    keep: int | None,
    check: bool,
    watcher: Watcher,
) -> BackupReport:
    part = Path(tempfile.mkdtemp(prefix=backupfolder.PART, dir=parent))
    try:
        part.chmod(0o755)
        at, revision, tables, print_, names = _dump(engine, part, watcher)
        before = {name for _, m in list(backupfolder.manifests(parent))[-1:] for name in m.missing}
        copied = _copy(home, parent, list(names), check, watcher) if archive else None
        if check:
            watcher("checking: restored into SQLite")
            compare(part, revision, tables, print_)
        manifest = Manifest(
            at, EXTRACTOR, machine(home), engine.dialect.name, revision, tables, print_,
            None if copied is None else tuple(copied.files),
            () if copied is None else tuple(copied.missing), check,
        )  # fmt: skip
        backupfolder.write(part, manifest)
        target = _named(part, parent, at)
        lost = tuple(n for n in manifest.missing if not any(_comes(home, n, r) for r in names[n]))
        return BackupReport(
            target, sum(t.digest.rows for t in tables),
            sum((target / t.file).stat().st_size for t in tables),
            None if copied is None else len(copied.files),
            copied.bytes if copied else 0, manifest.missing, check,
            _rotate(parent, keep, archive) if keep else (),
            lost, () if copied is None else tuple(copied.alone),
            tuple(n for n in lost if n not in before),
        )  # fmt: skip
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _dump(
    engine: Engine, part: Path, watcher: Watcher
) -> tuple[datetime, str, tuple[Table, ...], str | None, dict[str, list[_Source]]]:
    """When, the schema, the tables, the fingerprint, and the files of the archive that are named,
    each with the runs it is of.
    """
    (part / backupfolder.TABLES).mkdir()
    tables: list[Table] = []
    with snapshot(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        at = datetime.now(UTC)
        if revision is None:
            raise BackupError("there is no corpus in the database yet; `aipolicy run` begins one")
        for layout in layouts():
            watcher(layout.name)
            table = Table(layout, Digest(0, ""))
            tables.append(Table(layout, dump(connection, layout, part / table.file)))
        print_ = fingerprint(connection) if _bytewise(connection) else None
        names = _named_files(connection)
    return at, revision, tuple(tables), print_, names


def _named_files(connection: Connection) -> dict[str, list[_Source]]:
    """In their order. Of a run that another machine closed the records are where it ran."""
    elsewhere = exists().where(RunOutlet.run_id == Run.id, RunOutlet.finish_reason == runs.LOST)
    found: dict[str, list[_Source]] = {}
    for file, run_id, is_open in connection.execute(
        select(Capture.file, Run.id, or_(Run.status == "running", elsewhere))
        .join(Run, Run.id == Capture.run_id)
        .distinct()
        .order_by(Capture.file, Run.id)
    ):
        found.setdefault(file, []).append(_Source(run_id, bool(is_open)))
    return found


def _comes(home: Path, file: str, source: _Source) -> bool:
    """May a file that is not in the archive still come there?"""
    code = file.split("/", 1)[0]
    return source.open or (Workspace(home, source.run_id).outlet(code) / WARC_NAME).is_file()


def _bytewise(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return True
    asked = text("SELECT datcollate FROM pg_database WHERE datname = current_database()")
    return connection.execute(asked).scalar_one() in _BYTEWISE


def fingerprint(connection: Connection) -> str:
    """`db.queries.fingerprint` in this snapshot, a few rows in memory at a time."""
    with Session(connection) as session:

        def in_parts(state: ORMExecuteState) -> None:
            state.update_execution_options(yield_per=CHUNK)

        event.listen(session, "do_orm_execute", in_parts)
        return queries.fingerprint(session)


def _copy(home: Path, parent: Path, names: Sequence[str], check: bool, watcher: Watcher) -> Copied:
    source, target = Shelf.at(archive_root(home)), parent / copies.FOLDER
    known: dict[str, Copy] = {}
    for _, manifest in backupfolder.manifests(parent):
        known |= {copy.file: copy for copy in manifest.archive or ()}
    target.mkdir(exist_ok=True)
    wanted = copies.needed(source, target, names, known)
    if wanted and shutil.disk_usage(target).free < wanted + _SPARE:
        raise BackupError(
            f"{size(wanted)} of the archive have no room in {target}; make room, name a folder on "
            "another disk, or leave the archive out with --no-archive"
        )
    watcher(f"{len(names)} files of the archive, {size(wanted)} to copy")
    return copies.bring(source, target, names, known, verify=check)


def compare(folder: Path, revision: str, tables: Sequence[Table], print_: str | None) -> None:
    """Restore into a SQLite file beside the tables: every table, its foreign keys, the fingerprint.

    Raises BackupError where anything differs.
    """
    path = folder / "check.db"
    expected = {t.layout.name: t.digest for t in tables}

    def same(name: str, digest: Digest) -> None:
        if digest != expected[name]:
            raise BackupError(
                f"the check failed: {name} has {expected[name].rows} rows, restored "
                f"{digest.rows}, or others. The backup is thrown away; please report this"
            )

    try:
        files = {t.layout: folder / t.file for t in tables}
        loading.fill_sqlite(path, revision, files, same)
        engine = open_engine(f"sqlite:///{path}")
        try:
            with snapshot(engine) as connection:
                if print_ is not None and fingerprint(connection) != print_:
                    raise BackupError("the check failed: the corpus reads otherwise when restored")
        finally:
            engine.dispose()
    except NotPortable as error:
        raise BackupError(f"the check failed: {error}. The backup is thrown away") from error
    finally:
        for tail in ("", "-wal", "-shm"):
            Path(f"{path}{tail}").unlink(missing_ok=True)


def _named(part: Path, parent: Path, at: datetime) -> Path:
    """Everything onto the disk, then the name."""
    for path in [*part.rglob("*"), part]:
        _sync(path)
    day = f"{kst(at):%Y%m%d-%H%M%S}"
    for number in count(1):
        target = parent / (day if number == 1 else f"{day}-{number}")
        if not target.exists():
            os.rename(part, target)
            _sync(parent)
            return target
    raise AssertionError("unreachable")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _rotate(parent: Path, keep: int, archive: bool) -> tuple[str, ...]:
    """Let the older ones go, and the copies of the archive that only they named. A backup loses its
    sums first: what is left of it when this is killed looks like none.
    """
    old = backupfolder.backups(parent)[:-keep]
    for path in old:
        (path / backupfolder.SUMS).unlink()
        os.rename(path, parent / f"{backupfolder.PART}{path.name}")
        shutil.rmtree(parent / f"{backupfolder.PART}{path.name}")
    if archive and old:
        wanted = {c.file for _, m in backupfolder.manifests(parent) for c in m.archive or ()}
        copies.clear(parent / copies.FOLDER, wanted)
    return tuple(path.name for path in old)
