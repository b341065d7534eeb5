"""The views for people: every column is documented, and stands in the documented order."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

DOCUMENTED = (Path(__file__).parents[2] / "docs" / "columns.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("view", ["corpus", "stories", "ledger", "lineage", "quotes"])
def test_every_column_of_a_view_is_documented(engine: Engine, view: str) -> None:
    section = DOCUMENTED.split(f"\n## {view} (view)\n", 1)[1].split("\n## ", 1)[0]
    named = [line.split("`")[1] for line in section.splitlines() if line.startswith("- `")]
    assert named == [column["name"] for column in inspect(engine).get_columns(view)]
