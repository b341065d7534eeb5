"""What is imported is in the archive: read again without the file, and kept once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from db import models, queries, schema
from db.session import open_engine, reading, writing
from flows.importing import import_paths
from flows.recovery import recover
from flows.reprocess import again
from flows.version import EXTRACTOR
from spiders import archive
from spiders.warc import WarcFile
from tests.cli.conftest import BODY, page
from tests.cli.test_import import two_pages
from tests.spiders.test_rendering import newspim


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "ARCHIVE"):
        monkeypatch.delenv(f"AIPOLICY_{name}", raising=False)
    folder = tmp_path / "data"
    monkeypatch.setenv("AIPOLICY_HOME", str(folder))
    return folder


@pytest.fixture
def engine(home: Path) -> Engine:
    engine = open_engine(folder=home)
    schema.ensure(engine)
    return engine


def a_page(folder: Path) -> Path:
    file = folder / "page.html"
    file.write_text(page(), encoding="utf-8")
    return file


def a_text(folder: Path) -> Path:
    file = folder / "text.txt"
    file.write_text(newspim(BODY), encoding="utf-8")
    return file


def a_warc(folder: Path) -> Path:
    file = folder / "foreign.warc.gz"
    file.write_bytes(two_pages())
    return file


KINDS = pytest.mark.parametrize("make", [a_page, a_text, a_warc])
Make = Callable[[Path], Path]


def bring(engine: Engine, *paths: Path) -> list[str]:
    report = import_paths(engine, paths)
    assert report.problems == ()
    return [outcome for _, _, outcome in report.lines]


def captures(engine: Engine) -> list[models.Capture]:
    with reading(engine) as session:
        return list(session.scalars(select(models.Capture).order_by(models.Capture.id)))


def documents(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as session:
        return list(queries.articles(session, queries.Filter()))


@KINDS
def test_the_bytes_of_what_was_imported_are_in_the_archive(
    engine: Engine, home: Path, tmp_path: Path, make: Make
) -> None:
    file = make(tmp_path)
    bring(engine, file)
    kept = captures(engine)
    assert kept
    for capture in kept:
        found = archive.read(
            capture.file, capture.offset, capture.length, digest=capture.digest,
            root=str(home / "archive"),
        )  # fmt: skip
        assert len(found.body) == capture.size
        if make is not a_warc:
            assert found.body == file.read_bytes()


@KINDS
def test_what_was_imported_is_read_again_without_the_file(
    engine: Engine, home: Path, tmp_path: Path, make: Make
) -> None:
    file = make(tmp_path)
    bring(engine, file)
    before = documents(engine)
    file.unlink()
    with writing(engine) as session:
        session.execute(update(models.Version).values(body="misread", extractor="older"))
    report = again(engine, home, jobs=0)
    assert (report.problems, report.read) == ([], len(before))
    assert documents(engine) == before


@KINDS
def test_todays_code_reads_it_as_it_was_imported(
    engine: Engine, home: Path, tmp_path: Path, make: Make
) -> None:
    bring(engine, make(tmp_path))
    report = again(engine, home, everything=True, dry_run=True, jobs=0)
    assert report.read > 0
    assert (report.problems, dict(report.fields)) == ([], {})
    assert again(engine, home, jobs=0).read == 0


@KINDS
def test_the_same_file_again_changes_nothing(
    engine: Engine, home: Path, tmp_path: Path, make: Make
) -> None:
    file = make(tmp_path)
    bring(engine, file)
    before, files = captures(engine), sorted((home / "archive").rglob("*.warc.gz"))
    with reading(engine) as session:
        print_before = queries.fingerprint(session)
        looked = session.scalars(select(models.Article.last_checked_at)).all()
    assert set(bring(engine, file)) == {"unchanged"}
    assert [c.id for c in captures(engine)] == [c.id for c in before]
    assert sorted((home / "archive").rglob("*.warc.gz")) == files
    with reading(engine) as session:
        assert queries.fingerprint(session) == print_before
        assert session.scalars(select(models.Article.last_checked_at)).all() == looked


def test_an_edited_page_is_a_capture_and_a_version_more(
    engine: Engine, home: Path, tmp_path: Path
) -> None:
    file = a_page(tmp_path)
    bring(engine, file)
    file.write_text(page(body=(*BODY, "시의회는 내달 심의한다.")), encoding="utf-8")
    assert bring(engine, file) == ["updated"]
    assert len(captures(engine)) == 2
    # The first file turns up once more: it is older than what is known, and no edit.
    file.write_text(page(), encoding="utf-8")
    assert bring(engine, file) == ["unchanged"]
    assert documents(engine)[0]["version"] == 2


def test_what_is_no_article_is_not_kept(engine: Engine, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "alert.html"
    file.write_text(
        '<html><head><link rel="canonical" href="https://www.pohang-ilbo.example/news/8"></head>'
        "<body><script>alert('잘못된 접근입니다');history.back();</script></body></html>",
        encoding="utf-8",
    )
    assert bring(engine, file) == ["not_article"]
    assert captures(engine) == []
    assert not (home / "archive").exists()


def test_both_versions_of_an_imported_article_are_read_again(
    engine: Engine, home: Path, tmp_path: Path
) -> None:
    file = a_page(tmp_path)
    bring(engine, file)
    file.write_text(page(body=(*BODY, "시의회는 내달 심의한다.")), encoding="utf-8")
    bring(engine, file)
    with writing(engine) as session:
        session.execute(update(models.Version).values(extractor="older", section="misread"))
    report = again(engine, home, jobs=0)
    assert (report.read, report.texts, report.fields["section"]) == (1, 2, 1)
    with reading(engine) as session:
        assert set(session.scalars(select(models.Version.extractor))) == {EXTRACTOR}
        assert session.scalar(select(func.count()).select_from(models.Version)) == 2


def test_a_killed_import_leaves_its_file_to_the_next_run(
    engine: Engine, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: Any) -> None:
        raise SystemExit(137)

    file = a_page(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("flows.keeping.Keeper.close", killed)
        with pytest.raises(SystemExit):
            bring(engine, file)
    assert again(engine, home, everything=True, jobs=0).problems == []  # where the run left it
    recover(engine, home)
    assert len(list((home / "archive").rglob("*.warc.gz"))) == 1
    assert again(engine, home, everything=True, jobs=0).problems == []


def test_a_file_is_a_resource_record_any_tool_can_read(tmp_path: Path) -> None:
    path = tmp_path / "import.warc.gz"
    warc = WarcFile(path, "import/2026/11/r.warc.gz", "aipolicy/test")
    warc.add_file("urn:text:abc", "text/plain", "본문".encode(), datetime(2026, 11, 20, tzinfo=UTC))
    warc.close()
    (found,) = archive.iterate(path)
    assert (found.url, found.content_type, found.body) == (
        "urn:text:abc",
        "text/plain",
        "본문".encode(),
    )
    assert found.fetched_at == datetime(2026, 11, 20, tzinfo=UTC)
