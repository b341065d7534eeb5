"""`aipolicy up` on real processes: schedule, triggers, kills, the end. In this order: it is booted
once, and ended by the last tests but one.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import select

from db.models import Run
from db.session import open_engine, reading
from flows.serving import address
from pressroom.server import PressRoom
from tests.conftest import ROOT
from tests.flows.prefect_server import until
from tests.flows.up_process import Up, aipolicy, living

KST = ZoneInfo("Asia/Seoul")
#: A window and outlets, each small, each told from the others in the corpus.
BY_COMMAND = {"outlets": ["kbs"], "since": "2026-11-01"}
BY_FORM = {"outlets": ["gyeongbuk"], "since": "2026-11-02", "until": "2026-11-05"}
BY_CLI = ["run", "-o", "snilbo", "--since", "2026-11-03", "--until", "2026-11-04"]
SCHEDULED = {"outlets": ["andongdaily"], "since": "2026-11-15", "trigger": "schedule"}


@pytest.fixture(scope="module")
def pressroom() -> Iterator[PressRoom]:
    with PressRoom(scale=0.3, outlets=["kbs", "gyeongbuk", "snilbo", "andongdaily"]) as room:
        yield room


@pytest.fixture(scope="module")
def up(pressroom: PressRoom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Up, with everything deployed; of the schedules only one is on: one outlet, at the next
    Korean minute."""
    with aipolicy(tmp_path_factory.mktemp("up"), pressroom.url) as up:
        up.room = ("--room-port", "0")
        up.start()
        until(lambda: "server started" in up.said(), "the first start")
        with up.command("up", "--port", "0") as second:  # while the first one boots
            up.wait_up()
            up.refused = (second.wait(timeout=120), second.stderr.read() if second.stderr else "")
        for deployment in up.ask("deployments/filter", {}):
            for schedule in deployment["schedules"]:
                path = f"deployments/{deployment['id']}/schedules/{schedule['id']}"
                up.patch(path, {"active": False})
        soon = datetime.now(KST) + timedelta(seconds=75)  # the scheduler needs some seconds
        once = {"cron": f"{soon.minute} {soon.hour} * * *", "timezone": "Asia/Seoul"}
        up.ask(f"deployments/{up.ids['regional']}/schedules",
               [{"active": True, "schedule": once, "parameters": SCHEDULED}])  # fmt: skip
        # The scheduler looks at once at what was just changed, at all else once a minute.
        for change in ("pause_deployment", "resume_deployment"):
            up.ask(f"deployments/{up.ids['regional']}/{change}", {})
        yield up


def room(up: Up) -> str:
    """The reading room's address, as it was said."""
    found = re.search(r"^the reading room: (\S+)$", up.said(), re.MULTILINE)
    assert found, up.said()
    return found[1]


def rows(up: Up) -> list[Run]:
    engine = open_engine(f"sqlite:///{up.home / 'corpus.db'}")
    with reading(engine) as session:
        found = list(session.scalars(select(Run).where(Run.flow == "ingest")))
        session.expunge_all()
    engine.dispose()
    return found


def row(up: Up, given: dict[str, Any]) -> Run:
    """The one run of the corpus with these parameters."""
    (found,) = [r for r in rows(up) if given.items() <= {**r.params, "trigger": r.trigger}.items()]
    return found


def aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def test_it_makes_every_deployment_of_the_file(up: Up) -> None:
    wanted = {d["name"] for d in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]}  # fmt: skip
    assert set(up.ids) == wanted


def test_a_second_one_on_the_same_folder_is_refused(up: Up) -> None:
    returncode, said = up.refused
    assert returncode == 2
    assert "stop that one first" in said


def test_it_listens_on_this_machine_alone(up: Up) -> None:
    for url in (up.url, room(up)):
        assert url.startswith("http://127.0.0.1:")
        port = urlsplit(url).port
        local = [
            line.split()[1]
            for table in ("/proc/net/tcp", "/proc/net/tcp6")
            for line in Path(table).read_text().splitlines()[1:]
            if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
        ]
        assert local == [f"0100007F:{port:04X}"]


