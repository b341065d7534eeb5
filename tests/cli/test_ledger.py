"""`ledger` and `runs` after a run with trouble: every number has its URLs, every trouble its words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db import models, runs, schema
from db.session import open_engine, writing
from flows import plan
from spiders import registry
from tests.cli.conftest import Aipolicy

RUN = "20261120T090000Z-abc123"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OUTCOMES = {"kbs": ("stored", "copy", "unreachable", "unreachable"), "kado": ("unchanged",)}


@pytest.fixture(autouse=True)
def corpus(home: Path) -> None:
    """KBS lost two of four and drifted; kado is well."""
    home.mkdir()
    engine = open_engine()
    schema.ensure(engine)
    with writing(engine) as session:
        runs.save_outlets(session, [plan.record(registry.outlet(c)) for c in OUTCOMES], AT)
        runs.begin(session, RUN, flow="ingest", trigger="hand", params={}, outlets=list(OUTCOMES),
                   now=AT, code_version="t")  # fmt: skip
        for code, outcomes in OUTCOMES.items():
            for n, outcome in enumerate(outcomes):
                session.add(
                    models.Outcome(run_id=RUN, outlet=code, key=str(n), url=f"https://{code}/{n}",
                                   outcome=outcome, reason="it hung", at=AT)
                )  # fmt: skip
        runs.finish_outlet(session, RUN, "kado", status="finished", discovered=1)
        runs.finish_outlet(
            session,
            RUN,
            "kbs",
            status="failed",
            discovered=4,
            bytes=2_500_000,
            message="the deadline came",
            coverage={"title": 1.0, "published": 0.5},
            drift=[{"field": "published", "was": 1.0, "now": 0.5}],
            warnings=["drift: articles with published: 100% before, 50% now", "no_published × 2"],
            sources=[{"kind": "feed", "url": "https://f", "status": 200, "rows": 1, "new": 1}],
        )
        runs.finish(session, RUN, "failed", AT, "1 of 2 outlets failed: kbs")


def test_the_headline_says_how_it_went(aipolicy: Aipolicy) -> None:
    said = aipolicy("ledger").err
    assert "1 of 2 outlets went well: 5 URLs discovered, 1 new, 0 updated, 1 copies, 2 lost" in said
    assert "Failed: kbs. Pages have drifted: kbs." in said


def test_the_table_has_every_outcome_the_shortfall_and_the_drift(aipolicy: Aipolicy) -> None:
    head, kado, kbs, total = (line.split("\t") for line in aipolicy("ledger").out.splitlines())
    shown = dict(zip(head, kbs, strict=True))
    assert (shown["discovered"], shown["new"], shown["copies"], shown["unreachable"]) == (
        "4", "1", "1", "2",
    )  # fmt: skip
    assert shown["MB"] == "2.5"
    assert shown["under contract"] == "published 50%"
    assert shown["drift"] == "published 100% → 50%"
    assert shown["warnings"] == "no_published × 2"
    assert kado[:3] == ["kado", "finished", "1"]
    assert total[:3] == ["total", "", "5"]


def test_the_urls_behind_a_number_are_listed_with_their_reason(aipolicy: Aipolicy) -> None:
    rows = aipolicy("ledger", RUN, "-o", "kbs", "--outcome", "unreachable", "--json").rows
    assert [(row["url"], row["reason"]) for row in rows] == [
        ("https://kbs/2", "it hung"), ("https://kbs/3", "it hung"),
    ]  # fmt: skip


def test_every_url_of_a_run_is_listed(aipolicy: Aipolicy) -> None:
    lines = aipolicy("ledger", "--urls").out.splitlines()
    assert len(lines) == 1 + 5
    assert lines[1].startswith("kado\tunchanged\t0\t")


def test_the_ledger_of_one_outlet_is_of_it_alone(aipolicy: Aipolicy) -> None:
    (row,) = aipolicy("ledger", "-o", "kbs", "--json").rows
    assert row["outcomes"] == {"stored": 1, "copy": 1, "unreachable": 2}
    assert row["drift"] == [{"field": "published", "was": 1.0, "now": 0.5}]
    assert row["coverage"]["published"] == 0.5
    assert row["sources"][0]["url"] == "https://f"


def test_without_a_run_named_an_outlets_last_run_is_told(aipolicy: Aipolicy) -> None:
    later = "20261120T100000Z-abc123"
    with writing(open_engine()) as session:
        runs.begin(session, later, flow="ingest", trigger="schedule", params={}, outlets=["kado"],
                   now=AT + timedelta(hours=1), code_version="t")  # fmt: skip
    assert f"run {later}: " in aipolicy("ledger").err
    assert f"run {later}: " in aipolicy("ledger", "-o", "kado").err
    assert f"run {RUN}: " in aipolicy("ledger", "-o", "kbs").err
    assert len(aipolicy("ledger", "-o", "kbs", "--urls", "--json").rows) == 4


@pytest.mark.parametrize("run", [(), (RUN,)])
def test_an_outlet_that_is_none_is_refused(aipolicy: Aipolicy, run: tuple[str, ...]) -> None:
    said = aipolicy("ledger", *run, "-o", "nosuch")
    assert (said.code, said.out) == (2, "")
    assert "nosuch" in said.err


def test_an_outlet_that_was_never_visited_has_no_ledger(aipolicy: Aipolicy) -> None:
    said = aipolicy("ledger", "-o", "kyongbuk")
    assert said.code == 1
    assert "no run yet that fetched or imported from kyongbuk" in said.err


def test_an_outcome_that_is_none_is_refused(aipolicy: Aipolicy) -> None:
    assert aipolicy("ledger", "--outcome", "vanished").code == 2


def test_runs_tell_what_was_new_and_what_drifted(aipolicy: Aipolicy) -> None:
    (row,) = aipolicy("runs", "--json").rows
    assert (row["new"], row["copies"], row["drift"], row["failed"]) == (1, 1, 1, 1)


def test_runs_tell_who_began_them_and_with_which_parameters(aipolicy: Aipolicy) -> None:
    with writing(open_engine()) as session:
        session.get_one(models.Run, RUN).params = {"outlets": ["kbs"], "since": "2026-11-01"}
    (row,) = aipolicy("runs", "--json").rows
    assert row["trigger"] == "hand"
    assert row["params"] == {"outlets": ["kbs"], "since": "2026-11-01"}


def test_a_table_of_runs_in_a_pipe_has_their_trigger_and_whole_seconds(aipolicy: Aipolicy) -> None:
    with writing(open_engine()) as session:
        session.get_one(models.Run, RUN).started_at = AT + timedelta(microseconds=123456)
    head, line = (line.split("\t") for line in aipolicy("runs").out.splitlines())
    shown = dict(zip(head, line, strict=True))
    assert (shown["trigger"], shown["started_at"]) == ("hand", "2026-11-20T18:00:00+09:00")


def test_a_run_that_others_did_in_parts_is_told_whole(aipolicy: Aipolicy) -> None:
    parent = "20261120T085900Z-abc123"
    with writing(open_engine()) as session:
        runs.begin(session, parent, flow="ingest", trigger="hand", params={}, outlets=[], now=AT,
                   code_version="t")  # fmt: skip
        session.get_one(models.Run, RUN).params = {"part_of": parent}
    assert [row["outlet"] for row in aipolicy("ledger", parent, "--json").rows] == ["kado", "kbs"]
    assert len(aipolicy("ledger", parent, "--urls", "--json").rows) == 5


def test_without_a_run_named_the_last_is_told_whole_however_it_was_done(aipolicy: Aipolicy) -> None:
    """Its parts begin after it, so the last run is one of them."""
    parent = "20261120T085900Z-abc123"
    with writing(open_engine()) as session:
        runs.begin(session, parent, flow="spread", trigger="hand", params={}, outlets=[],
                   now=AT - timedelta(minutes=1), code_version="t")  # fmt: skip
        session.get_one(models.Run, RUN).params = {"part_of": parent}
    said = aipolicy("ledger")
    assert f"run {parent}: spread of " in said.err
    assert [line.split("\t")[0] for line in said.out.splitlines()[1:]] == ["kado", "kbs", "total"]


def test_a_part_whose_whole_is_gone_is_told_itself(aipolicy: Aipolicy) -> None:
    with writing(open_engine()) as session:
        session.get_one(models.Run, RUN).params = {"part_of": "pruned"}
    assert f"run {RUN}: ingest of " in aipolicy("ledger").err
