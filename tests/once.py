"""What is dear to make, made once for all processes of a test run."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object], to: Path
) -> None:
    """Fill the folder ``to`` with what ``make`` puts into the folder it is given.

    The first process that asks makes it, the others wait. Each works on a copy of its own; nobody sees
    a half-made one, since it gets its name when it is whole.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    whole, part = base / name, base / f"{name}.part"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.is_dir():
            shutil.rmtree(part, ignore_errors=True)  # of a process that was killed over it
            part.mkdir()
            make(part)
            part.rename(whole)
    shutil.copytree(whole, to, symlinks=True, dirs_exist_ok=True)
