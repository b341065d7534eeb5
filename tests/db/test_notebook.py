"""docs/corpus.ipynb runs from its first cell to its last, and is kept without outputs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.cli.corpus import fill

NOTEBOOK = Path(__file__).parents[2] / "docs" / "corpus.ipynb"


def read() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_a_notebook_without_outputs() -> None:
    found = read()
    nbformat.validate(found)
    code = [cell for cell in found.cells if cell.cell_type == "code"]
    assert [cell for cell in code if cell.outputs or cell.execution_count] == []


def test_it_runs_and_reads_a_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "data")
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("AIPOLICY_DATABASE_URL", raising=False)
    for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    found = read()
    client = NotebookClient(found, timeout=240, startup_timeout=120, kernel_name="python3")
    client.execute(cwd=str(tmp_path), env=dict(os.environ))
    outputs = [o for cell in found.cells if cell.cell_type == "code" for o in cell.outputs]
    said = "".join(o.get("text", "") for o in outputs)
    assert "5 articles on AI policy" in said
    assert "2 articles, 1 stories" in said
    assert "story 1: " in said
    assert any("image/png" in o.get("data", {}) for o in outputs)
