"""Holding: what a process works on stays its own for as long as it lives, and no longer.

Two locks on each name. First one of this machine (`flows.locks`), which falls with the process: so a
dead holder of this machine is passed over at once. Then a lease in the corpus database (`db.leases`),
which machines share. A thread puts the leases off; when it cannot (the database is away, the process
was stopped, the laptop slept), `Hold.holds` says no as soon as the lease may be over, by a clock that
counts sleep as well. Whoever writes results does it within `Hold.guarding`: each transaction then
makes sure first that the lease is held, and keeps it from being taken until it is committed.

Names are ``outlet:kbs`` (who may fetch from it), ``run:<id>`` (who may write that run's part of the
ledger), or a flow's own, such as ``reprocess``.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from db import leases
from db.errors import DatabaseError, LeaseLost
from db.leases import RENEWAL, TERM
from db.session import guarded, retrying, writing
from flows.locks import try_lock
from flows.machine import host, machine
from spiders.leash import LEASH, boottime

logger = logging.getLogger(__name__)

#: Before a lease can be over for others, its holder counts it as lost.
MARGIN = 5.0
#: Seconds after which a failed renewal is tried again.
_AGAIN = 5.0


def outlet_lease(code: str) -> str:
    return f"outlet:{code}"


def run_lease(run_id: str) -> str:
    return f"run:{run_id}"


def lock_file(home: Path, name: str) -> Path:
    """The lock beside a lease: ``locks/kbs.lock``, ``runs/<id>/run.lock``, ``locks/reprocess.lock``."""
    kind, _, what = name.rpartition(":")
    if kind == "run":
        return home / "runs" / what / "run.lock"
    return home / "locks" / f"{what if kind in ('', 'outlet') else f'{kind}-{what}'}.lock"


class Hold:
    """Leases of one process. ``names`` are those it got, in the order asked for."""

    def __init__(self, engine: Engine, home: Path, run_id: str | None) -> None:
        self.names: tuple[str, ...] = ()
        self._engine = engine
        self._home = home
        self._run_id = run_id
        self._machine = machine(home)
        self._holder = f"{host()}/{os.getpid()}-{secrets.token_hex(4)}"
        self._handles: dict[str, int] = {}
        self._until: dict[str, float] = {}  # by boottime(); absent: lost
        self._left: set[str] = set()
        self._renewing = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    # -- asking ---------------------------------------------------------------------------------

    def holds(self, name: str) -> bool:
        """Is it certainly ours at this moment?"""
        return boottime() < self._until.get(name, 0.0)

    def check(self, *names: str) -> None:
        """Raises LeaseLost unless all are ours; asks the database where that is in doubt."""
        if not all(self.holds(name) for name in names):
            retrying(self._renew)
        if lost := [name for name in names if not self.holds(name)]:
            raise LeaseLost(lost)

    def guarding(self, *names: str) -> AbstractContextManager[None]:
        """Every write transaction of this thread in here holds these leases, or raises LeaseLost."""
        return guarded(lambda session: leases.require(session, names, self._holder))

    # -- holding --------------------------------------------------------------------------------

    def take(self, names: Sequence[str]) -> None:
        """First this machine's locks, then the leases; what others have is left to them."""
        for name in dict.fromkeys(names):
            handle = try_lock(lock_file(self._home, name))
            if handle is not None:
                self._handles[name] = handle
        got = retrying(self._take)
        for name in self._handles.keys() - got:
            os.close(self._handles.pop(name))
        self.names = tuple(self._handles)
        self._tell()

    def _take(self) -> set[str]:
        asked = boottime()
        with writing(self._engine) as session:
            got = leases.take_all(session, self._handles, self._machine, self._holder, self._run_id)
        self._until = dict.fromkeys(got, _until(asked))
        return got

    def keep(self) -> None:
        """Begin to put the leases off."""
        self._thread = threading.Thread(target=self._keep, name="leases", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        pause = RENEWAL.total_seconds()
        while not self._over.wait(pause):
            try:
                self._renew()
                pause = RENEWAL.total_seconds()
            except (DBAPIError, DatabaseError, OSError) as error:
                logger.warning("the leases could not be renewed: %s", _brief(error))
                pause = _AGAIN

    def _renew(self) -> None:
        with self._renewing:
            asked = boottime()
            with writing(self._engine) as session:
                kept = leases.renew(session, self._until, self._holder)
            for name in self._until.keys() - kept:
                logger.error("%s", LeaseLost([name]))
            self._until = dict.fromkeys(sorted(kept), _until(asked))
            self._tell()

    def _tell(self) -> None:
        """Leave the run's crawls the time until which they may go on: they watch it themselves, so
        that they end even where this process is stopped.
        """
        if self._run_id is None or run_lease(self._run_id) not in self._handles:
            return
        file = self._home / "runs" / self._run_id / LEASH
        part = file.with_suffix(".part")
        part.write_text(json.dumps({"until": self._until}), encoding="utf-8")
        os.replace(part, file)

    def leave(self, name: str) -> None:
        """Let this lease run out at the end, rather than give it back: what it stands for is not
        done, and its row tells until when somebody was at work on it.
        """
        self._left.add(name)

    def let_go(self) -> None:
        """Give all back. Where the database is away they run out by themselves."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=_AGAIN)
        try:
            retrying(self._release, patience=0)
        except (DBAPIError, DatabaseError) as error:
            logger.warning("the leases are left to run out: %s", _brief(error))
        finally:
            self._until = {}
            for handle in self._handles.values():
                os.close(handle)

    def _release(self) -> None:
        with writing(self._engine) as session:
            leases.release(session, self._handles.keys() - self._left, self._holder)


@contextmanager
def hold(
    engine: Engine, home: Path, names: Iterable[str], run_id: str | None = None
) -> Iterator[Hold]:
    """Hold what of these names nobody else holds, on this machine or another, until the end."""
    held = Hold(engine, home, run_id)
    try:
        held.take(tuple(names))
        if held.names:
            held.keep()
        yield held
    finally:
        held.let_go()


def _until(asked: float) -> float:
    return asked + TERM.total_seconds() - MARGIN


def _brief(error: Exception) -> str:
    orig = getattr(error, "orig", None)
    return str(orig or error).partition("\n")[0]
