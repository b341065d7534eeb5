"""Under `aipolicy up`: its worker or its Prefect server killed with -9 while a triggered run works."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from bench.faults.rig import PATIENCE, SINCE, Home, Rig, Unsound, descendants, end_session, running
from flows.serving.api import ServerError, ask

#: Names of the states in which Prefect is done with a run.
ENDS = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True)
class Up:
    """A running `aipolicy up`."""

    process: subprocess.Popen[bytes]
    api: str

    def pid(self, module: str) -> int | None:
        found = running(self.process.pid, module)
        return found[0] if found else None

    def trigger(self, rig: Rig) -> str:
        """A run by hand, as the form makes it; its id."""
        (deployment,) = self._ask(
            "deployments/filter", {"deployments": {"name": {"any_": ["national"]}}}
        )
        given = {"outlets": rig.outlets, "kind": None, "since": SINCE, "trigger": "hand",
                 "deadline": 120}  # fmt: skip
        made = self._ask(
            f"deployments/{deployment['id']}/create_flow_run",
            {"parameters": given, "state": {"type": "SCHEDULED"}},
        )
        return str(made["id"])

    def ended(self, run: str, patience: float) -> str | None:
        """The run's last state, once it has one."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            state = self._ask("flow_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})[0]
            if state["state_type"] in ENDS:
                return str(state["state_type"])
            time.sleep(0.5)
        return None

    def pause(self) -> None:
        """Nothing but what we trigger."""
        for deployment in self._ask("deployments/filter", {}):
            self._ask(f"deployments/{deployment['id']}/pause_deployment", {})

    def _ask(self, path: str, body: Any) -> Any:
        """The server may be starting again."""
        until = time.monotonic() + 120
        while True:
            try:
                return ask(self.api, path, body)
            except ServerError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)


@contextmanager
def unattended(rig: Rig, home: Home) -> Iterator[Up]:
    """`aipolicy up` on this home, its schedules paused; ended with SIGTERM, and nothing left of it."""
    home.folder.mkdir(parents=True, exist_ok=True)
    api = rig.api
    rig.api = None
    try:
        environment = rig.environment(home)
    finally:
        rig.api = api
    with (rig.folder / "up.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "up", "--port", "0", "--room-port", "0"], env=environment,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    family: list[int] = []
    try:
        up = Up(process, _address(home, process))
        _deployed(up)
        up.pause()
        yield up
        family = descendants(process.pid)
        process.terminate()
        process.wait(timeout=90)
    finally:
        if process.poll() is None:
            for pid in descendants(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.kill()
            process.wait()
        end_session(process.pid)
    left = [pid for pid in family if os.path.exists(f"/proc/{pid}/exe")]
    if left:
        raise Unsound(f"`aipolicy up` ended and left {len(left)} processes")


def _address(home: Home, process: subprocess.Popen[bytes]) -> str:
    file = home.folder / "prefect" / "server.json"
    until = time.monotonic() + 240
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, ValueError, KeyError):
            said = json.loads(file.read_text("utf-8"))
            if int(said["pid"]) == process.pid:
                return str(said["url"])
        time.sleep(0.2)
    raise Unsound("`aipolicy up` did not come up")


def _deployed(up: Up) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if len(up._ask("deployments/filter", {})) >= 8 and up.pid("flows.serving.worker"):
            return
        time.sleep(0.5)
    raise Unsound("`aipolicy up` made no deployments")


def strike(module: str, up: Up, rig: Rig, home: Home) -> bool:
    """Kill ``module``'s process while a triggered run works; it must be back by itself, and the next
    trigger must work.
    """
    before = home.runs()
    run = up.trigger(rig)
    until = time.monotonic() + 120
    while not home.runs() - before and time.monotonic() < until:
        time.sleep(0.05)
    if not home.runs() - before:
        raise Unsound("a triggered run did not begin in two minutes")
    time.sleep(rig.moment())
    working = up.pid("spiders.crawl") is not None or up.ended(run, 0.4) is None
    victim = up.pid(module)
    if victim is None:
        raise Unsound(f"{module} does not run")
    os.kill(victim, signal.SIGKILL)
    if up.ended(run, 240) is None:
        raise Unsound(f"its run had no end four minutes after {module} was killed")
    return working


def last(up: Up, rig: Rig) -> None:
    """A run that nothing disturbs, to its end."""
    state = up.ended(up.trigger(rig), PATIENCE)
    if state != "COMPLETED":
        raise Unsound(f"a run that nothing disturbed ended {state}")
