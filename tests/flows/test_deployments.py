"""`prefect.yaml` as it stands: every deployment is real, deploys, and the scheduler makes its runs."""

from __future__ import annotations

import json
import urllib.error
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint
from prefect.settings import PREFECT_FLOWS_DEFAULT_RETRIES, temporary_settings

from flows.plan import choose
from flows.serving.clearing import pass_over
from flows.worker import NoDataFolder, enter
from tests.conftest import ROOT
from tests.flows.prefect_server import Server, until, used

DEPLOYMENTS: dict[str, dict[str, Any]] = {
    d["name"]: d for d in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
}
SCHEDULED = ("national", "government", "regional", "watch", "publish", "digest", "upkeep")
MANUAL = ("backfill", "reprocess", "alarm", "group", "chunk")
#: What a person has to give by hand.
REQUIRED = {
    "backfill": {"since": "2026-01-01"},
    "alarm": {"subject": "ingest/national is Crashed", "text": "no heartbeat"},
    "group": {"outlets": ["kbs"], "part_of": "20261121T000000Z-ab12cd"},
    "chunk": {"part_of": "20261121T000000Z-ab12cd", "first": 1, "last": 5000},
}
#: As many at a time as are asked for.
UNLIMITED = ("alarm", "group", "chunk")
#: What changes nothing.
HARMLESS: dict[str, dict[str, Any]] = {"watch": {"probe": False}, "reprocess": {"dry_run": True}}
KST = ZoneInfo("Asia/Seoul")


def flow_of(deployment: dict[str, Any]) -> Flow[..., Any]:
    path, _, name = deployment["entrypoint"].partition(":")
    return load_flow_from_entrypoint(f"{ROOT / path}:{name}")


def crons(deployment: dict[str, Any]) -> list[CronSchedule]:
    return [CronSchedule(cron=s["cron"], timezone=s["timezone"]) for s in deployment["schedules"]]


def test_the_file_holds_every_deployment_of_the_design() -> None:
    assert set(DEPLOYMENTS) == {*SCHEDULED, *MANUAL}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_its_flow_accepts_the_parameters_it_is_given(name: str) -> None:
    deployment = DEPLOYMENTS[name]
    given = {**deployment["parameters"], **REQUIRED.get(name, {})}
    assert set(flow_of(deployment).validate_parameters(given)) >= set(given)


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_every_parameter_is_explained_in_the_form(name: str) -> None:
    schema = flow_of(DEPLOYMENTS[name]).parameters.properties
    assert [n for n, p in schema.items() if not p.get("description")] == []


@pytest.mark.parametrize("name", SCHEDULED)
def test_its_crons_are_korean_time(name: str) -> None:
    assert {cron.timezone for cron in crons(DEPLOYMENTS[name])} == {"Asia/Seoul"}


@pytest.mark.parametrize("name", MANUAL)
def test_a_manual_deployment_has_no_schedule(name: str) -> None:
    assert crons(DEPLOYMENTS[name]) == []


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_one_run_at_a_time_and_the_next_is_passed_over(name: str) -> None:
    limit = DEPLOYMENTS[name].get("concurrency_limit")
    if name in UNLIMITED:
        assert limit is None
        return
    assert limit == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_it_says_what_it_is(name: str) -> None:
    assert DEPLOYMENTS[name]["description"]
    assert DEPLOYMENTS[name]["tags"]


@pytest.mark.parametrize("name", ["national", "government", "regional"])
def test_a_run_by_hand_and_one_on_schedule_are_told_apart(name: str) -> None:
    assert DEPLOYMENTS[name]["parameters"]["trigger"] == "hand"
    given = [schedule["parameters"] for schedule in DEPLOYMENTS[name]["schedules"]]
    assert given == [{"trigger": "schedule"}] * len(given)


