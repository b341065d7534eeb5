"""`aipolicy up`: Prefect's server, a worker and the reading room kept alive on one machine, until asked
to end.

On many machines the parts come apart: `Plan.worker` False keeps the server alone, `Plan.join` a
worker alone, for a server elsewhere; the reading room is where both are.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flows.machine import machine
from flows.serving import address, clearing, letters
from flows.serving.api import ServerError, ask, healthy
from flows.serving.child import Child

logger = logging.getLogger(__name__)

POOL = "aipolicy"
#: Seconds the server may take to come up (15 on a fresh data folder, more on a busy machine), and
#: the deployments to be made.
STARTUP, SETUP = 180.0, 300.0
#: Seconds between looks at the children, at the server's health, at missed runs, between attempts to
#: tell it of dead ones, and between looks at lost runs and lost alarms.
TICK, HEALTH, MISSED, BURY, LOST = 0.5, 15.0, 30.0, 3.0, 60.0
#: Seconds in which a server answers that is worth a question.
SOON = 5.0
#: Seconds of sleep after which missed runs are looked for at once.
SLEPT = 30.0
#: Looks in a row that find the server mute before it is started again.
MUTE = 8
#: Seconds a worker gets to end its runs, the server and the room to end their answers.
WORKER_END, SERVER_END, ROOM_END = 40.0, 10.0, 10.0


class CannotStart(RuntimeError):
    """Raised by `Supervisor.up`: a part did not come up. The message says which and where it says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be kept alive. ``join`` is the API address of a server elsewhere."""

    home: Path  # absolute
    host: str = "127.0.0.1"
    port: int = 4200
    limit: int = 3
    worker: bool = True
    join: str | None = None
    room: int | None = None  # the reading room's port on this machine

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def name(self) -> str:
        """The worker's name: this installation's, the same after every start."""
        return machine(self.home)


@dataclass
class Supervisor:
    """The children, and the loop that looks after them."""

    plan: Plan
    url: str
    env: dict[str, str]
    listener: socket.socket | None = None
    room_listener: socket.socket | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    server: Child | None = None
    worker: Child | None = None
    room: Child | None = None
    mute: int = 0
    unburied: bool = True
    _due: dict[str, float] = field(default_factory=dict)
    _ahead: float | None = None
    _told: set[str] = field(default_factory=set)

    @property
    def prefect(self) -> Path:
        """Prefect's folder, as its processes are told."""
        return Path(self.env.get("PREFECT_HOME") or self.plan.home / "prefect")

    def up(self) -> None:
        """Server, work pool, what was left behind, worker, deployments. Raises CannotStart."""
        if self.listener is not None:
            self._start_server()
            self._make_pool()
        if self.plan.worker:
            self.worker = Child(
                "worker",
                [sys.executable, "-m", "flows.serving.worker", "--pool", POOL,
                 "--name", self.plan.name, "--limit", str(self.plan.limit)],
                self.env, self.plan.logs / "worker.log",
            )  # fmt: skip
        if self.room_listener is not None:
            self.room = self._serving("room", self.room_listener)
        self.tick()
        if self.listener is not None:
            self._deploy()

    def _start_server(self) -> None:
        assert self.listener is not None
        self.server = self._serving("server", self.listener)
        self.server.start()
        until = time.monotonic() + STARTUP
        while not healthy(self.url):
            if not self.server.alive or time.monotonic() > until or self.stopping.is_set():
                raise CannotStart(f"Prefect's server did not come up; {self.server.log} says why")
            self.stopping.wait(0.2)
        address.write(self.plan.home, self.url)

    def _serving(self, name: str, listener: socket.socket) -> Child:
        """``flows.serving.<name>`` on a socket of ours, which outlives it."""
        fd = listener.fileno()
        command = [sys.executable, "-m", f"flows.serving.{name}", "--fd", str(fd)]
        return Child(name, command, self.env, self.plan.logs / f"{name}.log", (fd,))

    def _make_pool(self) -> None:
        try:
            ask(self.url, f"work_pools/{POOL}")
        except ServerError:
            ask(self.url, "work_pools/", {"name": POOL, "type": "process"})

    def _deploy(self) -> None:
        log = self.plan.logs / "setup.log"
        command = [sys.executable, "-m", "flows.serving.setup", "--parent", str(os.getpid())]
        with log.open("wb") as written:
            process = subprocess.Popen(
                command, env=self.env, stdin=subprocess.DEVNULL, stdout=written, stderr=written,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + SETUP
        while process.poll() is None and time.monotonic() < until and not self.stopping.is_set():
            self.tick()
            self.stopping.wait(0.2)
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.returncode and not self.stopping.is_set():
            raise CannotStart(f"the deployments could not be made; {log} says why")

    def watch(self) -> None:
        """Look after the children until asked to end."""
        while not self.stopping.wait(TICK):
            self.tick()

    def tick(self) -> None:
        """One look. A server that does not answer is no reason to end: it is tried again."""
        if self.server is not None:
            self.server.fell()
            self.server.revive()
            if self._every("health", HEALTH):
                self._hear_server()
            if self.woke() or self._every("missed", MISSED):
                self._try(lambda: clearing.pass_over(self.url, POOL))
            if self._every("lost", LOST):
                self._try(lambda: clearing.start_again(self.url, POOL, self._told))
                self._try(self._read_letters)
        if self.worker is not None:
            self._look_after(self.worker)
        if self.room is not None:
            self.room.fell()
            self.room.revive()

    def _serves(self) -> bool:
        """Whether it is worth asking the server. One of ours that died still has its callers wait, on
        the socket that outlives it: so would we, rather than start it again.
        """
        if self.server is None:
            return True
        return self.server.alive and healthy(self.url, timeout=SOON)

    def _look_after(self, worker: Child) -> None:
        """A dead worker's runs are dead. The next one starts when that is told, lest one of its own
        be taken for one of them; so also after a start of the machine.
        """
        self.unburied = worker.fell() or self.unburied
        if self.unburied and self._every("bury", BURY):
            self.unburied = not self._try(lambda: clearing.bury(self.url, POOL, self.plan.name))
        if not self.unburied:
            worker.revive()

    def _hear_server(self) -> None:
        assert self.server is not None
        if self.server.process is None:
            return
        self.mute = 0 if healthy(self.url) else self.mute + 1
        if self.mute >= MUTE:
            logger.error("the server has been mute for %.0f s; it is started again", MUTE * HEALTH)
            self.server.process.kill()
            self.mute = 0

    def _read_letters(self) -> int:
        pages = self.env.get("PREFECT_UI_URL") or self.url.removesuffix("/api")
        return letters.tell(self.url, self.prefect / "dlq", pages)

    def woke(self) -> bool:
        """Whether the machine slept since the last look: its clock went on, its running time not."""
        ahead = time.time() - time.monotonic()
        slept, self._ahead = ahead - (self._ahead or ahead), ahead
        return slept > SLEPT

    def _every(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + seconds
        return True

    def _try(self, action: Callable[[], int]) -> bool:
        if not self._serves():
            return False
        try:
            action()
        except (ServerError, OSError) as error:
            logger.warning("%s", error)
            return False
        return True

    def down(self) -> None:
        """The worker with its runs first, while the server can still hear of them."""
        if self.server is not None:
            address.forget(self.plan.home)
        if self.worker is not None:
            self.worker.end(WORKER_END)
        if self.room is not None:
            self.room.end(ROOM_END)
        if self.server is not None:
            self.server.end(SERVER_END)
