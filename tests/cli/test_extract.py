"""`aipolicy extract`: one page, every field, no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BODY, Aipolicy

URL = "https://www.pohang-ilbo.example/news/7"
GYEONGBUK = (
    "https://www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2"
    "&B_NUM=506274201&B_STEP=506274200&B_LEVEL=0"
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


def read(aipolicy: Aipolicy, shared: Path, name: str, url: str) -> dict[str, Any]:
    file = shared / "pages" / name
    if not file.exists():
        pytest.skip(f"no {name} among the saved pages")
    (row,) = aipolicy("extract", file, "--url", url, "--json").rows
    return row


def test_a_real_release_of_gyeongbuk_has_all_its_fields(aipolicy: Aipolicy, shared: Path) -> None:
    row = read(aipolicy, shared, "gyeongbuk_article.html", GYEONGBUK)
    assert {
        name: row[name] for name in ("outlet", "key", "published_at", "department", "contact")
    } == {
        "outlet": "gyeongbuk",
        "key": "bbs_bodo:506274201",
        "published_at": "2026-01-07T14:11:54+09:00",
        "department": "보건환경연구원 감염병연구부 감염병조사과",
        "contact": "054-339-8233",
    }
    assert row["title"].startswith("경북도, 하수 중 항생제")
    assert row["subtitle"].startswith("하수 분석을 통한")
    assert [author["name"] for author in row["bylines"]] == ["황희영"]
    assert row["attachments"][0]["name"].endswith("내성 유전자 조사 결과 발표.hwp")
    assert row["rights"]["licence"] == "KOGL-3"
    assert len(row["body"].split("\n\n")) == 6


def test_a_real_euc_kr_page_of_2012_comes_in_clean_hangul(aipolicy: Aipolicy, shared: Path) -> None:
    row = read(
        aipolicy, shared, "insnews_2012_article_euckr.html",
        "http://www.breaknews.com/sub_read.html?uid=222222&section=sc4",
    )  # fmt: skip
    assert row["outlet"] == "breaknews"
    assert row["title"].startswith("올림픽 메달 순위, 한국 종합 3위")
    assert row["subtitle"]
    assert row["published_at"] == "2012-08-02T10:36:00+09:00"
    assert row["body"].startswith("한국이 2012 런던올림픽")
    assert "\ufffd" not in row["body"]


def test_a_real_page_of_no_outlet_of_ours_gets_title_and_date(
    aipolicy: Aipolicy, shared: Path
) -> None:
    url = "https://www.gangjin.go.kr/www/government/news/press?idx=647621&mode=view"
    row = read(aipolicy, shared, "gangjin_article.html", url)
    assert row["title"].startswith("“새로 열린 기차")
    assert (row["published_at"][:10], row["published_precision"]) == ("2025-12-10", "day")
    assert "generic" in row["warnings"]
