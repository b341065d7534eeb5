"""What all rooms' tests share: both databases, and the data that may lie beside the project."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from db import schema
from db.session import open_engine

ROOT = Path(__file__).parents[1]
#: Real seeds and pages, read by tests where they are there, never copied into the project.
SHARED = ROOT.parent / "shared"
_numbers = itertools.count()


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A throw-away PostgreSQL cluster on a Unix socket; yields ``…?host=FOLDER`` to fill in.

    The server refuses to run as root: it is started as ``postgres`` there.
    """
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="aipg"))
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=120
        )

    data = str(folder / "data")
    run(str(binaries / "initdb"), "-D", data, "-A", "trust", "-U", "test", "-E", "UTF8",
        "--locale=C.UTF-8", "-N")  # fmt: skip
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = str(binaries / "pg_ctl")
    run(control, "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://test@/{{database}}?host={folder}"
    finally:
        run(control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture(scope="session")
def postgres_tables(postgres: str) -> str:
    """The name of a database at the current schema, to be copied."""
    engine = open_engine(_created(postgres, "tables"))
    schema.ensure(engine)
    engine.dispose()
    return "tables"


def _created(cluster: str, name: str, template: str = "template1") -> str:
    admin = create_engine(cluster.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return cluster.format(database=name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database, once on each system; empty, unless the test has it as an `engine` as well."""
    ready = "engine" in request.fixturenames
    if request.param == "sqlite":
        if ready:
            shutil.copy(request.getfixturevalue("tables"), tmp_path / "corpus.db")
        return f"sqlite:///{tmp_path / 'corpus.db'}"
    cluster: str = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_tables") if ready else "template1"
    return _created(cluster, f"test_{next(_numbers)}", template)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database at the current schema, once on each system."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()
