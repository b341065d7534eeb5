"""`aipolicy stats` counts articles by time and by whom they are about, and draws it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from cli import output, plot
from tests.cli.conftest import Aipolicy
from tests.cli.corpus import fill


@pytest.fixture
def corpus(home: Path) -> Path:
    fill(home)
    return home


def test_months_have_articles_stories_and_growth(corpus: Path, aipolicy: Aipolicy) -> None:
    rows = aipolicy("stats", "--json", "--until", "2026-11-19").rows
    assert [(r["value"], r["articles"], r["stories"], r["before"]) for r in rows] == [
        ("2026-10", 1, 1, None), ("2026-11", 3, 3, rows[1]["before"]),
    ]  # fmt: skip


def test_weeks_without_an_article_are_there(corpus: Path, aipolicy: Aipolicy) -> None:
    rows = aipolicy("stats", "--by", "week", "--json").rows
    assert [(r["value"], r["articles"]) for r in rows][:4] == [
        ("2026-10-26", 1), ("2026-11-02", 2), ("2026-11-09", 1), ("2026-11-16", 1),
    ]  # fmt: skip
    assert [(r["before"], r["growth"]) for r in rows][:3] == [(None, None), (None, None), (2, -0.5)]


@pytest.mark.parametrize(
    ("by", "given", "told"),
    [
        ("week", (), ["2026-11-09"]),
        ("week", ("--since", "2026-11-02", "--until", "2026-11-15"), ["2026-11-09"]),
        ("week", ("--since", "2026-11-04", "--until", "2026-11-15"), []),
        ("week", ("--since", "2026-11-02", "--until", "2026-11-14"), []),
        ("month", ("--until", "2026-11-21"), []),
        ("day", ("--since", "2026-11-02", "--until", "2026-11-03"), ["2026-11-03"]),
    ],
)
def test_growth_is_told_between_whole_periods(
    corpus: Path, aipolicy: Aipolicy, by: str, given: tuple[str, ...], told: list[str]
) -> None:
    rows = aipolicy("stats", "--by", by, *given, "--json").rows
    assert [
        r["value"] for r in rows if r["before"] is not None and r["value"] < "2026-11-16"
    ] == told
    assert all(r["growth"] is None for r in rows if r["before"] is None)


def test_a_query_and_conditions_hold(corpus: Path, aipolicy: Aipolicy) -> None:
    rows = aipolicy("stats", "AI", "-특허", "--by", "day", "--since", "2026-11-02",
                    "--until", "2026-11-03", "--json").rows  # fmt: skip
    assert [(r["value"], r["articles"]) for r in rows] == [("2026-11-02", 1), ("2026-11-03", 1)]


def test_tags_and_outlets_come_by_name(corpus: Path, aipolicy: Aipolicy) -> None:
    lines = aipolicy("stats", "--by", "topic").out.splitlines()
    assert lines[0] == "topic\tname\tarticles\tstories\tbefore\tgrowth"
    assert lines[1].startswith("law_regulation\t법·규제\t2\t2\t")
    outlets = aipolicy("stats", "--by", "outlet", "--json").rows
    assert {r["value"]: r["articles"] for r in outlets}["kbs"] == 2
    assert outlets[0]["name"] == "kbs 이름"


def test_growth_is_against_the_time_before(corpus: Path, aipolicy: Aipolicy) -> None:
    rows = aipolicy("stats", "--by", "region", "--since", "2026-11-02", "--until", "2026-11-04",
                    "--json").rows  # fmt: skip
    assert {r["value"]: (r["articles"], r["before"], r["growth"]) for r in rows} == {
        "경북": (1, 0, None), "전국": (1, 1, 0.0),
    }  # fmt: skip


def test_there_is_no_growth_where_the_corpus_begins_in_the_time_before(
    corpus: Path, aipolicy: Aipolicy
) -> None:
    said = aipolicy("stats", "--by", "region", "--since", "2026-11-02", "--until", "2026-11-05",
                    "--json")  # fmt: skip
    assert {(r["before"], r["growth"]) for r in said.rows} == {(None, None)}
    assert "the corpus begins on 2026-10-30: no growth" in said.err


@pytest.mark.parametrize("width", [40, 60, 120])
def test_a_plot_fits_the_terminal(
    corpus: Path, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(
        output, "stdout", Console(force_terminal=True, width=width, highlight=False)
    )
    lines = aipolicy("stats", "--by", "region").out.splitlines()
    assert any("█" in line and "경북" in line for line in lines)
    assert max(map(cell_len, lines[1:])) <= width


def test_names_of_hangul_and_latin_stand_in_one_column() -> None:
    made = plot.bars([("경상북도", 8, ""), ("KBS", 4, "+3%"), ("없음", 0, "")], 40)
    starts = [cell_len(line[: line.index("█")]) for line in made[:2]]
    assert starts == [9, 9]
    assert made[2].split() == ["없음", "0"]


def test_a_bar_is_as_long_as_its_share_to_an_eighth() -> None:
    assert plot.bar(10, 10, 4) == "████"
    assert plot.bar(5, 10, 4) == "██"
    assert plot.bar(1, 32, 4) == "▏"
    assert plot.bar(1, 10_000, 4) == "▏"
    assert plot.bar(0, 10, 4) == ""


def test_a_name_too_long_is_cut() -> None:
    (line,) = plot.bars([("인공지능 발전과 신뢰 기반 조성 등에 관한 기본법", 3, "")], 60)
    assert "…" in line
    assert cell_len(line) <= 60


def test_nothing_found_is_said(corpus: Path, aipolicy: Aipolicy) -> None:
    said = aipolicy("stats", "없는말이다")
    assert said.code == 0
    assert "nothing matches" in said.err


def test_an_unknown_outlet_is_wrong_usage(corpus: Path, aipolicy: Aipolicy) -> None:
    assert aipolicy("stats", "-o", "nowhere").code == 2
