"""Nothing leaks and nothing listens: `aipolicy up` with secrets that are marked, looked for after
runs that went well, runs that failed, and alarms that did not arrive.
"""

from __future__ import annotations

import ast
import functools
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from prefect.flows import load_flow_from_entrypoint
from sqlalchemy import create_engine, text

from cli.main import main
from db.models import Base
from db.session import retrying
from pressroom.server import PressRoom
from tests.conftest import ROOT
from tests.flows.prefect_server import begun, until
from tests.flows.sinks import Sink, mail_sink, webhook_sink
from tests.flows.up_process import Up, aipolicy
from tests.flows.watching import Seen, listening, watched

DATABASE = "dbPASSmark7Q"
HOOK = "hookPATHmark7Q"
MAIL = "smtpPASSmark7Q"
SECRETS = (DATABASE, HOOK, MAIL)
LOOPBACK = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
#: A run that works, and one whose parameters are wrong.
GOOD = {"outlets": ["kbs"], "since": "2026-11-18"}
BAD = {"outlets": ["kbs"], "since": "2026-02-31"}
ROOMS = ("cli", "flows", "spiders", "db", "korean")


@dataclass
class Night:
    """A data folder after a night with everything that can happen to a secret."""

    up: Up
    seen: Seen
    said: list[str]
    corpus: str
    states: dict[str, str]
    hook: Sink
    post: Sink


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.1, outlets=["kbs"]) as room:
        yield room


