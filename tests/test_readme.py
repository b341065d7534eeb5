"""Both READMEs say the same, and only what is so: commands, options, settings, files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.main import main

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ko.md")
ROOMS = ("korean", "db", "spiders", "flows", "web", "cli")
#: A command in a block of code, without its remark; and one named in a sentence.
IN_BLOCK = re.compile(r"^\.venv/bin/aipolicy (.+?)(?:\s{2,}#.*)?$", re.MULTILINE)
IN_TEXT = re.compile(r"`aipolicy ([^`]+)`")
SETTING = re.compile(r"AIPOLICY_[A-Z_]+")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    """Every `aipolicy` line as it is shown, in order."""
    return [line.strip() for line in (*IN_BLOCK.findall(text(name)), *IN_TEXT.findall(text(name)))]


def found(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and what is given to it. Raises click.UsageError."""
    command: click.Command = main
    while isinstance(command, click.Group):
        name, *words = words
        inner = command.get_command(click.Context(command), name)
        if inner is None:
            raise click.UsageError(f"no such command: {name}")
        command = inner
    return command, words


def read(line: str) -> None:
    """As click reads it, calling nothing. Raises click.UsageError."""
    command, words = found(shlex.split(line))
    command.make_context(command.name, words, parent=click.Context(main))


def every() -> Iterator[object]:
    for name in READMES:
        for line in dict.fromkeys(commands(name)):
            yield pytest.param(line, id=f"{name}: {line}")


@pytest.fixture
def at_a_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the files that the examples name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "FOLDER").mkdir()
    for file in ("page.html", "IN.jsonl"):
        (tmp_path / file).touch()


@pytest.mark.usefixtures("at_a_readers")
@pytest.mark.parametrize("line", every())
def test_a_command_that_is_shown_exists_with_its_options(line: str) -> None:
    read(line)


@pytest.mark.usefixtures("at_a_readers")
@pytest.mark.parametrize(
    "wrong", ["nothing", "labels nothing", "run --nothing", "stats --by nothing", "judge nowhere"]
)
def test_a_command_that_is_not_so_would_be_found(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        read(wrong)


@pytest.mark.parametrize("name", READMES)
def test_options_named_in_remarks_exist_too(name: str) -> None:
    remarks = re.findall(r"^\.venv/bin/aipolicy (\S+).*?\s{2,}#(.*)$", text(name), re.MULTILINE)
    named = [
        (word, option) for word, remark in remarks for option in re.findall(r"--[a-z-]+", remark)
    ]
    assert ("show", "--cuts") in named
    for word, option in named:
        command, _ = found(["outlets" if option == "--all" else word])
        assert option in {o for p in command.params for o in (*p.opts, *p.secondary_opts)}


def test_both_show_the_same_commands() -> None:
    assert commands(READMES[0]) == commands(READMES[1])
    assert len(commands(READMES[0])) > 35


@pytest.mark.parametrize(
    "pattern", [SETTING, re.compile(r"`?make [a-z]+"), re.compile(r"^```.*", re.M)]
)
def test_both_name_the_same_settings_and_goals(pattern: re.Pattern[str]) -> None:
    first, second = (sorted(set(pattern.findall(text(name)))) for name in READMES)
    assert first == second


@pytest.mark.parametrize("name", READMES)
def test_every_goal_of_make_that_is_named_is_there(name: str) -> None:
    goals = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text(name), re.MULTILINE))
    assert named
    assert named <= goals


@pytest.mark.parametrize("name", READMES)
def test_every_setting_that_is_named_is_read(name: str) -> None:
    code = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    read = {s for file in code for s in SETTING.findall(file.read_text(encoding="utf-8"))}
    assert set(SETTING.findall(text(name))) <= read


def _anchors(markdown: str) -> set[str]:
    """What a heading is called in an address: lower case, no punctuation, hyphens for spaces."""
    heads = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", [*READMES, "docs/reading-room.md"])
def test_every_relative_link_leads_to_a_file_and_its_heading(name: str) -> None:
    links = [link for link in LINK.findall(text(name)) if "://" not in link]
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), link
        if anchor:
            assert anchor in _anchors(file.read_text(encoding="utf-8")), link


def test_both_lead_to_the_same_documents_and_to_each_other() -> None:
    first, second = (set(LINK.findall(text(name))) for name in READMES)
    assert first - second == {READMES[1]}
    assert second - first == {READMES[0]}
    for name, other in zip(READMES, reversed(READMES), strict=True):
        assert f"]({other})" in text(name).splitlines()[0]


def test_both_show_the_same_program() -> None:
    programs = [re.findall(r"```python\n(.*?)```", text(name), re.DOTALL) for name in READMES]
    assert programs[0] == programs[1]
    for program in programs[0]:
        compile(program, "README", "exec")


@pytest.mark.parametrize("name", READMES)
def test_every_folder_that_is_named_is_there(name: str) -> None:
    folders = re.findall(r"`([a-z]+/(?:[a-z_]+/)?)`", text(name))
    assert len(folders) > 9
    assert [f for f in folders if f not in ("seeds/",) and not (ROOT / f).is_dir()] == []
