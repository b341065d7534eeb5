"""The floors under our matcher's figures hold, and a floor is never lowered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.matching import floors
from bench.matching.__main__ import quick


def test_every_quick_figure_is_on_or_above_its_floor() -> None:
    held = {group: values for group, values in floors.load().items() if group != "large.ours"}
    reached = quick()
    assert set(reached) == set(held), "a stream has no floors, or floors have no stream"
    assert floors.below(reached, held) == []


def test_the_large_stream_has_floors_too() -> None:
    assert floors.load()["large.ours"].keys() == floors.load()["quick.ours"].keys()


def test_a_figure_under_its_floor_is_named() -> None:
    (line,) = floors.below({"a.ours": {"recall": 0.98}}, {"a.ours": {"recall": 0.99}})
    assert line == "a.ours recall: 0.9800 is under the floor of 0.9900"


def test_raising_lifts_and_never_lowers() -> None:
    held = {"a.ours": {"precision": 0.99, "recall": 0.5}, "b.ours": {"heavy": 0.7}}
    lifted = floors.raised({"a.ours": {"precision": 0.9, "recall": 0.61239}}, held)
    assert lifted == {"a.ours": {"precision": 0.99, "recall": 0.6123}, "b.ours": {"heavy": 0.7}}


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    held = {"a.ours": {"precision": 0.99}, "b-c.ours": {"clustered_recall": 0.9512}}
    floors.write(held, path)
    assert floors.load(path) == held


def test_a_floor_of_a_figure_nobody_measures_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text('["a.ours"]\nbeauty = 1.0\n', encoding="utf-8")
    with pytest.raises(KeyError, match="beauty"):
        floors.load(path)