@pytest.fixture(scope="module")
def night(
    room: PressRoom, postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Night]:
    """`up` on PostgreSQL with a password, a webhook that refuses, a mail server without TLS."""
    admin = create_engine(postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE secrets"))
    admin.dispose()
    corpus = postgres.format(database="secrets").replace("test@", f"test:{DATABASE}@")
    with (
        webhook_sink(f"/services/{HOOK}") as hook,
        mail_sink() as post,
        aipolicy(tmp_path_factory.mktemp("night"), room.url) as up,
        watched(up.home) as seen,
    ):
        begun(tmp_path_factory, up.home / "prefect")
        hook.answers = [404]
        up.env |= {
            "AIPOLICY_DATABASE_URL": corpus, "AIPOLICY_ALARM_WEBHOOK": hook.url,
            "AIPOLICY_SMTP_URL": post.url.replace("//", f"//desk:{MAIL}@"),
            "AIPOLICY_ALARM_EMAIL": "desk@example.org", "AIPOLICY_CONTACT": "desk@example.org",
            "PREFECT_LOGGING_LEVEL": "DEBUG", "PREFECT_SERVER_LOGGING_LEVEL": "INFO",
        }  # fmt: skip
        up.start()
        up.wait_up()
        runs = {"good": up.trigger("national", **GOOD), "bad": up.trigger("regional", **BAD)}
        said = [_unreachable(up), *_told(up, "automations"), *_told(up, "automations", "--test")]
        states = {name: up.ended(run)["type"] for name, run in runs.items()}
        until(lambda: len(hook.paths) > 1, "the webhook's calls: by the server, and by --test")
        until(lambda: up.runs_of("alarm"), "the run that sends the mail")
        until(lambda: _tries(post) > 1, "a try at the mail server")
        yield Night(up, seen, said, corpus, states, hook, post)


#: A flow whose corpus does not answer; it need not wait a minute for it here.
UNREACHABLE = """
from db import session
session.retrying.__kwdefaults__["patience"] = 0.0
from flows.ingest import ingest
ingest(outlets=["kbs"])
"""


def _unreachable(up: Up) -> str:
    """What a flow says, to its terminal and to Prefect, that cannot reach the corpus."""
    gone = {
        "AIPOLICY_DATABASE_URL": f"postgresql://test:{DATABASE}@127.0.0.1:1/gone",
        "PREFECT_API_URL": up.url, "PREFECT_LOGGING_TO_API_ENABLED": "true",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", UNREACHABLE], env=up.env | gone, cwd=ROOT, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" in done.stderr
    return done.stdout + done.stderr


def _told(up: Up, *arguments: str) -> list[str]:
    return list(up.command(*arguments).communicate(timeout=120))


def _tries(post: Sink) -> int:
    return sum(line.upper().startswith(b"EHLO") for line in post.said)


# -- what a night leaves ---------------------------------------------------------------------------


def test_the_night_was_what_it_should_be(night: Night) -> None:
    """Else the search below would find nothing for want of anything to find."""
    assert night.states == {"good": "COMPLETED", "bad": "FAILED"}
    assert night.hook.paths[0] == f"/services/{HOOK}"
    assert night.hook.got == []
    said = "".join(night.said)
    assert "HTTP 404" in said
    assert "no STARTTLS" in said
    assert "127.0.0.1" in said


@pytest.mark.parametrize("secret", SECRETS)
def test_no_file_of_the_data_folder_holds_a_secret(night: Night, secret: str) -> None:
    """Logs, run folders, captures, the archive, and Prefect's database with its logs, artifacts,
    events and blocks (encrypted there).
    """
    files = [file for file in night.up.home.rglob("*") if file.is_file()]
    assert any(file.suffix == ".db" for file in files)
    assert any(file.name == "capture.jsonl" for file in files)
    assert [f for f in files if _holds(f, secret.encode())] == []


def _holds(file: Path, secret: bytes) -> bool:
    try:
        return secret in file.read_bytes()
    except FileNotFoundError:  # a journal that came and went
        return False


@pytest.mark.parametrize("secret", SECRETS)
def test_no_message_holds_a_secret(night: Night, secret: str) -> None:
    assert [said for said in night.said if secret in said] == []


@pytest.mark.parametrize("secret", SECRETS)
def test_no_process_list_shows_a_secret(night: Night, secret: str) -> None:
    assert any("spiders.crawl" in line for line in night.seen.lines)
    assert [line for line in night.seen.lines if secret in line] == []


def test_the_corpus_holds_no_secret(night: Night) -> None:
    engine = create_engine(night.corpus)
    with engine.connect() as connection:
        tables = list(Base.metadata.tables)
        rows = [str(r) for t in tables for r in connection.execute(text(f'SELECT t::text FROM "{t}" t'))]  # fmt: skip
    engine.dispose()
    assert any("kbs" in row for row in rows)
    assert [row for row in rows if any(secret in row for secret in SECRETS)] == []


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_leaves_over_the_wire_but_the_webhooks_own_path(night: Night, secret: str) -> None:
    """The password least of all: the mail server has no TLS."""
    assert secret.encode() not in b"".join(night.hook.said + night.post.said)


def test_all_that_up_starts_listens_on_this_machine_alone(night: Night) -> None:
    assert night.seen.addresses
    assert night.seen.addresses <= LOOPBACK


#: As `aipolicy run` begins; it ends when its input does.
BY_HAND = """
import sys
from db.home import home
from flows.environment import throwaway
throwaway(home()).ready()
print("ready", flush=True)
sys.stdin.read()
"""


def test_the_server_of_a_run_by_hand_listens_on_this_machine_alone(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    begun(tmp_path_factory, tmp_path / "prefect")
    with aipolicy(tmp_path, "http://127.0.0.1:9") as by_hand:
        process = subprocess.Popen(
            [sys.executable, "-c", BY_HAND], env=by_hand.env, cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        seen = Seen()
        seen.look(tmp_path)
        process.communicate(timeout=60)
    assert any("flows.serving.server" in line for line in seen.lines)
    assert seen.addresses
    assert seen.addresses <= LOOPBACK


def test_the_press_room_listens_on_this_machine_alone() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pressroom", "--port", "0", "--scale", "0.05"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        assert listening(process.pid) == {"127.0.0.1"}
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_the_look_at_sockets_sees_an_open_one() -> None:
    """The tests above could not fail otherwise."""
    import socket

    with socket.create_server(("0.0.0.0", 0)):
        assert "0.0.0.0" in listening(os.getpid())


# -- messages about the corpus ---------------------------------------------------------------------

ADDRESSES = [
    f"postgresql://test:{DATABASE}@127.0.0.1:1/gone",
    f"postgresql+psycopg://test:{DATABASE}@127.0.0.1:1/gone?sslmode=bogus",
    f"postgresql://test:{DATABASE}@127.0.0.1:port/gone",
    f"postgresql://test:a/{DATABASE}@127.0.0.1:1/gone",
    f"postgresql://test:{DATABASE}%zz@[::1/gone",
    f"postgresql://test:p@ss:{DATABASE}@127.0.0.1/gone",  # its part behind the colon reads as a port
    f"mysql://test:{DATABASE}@127.0.0.1/gone",
    f"test:{DATABASE}@127.0.0.1",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unusable_corpus_is_a_sentence_without_the_password(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", address)
    monkeypatch.setitem(retrying.__kwdefaults__, "patience", 0.0)
    result = CliRunner().invoke(main, ["-v", "runs"])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert DATABASE not in result.output
    assert "AIPOLICY_DATABASE_URL" in result.output


# -- the code itself -------------------------------------------------------------------------------

#: Words that name a secret when they stand in the name of an option, parameter or key.
WORDS = ("password", "passwd", "secret", "token", "webhook", "smtp", "database_url", "dsn")
#: Who may know a secret setting by its name.
READERS = {
    "AIPOLICY_ALARM_WEBHOOK": {"flows/alarms.py"},
    "AIPOLICY_SMTP_URL": {"flows/alarms.py"},
    "AIPOLICY_DATABASE_URL": {
        "db/home.py",
        "spiders/settings.py",
        "spiders/base.py",
        "flows/stages/crawl.py",
        "cli/commands/demo.py",
    },
}


@functools.cache
def _sources() -> tuple[tuple[str, ast.Module], ...]:
    files = itertools.chain.from_iterable((ROOT / room).rglob("*.py") for room in ROOMS)
    return tuple((f.relative_to(ROOT).as_posix(), ast.parse(f.read_text("utf-8"))) for f in files)


def _suspicious(name: str) -> bool:
    return any(word in name.lower() for word in WORDS)


def _commands(group: click.Group) -> Iterator[click.Command]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command)
        yield command


def test_no_command_takes_a_secret_as_an_option() -> None:
    """An option stands in the process list and in the shell's history."""
    given = {
        (c.name, p.name) for c in _commands(main) for p in c.params if _suspicious(p.name or "")
    }
    assert given == set()


def test_no_flow_takes_a_secret_as_a_parameter() -> None:
    """Prefect keeps parameters in its database and shows them."""
    file = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    names = {
        (d["name"], name)
        for d in file["deployments"]
        for name in load_flow_from_entrypoint(_entry(d["entrypoint"])).parameters.properties
    }
    assert {n for n in names if _suspicious(n[1])} == set()
    assert not any(word in yaml.safe_dump(file).lower() for word in WORDS)


def _entry(entrypoint: str) -> str:
    return str(ROOT / entrypoint)


@pytest.mark.parametrize("setting", READERS)
def test_a_secret_setting_is_read_in_few_places(setting: str) -> None:
    """By name as a key or whole constant; messages that tell people to set it are sentences."""
    found = {
        name
        for name, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == setting
    }
    assert found <= READERS[setting]


def test_no_run_keeps_a_secret_among_its_parameters() -> None:
    """`params=` is written to the corpus; argument lists are seen by everybody on the machine."""
    found = [
        (name, node.lineno)
        for name, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and node.arg in ("params", "parameters", "args")
        and any(_suspicious(word) for word in _strings(node.value))
    ]
    assert found == []


def _strings(node: ast.AST) -> list[str]:
    return [
        n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]
