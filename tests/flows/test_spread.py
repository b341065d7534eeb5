"""A spread ingest's own part: which groups, who is dead, and one report over all that they left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import leases, runs
from db.models import Run
from db.session import reading, writing
from flows import spread
from flows.parts import Part
from flows.plan import choose, parts, record
from flows.run import RunReport
from flows.spread import Spread, belongs, spread_out, wanted
from spiders import registry

OUTLETS = ["kbs", "etoday", "kyongbuk", "hidomin", "dkilbo", "idaegu", "c1news", "kado", "jnilbo"]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
Carry = Callable[[Sequence[Part]], None]


@pytest.fixture(autouse=True)
def here(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)


def begun(engine: Engine, group: Part, codes: Sequence[str] | None = None) -> str:
    """A group's own run, at work on these outlets (all of them, if nobody else has one)."""
    run_id = runs.new_run_id(NOW)
    asked = group.parameters["outlets"]
    with writing(engine) as session:
        runs.save_outlets(session, map(record, choose(asked)), NOW)
        runs.begin(session, run_id, flow="ingest", trigger="hand", now=NOW, code_version="t",
                   params={"outlets": asked}, outlets=asked if codes is None else codes)  # fmt: skip
    belongs(engine, run_id, group.parameters["part_of"])
    return run_id


def closed(engine: Engine, run_id: str, codes: Sequence[str], status: str = "finished") -> None:
    with writing(engine) as session:
        for code in codes:
            runs.finish_outlet(session, run_id, code, status=status, discovered=0)
        runs.finish(session, run_id, status, NOW, None)


@dataclass
class Played:
    """What became of a spread run: its report, its groups, and what it told Prefect's pages."""

    report: RunReport
    groups: Sequence[Part]
    artifact: str


def played(engine: Engine, monkeypatch: pytest.MonkeyPatch, carry: Carry) -> Played:
    """A spread run whose parts are carried out by this function."""
    seen: list[Part] = []
    told: list[str] = []

    def carry_out(deployment: str, run_id: str, groups: Sequence[Part], **more: Any) -> None:
        seen.extend(groups)
        carry(groups)

    monkeypatch.setattr(spread, "carry_out", carry_out)
    monkeypatch.setattr(spread, "create_markdown_artifact", lambda text, **more: told.append(text))
    report = spread_out(OUTLETS, None, None, None, "hand", 60, here=lambda **given: None)
    return Played(report, seen, *told)


# -- which parts -----------------------------------------------------------------------------------


def test_parts_are_of_like_size_and_hold_every_outlet_once() -> None:
    found = parts(registry.outlets(active_only=True))
    assert sorted(code for part in found for code in part) == sorted(
        outlet.code for outlet in registry.outlets(active_only=True)
    )
    assert max(map(len, found)) - min(map(len, found)) <= 1
    assert max(map(len, found)) <= 8


def test_the_large_sites_are_dealt_out() -> None:
    large = {"kbs", "etoday", "newspim", "gyeongbuk"}
    assert max(len(large & set(part)) for part in parts(registry.outlets(active_only=True))) == 1


