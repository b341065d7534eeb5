"""`aipolicy import`: what can be read comes in; each file that cannot is named with the reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.cli.conftest import BODY, Aipolicy, page
from tests.spiders.test_rendering import newspim

Make = Callable[[Path], Path]


def warc(*pages: tuple[str, str]) -> bytes:
    """A WARC of these (address, markup)."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for url, markup in pages:
        headers = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(markup.encode()), http_headers=headers
            )
        )
    return stream.getvalue()


def two_pages() -> bytes:
    return warc(
        ("https://www.pohang-ilbo.example/news/1", page("포항시, 인공지능 조례 공청회", 1)),
        ("https://www.pohang-ilbo.example/news/2", page("포항시, 인공지능 예산 두 배", 2)),
    )


def written(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def empty_folder(folder: Path) -> Path:
    path = folder / "빈 폴더"
    path.mkdir()
    return path


BAD: dict[str, Make] = {
    "an empty text": written("empty.txt", b""),
    "an empty page": written("empty.html", b""),
    "a binary named as a text": written("picture.txt", bytes(range(256)) * 40),
    "a binary named as a page": written("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(4000)),
    "a page without an address": written("adrift.html", b"<html><body><p>hello</p></body></html>"),
    "a folder without files": empty_folder,
    "a missing path": lambda folder: folder / "nowhere.txt",
    "a torn WARC": written("torn.warc.gz", two_pages()[:-60]),
    "a WARC that is none": written("none.warc.gz", b"no archive at all"),
    "a text in no Korean": written("words.txt", b"a few words\n"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_named_in_a_sentence_and_the_rest_comes_in(
    aipolicy: Aipolicy, saved_page: Path, tmp_path: Path, bad: Make
) -> None:
    path = bad(tmp_path)
    said = aipolicy("import", path, saved_page)
    assert said.code == 1
    assert path.name in said.err
    assert "포항시, 인공지능 기본조례 만든다" in [
        row["title"] for row in aipolicy("list", "--json").rows
    ]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("an empty page", "the file is empty"),
        ("a binary named as a page", "the file is binary"),
        ("a binary named as a text", "the file is no text"),
        ("a page without an address", "give its address with --url"),
        ("a folder without files", "no .txt, .html or .warc(.gz) file in this folder"),
        ("a missing path", "there is no such file or folder"),
        ("a torn WARC", "is torn after 1 whole records"),
        ("a WARC that is none", "is not a WARC file"),
    ],
)
def test_the_sentence_says_what_is_wrong(
    aipolicy: Aipolicy, tmp_path: Path, bad: str, says: str
) -> None:
    said = aipolicy("import", BAD[bad](tmp_path))
    assert says in said.err.replace("\n", " ")
    assert len(said.err.splitlines()) == 1


def test_what_is_whole_of_a_torn_warc_comes_in(aipolicy: Aipolicy, tmp_path: Path) -> None:
    aipolicy("import", BAD["a torn WARC"](tmp_path))
    assert [row["title"] for row in aipolicy("list", "--json").rows] == [
        "포항시, 인공지능 조례 공청회"
    ]


def test_a_page_that_is_no_article_is_an_outcome_in_the_ledger(
    aipolicy: Aipolicy, saved_page: Path, tmp_path: Path
) -> None:
    alert = tmp_path / "alert.html"
    alert.write_text(
        '<html><head><link rel="canonical" href="https://www.pohang-ilbo.example/news/8"></head>'
        "<body><script>alert('잘못된 접근입니다');history.back();</script></body></html>",
        encoding="utf-8",
    )
    said = aipolicy("import", "--json", alert, saved_page)
    outcomes = {Path(row["file"]).name: row["outcome"] for row in said.rows}
    assert outcomes == {"alert.html": "not_article", saved_page.name: "stored"}


def test_a_page_that_is_no_article_is_named_on_standard_error(
    aipolicy: Aipolicy, tmp_path: Path
) -> None:
    file = tmp_path / "list.html"
    file.write_text(
        '<html><head><link rel="canonical" href="https://www.pohang-ilbo.example/news/8"></head>'
        "<body><script>alert('잘못된 접근입니다');history.back();</script></body></html>",
        encoding="utf-8",
    )
    said = aipolicy("import", file)
    assert said.code == 1
    assert "list.html" in said.err
    assert "not_article" in said.err


def test_a_rendering_is_stored_under_its_outlet(aipolicy: Aipolicy, tmp_path: Path) -> None:
    file = tmp_path / "copied out.txt"
    file.write_text(newspim(BODY), encoding="utf-8")
    assert aipolicy("import", file).code == 0
    row = aipolicy("list", "--json").rows[0]
    assert (row["outlet"], row["body"]) == ("newspim", "\n\n".join(BODY))


def test_importing_again_changes_nothing(aipolicy: Aipolicy, saved_page: Path) -> None:
    first = aipolicy("import", "--json", saved_page)
    again = aipolicy("import", "--json", saved_page)
    assert [row["outcome"] for row in (*first.rows, *again.rows)] == ["stored", "unchanged"]


def test_a_folder_is_read_with_its_folders(aipolicy: Aipolicy, tmp_path: Path) -> None:
    inner = tmp_path / "files" / "inner"
    inner.mkdir(parents=True)
    (inner / "one.html").write_text(page("포항시, 인공지능 조례 공청회", 1), encoding="utf-8")
    (inner / "notes.pdf").write_bytes(b"%PDF")
    (inner.parent / "two.warc.gz").write_bytes(
        warc(("https://www.pohang-ilbo.example/news/2", page("포항시, 인공지능 예산 두 배", 2)))
    )
    said = aipolicy("import", "--json", inner.parent)
    assert said.code == 0
    assert sorted(row["outcome"] for row in said.rows) == ["copy", "stored"]


def test_an_address_goes_with_one_file(aipolicy: Aipolicy, saved_page: Path) -> None:
    said = aipolicy("import", "--url", "https://a.example/1", saved_page, saved_page)
    assert said.code == 2
    assert "--url" in said.err


SEEDS = {
    "kbs": ("[같이경제] 인공지능 급성장", "2024-02-21T19:34:11+09:00"),
    "etoday": ("“AI 골든타임 잡아야”", "2024-05-28T17:11:00+09:00"),
    "gyeongbuk": ("경북형 초거대 인공지능(AI)", "2023-07-14T14:44:42+09:00"),
    "gipress": ("경과원, 생성형 AI 혁명에 대한", "2024-03-07T21:28:00+09:00"),
    "newspim": ("이종호 과기부 장관", "2024-01-19T09:00:00+09:00"),
}


@pytest.fixture
def seeds(aipolicy: Aipolicy, shared: Path) -> dict[str, dict[str, object]]:
    assert aipolicy("import", shared / "seeds").code == 0
    return {row["outlet"]: row for row in aipolicy("list", "--json").rows}


def test_the_real_seeds_come_in_with_their_titles_and_times(
    seeds: dict[str, dict[str, object]],
) -> None:
    found = {
        code: (str(row["title"])[: len(SEEDS[code][0])], row["published_at"])
        for code, row in seeds.items()
    }
    assert found == SEEDS
