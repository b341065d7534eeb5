"""A throw-away PostgreSQL on a Unix socket, for benchmarks that run on both databases."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


def binaries() -> Path | None:
    """Where Debian or the PATH has the server's programs."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def cluster(keep: Path | None = None) -> Iterator[str]:
    """A server without fsync; yields the address with ``{database}`` to fill in. It refuses to run
    as root and is started as ``postgres`` there. Its data stay where a folder to keep them is given,
    and are used again.

    Raises RuntimeError where PostgreSQL is not installed.
    """
    programs = binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="aipg"))
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            (str(programs / program), *arguments), check=True, user=user, cwd=folder,
            stdout=subprocess.DEVNULL, timeout=600,
        )  # fmt: skip

    data = str((keep or folder).absolute() / "data")
    made = Path(data, "PG_VERSION").exists()
    if keep and user and not made:
        shutil.chown(keep, user)
    if not made:
        run(
            "initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "bench",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
    options = (
        f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        " -c shared_buffers=512MB -c max_wal_size=8GB -c maintenance_work_mem=512MB"
    )
    run("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://bench@/{{database}}?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "fast" if keep else "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def database(address: str, name: str) -> str:
    """A database in the cluster, made where there is none; its address."""
    admin = create_engine(address.format(database="postgres"), isolation_level="AUTOCOMMIT")
    known = text("SELECT count(*) FROM pg_database WHERE datname = :name")
    with admin.connect() as connection:
        if not connection.execute(known, {"name": name}).scalar_one():
            connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return address.format(database=name)