@pytest.mark.parametrize(
    ("given", "setting", "deployed", "is_spread"),
    [
        (True, None, False, True),
        (False, "1", True, False),
        (None, "1", True, True),
        (None, "1", False, False),  # the throw-away server of `aipolicy run`
        (None, "0", True, False),
        (None, None, True, False),
    ],
)
def test_a_run_is_spread_when_asked_or_set(
    given: bool | None, setting: str | None, deployed: bool, is_spread: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("AIPOLICY_SPREAD", raising=False)
    if setting is not None:
        monkeypatch.setenv("AIPOLICY_SPREAD", setting)
    monkeypatch.setattr(spread, "deployed", lambda name: deployed)
    assert wanted(given) is is_spread


def test_what_is_one_part_is_not_spread_by_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIPOLICY_SPREAD", "1")
    monkeypatch.setattr(spread, "deployed", lambda name: True)
    assert wanted(None, OUTLETS)
    assert not wanted(None, OUTLETS[:8])
    assert not wanted(None, kind="government")


# -- the report over all ---------------------------------------------------------------------------


def test_one_report_holds_every_groups_outlets(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_well(groups: Sequence[Part]) -> None:
        for group in groups:
            closed(engine, begun(engine, group), group.parameters["outlets"])

    done = played(engine, monkeypatch, all_well)
    report = done.report
    assert "9 of 9 outlets went well" in done.artifact
    assert sorted(result.outlet for result in report.outlets) == sorted(OUTLETS)
    assert (report.failed, report.skipped) == ((), ())
    with reading(engine) as session:
        run = session.get_one(Run, report.run_id)
        assert (run.flow, run.status, run.message) == ("spread", "finished", "2 groups, 9 outlets")


def test_what_another_run_works_on_is_told_as_skipped(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def some(groups: Sequence[Part]) -> None:
        for group in groups:
            free = [code for code in group.parameters["outlets"] if code != "kbs"]
            closed(engine, begun(engine, group, free), free)

    report = played(engine, monkeypatch, some).report
    assert report.skipped == ("kbs",)
    assert len(report.outlets) == len(OUTLETS) - 1


def test_a_group_that_died_is_told_and_the_others_stand(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_dies(groups: Sequence[Part]) -> None:
        dead, well = groups
        begun(engine, dead)
        dead.end("its run 'kbs +4' ended as Crashed")
        closed(engine, begun(engine, well), well.parameters["outlets"])

    done = played(engine, monkeypatch, one_dies)
    report = done.report
    lost = set(done.groups[0].parameters["outlets"])
    assert {result.outlet for result in report.failed} == lost
    assert all("Crashed; the next run goes on" in (r.message or "") for r in report.failed)
    with reading(engine) as session:
        assert session.get_one(Run, report.run_id).status == "failed"


def test_a_group_no_run_came_to_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def never_begun(groups: Sequence[Part]) -> None:
        for group in groups:
            group.end("its run was deleted from the Prefect server")

    report = played(engine, monkeypatch, never_begun).report
    assert len(report.failed) == len(OUTLETS)


def test_it_is_closed_when_its_groups_cannot_be_started(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(groups: Sequence[Part]) -> None:
        raise spread.SpreadError("no deployment")

    with pytest.raises(spread.SpreadError):
        played(engine, monkeypatch, cannot)
    with reading(engine) as session:
        assert session.scalars(select(Run.status)).all() == ["failed"]


@pytest.mark.parametrize(
    ("window", "status", "left"),
    [
        ((None, None), "finished", ["etoday"]),
        ((None, None), "failed", ["kbs", "etoday"]),
        (("2026-11-01", None), "finished", ["kbs", "etoday"]),
    ],
)
def test_what_was_visited_since_it_began_is_not_visited_again(
    engine: Engine, window: tuple[str | None, str | None], status: str, left: list[str]
) -> None:
    with writing(engine) as session:
        runs.begin(session, "whole", flow="spread", trigger="hand", now=NOW, code_version="t",
                   params={}, outlets=[])  # fmt: skip
    given = {"part_of": "another", "outlets": ["kbs"]}
    closed(engine, begun(engine, Part("kbs", given)), ["kbs"], status)
    with writing(engine) as session:
        for run in session.scalars(select(Run).where(Run.flow == "ingest")):
            run.params = {**run.params, "since": None, "until": None}
    assert spread.still_to_do(["kbs", "etoday"], "whole", *window) == left


def test_an_earlier_visit_does_not_count(engine: Engine) -> None:
    with writing(engine) as session:
        runs.begin(session, "whole", flow="spread", trigger="hand", now=NOW + timedelta(minutes=1),
                   code_version="t", params={}, outlets=[])  # fmt: skip
    given = {"part_of": "another", "outlets": ["kbs"]}
    closed(engine, begun(engine, Part("kbs", given)), ["kbs"])
    assert spread.still_to_do(["kbs"], "whole", None, None) == ["kbs"]


# -- who is dead -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lives", [True, False])
def test_a_run_whose_leases_are_over_for_long_is_dead(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, lives: bool
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("flows.spread.time.monotonic", lambda: clock[0])
    seen: list[set[str]] = []

    def look(groups: Sequence[Part]) -> None:
        mine = Spread(groups[0].parameters["part_of"], engine, ())
        run_id = begun(engine, groups[0])
        if lives:
            with writing(engine) as session:
                leases.take(session, f"run:{run_id}", "eins-1", "eins/1", run_id)
        for seconds in (0.0, 10.0, 40.0):
            clock[0] += seconds
            seen.append(mine.dead(groups))
        closed(engine, run_id, groups[0].parameters["outlets"])
        seen.append(mine.dead(groups))

    groups = played(engine, monkeypatch, look).groups
    assert seen == [set(), set(), set() if lives else {groups[0].name}, set()]


def test_parts_names_tell_their_outlets(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[Any] = []
    played(engine, monkeypatch, lambda groups: names.extend(group.name for group in groups))
    assert names == ["kbs +4", "etoday +3"]
