"""PostgreSQL killed with -9 in the middle of a run, all its processes, and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.faults.rig import Home, Rig, began, descendants, finish
from bench.faults.surroundings import Unavailable
from bench.postgres import binaries


@dataclass(frozen=True)
class Cluster:
    """A throw-away server on a Unix socket that can be killed and started."""

    programs: Path
    folder: Path
    user: str | None

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            (str(self.programs / program), *arguments), check=True, user=self.user,
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
        )  # fmt: skip

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.data), "-o", options, "-w", "-l", log, "start")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def kill(self) -> None:
        """The postmaster and all its processes, at once. What survives is on the disk."""
        postmaster = int((self.data / "postmaster.pid").read_text("ascii").split()[0])
        family = (postmaster, *descendants(postmaster))
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        while any(_lives(pid) for pid in family):
            time.sleep(0.02)

    def revive(self) -> None:
        """Start it again; what is left of the dead one may stand in the way for a moment."""
        for _ in range(30):
            try:
                self.start()
                return
            except subprocess.CalledProcessError:
                time.sleep(1)
        self.start()

    def database(self, name: str) -> str:
        address = f"postgresql+psycopg://bench@/{{}}?host={self.folder}"
        admin = create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return address.format(name)


def _lives(pid: int) -> bool:
    """Not gone, and no zombie either."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def killable() -> Iterator[Cluster]:
    """Raises Unavailable where PostgreSQL is not installed."""
    programs = binaries()
    if programs is None:
        raise Unavailable("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="aipg"))
    if user:
        shutil.chown(folder, user)
    cluster = Cluster(programs, folder, user)
    cluster.run("initdb", "-D", str(cluster.data), "-A", "trust", "-U", "bench", "-E", "UTF8",
                "--locale=C.UTF-8")  # fmt: skip
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.run("pg_ctl", "-D", str(cluster.data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def strike(cluster: Cluster, rig: Rig, home: Home) -> bool:
    """The database dies in the middle of a run and is back some seconds later."""
    process = rig.start(home)
    if not began(home, process):
        finish(process)
        return False
    time.sleep(rig.moment())
    struck = process.poll() is None
    cluster.kill()
    time.sleep(rig.rng.uniform(0.0, 6.0))
    cluster.revive()
    finish(process)
    return struck
