"""What a killed run left is brought in before a new one begins: nothing is lost, nothing twice.

A run is dead when its lock and its lease can be taken (`flows.holding`). Dead runs whose files lie on
this machine go through the stages as they would have, under their own id. A run of another machine is
left alone for as long as its lease is put off, and for an hour after: then it is closed, so that the
ledger is not open for ever; what it had fetched is brought in when its machine runs again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from db import leases, runs
from db.errors import DatabaseError
from db.models import Run
from db.session import reading, retrying, writing
from flows.holding import hold, run_lease
from flows.keeping import FOLDER
from flows.machine import names
from flows.stages import account, process, stories
from flows.stages.searchable import searchable
from flows.stages.work import Work
from flows.workspace import Workspace
from korean.dates import kst
from spiders import archive, registry
from spiders.capturelog import WARC_NAME
from spiders.window import Window

logger = logging.getLogger(__name__)

#: A recovery that kills its own process (a page that crashes the parser) is not tried for ever.
_TRIES = 3
_TRIED = "recovery.tries"


def recover(engine: Engine, home: Path) -> list[str]:
    """Finish the dead runs of this machine; returns their ids. Of two processes that try at once one
    does it.

    What any killed process stored without coming to its stories gets them, imports and reprocesses
    included.
    """
    us, *former = names(home)
    retrying(lambda: _close_silent(engine, us))
    with reading(engine) as session:
        left = [run.id for run in runs.to_recover(session, us, former) if _here(home, run, us)]
    recovered = [run_id for run_id in left if _recover(engine, Workspace(home, run_id), us, former)]
    stories.settle(engine)
    searchable(engine)
    return recovered


def passing(error: BaseException) -> bool:
    """Is it a fault of the moment (the database away, a lease lost, the disk full), after which the
    same step may well succeed? Then what it concerns is left to the next run.
    """
    return isinstance(error, DatabaseError | OperationalError | InterfaceError | OSError)


def _here(home: Path, run: Run, us: str) -> bool:
    """Is there anything to be done for the run on this machine?"""
    space = Workspace(home, run.id)
    if run.flow == "import" and run.status == "crashed":
        return (space.outlet(FOLDER) / WARC_NAME).exists()
    # Where somebody deleted the folder of a run of ours, it can only be closed.
    return space.folder.is_dir() or (run.machine == us and run.flow in ("ingest", "import"))


def _recover(engine: Engine, space: Workspace, us: str, former: list[str]) -> bool:
    """Bring a run in, if it is dead and still to be brought in; whether it was."""
    lease = run_lease(space.run_id)
    with hold(engine, space.home, (lease,), space.run_id) as held:
        if not held.names:
            return False
        with reading(engine) as session:
            # Another process may have recovered it between our look and our lock.
            left = {run.id: run for run in runs.to_recover(session, us, former)}
            if (run := left.get(space.run_id)) is None:
                return False
            outlets = runs.unaccounted(session, space.run_id)
            session.expunge(run)
        try:
            with held.guarding(lease):
                return _bring_in(engine, space, run, outlets)
        except Exception as error:
            # The runs after it must go on; it is tried again by the next one.
            logger.log(
                logging.WARNING if passing(error) else logging.ERROR,
                "run %s is left to the next run: %s", space.run_id, error,
                exc_info=not passing(error),
            )  # fmt: skip
            return False


def _bring_in(engine: Engine, space: Workspace, run: Run, outlets: list[str]) -> bool:
    if run.flow == "import":
        archive.finish(space.home, space.run_id, FOLDER)
    left = [code for code in outlets if not _outlet(engine, space, run, code)]
    if not left:
        message = f"{_why(run)}; what it had done is kept, and what it had fetched is stored"

        def once() -> None:
            with writing(engine) as session:
                runs.finish(session, space.run_id, "crashed", leases.clock(session), message)

        retrying(once)
    return not left


def _why(run: Run) -> str:
    if run.status == "crashed":
        return f"machine {run.machine} was cut off while the run was under way"
    return run.message or "the run was killed"


def _outlet(engine: Engine, space: Workspace, run: Run, code: str) -> bool:
    """Close one outlet of a dead run; False where that is left to the next run."""
    if run.flow != "ingest":
        # An import has no crawl behind it, and its files are still where they were.
        again = "import" if run.flow == "import" else run.flow
        _close(engine, space, code, f"killed; {again} again, what is stored stays as it is")
        return True
    window = Window.parse(run.params.get("since"), run.params.get("until"))
    try:
        with _counted(space.outlet(code)):
            retrying(lambda: _take_over(engine, space, code, window))
    except Exception as error:
        if passing(error):
            logger.warning("%s of run %s is left to the next run: %s", code, space.run_id, error)
            return False
        # What cannot be recovered must not stop every run after it.
        logger.exception("%s of run %s could not be recovered", code, space.run_id)
        how = f"{type(error).__name__}: {error}; its captures are in {space.outlet(code)}"
        _close(engine, space, code, f"killed, and could not be recovered: {how}")
    return True


class _TooOften(Exception):
    """Raised by `_counted`: each try has ended with the process."""


@contextmanager
def _counted(folder: Path) -> Iterator[None]:
    """Count tries that end with the process itself. Raises _TooOften after three of them."""
    file = folder / _TRIED
    tries = len(file.read_bytes()) if file.exists() else 0
    if tries >= _TRIES:
        raise _TooOften(f"{tries} tries ended with the death of the process")
    if folder.is_dir():
        file.write_bytes(b"." * (tries + 1))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _close(engine: Engine, space: Workspace, code: str, message: str) -> None:
    """Close an outlet with what is stored of it as its ledger."""

    def once() -> None:
        with writing(engine) as session:
            stored = sum(runs.counts(session, space.run_id, code).values())
            runs.finish_outlet(
                session, space.run_id, code, status="failed", discovered=stored, message=message,
                finish_reason=None,
            )  # fmt: skip

    retrying(once)


def _take_over(engine: Engine, space: Workspace, code: str, window: Window) -> None:
    work = Work(space.run_id, registry.outlet(code), space.home, window)
    log = process.open_log(work)
    tally = process.process(engine, work, log)
    result = account.close(engine, work, log, tally, returncode=None)
    logger.info("recovered %s of run %s: %s", code, space.run_id, dict(result.outcomes))


# -- runs of other machines ------------------------------------------------------------------------


def _close_silent(engine: Engine, us: str) -> None:
    """Close other machines' runs of which nobody has heard for an hour. One transaction, in turns:
    two processes that come at once close each run once.
    """
    with reading(engine) as session:
        if not runs.silent(session, us, leases.clock(session)):
            return
    with writing(engine, exclusive=True) as session:
        for run, heard in runs.silent(session, us, leases.clock(session)):
            how = _give_up(session, run, heard)
            logger.warning("run %s is closed: %s", run.id, how)


def _give_up(session: Session, run: Run, heard: datetime) -> str:
    """Close a run whose machine is gone, and say where what it had fetched is. Its outlets are
    marked: their captures come into the ledger when that machine runs again.
    """
    said = f"machine {run.machine} was last heard of at {kst(heard):%Y-%m-%d %H:%M}"
    if fetched := run.flow in ("ingest", "import"):
        said += (
            f"; what it had fetched is in runs/{run.id} of its data folder, and is stored when it "
            "runs again"
        )
    else:
        said += "; what it had done is kept, the next one goes on from there"
    for code in runs.unaccounted(session, run.id):
        stored = sum(runs.counts(session, run.id, code).values())
        runs.finish_outlet(
            session, run.id, code, status="failed", discovered=stored, message=said,
            finish_reason=runs.LOST if fetched else None,
        )  # fmt: skip
    runs.finish(session, run.id, "crashed", leases.clock(session), said)
    leases.forget(session, run.id)
    return said