def test_three_ways_by_hand_and_a_run_too_many(up: Up) -> None:
    """The command line beside it uses its server; a run of a deployment under way is not doubled."""
    by_hand = up.command(*BY_CLI)
    form = up.trigger("government", **BY_FORM)
    command = up.prefect(
        "deployment", "run", "ingest/national", "-p", "outlets=" + json.dumps(BY_COMMAND["outlets"]),
        "-p", f"since={BY_COMMAND['since']}",
    )  # fmt: skip
    first = until(lambda: up.runs_of("national"), "the run of the command line")[0]["id"]
    until(lambda: up.state(first)["type"] != "SCHEDULED", "that it is taken")
    second = up.trigger("national", outlets=["kbs"])
    assert up.ended(second)["type"] == "CANCELLED"
    assert "concurrency limit" in up.state(second)["message"]
    for run in (form, first):
        assert up.ended(run)["type"] == "COMPLETED", up.state(run)["message"]
    said, told = by_hand.communicate(timeout=120)
    assert by_hand.returncode == 0, said + told
    assert "starting Prefect's server" not in told
    assert "ingest/national" in command
    cli = {"outlets": ["snilbo"], "since": BY_CLI[4], "until": BY_CLI[6], "trigger": "hand"}
    for given in ({**BY_COMMAND, "trigger": "hand"}, {**BY_FORM, "trigger": "hand"}, cli):
        assert row(up, given).status == "finished"


def test_the_scheduler_makes_a_run_and_the_worker_does_it(up: Up) -> None:
    def done() -> list[dict[str, Any]]:
        return [r for r in up.runs_of("regional") if r["auto_scheduled"] and r["state"]["type"] == "COMPLETED"]  # fmt: skip

    run = until(done, "the end of a scheduled run")[0]
    due = datetime.fromisoformat(run["expected_start_time"]).astimezone(KST)
    assert (due.second, due.microsecond) == (0, 0)
    (stored,) = [r for r in rows(up) if r.trigger == "schedule"]
    assert stored.params["outlets"] == SCHEDULED["outlets"]
    began = aware(stored.started_at)
    assert abs(began - due) < timedelta(minutes=5)  # Korea is nine hours from UTC


def test_a_killed_worker_takes_its_runs_along_and_is_started_again(up: Up) -> None:
    run = up.trigger("national", outlets=["kbs"], since="2026-09-20")
    until(lambda: up.state(run)["type"] == "RUNNING", "the run")
    killed = up.child("worker")
    os.kill(killed, signal.SIGKILL)
    state = up.ended(run)
    assert state["type"] == "CRASHED"
    assert "the next run goes on" in state["message"]
    until(lambda: not [p for p in living(up.home).values() if "spiders.crawl" in p], "its crawl's end")  # fmt: skip
    until(lambda: [p for p in living(up.home) if p != killed and "serving.worker" in living(up.home).get(p, "")], "the next worker")  # fmt: skip
    assert f"worker (pid {killed}) ended with SIGKILL; it is started again" in (
        up.home / "logs" / "up.log"
    ).read_text("utf-8")


def test_the_reading_room_shows_what_was_stored_and_is_started_again(up: Up) -> None:
    def pids() -> set[int]:
        return {pid for pid, line in living(up.home).items() if "-P -m web --fd" in line}

    for _ in range(2):
        with urllib.request.urlopen(
            room(up), timeout=60
        ) as page:  # one that waits where it is dead
            assert 'href="/article/' in page.read().decode("utf-8")
        (killed,) = pids()
        os.kill(killed, signal.SIGKILL)
        until(lambda killed=killed: pids() - {killed}, "the next room")


def test_a_killed_server_is_started_again_where_it_was(up: Up) -> None:
    """Its callers wait meanwhile rather than be refused; the next test shows that it works."""
    killed, url = up.child("server"), up.url
    os.kill(killed, signal.SIGKILL)
    assert up.url == url
    assert up.child("server") != killed
    assert {d["name"] for d in up.ask("deployments/filter", {})} == set(up.ids)


def test_it_ends_when_asked_and_nothing_stays(up: Up) -> None:
    run = up.trigger("national", outlets=["kbs"], since="2026-09-20")
    until(lambda: up.state(run)["type"] == "RUNNING", "the run")
    assert up.process is not None
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(timeout=90) == 0
    up.gone()  # a crawl that was just beginning notices a moment later
    assert address.find(up.home) is None


def test_nothing_outlives_its_kill(up: Up) -> None:
    up.start()
    until(lambda: "server started" in up.said(), "the second start")
    assert up.process is not None
    up.process.kill()
    up.process.wait()
    up.gone()
    assert address.find(up.home) is None


def test_nothing_outlives_a_killed_run_by_hand(up: Up) -> None:
    run = up.command(*BY_CLI)
    until(lambda: [p for p in living(up.home).values() if "--throwaway" in p], "its server")
    run.kill()
    run.communicate()
    up.gone()


@pytest.mark.parametrize("module", ["server", "worker", "setup"])
def test_its_children_end_where_it_died_before_they_began(up: Up, module: str) -> None:
    """`up` is their parent by name; here somebody else is."""
    given = ["--fd", "0"] if module == "server" else []
    child = subprocess.run(
        [sys.executable, "-m", f"flows.serving.{module}", "--parent", "1", *given],
        env=up.env | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert child.returncode == 1
