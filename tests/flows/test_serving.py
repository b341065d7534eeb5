"""What `aipolicy up` is made of, without a Prefect server."""

from __future__ import annotations

import asyncio
import http.server
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.commands.up import up
from flows import environment
from flows.serving import address, child, clearing
from flows.serving.api import ServerError, ask
from flows.serving.child import Child
from flows.serving.server import listen
from flows.serving.supervisor import CannotStart, Plan, Supervisor
from flows.serving.up import run
from tests.flows.prefect_server import until

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Fake(http.server.BaseHTTPRequestHandler):
    """A server that is well, has runs, and keeps what is asked of it."""

    runs: list[dict[str, Any]] = []  # noqa: RUF012
    asked: list[tuple[str, Any]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self._say(True)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        if self.path.endswith("/filter"):
            states = body["flow_runs"]["state"]["type"]["any_"]
            return self._say([r for r in self.runs if r["state"] in states])
        return self._say({})

    def _say(self, what: Any) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Fake.runs, Fake.asked = [], []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fake) as fake:
        threading.Thread(target=fake.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{fake.server_port}/api"
        fake.shutdown()


def planned(run_id: str, deployment: str, minutes_ago: float, **more: Any) -> dict[str, Any]:
    due = (NOW - timedelta(minutes=minutes_ago)).isoformat()
    return {"id": run_id, "deployment_id": deployment, "auto_scheduled": True, "state": "SCHEDULED",
            "expected_start_time": due} | more  # fmt: skip


# -- after a sleep -----------------------------------------------------------------------------------


def test_after_hours_of_sleep_one_run_a_deployment_catches_up() -> None:
    runs = [planned(f"n{m}", "national", m) for m in (120, 90, 60)]
    runs += [planned(f"r{m}", "regional", m) for m in (70, 10)]
    assert {r["id"] for r in clearing.overdue(runs, NOW)} == {"n120", "n90", "r70"}


@pytest.mark.parametrize(
    "other",
    [planned("due", "national", -30), planned("now", "national", 0.5),
     planned("hand", "national", 90, auto_scheduled=False)],
    ids=["of the future", "due now", "by hand"],
)  # fmt: skip
def test_other_runs_are_left_alone(other: dict[str, Any]) -> None:
    assert clearing.overdue([planned("late", "national", 45), other], NOW) == []


def test_a_run_passed_over_says_why(server: str) -> None:
    Fake.runs = [planned("a", "national", 90), planned("b", "national", 60)]
    assert clearing.pass_over(server, "aipolicy", NOW) == 1
    path, body = Fake.asked[-1]
    assert path == "/api/flow_runs/a/set_state"
    assert body["state"]["type"] == "CANCELLED"
    assert "catches up" in body["state"]["message"]


@pytest.mark.parametrize(("jump", "woke"), [(3600.0, True), (0.0, False), (-3600.0, False)])
def test_a_sleep_of_the_machine_is_noticed_by_its_clocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: float, woke: bool
) -> None:
    supervisor = Supervisor(Plan(tmp_path), "http://127.0.0.1:9/api", {})
    assert not supervisor.woke()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + jump)
    assert supervisor.woke() == woke


def test_of_running_runs_those_of_the_dead_worker_are_buried(server: str) -> None:
    def at_work(run_id: str, worker: str) -> dict[str, Any]:
        return {"id": run_id, "state": "RUNNING", "labels": {"prefect.worker.name": worker}}

    Fake.runs = [at_work("mine", "here-1"), at_work("other", "there-2")]
    assert clearing.bury(server, "aipolicy", "here-1") == 1
    assert Fake.asked[-1][0] == "/api/flow_runs/mine/set_state"


def test_a_server_that_does_not_answer_is_an_error_of_ours() -> None:
    with listen("127.0.0.1", 0) as nobody:
        port = nobody.getsockname()[1]
    with pytest.raises(ServerError, match="does not answer"):
        ask(f"http://127.0.0.1:{port}/api", "health")


# -- where the server is -----------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and an environment that is put back."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in [n for n in os.environ if n.startswith(("PREFECT_", "AIPOLICY_"))]:
        del os.environ[name]
    (tmp_path / "prefect").mkdir()
    return tmp_path


def test_commands_beside_up_use_its_server(home: Path, server: str) -> None:
    address.write(home, server)
    environment.prepare(home)
    assert os.environ["PREFECT_API_URL"] == server


@pytest.mark.parametrize(
    "left",
    ['{"pid": 4194304, "url": "http://127.0.0.1:9/api"}', "{", '["odd"]', '{"pid": "x"}'],
    ids=["of a killed up", "torn", "odd", "half"],
)
def test_a_stale_address_is_no_server(home: Path, left: str) -> None:
    (home / "prefect" / "server.json").write_text(left)
    environment.prepare(home)
    assert "PREFECT_API_URL" not in os.environ


def test_an_address_that_is_set_comes_first(home: Path, server: str) -> None:
    address.write(home, server)
    os.environ["PREFECT_API_URL"] = "http://elsewhere:4200/api"
    environment.prepare(home)
    assert os.environ["PREFECT_API_URL"] == "http://elsewhere:4200/api"


