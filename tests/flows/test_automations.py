"""What the server does by itself: zombies are ended, their slot is free, failures are told once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from prefect.blocks.system import Secret
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import alarms, automations
from flows.automations import Made, NoServer, ensure, renew
from tests.conftest import ROOT
from tests.flows.prefect_server import Server, until
from tests.flows.sinks import Sink, mail_sink, webhook_sink

NAMES = ("aipolicy heartbeat", "aipolicy begin", "aipolicy failure")
#: Prefect takes no shorter silence for a proactive trigger.
SHORTEST = 10
WORDS = 'KBS의 목록이 "비어" 있습니다\n{{ 7 * 7 }} <b>&'


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALARM_WEBHOOK", "ALARM_EMAIL", "ALARM_FROM", "SMTP_URL"):
        monkeypatch.delenv(f"AIPOLICY_{name}", raising=False)


@pytest.fixture
def prefect(server: Server) -> Iterator[Server]:
    """This process speaks to the tests' server; what a test has made there is gone afterwards."""
    before = {d["id"] for d in server.ask("deployments/filter")}
    with temporary_settings({PREFECT_API_URL: server.url}):
        yield server
    for made in server.ask("automations/filter"):
        _send(server, "DELETE", f"automations/{made['id']}")
    for made in server.ask("deployments/filter"):
        if made["id"] not in before:
            _send(server, "DELETE", f"deployments/{made['id']}")


@dataclass(frozen=True)
class Channels:
    hook: Sink
    post: Sink


@pytest.fixture
def channels(monkeypatch: pytest.MonkeyPatch) -> Iterator[Channels]:
    with webhook_sink() as hook, mail_sink() as post:
        monkeypatch.setenv("AIPOLICY_ALARM_WEBHOOK", hook.url)
        monkeypatch.setenv("AIPOLICY_SMTP_URL", post.url)
        monkeypatch.setenv("AIPOLICY_ALARM_EMAIL", "desk@example.org")
        yield Channels(hook, post)


def status(found: list[Made]) -> list[str]:
    return [made.status for made in found]


# -- idempotently ----------------------------------------------------------------------------------


def test_a_second_time_finds_everything_as_it_is(prefect: Server, channels: Channels) -> None:
    assert status(renew()) == ["made"] * 3
    before = prefect.ask("automations/filter")
    assert status(renew()) == ["unchanged"] * 3
    assert prefect.ask("automations/filter") == before
    assert sorted(a["name"] for a in before) == sorted(NAMES)


def test_another_setting_renews_the_automation_under_its_id(prefect: Server) -> None:
    renew()
    before = {a["name"]: a["id"] for a in prefect.ask("automations/filter")}
    assert status(renew(within=33))[:2] == ["renewed", "unchanged"]
    after = {
        a["name"]: (a["id"], a["trigger"]["within"]) for a in prefect.ask("automations/filter")
    }
    assert after["aipolicy heartbeat"] == (before["aipolicy heartbeat"], 33)


def test_one_made_twice_at_once_is_one_again(prefect: Server) -> None:
    renew()
    twin = next(a for a in prefect.ask("automations/filter") if a["name"] == NAMES[0])
    prefect.ask("automations/", **{k: twin[k] for k in ("name", "trigger", "actions")})
    assert status(renew())[0] == "renewed"
    assert [a["name"] for a in prefect.ask("automations/filter")].count(NAMES[0]) == 1


def test_one_that_a_person_paused_stays_paused(prefect: Server) -> None:
    renew()
    paused = next(a for a in prefect.ask("automations/filter") if a["name"] == NAMES[0])
    _send(prefect, "PATCH", f"automations/{paused['id']}", enabled=False)
    assert "paused" in ensure()[0]
    found = {a["name"]: a["enabled"] for a in prefect.ask("automations/filter")}
    assert found == {NAMES[0]: False, NAMES[1]: True}


def test_without_a_channel_the_alarm_is_left_out_and_says_what_to_set(prefect: Server) -> None:
    last = renew()[-1]
    assert last.status == "left out"
    assert "AIPOLICY_ALARM_WEBHOOK" in last.detail


