"""What was fetched can be read again: by us at any offset, by any WARC tool from the beginning."""

from __future__ import annotations

import gzip
import subprocess
import sys
import warnings
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders import archive
from spiders.archive import ArchiveError, TornWarc
from spiders.events import Capture
from spiders.warc import Place, WarcFile
from tests.spiders.conftest import Answer, Crawled, Crawling, Site
from tests.spiders.test_base import rows

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
NAME = "sinmun/2026/11/r1.warc.gz"
HTML = [("Content-Type", "text/html; charset=euc-kr")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A run's folder with three archived pages."""
    folder = tmp_path / "runs" / "r1" / "sinmun"
    folder.mkdir(parents=True)
    return tmp_path


@pytest.fixture
def places(home: Path) -> list[Place]:
    warc = WarcFile(local(home), NAME, "aipolicy/test")
    found = [
        warc.add(f"https://www.sinmun.kr/{n}", 200, HTML, f"기사 {n}".encode("euc-kr") * 50, NOON)
        for n in range(3)
    ]
    warc.close()
    return found


def local(home: Path) -> Path:
    return home / "runs" / "r1" / "sinmun" / "crawl.warc.gz"


def read(home: Path, place: Place, **more: object) -> archive.ArchivedResponse:
    return archive.read(
        NAME, place.offset, place.length, root=str(home / "archive"),
        local=local(home), **more,  # type: ignore[arg-type]
    )  # fmt: skip


# -- what a crawl leaves ---------------------------------------------------------------------------


@pytest.fixture
def crawled(crawl: Crawling, site: Site) -> Crawled:
    site.listing("/list", rows("1", "2", "gone"))
    packed = gzip.compress("압축된 기사".encode() * 100)
    site.put("/article/1", Answer(packed, headers={
        "Content-Encoding": "gzip", "Content-Type": "text/html; charset=utf-8",
    }))  # fmt: skip
    site.articles("2")
    return crawl()


def test_warcio_finds_nothing_wrong_with_what_we_write(crawled: Crawled) -> None:
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(crawled.warc)]
    result = subprocess.run(check, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "fail" not in result.stdout
    assert result.stdout.count("digest pass") >= 5


def test_every_capture_is_read_back_by_its_offset(crawled: Crawled, tmp_path: Path) -> None:
    captures: list[Capture] = crawled.of(Capture)
    assert {c.kind for c in captures} == {"robots", "list", "article", "other"}
    for c in captures:
        found = archive.read(
            c.file, c.offset, c.length, root=str(tmp_path), local=crawled.warc, digest=c.digest
        )
        assert (found.url, found.status, len(found.body)) == (c.final_url, c.status, c.size)


def test_a_compressed_body_is_stored_decoded_with_headers_that_agree(
    crawled: Crawled, tmp_path: Path
) -> None:
    c = next(c for c in crawled.of(Capture) if c.key == "1")
    found = archive.read(c.file, c.offset, c.length, root=str(tmp_path), local=crawled.warc)
    headers = {name.lower(): value for name, value in found.headers}
    assert found.body.decode() == "압축된 기사" * 100
    assert "content-encoding" not in headers
    assert headers["content-length"] == str(len(found.body))


def test_an_unchanged_answer_leaves_no_record(crawl: Crawling, site: Site) -> None:
    from spiders.known import FeedMemory, Known
    from tests.spiders.conftest import HOST, a_source, spider_with

    site.put("/list", Answer(b"", 304))
    known = Known(feeds={f"https://{HOST}/list": FeedMemory('"v"')})
    got = crawl(spider_with(a_source(conditional=True)), known=known)
    assert [c.kind for c in got.of(Capture)] == ["robots"]


def test_the_file_begins_with_a_warcinfo_that_names_its_place(home: Path, places: object) -> None:
    from warcio.archiveiterator import ArchiveIterator

    with local(home).open("rb") as stream:
        first = next(iter(ArchiveIterator(stream)))
    assert first.rec_type == "warcinfo"
    assert first.rec_headers.protocol == "WARC/1.1"
    assert first.rec_headers.get_header("WARC-Filename") == NAME


# -- random access ---------------------------------------------------------------------------------


def test_a_record_is_read_where_it_lies(home: Path, places: list[Place]) -> None:
    found = read(home, places[1], digest=places[1].digest)
    assert found.url == "https://www.sinmun.kr/1"
    assert found.body == "기사 1".encode("euc-kr") * 50
    assert found.fetched_at == NOON
    assert found.content_type == "text/html; charset=euc-kr"


def test_a_moved_file_is_read_from_the_archive(home: Path, places: list[Place]) -> None:
    assert archive.finish(home, "r1", "sinmun") == NAME
    assert not local(home).exists()
    assert read(home, places[2]).url == "https://www.sinmun.kr/2"


def test_a_missing_file_is_named(home: Path) -> None:
    with pytest.raises(ArchiveError, match="is not in the archive"):
        read(home, Place(0, 10, ""))


def test_a_torn_record_is_told_apart(home: Path, places: list[Place]) -> None:
    content = local(home).read_bytes()
    local(home).write_bytes(content[: places[2].offset + 40])
    with pytest.raises(ArchiveError, match="torn"):
        read(home, places[2])


def test_a_record_that_is_not_the_one_captured_is_told(home: Path, places: list[Place]) -> None:
    with pytest.raises(ArchiveError, match="not what was written"):
        read(home, places[1], digest=places[0].digest)


def test_a_wrong_offset_is_told(home: Path, places: list[Place]) -> None:
    with pytest.raises(ArchiveError, match=r"not a readable WARC record|no record"):
        read(home, Place(places[1].offset + 7, 200, ""))


def test_a_flipped_byte_is_told(home: Path, places: list[Place]) -> None:
    content = bytearray(local(home).read_bytes())
    content[places[1].offset + places[1].length - 20] ^= 0xFF
    local(home).write_bytes(bytes(content))
    with pytest.raises(ArchiveError):
        read(home, places[1], digest=places[1].digest)


# -- moving into place -----------------------------------------------------------------------------


def test_finishing_cuts_what_a_killed_writer_left_torn(home: Path, places: list[Place]) -> None:
    content = local(home).read_bytes()
    local(home).write_bytes(content[:-15])
    archive.finish(home, "r1", "sinmun")
    moved = home / "archive" / NAME
    assert moved.stat().st_size == places[2].offset
    assert [r.url for r in archive.iterate(moved)] == [
        "https://www.sinmun.kr/0", "https://www.sinmun.kr/1",
    ]  # fmt: skip


def test_finishing_twice_changes_nothing(home: Path, places: object) -> None:
    assert archive.finish(home, "r1", "sinmun") == NAME
    before = (home / "archive" / NAME).read_bytes()
    assert archive.finish(home, "r1", "sinmun") is None
    assert (home / "archive" / NAME).read_bytes() == before


def test_finishing_goes_on_after_a_kill_in_the_middle_of_the_copy(
    home: Path, places: object
) -> None:
    whole = local(home).read_bytes()
    target = home / "archive" / NAME
    target.parent.mkdir(parents=True)
    Path(f"{target}.part").write_bytes(whole[:50])
    archive.finish(home, "r1", "sinmun")
    assert target.read_bytes() == whole
    assert list(target.parent.iterdir()) == [target]


def test_a_file_without_one_whole_record_is_dropped(home: Path, places: object) -> None:
    local(home).write_bytes(local(home).read_bytes()[:30])
    assert archive.finish(home, "r1", "sinmun") is None
    assert not local(home).exists()


def test_the_archive_can_be_anything_fsspec_speaks(home: Path, places: list[Place]) -> None:
    assert archive.finish(home, "r1", "sinmun", root="memory://corpus") == NAME
    found = archive.read(NAME, places[0].offset, places[0].length, root="memory://corpus")
    assert found.url == "https://www.sinmun.kr/0"


@pytest.mark.parametrize("cut", range(1, 400, 37))
def test_the_whole_length_is_a_record_s_end_wherever_the_file_is_cut(
    home: Path, places: list[Place], cut: int
) -> None:
    content = local(home).read_bytes()
    ends = {0, len(content), *(p.offset for p in places)}
    local(home).write_bytes(content[:-cut])
    whole = archive.whole_length(local(home))
    assert whole in ends
    assert whole == max(end for end in ends if end <= len(content) - cut)


# -- other people's WARCs --------------------------------------------------------------------------


def foreign(path: Path, *, compress: bool = True) -> Path:
    """As CC-NEWS has them: WARC 1.0, a request before each response, bodies as they travelled."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=compress, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record("cc.warc.gz", {"software": "x"}))
        body = gzip.compress("외부 기사".encode())
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        for n in range(2):
            url = f"https://news.example/{n}"
            request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)  # fmt: skip
            response = StatusAndHeaders("200 OK", [
                ("Content-Type", "text/html"), ("Content-Encoding", "gzip"),
                ("Transfer-Encoding", "chunked"),
            ], protocol="HTTP/1.1")  # fmt: skip
            writer.write_record(
                writer.create_warc_record(
                    url, "request", payload=BytesIO(b""), http_headers=request
                )
            )
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(chunked), http_headers=response
                )
            )
            writer.write_record(
                writer.create_warc_record(url, "metadata", payload=BytesIO(b"fetchTimeMs: 5"))
            )
    return path


@pytest.mark.parametrize("compress", [True, False])
def test_a_foreign_warc_gives_its_responses_decoded(tmp_path: Path, compress: bool) -> None:
    found = list(archive.iterate(foreign(tmp_path / "cc.warc.gz", compress=compress)))
    assert [r.url for r in found] == ["https://news.example/0", "https://news.example/1"]
    assert [r.body.decode() for r in found] == ["외부 기사", "외부 기사"]


def test_what_a_foreign_warc_gives_can_be_read_again_by_its_place(tmp_path: Path) -> None:
    foreign(tmp_path / "cc.warc.gz")
    for response in archive.iterate(tmp_path / "cc.warc.gz"):
        assert response.offset is not None
        assert response.length
        again = archive.read(
            "cc.warc.gz", response.offset, response.length, root=str(tmp_path),
            digest=response.digest,
        )  # fmt: skip
        assert again.body == response.body


@pytest.mark.parametrize("compress", [True, False])
def test_a_torn_warc_gives_what_is_whole_and_then_says_so(tmp_path: Path, compress: bool) -> None:
    path = foreign(tmp_path / "cc.warc.gz", compress=compress)
    whole = path.read_bytes()
    at = whole.rindex(b"\x1f\x8b\x08") if compress else whole.rindex(b"WARC/1.0")
    before = whole.rindex(b"\x1f\x8b\x08", 0, at) if compress else whole.rindex(b"WARC/1.0", 0, at)
    path.write_bytes(whole[: (before + at) // 2])
    told: list[TornWarc] = []
    found = list(archive.iterate(path, on_torn=told.append))
    assert [r.url for r in found] == ["https://news.example/0"]
    assert "torn after" in str(told[0])


def test_a_torn_warc_warns_when_nobody_listens(home: Path, places: object) -> None:
    content = local(home).read_bytes()
    local(home).write_bytes(content[:-30])
    with pytest.warns(TornWarc, match="torn"):
        assert len(list(archive.iterate(local(home)))) == 2


def test_a_whole_warc_warns_of_nothing(home: Path, places: object) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(archive.iterate(local(home)))) == 3


@pytest.mark.parametrize("content", [b"", b"hello\n" * 50, b"<html></html>", b"\x1f\x8b\x08junk"])
def test_a_file_that_is_no_warc_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"page\.warc\.gz is not a WARC file"):
        list(archive.iterate(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened"):
        list(archive.iterate(tmp_path / "none.warc.gz"))