def test_prefects_home_is_absolute_and_nothing_is_told_about_us(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    environment.prepare(Path("data"))
    assert os.environ["PREFECT_HOME"] == str(home / "data" / "prefect")
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["DO_NOT_TRACK"] == "1"


@pytest.mark.parametrize(
    ("corpus", "prefect"),
    [("postgresql://a:x@db/aipolicy", "postgresql+asyncpg://a:x@db/aipolicy?ssl=off"),
     (None, "sqlite+aiosqlite:///{home}/corpus.db")],
    ids=["postgresql", "sqlite"],
)  # fmt: skip
def test_prefect_is_kept_out_of_the_corpus(home: Path, corpus: str | None, prefect: str) -> None:
    if corpus:
        os.environ["AIPOLICY_DATABASE_URL"] = corpus
    os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = prefect.format(home=home)
    with pytest.raises(environment.SharedDatabase, match="one of its own"):
        environment.prepare(home)


# -- children ----------------------------------------------------------------------------------------


def test_a_child_that_dies_is_started_again_later_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = Child("server", [sys.executable, "-c", "print('last words')"], os.environ, tmp_path / "log")  # fmt: skip
    waits = []
    for _ in range(3):
        made.start()
        assert made.process is not None
        made.process.wait()
        assert made.fell()
        waits.append(made.due - time.monotonic())
    assert waits == sorted(waits)
    assert waits[0] <= child.BACKOFF[0]
    assert "ended with exit code 0; it is started again in" in caplog.text
    until(lambda: (tmp_path / "log").exists() and "last words" in (tmp_path / "log").read_text(), "log")  # fmt: skip


def test_a_childs_log_is_rotated_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LOG_BYTES", 2000)
    monkeypatch.setattr(child, "LOG_FILES", 2)
    made = Child("worker", [sys.executable, "-c", "print('x' * 99 + '\\n', end='') or [print('x' * 99) for _ in range(200)]"], os.environ, tmp_path / "log")  # fmt: skip
    made.start()
    until(lambda: made.process is not None and made.process.poll() is not None, "its end")
    until(lambda: len(list(tmp_path.iterdir())) == 3, "three logs")
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(600)"  # fmt: skip
    made = Child("worker", [sys.executable, "-c", stubborn], os.environ, tmp_path / "log")
    made.start()
    until(lambda: (tmp_path / "log").exists() and "on" in (tmp_path / "log").read_text(), "start")
    process = made.process
    made.end(patience=0.2)
    assert process is not None
    assert process.returncode == -9


# -- usage -------------------------------------------------------------------------------------------


def test_a_taken_port_is_told_with_the_way_out(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(CannotStart, match="--port"):
        run(Plan(tmp_path, port=taken.getsockname()[1]))


@pytest.mark.parametrize(
    ("arguments", "url", "said"),
    [(["--join"], None, "--join needs PREFECT_API_URL"),
     (["--join", "--no-worker"], "http://a/api", "give one of them"),
     ([], "http://a/api", "--join works for that one")],
)  # fmt: skip
def test_usage_that_makes_no_sense_is_told(
    home: Path, arguments: list[str], url: str | None, said: str
) -> None:
    result = CliRunner().invoke(up, arguments, env={"PREFECT_API_URL": url})
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


# -- the engine that is ready ------------------------------------------------------------------------

#: Stands in for the engine: says which folder it is told, once it is told a run.
ECHO = "import json, sys; told = sys.stdin.read(); print(json.loads(told)['cwd'] if told else '')"


class Status:
    """What Prefect's starter is told."""

    def __init__(self) -> None:
        self.handles: list[Any] = []

    def started(self, handle: Any) -> None:
        self.handles.append(handle)


def handed_over(code_is_newer: bool, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, Status]:
    """Whether a run got the engine that was ready."""
    from flows.serving import spare as room

    monkeypatch.setattr(room, "changed_since", lambda _: code_is_newer)
    monkeypatch.setattr(room, "PAUSE", 600.0)
    status = Status()

    async def play() -> bool:
        spare = room.Spare([sys.executable, "-c", ECHO])
        spare.load()
        while spare.process is None:
            await asyncio.sleep(0.01)
        ready = spare.process.pid
        cold = asyncio.wait_for(
            spare.run(
                spare.command, task_status=status, task_status_handler=lambda p: p.pid,
                env=dict(os.environ), cwd="/", stream_output=True, stdin=subprocess.DEVNULL,
            ),
            60,
        )  # fmt: skip
        return (await cold).pid == ready

    return asyncio.run(play()), status


def test_a_run_gets_the_engine_that_is_ready_and_is_told_to_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    used, status = handed_over(False, monkeypatch)
    assert used
    assert len(status.handles) == 1
    assert capsys.readouterr().out.strip() == "/"


def test_an_engine_with_yesterdays_code_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    used, status = handed_over(True, monkeypatch)
    assert not used
    assert len(status.handles) == 1


@pytest.mark.parametrize(
    ("host", "password", "warned"),
    [("127.0.0.2", None, True), ("127.0.0.2", "u:p", False), ("127.0.0.1", None, False)],
)  # another address than the loopback's own stands for one that others reach
def test_reaching_beyond_this_machine_is_warned_of(
    home: Path, host: str, password: str | None, warned: bool
) -> None:
    if password:
        os.environ["PREFECT_SERVER_API_AUTH_STRING"] = password
    os.environ["AIPOLICY_HOME"] = str(home)
    with listen(host, 0) as taken:  # so that it goes no further
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(up, ["--host", host, "--no-worker", "--port", port])
    assert result.exit_code == 1
    assert ("start anything" in " ".join(result.output.split())) == warned