def test_a_shell_without_the_settings_does_not_switch_the_alarm_off(
    prefect: Server, channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew()
    for name in ("ALARM_WEBHOOK", "ALARM_EMAIL", "SMTP_URL"):
        monkeypatch.delenv(f"AIPOLICY_{name}")
    assert "the one made before stays" in renew()[-1].detail
    assert len(prefect.ask("automations/filter")) == 3


def test_a_wrong_setting_of_one_channel_leaves_the_other_its_alarm(
    prefect: Server, channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`aipolicy up` starts all the same, and says what is wrong."""
    monkeypatch.setenv("AIPOLICY_SMTP_URL", "mail.example.org")
    last = renew()[-1]
    assert last.status == "made"
    assert last.problem is not None
    assert "AIPOLICY_SMTP_URL is no address" in last.problem
    assert last.problem in ensure()[-1]


def test_a_secret_block_does_where_the_environment_says_nothing(
    prefect: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One place for all machines of a server."""
    Secret(value="https://hooks.example.org/block").save("aipolicy-alarm-webhook", _sync=True)  # type: ignore[call-arg]
    try:
        assert (found := alarms.webhook()) is not None
        assert found.url == "https://hooks.example.org/block"
        monkeypatch.setenv("AIPOLICY_ALARM_WEBHOOK", "https://hooks.example.org/own")
        assert (found := alarms.webhook()) is not None
        assert found.url == "https://hooks.example.org/own"
    finally:
        Secret.delete("aipolicy-alarm-webhook", _sync=True)  # type: ignore[call-arg]


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:9/api"])
def test_without_a_server_it_says_what_to_do(url: str | None) -> None:
    with temporary_settings({PREFECT_API_URL: url}), pytest.raises(NoServer, match="aipolicy up"):
        ensure()


# -- zombies and failures --------------------------------------------------------------------------


def test_a_killed_run_is_crashed_told_once_and_its_slot_is_free(
    prefect: Server, channels: Channels
) -> None:
    """SIGKILL leaves nobody to report; until the server notices, the next run is passed over."""
    renew(within=SHORTEST)
    deployment = _deployment(prefect)
    with prefect.paused():
        zombie = _run(prefect, deployment, seconds=600)
        assert _take(prefect, zombie) == "PENDING"
        process = _begin(prefect, zombie)
        until(lambda: _heartbeats(prefect, zombie), "a heartbeat")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert _take(prefect, _run(prefect, deployment)) == "CANCELLED"
        ended = until(lambda: _state(prefect, zombie, "CRASHED"), "Crashed", 60)
        assert ended["message"].startswith(f"no heartbeat for {SHORTEST} s: its process was killed")

        following = _run(prefect, deployment, fail=WORDS)
        assert _take(prefect, following) == "PENDING"
        _begin(prefect, following).wait()
        assert _state(prefect, following, "FAILED")
        until(
            lambda: len(_alarm_runs(prefect, zombie, following)) == 2, "the runs that send the mail"
        )
        settings = {k: v for k, v in os.environ.items() if k.startswith("AIPOLICY_")}
        worker = Server(prefect.url, prefect.home, prefect.env | settings)
        worker.prefect("worker", "start", "--pool", "aipolicy", "--type", "process", "--run-once")
        _told(prefect, channels, zombie, following)


def _told(prefect: Server, channels: Channels, zombie: str, following: str) -> None:
    crashed, failed = sorted(channels.hook.got, key=lambda told: told["subject"])
    assert crashed["subject"] == "aipolicy: sleeper/sleeper is Crashed"
    assert "its process was killed" in crashed["text"]
    assert crashed["link"].endswith(f"/runs/flow-run/{zombie}")
    assert failed["subject"] == "aipolicy: sleeper/sleeper is Failed"
    assert WORDS in failed["message"]
    assert failed["link"].endswith(f"/runs/flow-run/{following}")
    letters = {str(letter["Subject"]): letter.get_content() for letter in channels.post.got}
    assert set(letters) == {crashed["subject"], failed["subject"]}
    assert len(channels.post.got) == 2
    assert WORDS in letters[failed["subject"]].replace("\r\n", "\n")
    assert crashed["link"] in letters[crashed["subject"]]


def test_the_alarm_of_the_alarm_is_no_alarm() -> None:
    """Else a mail server that is away would fill the queue for ever."""
    (name,) = automations.ALARM.split("/")[1:]
    trigger = automations._failed()
    assert trigger.match_related.root["prefect.resource.name"] == f"!{name}"  # type: ignore[union-attr]


# -- asking the server -----------------------------------------------------------------------------


def _send(server: Server, method: str, path: str, **body: Any) -> Any:
    request = urllib.request.Request(
        f"{server.url}/{path}", json.dumps(body).encode() if body else None,
        {"Content-Type": "application/json"}, method=method,
    )  # fmt: skip
    said = until(lambda: server._answer(request), path)[0]
    return json.loads(said) if said else None


def _deployment(server: Server) -> str:
    """The sleeper, one run at a time as all of ours, with the work pool's pull step."""
    flow = server.ask("flows/", name="sleeper")["id"]
    made = server.ask(
        "deployments/", name="sleeper", flow_id=flow, entrypoint="tests/flows/sleeper.py:sleeper",
        pull_steps=[{"flows.worker.enter": {}}], work_pool_name="aipolicy", concurrency_limit=1,
        concurrency_options={"collision_strategy": "CANCEL_NEW"}, enforce_parameter_schema=False,
    )  # fmt: skip
    return str(made["id"])


def _run(server: Server, deployment: str, **parameters: Any) -> str:
    made = server.ask(f"deployments/{deployment}/create_flow_run", parameters=parameters,
                      state={"type": "SCHEDULED"}, idempotency_key=str(uuid.uuid4()))  # fmt: skip
    return str(made["id"])


def _take(server: Server, run: str) -> str:
    """As a worker does before it starts a run: it needs the deployment's concurrency slot."""
    answer = server.ask(f"flow_runs/{run}/set_state", state={"type": "PENDING"})
    return str(answer["state"]["type"])


def _begin(server: Server, run: str) -> subprocess.Popen[bytes]:
    """The run's own process, as a worker starts it; in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "prefect.engine", run],
        env=server.env,
        cwd=ROOT,
        start_new_session=True,
    )


def _state(server: Server, run: str, kind: str) -> dict[str, Any] | None:
    state: dict[str, Any] = _send(server, "GET", f"flow_runs/{run}")["state"]
    return state if state["type"] == kind else None


def _heartbeats(server: Server, run: str) -> list[Any]:
    found = server.ask("events/filter", filter={
        "event": {"name": ["prefect.flow-run.heartbeat"]},
        "resource": {"id": [f"prefect.flow-run.{run}"]},
    })  # fmt: skip
    return list(found["events"])


def _alarm_runs(server: Server, *failed: str) -> list[Any]:
    """The runs of `alarm` that tell of these."""
    found = server.ask("flow_runs/filter", flows={"name": {"any_": ["alarm"]}})
    return [r for r in found if r["parameters"]["link"].endswith(failed)]
