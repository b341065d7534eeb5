"""`aipolicy match`: pairs among any texts, and what becomes of lines that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands.matching import match
from tests.korean.matching.texts import REWRITES, filled, whole

HEADER = "id_a\tid_b\trelation\tcontainment\tjaccard"
HEAVY = REWRITES["under a new lead, with 40 % dropped"]()


def run(folder: Path, *lines: object) -> tuple[Result, list[str]]:
    """Each line as JSON, or as it is where it is text or bytes."""
    source, target = folder / "in.jsonl", folder / "out.tsv"
    written = [line if isinstance(line, bytes) else _line(line) for line in lines]
    source.write_bytes(b"\n".join(written) + b"\n")
    result = CliRunner().invoke(match, [str(source), str(target)])
    return result, target.read_text("utf-8").splitlines() if target.exists() else []


def _line(value: object) -> bytes:
    return (value if isinstance(value, str) else json.dumps(value)).encode()


def test_pairs_come_in_the_order_of_the_texts_under_a_header(tmp_path: Path) -> None:
    monday, tuesday = filled("the weather")
    result, rows = run(
        tmp_path,
        {"id": "release", "text": whole()},
        {"id": "mon", "text": monday},
        {"id": "paper", "text": HEAVY, "published_at": "2026-11-20T09:00:00+09:00"},
        {"id": "tue", "text": tuesday},
    )
    assert result.exit_code == 0
    assert rows[0] == HEADER
    assert [row.split("\t")[:3] for row in rows[1:]] == [
        ["release", "paper", "copy"],
        ["mon", "tue", "template"],
    ]


def test_figures_are_shares_with_four_decimals(tmp_path: Path) -> None:
    _, rows = run(tmp_path, {"id": 1, "text": whole()}, {"id": 2, "text": whole()})
    assert rows[1] == "1\t2\tcopy\t1.0000\t1.0000"


def test_texts_of_far_months_are_not_compared(tmp_path: Path) -> None:
    _, rows = run(
        tmp_path,
        {"id": "a", "text": whole(), "published_at": "2026-01-02"},
        {"id": "b", "text": HEAVY, "published_at": "2026-11-20T09:00:00+09:00"},
    )
    assert rows == [HEADER]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{not json", "line 2: not JSON"),
        (b'{"id": "b", "text": "\xb0\xa1"}', "line 2: not UTF-8"),
        ("[1, 2]", "line 2: a JSON list, not an object"),
        ({"text": "무엇"}, "line 2: no id"),
        ({"id": "", "text": "무엇"}, "line 2: no id"),
        ({"id": True, "text": "무엇"}, "line 2: no id"),
        ({"id": "b\tc", "text": "무엇"}, "holds a tab"),
        ('{"id": "\\ud800", "text": "무엇"}', "half a character"),
        ({"id": "b"}, "line 2: no text"),
        ({"id": "b", "text": 3}, "line 2: no text"),
        ({"id": "b", "text": "무엇", "published_at": "어제"}, "is no time"),
        ({"id": "b", "text": "무엇", "published_at": 5}, "give ISO 8601"),
        ({"id": "b", "text": "무엇", "published_at": "0001-01-01T00:00:00+14:00"}, "is no time"),
        ({"id": "a", "text": "무엇"}, "line 2: the id 'a' was given before"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_the_rest_goes_on(
    tmp_path: Path, line: object, message: str
) -> None:
    result, rows = run(tmp_path, {"id": "a", "text": whole()}, line, {"id": "c", "text": HEAVY})
    assert result.exit_code == 1
    assert message in result.stderr.replace("\n", " ")
    assert [row.split("\t")[:3] for row in rows[1:]] == [["a", "c", "copy"]]


@pytest.mark.parametrize("lines", [[], [""], ["", "", ""]])
def test_no_texts_give_a_header_alone(tmp_path: Path, lines: list[str]) -> None:
    result, rows = run(tmp_path, *lines)
    assert (result.exit_code, rows) == (0, [HEADER])


def test_standard_input_and_output_can_be_used() -> None:
    given = "".join(json.dumps({"id": n, "text": whole()}) + "\n" for n in ("a", "b"))
    result = CliRunner().invoke(match, ["-", "-"], input=given)
    assert result.stdout.splitlines() == [HEADER, "a\tb\tcopy\t1.0000\t1.0000"]


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "a", "text": "무엇"}), "utf-8")
    result = CliRunner().invoke(match, [str(source), str(source)])
    assert result.exit_code == 2
    assert json.loads(source.read_text("utf-8"))["id"] == "a"


def test_a_mark_at_the_start_of_the_file_is_no_fault(tmp_path: Path) -> None:
    result, _ = run(tmp_path, b"\xef\xbb\xbf" + _line({"id": "a", "text": whole()}))
    assert result.exit_code == 0


def test_a_text_with_half_a_character_is_matched(tmp_path: Path) -> None:
    torn = json.dumps({"id": "b", "text": "\ud83d" + whole()})
    result, rows = run(tmp_path, {"id": "a", "text": whole()}, torn)
    assert result.exit_code == 0
    assert len(rows) == 2
