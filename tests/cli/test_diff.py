"""`show --diff`, `--versions`, `--cuts` and `--why`, `extract --cuts`: readable, and stable as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import BODY, Aipolicy, page
from tests.spiders.test_rendering import newspim

TITLE = "포항시, 인공지능 기본조례 만든다"
NEW = "시의회는 내달 심의한다."
EDITED = (BODY[0].replace("20일", "21일"), *BODY[1:], NEW)


def bring(aipolicy: Aipolicy, file: Path, title: str, body: tuple[str, ...]) -> None:
    file.write_text(page(title, 1, body), encoding="utf-8")
    assert aipolicy("import", file).code == 0


@pytest.fixture
def edited(aipolicy: Aipolicy, tmp_path: Path) -> str:
    """An article with two versions; its number."""
    file = tmp_path / "1.html"
    bring(aipolicy, file, TITLE, BODY)
    bring(aipolicy, file, TITLE.replace("만든다", "손본다"), EDITED)
    (row,) = aipolicy("list", "--json").rows
    return str(row["id"])


def test_the_last_two_versions_are_compared_and_named_with_their_times(
    aipolicy: Aipolicy, edited: str
) -> None:
    said = aipolicy("show", edited, "--diff")
    assert (said.code, said.err) == (0, "")
    assert "version 1 (seen 20" in said.out
    assert "KST) → version 2 (seen 20" in said.out


def test_words_are_marked_without_colour_in_a_pipe(aipolicy: Aipolicy, edited: str) -> None:
    out = aipolicy("show", edited, "--diff").out
    assert "title: 포항시, 인공지능 기본조례 [-만든다-] {+손본다+}" in out
    assert "[-20일-] {+21일+} 조례안을" in out
    assert f"{{+{NEW}+}}" in out
    assert "… 2 paragraphs unchanged" in out
    assert "\x1b" not in out


def test_the_comparison_as_json_has_one_shape(aipolicy: Aipolicy, edited: str) -> None:
    (row,) = aipolicy("show", edited, "--diff", "1", "2", "--json").rows
    told = row["diff"]
    assert set(told) == {"old", "new", "changed", "fields", "paragraphs"}
    assert set(told["old"]) == {"version", "seen_at", "modified_at", "extractor"}
    assert told["changed"] == ["title", "body"]
    assert [p["change"] for p in told["paragraphs"]] == ["edited", "same", "same", "added"]
    assert {key for p in told["paragraphs"] for key in p} == {"change", "old", "new", "words"}


def test_any_two_versions_can_be_named(aipolicy: Aipolicy, edited: str) -> None:
    out = aipolicy("show", edited, "--diff", "2", "1").out
    assert f"[-{NEW}-]" in out


def test_a_version_with_itself_has_no_difference(aipolicy: Aipolicy, edited: str) -> None:
    assert "no difference" in aipolicy("show", edited, "--diff", "2", "2").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--diff", "1", "7"), 1, "has no version 7; there are: 1, 2"),
        (("--diff", "1"), 2, "two version numbers, or none"),
        (("1", "2"), 2, "version numbers go with --diff"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence(
    aipolicy: Aipolicy, edited: str, arguments: tuple[str, ...], code: int, says: str
) -> None:
    said = aipolicy("show", edited, *arguments)
    assert said.code == code
    assert says in said.err


def test_an_article_with_one_version_says_when_it_is_looked_at_again(
    aipolicy: Aipolicy, tmp_path: Path
) -> None:
    bring(aipolicy, tmp_path / "1.html", TITLE, BODY)
    said = aipolicy("show", "1", "--diff")
    assert said.code == 1
    assert "has one version: no edit of it was seen; " in said.err
    assert "look" in said.err


def test_the_versions_are_listed_with_what_changed(aipolicy: Aipolicy, edited: str) -> None:
    lines = aipolicy("show", edited, "--versions").out.splitlines()
    listed = [line.split("\t") for line in lines if line[:2] in ("1\t", "2\t")]
    assert [(cells[0], cells[2], cells[3]) for cells in listed] == [
        ("1", "first seen", ""), ("2", "title, body", "now"),
    ]  # fmt: skip
    (row,) = aipolicy("show", edited, "--versions", "--json").rows
    assert [entry["changed"] for entry in row["history"]] == [[], ["title", "body"]]


def test_why_names_the_gates_and_the_words(aipolicy: Aipolicy, edited: str) -> None:
    out = aipolicy("show", edited, "--why").out
    assert "on_topic" in out
    assert "인공지능" in out
    assert "region 경북 × " in out
    assert "{" not in out.split("on_topic", 1)[1]


# -- cuts ------------------------------------------------------------------------------------------


@pytest.fixture
def with_menus(tmp_path: Path) -> Path:
    """A text rendering, copied with menus and other articles."""
    file = tmp_path / "2.txt"
    file.write_text(newspim(BODY), encoding="utf-8")
    return file


def test_extract_shows_rule_place_and_text_of_every_cut(
    aipolicy: Aipolicy, with_menus: Path
) -> None:
    (row,) = aipolicy("extract", with_menus, "--cuts", "--json").rows
    assert row["cuts"]
    out = aipolicy("extract", with_menus, "--cuts").out
    for cut in row["cuts"]:
        assert f"{cut['rule']}  characters {cut['start']}–{cut['end']}" in out
        assert all(f"    {line}" in out for line in cut["text"].splitlines())


def test_show_has_the_same_cuts_as_extract(aipolicy: Aipolicy, with_menus: Path) -> None:
    (read,) = aipolicy("extract", with_menus, "--cuts", "--json").rows
    aipolicy("import", with_menus)
    (stored,) = aipolicy("show", "1", "--cuts", "--json").rows
    assert stored["cuts"] == read["cuts"]
    assert "cuts" in aipolicy("show", "1", "--cuts").out


def test_without_cuts_it_says_so(aipolicy: Aipolicy, saved_page: Path) -> None:
    assert "no cuts" in aipolicy("extract", saved_page, "--cuts").out


def test_cuts_are_no_part_of_the_document_unless_asked_for(
    aipolicy: Aipolicy, with_menus: Path
) -> None:
    (row,) = aipolicy("extract", with_menus, "--json").rows
    assert "cuts" not in row
