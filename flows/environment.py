"""Prefect's settings, made before it is imported: its home in our data folder, no telemetry.

Prefect is imported by whoever comes after; nothing here imports it.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from db.errors import DatabaseError
from db.home import database_url
from flows.serving import address
from flows.serving.api import healthy
from flows.serving.server import listen

#: Seconds the throw-away server may take. 4 to 8 are usual, 15 with a fresh data folder.
STARTUP = 120.0
#: The names Prefect gives its own database's address; the older one still holds.
_OWN_DATABASE = (
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    "PREFECT_API_DATABASE_CONNECTION_URL",
)


class ServerDidNotStart(RuntimeError):
    """Raised by `throwaway`: Prefect's server for this run did not come up."""


class SharedDatabase(DatabaseError):
    """Raised by `prepare`: Prefect is told to keep its tables in the corpus."""


def settings(home: Path, *, verbose: bool = False) -> dict[str, str]:
    """What Prefect's processes are told where nothing is set. ``home`` may be relative."""
    home = home.absolute()
    return {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "INFO" if verbose else "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        # What the heartbeat automation (`flows.automations`) listens for; 30 s is the least.
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    }


def prepare(home: Path, *, verbose: bool = False) -> None:
    """Set what is not set yet. With ``PREFECT_API_URL`` that server is used; without it the one of
    `aipolicy up` on this data folder, when it is alive.

    Raises SharedDatabase.
    """
    (home / "prefect").mkdir(parents=True, exist_ok=True)
    for name, value in settings(home, verbose=verbose).items():
        os.environ.setdefault(name, value)
    keep_apart(home)
    if "PREFECT_API_URL" not in os.environ and (url := address.find(home)):
        os.environ["PREFECT_API_URL"] = url


def keep_apart(home: Path) -> None:
    """Prefect's own database is never the corpus. Raises SharedDatabase."""
    for name in _OWN_DATABASE:
        if _place(os.environ.get(name, "")) == _place(database_url(home)):
            raise SharedDatabase(
                f"{name} names the corpus database; Prefect needs one of its own: "
                "make another (createdb prefect) and put its address there, or unset it"
            )


def _place(url: str) -> str:
    """Where a database is, whatever driver and options speak to it."""
    return url.partition("://")[2].partition("?")[0].rpartition("@")[2]


@dataclass
class Throwaway:
    """Prefect's server for one run, starting while the caller loads the flow."""

    url: str
    process: subprocess.Popen[bytes] | None  # None: a server that was there before

    def ready(self) -> None:
        """Wait until it serves. Raises ServerDidNotStart."""
        if self.process is None:
            self._answers()
            return
        until = time.monotonic() + STARTUP
        while not healthy(self.url):
            if self.process.poll() is not None or time.monotonic() > until:
                raise ServerDidNotStart(
                    "Prefect's server for this run did not start; its last words stand above. "
                    "`aipolicy -v run` says more, PREFECT_API_URL names another server"
                )
            time.sleep(0.05)

    def _answers(self) -> None:
        """A server that was there before may be busy for a moment."""
        if self.url and not any(healthy(self.url) for _ in range(3)):
            raise ServerDidNotStart(
                f"no Prefect server answers at {self.url}; start it, or unset PREFECT_API_URL to do "
                "without one"
            )

    def end(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def throwaway(home: Path, *, verbose: bool = False) -> Throwaway:
    """`prepare`, and where no server is found a throw-away one, until this process ends, kill -9
    included. Import Prefect after it, and call ``ready()`` before the flow.
    """
    prepare(home, verbose=verbose)
    if (url := os.environ.get("PREFECT_API_URL")) or "prefect" in sys.modules:
        return Throwaway(url or "", None)  # imported already: it has made its own arrangements
    with listen("127.0.0.1", 0) as socket:
        command = [
            sys.executable, "-m", "flows.serving.server", "--fd", str(socket.fileno()),
            "--parent", str(os.getpid()), "--throwaway",
        ]  # fmt: skip
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            pass_fds=[socket.fileno()], start_new_session=True,
        )  # fmt: skip
        server = Throwaway(f"http://127.0.0.1:{socket.getsockname()[1]}/api", process)
    atexit.register(server.end)
    os.environ["PREFECT_API_URL"] = server.url
    return server
