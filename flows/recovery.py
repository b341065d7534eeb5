"""What a killed run left is brought in before a new one begins: nothing is lost, nothing twice."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db import runs
from db.models import Run
from db.session import reading, writing
from flows.stages import account, process
from flows.stages.work import Work
from flows.workspace import Workspace, locked
from spiders import registry
from spiders.window import Window

logger = logging.getLogger(__name__)


def recover(engine: Engine, home: Path) -> list[str]:
    """Finish the dead runs of this machine; returns their ids.

    A run is dead when it is still open in the database, has a folder here, and nobody holds its
    lock. Its captures go through the stages as they would have, under its own id.
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
    return recovered


def _recover(engine: Engine, space: Workspace, outlets: list[str]) -> None:
    with reading(engine) as session:
        run = session.get(Run, space.run_id)
        assert run is not None
        params = run.params
    window = Window.parse(params.get("since"), params.get("until"))
    for code in outlets:
        work = Work(space.run_id, registry.outlet(code), space.home, window)
        log = process.open_log(work)
        tally = process.process(engine, work, log)
        result = account.close(engine, work, log, tally, returncode=None)
        logger.info("recovered %s of run %s: %s", code, space.run_id, dict(result.outcomes))
    with writing(engine) as session:
        runs.finish(
            session, space.run_id, "crashed", datetime.now(UTC),
            "the run was killed; what it had fetched was stored by the run after it",
        )  # fmt: skip
