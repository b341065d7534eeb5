"""Prefect's process worker, starting our engine. Imports Prefect: for `flows.serving.worker` alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import warnings
from typing import Any

from prefect.utilities.processutils import command_to_string
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker

from flows.serving.spare import install


def engine() -> list[str]:
    """The command of an engine that dies with this process."""
    return [sys.executable, "-m", "flows.serving.engine", str(os.getpid())]


class Engine(ProcessJobConfiguration):
    """How a run is started: with our engine, unless its deployment names a command."""

    def prepare_for_flow_run(self, *args: Any, **kwargs: Any) -> None:
        if self.command is None:
            self.command = command_to_string(engine())
        super().prepare_for_flow_run(*args, **kwargs)


with warnings.catch_warnings():
    warnings.simplefilter("ignore", UserWarning)  # that it takes the place of Prefect's

    class Worker(ProcessWorker):
        """A process worker with our engine."""

        job_configuration = Engine


async def work(pool: str, name: str | None, limit: int | None, *, once: bool) -> None:
    """Take runs of the pool until asked to end (SIGTERM, SIGINT); then end the runs, too."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    worker = Worker(work_pool_name=pool, name=name, limit=limit)
    if not once:
        install(engine()).load()
    with contextlib.suppress(asyncio.CancelledError):
        await worker.start(run_once=once)
