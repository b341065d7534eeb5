"""Many machines: one Prefect server, PostgreSQL, three workers with data folders of their own, one
archive. What they make together is what one undisturbed run makes.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select, text

from db import models, queries
from db.session import open_engine, reading
from flows.ingest import take_in
from flows.run import open_run
from flows.stages.crawl import crawl
from pressroom.server import PressRoom
from tests.conftest import ROOT
from tests.flows.prefect_server import Server, until

pytestmark = pytest.mark.long

SCALE = 0.02
SINCE = "2026-09-21"
MACHINES = ("eins", "zwei", "drei")


@dataclass
class Many:
    """What two spread runs, triggered at the same moment, left behind."""

    room: PressRoom
    engine: Engine
    archive: Path
    homes: Mapping[str, Path]
    flow_runs: list[dict[str, Any]]
    tasks: list[tuple[int, int]]  # of each part: its outlets, its task runs
    calm: str  # the fingerprint of one undisturbed run

    def count(self, column: Any, *where: Any) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count(column)).where(*where)) or 0


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=SCALE) as room:
        yield room


@pytest.fixture(scope="module")
def many(
    server: Server, postgres: str, room: PressRoom, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Many]:
    folder = tmp_path_factory.mktemp("many")
    calm = undisturbed(room, folder / "calm")
    room.log.clear()
    address, archive = fresh_database(postgres), folder / "archive"
    homes = {name: folder / name for name in MACHINES}
    common = {
        "AIPOLICY_DATABASE_URL": address, "AIPOLICY_ARCHIVE": str(archive),
        "AIPOLICY_PRESSROOM": room.url, "AIPOLICY_DELAY_FACTOR": "0",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
    }  # fmt: skip
    with server.paused(), workers(server, homes, common):
        asked = {"outlets": sorted(room.world.outlets), "since": SINCE, "spread": True}
        twice = [trigger(server, "group", asked) for _ in range(2)]
        flow_runs = until(lambda: ended(server, twice), "the end of both spread runs", 300)
        tasks = list(counted(server))
    engine = open_engine(address)
    yield Many(room, engine, archive, homes, flow_runs, tasks, calm)
    engine.dispose()


def fresh_database(cluster: str) -> str:
    """A new database of the cluster; its address."""
    admin = create_engine(cluster.format(database="postgres"), isolation_level="AUTOCOMMIT")
    name = f"many_{secrets.token_hex(4)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return cluster.format(database=name)


def undisturbed(room: PressRoom, home: Path) -> str:
    """All outlets in one run, one after another; the corpus' fingerprint."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "ARCHIVE"):
            patch.delenv(f"AIPOLICY_{name}", raising=False)
        patch.setenv("AIPOLICY_HOME", str(home))
        patch.setenv("AIPOLICY_PRESSROOM", room.url)
        patch.setenv("AIPOLICY_DELAY_FACTOR", "0")
        with open_run(sorted(room.world.outlets), None, SINCE, None, "hand", 600) as run:
            for order in run.orders:
                returncode = crawl(order)
                for code in order.outlets:
                    take_in(run, code, returncode)
        with reading(run.engine) as session:
            return queries.fingerprint(session)


@contextmanager
def workers(server: Server, homes: Mapping[str, Path], common: Mapping[str, str]) -> Iterator[None]:
    """A worker for each machine, with room for two runs; a contact of its own tells it apart in the
    press room's log.
    """
    started = []
    for name, home in homes.items():
        home.mkdir()
        with (home / "worker.log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "prefect", "worker", "start", "--pool", "aipolicy",
                     "--type", "process", "--name", name, "--limit", "2"],
                    env={**server.env, **common, "AIPOLICY_HOME": str(home / "data"),
                         "AIPOLICY_CONTACT": name, "PREFECT_HOME": str(home / "prefect")},
                    cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                )
            )  # fmt: skip
    try:
        yield
    finally:
        for worker in started:
            os.killpg(worker.pid, signal.SIGKILL)  # a session of its own, and all that it started
            worker.wait()


