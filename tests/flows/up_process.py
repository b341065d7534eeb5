"""`aipolicy up` as a process of the tests', and who lives because of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.serving import address
from flows.serving.api import ask
from tests.conftest import ROOT
from tests.flows.prefect_server import until

OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
#: Seconds.
_LOCKED = 120


def living(home: Path) -> dict[int, str]:
    """Every process that works on the data folder, by its environment: orphans and sessions of
    their own included. Its command line by pid.
    """
    mark = f"AIPOLICY_HOME={home}".encode()
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    found[int(entry.name)] = b" ".join(words).decode("utf-8", "replace")
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue  # gone meanwhile
    return {pid: line for pid, line in found.items() if line}  # a zombie has no command line


@dataclass
class Up:
    """`aipolicy` on a data folder of its own, against a press room."""

    home: Path
    env: dict[str, str]
    process: subprocess.Popen[str] | None = None
    ids: dict[str, str] = field(default_factory=dict)
    refused: tuple[int, str] = (0, "")  # how a second `aipolicy up` ended, and what it said
    room: tuple[str, ...] = ("--no-room",)

    def command(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "cli.main", *arguments], env=self.env, cwd=ROOT, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip

    def start(self) -> None:
        with (self.home / "up.out").open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli.main", "up", "--port", "0", "--limit", "4", *self.room],
                env=self.env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True, text=True,
            )  # fmt: skip

    def said(self) -> str:
        return (self.home / "up.out").read_text("utf-8")

    def wait_up(self) -> None:
        until(
            lambda: "\nup: " in self.said() or self.process.poll() is not None, "`aipolicy up`", 300
        )  # type: ignore[union-attr]
        assert "\nup: " in self.said(), self.said()
        self.ids = {d["name"]: d["id"] for d in self.ask("deployments/filter", {})}

    @property
    def url(self) -> str:
        found = address.find(self.home)
        assert found is not None
        return found

    def ask(self, path: str, body: Any = None) -> Any:
        """Prefect's SQLite may be locked for a minute, and what is asked of it waits as long."""
        return ask(self.url, path, body, timeout=_LOCKED)

    def patch(self, path: str, body: Any) -> None:
        ask(self.url, path, body, method="PATCH")

    def prefect(self, *arguments: str) -> str:
        """Prefect's own command line, told where the server is as the documentation says."""
        told = {"PREFECT_API_URL": self.url, "PREFECT_HOME": str(self.home / "prefect")}
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *arguments], env=self.env | told, cwd=ROOT,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def runs_of(self, deployment: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask(
            "flow_runs/filter", {"flow_runs": {"deployment_id": {"any_": [self.ids[deployment]]}}}
        )
        return found

    def trigger(self, deployment: str, **parameters: Any) -> str:
        """The request that the form in Prefect's pages makes; the flow run's id."""
        run = self.ask(
            f"deployments/{self.ids[deployment]}/create_flow_run",
            {"parameters": parameters, "state": {"type": "SCHEDULED"}},
        )
        return str(run["id"])

    def state(self, run: str) -> dict[str, Any]:
        state: dict[str, Any] = self.ask(f"flow_runs/{run}")["state"]
        return state

    def ended(self, run: str) -> dict[str, Any]:
        """The final state of a flow run."""
        wait: Callable[[], Any] = lambda: s if (s := self.state(run))["type"] in OVER else None  # noqa: E731
        state: dict[str, Any] = until(wait, f"the end of {run}")
        return state

    def child(self, module: str) -> int:
        """The pid of the one process that runs ``flows.serving.<module>``."""
        wanted = f"-m flows.serving.{module} "
        pids: list[int] = until(
            lambda: [pid for pid, line in living(self.home).items() if wanted in line], module
        )
        assert len(pids) == 1
        return pids[0]

    def gone(self, seconds: float = 60) -> None:
        until(lambda: not living(self.home), f"that all of {self.home} ended", seconds)


@contextmanager
def aipolicy(home: Path, pressroom: str) -> Iterator[Up]:
    """A data folder and who works on it; nobody does afterwards."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "AIPOLICY_"))}
    env = kept | {
        "AIPOLICY_HOME": str(home), "AIPOLICY_PRESSROOM": pressroom, "AIPOLICY_DELAY_FACTOR": "0",
        "NO_COLOR": "1",
    }  # fmt: skip
    up = Up(home, env)
    try:
        yield up
    finally:
        while left := living(home):
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.1)
        if up.process is not None:
            up.process.wait()
