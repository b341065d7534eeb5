"""`upkeep`: once a week the house is put in order: soundness, backup, retention, database, room."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine

from db import maintenance, schema, sizes
from db.home import home
from db.search.index import state
from db.search.rebuild import rebuild
from db.session import open_engine, reading
from flows import copies
from flows.backup import BackupReport, make
from flows.backupfolder import BackupError
from flows.growth import measure
from flows.retention import Ages, PruneReport, RetentionError, prune
from flows.stages.searchable import searchable

stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)
#: Backups that stay where nothing else is said: two months of weekly ones.
KEEP = 8
Watcher = Callable[[str], None]


class UpkeepError(Exception):
    """Raised by the flow when something is wrong, after everything else was done."""


@dataclass(slots=True)
class UpkeepReport:
    """What was done; ``problems`` are for a person to look at."""

    sound: bool = True  # the database
    backup: BackupReport | None = None
    pruned: PruneReport | None = None
    index: str = ""
    tended: list[str] = field(default_factory=list)
    forecast: str = ""
    problems: list[str] = field(default_factory=list)

    def told(self) -> list[str]:
        """Sentences for people, in the order in which things were done."""
        told = ["database: sound" if self.sound else "database: see the problems"]
        if self.backup is not None:
            told.append(f"backup {self.backup.folder}: {self.backup.told()}")
            if gone := len(self.backup.lost) + len(self.backup.alone):
                told.append(f"archive: {gone} files are LOST, see the backup's line")
            if self.backup.removed:
                told.append(f"older backups gone: {', '.join(self.backup.removed)}")
        else:
            told.append("no backup (AIPOLICY_BACKUP names the folder for one)")
        told += self.pruned.told() if self.pruned else ["nothing pruned"]
        if self.index:
            told.append(f"search: {self.index}")
        if self.tended:
            told.append(f"database: {', '.join(self.tended)}")
        return [*told, f"room: {self.forecast}"] if self.forecast else told


@flow(
    name="upkeep",
    description="Check the database, back it up, let go what is old, give room back.",
    persist_result=False,
)
def upkeep(keep: int = KEEP, older: int | None = None, dry_run: bool = False) -> UpkeepReport:
    """Put the house in order.

    Args:
        keep: backups that stay, the newest; a backup is made where AIPOLICY_BACKUP names a folder.
        older: days after which captures that nothing stands on may go; empty means as
            AIPOLICY_RETENTION_DAYS says, and without it none go.
        dry_run: only tell what would go; no backup, nothing written.
    """
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        report = tend(engine, home(), keep=keep, older=older, dry_run=dry_run)
        stage(_tell, name="report")(report)
    finally:
        engine.dispose()
    if report.problems:
        raise UpkeepError("; ".join(report.problems))
    return report


def tend(
    engine: Engine,
    home: Path,
    *,
    keep: int = KEEP,
    older: int | None = None,
    dry_run: bool = False,
    environment: Mapping[str, str] = os.environ,
    watcher: Watcher = lambda _: None,
) -> UpkeepReport:
    """All of it, one after the other: before anything goes, it is in the backup. A database that is
    not sound is backed up as it is, and nothing goes: neither old backups nor captures.

    Raises RetentionError for a setting that is no number, before anything is done.
    """
    ages = Ages.settings(environment)
    if older is not None:
        ages = Ages(older, ages.runs, ages.ledger)
    report = UpkeepReport()
    watcher("checking the database")
    report.problems += maintenance.problems(engine)
    report.sound = sound = not report.problems
    folder = environment.get("AIPOLICY_BACKUP", "").strip()
    if folder and not dry_run:
        try:
            report.backup = make(
                engine, home, Path(folder).expanduser(), keep=keep if sound else None,
                watcher=watcher,
            )  # fmt: skip
        except BackupError as error:
            report.problems.append(str(error))
    if not report.problems:
        watcher("pruning")
        try:
            report.pruned = prune(engine, home, ages, dry_run=dry_run)
            report.problems += report.pruned.problems
        except RetentionError as error:
            report.problems.append(str(error))
    if sound and not dry_run:
        watcher("tending the search index")
        report.index, wrong = _tend_index(engine)
        report.problems += wrong
        watcher("tending the database")
        report.tended = maintenance.tend(engine)
    if short := sizes.short(home, environment):
        report.problems.append(short)
    if report.backup is not None:
        report.problems += _gone(report.backup)
    report.forecast = measure(engine, home).forecast.told()
    return report


def _gone(backup: BackupReport) -> list[str]:
    """What the archive has lost, as long as a person can put it back; what nobody has, once."""
    told = []
    if backup.newly:
        told.append(
            f"{len(backup.newly)} files of the archive are gone and in no backup, such as "
            f"{backup.newly[0]}; put them back from a copy of your own. This is said once"
        )
    if backup.alone:
        told.append(
            f"{len(backup.alone)} files are gone from the archive, such as {backup.alone[0]}; copy "
            f"them back from {backup.folder.parent / copies.FOLDER}"
        )
    return told


def _tend_index(engine: Engine) -> tuple[str, list[str]]:
    """Index what is left over, and make the index anew where much of it is dead; what was done, and
    what is wrong.
    """
    searchable(engine, limit=None)
    try:
        with reading(engine) as session:
            before = now = state(session)
        if before.worn:
            rebuild(engine)
            with reading(engine) as session:
                now = state(session)
    except Exception as error:
        return "see the problems", [f"the search index could not be made anew: {error}"]
    told = f"{now.documents} articles"
    if before.worn:
        told += f", made anew without {before.dead - now.dead} dead ones"
    if not now.pending:
        return told, []
    return told, [
        f"{now.pending} articles could not be indexed and are not found; the log says why, "
        "`aipolicy index` tries again"
    ]


def _tell(report: UpkeepReport) -> None:
    create_markdown_artifact(markdown(report), key="upkeep", description="What upkeep did")


def markdown(report: UpkeepReport) -> str:
    lines = [f"- {line}" for line in report.told()]
    if report.problems:
        lines = [
            "**For a person to look at**",
            "",
            *(f"- {p}" for p in report.problems),
            "",
            *lines,
        ]
    return "\n".join(lines) + "\n"
