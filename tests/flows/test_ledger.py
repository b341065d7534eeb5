"""The report of a run: a sentence, who needs a person, and a table that adds up."""

from __future__ import annotations

from typing import Any

import pytest

from flows.stages import ledger
from flows.stages.account import OutletResult
from flows.stages.drift import Fall


def result(code: str = "kbs", status: str = "finished", **values: Any) -> OutletResult:
    outcomes = values.pop("outcomes", {"stored": 2, "unchanged": 3})
    return OutletResult(code, status, sum(outcomes.values()), outcomes, **values)


def test_a_good_run_needs_nobody() -> None:
    said = ledger.headline([result(), result("kado")])
    assert said.startswith("2 of 2 outlets went well: 10 URLs discovered, 4 new, ")
    assert said.endswith("Nothing needs a person.")


def test_what_other_runs_hold_or_left_is_said() -> None:
    said = ledger.headline([result()], skipped=["etoday"], recovered=["20261120T0900"])
    assert "Left to another run: etoday." in said
    assert "Brought in what a killed run had left: 20261120T0900." in said


def test_a_ledger_that_does_not_add_up_is_said() -> None:
    short = OutletResult("kbs", "failed", 7, {"stored": 2}, "killed")
    assert "The ledger does not add up: 2 outcomes." in ledger.headline([short])


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ({"status": "failed", "message": "it is refused"}, "it is refused"),
        ({"drift": (Fall("place", 1.0, 0.0),)}, "articles with place: 100% before, 0% now"),
        ({"coverage": {"own_page": 0.2}}, "own_page 20%"),
        ({"outcomes": {"http_error": 3, "stored": 2}}, "most pages were lost: 3 http_error"),
        (
            {
                "sources": (
                    {"kind": "feed", "url": "u", "problem": "stale: of 2012"},
                    {"kind": "list"},
                )
            },
            "feed u: stale: of 2012",
        ),
    ],
)
def test_each_trouble_is_named_with_the_next_step(trouble: dict[str, Any], words: str) -> None:
    (line,) = ledger.needs([result(**trouble), result("kado")])
    assert line == f"kbs: {words} → `aipolicy doctor kbs`"


def test_an_address_that_was_only_tried_needs_nobody() -> None:
    tried = {"kind": "feed", "url": "u", "problem": "http: HTTP 404"}
    assert ledger.needs([result(sources=(tried, {"kind": "list", "url": "l"}))]) == []
    assert len(ledger.needs([result(sources=(tried,))])) == 1


def test_shares_under_contract_come_worst_first() -> None:
    low = ledger.under(result(coverage={"published": 0.7, "title": 0.4, "captions": 0.0}))
    assert low == [("title", 0.4), ("published", 0.7)]


def test_the_table_adds_up_and_stays_in_its_cells() -> None:
    shown = ledger.markdown([
        result(warnings=("one | two\nthree", "b", "c", "d")), result("kado", outcomes={"copy": 1}),
    ])  # fmt: skip
    lines = shown.splitlines()
    head = next(line for line in lines if line.startswith("| outlet"))
    assert [c for c in ("new", "updated", "copies", "unchanged") if f" {c} " not in head] == []
    rows = [line for line in lines if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {head.count("|")}
    assert "one \\| two three; b; c; and 1 more" in shown
    assert rows[-1].startswith("| total |  | 6 | 2 | 0 | 3 | 1 |")
