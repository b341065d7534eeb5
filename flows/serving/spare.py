"""An engine that has loaded everything and waits for its run: from trigger to first request at once.

Loading Prefect and our code is 3.5 processor seconds, most of what a short run takes to begin. So a
worker keeps one engine ready. A run takes it where it can; else an engine is started as ever. Costs the
memory of one idle Python, about 170 MB.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anyio
import anyio.abc
from prefect.runner import _starter_engine
from prefect.utilities.processutils import consume_process_output, run_process

import flows

#: Seconds after a run has taken the spare engine before the next is loaded: the run comes first.
PAUSE = 20.0
CODE = Path(flows.__file__).resolve().parents[1]
ROOMS = ("korean", "db", "spiders", "flows")


def changed_since(moment: float) -> bool:
    """Whether a file of the program is newer: an engine loaded before has yesterday's code."""
    return any(
        file.stat().st_mtime > moment for room in ROOMS for file in (CODE / room).rglob("*.py")
    )


class Spare:
    """At most one engine, loading or ready."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.process: anyio.abc.Process | None = None
        self.begun = 0.0
        self._loading: asyncio.Task[None] | None = None

    def load(self, after: float = 0.0) -> None:
        """Have the next one loaded, in a while."""
        self._loading = asyncio.create_task(self._load(after))

    async def _load(self, after: float) -> None:
        await asyncio.sleep(after)
        self.begun = time.time()
        self.process = await anyio.open_process(
            [*self.command, "--wait"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    async def take(self) -> anyio.abc.Process | None:
        """The engine, if there is one of today's code; the next is loaded a little later."""
        process, self.process = self.process, None
        if process is None:
            return None
        self.load(PAUSE)
        if process.returncode is not None or changed_since(self.begun):
            if process.returncode is None:
                process.kill()
            await process.aclose()
            return None
        return process

    async def run(
        self,
        command: list[str],
        *,
        task_status: anyio.abc.TaskStatus[Any],
        task_status_handler: Callable[[anyio.abc.Process], Any],
        env: Mapping[str, str],
        cwd: Path | str | None,
        **options: Any,
    ) -> anyio.abc.Process:
        """Prefect's `run_process` for an engine: a run's environment and folder go to the spare one."""
        process = await self.take() if command == self.command else None
        if process is None:
            return await run_process(
                command, task_status=task_status, task_status_handler=task_status_handler,
                env=env, cwd=cwd, **options,
            )  # fmt: skip
        try:
            assert process.stdin is not None
            await process.stdin.send(json.dumps({"env": dict(env), "cwd": str(cwd)}).encode())
            await process.stdin.aclose()
            task_status.started(task_status_handler(process))
            await consume_process_output(process, sys.stdout, sys.stderr)
            await process.wait()
        finally:
            await process.aclose()  # ends it where it has not ended
        return process


def install(command: list[str]) -> Spare:
    """Have Prefect's starter of engines use a spare one. It looks its `run_process` up in its module,
    for those who want another.
    """
    spare = Spare(command)
    _starter_engine.run_process = spare.run  # type: ignore[attr-defined,assignment]
    return spare
