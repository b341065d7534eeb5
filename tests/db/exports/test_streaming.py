"""Whatever the number of articles: little memory, the same bytes in parts, files whole or not at all."""

from __future__ import annotations

import errno
import io
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.exports import FORMATS, CannotWrite, UnknownFormat, find, stream, write
from db.exports.errors import writable
from db.exports.whole import whole_file, whole_folder
from tests.db.exports.documents import document, many, written

#: One long word: the tracing of memory costs by the piece, not by the length.
BODY = "경상북도는인공지능조례를만든다고밝혔다" * 60


class Counting(io.RawIOBase):
    """Takes bytes and keeps none."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.size += len(data)
        return len(data)


def articles(number: int, body: str = BODY) -> Iterator[dict[str, Any]]:
    return (document(n, body=f"{n}{body}") for n in range(number))


@pytest.mark.parametrize("format", list(FORMATS))
def test_memory_does_not_grow_with_the_articles(format: str) -> None:
    if FORMATS[format].binary:
        pytest.importorskip("pyarrow")
    write(format, articles(10), io.BytesIO())  # what is loaded once
    out = Counting()
    tracemalloc.start()
    try:
        assert write(format, articles(2_500, BODY * 5), out) == 2_500
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert out.size > 50_000
    assert peak < 24_000_000  # the documents are 55 MB


@pytest.mark.parametrize("format", ["csv", "jsonl", "bibtex"])
def test_twenty_thousand_leave_nothing_behind(format: str) -> None:
    """Counted in the interpreter's blocks, which costs nothing: 20,000 documents held are a million."""
    held = []

    def documents() -> Iterator[dict[str, Any]]:
        for number in range(20_000):
            if number % 1_000 == 999:
                held.append(sys.getallocatedblocks())
            yield document(number)

    assert write(format, documents(), Counting()) == 20_000
    assert max(held) - held[0] < 50_000


@pytest.mark.parametrize("format", list(FORMATS))
def test_a_stream_is_the_same_bytes_in_parts(format: str) -> None:
    if FORMATS[format].binary:
        pytest.importorskip("pyarrow")
    parts = list(stream(format, many(500)))
    assert b"".join(parts) == written(format, *many(500))
    assert all(parts)


def test_a_stream_begins_before_the_last_article_is_asked_for() -> None:
    asked: list[int] = []

    def documents() -> Iterator[dict[str, Any]]:
        for number in range(1000):
            asked.append(number)
            yield document(number)

    next(iter(stream("jsonl", documents())))
    assert len(asked) < 200


@pytest.mark.parametrize(
    "ask", [find, lambda name: stream(name, ()), lambda name: write(name, (), io.BytesIO())]
)
def test_an_unknown_format_names_the_known_ones_at_once(ask: Any) -> None:
    with pytest.raises(
        UnknownFormat, match="there is no format 'xlsx'; there are csv, jsonl, parquet"
    ):
        ask("xlsx")


@pytest.mark.parametrize(("short", "name"), [("csl", "csl-json"), ("bib", "bibtex")])
def test_short_names_are_known(short: str, name: str) -> None:
    assert find(short).name == name


def test_jsonl_is_a_line_an_article_whatever_it_holds() -> None:
    data = written("jsonl", document(body="앞\u2028뒤\u0085끝"), document(2)).decode()
    assert len(data.splitlines()) == 2


# -- files -----------------------------------------------------------------------------------------


def test_a_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "export.csv"
    with whole_file(target) as out:
        out.write(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o600 == 0o600


def test_a_failure_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "export.csv"
    target.write_bytes(b"old")

    def stopped() -> None:
        with whole_file(target) as out:
            out.write(b"half")
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        stopped()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("nowhere/export.csv", "the folder is not there: make it first"),
        ("file/export.csv", "a part of the path is a file"),
        ("folder", "is a folder; name a file in it"),
        ("x" * 300, "the name is too long"),
    ],
)
def test_a_place_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, place: str, says: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotWrite, match=says), whole_file(tmp_path / place) as out:
        out.write(b"x")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["file", "folder"]


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotWrite, match="the disk is full: make room"),
        whole_file(tmp_path / "export.csv"),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


class Full(Counting):
    """A disk with room for a kilobyte."""

    def write(self, data: Any, /) -> int:
        if self.size + len(data) > 1_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize("format", list(FORMATS))
def test_every_format_stops_when_the_disk_is_full(format: str) -> None:
    if FORMATS[format].binary:
        pytest.importorskip("pyarrow")
    with pytest.raises(CannotWrite, match="the disk is full"), writable("standard output"):
        write(format, articles(50), Full())


def test_a_reader_that_left_is_no_full_disk() -> None:
    with pytest.raises(BrokenPipeError), writable("standard output"):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_a_device_is_written_to_and_not_replaced() -> None:
    with whole_file(Path("/dev/null")) as out:
        out.write(b"x")
    assert Path("/dev/null").is_char_device()


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    with whole_folder(tmp_path / "d") as part:
        (part / "a").write_text("a", "utf-8")
    assert (tmp_path / "d" / "a").read_text("utf-8") == "a"
