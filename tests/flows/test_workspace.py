"""Locks tell the living from the dead, and keep two runs off one outlet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from flows.workspace import claim, locked


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    with locked(tmp_path / "run.lock") as mine, locked(tmp_path / "run.lock") as yours:
        assert (mine, yours) == (True, False)


def test_a_lock_falls_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    held = (
        "import sys, time\nfrom pathlib import Path\nfrom flows.workspace import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", held, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with locked(path) as mine:
        assert not mine
    process.kill()
    process.wait()
    with locked(path) as mine:
        assert mine


def test_an_outlet_another_run_holds_is_passed_over(engine: Engine, tmp_path: Path) -> None:
    with (
        claim(engine, tmp_path, ("kbs", "etoday")) as first,
        claim(engine, tmp_path, ("kbs", "newspim")) as second,
    ):
        assert first == ("kbs", "etoday")
        assert second == ("newspim",)
    with claim(engine, tmp_path, ("kbs",)) as third:
        assert third == ("kbs",)