def trigger(server: Server, deployment: str, parameters: dict[str, Any]) -> str:
    id_ = server.deployments()[deployment]["id"]
    made = server.ask(
        f"deployments/{id_}/create_flow_run", parameters=parameters, state={"type": "SCHEDULED"}
    )
    return str(made["id"])


def ended(server: Server, ids: list[str]) -> list[dict[str, Any]] | None:
    try:
        found = server.ask("flow_runs/filter", flow_runs={"id": {"any_": ids}})
    except TimeoutError:
        return None  # the runs themselves wait for a server that is busy, too
    over = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
    return found if all(run["state"]["type"] in over for run in found) else None


def counted(server: Server) -> Iterator[tuple[int, int]]:
    for run in server.ask("flow_runs/filter", flow_runs={"tags": {"all_": ["part"]}}):
        wanted = {"id": {"any_": [run["id"]]}}
        yield len(run["parameters"]["outlets"]), server.ask("task_runs/count", flow_runs=wanted)


# -- two spread runs at the same moment ------------------------------------------------------------


def test_both_come_to_their_end(many: Many) -> None:
    assert [run["state"]["type"] for run in many.flow_runs] == ["COMPLETED"] * 2
    assert many.count(models.Run.id, models.Run.flow == "spread") == 2


def test_the_machines_share_the_work(many: Many) -> None:
    with reading(many.engine) as session:
        machines = set(session.scalars(select(models.Run.machine)))
    assert len(machines) == len(MACHINES)


def test_task_runs_do_not_grow_with_articles(many: Many) -> None:
    """At most a crawl and a taking-in for each outlet, and the report."""
    assert any(tasks for _, tasks in many.tasks)
    assert [part for part in many.tasks if part[1] > 2 * part[0] + 1] == []


def test_no_outlet_is_fetched_by_two_machines_at_once(many: Many) -> None:
    """From the press room's log: a machine's requests to an outlet come without another's between."""
    wrong = {}
    sites = many.room.sites
    for outlet in many.room.world.outlets:
        asked = sorted(
            (entry.time, entry.headers["user-agent"].rpartition("+")[2].rstrip(")"))
            for entry in many.room.log
            if entry.host in sites and sites[entry.host].outlet == outlet
        )
        visits = [name for name, _ in groupby(name for _, name in asked)]
        assert set(visits) <= set(MACHINES)
        if not visits or len(visits) != len(set(visits)):
            wrong[outlet] = visits
    assert wrong == {}


def test_what_is_stored_is_what_one_undisturbed_run_stores(many: Many) -> None:
    with reading(many.engine) as session:
        assert queries.fingerprint(session) == many.calm


def test_every_ledger_adds_up(many: Many) -> None:
    with reading(many.engine) as session:
        closed = session.scalars(select(models.RunOutlet)).all()
        wrong = [
            (row.run_id, row.outlet, row.status, row.message)
            for row in closed
            if row.status != "finished"
            or row.discovered != sum(queries.ledger(session, row.run_id)[row.outlet].values())
        ]
    assert wrong == []
    assert {row.outlet for row in closed} == set(many.room.world.outlets)


def test_every_run_is_closed_and_no_lease_is_left(many: Many) -> None:
    assert many.count(models.Run.id, models.Run.status != "finished") == 0
    assert many.count(models.Lease.name) == 0


def test_no_text_is_left_without_its_story(many: Many) -> None:
    assert many.count(models.Story.id) > 0
    assert many.count(models.Article.id, models.Article.current_version_id.is_not(None),
                      models.Article.story_id.is_(None)) == 0  # fmt: skip


def test_every_response_lies_in_the_archive_they_share(many: Many) -> None:
    with reading(many.engine) as session:
        files = set(session.scalars(select(models.Capture.file).distinct()))
    assert files
    assert [file for file in files if not (many.archive / file).exists()] == []
    for home in many.homes.values():
        assert list(home.rglob("*.warc.gz")) == []
