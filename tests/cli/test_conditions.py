"""Conditions mean the same to every command: names, times, what a shell completes, what is wrong."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from cli import output
from cli.commands import views
from tests.cli.conftest import Aipolicy
from tests.cli.corpus import fill
from tests.cli.test_completion import completed


@pytest.fixture
def corpus(home: Path) -> Path:
    fill(home)
    return home


COMMANDS = (("search",), ("list",), ("export", "-f", "csv"), ("stats",), ("digest",))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--region", "nowhere"), "there is no region 'nowhere'"),
        (("--region", "중구"), "say which"),
        (("--topic", "날씨"), "there is no topic '날씨'"),
        (("--outlet", "kyongbok"), "did you mean kyongbuk"),
        (("--since", "soon"), "7d, 4w, 1m"),
    ],
)
def test_what_nobody_knows_is_wrong_usage(
    corpus: Path, aipolicy: Aipolicy, command: tuple[str, ...], given: tuple[str, ...], said: str
) -> None:
    found = aipolicy(*command, *given)
    assert (found.code, found.out) == (2, "")
    assert said in " ".join(found.err.split())


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("--region", "경상북도"), 1),
        (("--region", "대구광역시"), 1),
        (("--topic", "법·규제"), 2),
        (("--agency", "교육부"), 1),
        (("--agency", "국방부"), 0),  # known, and on no article
        (("--outlet", "KBS 이름"), 2),
    ],
)
def test_a_name_finds_what_the_corpus_calls_otherwise(
    corpus: Path, aipolicy: Aipolicy, given: tuple[str, ...], found: int
) -> None:
    assert len(aipolicy("search", "--all", *given, "--json").rows) == found
    assert len(aipolicy("list", *given, "--json").rows) == found
    assert len(aipolicy("export", "-f", "jsonl", *given).rows) == found
    counted = aipolicy("stats", *given, "--json").rows
    assert sum(row["articles"] for row in counted) == found


@pytest.mark.parametrize(
    "command",
    [
        ("search",),
        ("list",),
        ("export", "-f", "csv"),
        ("stats",),
        ("quotes",),
        ("lineage",),
        ("digest",),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("since", ["7d", "1m", "2026-11-01", "2026-11-01T10:00"])
def test_every_command_takes_the_same_times(
    corpus: Path, aipolicy: Aipolicy, command: tuple[str, ...], since: str
) -> None:
    assert aipolicy(*command, "--since", since).code == 0


@pytest.mark.parametrize("command", ["search", "stats", "export", "list", "digest"])
def test_a_shell_completes_names_wherever_they_are_taken(command: str) -> None:
    assert "kbs" in completed(command, "--outlet", incomplete="kb")
    assert "경북" in completed(command, "--region", incomplete="경")
    assert "law_regulation" in completed(command, "--topic", incomplete="law")


@pytest.mark.parametrize("command", ["search", "stats", "export", "list", "quotes"])
def test_a_shell_completes_agencies(command: str) -> None:
    assert "과학기술정보통신부" in completed(command, "--agency", incomplete="과학")


def test_a_shell_completes_programmes_and_licences() -> None:
    for command in ("search", "stats", "export"):
        assert "AI 기본법" in completed(command, "--programme", incomplete="AI 기")
        assert "KOGL-1" in completed(command, "--licence", incomplete="KO")
        assert "reject" in completed(command, "--band", incomplete="re")


def test_a_word_to_leave_out_in_latin_letters_goes_behind_dashes(
    corpus: Path, aipolicy: Aipolicy
) -> None:
    said = " ".join(aipolicy("search", "AI", "-GPT").err.split())
    assert "If GPT is a word to leave out" in said
    assert "search -- AI -GPT" in said
    assert "leave out" not in aipolicy("search", "--outlt", "kbs").err


def test_export_leaves_words_out_as_search_does(corpus: Path, aipolicy: Aipolicy) -> None:
    rows = aipolicy("export", "-f", "jsonl", "AI", "-특허").rows
    assert [row["id"] for row in rows] == [3, 2, 1]


@pytest.mark.parametrize(
    ("query", "said"),
    [("조례 AND AI", "a space alone"), ("AI or 로봇", "OR in capitals"), ("topic:법", "--topic on the command line")],
)  # fmt: skip
def test_habits_from_elsewhere_are_told(
    corpus: Path, aipolicy: Aipolicy, query: str, said: str
) -> None:
    assert said in " ".join(aipolicy("search", query).err.split())


def test_a_place_in_the_results_is_no_address_here(corpus: Path, aipolicy: Aipolicy) -> None:
    said = aipolicy("search", "AI", "--after", "zzz").err
    assert "this place in the results does not exist" in said
    assert "address" not in said


def test_amounts_are_read_in_thousands(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Console(file=StringIO(), width=80)
    monkeypatch.setattr(output, "stdout", drawn)
    tag = {"count": 1, "evidence": [{"text": "195억 원"}]}
    views.print_tags([{"kind": "amount", "value": "19500000000", **tag}])
    assert "amount 19,500,000,000 × 1  195억 원" in drawn.file.getvalue()  # type: ignore[attr-defined]


def test_lineage_and_quotes_take_an_outlets_name(corpus: Path, aipolicy: Aipolicy) -> None:
    for command in ("lineage", "quotes"):
        assert aipolicy(command, "--outlet", "KBS 이름").code == 0
        assert "did you mean kbs" in aipolicy(command, "--outlet", "kbss").err
