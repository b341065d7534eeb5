"""What `aipolicy up` is made of, without a Prefect server."""

from __future__ import annotations

import asyncio
import http.server
import importlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from click.testing import CliRunner

from cli.commands.up import up
from flows import environment
from flows.serving import address, child, clearing, letters
from flows.serving.api import ServerError, ask
from flows.serving.child import Child
from flows.serving.server import listen
from flows.serving.supervisor import CannotStart, Plan, Supervisor
from flows.serving.up import _environment, run
from tests.flows.prefect_server import until

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Fake(http.server.BaseHTTPRequestHandler):
    """A server that is well, has runs, and keeps what is asked of it."""

    runs: list[dict[str, Any]] = []  # noqa: RUF012
    automations: list[dict[str, Any]] = []  # noqa: RUF012
    asked: list[tuple[str, Any]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self._say({"id": "alarm-id"} if self.path.endswith("/name/alarm/alarm") else True)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        if self.path.endswith("automations/filter"):
            return self._say(self.automations)
        if self.path.endswith("/filter"):
            states = body["flow_runs"]["state"]["type"]["any_"]
            return self._say([r for r in self.runs if _type(r["state"]) in states])
        return self._say({"name": "new-run"})

    def _say(self, what: Any) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *_: object) -> None:
        pass


def _type(state: Any) -> Any:
    return state["type"] if isinstance(state, dict) else state


def made_runs() -> list[tuple[str, Any]]:
    """Runs that were made on the server: of which deployment, and how."""
    return [
        (path.split("/")[-2], body)
        for path, body in Fake.asked
        if path.endswith("/create_flow_run")
    ]


@pytest.fixture
def server() -> Iterator[str]:
    Fake.runs, Fake.asked = [], []
    Fake.automations = [{"name": "aipolicy failure", "enabled": True}]
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


@pytest.mark.parametrize(("process", "asked"), [(None, False), ("living", True)])
def test_a_dead_server_is_not_asked_anything_before_it_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, process: str | None, asked: bool
) -> None:
    """Its socket outlives it: the question would wait half a minute, and the next start with it."""
    calls: list[str] = []
    for name in ("pass_over", "start_again", "bury"):
        monkeypatch.setattr(clearing, name, lambda *_, name=name: calls.append(name) or 0)
    monkeypatch.setattr("flows.serving.supervisor.healthy", lambda *_, **__: True)
    monkeypatch.setattr(Child, "alive", property(lambda self: self.process is not None))
    supervisor = Supervisor(
        Plan(tmp_path), "http://127.0.0.1:9/api", {"PREFECT_HOME": str(tmp_path)}
    )
    later = time.monotonic() + 60
    for name in ("server", "worker"):
        setattr(supervisor, name, Child(name, ["true"], {}, tmp_path / f"{name}.log", due=later))
    if process:
        assert supervisor.server is not None
        supervisor.server.process = MagicMock(**{"poll.return_value": None})
    supervisor.tick()
    assert calls == (["pass_over", "start_again", "bury"] if asked else [])


def test_of_running_runs_those_of_the_dead_worker_are_buried(server: str) -> None:
    def at_work(run_id: str, worker: str) -> dict[str, Any]:
        return {"id": run_id, "state": "RUNNING", "labels": {"prefect.worker.name": worker}}

    Fake.runs = [at_work("mine", "here-1"), at_work("other", "there-2")]
    assert clearing.bury(server, "aipolicy", "here-1") == 1
    assert Fake.asked[-1][0] == "/api/flow_runs/mine/set_state"


def lost(run_id: str, **more: Any) -> dict[str, Any]:
    """A run as Prefect cancels it when the server was killed between its taking and its start."""
    message = "Deployment concurrency slot lost during provisioning - no slots available to continue execution"  # fmt: skip
    return {"id": run_id, "name": "calm-owl", "deployment_id": "national", "auto_scheduled": False,
            "parameters": {"since": "2026-11-01"}, "tags": ["ingest"], "idempotency_key": None,
            "state": {"type": "CANCELLED", "message": message}} | more  # fmt: skip


def test_a_run_that_lost_its_place_with_the_server_is_made_again_once(
    server: str, caplog: pytest.LogCaptureFixture
) -> None:
    Fake.runs, told = [lost("a")], set[str]()
    assert clearing.start_again(server, "aipolicy", told, NOW) == 1
    assert clearing.start_again(server, "aipolicy", told, NOW) == 0
    assert made_runs() == [
        (
            "national",
            {
                "parameters": {"since": "2026-11-01"},
                "tags": ["ingest"],
                "idempotency_key": "again a",
            },
        )
    ]
    assert Fake.asked[0][1]["flow_runs"]["end_time"] == {"after_": "2026-11-20T08:30:00+00:00"}
    assert "calm-owl was cancelled before it began" in caplog.text
    assert "made again as new-run" in caplog.text


