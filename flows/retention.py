"""`prune`: what is old and stands behind nothing goes, from the archive, the runs and the ledger.

A file of the archive is written anew without those records (`spiders.moving`), the database is
pointed at the new one in a transaction (`db.retention`), then the old one goes. Killed anywhere in
between, the next prune finishes it or takes it back; readers meanwhile find records in either place.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import retention
from db.models import Run
from db.retention import Files
from db.session import reading, retrying, writing
from db.sizes import human as size
from flows.backup import LEASE
from flows.holding import Hold, hold
from flows.locks import locked
from spiders import moving
from spiders.archive import archive_root
from spiders.capturelog import WARC_NAME
from spiders.errors import ArchiveError
from spiders.moving import Shelf

#: Held as well: a reprocess reads captures and writes what they stand behind.
REPROCESS = "reprocess"
#: A run's folder is kept for so many days where the setting says nothing.
RUN_DAYS = 90
#: Keys are left alone by what the ledger of the last 30 days says of them (`spiders.known`).
LEAST_LEDGER_DAYS = 31
#: Seconds for which readers may still know a record by its old place.
_FORWARDED = 86_400.0


class RetentionError(Exception):
    """Raised by `prune`: a setting is no number, or something else is at the archive. Nothing was
    done.
    """


@dataclass(frozen=True, slots=True)
class Ages:
    """Days after which things may go; None: they stay."""

    captures: int | None = None
    runs: int | None = RUN_DAYS
    ledger: int | None = None

    @classmethod
    def settings(cls, environment: Mapping[str, str] = os.environ) -> Ages:
        """``AIPOLICY_RETENTION_DAYS``, ``AIPOLICY_RUN_DAYS``, ``AIPOLICY_LEDGER_DAYS``. Raises
        RetentionError.
        """
        return cls(
            _days(environment, "AIPOLICY_RETENTION_DAYS", 1, None),
            _days(environment, "AIPOLICY_RUN_DAYS", 1, RUN_DAYS),
            _days(environment, "AIPOLICY_LEDGER_DAYS", LEAST_LEDGER_DAYS, None),
        )


def _days(environment: Mapping[str, str], name: str, least: int, default: int | None) -> int | None:
    value = environment.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdecimal() or int(value) < least:
        raise RetentionError(
            f"{name} is {value!r}; give a number of days, at least {least}, or leave it out"
        )
    return int(value)


@dataclass(slots=True)
class PruneReport:
    """What went, or in a dry run would go. Figures are numbers and bytes."""

    dry_run: bool
    ages: Ages
    captures: int = 0
    removed: int = 0  # files of the archive, whole
    rewritten: int = 0
    freed: int = 0
    runs: int = 0
    run_bytes: int = 0
    ledgers: int = 0
    outcomes: int = 0
    mended: int = 0  # moves of a killed prune that were finished or taken back
    problems: list[str] = field(default_factory=list)

    def told(self) -> list[str]:
        """Sentences for people."""
        ages, would = self.ages, "would go" if self.dry_run else "gone"
        if ages.captures is None:
            told = [
                "captures: all kept (AIPOLICY_RETENTION_DAYS or --older says from when they may go)"
            ]
        else:
            told = [
                f"captures over {ages.captures} days: {self.captures} {would}, {size(self.freed)}; "
                f"{self.removed} files whole, {self.rewritten} written anew"
            ]
        if ages.runs is not None:
            told.append(
                f"run folders over {ages.runs} days: {self.runs} {would}, {size(self.run_bytes)}"
            )
        if ages.ledger is not None:
            told.append(
                f"ledgers over {ages.ledger} days: {self.outcomes} lines of {self.ledgers} runs "
                f"{would}, their sums stay"
            )
        if self.mended:
            told.append(f"{self.mended} files that a killed prune had begun with are in order")
        return told


def prune(
    engine: Engine,
    home: Path,
    ages: Ages,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
) -> PruneReport:
    """Let go what is older than ``ages``. Raises RetentionError when a backup, a reprocess or
    another prune is under way.
    """
    now = now or datetime.now(UTC)
    report = PruneReport(dry_run, ages)
    shelf = Shelf.at(archive_root(home))
    with hold(engine, home, [LEASE, REPROCESS]) as held:
        if set(held.names) != {LEASE, REPROCESS}:
            raise RetentionError(
                "a backup, a reprocess or another prune is under way; wait for it, nothing was done"
            )
        if not dry_run:
            report.mended = sweep(engine, shelf)
        if ages.captures is not None:
            _captures(engine, held, shelf, now - timedelta(days=ages.captures), report)
        if ages.runs is not None:
            _runs(engine, home, now - timedelta(days=ages.runs), report)
        if ages.ledger is not None:
            _ledgers(engine, now - timedelta(days=ages.ledger), report)
    return report


# -- captures --------------------------------------------------------------------------------------


def _captures(
    engine: Engine, held: Hold, shelf: Shelf, before: datetime, report: PruneReport
) -> None:
    for found in retention.files(engine, before):
        if report.dry_run:
            _count(report, found, shelf.size(found.file) or 0)
        else:
            _rewrite(engine, held, shelf, found, before, report)


def _count(report: PruneReport, found: Files, whole: int) -> None:
    report.captures += len(found.drops)
    report.removed += not found.stay
    report.rewritten += bool(found.stay)
    report.freed += sum(d.length for d in found.drops) if found.stay else whole


def _rewrite(
    engine: Engine,
    held: Hold,
    shelf: Shelf,
    found: Files,
    before: datetime,
    report: PruneReport,
) -> None:
    """One file, step by step; what stops half-way is for `sweep`."""
    whole = shelf.size(found.file)
    if whole is None:
        report.problems.append(
            f"{found.file} is not in the archive {shelf.base}; its captures are left as they are"
        )
        return
    ranges = [(drop.offset, drop.length) for drop in found.drops]
    move = moving.plan(found.file, ranges, whole=not found.stay, at=datetime.now(UTC))
    try:
        moving.prepare(shelf, move)
    except (ArchiveError, OSError) as error:
        moving.undo(shelf, move)
        report.problems.append(f"{found.file} is left as it is: {error}")
        return
    with held.guarding(LEASE):
        done = retention.let_go(engine, found, before, move.to)
    if not done:
        moving.undo(shelf, move)
        return
    moving.finish(shelf, move)
    if move.to is None:
        moving.forget(shelf, move)
    _count(report, found, whole)


def sweep(engine: Engine, shelf: Shelf) -> int:
    """Finish or undo what a killed prune left; how many moves. What readers may still need of those
    that are done stays for a day. Call while nobody else prunes.
    """
    mended = 0
    for move in moving.journals(shelf):
        old, new = (retention.lies_in(engine, name) for name in (move.file, move.to))
        there = shelf.size(move.file) is not None
        if old and there and not new:
            moving.undo(shelf, move)
            mended += 1
        elif old:
            # An older database, restored beside a newer archive: the journal leads its captures on.
            if there:
                moving.forget(shelf, move)
        elif there:
            moving.finish(shelf, move)
            mended += 1
        if not old and (move.to is None or moving.age(move) > _FORWARDED):
            moving.forget(shelf, move)
    return mended


# -- runs ------------------------------------------------------------------------------------------


def _runs(engine: Engine, home: Path, before: datetime, report: PruneReport) -> None:
    """Folders of runs that are over: never one with records that are not in the archive yet, nor
    one that somebody works in.
    """
    folder = home / "runs"
    names = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    with reading(engine) as session:
        over = _over(session, names, before)
    for name in names:
        path = folder / name
        if name not in over or next(path.rglob(WARC_NAME), None) is not None:
            continue
        with locked(path / "run.lock") as free:
            if not free:
                continue
            report.runs += 1
            report.run_bytes += sum(p.lstat().st_size for p in path.rglob("*") if p.is_file())
            if not report.dry_run:
                shutil.rmtree(path)


def _over(session: Session, names: list[str], before: datetime) -> set[str]:
    found = set()
    for name in retention.closed(session, names):
        run = session.get_one(Run, name)
        if (run.finished_at or run.started_at) < before:
            found.add(name)
    return found


def _ledgers(engine: Engine, before: datetime, report: PruneReport) -> None:
    with reading(engine) as session:
        old = retention.old_ledgers(session, before)
    report.ledgers = len(old)
    for run_id in old:
        report.outcomes += _forget(engine, run_id, dry_run=report.dry_run)


def _forget(engine: Engine, run_id: str, *, dry_run: bool) -> int:
    def once() -> int:
        with writing(engine) as session:
            number = retention.forget_detail(session, run_id)
            if dry_run:
                session.rollback()
            return number

    return retrying(once)
