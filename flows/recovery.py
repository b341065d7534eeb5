"""What a killed run left is brought in before a new one begins: nothing is lost, nothing twice."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db import runs
from db.models import Run
from db.session import reading, writing
from flows.keeping import FOLDER
from flows.stages import account, process, stories
from flows.stages.work import Work
from flows.workspace import Workspace, locked
from spiders import archive, registry
from spiders.window import Window

logger = logging.getLogger(__name__)


def recover(engine: Engine, home: Path) -> list[str]:
    """Finish the dead runs of this machine; returns their ids.

    A run is dead when it is still open in the database, has a folder here, and nobody holds its
    lock. Its captures go through the stages as they would have, under its own id. What any killed
    process stored without coming to its stories gets them, imports and reprocesses included.
    """
    with reading(engine) as session:
        left = runs.open_runs(session)
    recovered = []
    for run_id, outlets in left.items():
        space = Workspace(home, run_id)
        if not space.folder.is_dir():
            continue
        with locked(space.lock) as dead:
            if dead:
                _recover(engine, space, outlets)
                recovered.append(run_id)
    stories.settle(engine)
    return recovered


def _recover(engine: Engine, space: Workspace, outlets: list[str]) -> None:
    with reading(engine) as session:
        run = session.get(Run, space.run_id)
        assert run is not None
        params, flow = run.params, run.flow
    window = Window.parse(params.get("since"), params.get("until"))
    if flow == "import":
        archive.finish(space.home, space.run_id, FOLDER)
    for code in outlets:
        if flow != "ingest":
            # An import has no crawl behind it, and its files are still where they were.
            _close(engine, space, code, "killed; import again, what is stored stays as it is")
            continue
        try:
            _take_over(engine, space, code, window)
        except Exception as error:
            # What cannot be recovered must not stop every run after it.
            logger.exception("%s of run %s could not be recovered", code, space.run_id)
            how = f"{type(error).__name__}: {error}; its captures are in {space.outlet(code)}"
            _close(engine, space, code, f"killed, and could not be recovered: {how}")
    with writing(engine) as session:
        runs.finish(
            session, space.run_id, "crashed", datetime.now(UTC),
            "the run was killed; what it had fetched was stored by the run after it",
        )  # fmt: skip


def _close(engine: Engine, space: Workspace, code: str, message: str) -> None:
    """Close an outlet with what is stored of it as its ledger."""
    with writing(engine) as session:
        stored = sum(runs.counts(session, space.run_id, code).values())
        runs.finish_outlet(
            session, space.run_id, code, status="failed", discovered=stored, message=message
        )


def _take_over(engine: Engine, space: Workspace, code: str, window: Window) -> None:
    work = Work(space.run_id, registry.outlet(code), space.home, window)
    log = process.open_log(work)
    tally = process.process(engine, work, log)
    result = account.close(engine, work, log, tally, returncode=None)
    logger.info("recovered %s of run %s: %s", code, space.run_id, dict(result.outcomes))
