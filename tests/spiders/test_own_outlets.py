"""Outlets of one's own: a file beside the registry's, in the same form, with clear mistakes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from spiders.rows import RegistryError, own_file, read_rows
from tests.conftest import ROOT

FAMILIES = ("insnews", "ndsoft")
ROW = """
[[outlet]]
code = "mine"
name = "우리신문"
domain = "mine.example"
region = "경북"
family = "ndsoft"
evidence = "E"
"""


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_its_rows_come_behind_the_registrys(tmp_path: Path) -> None:
    rows = read_rows(families=FAMILIES, own=own(tmp_path, ROW))
    assert rows[:-1] == read_rows(families=FAMILIES)
    assert (rows[-1].code, rows[-1].hosts) == ("mine", ("www.mine.example",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW.replace('"mine"', '"kyongbuk"'), r"own\.toml, outlet 1 \(kyongbuk\): code 'kyongbuk' stands in outlets\.toml"),
        (ROW.replace("mine.example", "kyongbuk.co.kr"), r"stands in outlets\.toml, outlet \d+ \(kyongbuk\) already"),
        (ROW.replace("ndsoft", "wordpress"), r"own\.toml, outlet 1 \(mine\): unknown family 'wordpress'"),
        ("[[outlet]\n", r"own\.toml is not TOML"),
        ("[outlet]\n", r"own\.toml: write each outlet as an \[\[outlet\]\] table"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_and_row(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        read_rows(families=FAMILIES, own=own(tmp_path, text))


def test_a_file_that_is_not_there_is_told_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"AIPOLICY_OUTLETS names .*gone\.toml.*absolute path"):
        read_rows(families=FAMILIES, own=tmp_path / "gone.toml")


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_setting_there_is_none(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("AIPOLICY_OUTLETS", raising=False)
    if value is not None:
        monkeypatch.setenv("AIPOLICY_OUTLETS", value)
    assert own_file() is None


def test_every_process_knows_them_by_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_OUTLETS", str(own(tmp_path, ROW)))
    result = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert "mine" in result.stdout.split()
