"""One process that `aipolicy up` keeps alive: started, its words kept in a log, started again."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

logger = logging.getLogger(__name__)

#: A log's size before it is rotated, in bytes, and how many older ones are kept.
LOG_BYTES, LOG_FILES = 10_000_000, 5
#: Seconds between a death and the next start; the last holds from then on.
BACKOFF = (0.5, 2.0, 5.0, 15.0, 30.0, 60.0)
#: Seconds of life after which earlier deaths are forgotten.
STEADY = 120.0


def rotating(path: Path) -> RotatingFileHandler:
    """A log of limited size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")


@dataclass
class Child:
    """A process in a session of its own: Ctrl-C on the terminal is for the supervisor alone.

    What it writes goes to ``log`` through a thread of ours, so that the log can be rotated.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    pass_fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    begun: float = 0.0
    due: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self.command, "--parent", str(os.getpid())], env=dict(self.env),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, pass_fds=self.pass_fds,
        )  # fmt: skip
        self.begun = time.monotonic()
        assert self.process.stdout is not None
        threading.Thread(target=_keep, args=(self.process.stdout, self.log), daemon=True).start()
        logger.info("%s started, pid %d", self.name, self.process.pid)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def fell(self) -> bool:
        """Whether it has died since the last look; when it is started again is set then."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        self.deaths = 0 if now - self.begun > STEADY else self.deaths
        wait = BACKOFF[min(self.deaths, len(BACKOFF) - 1)]
        self.deaths += 1
        self.due = now + wait
        logger.warning(
            "%s (pid %d) ended with %s; it is started again in %.1f s. Its last words: %s",
            self.name, self.process.pid, _reason(self.process.returncode), wait, self.log,
        )  # fmt: skip
        self.process = None
        return True

    def revive(self) -> None:
        """Start it where it is dead and its time has come."""
        if self.process is None and time.monotonic() >= self.due:
            self.start()

    def end(self, patience: float) -> None:
        """Ask it to end, wait, end it, and whatever its session still holds."""
        if self.process is None:
            return
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(timeout=patience)
            except subprocess.TimeoutExpired:
                logger.warning("%s did not end in %.0f s and was killed", self.name, patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        logger.info("%s ended", self.name)
        self.process = None


def _reason(returncode: int) -> str:
    if returncode >= 0:
        return f"exit code {returncode}"
    return signal.Signals(-returncode).name


def _keep(lines: IO[bytes], path: Path) -> None:
    """Copy a child's words into its log until it ends."""
    handler = rotating(path)
    try:
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip("\n")
            handler.emit(logging.LogRecord("", logging.INFO, "", 0, text, None, None))
    finally:
        handler.close()
