"""A real Prefect server of the tests' own, and what tests ask it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.once import once


@dataclass(frozen=True)
class Server:
    """A Prefect server of the tests' own, with everything of ``prefect.yaml`` deployed on it."""

    url: str
    home: Path
    env: dict[str, str]

    def prefect(self, *arguments: str) -> str:
        result = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *arguments], env=self.env, cwd=ROOT,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def ask(self, path: str, **query: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/{path}", json.dumps(query).encode(), {"Content-Type": "application/json"}
        )
        said = until(lambda: self._answer(request), f"an answer of {path}")[0]
        return json.loads(said) if said else None

    @staticmethod
    def _answer(request: urllib.request.Request) -> tuple[bytes] | None:
        """None while the server is busy: with SQLite locked it says 503, and its own client
        repeats the request as well.
        """
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return (answer.read(),)
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
            return None
        except TimeoutError:
            return None

    def alive(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def deployments(self) -> dict[str, dict[str, Any]]:
        return {d["name"]: d for d in self.ask("deployments/filter")}

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Without scheduled runs: one that falls due now would be taken by the test's worker."""
        ids = [d["id"] for d in self.deployments().values()]
        for id_ in ids:
            self.ask(f"deployments/{id_}/pause_deployment")
        try:
            yield
        finally:
            for id_ in ids:
                self.ask(f"deployments/{id_}/resume_deployment")


def until(holds: Callable[[], Any], what: str, seconds: float = 120) -> Any:
    """Ask until it holds, and give that back."""
    for _ in range(int(seconds * 4)):
        if found := holds():
            return found
        time.sleep(0.25)
    pytest.fail(f"{what} did not come about in {seconds:.0f} s")


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """A server on a free port of this machine; ended with all that it started. ``home`` is its folder;
    the corpus is in ``home/data``.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "AIPOLICY_"))}
    url = f"http://127.0.0.1:{port}/api"
    env = clean | {
        "PREFECT_HOME": str(home), "PREFECT_API_URL": url, "AIPOLICY_HOME": str(home / "data"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "NO_COLOR": "1",
        "AIPOLICY_PRESSROOM": "http://127.0.0.1:9",  # nobody: no test reaches a live site
    }  # fmt: skip
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1",
               "--port", str(port)]  # fmt: skip
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=env, cwd=home, stdout=log, stderr=log, start_new_session=True
        )
    try:
        server = Server(url, home, env)
        until(server.alive, "the Prefect server")
        yield server
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # its own session: nothing of it stays behind
        process.wait()


@contextmanager
def used(server: Server) -> Iterator[None]:
    """Flows of this process run on the server."""
    from prefect.events.worker import EventsWorker
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: server.url}):
        yield
        EventsWorker.drain_all()  # what is left would be told to a server that is gone


def begun(factory: pytest.TempPathFactory, home: Path) -> None:
    """Prefect's folder as a server's first start leaves it: to make its tables takes seven seconds."""

    def make(folder: Path) -> None:
        with serving(folder):
            pass

    once(factory, "prefect", make, home)


def deployed(factory: pytest.TempPathFactory, home: Path) -> None:
    """Prefect's folder with everything of ``prefect.yaml`` deployed."""

    def make(folder: Path) -> None:
        begun(factory, folder)
        with serving(folder) as server:
            server.ask("work_pools/", name="aipolicy", type="process")
            server.prefect("deploy", "--all")

    once(factory, "prefect-deployed", make, home)
