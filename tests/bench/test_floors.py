"""The floors under our figures hold, and a floor is never lowered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.extraction import floors
from bench.extraction.__main__ import quick


def test_every_quick_figure_is_on_or_above_its_floor() -> None:
    held = {group: values for group, values in floors.load().items() if group.startswith("quick")}
    reached = quick()
    assert set(reached) == set(held), "a reader has no floors, or floors have no reader"
    assert floors.below(reached, held) == []


def test_a_figure_under_its_floor_is_named() -> None:
    (line,) = floors.below({"a.ours": {"title": 0.98}}, {"a.ours": {"title": 0.99}})
    assert line == "a.ours title: 0.9800 is under the floor of 0.9900"


def test_a_figure_that_is_gone_is_under_its_floor() -> None:
    assert floors.below({"a.ours": {}}, {"a.ours": {"title": 0.99}})


def test_what_was_not_measured_is_not_judged() -> None:
    assert floors.below({}, {"real.ours": {"title": 0.99}}) == []


def test_raising_lifts_and_never_lowers() -> None:
    held = {"a.ours": {"title": 0.99, "body_f1": 0.5}, "b.ours": {"title": 0.7}}
    lifted = floors.raised({"a.ours": {"title": 0.9, "body_f1": 0.61239}}, held)
    assert lifted == {"a.ours": {"title": 0.99, "body_f1": 0.6123}, "b.ours": {"title": 0.7}}


def test_a_set_that_is_new_gets_its_floors() -> None:
    assert floors.raised({"c.ours": {"title": 1.0}}, {}) == {"c.ours": {"title": 1.0}}


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    held = {"a.ours": {"title": 0.99}, "b-c.generic": {"body_f1": 0.9512}}
    floors.write(held, path)
    assert floors.load(path) == held


def test_a_floor_of_a_figure_nobody_measures_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text('["a.ours"]\nbeauty = 1.0\n', encoding="utf-8")
    with pytest.raises(KeyError, match="beauty"):
        floors.load(path)
