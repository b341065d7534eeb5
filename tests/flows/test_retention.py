"""What is old goes, and nothing that anything stands on: at every step of it, killed or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fsspec
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select, update

from cli.main import main
from db import models, queries, rescore, retention, runs, stale
from db.rescore import Unjudged
from db.session import reading, writing
from flows import retention as pruning
from flows.holding import hold
from flows.locks import locked
from flows.retention import Ages, RetentionError, prune
from spiders import archive, moving
from spiders.errors import ArchiveError
from spiders.moving import Shelf
from spiders.warc import WarcFile

NOW = datetime.now(UTC)
OLD, YOUNG = NOW - timedelta(days=100), NOW - timedelta(days=5)
CAPTURES = Ages(captures=30, runs=None)
HTML = [("Content-Type", "text/html; charset=utf-8")]
#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class House:
    """A corpus with an archive, put together record by record."""

    def __init__(self, engine: Engine, home: Path) -> None:
        self.engine = engine
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.root = archive.archive_root(home)
        with writing(engine) as session:
            record = runs.OutletRecord(
                "kbs", "KBS", "kbs.co.kr", "전국", "national", "own", True, "x"
            )
            runs.save_outlets(session, [record], NOW)
        self.run("r1", OLD)

    def run(self, run_id: str, at: datetime, status: str = "finished") -> None:
        with writing(self.engine) as session:
            runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, outlets=["kbs"],
                       now=at, code_version="t")  # fmt: skip
            if status != "running":
                runs.finish_outlet(session, run_id, "kbs", status="finished")
                runs.finish(session, run_id, status, at, None)

    def file(
        self, name: str, *records: str, at: datetime = OLD, run: str = "r1", kind: str = "article"
    ) -> dict[str, int]:
        """A file of the archive with these pages; key → its capture's number."""
        local = self.home / f"{name.replace('/', '-')}.warc.gz"
        file = f"kbs/2026/08/{name}.warc.gz"
        warc = WarcFile(local, file, "aipolicy/test")
        made: dict[str, int] = {}
        with writing(self.engine) as session:
            for key in records:
                url = f"https://news.kbs.co.kr/{key}"
                place = warc.add(url, 200, HTML, f"<p>기사 {key}</p>".encode() * 30, at)
                capture = models.Capture(
                    run_id=run, outlet="kbs", key=key if kind == "article" else None, kind=kind,
                    url=url, final_url=url, status=200, fetched_at=at, file=file, size=1,
                    offset=place.offset, length=place.length, digest=place.digest,
                )  # fmt: skip
                session.add(capture)
                session.flush()
                made[key] = capture.id
        warc.close()
        shelf = Shelf.at(self.root)
        shelf.fs.makedirs(shelf.path(file).rsplit("/", 1)[0], exist_ok=True)
        shelf.fs.put_file(str(local), shelf.path(file))
        local.unlink()
        return made

    def light(self, key: str, capture: int | None) -> int:
        """An off-topic article; its number."""
        with writing(self.engine) as session:
            row = models.Article(
                outlet="kbs", key=key, title=key, label="off_topic", score=0.1, band="reject",
                capture_id=capture, first_seen_at=OLD, last_checked_at=OLD, checks=1,
                extractor="t",
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def text(self, key: str, capture: int | None, *, own: int | None = None) -> tuple[int, int]:
        """An article with a text read off ``capture``; its number and the version's."""
        id_ = self.light(key, own)
        with writing(self.engine) as session:
            version = models.Version(
                article_id=id_, n=1, text_hash="t", content_hash="c", title=key, body="본문",
                language="ko", bylines=[], captions=[], tags=[], attachments=[], methods={},
                warnings=[], cuts=[], captured_at=OLD, extracted_at=OLD, extractor="t",
                capture_id=capture,
            )  # fmt: skip
            session.add(version)
            session.flush()
            session.execute(
                update(models.Article)
                .where(models.Article.id == id_)
                .values(label="on_topic", current_version_id=version.id)
            )
            return id_, version.id

    def captures(self) -> dict[str, models.Capture]:
        """The last part of its address → capture."""
        with reading(self.engine) as session:
            found = session.scalars(select(models.Capture).order_by(models.Capture.id))
            return {c.url.rsplit("/", 1)[1]: c for c in found}

    def readable(self) -> bool:
        """Is every capture's record where the database says, and whole?"""
        for key, c in self.captures().items():
            found = archive.read(c.file, c.offset, c.length, root=self.root, digest=c.digest)
            assert found.url == c.url, key
        return True

    def files(self) -> set[str]:
        return {name for name, _ in Shelf.at(self.root).names()}


@pytest.fixture
def house(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    for name in ("DATABASE_URL", "ARCHIVE", "RETENTION_DAYS", "RUN_DAYS", "LEDGER_DAYS"):
        monkeypatch.delenv(f"AIPOLICY_{name}", raising=False)
    return House(engine, tmp_path / "home")


# -- what goes and what stays ----------------------------------------------------------------------


def _version(house: House, made: dict[str, int]) -> None:
    house.text("a", made["a"])


def _sighting(house: House, made: dict[str, int]) -> None:
    article, version = house.text("other", None)
    with writing(house.engine) as session:
        session.add(
            models.Sighting(article_id=article, version_id=version, at=OLD, capture_id=made["a"])
        )


def _own(house: House, made: dict[str, int]) -> None:
    house.text("other", None, own=made["a"])


def _recheck(house: House, made: dict[str, int]) -> None:
    house.text("a", None)  # a look at it that found nothing new


def _label(house: House, made: dict[str, int]) -> None:
    article = house.light("a", made["a"])
    with writing(house.engine) as session:
        session.add(
            models.Label(article_id=article, label="off_topic", person="나", created_at=NOW)
        )


def _under_way(house: House, made: dict[str, int]) -> None:
    with writing(house.engine) as session:
        session.execute(update(models.Run).values(status="running"))


@pytest.mark.parametrize("reason", [_version, _sighting, _own, _recheck, _label, _under_way])
def test_what_something_stands_on_stays(
    house: House, reason: Callable[[House, dict[str, int]], None]
) -> None:
    reason(house, house.file("x", "a"))
    report = prune(house.engine, house.home, CAPTURES)
    assert (report.captures, set(house.captures())) == (0, {"a"})
    assert house.readable()


def test_a_reject_s_capture_and_a_dead_page_s_go(house: House) -> None:
    made = house.file("x", "reject", "dead", "text")
    house.light("reject", made["reject"])
    house.text("text", made["text"])
    before = house.captures()["text"]
    report = prune(house.engine, house.home, CAPTURES)
    after = house.captures()["text"]
    assert (report.captures, report.rewritten, report.removed) == (2, 1, 0)
    assert (after.file, after.id) == ("kbs/2026/08/x~2.warc.gz", before.id)
    assert after.offset == before.offset - report.freed
    assert house.readable()


def test_a_file_of_which_nothing_is_needed_goes_whole(house: House) -> None:
    house.file("x", "a", "b")
    house.file("y", "c", at=YOUNG)
    report = prune(house.engine, house.home, CAPTURES)
    assert (report.removed, report.rewritten, set(house.captures())) == (1, 0, {"c"})
    assert house.files() == {"kbs/2026/08/y.warc.gz"}


@sqlite_only
def test_what_other_tools_find_in_the_new_file_is_what_stayed(house: House) -> None:
    made = house.file("x", "a", "b", "c", "d")
    house.text("b", made["b"])
    house.text("d", made["d"])
    prune(house.engine, house.home, CAPTURES)
    path = house.home / "archive" / house.captures()["b"].file
    assert [r.url.rsplit("/", 1)[1] for r in archive.iterate(path)] == ["b", "d"]
    with path.open("rb") as stream:
        first = next(iter(archive.ArchiveIterator(stream)))
        assert first.rec_type == "warcinfo"


def test_the_newest_of_each_source_stays(house: House) -> None:
    house.file("x", "robots.txt", kind="robots")
    house.file("y", "robots.txt", at=OLD + timedelta(days=1), kind="robots")
    house.file("z", "list", "other", kind="list")
    house.file("w", "list", at=OLD + timedelta(days=1), kind="list")
    with writing(house.engine) as session:
        session.add(
            models.FeedState(outlet="kbs", url="https://news.kbs.co.kr/other", kind="list",
                             status=200, rows=1, fetched_at=OLD)
        )  # fmt: skip
    prune(house.engine, house.home, CAPTURES)
    files = {(c.url.rsplit("/", 1)[1], c.file.rsplit("/", 1)[1]) for c in house.captures().values()}
    assert files == {
        ("robots.txt", "y.warc.gz"), ("list", "w.warc.gz"), ("other", "z~2.warc.gz")
    }  # fmt: skip


def test_what_is_young_stays(house: House) -> None:
    house.file("x", "a", at=YOUNG)
    assert prune(house.engine, house.home, CAPTURES).captures == 0


def test_a_dry_run_tells_it_and_touches_nothing(house: House) -> None:
    made = house.file("x", "a", "b")
    house.text("b", made["b"])
    told = prune(house.engine, house.home, CAPTURES, dry_run=True)
    assert (set(house.captures()), house.files()) == ({"a", "b"}, {"kbs/2026/08/x.warc.gz"})
    done = prune(house.engine, house.home, CAPTURES)
    assert (told.captures, told.freed, told.rewritten) == (
        done.captures,
        done.freed,
        done.rewritten,
    )


def test_without_a_setting_every_capture_stays(house: House) -> None:
    house.file("x", "a")
    assert prune(house.engine, house.home, Ages.settings({})).captures == 0
    assert "all kept" in prune(house.engine, house.home, Ages.settings({})).told()[0]


def test_a_light_row_says_that_its_capture_is_gone_and_is_judged_as_one_without(
    house: House,
) -> None:
    made = house.file("x", "a")
    article = house.light("a", made["a"])
    prune(house.engine, house.home, CAPTURES)
    with reading(house.engine) as session:
        gone = session.scalars(select(models.Article.id).where(retention.without_capture()))
        assert gone.all() == [article]
        assert rescore.count(session, Unjudged()) == (0, 0, 1)
        assert stale.count(session, stale.Scope()) == 0


@sqlite_only
def test_a_second_prune_writes_the_file_anew_under_the_next_name(house: House) -> None:
    made = house.file("x", "a", "b", "c")
    for key in "bc":
        house.text(key, made[key])
    prune(house.engine, house.home, CAPTURES)
    with writing(house.engine) as session:
        session.execute(
            update(models.Version).where(models.Version.title == "b").values(capture_id=None)
        )
        session.execute(update(models.Article).where(models.Article.key == "b").values(key="gone"))
    prune(house.engine, house.home, CAPTURES)
    assert house.captures()["c"].file == "kbs/2026/08/x~3.warc.gz"
    assert house.readable()


# -- readers meanwhile -----------------------------------------------------------------------------


@sqlite_only
def test_who_still_has_the_old_place_finds_the_record(house: House) -> None:
    made = house.file("x", "a", "b", "c")
    house.text("b", made["b"])
    old = house.captures()
    prune(house.engine, house.home, CAPTURES)
    found = archive.read(old["b"].file, old["b"].offset, old["b"].length, root=house.root,
                         digest=old["b"].digest)  # fmt: skip
    assert found.url.endswith("/b")
    with pytest.raises(ArchiveError, match="is not in the archive"):
        archive.read(old["a"].file, old["a"].offset, old["a"].length, root=house.root)


@sqlite_only
def test_the_old_place_is_forgotten_after_a_day(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.file("x", "a", "b")
    house.text("b", made["b"])
    prune(house.engine, house.home, CAPTURES)
    assert len(house.files()) == 2
    monkeypatch.setattr(pruning, "_FORWARDED", -1.0)
    prune(house.engine, house.home, CAPTURES)
    assert house.files() == {"kbs/2026/08/x~2.warc.gz"}


def test_a_capture_that_is_needed_at_the_last_moment_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.file("x", "a", "b")
    house.text("b", made["b"])
    copy = moving.prepare

    def meanwhile(*given: Any) -> None:
        copy(*given)
        house.text("late", made["a"])

    monkeypatch.setattr(moving, "prepare", meanwhile)
    assert prune(house.engine, house.home, CAPTURES).captures == 0
    assert set(house.captures()) == {"a", "b"}
    assert house.files() == {"kbs/2026/08/x.warc.gz"}
    assert house.readable()


# -- killed ----------------------------------------------------------------------------------------


class Killed(BaseException):
    """As kill -9: nothing that catches errors sees it."""


def _die(*_: object, **__: object) -> None:
    raise Killed


def _after(function: Callable[..., Any]) -> Callable[..., Any]:
    def then(*given: Any, **more: Any) -> Any:
        function(*given, **more)
        raise Killed

    return then


def _half(old: Any, move: moving.Move) -> Iterator[bytes]:
    yield old.read(20)
    raise Killed


#: Where it is killed: what of which module is replaced by what.
STEPS: dict[str, tuple[Any, str, Any]] = {
    "before the journal": (moving, "prepare", _die),
    "in the middle of the copy": (moving, "_kept", _half),
    "before the copy has its name": (moving, "_check", _die),
    "after the copy": (moving, "prepare", _after(moving.prepare)),
    "in the transaction": (retention, "_move", _die),
    "after the transaction": (moving, "finish", _die),
    "after the old file went": (moving, "finish", _after(moving.finish)),
}


@pytest.mark.parametrize("step", STEPS)
@sqlite_only
def test_killed_at_any_step_the_next_prune_brings_it_to_its_end(
    house: House, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.file("x", "a", "b", "c")
    house.text("b", made["b"])
    with monkeypatch.context() as patch:
        patch.setattr(*STEPS[step])
        with pytest.raises(Killed):
            prune(house.engine, house.home, CAPTURES)
    assert house.readable()  # as it stands, before anything is mended
    prune(house.engine, house.home, CAPTURES)
    assert set(house.captures()) == {"b"}
    assert house.readable()
    names = {n for n in house.files() if not n.endswith(moving.JOURNAL)}
    assert names == {"kbs/2026/08/x~2.warc.gz"}


@pytest.mark.parametrize("step", ["after the copy", "in the transaction", "after the transaction"])
def test_killed_on_either_database(
    house: House, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_killed_at_any_step_the_next_prune_brings_it_to_its_end(house, step, monkeypatch)


@pytest.mark.parametrize("step", ["before the journal", "after the transaction"])
@sqlite_only
def test_killed_while_a_whole_file_goes(
    house: House, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.file("x", "a")
    with monkeypatch.context() as patch:
        patch.setattr(*STEPS[step])
        with pytest.raises(Killed):
            prune(house.engine, house.home, CAPTURES)
    prune(house.engine, house.home, CAPTURES)
    assert (house.captures(), house.files()) == ({}, set())


@sqlite_only
def test_a_sweep_alone_takes_back_what_was_not_committed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.file("x", "a", "b")
    house.text("b", made["b"])
    with monkeypatch.context() as patch:
        patch.setattr(*STEPS["after the copy"])
        with pytest.raises(Killed):
            prune(house.engine, house.home, CAPTURES)
    assert prune(house.engine, house.home, Ages(None, None)).mended == 1
    assert house.files() == {"kbs/2026/08/x.warc.gz"}


@sqlite_only
def test_an_older_database_beside_a_newer_archive_still_finds_its_records(house: House) -> None:
    made = house.file("x", "a", "b")
    house.text("b", made["b"])
    before = house.captures()["b"]
    prune(house.engine, house.home, CAPTURES)
    with writing(house.engine) as session:
        session.execute(update(models.Capture).values(file=before.file, offset=before.offset))
    prune(house.engine, house.home, Ages(None, None))
    assert house.readable()


# -- other roots, other faults ---------------------------------------------------------------------


def test_an_archive_in_a_bucket_is_pruned_alike(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_ARCHIVE", f"memory://{tmp_path.name}")
    house = House(engine, tmp_path / "home")
    made = house.file("x", "a", "b")
    house.text("b", made["b"])
    old = house.captures()["b"]
    assert prune(house.engine, house.home, CAPTURES).captures == 1
    assert house.readable()
    assert archive.read(old.file, old.offset, old.length, root=house.root).url == old.url
    assert fsspec.filesystem("memory").exists(f"/{tmp_path.name}/kbs/2026/08/x~2.warc.gz")


@sqlite_only
def test_a_file_that_is_not_as_its_captures_say_is_left_and_told(house: House) -> None:
    made = house.file("x", "a", "b")
    house.text("b", made["b"])
    with writing(house.engine) as session:
        session.execute(
            update(models.Capture)
            .where(models.Capture.id == made["a"])
            .values(offset=models.Capture.offset + 3)
        )
    report = prune(house.engine, house.home, CAPTURES)
    assert "no record begins at" in report.problems[0]
    assert house.files() == {"kbs/2026/08/x.warc.gz"}


@sqlite_only
def test_a_file_that_is_not_there_is_told(house: House) -> None:
    house.file("x", "a")
    (house.home / "archive" / "kbs/2026/08/x.warc.gz").unlink()
    report = prune(house.engine, house.home, CAPTURES)
    assert ("is not in the archive" in report.problems[0], report.captures) == (True, 0)


@pytest.mark.parametrize("name", ["keeping", "reprocess"])
@sqlite_only
def test_a_backup_or_a_reprocess_under_way_is_waited_for(house: House, name: str) -> None:
    with hold(house.engine, house.home, [name]), pytest.raises(RetentionError, match="under way"):
        prune(house.engine, house.home, CAPTURES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RETENTION_DAYS", "a year"),
        ("RETENTION_DAYS", "0"),
        ("RUN_DAYS", "-1"),
        ("LEDGER_DAYS", "7"),
    ],
)
def test_a_setting_that_is_no_number_of_days_is_a_sentence(name: str, value: str) -> None:
    with pytest.raises(RetentionError, match=f"AIPOLICY_{name} is '{value}'; give a number"):
        Ages.settings({f"AIPOLICY_{name}": value})


# -- runs and ledgers ------------------------------------------------------------------------------


@sqlite_only
def test_folders_of_closed_runs_go_when_they_are_old(house: House) -> None:
    house.run("young", YOUNG)
    house.run("open", OLD, status="running")
    house.run("unsaved", OLD)
    house.run("locked", OLD)
    for name in ("r1", "young", "open", "unsaved", "locked", "unknown"):
        folder = house.home / "runs" / name / "kbs"
        folder.mkdir(parents=True)
        (folder / "crawl.log").write_text("x" * 10)
    (house.home / "runs" / "unsaved" / "kbs" / "crawl.warc.gz").write_bytes(b"records")
    ages = Ages(None, 90)
    with locked(house.home / "runs" / "locked" / "run.lock"):
        told = prune(house.engine, house.home, ages, dry_run=True)
        done = prune(house.engine, house.home, ages)
    assert (told.runs, done.runs, done.run_bytes) == (1, 1, 10)
    kept = {p.name for p in (house.home / "runs").iterdir()}
    assert kept == {"young", "open", "unsaved", "locked", "unknown"}


def test_an_old_ledger_keeps_its_sums(house: House) -> None:
    with writing(house.engine) as session:
        for key, outcome in (("1", "stored"), ("2", "off_topic"), ("3", "off_topic")):
            session.add(models.Outcome(run_id="r1", outlet="kbs", key=key, outcome=outcome, at=OLD))
    ages = Ages(None, None, 60)
    assert prune(house.engine, house.home, ages, dry_run=True).outcomes == 3
    assert prune(house.engine, house.home, ages).outcomes == 3
    with reading(house.engine) as session:
        assert session.scalar(select(func.count()).select_from(models.Outcome)) == 0
        sums = queries.run(session, "r1").params[retention.PRUNED]
    assert sums == {"kbs": {"off_topic": 2, "stored": 1}}
    assert prune(house.engine, house.home, ages).outcomes == 0


# -- the command -----------------------------------------------------------------------------------


@sqlite_only
def test_the_command_tells_what_went(
    house: House, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(house.home))
    house.file("x", "a")
    said = CliRunner().invoke(main, ["prune", "--older", "30", "--dry-run"])
    assert (said.exit_code, "captures over 30 days: 1 would go" in said.stdout) == (0, True)
    said = CliRunner().invoke(main, ["prune", "--older", "30"])
    assert "1 gone" in said.stdout
    assert "1 files whole" in said.stdout
    monkeypatch.setenv("AIPOLICY_RETENTION_DAYS", "ever")
    said = CliRunner().invoke(main, ["prune"])
    assert (said.exit_code, "give a number of days" in said.output) == (1, True)
