"""Bad input: a sentence that says what and what to do, the right exit code, no traceback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Aipolicy

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", ["run", "list"])
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--since", "yesterday"), "'yesterday' is not a date; write a KST day like 2026-11-01"),
        (("--until", "2026-02-30"), "'2026-02-30' is not a date"),
        (("--since", "2026-11-02", "--until", "2026-11-01"), "swap the two"),
        (("--since",), "requires an argument"),
        (("--nonsense",), "No such option"),
    ],
)
def test_wrong_options_are_exit_two(
    aipolicy: Aipolicy, home: Path, command: str, options: tuple[str, ...], says: str
) -> None:
    said = aipolicy(command, *options)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert not home.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "-n", "-1"),
        ("runs", "-n", "0"),
        ("doctor", "-n", "0"),
        ("run", "--deadline", "soon"),
        ("show",),
        ("import",),
        ("extract",),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_exit_two(
    aipolicy: Aipolicy, home: Path, arguments: tuple[str, ...]
) -> None:
    said = aipolicy(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "Usage:" in said.err
    assert not home.exists()


@pytest.mark.parametrize(
    "arguments", [("run", "-o", "kyongbok"), ("list", "-o", "kyongbok"), ("doctor", "kyongbok")]
)
def test_an_unknown_outlet_names_the_close_ones(
    aipolicy: Aipolicy, arguments: tuple[str, ...]
) -> None:
    assert aipolicy("index").code == 0
    said = aipolicy(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "unknown outlet 'kyongbok'" in said.err
    assert "kyongbuk" in said.err


def test_an_outlet_may_be_asked_for_by_its_korean_name_s_code(aipolicy: Aipolicy) -> None:
    assert "kyongbuk" in aipolicy("doctor", "경북일보").err


@pytest.mark.parametrize("arguments", [(), ("--help",), ("run", "--help"), ("--version",)])
def test_help_is_exit_zero_or_two_without_a_corpus(
    aipolicy: Aipolicy, home: Path, arguments: tuple[str, ...]
) -> None:
    assert aipolicy(*arguments).code == (0 if arguments else 2)
    assert not home.exists()


COMMANDS = [("list",), ("runs",), ("ledger",), ("outlets",), ("show", "1"), ("import", "x.txt")]


@pytest.mark.parametrize("arguments", [*COMMANDS, ("run", "-o", "kbs")])
def test_a_database_of_newer_code_is_left_alone(
    aipolicy: Aipolicy, home: Path, arguments: tuple[str, ...]
) -> None:
    aipolicy("index")
    with sqlite3.connect(home / "corpus.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    said = aipolicy(*arguments)
    assert (said.code, said.out) == (1, "")
    assert "the database is newer than this program" in said.err


@pytest.mark.parametrize("arguments", [*COMMANDS, ("run", "-o", "kbs")])
def test_a_file_that_is_no_database_is_named_unreadable(
    aipolicy: Aipolicy, home: Path, arguments: tuple[str, ...]
) -> None:
    home.mkdir()
    (home / "corpus.db").write_bytes(b"not a database at all" * 200)
    said = aipolicy(*arguments)
    assert (said.code, said.out) == (1, "")
    assert "the database cannot be used" in said.err


@pytest.mark.parametrize("arguments", [*set(COMMANDS) - {("outlets",)}, ("run", "-o", "kbs")])
@pytest.mark.parametrize("where", ["below a file", "a system's folder"])
def test_a_data_folder_that_cannot_be_made_is_a_sentence(
    aipolicy: Aipolicy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    where: str,
) -> None:
    """Told apart from permissions: the super-user may write nearly everywhere."""
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data" if where == "below a file" else Path("/proc/aipolicy")
    monkeypatch.setenv("AIPOLICY_HOME", str(folder))
    said = aipolicy(*arguments)
    assert (said.code, said.out) == (1, "")
    assert "AIPOLICY_HOME" in said.err


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody@127.0.0.1:1/none",
        "nonsense",
        "nonsense://a/b",
        "mysql://a/b",
        "sqlite:////proc/x/c.db",
    ],
)
def test_a_database_that_is_not_there_is_a_sentence_without_a_password(
    aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", url.replace("nobody@", "nobody:secret@"))
    said = aipolicy("list", "--json")
    assert (said.code, said.out) == (1, "")
    assert "AIPOLICY_DATABASE_URL" in said.err
    assert "secret" not in said.err


def test_the_program_s_own_exit_code_is_the_command_s(home: Path, tmp_path: Path) -> None:
    """As a process, as `make run` starts it: what a test in this process cannot see."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "extract", str(tmp_path / "nothing.html")],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no such file" in done.stderr
    assert "Traceback" not in done.stderr
