"""What all rooms' tests share: both databases, and the data that may lie beside the project."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from db import schema
from db.session import open_engine
from tests.once import once

ROOT = Path(__file__).parents[1]
#: Real seeds and pages, read by tests where they are there, never copied into the project.
SHARED = ROOT.parent / "shared"
_numbers = itertools.count()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thirteen thousand tests stay to the end: Python's collector need not go through them while they
    are made, nor half a second each time it goes through all there is afterwards.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("no folder of real seeds and pages beside the project")
    return SHARED


def _postgres_binaries() -> Path | None:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


MEMORY = Path("/dev/shm")
#: The cluster's database at the current schema, to be copied.
TABLES = "tables"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster in a folder, reached by a Unix socket in it alone.

    The server refuses to run as root: it is started as ``postgres`` there.
    """

    folder: Path
    binaries: Path
    user: str | None = "postgres" if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://test@/{{database}}?host={self.folder}"

    def make(self) -> None:
        self._run("initdb", "-D", "data", "-A", "trust", "-U", "test", "-E", "UTF8",
                  "--locale=C.UTF-8", "-N")  # fmt: skip

    def own(self) -> None:
        for file in self.folder.rglob("*") if self.user else ():
            shutil.chown(file, self.user)

    @contextmanager
    def running(self, end: str = "immediate") -> Iterator[None]:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", "data", "-o", options, "-w", "-l", "log", "start")
        try:
            yield
        finally:
            self._run("pg_ctl", "-D", "data", "-m", end, "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            (self.binaries / program, *arguments), check=True, user=self.user, cwd=self.folder,
            stdout=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip


def _roomy(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 4 << 30


@contextmanager
def _cluster(binaries: Path) -> Iterator[Cluster]:
    """In a folder of its own that ``postgres`` gets to, whose path is short enough for a socket. In
    memory where there is room: a database for each test is 300 files each time.
    """
    folder = Path(tempfile.mkdtemp(prefix="aipg", dir=MEMORY if _roomy(MEMORY) else None))
    cluster = Cluster(folder, binaries)
    if cluster.user:
        shutil.chown(folder, cluster.user)
    try:
        yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A throw-away PostgreSQL cluster of this process; yields ``…?host=FOLDER`` to fill in. Its files,
    with a database at the current schema in them, are made once for all processes.
    """
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")

    def make(folder: Path) -> None:
        with _cluster(binaries) as cluster:
            cluster.make()
            with cluster.running("fast"):
                engine = open_engine(_created(cluster.url, TABLES))
                schema.ensure(engine)
                engine.dispose()
            shutil.move(cluster.folder / "data", folder)

    with _cluster(binaries) as cluster:
        once(tmp_path_factory, "postgres", make, cluster.folder)
        cluster.own()
        with cluster.running():
            yield cluster.url


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database at the current schema, to be copied: to migrate one takes a tenth of a second."""
    file = tmp_path_factory.mktemp("tables") / "corpus.db"
    engine = open_engine(f"sqlite:///{file}")
    schema.ensure(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


def _created(cluster: str, name: str, template: str = "template1") -> str:
    with _admin(cluster) as admin:
        how = (
            "STRATEGY file_copy" if admin.info.server_version >= 150_000 else ""
        )  # the cheaper one
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}".encode())
    return cluster.format(database=name)


def _admin(cluster: str) -> psycopg.Connection[Any]:
    url = cluster.format(database="postgres").replace("+psycopg", "")
    return psycopg.connect(url, autocommit=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database, once on each system; empty, unless the test has it as an `engine` as well."""
    ready = "engine" in request.fixturenames
    if request.param == "sqlite":
        if ready:
            shutil.copy(request.getfixturevalue("tables"), tmp_path / "corpus.db")
        yield f"sqlite:///{tmp_path / 'corpus.db'}"
        return
    cluster: str = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    yield _created(cluster, name, TABLES if ready else "template1")
    with _admin(cluster) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database at the current schema, once on each system."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()
