"""`aipolicy extract`: one page, every field, no database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import BODY, Aipolicy

URL = "https://www.pohang-ilbo.example/news/7"
GYEONGBUK = (
    "https://www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2"
    "&B_NUM={0}&B_STEP={1}&B_LEVEL=0"
)


def test_a_page_is_one_json_line_with_its_fields(aipolicy: Aipolicy, saved_page: Path) -> None:
    said = aipolicy("extract", saved_page, "--url", URL, "--json")
    (row,) = said.rows
    assert (said.code, said.err) == (0, "")
    assert (row["title"], row["published_at"], row["body"]) == (
        "포항시, 인공지능 기본조례 만든다",
        "2026-11-20T09:30:00+09:00",
        "\n\n".join(BODY),
    )


def test_every_field_names_its_method(aipolicy: Aipolicy, saved_page: Path) -> None:
    (row,) = aipolicy("extract", saved_page, "--url", URL, "--json").rows
    assert {"title", "body", "published"} <= set(row["methods"])


def test_it_is_shown_as_text_without_json(aipolicy: Aipolicy, saved_page: Path) -> None:
    said = aipolicy("extract", saved_page)
    assert said.out.startswith("포항시, 인공지능 기본조례 만든다")
    assert BODY[2] in said.out.replace("\n", "")


def test_nothing_is_written(aipolicy: Aipolicy, saved_page: Path, home: Path) -> None:
    aipolicy("extract", saved_page, "--url", URL)
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.html", None, "there is no such file"),
        ("empty.html", b"", "empty.html"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(4000), "picture.html"),
        ("words.html", b"<html><body><p>hello</p></body></html>", "words.html"),
        ("none.warc", b"nothing", "none.warc"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_exit_one(
    aipolicy: Aipolicy, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    said = aipolicy("extract", file, "--url", URL, "--json")
    assert (said.code, said.out) == (1, "")
    assert says in said.err


# -- real saved pages ------------------------------------------------------------------------------


def read(aipolicy: Aipolicy, shared: Path, name: str, *url: str) -> dict[str, object]:
    file = shared / "pages" / name
    if not file.exists():
        pytest.skip(f"no {name} among the saved pages")
    (row,) = aipolicy("extract", file, *url, "--json").rows
    return dict(row)


@pytest.fixture
def gyeongbuk(aipolicy: Aipolicy, shared: Path) -> dict[str, object]:
    return read(aipolicy, shared, "gyeongbuk_article.html", "--url", GYEONGBUK_URL)


GYEONGBUK_URL = GYEONGBUK.format("0", "0")
