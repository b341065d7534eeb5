"""A reader whose process meets with accidents; what happens is said by the article's key."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from db.records import Ending, Incoming
from db.stale import Stored
from flows.stages.reread import read_again


def read(home: Path, was: Stored, root: str) -> Incoming | Ending:
    """``killed…`` ends by SIGKILL each time, ``once…`` the first time, ``hangs…`` never ends."""
    mark = home / f"{was.key}.tried"
    if was.key.startswith("killed") or (was.key.startswith("once") and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if was.key.startswith("hangs"):
        time.sleep(600)
    return read_again(home, was, root)


def slowly(home: Path, was: Stored, root: str) -> Incoming | Ending:
    time.sleep(0.2)
    return read_again(home, was, root)


def broken(home: Path, was: Stored, root: str) -> Incoming | Ending:
    os._exit(3)
