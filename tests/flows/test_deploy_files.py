"""`deploy/`: the unit as systemd reads it, the Compose file by its invariants. Docker is not run."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNIT = (DEPLOY / "aipolicy.service").read_text("utf-8")
SECRET = re.compile(r"PASSWORD|LOGIN|AUTH_STRING|SMTP_URL|WEBHOOK|CONNECTION_URL|DATABASE_URL")
#: ``${NAME}``, ``${NAME:-default}``, ``${NAME:?what is missing}``
VARIABLE = re.compile(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_port_is_published_beyond_this_machine(name: str) -> None:
    assert [p for p in SERVICES[name].get("ports", ()) if not p.startswith("127.0.0.1:")] == []
    assert "network_mode" not in SERVICES[name]


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_from_the_environment_and_have_no_default(name: str) -> None:
    for setting, value in SERVICES[name].get("environment", {}).items():
        if SECRET.search(setting) or "://" in value:
            for variable, how, default in VARIABLE.findall(value):
                if how == ":-":
                    assert default == "", f"{setting}: {variable} has a default"
            password = re.search(r"://[^:/@]+:([^@]+)@", value)
            assert password is None or VARIABLE.fullmatch(password[1]), setting
        if re.search(r"PASSWORD|AUTH_STRING", setting):
            assert VARIABLE.fullmatch(value), setting


def test_what_has_to_be_set_stands_in_the_example_and_is_empty_there() -> None:
    asked = {name for name, _, _ in VARIABLE.findall((DEPLOY / "compose.yaml").read_text("utf-8"))}
    lines = (DEPLOY / ".env.example").read_text("utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert asked - {"AIPOLICY_SPREAD"} == set(example)
    assert set(example.values()) == {""}


def test_prefects_database_is_not_the_corpus() -> None:
    prefect = SERVICES["server"]["environment"]["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
    corpus = SERVICES["worker-1"]["environment"]["AIPOLICY_DATABASE_URL"]
    assert (prefect.rpartition("/")[2], corpus.rpartition("/")[2]) == ("prefect", "aipolicy")
    made = (DEPLOY / "prefect-database.sql").read_text("utf-8")
    assert "CREATE DATABASE prefect;" in made


def test_volumes_have_names_and_no_two_services_share_a_data_folder() -> None:
    used = [v for s in SERVICES.values() for v in s.get("volumes", ()) if not v.startswith("./")]
    assert {v.split(":")[0] for v in used} == set(COMPOSE["volumes"])
    data = [v for v in used if v.endswith(":/data")]
    assert len(data) == len(set(data)) == len(SERVICES) - 1


def test_workers_wait_for_a_server_that_is_well() -> None:
    for name in ("worker-1", "worker-2"):
        assert SERVICES[name]["depends_on"]["server"] == {"condition": "service_healthy"}
        assert SERVICES[name]["command"][:2] == ["up", "--join"]


def test_images_are_official_ones_or_our_own() -> None:
    images = {s["image"] for s in SERVICES.values()}
    base = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert images == {"postgres:15", "aipolicy"}
    assert base == ["python:3.11-slim"]


def test_no_secret_gets_into_the_image() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {"deploy/.env", "data", ".git"} <= set(ignored)


@pytest.mark.parametrize(
    "line",
    ["NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=aipolicy", "KillMode=mixed",
     "Restart=on-failure", "RestartPreventExitStatus=2"],
)  # fmt: skip
def test_the_unit_is_hardened_and_starts_again(line: str) -> None:
    assert line in UNIT.splitlines()


def test_the_unit_gives_more_time_than_up_takes_to_end() -> None:
    from flows.serving.supervisor import SERVER_END, WORKER_END

    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert int(seconds) > WORKER_END + SERVER_END
    grace = {s["stop_grace_period"] for s in SERVICES.values() if s["image"] == "aipolicy"}
    assert grace == {f"{seconds}s"}


def test_systemd_reads_the_unit_without_a_complaint(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / "aipolicy"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    unit = tmp_path / "aipolicy.service"
    unit.write_text(UNIT.replace("/opt/aipolicy/.venv/bin/aipolicy", str(program)), "utf-8")
    verdict = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert (verdict.returncode, verdict.stderr) == (0, "")