@pytest.mark.parametrize(
    ("run", "said"),
    [(lost("a", auto_scheduled=True), "the next of its schedule"),
     (lost("b", idempotency_key="again a"), "trigger it again"),
     (lost("c", state={"type": "CANCELLED", "message": "by a person"}), None),
     (lost("d", state={"type": "CANCELLED", "message": None}), None)],
    ids=["scheduled", "lost twice", "by a person", "without a word"],
)  # fmt: skip
def test_other_cancelled_runs_are_not_made_again_and_a_lost_one_is_told(
    server: str, caplog: pytest.LogCaptureFixture, run: dict[str, Any], said: str | None
) -> None:
    Fake.runs = [run]
    assert clearing.start_again(server, "aipolicy", set(), NOW) == 0
    assert made_runs() == []
    assert (said in caplog.text) if said else not caplog.records


# -- events and alarms that were lost ----------------------------------------------------------------


def event(
    deployment: str | None = "regional", kind: str = "CRASHED", **more: str
) -> dict[str, Any]:
    """An event of a flow run, as Prefect's server writes it."""
    related = [{"prefect.resource.id": "prefect.flow.f", "prefect.resource.role": "flow",
                "prefect.resource.name": deployment if deployment == "alarm" else "ingest"}]  # fmt: skip
    if deployment:
        related.append({"prefect.resource.id": "prefect.deployment.d", "prefect.resource.name": deployment,
                        "prefect.resource.role": "deployment"})  # fmt: skip
    related.append({"prefect.resource.id": "prefect.tag.ingest", "prefect.resource.role": "tag"})
    resource = {
        "prefect.resource.id": "prefect.flow-run.r1", "prefect.resource.name": "calm-owl",
        "prefect.run-count": "1", "prefect.state-message": "Process exited with status code: -9.",
        "prefect.state-name": kind.capitalize(), "prefect.state-type": kind,
    }  # fmt: skip
    return {"occurred": "2026-11-20T08:59:00.034773Z", "event": f"prefect.flow-run.{kind.capitalize()}",
            "resource": resource | more, "related": related, "payload": {}, "id": "e"}  # fmt: skip


@pytest.fixture
def dead(tmp_path: Path) -> Path:
    """The folder of dead letters."""
    folder = tmp_path / "dlq"
    folder.mkdir()
    return folder


def drop(folder: Path, name: str, held: Any) -> None:
    """A dead letter, written by Prefect's own hand a minute ago."""
    from prefect.server.utilities.messaging.memory import MemoryMessage, Subscription, Topic

    letter = MemoryMessage(json.dumps(held).encode(), {"id": "e", "event": "x"}, retry_count=4)
    written = Subscription(Topic("events"), dead_letter_queue_path=folder / name)
    asyncio.run(written.send_to_dead_letter_queue(letter))
    [path] = (folder / name).iterdir()
    path.rename(folder / f"{name}.letter")
    (folder / name).rmdir()
    age(folder / f"{name}.letter")


def age(path: Path) -> None:
    os.utime(path, (time.time() - 60, time.time() - 60))


