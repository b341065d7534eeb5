"""What all commands have in common: JSON for programs, and completion for shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.shell_completion import ShellComplete

from cli.main import main
from tests.cli.conftest import Aipolicy

#: Commands without ``--json``, and why.
WITHOUT = {
    "demo": "a show for people",
    "judge": "its output is JSON lines",
    "match": "its output is a table of a fixed form",
    "review": "a conversation",
    "labels export": "its output is a CSV file",
    "up": "runs until it is ended",
    "web": "runs until it is ended",
    "export": "its output is a file of the format asked for",
    "completion": "its output is a script",
    "digest": "its output is a document",
}


def commands(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, (*path, name))
    else:
        yield " ".join(path), command


@pytest.mark.parametrize(("name", "command"), commands(main), ids=lambda x: str(x))
def test_every_command_speaks_json_or_there_is_a_reason(name: str, command: click.Command) -> None:
    speaks = any("--json" in parameter.opts for parameter in command.params)
    assert speaks != (name in WITHOUT)


def test_no_reason_is_left_over() -> None:
    assert set(WITHOUT) <= {name for name, _ in commands(main)}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(aipolicy: Aipolicy, shell: str) -> None:
    said = aipolicy("completion", shell)
    assert said.code == 0
    assert "_AIPOLICY_COMPLETE" in said.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=said.out, text=True, check=True, timeout=30)


def completed(*words: str, incomplete: str) -> list[str]:
    shell = ShellComplete(main, {}, "aipolicy", "_AIPOLICY_COMPLETE")
    return [item.value for item in shell.get_completions(list(words), incomplete)]


@pytest.mark.parametrize(
    ("words", "incomplete", "among"),
    [
        ((), "sea", "search"),
        (("search",), "--fac", "--facets"),
        (("search", "--outlet"), "kb", "kbs"),
        (("search", "--outlet"), "kbs,gye", "kbs,gyeongbuk"),
        (("search", "--region"), "경", "경북"),
        (("search", "--topic"), "law", "law_regulation"),
        (("search", "--agency"), "과학", "과학기술정보통신부"),
        (("search", "--order"), "", "relevance"),
        (("stats", "--by"), "w", "week"),
        (("list", "--outlet"), "new", "newspim"),
    ],
)
def test_known_values_are_completed(words: tuple[str, ...], incomplete: str, among: str) -> None:
    assert among in completed(*words, incomplete=incomplete)


def test_the_program_completes_when_the_shell_asks() -> None:
    asked = {
        "_AIPOLICY_COMPLETE": "bash_complete",
        "COMP_WORDS": "aipolicy search --reg",
        "COMP_CWORD": "2",
    }
    said = subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main(prog_name='aipolicy')"],
        env=os.environ | asked, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert said.stdout.splitlines() == ["plain,--region"]


def test_asking_loads_nothing_that_fetches() -> None:
    code = (
        "import sys, cli.main, cli.commands.search, cli.commands.sql, cli.commands.stats\n"
        "assert not {'scrapy', 'prefect', 'pandas', 'pyarrow'} & set(sys.modules), 'too much'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