def told(deployment: dict[str, Any]) -> dict[str, str]:
    """What its runs find in their environment."""
    env: dict[str, str] = deployment["work_pool"]["job_variables"]["env"]
    return env


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_scheduled_flows_are_tried_once_more_and_all_have_a_heartbeat(name: str) -> None:
    env = told(DEPLOYMENTS[name])
    assert env["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == "30"
    assert env.get("PREFECT_FLOWS_DEFAULT_RETRIES", "0") == ("1" if name in SCHEDULED else "0")


@pytest.mark.parametrize("name", SCHEDULED)
def test_what_says_so_is_heeded_by_the_flow(name: str) -> None:
    with temporary_settings({PREFECT_FLOWS_DEFAULT_RETRIES: 1}):
        assert flow_of(DEPLOYMENTS[name]).retries == 1


def test_no_two_deployments_begin_in_the_same_minute() -> None:
    minutes = [
        (minute, name)
        for name in SCHEDULED
        for minute in sorted({m for c in crons(DEPLOYMENTS[name]) for m in c.cron.split()[0].split(",")})
    ]  # fmt: skip
    assert len({minute for minute, _ in minutes}) == len(minutes)


def test_the_schedules_leave_no_active_outlet_out() -> None:
    kinds = {DEPLOYMENTS[name]["parameters"].get("kind") for name in SCHEDULED} - {None}
    assert {outlet.kind for outlet in choose(None)} == kinds


# -- the pull step ---------------------------------------------------------------------------------


def test_a_worker_anywhere_goes_to_the_folder_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert enter() == {"directory": str(ROOT)}
    assert Path.cwd() == ROOT


def test_a_worker_without_checkout_and_data_folder_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AIPOLICY_HOME", raising=False)
    monkeypatch.setattr("flows.__file__", str(tmp_path / "site-packages" / "flows" / "__init__.py"))
    with pytest.raises(NoDataFolder, match="set AIPOLICY_HOME"):
        enter()


# -- with a server ---------------------------------------------------------------------------------


def test_deploy_all_makes_them_all_as_written(server: Server) -> None:
    found = server.deployments()
    assert set(found) == set(DEPLOYMENTS)
    for name, wanted in DEPLOYMENTS.items():
        made = found[name]
        schedules = {
            (s["schedule"]["cron"], s["schedule"]["timezone"], s["active"])
            for s in made["schedules"]
        }
        assert schedules == {(s["cron"], "Asia/Seoul", True) for s in wanted["schedules"]}
        assert made["parameters"] == wanted["parameters"]
        assert made["entrypoint"] == wanted["entrypoint"]
        assert made["work_pool_name"] == "aipolicy"
        assert made["job_variables"] == wanted["work_pool"]["job_variables"]
        assert [s["parameters"] for s in made["schedules"]] == [
            s.get("parameters", {}) for s in wanted["schedules"]
        ]
        if name in UNLIMITED:
            assert made["global_concurrency_limit"] is None
            continue
        assert made["global_concurrency_limit"]["limit"] == 1
        assert made["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def test_the_scheduler_makes_runs_at_korean_times(server: Server) -> None:
    """With SQLAlchemy 2.1 it never does, while runs by hand work: this guards the pins."""
    ids = {d["id"]: name for name, d in server.deployments().items()}

    def runs() -> dict[str, list[datetime]] | None:
        found: dict[str, list[datetime]] = {}
        for run in server.ask("flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}}):  # fmt: skip
            if run["auto_scheduled"]:
                when = datetime.fromisoformat(run["expected_start_time"]).astimezone(KST)
                found.setdefault(ids[run["deployment_id"]], []).append(when)
        return found if set(found) >= set(SCHEDULED) else None

    due = until(runs, "a scheduled run of each deployment")
    assert set(due) == set(SCHEDULED)
    assert {f"{t:%H:%M}" for t in due["watch"]} == {"05:40"}
    assert {f"{t:%a %H:%M}" for t in due["publish"]} == {"Sun 04:50"}
    assert {f"{t:%a %H:%M}" for t in due["digest"]} == {"Mon 07:05"}
    assert {t.minute for t in due["national"]} <= {0, 30}
    assert all(
        t - datetime.now(KST) > timedelta(minutes=-5) for times in due.values() for t in times
    )


def test_each_flow_leaves_its_artifact(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "ARCHIVE", "PRESSROOM"):
        monkeypatch.delenv(f"AIPOLICY_{name}", raising=False)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path / "data"))
    with used(server):
        for name, given in HARMLESS.items():
            flow_of(DEPLOYMENTS[name])(**given)
        flow_of(DEPLOYMENTS["publish"])(folder=str(tmp_path / "out"))
    _left(server, tmp_path)


@pytest.mark.long  # test_up and test_automations have workers and triggers as well
def test_a_worker_runs_what_is_triggered_by_hand(server: Server, tmp_path: Path) -> None:
    """From the command line and from the form (its request)."""
    with server.paused():
        server.prefect("deployment", "run", "publish/publish", "-p", f"folder={tmp_path / 'out'}")
        for name, given in HARMLESS.items():
            id_ = server.deployments()[name]["id"]
            server.ask(f"deployments/{id_}/create_flow_run", parameters=given,
                       state={"type": "SCHEDULED"})  # fmt: skip
        server.prefect("worker", "start", "--pool", "aipolicy", "--type", "process", "--run-once")
    _left(server, tmp_path)


def _left(server: Server, folder: Path) -> None:
    artifacts = {a["key"]: a["data"] for a in server.ask("artifacts/filter")}
    assert set(artifacts) >= {"publish", "watch", "reprocess"}
    assert f"0 of {len(choose(None))} outlets are ok" in artifacts["watch"]
    assert "0 articles read again (dry run" in artifacts["reprocess"]
    (snapshot,) = (p for p in (folder / "out").iterdir() if p.is_dir())
    assert json.loads((snapshot / "manifest.json").read_text("utf-8"))["articles"] == 0


def test_of_runs_missed_for_hours_the_newest_is_left(server: Server) -> None:
    """As after a sleep: Prefect would run them one after another."""
    id_ = server.deployments()["national"]["id"]
    now = datetime.now(UTC)
    since = {"start_time": (now - timedelta(hours=20)).isoformat(), "end_time": now.isoformat()}
    server.ask(f"deployments/{id_}/schedule", **since, max_runs=30)

    def missed() -> list[dict[str, Any]]:
        runs = server.ask("flow_runs/filter", flow_runs={
            "deployment_id": {"any_": [id_]},
            "expected_start_time": {"before_": (now - timedelta(minutes=2)).isoformat()},
        }, sort="EXPECTED_START_TIME_ASC")  # fmt: skip
        return [run for run in runs if run["auto_scheduled"]]

    late = missed()
    assert len(late) > 1
    assert pass_over(server.url, "aipolicy") == len(late) - 1
    *passed, kept = missed()
    assert {run["state"]["type"] for run in passed} == {"CANCELLED"}
    assert "catches up for all" in passed[0]["state"]["message"]
    assert kept["state"]["type"] == "SCHEDULED"
    server.ask(f"flow_runs/{kept['id']}/set_state", state={"type": "CANCELLED"}, force=True)


def test_a_wrong_parameter_is_refused_before_a_run_is_made(server: Server) -> None:
    id_ = server.deployments()["national"]["id"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.ask(f"deployments/{id_}/create_flow_run", parameters={"kind": "local"},
                   state={"type": "SCHEDULED"})  # fmt: skip
    assert "kind" in refused.value.read().decode()
