"""`aipolicy web` as a process: it says where it is, answers there, and ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import Engine

ROOT = Path(__file__).parents[2]


def start(home: Path, *options: str, by: tuple[str, ...] = ("-m", "web")) -> subprocess.Popen[str]:
    """The room's own process, or (``by``) the command that becomes it."""
    environment = {k: v for k, v in os.environ.items() if k != "AIPOLICY_DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, *by, *options], cwd=ROOT, text=True,
        env=environment | {"AIPOLICY_HOME": str(home)}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def home(corpus: Engine) -> Path:
    assert corpus.url.database is not None
    return Path(corpus.url.database).parent


COMMAND = ("-m", "cli.main", "web")


@pytest.mark.parametrize(("end", "by"), [(signal.SIGINT, ("-m", "web")), (signal.SIGTERM, COMMAND)])
def test_it_answers_where_it_says_and_ends_when_told(
    home: Path, end: signal.Signals, by: tuple[str, ...]
) -> None:
    process = start(home, "--port", "0", by=by)
    over = threading.Timer(120, process.kill)
    over.start()
    try:
        assert process.stderr is not None
        address = re.search(r"http://\S+", process.stderr.readline())
        assert address is not None
        with urllib.request.urlopen(address[0] + "search?q=AI") as answer:
            assert answer.status == 200
            assert "server" not in {name.lower() for name in answer.headers}
        process.send_signal(end)
        _, said = process.communicate(timeout=30)
    finally:
        over.cancel()
        process.kill()
    assert process.returncode == 0, said
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_told(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(home, "--port", str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "name another --port" in said
    assert "Traceback" not in said


def test_a_host_that_is_none_is_told(home: Path) -> None:
    process = start(home, "--host", "999.1.1.1", "--port", "0")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "name another --port or --host" in said


def test_a_name_with_a_star_in_the_middle_is_wrong_usage(tmp_path: Path) -> None:
    process = start(tmp_path, "--allowed-host", "a.*.example", by=COMMAND)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "*.example.org" in said


def test_no_corpus_is_told(tmp_path: Path) -> None:
    process = start(tmp_path / "nothing")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "there is no corpus" in said
    assert not (tmp_path / "nothing").exists()
