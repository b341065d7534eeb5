"""``python -m bench.many``: many machines, and one of them dies in the middle.

PostgreSQL holds the corpus and Prefect's own database. Three workers, each a process with a data folder
of its own, share one archive. The same spread ingest is triggered twice at the same moment; as soon as
a worker has fetched articles it is killed with -9, and all that it runs with it. When the others are
done it comes back, and one more spread ingest is triggered. Prints what happened, and exits with 1
unless the corpus is the one of an undisturbed run, every ledger adds up, and no outlet was ever fetched
by two machines at once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.postgres import cluster, database
from db import queries
from db.models import Run, RunOutlet
from db.session import open_engine, reading
from pressroom.server import PressRoom

ROOT = Path(__file__).parents[1]
SINCE = "2026-09-21"
PYTHON = sys.executable
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
PROGRAM = """
from flows.ingest import take_in
from flows.run import open_run
from flows.stages.crawl import crawl
with open_run({outlets!r}, None, {since!r}, None, "hand", 1800) as run:
    for order in run.orders:
        returncode = crawl(order)
        for code in order.outlets:
            take_in(run, code, returncode)
"""
RECOVER = """
from db.home import home
from db.session import open_engine
from flows.recovery import recover
print(recover(open_engine(folder=home()), home()))
"""


def until(holds: Callable[[], Any], what: str, seconds: float = 900) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := holds():
                return found
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass  # a server that is busy, or not up yet
        time.sleep(0.2)
    raise SystemExit(f"{what} did not come about in {seconds:.0f} s")


@dataclass
class Machines:
    """One Prefect server and its workers, until left."""

    folder: Path
    env: dict[str, str]
    api: str
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def home(self, name: str) -> Path:
        return self.folder / name

    def environment(self, name: str) -> dict[str, str]:
        home = self.home(name)
        return {**self.env, "AIPOLICY_HOME": str(home), "AIPOLICY_CONTACT": name,
                "PREFECT_HOME": str(home / "prefect")}  # fmt: skip

    def start(self, name: str) -> None:
        self.home(name).mkdir(exist_ok=True)
        with (self.home(name) / "worker.log").open("ab") as log:
            self.workers[name] = subprocess.Popen(
                [PYTHON, "-m", "prefect", "worker", "start", "--pool", "aipolicy", "--type",
                 "process", "--name", name, "--limit", "2"],
                env=self.environment(name), cwd=ROOT, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """The machine is gone: the worker, the runs it started, and their crawls (those notice)."""
        os.killpg(self.workers[name].pid, signal.SIGKILL)
        self.workers.pop(name).wait()

    def prefect(self, *arguments: str) -> None:
        subprocess.run(
            [PYTHON, "-m", "prefect", "--no-prompt", *arguments], env=self.env, cwd=ROOT, check=True,
            stdout=subprocess.DEVNULL, timeout=300,
        )  # fmt: skip

    def ask(self, path: str, **query: Any) -> Any:
        request = urllib.request.Request(
            f"{self.api}/{path}", json.dumps(query).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = answer.read()
        return json.loads(said) if said else None

    def trigger(self, outlets: list[str]) -> str:
        (group,) = (d for d in self.ask("deployments/filter") if d["name"] == "group")
        parameters = {"outlets": outlets, "since": SINCE, "spread": True}
        made = self.ask(f"deployments/{group['id']}/create_flow_run", parameters=parameters,
                        state={"type": "SCHEDULED"})  # fmt: skip
        return str(made["id"])

    def states(self, ids: list[str]) -> list[str]:
        found = self.ask("flow_runs/filter", flow_runs={"id": {"any_": ids}})
        return [run["state"]["type"] for run in found]

    def wait(self, ids: list[str]) -> list[str]:
        """Until they ended, or nobody who lives has worked for half a minute, and nothing waits to be
        taken: what still counts as running then was on a machine that is gone.
        """
        idle_since: float | None = None

        def ended() -> list[str] | None:
            nonlocal idle_since
            states = self.states(ids)
            if all(state in OVER for state in states):
                return states
            waiting = {"type": {"any_": ["SCHEDULED"]}}
            if self._at_work() or self.ask("flow_runs/filter", flow_runs={"state": waiting}):
                idle_since = None
                return None
            idle_since = idle_since or time.monotonic()
            return states if time.monotonic() - idle_since > 30 else None

        return list(until(ended, "the end of the spread runs", 1800))

    def _at_work(self) -> bool:
        """Does any worker that lives run anything?"""
        return any(
            children.read_text().split()
            for worker in self.workers.values()
            for children in Path(f"/proc/{worker.pid}/task").glob("*/children")
        )


@contextmanager
def machines(folder: Path, postgres: str, room: PressRoom, names: list[str]) -> Iterator[Machines]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIPOLICY_", "PREFECT_"))}
    api = f"http://127.0.0.1:{port}/api"
    own = database(postgres, "prefect").replace("+psycopg", "+asyncpg")
    env = kept | {
        "PREFECT_HOME": str(folder / "prefect"), "PREFECT_API_URL": api,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": own, "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "2", "DO_NOT_TRACK": "1", "NO_COLOR": "1",
        "AIPOLICY_DATABASE_URL": database(postgres, "corpus"), "AIPOLICY_PRESSROOM": room.url,
        "AIPOLICY_ARCHIVE": str(folder / "archive"), "AIPOLICY_DELAY_FACTOR": "0",
        "AIPOLICY_HOME": str(folder / "none"),
    }  # fmt: skip
    with ExitStack() as stack:
        with (folder / "server.log").open("wb") as log:
            server = subprocess.Popen(
                [PYTHON, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
                env=env, cwd=folder, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        stack.callback(server.wait)
        stack.callback(os.killpg, server.pid, signal.SIGKILL)
        them = Machines(folder, env, api)
        until(lambda: urllib.request.urlopen(f"{api}/health", timeout=5), "the Prefect server")
        them.ask("work_pools/", name="aipolicy", type="process")
        them.prefect("deploy", "--all")
        for deployment in them.ask("deployments/filter"):
            them.ask(f"deployments/{deployment['id']}/pause_deployment")
        for name in names:
            them.start(name)
        try:
            yield them
        finally:
            for name in list(them.workers):
                them.kill(name)


def undisturbed(folder: Path, postgres: str, room: PressRoom, outlets: list[str]) -> str:
    """The corpus of a single run, without Prefect."""
    address = database(postgres, "calm")
    env = {**os.environ, "AIPOLICY_HOME": str(folder / "calm"), "AIPOLICY_DATABASE_URL": address,
           "AIPOLICY_PRESSROOM": room.url, "AIPOLICY_DELAY_FACTOR": "0"}  # fmt: skip
    env.pop("AIPOLICY_ARCHIVE", None)
    program = PROGRAM.format(outlets=outlets, since=SINCE)
    subprocess.run([PYTHON, "-c", program], env=env, cwd=ROOT, check=True)
    return fingerprint(address)


def fingerprint(address: str) -> str:
    engine = open_engine(address)
    with reading(engine) as session:
        found = queries.fingerprint(session)
    engine.dispose()
    return found


def ledgers(address: str) -> tuple[list[str], Counter[str]]:
    """What does not add up or is still open, and the runs by flow and status."""
    engine = open_engine(address)
    wrong: list[str] = []
    with reading(engine) as session:
        runs = session.query(Run).all()
        wrong += [f"{run.id} ({run.flow}) is open" for run in runs if run.status == "running"]
        for row in session.query(RunOutlet):
            counted = sum(queries.ledger(session, row.run_id).get(row.outlet, {}).values())
            if counted != row.discovered or row.status == "running":
                wrong.append(
                    f"{row.run_id} {row.outlet} {row.status}: {row.discovered} ≠ {counted}"
                )
        kinds = Counter(f"{run.flow} {run.status}" for run in runs)
    engine.dispose()
    return wrong, kinds


def interleaved(room: PressRoom) -> dict[str, list[str]]:
    """Outlets at which a machine came back after another one, within one round of visits: by the
    contact in the User-Agent of every request.
    """
    found = {}
    for outlet in room.world.outlets:
        asked = sorted(
            (entry.time, entry.headers["user-agent"].rpartition("+")[2].rstrip(")"))
            for entry in room.log
            if entry.host in room.sites and room.sites[entry.host].outlet == outlet
        )
        visits = [name for name, _ in groupby(name for _, name in asked)]
        if len(visits) != len(set(visits)):
            found[outlet] = visits
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    names = [f"machine{n}" for n in range(1, options.workers + 1)]
    with (
        tempfile.TemporaryDirectory() as temporary,
        PressRoom(scale=options.scale) as room,
        cluster() as postgres,
    ):
        folder, outlets = Path(temporary), sorted(room.world.outlets)
        started = time.monotonic()
        calm = undisturbed(folder, postgres, room, outlets)
        print(f"undisturbed: {time.monotonic() - started:.0f} s, {len(room.log)} requests")
        room.log.clear()
        with machines(folder, postgres, room, names) as them:
            wrong = _played(them, room, outlets, names, rng)
            address = them.env["AIPOLICY_DATABASE_URL"]
            equal = fingerprint(address) == calm
            more, kinds = ledgers(address)
    print(f"runs: {dict(sorted(kinds.items()))}")
    for line in (*wrong, *more):
        print(f"✗ {line}")
    print("✓ equal to the undisturbed run" if equal else "✗ not equal to the undisturbed run")
    return 0 if equal and not wrong and not more else 1


def _played(
    them: Machines, room: PressRoom, outlets: list[str], names: list[str], rng: random.Random
) -> list[str]:
    """The storm itself; what was wrong on the way."""
    wrong: list[str] = []
    started = time.monotonic()

    def told(what: str) -> None:
        print(f"{time.monotonic() - started:>6.1f} s  {what}", flush=True)

    twice = [them.trigger(outlets) for _ in range(2)]
    told("triggered twice")
    victim = until(lambda: _fetching(them, names, rng), "a machine that fetches")
    them.kill(victim)
    told(f"{victim} killed with -9 while it fetched, and all it ran")
    told(f"the spread runs: {them.wait(twice)}")
    wrong += [f"interleaved: {o} {v}" for o, v in interleaved(room).items()]
    room.log.clear()
    them.start(victim)
    told(f"{victim} is back; triggered once more: {them.wait([them.trigger(outlets)])}")
    wrong += [f"interleaved: {o} {v}" for o, v in interleaved(room).items()]
    for name in names:
        done = subprocess.run([PYTHON, "-c", RECOVER], env=them.environment(name), cwd=ROOT,
                              check=True, capture_output=True, text=True)  # fmt: skip
        told(f"left to be recovered on {name}: {done.stdout.strip()}")
    return wrong


def _fetching(them: Machines, names: list[str], rng: random.Random) -> str | None:
    """A machine that has fetched articles, and not yet brought them in."""
    busy = [
        name
        for name in names
        if any(
            '"kind": "article"' in log.read_text(encoding="utf-8")
            for log in them.home(name).glob("runs/*/*/capture.jsonl")
            if not (log.parent / "stats.json").exists()
        )
    ]
    return rng.choice(busy) if busy else None


if __name__ == "__main__":
    sys.exit(main())
