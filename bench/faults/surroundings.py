"""What a run stands on taken away in its middle: disk, database, clock, network."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bench.faults.rig import Home, Rig, began, finish

#: Where Debian's package `faketime` has its library.
LIBRARIES = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime")
#: Megabytes of the small disk: enough for an undisturbed run, soon filled.
DISK = 48


class Unavailable(RuntimeError):
    """Raised where this machine cannot play a fault: the message says what is missing."""


# -- the disk --------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own on ``folder``. Raises Unavailable where it may not be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable("a small disk cannot be mounted: that needs root") from error
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def disk(rig: Rig, home: Home) -> bool:
    """The disk fills while the archive is written, and stays full to the run's end."""
    process = rig.start(home)
    ballast = home.folder / "ballast"
    struck = began(home, process)
    try:
        if struck:
            time.sleep(rig.moment() / 2)
            struck = process.poll() is None
            _fill(home.folder, ballast, rig.rng.choice((0, 0, 8_000, 100_000)))
        finish(process)
    finally:
        ballast.unlink(missing_ok=True)
    return struck


def _fill(folder: Path, ballast: Path, spare: int) -> None:
    """All that is free but ``spare`` bytes."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        free = shutil.disk_usage(folder).free - spare
        while free > 0:
            free -= file.write(b"\0" * min(free, 1 << 16))
        while not spare:
            file.write(b"\0" * 512)


# -- the database ----------------------------------------------------------------------------------


def locked(rig: Rig, home: Home) -> bool:
    """Another program holds SQLite's only write lock, now and then longer than anyone waits."""
    process = rig.start(home)
    if not began(home, process):
        finish(process)
        return False
    time.sleep(rig.moment())
    struck = False
    other = sqlite3.connect(home.folder / "corpus.db", timeout=60, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        struck = process.poll() is None
        time.sleep(rig.rng.choice((1, 3, 8, 35)))
        other.execute("ROLLBACK")
    finally:
        other.close()
    finish(process)
    return struck


# -- the clock -------------------------------------------------------------------------------------


def faketime() -> str:
    """The library that moves a process's clock. Raises Unavailable."""
    for folder in LIBRARIES:
        library = Path(folder, "libfaketimeMT.so.1")
        if library.exists():
            return str(library)
    raise Unavailable("the clock cannot be moved (Debian: apt-get install faketime)")


def clock(rig: Rig, home: Home) -> bool:
    """The wall clock jumps in the middle of a run, an hour to a day back or forth, and stays there.

    Not further back: an article from the future is one whose date nobody should believe.
    """
    setting = home.folder.with_name(home.folder.name + "-clock")
    _set(setting, 0.0)
    home.extra |= {
        "LD_PRELOAD": faketime(), "FAKETIME_TIMESTAMP_FILE": str(setting), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1",
    }  # fmt: skip
    process = rig.start(home)
    struck = began(home, process)
    if struck:
        time.sleep(rig.moment())
        struck = process.poll() is None
        back = _back()
        jump = rig.rng.choice((-back, -back / 4, 3600.0, 86400.0, 40 * 86400.0))
        _set(setting, jump)
    finish(process)
    _set(setting, 0.0)
    return struck


def _back() -> float:
    """Seconds the clock may go back and still be after all that the press room published."""
    published = datetime.fromisoformat("2026-11-20T18:00:00+09:00")
    free = datetime.now(published.tzinfo) - published - timedelta(hours=1)
    return max(60.0, min(86400.0, free.total_seconds()))


def _set(setting: Path, offset: float) -> None:
    fresh = setting.with_suffix(".new")
    fresh.write_text(f"{offset:+.0f}\n", encoding="ascii")
    os.replace(fresh, setting)


# -- the network -----------------------------------------------------------------------------------


def network(rig: Rig, home: Home) -> bool:
    """Every site refuses or resets connections for a while, then is there again."""
    process = rig.start(home)
    if not began(home, process):
        finish(process)
        return False
    time.sleep(rig.moment() / 3)
    struck = process.poll() is None
    rules = rig.room.faults
    kind, more = rig.rng.choice(
        (("reset", {}), ("reset", {"bytes": 700}), ("hang", {"seconds": 3}))
    )
    rules.add(kind=kind, **more)
    back = threading.Timer(rig.rng.uniform(0.3, 4.0), rules.clear)
    back.start()
    try:
        finish(process)
    finally:
        back.cancel()
        rules.clear()
    return struck
