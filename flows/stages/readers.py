"""Captures read in processes of their own, several at once.

What kills a process (the kernel for want of memory, a fault in a C library) or never ends costs the
one capture that was being read: the process is ended, `Lost` says why, and the next capture gets a
new one. `concurrent.futures` would lose every capture under way, and name none.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType

from db.records import Ending, Incoming
from db.stale import Stored
from flows.stages.reread import read_again

#: Seconds a capture may take. Pages take milliseconds; the rest is for a machine under load.
PATIENCE = 60.0
#: Seconds a process may take to begin: it has everything to import.
_BEGIN = 120.0

Read = Incoming | Ending
Reading = Callable[[Path, Stored, str], Read]


class Lost(Exception):
    """Raised from a reading: its process died or did not end. The message says how."""


class CannotBegin(Exception):
    """Raised from a reading when a process of our own does not even begin: no capture is to blame."""


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Readers:
    """``jobs`` processes that read captures; with 0 they are read in this process, one by one.

    Processes begin when there is work for them, and end with the ``with`` block, whatever happened
    in it, or when this process dies. ``read`` is what they do: a function of a module, since it is
    named to them, not sent.
    """

    def __init__(
        self,
        home: Path,
        root: str,
        jobs: int,
        *,
        patience: float = PATIENCE,
        read: Reading = read_again,
    ) -> None:
        self._about = (home, root, read)
        self._jobs = jobs
        self._patience = patience
        self._pool = ThreadPoolExecutor(max(jobs, 1), thread_name_prefix="reader")
        self._mine = threading.local()
        self._guard = threading.Lock()
        self._started: list[_Reader] = []
        self._closed = False

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        with self._guard:
            self._closed = True
            for reader in self._started:
                reader.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for reader in self._started:
            reader.join()

    def read(self, texts: Iterable[Stored]) -> list[Future[Read]]:
        """Begin to read; the futures come in the texts' order, and may raise `Lost`."""
        if self._jobs:
            return [self._pool.submit(self._one, was) for was in texts]
        home, root, read = self._about
        return [_done(read(home, was, root)) for was in texts]

    def _one(self, was: Stored) -> Read:
        reader: _Reader | None = getattr(self._mine, "reader", None)
        if reader is None or not reader.alive:
            reader = self._mine.reader = self._start()
        return reader.read(was, self._patience)

    def _start(self) -> _Reader:
        with self._guard:
            if self._closed:
                raise Lost("the run was ended")
            try:
                reader = _Reader(*self._about)
            except OSError as error:
                raise CannotBegin(f"no reading process can be begun: {error.strerror}") from error
            self._started = [r for r in self._started if r.alive]
            self._started.append(reader)
        reader.begin()
        return reader


def _done(result: Read) -> Future[Read]:
    future: Future[Read] = Future()
    future.set_result(result)
    return future


class _Reader:
    """One process, and our end of the pipe to it."""

    def __init__(self, home: Path, root: str, read: Reading) -> None:
        # Spawned, not forked: this process has threads and database connections.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_serve, args=(theirs, home, root, read), name="aipolicy-reader", daemon=True
        )
        self._process.start()
        theirs.close()  # else the pipe would stay open when the process dies
        self.alive = True

    def begin(self) -> None:
        """Wait until it has imported everything. Raises CannotBegin."""
        try:
            self._ask(_BEGIN)
        except Lost as lost:
            raise CannotBegin(
                f"a reading process did not begin: {lost}; is there memory for it? Fewer --jobs "
                "need less"
            ) from lost

    def read(self, was: Stored, patience: float) -> Read:
        try:
            self._pipe.send(was)
        except OSError as error:
            raise self._lost() from error
        result = self._ask(patience)
        assert isinstance(result, Incoming | Ending)
        return result

    def _ask(self, patience: float) -> object:
        try:
            if self._pipe.poll(patience):
                return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._lost() from error
        self.kill()
        raise Lost(f"it was not read after {patience:.0f} s")

    def _lost(self) -> Lost:
        self._process.join(5)
        code = self._process.exitcode
        self.kill()
        if code is not None and code < 0:
            return Lost(f"its process was killed ({signal.Signals(-code).name})")
        return Lost(f"its process ended with {code}")

    def kill(self) -> None:
        self.alive = False
        self._process.kill()

    def join(self) -> None:
        """Wait for its end, so that no dead process is left behind."""
        self._process.join(5)


# -- in the process --------------------------------------------------------------------------------


def _serve(pipe: Connection, home: Path, root: str, read: Reading) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pipe.send("ready")
    while True:
        try:
            was = pipe.recv()
        except EOFError:
            return
        pipe.send(read(home, was, root))


def _end_with_parent() -> None:
    """A killed parent closes nothing: without this its readers would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
