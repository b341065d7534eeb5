"""The pages of the extraction bench and the readers it puts on them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.extraction import compare, readers, sets
from bench.extraction.memory import Growth
from korean.article import Article
from pressroom.layouts import LAYOUTS
from pressroom.strangers import BY_CODE
from spiders.extraction import extract


@pytest.fixture(scope="module")
def pages() -> list[sets.Page]:
    return sets.pressroom(scale=0.02, sample=1)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder of one page with its gold."""
    text = "<meta charset=utf-8><title>새 도서관</title><p>도서관이 문을 열었다. 주민들이 모였다."
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    row = {
        "file": "a.html",
        "url": "https://a.example/1",
        "captured_at": "2026-11-20T09:00:00Z",
        "title": "새 도서관",
        "published": "2026-11-20T08:00:00+09:00",
        "bylines": None,
        "body": ["도서관이 문을 열었다.", "주민들이 모였다."],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path


def test_every_layout_of_the_press_room_is_there(pages: list[sets.Page]) -> None:
    layouts = {f"{code}.{layout.name}" for code, found in LAYOUTS.items() for layout in found}
    assert {page.layout for page in pages} == layouts


def test_every_stranger_is_there_and_nobody_knows_it() -> None:
    pages = sets.unknown_sites(scale=0.02, sample=1)
    assert {page.layout for page in pages} == set(BY_CODE)
    assert all(page.fetched.outlet is None for page in pages)


def test_a_folder_of_pages_is_read_with_its_gold(saved: Path) -> None:
    (page,) = sets.folder(saved)
    assert page.gold.body == "도서관이 문을 열었다.\n\n주민들이 모였다."
    assert page.gold.bylines is None
    assert not page.gold.modified_known
    assert page.fetched.captured_at.isoformat() == "2026-11-20T18:00:00+09:00"
    assert "도서관이" in page.text


def test_a_line_that_is_no_gold_is_named(saved: Path) -> None:
    with (saved / "gold.jsonl").open("a", encoding="utf-8") as listing:
        listing.write('{"file": "b.html"}\n')
    with pytest.raises(sets.BadSet, match="line 2"):
        sets.folder(saved)


def test_a_folder_without_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(sets.BadSet, match=r"gold\.jsonl is not there"):
        sets.folder(tmp_path)


def test_real_pages_keep_their_facts(shared: Path) -> None:
    found = sets.shared(shared / "pages")
    assert len(found) == 3
    results = compare.run(readers.BY_NAME["ours"], found, passes=1)
    assert results.figures["published"] == 1.0


def test_without_real_pages_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert sets.shared(tmp_path) == []


def test_page_objects_can_be_taken_away(pages: list[sets.Page]) -> None:
    page = next(page for page in pages if page.layout == "kyongbuk.2020")
    read = extract(replace(page.fetched, url=readers.NOBODY, outlet=None, key=None))
    assert isinstance(read, Article)
    assert "ndsoft.2020" in read.methods.values()
    readers.generic(page)  # raises SwitchBroken where one was used


def test_a_reader_that_is_not_installed_is_absent() -> None:
    absent = readers.Reader("x", "x", readers.ours, package="no-such-package-of-ours")
    assert absent.absent
    assert not readers.BY_NAME["trafilatura"].absent


@pytest.mark.parametrize("name", list(readers.BY_NAME))
def test_every_reader_that_is_installed_finds_words_of_the_body(
    name: str, pages: list[sets.Page]
) -> None:
    reader = readers.BY_NAME[name]
    if reader.absent:
        pytest.skip(f"{reader.package} is not installed")
    page = next(page for page in pages if page.layout == "kyongbuk.2020")
    result = compare.run(reader, [page], passes=1)
    assert result.crashes == 0
    assert result.figures["body_recall"] > 0.5


def test_a_peer_that_falls_over_has_read_nothing(pages: list[sets.Page]) -> None:
    def fall(page: sets.Page) -> readers.Found:
        raise IndexError

    result = compare.run(readers.Reader("x", "x", fall), pages[:3], passes=2)
    assert result.crashes == 3
    assert result.figures["body_f1"] == 0.0


def test_ours_may_not_fall_over(pages: list[sets.Page]) -> None:
    def fall(page: sets.Page) -> readers.Found:
        raise IndexError

    with pytest.raises(IndexError):
        compare.run(readers.Reader("x", "x", fall, ours=True), pages[:1])


def test_the_table_names_every_reader(pages: list[sets.Page]) -> None:
    results = [compare.run(readers.BY_NAME[name], pages[:2], 1) for name in ("ours", "trafilatura")]
    table = compare.told("pressroom", pages[:2], results)
    assert "ours, the outlet known" in table
    assert "\n  trafilatura" in table


def test_memory_that_grows_by_a_fifth_is_not_flat() -> None:
    assert Growth((50, 100, 101, 102), 1.0).flat
    assert not Growth((50, 100, 110, 120), 1.0).flat
