"""CSV that a spreadsheet opens without harm, and a program reads back as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.exports import csvfile
from db.exports.columns import COLUMNS
from tests.db.exports.documents import BODY, CLOSED, OPEN, document, rows, written

#: What Excel holds in a cell, by its own specification.
EXCEL = 32_767


def one(**changed: Any) -> dict[str, str]:
    return rows(written("csv", document(**changed), full_text=True))[0]


def test_excel_sees_utf8_by_the_byte_order_mark_and_lines_end_as_it_expects() -> None:
    data = written("csv", document(body="한 줄"))
    assert data.startswith(b"\xef\xbb\xbfid,outlet,")
    assert data.count(b"\r\n") == 2
    assert data.endswith(b"\r\n")


def test_the_header_has_every_column_and_what_was_cut() -> None:
    assert list(one()) == [*(column.name for column in COLUMNS), "cut"]


def test_a_body_keeps_its_paragraphs_in_one_cell() -> None:
    assert one()["body"] == BODY


@pytest.mark.parametrize("body", ['그는 "AI, 규제"라고 했다', "a,b;c", "줄\n바꿈", '"', "끝,"])
def test_quotes_commas_and_line_breaks_survive(body: str) -> None:
    assert one(body=body)["body"] == body


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+82-2", "-의료", "@SUM(A1)", "\t=1", "  =1", "＝1", "－1", '=HYPERLINK("x")', "'=1"],
)
def test_no_cell_becomes_a_formula(title: str) -> None:
    found = one(title=title)["title"]
    assert found == f"'{title}"
    assert csvfile.unguarded(found) == title


@pytest.mark.parametrize("key", ["0012345", "202611200001234567", "00"])
def test_a_key_of_digits_is_not_turned_into_a_shorter_number(key: str) -> None:
    found = one(key=key)["key"]
    assert found == f"'{key}"
    assert csvfile.unguarded(found) == key


@pytest.mark.parametrize(
    "title", ["AI 기본법", "'작은따옴표'로 시작", "3.5조 원", "2026년", "(속보)"]
)
def test_other_cells_are_left_as_they_are(title: str) -> None:
    assert one(title=title)["title"] == title


@given(st.text())
def test_guarding_can_always_be_undone_and_leaves_no_formula(text: str) -> None:
    kept = csvfile.guarded(text)
    assert csvfile.unguarded(kept) == text
    assert not kept.lstrip().startswith(tuple("=+-@＝＋－＠"))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)))
def test_a_list_can_be_taken_apart_again(items: list[str]) -> None:
    joined = csvfile.unguarded(csvfile.cell("texts", items))
    found, item, rest = [], "", iter(joined)
    for sign in rest:
        if sign == "\\":
            item += next(rest)
        elif sign == ";":
            assert next(rest) == " "
            found.append(item)
            item = ""
        else:
            item += sign
    assert [*found, item] == (items or [""])


def test_lists_and_records_are_legible() -> None:
    found = one(tags=["AI", "a;b", "c\\d"])
    assert found["tags"] == "AI; a\\;b; c\\\\d"
    assert found["bylines"] == "김하늘 기자 <sky@example.kr>; 이바다"
    assert found["amounts"] == "1500000000 (15억 원)"
    assert found["attachments"] == "조례안.hwp https://example.kr/a.hwp"
    assert found["methods"] == "body=kbs.current; title=kbs.current"


def test_times_are_those_of_korea_and_absent_ones_empty() -> None:
    found = one(modified_at=None)
    assert found["published_at"] == "2026-11-20T00:30:00+09:00"
    assert found["modified_at"] == ""


def test_licence_and_notice_are_columns() -> None:
    found = rows(written("csv", document(rights=CLOSED)))[0]
    assert found["licence"] == "all-rights-reserved"
    assert found["ai_training"] == "false"
    assert found["rights_notice"] == CLOSED["notice"]
    assert (found["body"], found["captions"]) == ("", "")
    assert found["excerpt"]


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        ("가" * EXCEL, False),
        ("가" * (EXCEL + 1), True),
        ("😀" * (EXCEL // 2), False),
        ("😀" * EXCEL, True),
    ],
)
def test_a_text_longer_than_a_cell_is_cut_and_it_says_so(body: str, cut: bool) -> None:
    found = one(body=body)
    assert len(found["body"].encode("utf-16-le")) // 2 <= EXCEL
    assert found["cut"] == ("body" if cut else "")
    assert found["body"].endswith("…") is cut
    assert found["body"].rstrip("…") == body[: len(found["body"].rstrip("…"))]


@pytest.mark.parametrize("licence", ["KOGL-3", "KOGL-4", "CC-BY-ND"])
def test_a_text_that_must_stay_unaltered_is_left_out_rather_than_cut(licence: str) -> None:
    long = document(body="가" * 40_000, rights=OPEN | {"licence": licence})
    found = rows(written("csv", long))[0]
    assert (found["body"], found["cut"]) == ("", "body")
    assert found["excerpt"]
    assert found["url"]


def test_control_characters_do_not_reach_the_file() -> None:
    found = one(title="앞\x00\x0b뒤", body="한 줄\r\n두 줄\r끝")
    assert found["title"] == "앞뒤"
    assert found["body"] == "한 줄\n두 줄\n끝"


def test_pandas_reads_it_without_being_told_anything() -> None:
    pandas = pytest.importorskip("pandas")
    import io

    table = pandas.read_csv(io.BytesIO(written("csv", document(1), document(2))))
    assert list(table["title"]) == ["경북, 인공지능 조례 만든다"] * 2
    assert str(pandas.to_datetime(table["published_at"]).iloc[0]) == "2026-11-20 00:30:00+09:00"