def test_the_alarm_of_a_lost_event_is_raised_once(
    server: str, dead: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drop(dead, "a", event())
    assert letters.tell(server, dead, "http://here:4200", NOW) == 1
    assert letters.tell(server, dead, "http://here:4200", NOW) == 0
    [(deployment, made)] = made_runs()
    assert deployment == "alarm-id"
    told = made["parameters"]
    assert told["subject"] == "aipolicy: ingest/regional is Crashed"
    assert "calm-owl" in told["text"]
    assert "status code: -9" in told["text"]
    assert told["link"] == "http://here:4200/runs/flow-run/r1"
    assert made["idempotency_key"] == "dead letter r1 1"
    assert [path.name for path in (dead / "read").iterdir()] == ["a.letter"]
    assert "the alarm is raised by a run of alarm/alarm" in caplog.text


def test_the_alarm_of_a_lost_action_is_raised(server: str, dead: Path) -> None:
    drop(dead, "a", {"automation": {}, "triggering_event": event()})
    assert letters.tell(server, dead, "http://here:4200", NOW) == 1


@pytest.mark.parametrize(
    "held",
    [event(kind="COMPLETED"), event(deployment="alarm"), event(deployment=None),
     event(**{"prefect.resource.id": "prefect.task-run.t"}),
     {"automation": {}, "triggering_event": None}, ["odd"]],
    ids=["well", "the alarm's own", "without a deployment", "of a task", "no event", "odd"],
)  # fmt: skip
def test_other_letters_raise_none_and_are_set_aside(server: str, dead: Path, held: Any) -> None:
    drop(dead, "a", held)
    assert letters.tell(server, dead, "http://here:4200", NOW) == 0
    assert made_runs() == []
    assert [path.name for path in dead.iterdir()] == ["read"]


def test_a_torn_letter_is_left_while_it_may_be_being_written(
    server: str, dead: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (dead / "a").write_text('{"data": "{')
    assert letters.tell(server, dead, "http://here:4200") == 0
    assert (dead / "a").exists()
    age(dead / "a")
    assert letters.tell(server, dead, "http://here:4200") == 0
    assert (dead / "read" / "a").exists()
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize(
    ("automations", "late", "said"),
    [([], timedelta(0), "paused or not made"),
     ([{"enabled": False}], timedelta(0), "paused or not made"),
     ([{"enabled": True}], timedelta(days=2), "nobody is told any more")],
    ids=["no channel", "paused", "old"],
)  # fmt: skip
def test_where_nobody_is_to_be_told_the_log_is(
    server: str, dead: Path, caplog: pytest.LogCaptureFixture, automations: list[Any],
    late: timedelta, said: str,
) -> None:  # fmt: skip
    Fake.automations = automations
    drop(dead, "a", event())
    assert letters.tell(server, dead, "http://here:4200", NOW + late) == 0
    assert made_runs() == []
    assert said in caplog.text


def test_what_could_not_be_told_is_told_at_the_next_look(server: str, dead: Path) -> None:
    drop(dead, "a", event())
    with listen("127.0.0.1", 0) as nobody:
        port = nobody.getsockname()[1]
    with pytest.raises(ServerError):
        letters.tell(f"http://127.0.0.1:{port}/api", dead, "http://here:4200", NOW)
    assert letters.tell(server, dead, "http://here:4200", NOW) == 1


def test_the_words_for_the_alarm_are_those_of_the_automation() -> None:
    from flows import automations

    assert automations.ALARM == letters.ALARM


@pytest.mark.parametrize("locked", [1, 5])
def test_an_event_waits_for_a_locked_database(
    dead: Path, monkeypatch: pytest.MonkeyPatch, locked: int
) -> None:
    from prefect.server.utilities.messaging import Message, StopConsumer, memory
    from sqlalchemy.exc import OperationalError

    from flows.serving import patience

    monkeypatch.setattr(patience, "WAITS", (0.0,) * 5)
    tries: list[Message] = []

    async def handler(message: Message) -> None:
        tries.append(message)
        if len(tries) <= locked:
            raise OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))
        raise StopConsumer(ack=True)

    async def play() -> None:
        topic = memory.Topic("events-of-a-test")
        monkeypatch.setitem(memory.Topic._topics, topic.name, topic)
        subscription = topic.subscribe(max_retries=0, dead_letter_queue_path=dead)
        consumer = patience.Consumer(topic.name, subscription=subscription, concurrency=1)
        await patience.Publisher(topic.name, memory.Cache()).publish_data(b"{}", {"id": "e"})
        await consumer.run(handler)

    asyncio.run(play())
    assert len(tries) == locked + 1
    assert list(dead.iterdir()) == []


def test_the_server_of_up_is_given_the_patient_broker(home: Path) -> None:
    from prefect.server.utilities.messaging import BrokerModule

    env = _environment(Plan(home), "http://127.0.0.1:4200/api")
    module = importlib.import_module(env["PREFECT_SERVER_EVENTS_MESSAGING_BROKER"])
    assert isinstance(module, BrokerModule)
    os.environ["PREFECT_MESSAGING_BROKER"] = "prefect_redis.messaging"
    env = _environment(Plan(home), "http://127.0.0.1:4200/api")
    assert "PREFECT_SERVER_EVENTS_MESSAGING_BROKER" not in env


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


def test_a_taken_port_of_the_reading_room_is_told_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Supervisor] = []
    monkeypatch.setattr(Supervisor, "up", lambda self: begun.append(self))
    monkeypatch.setattr(Supervisor, "watch", lambda self: None)
    with listen("127.0.0.1", 0) as taken:
        run(Plan(tmp_path, port=0, room=taken.getsockname()[1]))
    assert [supervisor.room_listener for supervisor in begun] == [None]
    assert "--room-port" in (tmp_path / "logs" / "up.log").read_text("utf-8")


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
